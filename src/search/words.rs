//! What the words of a query stand for in the index.

use super::query::{Clause, Node, Occur, Pattern};
use super::rank::{Acronym, Find, Part, Placed, Sense, Where};
use super::stop::is_stop_word;
use crate::index::analysis::{TermAt, stem, terms};
use crate::index::foreign::stems;
use crate::index::look::is_acronym;

/// How much a compound counts as a whole beside its parts, where one is looked for alone too:
/// an article on boundary layers writes them with a hyphen or without.
const WHOLE_COMPOUND: f32 = 0.3;

/// Letters of a part of a compound that is looked for on its own: "al" and "19" say nothing alone.
const LEAST_LETTERS: usize = 3;

/// How the words of a query are meant, beyond what each says alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading<'a> {
    /// Languages of the index that have stems of their own.
    languages: &'a [String],
    capitals: Capitals,
}

/// What capitals in a query tell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Capitals {
    /// There are none, in several words: nobody who types so means the pronoun by "us troops".
    #[default]
    Unused,
    /// They tell acronyms from words.
    Tell,
    /// All letters are capitals.
    Throughout,
}

/// The one pronoun that is a country too, and no stop word for that.
const PRONOUN: &str = "us";

impl<'a> Reading<'a> {
    /// Of a query over an index with articles in these languages.
    pub(super) fn of(query: &str, languages: &'a [String]) -> Reading<'a> {
        let lower = query.chars().any(char::is_lowercase);
        let capitals = match (lower, query.chars().any(char::is_uppercase)) {
            (true, false) if query.split_whitespace().nth(1).is_some() => Capitals::Unused,
            (false, true) if query.split_whitespace().nth(1).is_some() => Capitals::Throughout,
            _ => Capitals::Tell,
        };
        Reading { languages, capitals }
    }

    /// What tells how a word of running text is meant.
    pub(super) fn sense(&self, word: &str) -> Sense {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let told = self.capitals != Capitals::Throughout || bare.contains('.');
        let acronym = if is_acronym(bare) && told {
            Some(Acronym::Meant)
        } else if bare.eq_ignore_ascii_case(PRONOUN) {
            Some(if self.capitals == Capitals::Tell { Acronym::NotMeant } else { Acronym::Meant })
        } else {
            None
        };
        Sense { acronym, foreign: stems(bare, self.languages) }
    }
}

/// A tree without the words that say nothing, as long as one that is wanted is left beside them.
pub(super) fn without_stop_words(node: Node, capitals_tell: bool) -> Node {
    match node {
        Node::Group(clauses) => {
            let clauses: Vec<Clause> = clauses
                .into_iter()
                .map(|clause| Clause { occur: clause.occur, node: without_stop_words(clause.node, capitals_tell) })
                .collect();
            let says_nothing = |clause: &Clause| {
                clause.occur == Occur::Should
                    && match &clause.node {
                        Node::Text { field: None, pattern: Pattern::Word(word) } => {
                            is_stop_word(word, capitals_tell) || terms(word).is_empty()
                        }
                        _ => false,
                    }
            };
            let wanted = |clause: &Clause| clause.occur != Occur::MustNot && !says_nothing(clause);
            if !clauses.iter().any(wanted) {
                return Node::Group(clauses);
            }
            Node::Group(clauses.into_iter().filter(|clause| !says_nothing(clause)).collect())
        }
        node => node,
    }
}

/// Whether a tree is words side by side, any of which may be there.
pub(super) fn is_bag(node: &Node) -> bool {
    match node {
        Node::Text { .. } => true,
        Node::Boost(inner, _) => is_bag(inner),
        Node::Group(clauses) => clauses.iter().all(|clause| clause.occur == Occur::Should && is_bag(&clause.node)),
        _ => false,
    }
}

/// One text, found as a whole: a word, or several in a row; a compound in every usual spelling.
pub(super) fn whole(text: &str, slop: u32) -> Find {
    let found = terms(text);
    let row: Vec<&TermAt> = found.iter().filter(|term| !term.joined || !has_parts(&found, term)).collect();
    let mut any = Vec::new();
    if let Some(first) = found.first() {
        // The whole text is one compound: its joined form stands beside its parts.
        if first.joined && row.len() > 1 && row.iter().all(|term| term.end <= first.end) {
            any.push(first.term.clone());
        }
    }
    match row.as_slice() {
        [] => {}
        [one] => any.push(one.term.clone()),
        row => {
            let start = row[0].position;
            let placed = |term: &&TermAt| Placed { term: term.term.clone(), offset: (term.position - start) as u32 };
            return Find::Words { any, row: row.iter().map(placed).collect(), slop };
        }
    }
    Find::Words { any, row: Vec::new(), slop: 0 }
}

/// The parts of a word among others: each term on its own, and compounds as a whole too.
pub(super) fn parts(word: &str, place: Where, weight: f32, reading: &Reading<'_>) -> Vec<Part> {
    let found = terms(word);
    let part = |term: &TermAt, find, weight| {
        let label = word[term.start..term.end].to_owned();
        Part::new(label, find, place, weight)
    };
    let mut parts = Vec::new();
    let mut compound_end = 0;
    for term in &found {
        if term.joined && has_parts(&found, term) {
            compound_end = term.end;
            let inside = |other: &&TermAt| !other.joined && term.start <= other.start && other.end <= term.end;
            let lookable = found.iter().filter(inside).any(|part| is_telling(&word[part.start..part.end]));
            let whole_weight = if lookable { weight * WHOLE_COMPOUND } else { weight };
            parts.push(part(term, whole(&word[term.start..term.end], 0), whole_weight));
        } else if term.end > compound_end || is_telling(&word[term.start..term.end]) {
            let alone = Find::Words { any: vec![term.term.clone()], row: Vec::new(), slop: 0 };
            let sense = match place {
                Where::Text => reading.sense(&word[term.start..term.end]),
                Where::Only(_) => Sense::default(),
            };
            parts.push(Part { sense, ..part(term, alone, weight) });
        }
    }
    parts
}

/// A folded pattern with `?` and `*` without the ending that the index leaves off its words:
/// what `s?nctions` matches is kept as "sanction". `None` where it has no such ending.
pub(super) fn stemmed_wildcard(folded: &str) -> Option<String> {
    // Any vowel will do for a hole: what counts is the ending.
    let filled: String = folded.chars().map(|c| if matches!(c, '?' | '*') { 'a' } else { c }).collect();
    let stem = stem(&filled);
    let kept = filled.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
    let stemmed: String = folded.chars().take(kept).chain(stem.chars().skip(kept)).collect();
    (stemmed != folded && stemmed.chars().any(|c| !matches!(c, '?' | '*'))).then_some(stemmed)
}

/// Whether a part of a compound says something alone.
fn is_telling(part: &str) -> bool {
    part.chars().filter(|c| c.is_alphabetic()).count() >= LEAST_LETTERS
}

/// A pattern as a query spells it.
pub(super) fn spelled(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Word(word) => word.clone(),
        Pattern::Phrase { words, slop: 0 } => format!("\"{words}\""),
        Pattern::Phrase { words, slop } => format!("\"{words}\"~{slop}"),
        Pattern::Prefix(prefix) => format!("{prefix}*"),
        Pattern::Wildcard(wildcard) => wildcard.clone(),
        Pattern::Fuzzy { word, edits } => format!("{word}~{edits}"),
        Pattern::Regex(regex) => format!("/{regex}/"),
    }
}

