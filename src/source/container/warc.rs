//! Web archives (WARC, ISO 28500) and the texts that Common Crawl takes from
//! them (WET): the pages in them, each an article.
//!
//! A response counts when its status is 200 and its content is HTML; a
//! conversion when it is plain text. All other records are counted by what they
//! are, and told once.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use super::super::chunks::{Chunk, Page, Place, Reading};
use super::super::format::Format;

/// Bytes of a header line, at most.
const LINE: u64 = 64 << 10;

/// Header lines of a record, at most.
const LINES: usize = 500;

/// Reads the records of an archive.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, input: impl Read) -> io::Result<()> {
    let mut input = BufReader::with_capacity(64 << 10, input);
    let mut passed: BTreeMap<String, u64> = BTreeMap::new();
    let mut number = 0;
    let result = loop {
        number += 1;
        match record(reading, &mut input) {
            Ok(Some(Found::Page { format, page, bytes })) => {
                let chunk = Chunk::new(&place.path, format, bytes, reading.options);
                if !reading.chunk(Chunk { first_record: number, page: Some(page), ..chunk }) {
                    return Ok(());
                }
            }
            Ok(Some(Found::Other(what))) => *passed.entry(what).or_default() += 1,
            Ok(None) => break Ok(()),
            Err(error) => {
                break Err(io::Error::new(error.kind(), format!("record {number}: {error}")));
            }
        }
    };
    for (what, count) in passed {
        let records = if count == 1 { "record" } else { "records" };
        reading.skip(&place.path, None, format!("{count} {records}: {what}"));
    }
    result
}

/// A record of an archive.
enum Found {
    /// A page, or the text of one.
    Page { format: Format, page: Page, bytes: Vec<u8> },
    /// Anything else, by what it is.
    Other(String),
}

/// The next record; `None` at the end.
fn record(reading: &Reading<'_>, input: &mut impl BufRead) -> io::Result<Option<Found>> {
    let Some(version) = first_line(input)? else { return Ok(None) };
    if !version.starts_with("WARC/") {
        let shown: String = version.chars().take(40).collect();
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("\"{shown}\" where a WARC record should begin"),
        ));
    }
    let headers = headers(input)?;
    let header = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let length: u64 = header("content-length")
        .and_then(|length| length.parse().ok())
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a WARC record without its length"))?;
    let kind = header("warc-type").unwrap_or("without type").to_ascii_lowercase();
    let content_type = header("content-type").unwrap_or_default().to_ascii_lowercase();
    let url = header("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
    let wanted = matches!(kind.as_str(), "response" | "resource" | "conversion");
    let most = reading.options.limits.article;
    if !wanted || length > most {
        let passed = io::copy(&mut input.take(length), &mut io::sink())?;
        if passed < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let what = if wanted { super::super::chunks::too_large(most) } else { format!("{kind}, which holds no page") };
        return Ok(Some(Found::Other(what)));
    }
    let mut block = Vec::new();
    input.take(length).read_to_end(&mut block)?;
    if (block.len() as u64) < length {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends inside a record"));
    }
    let found = match kind.as_str() {
        "response" if content_type.starts_with("application/http") || block.starts_with(b"HTTP/") => {
            response(block, url, most)
        }
        "conversion" if content_type.starts_with("text/plain") => {
            Found::Page { format: Format::Text, page: Page { url, charset: None }, bytes: block }
        }
        _ if is_html(&content_type) => {
            Found::Page { format: Format::Html, page: Page { url, charset: charset(&content_type) }, bytes: block }
        }
        kind => Found::Other(format!("{kind} of type {}", main_type(&content_type))),
    };
    Ok(Some(found))
}

