//! Text analysis for news English: the same at both ends, for articles and queries.
//!
//! Words are folded (case, accents, typography, the stops of abbreviations)
//! and stemmed (Snowball English). A word with hyphens or apostrophes is
//! indexed in its parts and in one piece, so that `al-Assad`, `al Assad` and
//! `alAssad` find each other, and so do `COVID-19` and `COVID19`.

pub(crate) use super::lexicon::stem;
use super::lexicon::{Lexicon, Stem};
use super::look::{LONGEST_ACRONYM, Look, is_acronym, tells};
use crate::text::{Form, Word, Words, fold, fold_into, key};

/// Bytes behind the apostrophe of a contraction, at most: "don't", "we've".
const LONGEST_CONTRACTION: usize = 2;

/// One indexed form of a word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermAt {
    /// The folded and stemmed word.
    pub term: String,
    /// Counts words; the parts of a compound stand one after the other.
    pub position: usize,
    /// First byte of the word in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whether it is a compound in one piece, at the position of its first part.
    pub joined: bool,
    /// What the word looks like beside its stem.
    pub look: Look,
}

/// A term where an article has it, as the index keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// Its number.
    pub(super) term: u32,
    /// Position and look ([`Look::beside`]).
    pub(super) position: u32,
}

/// The terms of a text, as the index holds them.
///
/// ```
/// let terms: Vec<String> = dateline::index::analysis::terms("Assad's U.S. talks")
///     .into_iter().map(|t| t.term).collect();
/// assert_eq!(terms, ["assad", "us", "talk"]);
/// ```
pub fn terms(text: &str) -> Vec<TermAt> {
    terms_beginning(text, |_| true)
}

/// Those of the terms of a text whose word begins with a letter or digit (in small letters)
/// that is wanted; compounds and words that begin outside ASCII are always among them.
/// Positions and looks are those in the whole text.
pub fn terms_beginning(text: &str, wanted: impl Fn(u8) -> bool) -> Vec<TermAt> {
    let mut lexicon = Lexicon::default();
    let mut found = Vec::new();
    read(text, &Words::of(text), &mut lexicon, wanted, |term| found.push(term));
    let spelled = |found: Found| TermAt {
        term: lexicon.text(found.term).to_owned(),
        position: found.position,
        start: found.start,
        end: found.end,
        joined: found.joined,
        look: found.look,
    };
    found.into_iter().map(spelled).collect()
}

/// The terms of `words`, words of `text`, as the index keeps them.
pub(super) fn place(text: &str, words: &[Word], lexicon: &mut Lexicon, placed: &mut Vec<Placed>) {
    placed.clear();
    read(
        text,
        words,
        lexicon,
        |_| true,
        |found| {
            placed.push(Placed { term: found.term, position: found.look.beside(found.position) as u32 });
        },
    );
}

/// A term while it is on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Its number in the lexicon.
    pub(super) term: u32,
    pub(super) position: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) joined: bool,
    pub(super) look: Look,
}

/// Gives the terms of `words`, words of `text`, by their numbers in a lexicon.
pub(super) fn read(
    text: &str,
    words: &[Word],
    lexicon: &mut Lexicon,
    wanted: impl Fn(u8) -> bool,
    mut give: impl FnMut(Found),
) {
    let mut position = 0;
    for (n, word) in words.iter().enumerate() {
        if word.form.has(Form::MARK.with(Form::POSSESSIVE)) {
            continue;
        }
        let (start, end) = (word.start as usize, word.end as usize);
        if word.form.has(Form::HYPHEN.with(Form::APOSTROPHE)) && !word.form.has(Form::DOTTED) {
            position = compound(&text[start..end], start, position, lexicon, &mut give);
        } else if text.as_bytes()[start].is_ascii() && !wanted(text.as_bytes()[start].to_ascii_lowercase()) {
            position += 1;
        } else {
            let acronym = word.form.has(Form::UPPER) && end - start <= LONGEST_ACRONYM && tells(words, n);
            let acronym = acronym && is_acronym(word.of(text));
            let Stem { term, look } = lexicon.stem(word.key, word.of(text));
            let look = if acronym { Look::ACRONYM } else { look };
            give(Found { term, position, start, end, joined: false, look });
            position += 1;
        }
    }
}

/// The joined form, then the parts; gives the next position.
fn compound(
    spelled: &str,
    offset: usize,
    position: usize,
    lexicon: &mut Lexicon,
    give: &mut impl FnMut(Found),
) -> usize {
    let mut folded = String::with_capacity(spelled.len());
    fold_into(spelled, &mut folded);
    let last = folded.rsplit('\'').next().unwrap_or("");
    let contracted = folded.contains('\'') && !folded.contains('-') && last.len() <= LONGEST_CONTRACTION;
    folded.retain(|c| !matches!(c, '-' | '\''));
    let term = lexicon.joined(&folded);
    let end = offset + spelled.len();
    give(Found { term, position, start: offset, end, joined: true, look: Look::STEM });
    if contracted {
        return position + 1;
    }
    let mut position = position;
    let is_joint = |c: char| matches!(c, '-' | '\'' | '’' | '\u{2010}' | '\u{2011}');
    let mut at = 0;
    for part in spelled.split(is_joint) {
        let start = offset + at;
        at += part.len();
        if !part.is_empty() {
            let Stem { term, look } = lexicon.stem(key(part), part);
            give(Found { term, position, start, end: offset + at, joined: false, look });
            position += 1;
        }
        at += spelled[at..].chars().next().map_or(0, char::len_utf8);
    }
    position
}

/// A value as the folded fields hold it: words folded, single spaces.
pub fn fold_value(value: &str) -> String {
    value.split_whitespace().map(fold).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(String, usize)> {
        terms(text).into_iter().map(|t| (t.term, t.position)).collect()
    }

    fn at(term: &str, position: usize) -> (String, usize) {
        (term.to_owned(), position)
    }

    #[test]
    fn compounds_are_found_in_every_spelling() {
        assert_eq!(of("al-Assad met"), [at("alassad", 0), at("al", 0), at("assad", 1), at("met", 2)]);
        assert_eq!(of("COVID-19")[0], of("COVID19")[0]);
        assert_eq!(of("O’Neill"), [at(&stem("oneill"), 0), at("o", 0), at(&stem("neill"), 1)]);
        assert_eq!(of("don't go"), [at("dont", 0), at("go", 1)]);
    }

    #[test]
    fn folds_and_stems() {
        assert_eq!(of("Élysée U.N. sanctions’"), [at(&stem("elysee"), 0), at("un", 1), at("sanction", 2)]);
    }

    #[test]
    fn offsets_are_those_of_the_parts() {
        let text = "the Anglo\u{2011}Irish pact";
        let spelled: Vec<&str> = terms(text).iter().map(|t| &text[t.start..t.end]).collect();
        assert_eq!(spelled, ["the", "Anglo\u{2011}Irish", "Anglo", "Irish", "pact"]);
    }
}
