//! Bytes to text: declared encodings, else detected ones.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::format::Format;
use super::wide::Wide;

/// How far into a page a declared encoding is looked for, in bytes (the HTML standard says 1024;
/// pages with scripts before it are many).
const PRESCAN: usize = 4096;

/// Text, and how well the bytes fitted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// Places where bytes fitted nowhere and became U+FFFD.
    pub(super) replaced: u64,
}

/// The text of `bytes`: by its byte order mark, as UTF-8 where it is valid, as a server (`charset`)
/// or the text itself declares, else as its bytes look.
pub(super) fn decode<'a>(bytes: &'a [u8], format: Format, charset: Option<&str>) -> Decoded<'a> {
    if let Some(wide) = Wide::detect(bytes) {
        let text = wide.decode(bytes);
        let replaced = text.matches('\u{FFFD}').count() as u64;
        return Decoded { text: Cow::Owned(text), replaced };
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), replaced: 0 };
    }
    let declared = match format {
        _ if bytes.starts_with(b"<?xml") => declared(bytes, b"encoding="),
        Format::Html => declared(bytes, b"charset="),
        _ => None,
    };
    let served = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    match served.or(declared) {
        // Mostly valid UTF-8 with some broken bytes is still UTF-8.
        Some(encoding) if encoding != UTF_8 => with(encoding, bytes),
        Some(_) => with(UTF_8, bytes),
        None if nearly_utf8(bytes) => with(UTF_8, bytes),
        None => with(detect(bytes), bytes),
    }
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let replaced = if malformed { text.matches('\u{FFFD}').count() as u64 } else { 0 };
    Decoded { text, replaced }
}

/// Whether there is UTF-8 of more than one byte, and at least ten times as much of it as of bytes that are none.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut wide, mut broken) = (0u64, 0u64);
    for part in bytes.utf8_chunks() {
        wide += part.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        broken += u64::from(!part.invalid().is_empty());
    }
    wide >= 10 * broken
}

/// The encoding that a text declares after `label`, if it is a known one.
fn declared(bytes: &[u8], label: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, label)? + label.len();
    let rest = &head[at..];
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b)).unwrap_or(rest.len());
    // A label of UTF-16 that could be read cannot be true.
    Encoding::for_label(&rest[..end]).filter(|&encoding| encoding != UTF_16LE && encoding != UTF_16BE)
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], format: Format) -> String {
        decode(bytes, format, None).text.into_owned()
    }

    #[test]
    fn reads_what_newsrooms_write() {
        assert_eq!(text("Zürich".as_bytes(), Format::Text), "Zürich");
        assert_eq!(text(b"\xEF\xBB\xBFZ\xC3\xBCrich", Format::Text), "Zürich");
        assert_eq!(
            text(b"Jos\xE9 said \x93no\x94 to the plan in S\xE3o Paulo", Format::Text),
            "José said “no” to the plan in São Paulo"
        );
        assert_eq!(text(b"\xFF\xFEa\0b\0", Format::Text), "ab");
        assert_eq!(text(b"<\0a\0/\0>\0\xFC\0", Format::Nitf), "<a/>ü");
    }

    #[test]
    fn declarations_count() {
        assert_eq!(
            text(b"<meta charset=\"iso-8859-2\">\xA3\xF3d\xBC", Format::Html),
            "<meta charset=\"iso-8859-2\">Łódź"
        );
        let xml = b"<?xml version='1.0' encoding='iso-8859-7'?><a>\xE1\xE2</a>";
        assert!(text(xml, Format::Nitf).ends_with("<a>αβ</a>"));
        assert_eq!(decode(b"\xCF\xF0\xE8", Format::Html, Some("windows-1251")).text, "При");
    }

    #[test]
    fn broken_bytes_are_replaced_and_counted() {
        let mut bytes = "Zürich, Łódź und São Paulo ".repeat(9).into_bytes();
        bytes.extend(b"\xFF\xFE end");
        let decoded = decode(&bytes, Format::Text, None);
        assert!(decoded.text.ends_with("\u{FFFD}\u{FFFD} end"));
        assert_eq!(decoded.replaced, 2);
        assert_eq!(decode("a \u{FFFD}".as_bytes(), Format::Text, None).replaced, 0);
    }
}
