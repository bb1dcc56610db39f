//! `dateline completions`: what a shell needs to complete this command.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::terminal::Terminal;
use super::{Arguments, Outcome};
use crate::error::Result;

/// Print a completion script for a shell
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

impl CompletionsArguments {
    pub(super) fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "dateline", &mut script);
        let mut out = terminal.out();
        out.write_all(&script)?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}
