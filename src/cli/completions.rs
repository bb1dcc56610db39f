//! `dateline completions`: what a shell needs to complete this command.

use std::io::Write;

use clap::{Args, ValueEnum};
use clap_complete::Shell;
use clap_complete::env::Shells;

use super::Outcome;
use super::terminal::Terminal;
use crate::error::{Error, Result};

/// Print a completion script for a shell
///
/// The script asks the program itself, so that also people, countries, topics and sources of the
/// index and the names of saved searches are completed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline completions bash > ~/.local/share/bash-completion/completions/dateline
  dateline completions zsh > ~/.zfunc/_dateline
  dateline completions fish > ~/.config/fish/completions/dateline.fish")]
pub(super) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

/// The variable by which a shell asks for completions.
const ASKED: &str = "COMPLETE";

impl CompletionsArguments {
    pub(super) fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let name = self.shell.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        let shells = Shells::builtins();
        let shell = shells.completer(&name).ok_or_else(|| {
            Error::new(format!("{name} cannot be completed"))
                .help(format!("use {}", shells.names().collect::<Vec<_>>().join(", ")))
        })?;
        let mut script = Vec::new();
        shell.write_registration(ASKED, "dateline", "dateline", "dateline", &mut script)?;
        let mut out = terminal.out();
        out.write_all(&script)?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}
