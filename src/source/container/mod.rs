//! What files are wrapped in: compression, archives, web archives.
//!
//! Takes a stream, gives the streams inside it back to the reading of the file,
//! one after the other, at any depth up to a limit. Nothing is written to disk,
//! a member's path is only a name, and a stream that unpacks to far more than
//! its file is broken off.

mod archive;
mod warc;

use std::cell::Cell;
use std::io::{self, Read};

use super::chunks::{Place, Reading};
use super::walk::Found;

/// A wrapping, as its first bytes show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
    Zip,
    Tar,
    /// WARC and WET.
    WebArchive,
}

/// What is read through, by name.
pub const WRAPPINGS: [&str; 7] = ["gzip", "zstd", "bzip2", "xz", "zip", "tar", "WARC and WET (web archives)"];

/// Where a tar header has its magic word (POSIX.1-1988, ustar).
const USTAR: usize = 257;

impl Wrapping {
    /// The wrapping that begins with `head`, if it is one.
    pub(super) fn detect(head: &[u8]) -> Option<Wrapping> {
        let found = match head {
            [0x1F, 0x8B, 8, ..] => Wrapping::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Wrapping::Zstd,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => Wrapping::Bzip2,
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Wrapping::Xz,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Wrapping::Zip,
            [b'W', b'A', b'R', b'C', b'/', ..] => Wrapping::WebArchive,
            _ if head.get(USTAR..USTAR + 5) == Some(b"ustar") => Wrapping::Tar,
            _ => return None,
        };
        Some(found)
    }
}

/// What a broken-off stream is told by.
const TOO_MUCH: &str = "unpacks to far more than its size: broken off";

/// Reads what a stream wraps; `head` are its first bytes, `input` the others.
pub(super) fn open(
    reading: &mut Reading<'_>,
    wrapping: Wrapping,
    place: &Place,
    head: Vec<u8>,
    input: &mut dyn Read,
    file: Option<&Found>,
    nesting: u32,
) -> io::Result<()> {
    if nesting >= reading.options.limits.nesting {
        let most = reading.options.limits.nesting;
        reading.skip(&place.path, None, format!("archives nested more than {most} deep"));
        return Ok(());
    }
    let whole = head.chain(input);
    let inner = Place { path: place.path.clone(), name: unpacked_name(&place.name) };
    let (unpacked, allowed) = (reading.unpacked, reading.allowed);
    let mut stream = |decoder: &mut dyn Read| {
        reading.stream(&inner, &mut Counted { inner: decoder, unpacked, allowed }, None, nesting + 1)
    };
    match wrapping {
        Wrapping::Gzip => stream(&mut flate2::read::MultiGzDecoder::new(whole)),
        Wrapping::Zstd => stream(&mut zstd::Decoder::new(whole)?),
        Wrapping::Bzip2 => stream(&mut bzip2::read::MultiBzDecoder::new(whole)),
        Wrapping::Xz => stream(&mut lzma_rust2::XzReader::new_mem_limit(whole, true, XZ_MEMORY)),
        Wrapping::Zip => archive::zip(reading, place, whole, file, nesting),
        Wrapping::Tar => archive::tar(reading, place, whole, nesting),
        Wrapping::WebArchive => warc::read(reading, place, whole),
    }
}

/// KiB that unpacking xz may take: `xz -9` takes 65 MiB.
const XZ_MEMORY: u32 = 128 << 10;

/// A file's name without the ending of its compression: `wire.jsonl.gz`, `dump.tbz2`.
fn unpacked_name(name: &str) -> String {
    let Some((stem, ending)) = name.rsplit_once('.') else { return name.to_owned() };
    match ending.to_ascii_lowercase().as_str() {
        "gz" | "gzip" | "zst" | "zstd" | "bz2" | "xz" => stem.to_owned(),
        "tgz" | "tbz" | "tbz2" | "txz" | "tzst" => format!("{stem}.tar"),
        _ => name.to_owned(),
    }
}

/// The reason to show for an error of unpacking.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    if text.contains(TOO_MUCH) { text } else { format!("cannot be unpacked further: {text}") }
}

/// A stream whose bytes count against what its file may unpack to.
struct Counted<'a, R> {
    inner: R,
    unpacked: &'a Cell<u64>,
    allowed: u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.unpacked.set(self.unpacked.get() + n as u64);
        if self.unpacked.get() > self.allowed {
            return Err(io::Error::other(TOO_MUCH));
        }
        Ok(n)
    }
}

/// Bytes that were read ahead, then the others.
trait Chained {
    fn chain(self, rest: &mut dyn Read) -> io::Chain<io::Cursor<Vec<u8>>, &mut dyn Read>;
}

impl Chained for Vec<u8> {
    fn chain(self, rest: &mut dyn Read) -> io::Chain<io::Cursor<Vec<u8>>, &mut dyn Read> {
        io::Cursor::new(self).chain(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappings_are_known_by_their_first_bytes() {
        assert_eq!(Wrapping::detect(b"\x1f\x8b\x08\0"), Some(Wrapping::Gzip));
        assert_eq!(Wrapping::detect(b"WARC/1.0\r\n"), Some(Wrapping::WebArchive));
        assert_eq!(Wrapping::detect(b"BZhang won"), None);
        assert_eq!(Wrapping::detect(b""), None);
    }

    #[test]
    fn names_lose_the_ending_of_their_compression() {
        for (name, inner) in
            [("a/wire.jsonl.gz", "a/wire.jsonl"), ("x.TGZ", "x.tar"), ("page.html", "page.html"), ("a", "a")]
        {
            assert_eq!(unpacked_name(name), inner);
        }
    }
}