/// The page of an HTTP response, if it is one.
fn response(mut block: Vec<u8>, url: Option<String>, most: u64) -> Found {
    let (end, gap) = match memchr::memmem::find(&block, b"\r\n\r\n") {
        Some(end) => (end, 4),
        None => match memchr::memmem::find(&block, b"\n\n") {
            Some(end) => (end, 2),
            None => return Found::Other("response without HTTP headers".to_owned()),
        },
    };
    let head = String::from_utf8_lossy(&block[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default().split_whitespace().nth(1).unwrap_or("none").to_owned();
    if status != "200" {
        return Found::Other(format!("response with HTTP status {status}"));
    }
    let headers: Vec<(String, String)> = lines.filter_map(split_header).collect();
    let header =
        |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.to_ascii_lowercase());
    let content_type = header("content-type").unwrap_or_default();
    if !is_html(&content_type) {
        return Found::Other(format!("response of type {}", main_type(&content_type)));
    }
    let mut body = block.split_off(end + gap);
    if header("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        body = joined(body);
    }
    let body = match header("content-encoding").as_deref().map(str::trim) {
        None | Some("" | "identity") => Ok(body),
        Some(coding) => decoded(&body, coding, most),
    };
    match body {
        Ok(bytes) => Found::Page { format: Format::Html, page: Page { url, charset: charset(&content_type) }, bytes },
        Err(reason) => Found::Other(reason),
    }
}

/// The chunks of a transfer joined; what is not in chunks after all stays as it is.
fn joined(body: Vec<u8>) -> Vec<u8> {
    let mut rest = body.as_slice();
    let mut whole = Vec::with_capacity(body.len());
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let line = String::from_utf8_lossy(&rest[..end]);
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16);
        let Ok(size) = size else { break };
        if size == 0 {
            return whole;
        }
        let Some(chunk) = rest.get(end + 1..end + 1 + size) else { break };
        whole.extend_from_slice(chunk);
        rest = &rest[end + 1 + size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    if whole.is_empty() {
        return body;
    }
    whole.extend_from_slice(rest);
    whole
}

/// A body without its content coding; one that only claims to be coded stays as it is.
fn decoded(body: &[u8], coding: &str, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut unpack = |decoder: &mut dyn Read| decoder.take(most).read_to_end(&mut bytes);
    let result = match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => unpack(&mut flate2::read::MultiGzDecoder::new(body)),
        "gzip" | "x-gzip" => return Ok(body.to_vec()),
        "deflate" if body.first() == Some(&0x78) => unpack(&mut flate2::read::ZlibDecoder::new(body)),
        "deflate" => unpack(&mut flate2::read::DeflateDecoder::new(body)),
        "zstd" => zstd::Decoder::new(body).and_then(|mut decoder| unpack(&mut decoder)),
        other => return Err(format!("response with content coding {other}, which is not read")),
    };
    match result {
        Err(error) if bytes.is_empty() => Err(format!("response with broken {coding} coding: {error}")),
        // What was unpacked before the break is the page, as browsers show it.
        _ => Ok(bytes),
    }
}

fn is_html(content_type: &str) -> bool {
    content_type.starts_with("text/html") || content_type.starts_with("application/xhtml+xml")
}

fn main_type(content_type: &str) -> &str {
    let main = content_type.split(';').next().unwrap_or_default().trim();
    if main.is_empty() { "unknown" } else { main }
}

fn charset(content_type: &str) -> Option<String> {
    let (_, rest) = content_type.split_once("charset=")?;
    let label = rest.trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ', ',']).next()?;
    (!label.is_empty()).then(|| label.to_owned())
}

/// The first line that is not blank, without its end.
fn first_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    loop {
        match line(input)? {
            None => return Ok(None),
            Some(line) if line.is_empty() => {}
            Some(line) => return Ok(Some(line)),
        }
    }
}

fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    input.take(LINE).read_until(b'\n', &mut bytes)?;
    Ok((!bytes.is_empty()).then(|| String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned()))
}

/// Header lines up to a blank one, names in lower case.
fn headers(input: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    for _ in 0..LINES {
        match line(input)? {
            Some(line) if !line.is_empty() => headers.extend(split_header(&line)),
            _ => return Ok(headers),
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "a WARC record with too many header lines"))
}

fn split_header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfers_in_chunks_are_joined() {
        assert_eq!(joined(b"4\r\nWiki\r\n5;x=1\r\npedia\r\n0\r\n\r\n".to_vec()), b"Wikipedia");
        assert_eq!(joined(b"<html>\nno chunks".to_vec()), b"<html>\nno chunks");
        assert_eq!(joined(b"4\r\nWiki\r\nffff\r\npe".to_vec()), b"Wikiffff\r\npe");
    }

    #[test]
    fn charsets_are_read_from_types() {
        assert_eq!(charset("text/html; charset=\"iso-8859-1\"").as_deref(), Some("iso-8859-1"));
        assert_eq!(charset("text/html"), None);
    }
}
