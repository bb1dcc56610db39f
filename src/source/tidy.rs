//! Text as it is meant: composed, without what is not seen.

use encoding_rs::WINDOWS_1252;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Brings text to Unicode's composed form (NFC), with `\n` for line ends, and without soft hyphens,
/// zero-width marks that only guide line breaks, byte order marks and control characters.
pub(super) fn clean(text: &mut String) {
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control() && b != b'\n' && b != b'\t') {
        return;
    }
    let plain = !text.contains(unseen) && is_nfc_quick(text.chars()) == IsNormalized::Yes;
    if plain {
        return;
    }
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n").replace('\u{2029}', "\n\n");
    *text = unified.chars().map(meant).filter(|&c| !unseen(c)).nfc().collect();
}

/// A C1 control character is a windows-1252 byte that somebody took for a character.
fn meant(c: char) -> char {
    let byte = u8::try_from(u32::from(c)).ok().filter(|byte| (0x80..=0x9F).contains(byte));
    byte.and_then(|byte| WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()).unwrap_or(c)
}

/// Whether a character is not to be in a text: it is never shown, or is a line end of another kind.
fn unseen(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Soft hyphen, zero-width space, word joiner, byte order mark, separators of lines and paragraphs.
        '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cleaned(text: &str) -> String {
        let mut text = text.to_owned();
        clean(&mut text);
        text
    }

    #[test]
    fn what_is_not_seen_goes() {
        assert_eq!(cleaned("\u{FEFF}Zu\u{308}rich ver\u{AD}kehr\u{200B}t\u{0}\u{3}"), "Zürich verkehrt");
        assert_eq!(cleaned("don\u{92}t"), "don’t");
        assert_eq!(cleaned("a\r\nb\rc\u{2029}d\te"), "a\nb\nc\n\nd\te");
        assert_eq!(cleaned("می\u{200C}خواهم"), "می\u{200C}خواهم");
    }

    proptest! {
        #[test]
        fn clean_text_stays_as_it_is(text in "\\PC{0,40}") {
            let once = cleaned(&text);
            prop_assert_eq!(&cleaned(&once), &once);
        }
    }
}
