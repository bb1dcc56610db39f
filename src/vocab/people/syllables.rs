//! Given names of East Asia by their spelling: two syllables of Mandarin written as one word, or
//! two syllables with a hyphen, the second in lower case.
//!
//! Takes a word that no list has; tells whether it may be such a name. There are too many to list.

/// Letters of the shortest and the longest word of two Mandarin syllables that is told from others.
const LETTERS: std::ops::RangeInclusive<usize> = 5..=11;
/// Letters of the longest syllable of Mandarin: "zhuang".
const SYLLABLE: usize = 6;
/// Letters of the longest syllable on either side of a hyphen: "Myoung-chul".
const PART: usize = 6;

/// Whether a capitalised word is spelled like a given name of East Asia.
pub fn is_east_asian(word: &str) -> bool {
    let letters = |part: &str, most: usize| part.len() >= 2 && part.len() <= most;
    match word.split_once('-') {
        Some((one, two)) => {
            let lower = two.bytes().all(|b| b.is_ascii_lowercase());
            let capital = one.bytes().skip(1).all(|b| b.is_ascii_lowercase()) && one.starts_with(char::is_uppercase);
            capital && lower && letters(one, PART) && letters(two, PART)
        }
        None => {
            let word = word.as_bytes();
            let mut lower = [0; *LETTERS.end()];
            if !LETTERS.contains(&word.len()) || !word[1..].iter().all(u8::is_ascii_lowercase) {
                return false;
            }
            let lower = &mut lower[..word.len()];
            lower.copy_from_slice(word);
            lower.make_ascii_lowercase();
            let first = lower.len().saturating_sub(SYLLABLE).max(1)..lower.len().min(SYLLABLE + 1);
            first.into_iter().any(|at| is_syllable(&lower[..at]) && is_syllable(&lower[at..]))
        }
    }
}

/// Whether it is a syllable of Pinyin, in lower case and without its tone.
fn is_syllable(part: &[u8]) -> bool {
    match part {
        [b'z' | b'c' | b's', b'h', rest @ ..] => is_final(rest),
        [
            b'b' | b'p' | b'm' | b'f' | b'd' | b't' | b'n' | b'l' | b'g' | b'k' | b'h' | b'j' | b'q' | b'x' | b'r'
            | b'z' | b'c' | b's' | b'y' | b'w',
            rest @ ..,
        ] => is_final(rest),
        // Without a first sound.
        _ => matches!(part, b"a" | b"ai" | b"an" | b"ang" | b"ao" | b"e" | b"en" | b"er" | b"ou"),
    }
}

/// Whether it may follow the first sound of a syllable.
#[rustfmt::skip]
fn is_final(rest: &[u8]) -> bool {
    matches!(
        rest,
        b"a" | b"o" | b"e" | b"i" | b"u" | b"v"
            | b"ai" | b"ei" | b"ao" | b"ou" | b"an" | b"en" | b"ia" | b"ie" | b"iu" | b"in" | b"ua" | b"uo" | b"ui"
            | b"un" | b"ue" | b"ve"
            | b"ang" | b"eng" | b"ong" | b"iao" | b"ian" | b"ing" | b"uai" | b"uan"
            | b"iang" | b"iong" | b"uang"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_of_east_asia() {
        for name in ["Wenbin", "Xiaoping", "Jintao", "Zhengyi", "Sung-min", "Ying-jeou", "Myoung-chul"] {
            assert!(is_east_asian(name), "{name}");
        }
        for other in ["Canada", "London", "Dana", "Al-Assad", "Smith-Jones", "X-ray", "Wilson", "É", "MacDonald"] {
            assert!(!is_east_asian(other), "{other}");
        }
    }
}
