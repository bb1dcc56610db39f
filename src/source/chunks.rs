//! A file as chunks that can be parsed on their own.
//!
//! Files of one article come whole. JSON Lines, large arrays, tables, dumps and SGML are cut
//! on record borders into chunks of about [`CHUNK`] bytes, so that a file of any
//! size is read in little memory and parsed by all cores. What archives and
//! compression wrap is read through them; nothing is unpacked to disk.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::container::{self, Wrapping};
use super::cutter::{Cutter, fill};
use super::format::Format;
use super::options::Options;
use super::walk::Found;
use super::wide::Wide;
use super::{Skipped, borders};

/// Bytes of a chunk, about: large enough to keep the hand-over cheap, small
/// enough that the chunks in flight stay within a few dozen MiB.
pub(super) const CHUNK: usize = 1 << 20;

/// Bytes of a JSON array that is read in one piece, at most; a larger one is cut between its elements.
const ARRAY: usize = 8 * CHUNK;

/// Bytes at the head of a file that tell its format.
const HEAD: usize = 8 << 10;

/// A part of a file that holds whole records.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// The file's path inside the corpus; `path!inner` for a member of an archive.
    pub path: String,
    /// The file's format.
    pub format: Format,
    /// Line number of the first byte, from 1.
    pub first_line: u64,
    /// Number of the first record, from 1.
    pub first_record: u64,
    /// What the file says before its first record: a table's header, a dump's site.
    pub head: Option<Arc<[u8]>>,
    /// What a web archive says of the page in it.
    pub page: Option<Page>,
    /// The bytes as they stand in the file.
    pub bytes: Vec<u8>,
    /// Bytes of the file, packed as they are, that were read for this chunk.
    pub read: u64,
    /// How it is to be read.
    pub options: Arc<Options>,
}

/// What a web archive says of a page; the page is one of many in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Where it was fetched.
    pub url: Option<String>,
    /// The encoding that the server declared.
    pub charset: Option<String>,
}

/// What reading a file gives, piece by piece.
#[derive(Debug)]
pub enum Piece {
    /// Records to parse.
    Chunk(Chunk),
    /// Something that holds no articles, and why.
    Skipped(Skipped),
}

impl Chunk {
    /// Bytes that stand at the beginning of the file called `path`.
    pub fn new(path: &str, format: Format, bytes: Vec<u8>, options: &Arc<Options>) -> Chunk {
        Chunk {
            path: path.to_owned(),
            format,
            first_line: 1,
            first_record: 1,
            head: None,
            page: None,
            read: bytes.len() as u64,
            bytes,
            options: Arc::clone(options),
        }
    }
}

/// Reads a file and gives it piece by piece, until `give` is false; then the hash of its
/// content, if there was anything in it to read.
///
/// # Errors
/// The file cannot be read, or not to its end, as a reason to show.
pub fn read(
    found: &Found,
    options: &Arc<Options>,
    give: &mut dyn FnMut(Piece) -> bool,
) -> Result<Option<u128>, String> {
    let file = File::open(&found.location).map_err(|error| error.to_string())?;
    let count = Cell::new(0);
    let mut raw = Raw { inner: file, hash: Xxh3::new(), count: &count, failed: None };
    let gave = read_raw(&found.path, found.size, Some(found), &mut raw, options, give)?;
    if !gave {
        return Ok(None);
    }
    io::copy(&mut raw, &mut io::sink()).map_err(|error| format!("reading stopped: {error}"))?;
    // A zip archive is read from its end, out of order.
    if count.get() >= found.size { Ok(Some(raw.hash.digest128())) } else { Ok(content_hash(found).ok()) }
}

/// Reads a stream as if it were the file called `path`, and gives it piece by piece.
///
/// # Errors
/// The stream cannot be read to its end, as a reason to show.
pub fn read_from(
    path: &str,
    input: &mut dyn Read,
    options: &Arc<Options>,
    give: &mut dyn FnMut(Piece) -> bool,
) -> Result<(), String> {
    let count = Cell::new(0);
    let mut raw = Raw { inner: input, hash: Xxh3::new(), count: &count, failed: None };
    read_raw(path, 0, None, &mut raw, options, give).map(|_| ())
}

