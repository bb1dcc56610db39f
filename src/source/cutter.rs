//! A stream of one format as chunks of whole records.

use std::io::{self, Read};
use std::sync::Arc;

use super::chunks::{CHUNK, Chunk, Place};
use super::format::Format;
use super::options::Options;
use super::{array, borders};

/// A stream of one format while it is cut.
pub(super) struct Cutter {
    pub(super) format: Format,
    pub(super) rest: Vec<u8>,
    pub(super) line: u64,
    pub(super) record: u64,
    pub(super) ended: bool,
    pub(super) head: Option<Arc<[u8]>>,
}

impl Cutter {
    pub(super) fn take(&mut self, cut: usize, place: &Place, options: &Arc<Options>) -> Chunk {
        let tail = self.rest.split_off(cut);
        let bytes = std::mem::replace(&mut self.rest, tail);
        let chunk = Chunk {
            first_line: self.line,
            first_record: self.record,
            head: self.head.clone(),
            ..Chunk::new(&place.path, self.format, bytes, options)
        };
        self.line += memchr::memchr_iter(b'\n', &chunk.bytes).count() as u64;
        self.record += borders::records(self.format, &chunk.bytes);
        chunk
    }

    /// Sets aside what stands before the first record; false where no record comes within `reach` bytes.
    pub(super) fn take_head(&mut self, input: &mut dyn Read, reach: usize) -> io::Result<bool> {
        if !self.ended {
            self.ended = fill(input, &mut self.rest, reach)?;
        }
        let Some(first) = borders::first(self.format, &self.rest) else {
            // Nothing but a head: told when it is parsed.
            return Ok(self.ended);
        };
        let tail = self.rest.split_off(first);
        let head = std::mem::replace(&mut self.rest, tail);
        self.line += memchr::memchr_iter(b'\n', &head).count() as u64;
        self.head = Some(head.into());
        Ok(true)
    }

    /// Begins to cut a JSON array between its elements, if it is one.
    pub(super) fn open_array(&mut self) {
        if let Some(opening) = array::opening(&self.rest) {
            self.line += memchr::memchr_iter(b'\n', &self.rest[..opening]).count() as u64;
            self.rest.drain(..opening);
            self.format = Format::JsonArray;
        }
    }

    /// Passes over a line that is too long; false at the end of the stream.
    pub(super) fn pass_line(&mut self, input: &mut dyn Read) -> io::Result<bool> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.rest) {
                self.rest.drain(..=end);
                self.line += 1;
                self.record += 1;
                return Ok(true);
            }
            if self.ended {
                return Ok(false);
            }
            self.rest.clear();
            self.ended = fill(input, &mut self.rest, CHUNK)?;
        }
    }
}

/// Reads on until `bytes` has `wanted` bytes; true at the end of the stream.
pub(super) fn fill(input: &mut dyn Read, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<bool> {
    let missing = wanted.saturating_sub(bytes.len()) as u64;
    let got = input.take(missing).read_to_end(bytes)?;
    Ok((got as u64) < missing)
}
