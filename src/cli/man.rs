//! `dateline man`: manual pages.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, CommandFactory};

use super::terminal::Terminal;
use super::{Arguments, Outcome};
use crate::error::{Error, Result};

/// Print the manual page, or write a page for each verb into a directory
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline man | man -l -
  dateline man --dir ~/.local/share/man/man1
  dateline man > dateline.1")]
pub(super) struct ManArguments {
    /// Write dateline.1, dateline-search.1 … into this directory
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl ManArguments {
    pub(super) fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let mut command = Arguments::command();
        command.build();
        match self.dir {
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page)?;
                let mut out = terminal.out();
                out.write_all(&page)?;
                out.flush()?;
            }
            Some(dir) => {
                clap_mangen::generate_to(command, &dir).map_err(|cause| {
                    Error::new("the manual pages cannot be written")
                        .at(&dir)
                        .because(cause)
                        .help("name a directory that exists and that this user may write")
                })?;
            }
        }
        Ok(Outcome::Found)
    }
}
