//! How files are read: which fields mean what, and how much is too much.

use std::time::Duration;

use super::fields::FieldMap;

/// How files are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// What foreign field names mean.
    pub fields: FieldMap,
    /// How much is too much.
    pub limits: Limits,
}

/// How much is too much: what goes beyond is skipped, with that reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of an article's text, and of a file or record that holds one article.
    pub article: u64,
    /// Bytes of a file that holds many articles and can only be read in one piece (a JSON document that is no array).
    pub piece: u64,
    /// Bytes that a file may unpack to for each of its own, beyond [`Limits::unpacked_free`].
    pub expansion: u64,
    /// Bytes that any file may unpack to.
    pub unpacked_free: u64,
    /// Archives inside archives.
    pub nesting: u32,
    /// Time that a file's reader may take for one piece of it.
    pub time: Duration,
}

impl Default for Limits {
    /// Text packs to a tenth, seldom to a thirtieth of its size; bombs to a thousandth and less.
    fn default() -> Limits {
        Limits {
            article: 32 << 20,
            piece: 256 << 20,
            expansion: 100,
            unpacked_free: 64 << 20,
            nesting: 4,
            time: Duration::from_secs(30),
        }
    }
}
