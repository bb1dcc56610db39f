//! Checksums of what an index holds on disk, so that bytes that are not as
//! they were written are an error wherever they are read, and never an answer.
//!
//! A file of a segment has the checksums of its blocks behind it, and a reader
//! checks each block when it first reads from it: a search pays for what it
//! looks at, not for the whole index. A file that is written at once has one
//! checksum. Knows no index.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tantivy::HasLen;
use tantivy::directory::{AntiCallToken, FileHandle, OwnedBytes, TerminatingWrite};
use xxhash_rust::xxh3::xxh3_64;

/// Bytes of a block: a stored article or a short list of postings is a block's work to check (2 µs).
const BLOCK: usize = 16 << 10;

/// Bytes of a block's checksum.
const SUM: usize = 4;

/// Bytes behind the checksums: the length of the data, and a checksum of the checksums and it.
const END: usize = 16;

fn sum(block: &[u8]) -> [u8; SUM] {
    (xxh3_64(block) as u32).to_le_bytes()
}

fn damaged(what: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("damaged: {what}"))
}

/// A writer that puts checksums behind what it is given.
pub(super) struct Sealing<W> {
    inner: W,
    block: Vec<u8>,
    sums: Vec<u8>,
    written: u64,
}

impl<W> Sealing<W> {
    pub(super) fn new(inner: W) -> Sealing<W> {
        Sealing { inner, block: Vec::with_capacity(BLOCK), sums: Vec::new(), written: 0 }
    }

    fn take(&mut self, mut bytes: &[u8]) {
        self.written += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.block.len()));
            self.block.extend_from_slice(now);
            if self.block.len() == BLOCK {
                self.end_block();
            }
            bytes = later;
        }
    }

    fn end_block(&mut self) {
        self.sums.extend(sum(&self.block));
        self.block.clear();
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.take(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: TerminatingWrite> TerminatingWrite for Sealing<W> {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        if !self.block.is_empty() {
            self.end_block();
        }
        self.sums.extend(self.written.to_le_bytes());
        self.sums.extend(xxh3_64(&self.sums).to_le_bytes());
        self.inner.write_all(&self.sums)?;
        self.inner.terminate_ref(token)
    }
}

/// What a [`Sealing`] wrote, without the checksums.
pub(super) struct Sealed {
    file: Arc<dyn FileHandle>,
    length: usize,
    sums: OwnedBytes,
    /// Blocks that were found as they were written.
    sound: Vec<AtomicBool>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.length)
    }
}

impl Sealed {
    /// # Errors
    /// The file cannot be read, or its checksums are not those that were written.
    pub(super) fn open(file: Arc<dyn FileHandle>) -> io::Result<Sealed> {
        let cut = || damaged("it is cut, or its checksums are not as they were written");
        let whole = file.len();
        let end = file.read_bytes(whole.checked_sub(END).ok_or_else(cut)?..whole)?;
        let length = length(&end).filter(|length| *length < whole).ok_or_else(cut)?;
        let sums = file.read_bytes(length..whole)?;
        if !are_sums(&sums, length) {
            return Err(cut());
        }
        let sound = (0..length.div_ceil(BLOCK)).map(|_| AtomicBool::new(false)).collect();
        Ok(Sealed { file, length, sums, sound })
    }

