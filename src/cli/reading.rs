//! Options about which files are read, and how.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::source::{FieldMap, Globs, Options};

/// Which files are read, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadingArguments {
    /// Read only files that match, in the syntax of .gitignore ("*.html", "sport/**")
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out files and folders that match
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Names of fields and columns in JSON and tables: title=headline,body=story
    #[arg(long, value_name = "FIELD=NAME,..")]
    map: Option<FieldMap>,
    /// Skip articles and single files that are larger (K, M, G)
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "32M")]
    max_article_size: u64,
    /// Give up a reader after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..), default_value = "30")]
    read_timeout: u64,
}

/// What a piece of JSON becomes while it is read, in bytes for each of its own.
const PIECE: u64 = 8;

impl ReadingArguments {
    /// How files are read by a verb that may take so much memory, and which.
    pub(super) fn resolve(&self, memory: u64) -> (Arc<Options>, Globs) {
        let mut options = Options { fields: self.map.clone().unwrap_or_default(), ..Options::default() };
        options.limits.article = self.max_article_size;
        options.limits.piece = options.limits.piece.min(memory / PIECE).max(self.max_article_size);
        options.limits.time = Duration::from_secs(self.read_timeout);
        (Arc::new(options), Globs { include: self.include.clone(), exclude: self.exclude.clone() })
    }
}

/// A number of bytes: "500K", "32M", "1G".
pub(super) fn size(text: &str) -> Result<u64, String> {
    let (digits, shift) = match text.trim_end_matches(['b', 'B']).char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 10),
        Some((at, 'm' | 'M')) => (&text[..at], 20),
        Some((at, 'g' | 'G')) => (&text[..at], 30),
        _ => (text, 0),
    };
    let number: u64 =
        digits.trim().parse().map_err(|_| "a size is a number of bytes, or of K, M or G: 32M".to_owned())?;
    number.checked_mul(1 << shift).filter(|&size| size > 0).ok_or_else(|| "too large or nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("500"), Ok(500));
        assert_eq!(size("32M"), Ok(32 << 20));
        assert_eq!(size("1gb"), Ok(1 << 30));
        assert!(size("x").is_err() && size("0").is_err() && size("99999999999G").is_err());
    }
}
