//! Folding spellings together: case, accents and typography do not matter.

use std::hash::Hasher;

use unicode_normalization::UnicodeNormalization;

/// The folded form of a word: lower case, without accents, with plain
/// apostrophes and hyphens, without the stops of an abbreviation ("U.S." and
/// "US" fold alike).
///
/// ```
/// assert_eq!(dateline::text::fold("São"), "sao");
/// assert_eq!(dateline::text::fold("U.S."), "us");
/// assert_eq!(dateline::text::fold("O’Neill"), "o'neill");
/// ```
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// [`fold`], appended to `folded`.
pub fn fold_into(word: &str, folded: &mut String) {
    let dotted = is_dotted(word);
    if word.is_ascii() && !dotted {
        let start = folded.len();
        folded.push_str(word);
        folded[start..].make_ascii_lowercase();
        return;
    }
    for c in word.chars().filter(|&c| !(dotted && c == '.')) {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else {
            fold_char(c, folded);
        }
    }
}

/// An abbreviation with stops: a letter before every stop ("U.S.", "J.").
fn is_dotted(word: &str) -> bool {
    let mut letters = 0;
    let mut dots = 0;
    for c in word.chars() {
        match c {
            '.' if letters == 1 => {
                letters = 0;
                dots += 1;
            }
            c if c.is_alphabetic() => letters += 1,
            _ => return false,
        }
    }
    dots > 0 && letters <= 1
}

fn fold_char(c: char, folded: &mut String) {
    match c {
        '’' | '‘' | 'ʼ' | '´' | 'ʻ' | '＇' => folded.push('\''),
        '‐' | '‑' | '‒' | '–' | '—' | '−' => folded.push('-'),
        'ß' | 'ẞ' => folded.push_str("ss"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'œ' | 'Œ' => folded.push_str("oe"),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
        'þ' | 'Þ' => folded.push_str("th"),
        'ı' | 'İ' => folded.push('i'),
        'ə' | 'Ə' => folded.push('a'),
        _ => {
            for part in std::iter::once(c).nfkd() {
                if !unicode_normalization::char::is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            }
        }
    }
}

/// The key of a word: a 64-bit hash of its folded form, shared by all
/// vocabularies and models, so that a word is hashed once.
///
/// ```
/// use dateline::text::key;
/// assert_eq!(key("Élysée"), key("elysee"));
/// assert_ne!(key("Chad"), key("Chat"));
/// ```
pub fn key(word: &str) -> u64 {
    if word.is_ascii() && !word.as_bytes().contains(&b'.') {
        hash_ascii_folded(word.as_bytes())
    } else {
        hash_folded(fold(word).as_bytes())
    }
}

// The multipliers are the first two odd 64-bit fractions of the golden ratio
// and of pi; any odd constants with evenly mixed bits would do, but models
// are stored by these keys, so they must never change.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
const SEED: u64 = 0x2437_F6A8_885A_308D;

/// Mixes a number into a hash; order matters.
#[inline]
pub const fn mix(hash: u64, value: u64) -> u64 {
    let product = (hash ^ value) as u128 * MULTIPLIER as u128;
    (product as u64) ^ ((product >> 64) as u64)
}

/// The hash of a word of up to sixteen bytes, folded already: `first` holds the first eight of
/// them, `second` the others, each the first byte lowest and nothing behind the last.
#[inline]
pub(super) fn hash_short(first: u64, second: u64, len: usize) -> u64 {
    let hash = mix(SEED ^ len as u64, first);
    mix(if len > 8 { mix(hash, second) } else { hash }, SEED)
}

/// Hashes ASCII bytes as their lower case, eight at a time.
#[inline]
pub(crate) fn hash_ascii_folded(bytes: &[u8]) -> u64 {
    hash_chunks(bytes, lower8)
}

/// Hashes bytes that are folded already.
pub(crate) fn hash_folded(bytes: &[u8]) -> u64 {
    hash_chunks(bytes, |chunk| chunk)
}

#[inline]
fn hash_chunks(bytes: &[u8], fold8: impl Fn(u64) -> u64) -> u64 {
    let mut hash = SEED ^ bytes.len() as u64;
    let mut rest = bytes;
    while let Some((chunk, tail)) = rest.split_first_chunk::<8>() {
        hash = mix(hash, fold8(u64::from_le_bytes(*chunk)));
        rest = tail;
    }
    if !rest.is_empty() {
        hash = mix(hash, fold8(tail(rest)));
    }
    mix(hash, SEED)
}

/// One to seven bytes as a number, the first the lowest: two reads that may
/// overlap in place of a loop, for most words are this short.
#[inline]
fn tail(bytes: &[u8]) -> u64 {
    let len = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << (8 * (len - 4))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        u16::from_le_bytes(*first) as u64 | (u16::from_le_bytes(*last) as u64) << (8 * (len - 2))
    } else {
        bytes.first().map_or(0, |&byte| byte as u64)
    }
}

/// Lower-cases the ASCII capitals among eight bytes at once.
#[inline]
fn lower8(chunk: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let low7 = chunk & (EACH * 0x7F);
    let from_a = low7 + EACH * (0x80 - b'A' as u64);
    let past_z = low7 + EACH * (0x7F - b'Z' as u64);
    let capital = from_a & !past_z & !chunk & (EACH * 0x80);
    chunk | (capital >> 2)
}

/// The hasher of maps by [`key`]: passes a key on, which is a hash already.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = mix(self.0, byte as u64);
        }
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_what_newspapers_spell_differently() {
        for (a, b) in [
            ("CÔTE", "cote"),
            ("d’Ivoire", "D'Ivoire"),
            ("Łódź", "lodz"),
            ("Reykjavík", "REYKJAVIK"),
            ("Straße", "strasse"),
            ("U.N.", "UN"),
            ("J.", "j"),
            ("Al‑Assad", "al-assad"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        assert_eq!(fold("3.5"), "3.5");
        assert_eq!(fold("example.org"), "example.org");
    }

    proptest! {
        #[test]
        fn a_tail_is_its_bytes_from_the_lowest_up(bytes in proptest::collection::vec(any::<u8>(), 1..8)) {
            let by_hand = bytes.iter().rev().fold(0, |number, &byte| number << 8 | byte as u64);
            prop_assert_eq!(tail(&bytes), by_hand);
        }

        #[test]
        fn eight_at_a_time_agrees_with_one_at_a_time(word in "[ -~]{0,40}") {
            prop_assert_eq!(
                hash_ascii_folded(word.as_bytes()),
                hash_folded(word.to_ascii_lowercase().as_bytes())
            );
        }

        #[test]
        fn key_is_the_hash_of_the_folded_form(word in "\\PC{0,12}") {
            prop_assert_eq!(key(&word), hash_folded(fold(&word).as_bytes()));
        }

        #[test]
        fn folding_plain_words_twice_changes_nothing(word in "[A-Za-zÀ-ÿ'-]{0,12}") {
            prop_assert_eq!(fold(&fold(&word)), fold(&word));
        }
    }
}