/// Reads, and tells whether there was anything to read; a file of `size` bytes may unpack to so much.
fn read_raw(
    path: &str,
    size: u64,
    file: Option<&Found>,
    raw: &mut Raw<'_, impl Read>,
    options: &Arc<Options>,
    give: &mut dyn FnMut(Piece) -> bool,
) -> Result<bool, String> {
    let unpacked = Cell::new(0);
    let count = raw.count;
    let mut reading = Reading {
        options,
        give,
        count,
        told: 0,
        unpacked: &unpacked,
        allowed: options.limits.unpacked_free.max(size.saturating_mul(options.limits.expansion)),
        gave: false,
        stopped: false,
    };
    let place = Place { path: path.to_owned(), name: path.to_owned() };
    let result = reading.stream(&place, raw, file, 0);
    if let Some(error) = raw.failed.take() {
        return Err(format!("reading stopped after {} bytes: {error}", count.get()));
    }
    if let Err(error) = result {
        reading.skip(&place.path, None, container::reason(&error));
    }
    Ok(reading.gave && !reading.stopped)
}

/// The hash that [`read`] gives at the end of this file.
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

/// A file that is hashed and counted while it is read.
struct Raw<'a, R> {
    inner: R,
    hash: Xxh3,
    count: &'a Cell<u64>,
    /// What the disk said, where it was the disk that failed and not what is written there.
    failed: Option<io::Error>,
}

impl<R: Read> Read for Raw<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(n) => {
                self.hash.update(&buffer[..n]);
                self.count.set(self.count.get() + n as u64);
                Ok(n)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let told = io::Error::new(error.kind(), error.to_string());
                self.failed = Some(error);
                Err(told)
            }
        }
    }
}

/// Where a stream comes from.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// As ids and reasons tell it.
    pub(super) path: String,
    /// As its format is known by: without the endings of compression.
    pub(super) name: String,
}

/// One file while it is read.
pub(super) struct Reading<'a> {
    pub(super) options: &'a Arc<Options>,
    give: &'a mut dyn FnMut(Piece) -> bool,
    count: &'a Cell<u64>,
    told: u64,
    /// Bytes that have come out of compression so far.
    pub(super) unpacked: &'a Cell<u64>,
    /// Bytes that may.
    pub(super) allowed: u64,
    gave: bool,
    pub(super) stopped: bool,
}

