//! Articles on standard input, as soon as they come.
//!
//! JSON Lines, as `index` reads them. A batch is what has come so far, so that
//! a slow feed is answered at once and a fast one in large steps. However long
//! a line, no more of it is held than an article may have.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use super::chunks::{Chunk, Piece, too_large};
use super::format::Format;
use super::options::Options;
use super::{Skipped, borders};

/// Blocks that are read ahead.
const AHEAD: usize = 8;

/// Bytes that are asked of the stream at once, and of a block, about: what a pipe holds on Linux. Few enough
/// that a batch keeps all cores at work.
const BLOCK: usize = 64 << 10;

/// Bytes of a batch, about.
const BATCH: usize = 2 << 20;

/// Where articles of a stream are said to stand, until they are given another place.
const PATH: &str = "-";

/// Articles that come line by line.
pub struct Incoming {
    blocks: Receiver<io::Result<Block>>,
    /// Number of the next line and of the next record, from 1.
    line: u64,
    record: u64,
    options: Arc<Options>,
}

/// What came in one go.
struct Block {
    bytes: Vec<u8>,
    lines: u64,
    /// Its only line is too long, and left out.
    too_long: bool,
}

/// What a stream had to give.
#[derive(Debug)]
pub enum Came {
    /// Records, and lines that are none.
    Pieces(Vec<Piece>),
    /// Nothing, so far.
    Nothing,
    /// Its end.
    End,
}

impl Incoming {
    /// Reads a stream in a thread of its own.
    pub fn read(stream: impl Read + Send + 'static, options: Arc<Options>) -> Incoming {
        let (sender, blocks) = sync_channel(AHEAD);
        let most = options.limits.article;
        std::thread::spawn(move || {
            let mut stream = BufReader::with_capacity(BLOCK, stream);
            if let Err(error) = forward(&mut stream, most, &sender) {
                // Nobody may listen any more.
                let _ = sender.send(Err(error));
            }
        });
        Incoming { blocks, line: 1, record: 1, options }
    }

    /// The lines that have come, at least one of them; none at the end.
    ///
    /// # Errors
    /// The stream could not be read on.
    pub fn next_batch(&mut self) -> io::Result<Vec<Piece>> {
        match self.blocks.recv() {
            Ok(first) => self.batch(first?),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// The lines that have come; waits no longer than `patience` for the first.
    ///
    /// # Errors
    /// The stream could not be read on.
    pub fn next_within(&mut self, patience: Duration) -> io::Result<Came> {
        match self.blocks.recv_timeout(patience) {
            Ok(first) => self.batch(first?).map(Came::Pieces),
            Err(RecvTimeoutError::Timeout) => Ok(Came::Nothing),
            Err(RecvTimeoutError::Disconnected) => Ok(Came::End),
        }
    }

    fn batch(&mut self, first: Block) -> io::Result<Vec<Piece>> {
        let mut bytes = first.bytes.len();
        let mut batch = vec![self.piece(first)];
        while bytes < BATCH
            && let Ok(block) = self.blocks.try_recv()
        {
            let block = block?;
            bytes += block.bytes.len();
            batch.push(self.piece(block));
        }
        Ok(batch)
    }

    fn piece(&mut self, block: Block) -> Piece {
        let (first_line, first_record) = (self.line, self.record);
        self.line += block.lines;
        if block.too_long {
            self.record += 1;
            let reason = too_large(self.options.limits.article);
            return Piece::Skipped(Skipped { path: PATH.to_owned(), line: Some(first_line), reason });
        }
        self.record += borders::records(Format::JsonLines, &block.bytes);
        let chunk = Chunk::new(PATH, Format::JsonLines, block.bytes, &self.options);
        Piece::Chunk(Chunk { first_line, first_record, ..chunk })
    }
}

/// Hands whole lines on as they come, until the stream ends or nobody listens any more.
fn forward(stream: &mut BufReader<impl Read>, most: u64, sender: &SyncSender<io::Result<Block>>) -> io::Result<()> {
    let mut block = Block { bytes: Vec::new(), lines: 0, too_long: false };
    loop {
        let before = block.bytes.len();
        let read = stream.by_ref().take(most + 1).read_until(b'\n', &mut block.bytes)? as u64;
        let too_long = read > most && !block.bytes.ends_with(b"\n");
        if too_long {
            block.bytes.truncate(before);
            pass_line(stream)?;
        } else {
            block.lines += u64::from(read > 0);
        }
        // What follows may take its time.
        let waits = memchr::memchr(b'\n', stream.buffer()).is_none();
        if too_long || read == 0 || waits || block.bytes.len() >= BLOCK {
            let whole = std::mem::replace(&mut block, Block { bytes: Vec::new(), lines: 0, too_long: false });
            if whole.lines > 0 && sender.send(Ok(whole)).is_err() {
                return Ok(());
            }
        }
        if too_long && sender.send(Ok(Block { bytes: Vec::new(), lines: 1, too_long: true })).is_err() {
            return Ok(());
        }
        if read == 0 {
            return Ok(());
        }
    }
}

/// Reads on to the end of the line.
fn pass_line(stream: &mut impl BufRead) -> io::Result<()> {
    loop {
        let held = stream.fill_buf()?;
        let (passed, ends) = match memchr::memchr(b'\n', held) {
            Some(at) => (at + 1, true),
            None => (held.len(), held.is_empty()),
        };
        stream.consume(passed);
        if ends {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: String, options: Options) -> Vec<Piece> {
        let mut incoming = Incoming::read(io::Cursor::new(text), Arc::new(options));
        let mut pieces = Vec::new();
        loop {
            let batch = incoming.next_batch().unwrap();
            if batch.is_empty() {
                return pieces;
            }
            pieces.extend(batch);
        }
    }

    #[test]
    fn every_line_is_in_one_chunk_with_its_number() {
        let text: String = (1..=20_000).map(|n| format!("{{\"id\": \"{n}\"}}\n")).collect::<String>() + "{}";
        let mut joined = Vec::new();
        let mut line = 1;
        for piece in all(text.clone(), Options::default()) {
            let Piece::Chunk(chunk) = piece else { panic!("{piece:?}") };
            assert_eq!((chunk.first_line, chunk.first_record), (line, line));
            line += chunk.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            joined.extend(chunk.bytes);
        }
        assert_eq!(String::from_utf8(joined).unwrap(), text);
    }

    #[test]
    fn a_line_that_is_too_long_is_told_and_the_next_one_read() {
        let mut options = Options::default();
        options.limits.article = 1000;
        let text = format!("{{}}\n{}\n{{}}\n{}", "x".repeat(300_000), "y".repeat(1001));
        let pieces = all(text, options);
        let lines: Vec<Option<u64>> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Chunk(chunk) => Some(chunk.first_line),
                Piece::Skipped(skipped) => skipped.line.map(|line| line + 100),
            })
            .collect();
        assert_eq!(lines, [Some(1), Some(102), Some(3), Some(104)]);
    }
}
