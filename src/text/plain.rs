//! Words of nothing but letters of ASCII, which nearly all are: eight bytes are
//! looked at together, and hashed as they are.
//!
//! Takes bytes, gives the word that begins at one of them where it is plain. What
//! is not stands in [`super::scan`], which says the same of plain words, slowly.

use super::fold::hash_short;
use super::words::Form;

/// A word of nothing but letters of ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plain {
    /// How many letters it has.
    pub(super) len: usize,
    /// See [`super::key`].
    pub(super) key: u64,
    /// What it looks like; nothing of what stands before it.
    pub(super) form: Form,
}

/// Letters of the longest plain word: others are rare.
const LONGEST: usize = 15;

/// What may stand behind a plain word: white space, and marks that join nothing to a letter.
const ENDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        let joins = matches!(byte as u8, b'\'' | b'-' | b'&' | b'.');
        table[byte] = !(byte as u8).is_ascii_alphanumeric() && !joins;
        byte += 1;
    }
    table
};

impl Plain {
    /// The word that begins at `at`; none where it has more than letters, is long, or the text ends soon.
    #[inline(always)]
    pub(super) fn at(text: &[u8], at: usize) -> Option<Plain> {
        let bytes: &[u8; LONGEST + 1] = text.get(at..)?.first_chunk()?;
        let (first, second) = bytes.split_at(8);
        let first = Letters::of(first.try_into().ok()?);
        let (mut len, mut small, mut behind) = (first.len, first.small, 0);
        if len == 8 {
            let second = Letters::of(second.try_into().ok()?);
            len += second.len;
            small |= second.small;
            behind = second.folded;
        }
        let end = *bytes.get(len)?;
        // One letter and a stop abbreviate; two letters do not.
        if len == 0 || !(ENDS[end as usize] || (end == b'.' && len > 1)) {
            return None;
        }
        let case = match (small, len) {
            (0, 1) => Form::default(),
            (0, _) => Form::UPPER,
            _ => Form::LOWER,
        };
        let form = if first.capital { case.with(Form::CAPITAL) } else { case };
        Some(Plain { len, key: hash_short(first.folded, behind, len), form })
    }
}

/// The letters that eight bytes begin with.
struct Letters {
    len: usize,
    /// In lower case, the first letter lowest, with nothing behind the last.
    folded: u64,
    /// The highest bit of each byte that is a small letter.
    small: u64,
    /// Whether the first is a capital.
    capital: bool,
}

impl Letters {
    #[inline(always)]
    fn of(bytes: [u8; 8]) -> Letters {
        const EACH: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = EACH * 0x80;
        let bytes = u64::from_le_bytes(bytes);
        // A capital and its small letter differ in one bit.
        let folded = bytes | (EACH * 0x20);
        let low7 = folded & !HIGH;
        let from_a = low7 + EACH * (0x80 - b'a' as u64);
        let past_z = low7 + EACH * (0x7F - b'z' as u64);
        let letters = from_a & !past_z & !bytes & HIGH;
        let len = (letters ^ HIGH).trailing_zeros() / 8;
        let kept = if len == 8 { u64::MAX } else { (1 << (8 * len)) - 1 };
        let small = letters & bytes << 2 & kept;
        let capital = letters & !(bytes << 2) & 0x80 != 0;
        Letters { len: len as usize, folded: folded & kept, small, capital }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::Words;
    use super::*;
    use proptest::prelude::*;

    /// Ends a text: what follows is read slowly.
    const REST: &str = " 1234567890 1234567890";

    #[test]
    fn takes_letters_and_leaves_the_rest() {
        let len = |text: &str| Plain::at(format!("{text}{REST}").as_bytes(), 0).map(|plain| plain.len);
        for (text, letters) in [("the", 3), ("talks, ", 5), ("talks. ", 5), ("I ", 1), ("extraordinarily", 15)] {
            assert_eq!(len(text), Some(letters), "{text}");
        }
        for text in ["J. ", "al-Assad", "O'Neill", "AT&T", "B2", "2nd", "Élan", "café", "incomprehensible", ", "] {
            assert_eq!(len(text), None, "{text}");
        }
        assert_eq!(Plain::at(b"short", 0), None);
        assert_eq!(Plain::at(b"short", 9), None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_scanner(text in "[A-Za-z]{1,9}[a-zA-Z'.,;’& \n0-9é-]{0,12}") {
            // Nothing that begins so near the end is plain: the scanner reads the text letter by letter.
            let slowly = Words::of(&text[..text.floor_char_boundary(LONGEST)]);
            let whole = format!("{text}{REST}");
            if let Some(plain) = Plain::at(whole.as_bytes(), 0) && plain.len < text.len().min(LONGEST) {
                prop_assert_eq!(slowly[0].end as usize, plain.len);
                prop_assert_eq!(slowly[0].key, plain.key);
                let before = Form::SPACED.with(Form::LINE).with(Form::PARAGRAPH).with(Form::SENTENCE);
                prop_assert_eq!(slowly[0].form, plain.form.with(before));
            }
        }
    }
}