impl Reading<'_> {
    /// Reads a stream, through whatever it is wrapped in; `file` is what it can be opened again by.
    pub(super) fn stream(
        &mut self,
        place: &Place,
        input: &mut dyn Read,
        file: Option<&Found>,
        nesting: u32,
    ) -> io::Result<()> {
        let mut head = Vec::new();
        let ended = fill(input, &mut head, HEAD)?;
        if let Some(wrapping) = Wrapping::detect(&head) {
            self.gave = true;
            return container::open(self, wrapping, place, head, input, file, nesting);
        }
        if let Some(wide) = Wide::detect(&head) {
            return self.wide(place, wide, head, input);
        }
        match Format::detect(&place.name, &head) {
            Ok(format) => self.cut(place, format, head, ended, input),
            Err(reason) => {
                self.skip(&place.path, None, reason);
                Ok(())
            }
        }
    }

    /// Wide code units have no bytes to cut on: they are read whole, and cut as UTF-8.
    fn wide(&mut self, place: &Place, wide: Wide, mut bytes: Vec<u8>, input: &mut dyn Read) -> io::Result<()> {
        let most = self.options.limits.piece;
        if !fill(input, &mut bytes, most as usize + 1)? {
            self.skip(&place.path, None, too_large(most));
            return Ok(());
        }
        let text = wide.decode(&bytes);
        let head = text.char_indices().map(|(at, _)| at).take_while(|&at| at <= HEAD).last().unwrap_or(0);
        let head = if text.len() <= HEAD { text.len() } else { head };
        let format = match Format::detect(&place.name, &text.as_bytes()[..head]) {
            Ok(format) => format,
            Err(reason) => {
                self.skip(&place.path, None, reason);
                return Ok(());
            }
        };
        self.cut(place, format, Vec::new(), false, &mut text.as_bytes())
    }

    /// Cuts a stream of one format on the borders of its records.
    fn cut(
        &mut self,
        place: &Place,
        format: Format,
        head: Vec<u8>,
        ended: bool,
        input: &mut dyn Read,
    ) -> io::Result<()> {
        let mut cutter = Cutter { format, rest: head, line: 1, record: 1, ended, head: None };
        let limits = self.options.limits;
        if borders::has_head(format) && !cutter.take_head(input, CHUNK)? {
            self.skip(&place.path, Some(1), format!("no record within {CHUNK} bytes"));
            return Ok(());
        }
        let mut wanted = CHUNK;
        loop {
            if !cutter.ended {
                cutter.ended = fill(input, &mut cutter.rest, wanted)?;
            }
            if cutter.format == Format::Json && !cutter.ended && cutter.rest.len() >= ARRAY {
                cutter.open_array();
            }
            let format = cutter.format;
            let most = if format.holds_many() && !borders::has(format) { limits.piece } else { limits.article };
            let cut = if cutter.ended { Some(cutter.rest.len()) } else { borders::last(format, &cutter.rest) };
            match cut {
                Some(0) => return Ok(()),
                Some(_) if !borders::has(format) && cutter.rest.len() as u64 > most => {
                    self.skip(&place.path, None, too_large(most));
                    return Ok(());
                }
                Some(cut) => {
                    wanted = CHUNK;
                    let mut chunk = cutter.take(cut, place, self.options);
                    chunk.read = self.count.get() - self.told;
                    self.told = self.count.get();
                    if !self.chunk(chunk) {
                        return Ok(());
                    }
                }
                None if cutter.rest.len() as u64 > most => {
                    self.skip(&place.path, Some(cutter.line), too_large(most));
                    if format != Format::JsonLines || !cutter.pass_line(input)? {
                        return Ok(());
                    }
                }
                None => wanted = cutter.rest.len().saturating_mul(2),
            }
        }
    }

    /// Gives a chunk on; false when nobody listens any more.
    pub(super) fn chunk(&mut self, chunk: Chunk) -> bool {
        self.gave = true;
        self.stopped |= !(self.give)(Piece::Chunk(chunk));
        !self.stopped
    }

    /// Tells of something that holds no articles.
    pub(super) fn skip(&mut self, path: &str, line: Option<u64>, reason: impl Into<String>) {
        let skipped = Skipped { path: path.to_owned(), line, reason: reason.into() };
        self.stopped |= !(self.give)(Piece::Skipped(skipped));
    }
}