    /// Holds a block against its checksum.
    fn check(&self, block: usize, bytes: &[u8]) -> io::Result<()> {
        let at = block * SUM;
        if sum(bytes) != self.sums[at..at + SUM] {
            let from = block * BLOCK;
            return Err(damaged(format_args!("the bytes from {from} on are not as they were written")));
        }
        self.sound[block].store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Two threads that check one block both come to the same end.
    fn is_sound(&self, block: usize) -> bool {
        self.sound[block].load(Ordering::Relaxed)
    }
}

/// The length of the data that the last bytes of a file tell.
fn length(end: &[u8]) -> Option<usize> {
    usize::try_from(u64::from_le_bytes(*end.first_chunk()?)).ok()
}

/// Whether these are the checksums of so much data, whole.
fn are_sums(sums: &[u8], length: usize) -> bool {
    let Some((rest, seal)) = sums.split_last_chunk::<8>() else { return false };
    sums.len() == length.div_ceil(BLOCK) * SUM + END && xxh3_64(rest).to_le_bytes() == *seal
}

impl HasLen for Sealed {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Sealed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.length || range.start > range.end {
            return Err(damaged(format_args!("bytes {range:?} of {} are asked for", self.length)));
        }
        let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
        if blocks.clone().all(|block| self.is_sound(block)) {
            return self.file.read_bytes(range);
        }
        let from = blocks.start * BLOCK;
        let bytes = self.file.read_bytes(from..(blocks.end * BLOCK).min(self.length))?;
        for (block, bytes) in blocks.zip(bytes.chunks(BLOCK)).filter(|(block, _)| !self.is_sound(*block)) {
            self.check(block, bytes)?;
        }
        Ok(bytes.slice(range.start - from..range.end - from))
    }
}

/// A small file with its checksum.
pub(super) fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let seal = xxh3_64(&bytes);
    bytes.extend(seal.to_le_bytes());
    bytes
}

/// A small file without its checksum.
///
/// # Errors
/// It is not what was written.
pub(super) fn unsealed(bytes: &[u8]) -> io::Result<&[u8]> {
    match bytes.split_last_chunk() {
        Some((bytes, seal)) if xxh3_64(bytes).to_le_bytes() == *seal => Ok(bytes),
        _ => Err(damaged("its bytes are not as they were written")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes in memory, as a disk would hold them.
    fn written(data: &[u8], step: usize) -> Vec<u8> {
        let mut file: Vec<u8> = Vec::new();
        let mut sealing = Sealing::new(&mut file);
        data.chunks(step).for_each(|bytes| sealing.write_all(bytes).unwrap());
        sealing.terminate().unwrap();
        file
    }

    fn open(file: Vec<u8>) -> io::Result<Sealed> {
        Sealed::open(Arc::new(OwnedBytes::new(file)))
    }

    #[test]
    fn what_is_written_is_read_from_any_place() {
        let data: Vec<u8> = (0..3 * BLOCK + 77).map(|n| (n * n / 7) as u8).collect();
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, data.len()] {
            let sealed = open(written(&data[..length], 1000)).unwrap();
            assert_eq!(sealed.len(), length);
            for range in [0..0, 0..length, length / 2..length, length..length] {
                assert_eq!(sealed.read_bytes(range.clone()).unwrap().as_slice(), &data[range]);
            }
            assert!(sealed.read_bytes(0..length + 1).is_err());
        }
    }

    #[test]
    fn a_damaged_block_is_an_error_where_it_is_read_and_only_there() {
        let data: Vec<u8> = (0..2 * BLOCK + 500).map(|n| n as u8).collect();
        let whole = written(&data, BLOCK);
        for at in (0..whole.len()).step_by(97).chain(data.len() - 3..whole.len()) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            let Ok(sealed) = open(flipped) else {
                assert!(at >= data.len());
                continue;
            };
            assert!(sealed.read_bytes(0..data.len()).is_err(), "{at}");
            let other = (at / BLOCK + 1) % 2 * BLOCK;
            assert!(sealed.read_bytes(other..other + 1).is_ok());
        }
        for cut in (0..whole.len()).step_by(61) {
            assert!(open(whole[..cut].to_vec()).is_err(), "{cut}");
        }
    }

    #[test]
    fn a_small_file_is_whole_or_an_error() {
        let whole = sealed(b"{}".to_vec());
        assert_eq!(unsealed(&whole).unwrap(), b"{}");
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 16;
            assert!(unsealed(&flipped).is_err() && unsealed(&whole[..at]).is_err());
        }
    }
}
