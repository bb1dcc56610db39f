//! What the targets of the readers share: bytes as a chunk of one format.

use std::sync::Arc;

use dateline::source::{Chunk, Format, Options, Piece, parse, read_from};

/// Reads bytes as one format: every record is an article with text, or a reason.
pub fn read(format: Format, bytes: &[u8]) {
    let name = format.name();
    let mut chunk = Chunk::new(name, format, bytes.to_vec(), &options());
    // Tables and dumps say in their head what their records hold.
    if let (Format::Csv | Format::Tsv | Format::MediaWiki, Some(end)) = (format, bytes.iter().position(|&b| b == b'\n')) {
        chunk.head = Some(bytes[..=end].into());
        chunk.bytes = bytes[end + 1..].to_vec();
    }
    check(&chunk);
}

/// Reads bytes as a file of a name, through whatever they are wrapped in.
pub fn read_file(name: &str, mut bytes: &[u8]) {
    let mut chunks = Vec::new();
    let read = read_from(name, &mut bytes, &options(), &mut |piece| {
        match piece {
            Piece::Chunk(chunk) => chunks.push(chunk),
            Piece::Skipped(skipped) => assert!(!skipped.reason.is_empty()),
        }
        true
    });
    assert!(read.is_ok());
    chunks.iter().for_each(check);
}

fn options() -> Arc<Options> {
    let mut options = Options::default();
    options.limits.unpacked_free = 4 << 20;
    options.limits.time = std::time::Duration::from_secs(10);
    Arc::new(options)
}

fn check(chunk: &Chunk) {
    for record in parse(chunk) {
        match record {
            Ok(article) => assert!(!article.id.is_empty() && !(article.title.is_empty() && article.body.is_empty())),
            Err(skipped) => assert!(!skipped.reason.ends_with("seconds: given up"), "{skipped}"),
        }
    }
}