/// What is said of a file or record that is larger than `most` bytes.
pub(super) fn too_large(most: u64) -> String {
    let (number, unit) = if most >= 1 << 20 { (most >> 20, "MiB") } else { (most, "bytes") };
    format!("larger than {number} {unit} in one piece: split it, use JSON Lines, or raise --max-article-size")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(dir: &tempfile::TempDir, name: &str, content: &[u8]) -> Found {
        let location = dir.path().join(name);
        std::fs::write(&location, content).unwrap();
        Found {
            root: dir.path().to_owned(),
            path: name.to_owned(),
            location,
            size: content.len() as u64,
            linked: false,
            modified: 0,
        }
    }

    struct Got {
        chunks: Vec<Chunk>,
        skipped: Vec<Skipped>,
        hash: Option<u128>,
    }

    fn read_all(found: &Found, options: Options) -> Got {
        let (mut chunks, mut skipped) = (Vec::new(), Vec::new());
        let hash = read(found, &Arc::new(options), &mut |piece| {
            match piece {
                Piece::Chunk(chunk) => chunks.push(chunk),
                Piece::Skipped(reason) => skipped.push(reason),
            }
            true
        });
        Got { chunks, skipped, hash: hash.unwrap() }
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
        let got = read_all(&found, Options::default());
        let (mut joined, mut records, mut lines) = (Vec::new(), 1, 1);
        assert!(got.chunks.len() > 1);
        assert_eq!(got.chunks.iter().map(|chunk| chunk.read).sum::<u64>(), found.size);
        for chunk in got.chunks {
            assert_eq!(chunk.first_record, records);
            assert_eq!(chunk.first_line, lines);
            assert!(chunk.bytes.ends_with(b"\n"));
            records += borders::records(Format::JsonLines, &chunk.bytes);
            lines += chunk.bytes.iter().filter(|&&b| b == b'\n').count() as u64;
            joined.extend(chunk.bytes);
        }
        assert_eq!(joined, content.as_bytes());
        assert_eq!(records, 40_001);
        assert_eq!(got.hash, Some(content_hash(&found).unwrap()));
    }

    /// A large array was read in one piece, or not at all.
    #[test]
    fn a_large_array_is_cut_between_its_elements() {
        let dir = tempfile::tempdir().unwrap();
        let element = |n: usize| format!("{{\"id\":\"{n}\",\n\"title\":\"{}]\"}}", "x".repeat(n % 900));
        let elements: Vec<String> = (0..25_000).map(element).collect();
        let content = format!("\n[ {} ]\n", elements.join(",\n"));
        let found = found(&dir, "a.json", content.as_bytes());
        let mut options = Options::default();
        options.limits.piece = 9 << 20;
        let got = read_all(&found, options);
        assert!(got.skipped.is_empty() && got.chunks.len() > 3, "{:?} {}", got.skipped, got.chunks.len());
        assert_eq!(got.chunks.iter().map(|chunk| chunk.read).sum::<u64>(), found.size);
        let mut records = 0;
        for chunk in got.chunks {
            assert_eq!((chunk.format, chunk.first_record), (Format::JsonArray, records + 1));
            let first = format!("{{\"id\":\"{records}\"");
            assert!(String::from_utf8_lossy(&chunk.bytes).trim_start().starts_with(&first), "{first}");
            records += borders::records(Format::JsonArray, &chunk.bytes);
        }
        assert_eq!(records, 25_000);
        assert_eq!(got.hash, Some(content_hash(&found).unwrap()));
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let content = format!("{{\"title\":\"a\"}}\n{{\"title\":\"{}\"}}\n{{\"title\":\"b\"}}\n", "x".repeat(3 << 20));
        let mut options = Options::default();
        options.limits.article = 1 << 20;
        let got = read_all(&found(&dir, "a.jsonl", content.as_bytes()), options);
        assert_eq!(got.skipped.len(), 1);
        assert_eq!(got.skipped[0].line, Some(2));
        let last = got.chunks.last().unwrap();
        assert_eq!((last.first_line, last.first_record, last.bytes.len()), (3, 3, 14));
    }

    #[test]
    fn utf16_is_cut_like_any_other_text() {
        let dir = tempfile::tempdir().unwrap();
        let text = "{\"title\":\"Zürich\"}\n{\"title\":\"Łódź\"}\n".repeat(40_000);
        let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let got = read_all(&found(&dir, "a.jsonl", &bytes), Options::default());
        assert!(got.chunks.len() > 1);
        assert_eq!(got.chunks.iter().flat_map(|chunk| chunk.bytes.clone()).collect::<Vec<_>>(), text.as_bytes());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_byte_is_lost(content in proptest::collection::vec("[ -~\n]{0,200}", 1..20)) {
            let dir = tempfile::tempdir().unwrap();
            let content = content.join("<REUTERS ");
            let got = read_all(&found(&dir, "a.sgm", content.as_bytes()), Options::default());
            if got.skipped.is_empty() {
                let joined: Vec<u8> = got.chunks.into_iter().flat_map(|chunk| chunk.bytes).collect();
                prop_assert_eq!(joined, content.as_bytes());
            }
        }
    }
}
