//! What a word of an article looks like beside its stem, told by its position.
//!
//! Words are found by their stems; their looks tell whether an article has the word as
//! it was asked for ("generals", not "general"), and whether "US" in it is the country and
//! not the pronoun. They stand in the last bits of positions: no further term, no
//! further pass over the text, and a few bits a word on disk.

use crate::text::{Form, Word, fold};

/// What a word looks like beside its stem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look(u8);

/// Bits of a position that are the look.
const BITS: u32 = 2;

/// Bytes of the longest acronym, with its stops: "S.A.L.T."
pub(super) const LONGEST_ACRONYM: usize = 8;

/// Words that are others when they stand in capitals: function words, and what agencies,
/// diseases, treaties and states are called after. Folded, sorted; from general knowledge.
const AMBIGUOUS: [&str; 58] = [
    "aid", "aids", "all", "am", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "cap", "care", "cat",
    "do", "fed", "for", "had", "has", "he", "her", "hi", "him", "his", "how", "if", "in", "is", "it", "its", "may",
    "me", "my", "nice", "no", "nor", "not", "of", "oh", "ok", "on", "or", "our", "out", "pa", "pm", "salt", "so",
    "start", "to", "up", "us", "we", "who", "why",
];

impl Look {
    /// A word that is its own stem, or a compound in one piece.
    pub const STEM: Look = Look(0);
    /// An acronym that is another word in small letters.
    pub const ACRONYM: Look = Look(3);
    /// A word that ends in "s" beyond its stem: a plural, most often.
    const PLURAL: Look = Look(1);
    /// Any other form.
    const FORM: Look = Look(2);

    /// Of a folded word and its stem.
    pub(super) fn of(folded: &str, stem: &str) -> Look {
        match folded {
            _ if folded == stem => Look::STEM,
            _ if folded.ends_with('s') => Look::PLURAL,
            _ => Look::FORM,
        }
    }

    /// The position that the index keeps for a word of this look.
    pub(super) fn beside(self, position: usize) -> usize {
        position << BITS | usize::from(self.0)
    }

    /// The look that a position of the index tells.
    pub fn at(position: u32) -> Look {
        Look((position & ((1 << BITS) - 1)) as u8)
    }
}

/// The number of a word in its text, from a position of the index.
pub fn word_number(position: u32) -> u32 {
    position >> BITS
}

/// Whether a word is spelled as an acronym and would be another word in small letters.
///
/// ```
/// use dateline::index::look::is_acronym;
/// assert!(is_acronym("U.S.") && is_acronym("WHO"));
/// assert!(!is_acronym("who") && !is_acronym("NATO"));
/// ```
pub fn is_acronym(word: &str) -> bool {
    let mut letters = word.bytes().filter(|b| *b != b'.');
    letters.clone().count() > 1
        && letters.all(|b| b.is_ascii_uppercase())
        && AMBIGUOUS.binary_search(&fold(word).as_str()).is_ok()
}

/// Whether capitals tell anything at a word: those of a headline in capitals do not.
pub(super) fn tells(words: &[Word], n: usize) -> bool {
    if words[n].form.has(Form::DOTTED) {
        return true;
    }
    let speaks = |word: &&Word| !word.form.has(Form::MARK.with(Form::POSSESSIVE));
    let before = words[..n].iter().rev().take(3).find(speaks);
    let after = words[n + 1..].iter().take(3).find(speaks);
    [before, after].into_iter().flatten().any(|word| word.form.has(Form::LOWER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::analysis::terms;

    fn looks(text: &str) -> Vec<Look> {
        terms(text).into_iter().map(|term| term.look).collect()
    }

    #[test]
    fn ambiguous_words_are_sorted_and_folded() {
        assert!(AMBIGUOUS.is_sorted());
        assert!(AMBIGUOUS.iter().all(|word| fold(word) == *word));
    }

    #[test]
    fn forms_of_a_word_look_different() {
        let found = looks("strike strikes striking Strike Strikes");
        assert!(found[0] != found[1] && found[1] != found[2] && found[2] != Look::STEM);
        assert_eq!(found[..2], found[3..]);
    }

    #[test]
    fn acronyms_are_told_from_words_where_capitals_tell() {
        let acronyms = |text: &str| looks(text).iter().filter(|look| **look == Look::ACRONYM).count();
        assert_eq!(acronyms("It told us that the US and the WHO left."), 2);
        assert_eq!(acronyms("REAGAN TOLD US TODAY: the U.S. said so."), 1);
        assert_eq!(acronyms("LET US GO. It is for us."), 0);
    }

    #[test]
    fn positions_hold_both() {
        let position = Look::ACRONYM.beside(41) as u32;
        assert_eq!((word_number(position), Look::at(position)), (41, Look::ACRONYM));
    }
}
