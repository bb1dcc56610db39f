//! `dateline man`: manual pages.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, CommandFactory};

use super::terminal::Terminal;
use super::{Arguments, Outcome};
use crate::error::{Error, Result};

/// Print the manual page of a verb or of all, or write a page for each into a directory
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline man | man -l -
  dateline man search > dateline-search.1
  dateline man --out ~/.local/share/man/man1")]
pub(super) struct ManArguments {
    /// The verb; the whole command without
    #[arg(conflicts_with = "out")]
    verb: Option<String>,
    /// Write dateline.1, dateline-search.1 … into this directory
    #[arg(long, value_name = "DIR", visible_alias = "dir")]
    out: Option<PathBuf>,
}

impl ManArguments {
    pub(super) fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let mut command = Arguments::command();
        command.build();
        if let Some(dir) = self.out {
            clap_mangen::generate_to(command, &dir).map_err(|cause| {
                Error::new("the manual pages cannot be written")
                    .at(&dir)
                    .because(cause)
                    .help("name a directory that exists and that this user may write")
            })?;
            return Ok(Outcome::Found);
        }
        if let Some(verb) = self.verb {
            let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
            let unknown = Error::new(format!("\"{verb}\" is no verb")).help(format!("there are {}", names.join(", ")));
            command = command.find_subcommand(&verb).cloned().ok_or(unknown)?;
            let name = format!("dateline-{verb}");
            command = command.display_name(name);
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        let mut out = terminal.out();
        out.write_all(&page)?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}
