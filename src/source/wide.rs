//! Text in code units of two or four bytes: UTF-16 and UTF-32, known by the mark of their byte order or,
//! as XML and HTML have it, by the `<` that they begin with (XML 1.0, appendix F).

use encoding_rs::{UTF_16BE, UTF_16LE};

/// How wide code units are, and which of their bytes comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Wide {
    /// What a text is written in that begins with `head`; `None` where a byte is a unit.
    pub(super) fn detect(head: &[u8]) -> Option<Wide> {
        match head {
            [0xFF, 0xFE, 0, 0, ..] | [b'<', 0, 0, 0, ..] => Some(Wide::Utf32Le),
            [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, b'<', ..] => Some(Wide::Utf32Be),
            [0xFF, 0xFE, ..] | [b'<', 0, ..] => Some(Wide::Utf16Le),
            [0xFE, 0xFF, ..] | [0, b'<', ..] => Some(Wide::Utf16Be),
            _ => None,
        }
    }

    /// The text; what is no character becomes U+FFFD.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let text = match self {
            Wide::Utf16Le => UTF_16LE.decode_without_bom_handling(bytes).0.into_owned(),
            Wide::Utf16Be => UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
            Wide::Utf32Le => characters(bytes, u32::from_le_bytes),
            Wide::Utf32Be => characters(bytes, u32::from_be_bytes),
        };
        text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)
    }
}

fn characters(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    let character = |bytes: &[u8]| bytes.try_into().ok().and_then(|bytes| char::from_u32(unit(bytes)));
    bytes.chunks(4).map(|bytes| character(bytes).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_any_width_is_read_with_and_without_its_mark() {
        let text = "<a>Łódź 😀</a>";
        let utf16 = |unit: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let utf32 =
            |unit: fn(u32) -> [u8; 4], text: &str| text.chars().flat_map(|c| unit(c as u32)).collect::<Vec<u8>>();
        for written in [text.to_owned(), format!("\u{FEFF}{text}")] {
            for (bytes, wide) in [
                (utf16(u16::to_le_bytes, &written), Wide::Utf16Le),
                (utf16(u16::to_be_bytes, &written), Wide::Utf16Be),
                (utf32(u32::to_le_bytes, &written), Wide::Utf32Le),
                (utf32(u32::to_be_bytes, &written), Wide::Utf32Be),
            ] {
                assert_eq!(Wide::detect(&bytes), Some(wide));
                assert_eq!(wide.decode(&bytes), text);
            }
        }
        assert_eq!(Wide::detect(b"<html>"), None);
    }

    #[test]
    fn what_is_no_character_is_replaced() {
        assert_eq!(Wide::Utf32Le.decode(b"<\0\0\0\0\xD8\0\0a\0"), "<\u{FFFD}\u{FFFD}");
        assert_eq!(Wide::Utf16Le.decode(b"<\0\0\xD8"), "<\u{FFFD}");
    }
}