/// Whether the parts of a joined compound stand beside it among `found`.
fn has_parts(found: &[TermAt], joined: &TermAt) -> bool {
    found.iter().any(|term| !term.joined && joined.start <= term.start && term.end <= joined.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::parse_plain;

    fn spelled_parts(word: &str) -> Vec<(String, f32)> {
        parts(word, Where::Text, 1.0, &Reading::default()).into_iter().map(|part| (part.label, part.weight)).collect()
    }

    #[test]
    fn compounds_stand_beside_their_parts() {
        let part = |label: &str, weight| (label.to_owned(), weight);
        assert_eq!(spelled_parts("Assad's"), [part("Assad", 1.0)]);
        assert_eq!(spelled_parts("al-Assad"), [part("al-Assad", WHOLE_COMPOUND), part("Assad", 1.0)]);
        assert_eq!(spelled_parts("F-16"), [part("F-16", 1.0)]);
        assert_eq!(
            spelled_parts("boundary-layer"),
            [part("boundary-layer", WHOLE_COMPOUND), part("boundary", 1.0), part("layer", 1.0)]
        );
        assert_eq!(spelled_parts("oil/gas"), [part("oil", 1.0), part("gas", 1.0)]);
    }

    #[test]
    fn us_is_the_country_where_capitals_say_so_or_nothing_does() {
        let meant = |query: &str| {
            let word = query.split(' ').find(|word| word.to_lowercase().replace('.', "") == "us").unwrap();
            Reading::of(query, &[]).sense(word).acronym
        };
        for query in ["US", "US troops", "U.S. troops", "us troops", "US TROOPS", "Let us pray for U.S."] {
            let expected = if query.starts_with("Let") { Acronym::NotMeant } else { Acronym::Meant };
            assert_eq!(meant(query), Some(expected), "{query}");
        }
        assert_eq!(meant("us"), Some(Acronym::NotMeant));
        assert!(Reading::of("the WHO", &[]).sense("WHO").acronym.is_some());
        assert_eq!(Reading::of("who", &[]).sense("who"), Sense::default());
    }

    #[test]
    fn wildcards_lose_their_endings_like_words() {
        assert_eq!(stemmed_wildcard("s?nctions").as_deref(), Some("s?nction"));
        assert_eq!(stemmed_wildcard("w?lls").as_deref(), Some("w?ll"));
        assert_eq!(stemmed_wildcard("s?nction"), None);
    }

    #[test]
    fn stop_words_go_where_another_word_is_left() {
        let left = |query: &str| match without_stop_words(parse_plain(query), true) {
            Node::Group(clauses) => clauses.len(),
            _ => 0,
        };
        assert_eq!(left("what is the crisis in Syria ?"), 2);
        assert_eq!(left("to be or not to be"), 6);
        assert_eq!(left("is WHO to blame"), 2);
    }
}
