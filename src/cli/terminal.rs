//! The two streams: results on standard output, everything else on standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};

use crate::error::Error;

/// Options about what is printed beside the results.
#[derive(Debug, Args)]
pub(super) struct TerminalArguments {
    /// When to use colours [NO_COLOR is heeded too]
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Color,
    /// Print results and errors only
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Print every reason and note
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What a verb needs to know of its surroundings.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    choice: ColorChoice,
    /// Whether notes and progress are unwanted.
    pub(super) quiet: bool,
    /// Whether every reason is wanted.
    pub(super) verbose: bool,
    /// Whether a person reads the results.
    pub(super) interactive: bool,
}

impl Default for Terminal {
    /// As without any option.
    fn default() -> Terminal {
        TerminalArguments { color: Color::Auto, quiet: false, verbose: false }.resolve()
    }
}

impl TerminalArguments {
    pub(super) fn resolve(&self) -> Terminal {
        Terminal {
            choice: match self.color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            },
            quiet: self.quiet,
            verbose: self.verbose,
            interactive: io::stdout().is_terminal(),
        }
    }
}

impl Terminal {
    /// Standard output, buffered, byte by byte as it is given.
    pub(super) fn data(&self) -> impl Write + use<> {
        BufWriter::with_capacity(1 << 16, io::stdout())
    }

    /// Standard output for people, buffered, with colours where they are wanted.
    pub(super) fn out(&self) -> impl Write + use<> {
        BufWriter::with_capacity(1 << 16, AutoStream::new(io::stdout(), self.choice))
    }

    fn err(&self) -> AutoStream<io::Stderr> {
        AutoStream::new(io::stderr(), self.choice)
    }

    /// Writes to standard error, unless the user wants quiet.
    pub(super) fn tell(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if !self.quiet {
            // Nobody reads standard error any more: nobody to tell.
            let _ = write(&mut self.err());
        }
    }

    /// A note that the run goes on after.
    pub(super) fn note(&self, note: &str) {
        self.tell(|err| writeln!(err, "dateline: {note}"));
    }

    /// An error, and what would work.
    pub(super) fn error(&self, error: &Error) {
        let mut err = self.err();
        let _ = writeln!(err, "dateline: {error}");
        if let Some(help) = error.hint() {
            let _ = writeln!(err, "  {help}");
        }
    }
}
