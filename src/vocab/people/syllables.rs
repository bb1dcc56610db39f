//! Given names of East Asia by their spelling: two syllables of Mandarin written as one word, or
//! two syllables with a hyphen, the second in lower case.
//!
//! Takes a word that no list has; tells whether it may be such a name. There are too many to list.

/// First sounds of a syllable in Pinyin, those of two letters first.
const INITIALS: [&str; 23] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y",
    "w",
];
/// What follows the first sound.
const FINALS: [&str; 33] = [
    "a", "o", "e", "i", "u", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "ia", "ie", "iao", "iu", "ian",
    "in", "iang", "ing", "iong", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ue", "ve", "v",
];
/// Syllables without a first sound.
const BARE: [&str; 9] = ["a", "ai", "an", "ang", "ao", "e", "en", "er", "ou"];

/// Letters of the shortest and the longest word of two Mandarin syllables that is told from others.
const LETTERS: std::ops::RangeInclusive<usize> = 5..=11;
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
            let mut folded = [0; 11];
            if !LETTERS.contains(&word.len()) || !word.bytes().skip(1).all(|b| b.is_ascii_lowercase()) {
                return false;
            }
            let folded = &mut folded[..word.len()];
            folded.copy_from_slice(word.as_bytes());
            folded.make_ascii_lowercase();
            let Ok(word) = std::str::from_utf8(folded) else { return false };
            (1..word.len()).any(|at| is_syllable(&word[..at]) && is_syllable(&word[at..]))
        }
    }
}

fn is_syllable(part: &str) -> bool {
    let rest = INITIALS.iter().find_map(|initial| part.strip_prefix(initial));
    rest.is_some_and(|rest| FINALS.contains(&rest)) || BARE.contains(&part)
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
