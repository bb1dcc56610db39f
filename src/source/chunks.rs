//! A file as a sequence of chunks that can be parsed on their own.
//!
//! Files of one article come whole. JSON Lines and SGML are cut on record
//! borders into chunks of about [`CHUNK`] bytes, so that a file of any size is
//! read in little memory and parsed by all cores.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};

use memchr::memmem;
use xxhash_rust::xxh3::Xxh3;

use super::format::Format;
use super::walk::Found;

/// Bytes of a chunk, about: large enough to keep the hand-over cheap, small
/// enough that the chunks in flight stay within a few dozen MiB.
const CHUNK: usize = 1 << 20;

/// Bytes of an article file that is read whole, at most.
const LARGEST: u64 = 256 << 20;

/// Bytes at the head of a file that tell its format.
const HEAD: usize = 8 << 10;

/// Why a file gives no chunks, as a reason to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It was read, and holds no articles; so it will be while it does not change.
    NoArticles(String),
    /// It could not be read; the next time it may.
    Unreadable(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoArticles(reason) | Refusal::Unreadable(reason) => f.write_str(reason),
        }
    }
}

/// A part of a file that holds whole records.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// The file's path inside the corpus.
    pub path: String,
    /// The file's format.
    pub format: Format,
    /// Line number of the first byte, from 1.
    pub first_line: u64,
    /// Number of the first record, from 1.
    pub first_record: u64,
    /// The bytes as they stand in the file.
    pub bytes: Vec<u8>,
}

/// The chunks of a file, one after the other, hashed on the way.
pub struct Chunks<'a> {
    file: File,
    found: &'a Found,
    format: Format,
    rest: Vec<u8>,
    line: u64,
    record: u64,
    read: u64,
    ended: bool,
    hash: Xxh3,
}

impl<'a> Chunks<'a> {
    /// Opens a file and finds out its format.
    ///
    /// # Errors
    /// Why no article can be read from the file.
    pub fn open(found: &'a Found) -> Result<Chunks<'a>, Refusal> {
        let unreadable = |error: io::Error| Refusal::Unreadable(error.to_string());
        let mut file = File::open(&found.location).map_err(unreadable)?;
        let mut rest = Vec::new();
        let ended = fill(&mut file, &mut rest, HEAD).map_err(unreadable)?;
        let format = Format::detect(&found.path, &rest).map_err(Refusal::NoArticles)?;
        if !matches!(format, Format::JsonLines | Format::Sgml) && found.size > LARGEST {
            let reason = format!("larger than {} MiB in one piece: split it or use JSON Lines", LARGEST >> 20);
            return Err(Refusal::NoArticles(reason));
        }
        let mut hash = Xxh3::new();
        hash.update(&rest);
        let read = rest.len() as u64;
        Ok(Chunks { file, found, format, rest, line: 1, record: 1, read, ended, hash })
    }

    /// The next chunk, or `None` at the end of the file.
    ///
    /// # Errors
    /// The file could not be read on.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut wanted = CHUNK;
        loop {
            if !self.ended {
                let before = self.rest.len();
                self.ended = fill(&mut self.file, &mut self.rest, wanted.max(before + 1))?;
                self.hash.update(&self.rest[before..]);
                self.read += (self.rest.len() - before) as u64;
            }
            let cut = if self.ended { Some(self.rest.len()) } else { self.last_border() };
            match cut {
                Some(0) => return Ok(None),
                Some(cut) => return Ok(Some(self.take(cut))),
                None => wanted = self.rest.len().saturating_mul(2),
            }
        }
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Hash of all bytes read so far; that of the content once the chunks are at their end.
    pub fn hash(&self) -> u128 {
        self.hash.digest128()
    }

    fn take(&mut self, cut: usize) -> Chunk {
        let tail = self.rest.split_off(cut);
        let bytes = std::mem::replace(&mut self.rest, tail);
        let chunk = Chunk {
            path: self.found.path.clone(),
            format: self.format,
            first_line: self.line,
            first_record: self.record,
            bytes,
        };
        self.line += memchr::memchr_iter(b'\n', &chunk.bytes).count() as u64;
        self.record += match self.format {
            Format::JsonLines => super::json::lines(&chunk.bytes).count() as u64,
            Format::Sgml => memmem::find_iter(&chunk.bytes, super::sgml::OPENING).count() as u64,
            _ => 1,
        };
        chunk
    }

    /// Where the last whole record of what is at hand ends, if there is one.
    fn last_border(&self) -> Option<usize> {
        match self.format {
            Format::JsonLines => memchr::memrchr(b'\n', &self.rest).map(|at| at + 1),
            Format::Sgml => memmem::rfind(&self.rest, super::sgml::OPENING).filter(|&at| at > 0),
            _ => None,
        }
    }
}

/// Reads on until `bytes` has `wanted` bytes; true at the end of the file.
fn fill(file: &mut File, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<bool> {
    let missing = wanted.saturating_sub(bytes.len()) as u64;
    let got = file.take(missing).read_to_end(bytes)?;
    Ok((got as u64) < missing)
}

/// The hash that [`Chunks::hash`] gives at the end of this file.
///
/// # Errors
/// The file could not be read.
pub fn content_hash(found: &Found) -> io::Result<u128> {
    let mut file = File::open(&found.location)?;
    let mut hash = Xxh3::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.digest128()),
            n => hash.update(&buffer[..n]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(dir: &tempfile::TempDir, name: &str, content: &[u8]) -> Found {
        let location = dir.path().join(name);
        std::fs::write(&location, content).unwrap();
        Found { root: dir.path().to_owned(), path: name.to_owned(), location, size: content.len() as u64, modified: 0 }
    }

    #[test]
    fn lines_are_cut_on_borders_and_numbered_through() {
        let dir = tempfile::tempdir().unwrap();
        let mut content = String::new();
        for n in 0..40_000 {
            content.push_str(&format!("{{\"id\":\"{n}\",\"title\":\"{}\"}}\n", "x".repeat(n % 90)));
            if n % 7 == 0 {
                content.push('\n');
            }
        }
        let found = found(&dir, "a.jsonl", content.as_bytes());
        let mut chunks = Chunks::open(&found).unwrap();
        let (mut joined, mut records, mut lines, mut count) = (Vec::new(), 1, 1, 0);
        while let Some(chunk) = chunks.next_chunk().unwrap() {
            assert_eq!(chunk.first_record, records);
            assert_eq!(chunk.first_line, lines);
            assert!(chunk.bytes.ends_with(b"\n"));
            records += super::super::json::lines(&chunk.bytes).count() as u64;
            lines += chunk.bytes.iter().filter(|&&b| b == b'\n').count() as u64;
            joined.extend(chunk.bytes);
            count += 1;
        }
        assert!(count > 1);
        assert_eq!(joined, content.as_bytes());
        assert_eq!(records, 40_001);
        assert_eq!(chunks.hash(), content_hash(&found).unwrap());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_byte_is_lost(content in proptest::collection::vec("[ -~\n]{0,200}", 1..20)) {
            let dir = tempfile::tempdir().unwrap();
            let content = content.join("<REUTERS ");
            let found = found(&dir, "a.sgm", content.as_bytes());
            if let Ok(mut chunks) = Chunks::open(&found) {
                let mut joined = Vec::new();
                while let Some(chunk) = chunks.next_chunk().unwrap() {
                    joined.extend(chunk.bytes);
                }
                prop_assert_eq!(joined, content.as_bytes());
            }
        }
    }
}
