//! What went wrong, where, and what would work.

use std::fmt;
use std::path::{Path, PathBuf};

/// The result of anything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// An error for a person to read: what happened, at which path (and line),
/// and what to do about it.
#[derive(Debug)]
pub struct Error {
    what: String,
    place: Option<Place>,
    help: Option<String>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Debug)]
struct Place {
    path: PathBuf,
    line: Option<u64>,
}

impl Error {
    /// An error that says `what` happened.
    pub fn new(what: impl Into<String>) -> Error {
        Error { what: what.into(), place: None, help: None, cause: None }
    }

    /// Adds the path at which it happened.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Error {
        self.place = Some(Place { path: path.as_ref().to_owned(), line: None });
        self
    }

    /// Adds the path and line (from 1) at which it happened.
    #[must_use]
    pub fn at_line(mut self, path: impl AsRef<Path>, line: u64) -> Error {
        self.place = Some(Place { path: path.as_ref().to_owned(), line: Some(line) });
        self
    }

    /// Adds what would work.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.help = Some(help.into());
        self
    }

    /// Adds the error that caused it.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        self.cause = Some(cause.into());
        self
    }

    /// Whether whoever read our output has gone.
    pub fn is_broken_pipe(&self) -> bool {
        let cause = self.cause.as_deref().and_then(|cause| cause.downcast_ref::<std::io::Error>());
        cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// What happened, without place and help.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What would work, if known.
    pub fn hint(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(Place { path, line: Some(line) }) => write!(f, "{}:{line}: {}", path.display(), self.what)?,
            Some(Place { path, line: None }) => write!(f, "{}: {}", path.display(), self.what)?,
            None => f.write_str(&self.what)?,
        }
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Error {
        Error::new("the index cannot be read or written")
            .help("run `dateline index` again; if it stays, delete the index folder and rebuild it")
            .because(error)
    }
}

impl From<std::io::Error> for Error {
    /// For the streams of this process; errors at a path say which one.
    fn from(error: std::io::Error) -> Error {
        Error::new("the output cannot be written").because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_what_and_why() {
        let error = Error::new("not valid JSON").at_line("a/b.jsonl", 7).because("expected `,`").help("mend the line");
        assert_eq!(error.to_string(), "a/b.jsonl:7: not valid JSON: expected `,`");
        assert_eq!(error.hint(), Some("mend the line"));
    }
}
