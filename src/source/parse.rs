//! A chunk to its articles: each format's reader, then what all formats share.
//!
//! Fields that a format leaves open are filled here: the id (from the path),
//! place and day from a dateline, the language from the words. A reader that
//! takes too long is given up.

use std::borrow::Cow;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::chunks::{Chunk, too_large};
use super::{
    Dateline, Format, Record, Skipped, array, docx, encoding, feed, html, json, mail, markdown, news, plain, sgml,
    skip, table, tidy, wiki,
};
use crate::article::Article;

/// The articles of a chunk, in file order, each with the reasons it was skipped for where it was.
pub fn parse(chunk: &Chunk) -> Vec<Record> {
    let mut records = if takes_long(chunk.format) { within(chunk, chunk.options.limits.time) } else { read(chunk) };
    let numbered =
        chunk.page.is_some() || (chunk.format.holds_many() && !(chunk.format.one_is_the_file() && records.len() == 1));
    for (n, record) in records.iter_mut().enumerate() {
        match record {
            Ok(article) => {
                article.path.clone_from(&chunk.path);
                if article.id.is_empty() {
                    article.id = if numbered {
                        format!("{}#{}", chunk.path, chunk.first_record + n as u64)
                    } else {
                        chunk.path.clone()
                    };
                }
                if let Some(url) = chunk.page.as_ref().and_then(|page| page.url.clone()) {
                    article.url.get_or_insert(url);
                }
                complete(article, chunk.format);
                let most = chunk.options.limits.article;
                if article.title.trim().is_empty() && article.body.trim().is_empty() {
                    // It had nothing but what is never shown.
                    let reason = "no title and no body".to_owned();
                    *record = Err(Skipped { path: chunk.path.clone(), line: None, reason });
                } else if (article.title.len() + article.body.len()) as u64 > most {
                    *record = Err(Skipped { path: chunk.path.clone(), line: None, reason: too_large(most) });
                }
            }
            Err(skipped) => {
                skipped.path.clone_from(&chunk.path);
                if chunk.page.is_some() {
                    skipped.reason = format!("record {}: {}", chunk.first_record, skipped.reason);
                }
            }
        }
    }
    records
}

/// Whether a format's reader may take out of proportion long, by a file made for it.
fn takes_long(format: Format) -> bool {
    matches!(format, Format::Html | Format::Docx | Format::Mail | Format::Feed | Format::MediaWiki | Format::Markdown)
}

/// Reads a chunk on a thread of its own, and gives it up when its time is over. Such a thread cannot
/// be ended: it is left to itself, and ends with the process.
fn within(chunk: &Chunk, time: Duration) -> Vec<Record> {
    let (sender, receiver) = sync_channel(1);
    let theirs = chunk.clone();
    let reader = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        // Nobody waits any more where the time was over.
        let _ = sender.send(read(&theirs));
    });
    if reader.is_err() {
        return read(chunk);
    }
    match receiver.recv_timeout(time) {
        Ok(records) => records,
        Err(RecvTimeoutError::Timeout) => {
            let reason = format!("its reader took longer than {} seconds: given up", time.as_secs());
            vec![Err(skip(Some(chunk.first_line), reason))]
        }
        // The reader has failed: whoever parses counts that as our fault.
        Err(RecvTimeoutError::Disconnected) => panic!("the reader of {} failed", chunk.path),
    }
}

/// Bytes of the stack of a reader: pages nest deep, and their parsers recurse.
const STACK: usize = 64 << 20;

fn read(chunk: &Chunk) -> Vec<Record> {
    match chunk.format {
        Format::Mail => vec![mail::parse(&chunk.bytes)],
        Format::Docx => vec![docx::parse(&chunk.bytes, chunk.options.limits.article)],
        format => {
            let charset = chunk.page.as_ref().and_then(|page| page.charset.as_deref());
            let decoded = encoding::decode(&chunk.bytes, format, charset);
            let head = || encoding::decode(chunk.head.as_deref().unwrap_or_default(), format, None).text;
            let mut records = of_text(chunk, &decoded.text, head);
            if decoded.replaced > 0 {
                let places = if decoded.replaced == 1 { "place" } else { "places" };
                let reason =
                    format!("read, but for {} {places} where bytes are broken: U+FFFD there", decoded.replaced);
                records.push(Err(skip(Some(chunk.first_line), reason)));
            }
            records
        }
    }
}

fn of_text<'a>(chunk: &Chunk, text: &str, head: impl FnOnce() -> Cow<'a, str>) -> Vec<Record> {
    let fields = &chunk.options.fields;
    match chunk.format {
        Format::Text => vec![plain::parse(text)],
        Format::Markdown => vec![markdown::parse(text, fields)],
        Format::Html => vec![html::parse(text)],
        Format::Json | Format::Ninjs | Format::JsonFeed => json::parse_document(text, fields),
        Format::JsonArray => array::parse(text, chunk.first_line, fields),
        Format::JsonLines => json::parse_lines(text, chunk.first_line, fields),
        Format::Nitf => news::nitf::parse(text),
        Format::NewsmlG2 => news::g2::parse(text),
        Format::Newsml => news::newsml::parse(text),
        Format::Feed => feed::parse(text),
        Format::Wire => news::wire::parse(text),
        Format::Csv | Format::Tsv => table::parse(&head(), text, chunk.format == Format::Tsv, chunk.first_line, fields),
        Format::MediaWiki => wiki::parse(&head(), text, chunk.first_line),
        Format::Sgml => sgml::parse(text, chunk.first_line),
        Format::Mail | Format::Docx => Vec::new(),
    }
}

fn complete(article: &mut Article, format: Format) {
    // Records of programs keep their text to the last character: offsets count in it.
    if !matches!(format, Format::Json | Format::JsonArray | Format::JsonLines | Format::Csv | Format::Tsv) {
        tidy::clean(&mut article.title);
        tidy::clean(&mut article.body);
    }
    if let Some(dateline) = Dateline::read(&article.body) {
        if article.date.is_none() {
            article.date = dateline.date;
        }
        article.place.get_or_insert(dateline.place);
    }
    if article.language.is_none() {
        article.language = crate::text::language(&article.title, &article.body).map(str::to_owned);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// A title of soft hyphens is a title to the reader of NewsML-G2, and nothing once it is cleaned.
    #[test]
    fn what_is_never_shown_makes_no_article() {
        for (format, bytes) in [
            (Format::Text, "\u{AD}\u{200B}\n\n\u{FEFF}"),
            (Format::Feed, "<rss><channel><item><title>\u{AD}</title></item></channel></rss>"),
        ] {
            let records = parse(&Chunk::new("a", format, bytes.as_bytes().to_vec(), &Arc::default()));
            let reasons: Vec<_> =
                records.iter().map(|record| record.as_ref().err().map(|s| s.reason.as_str())).collect();
            assert!(matches!(reasons.as_slice(), [Some(_)]), "{format:?}: {reasons:?}");
        }
    }
}
