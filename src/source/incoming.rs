//! Articles on standard input, as soon as they come.
//!
//! JSON Lines, as `index` reads them. A batch is what has come so far, so that
//! a slow feed is answered at once and a fast one in large steps.

use std::io::{self, BufRead, BufReader};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use super::chunks::Chunk;
use super::format::Format;
use super::options::Options;

/// Lines that are read ahead.
const AHEAD: usize = 4096;

/// Lines of a chunk: few enough that a batch keeps all cores at work.
const LINES: usize = 32;

/// Bytes of a batch, about.
const BATCH: usize = 2 << 20;

/// Articles that come line by line.
pub struct Incoming {
    lines: Receiver<io::Result<Vec<u8>>>,
    /// Number of the next line, from 1.
    line: u64,
    options: Arc<Options>,
}

impl Incoming {
    /// Reads a stream in a thread of its own.
    pub fn read(stream: impl io::Read + Send + 'static) -> Incoming {
        let (sender, lines) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            loop {
                let mut line = Vec::new();
                let read = match stream.read_until(b'\n', &mut line) {
                    Ok(0) => return,
                    Ok(_) => Ok(line),
                    Err(error) => Err(error),
                };
                let ends = read.is_err();
                // Nobody listens any more, or there is no more to read.
                if sender.send(read).is_err() || ends {
                    return;
                }
            }
        });
        Incoming { lines, line: 1, options: Arc::default() }
    }

    /// The lines that have come, at least one of them, as chunks; none at the end.
    ///
    /// # Errors
    /// The stream could not be read on.
    pub fn next_batch(&mut self) -> io::Result<Vec<Chunk>> {
        let mut batch: Vec<Chunk> = Vec::new();
        let Ok(first) = self.lines.recv() else { return Ok(batch) };
        let mut next = first;
        let mut bytes = 0;
        let mut lines = 0;
        loop {
            let line = next?;
            bytes += line.len();
            if lines % LINES == 0 {
                let chunk = Chunk::new("-", Format::JsonLines, Vec::new(), &self.options);
                batch.push(Chunk { first_line: self.line, first_record: self.line, ..chunk });
            }
            if let Some(chunk) = batch.last_mut() {
                chunk.bytes.extend_from_slice(&line);
            }
            lines += 1;
            self.line += 1;
            if bytes >= BATCH {
                return Ok(batch);
            }
            next = match self.lines.try_recv() {
                Ok(line) => line,
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return Ok(batch),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_in_one_chunk_with_its_number() {
        let text: String = (1..=100).map(|n| format!("{{\"id\": \"{n}\"}}\n")).collect();
        let mut incoming = Incoming::read(std::io::Cursor::new(text.clone()));
        let mut all = Vec::new();
        let mut line = 1;
        loop {
            let batch = incoming.next_batch().unwrap();
            if batch.is_empty() {
                break;
            }
            for chunk in batch {
                assert_eq!(chunk.first_line, line);
                line += chunk.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
                all.extend(chunk.bytes);
            }
        }
        assert_eq!(String::from_utf8(all).unwrap(), text);
    }
}
