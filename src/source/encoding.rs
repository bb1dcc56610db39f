//! Bytes to text: declared encodings, else detected ones.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use super::format::Format;

/// How far into a page a declared encoding is looked for, in bytes (the HTML standard says 1024).
const PRESCAN: usize = 1024;

/// The text of `bytes`: by its byte order mark, as UTF-8 where it is valid,
/// as the page declares, else as its bytes look. Bytes that fit nowhere
/// become U+FFFD.
pub(super) fn decode(bytes: &[u8], format: Format) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let encoding = match format {
        _ if bytes.starts_with(b"<?xml") => declared(bytes, b"encoding="),
        Format::Html => declared(bytes, b"charset="),
        _ => None,
    };
    encoding.unwrap_or_else(|| detect(bytes)).decode_without_bom_handling(bytes).0
}

/// The encoding that a text declares in `label`, if it is a known one.
fn declared(bytes: &[u8], label: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, label)? + label.len();
    let rest = &head[at..];
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b)).unwrap_or(rest.len());
    Encoding::for_label(&rest[..end]).filter(|&encoding| encoding != UTF_8)
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_newsrooms_write() {
        assert_eq!(decode("Zürich".as_bytes(), Format::Text), "Zürich");
        assert_eq!(decode(b"\xEF\xBB\xBFZ\xC3\xBCrich", Format::Text), "Zürich");
        assert_eq!(
            decode(b"Jos\xE9 said \x93no\x94 to the plan in S\xE3o Paulo", Format::Text),
            "José said “no” to the plan in São Paulo"
        );
        assert_eq!(decode(b"\xFF\xFEa\0b\0", Format::Text), "ab");
        assert_eq!(
            decode(b"<meta charset=\"iso-8859-2\">\xA3\xF3d\xBC", Format::Html),
            "<meta charset=\"iso-8859-2\">Łódź"
        );
        let xml = b"<?xml version='1.0' encoding='iso-8859-7'?><a>\xE1\xE2</a>";
        assert!(decode(xml, Format::Nitf).ends_with("<a>αβ</a>"));
    }
}
