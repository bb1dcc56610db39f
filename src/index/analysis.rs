//! Text analysis for news English: the same at both ends, for articles and queries.
//!
//! Words are folded (case, accents, typography, the stops of abbreviations)
//! and stemmed (Snowball English). A word with hyphens or apostrophes is
//! indexed in its parts and in one piece, so that `al-Assad`, `al Assad` and
//! `alAssad` find each other, and so do `COVID-19` and `COVID19`.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use tantivy::tokenizer::{LowerCaser, RawTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::fields::{FOLDED, FOREIGN, NAMES, NEWS};
use super::foreign::Foreign;
use super::look::{LONGEST_ACRONYM, Look, is_acronym, tells};
use crate::text::{Form, KeyHasher, Word, Words, fold, fold_into};

/// Tantivy's limit is far above; a longer word is no word, and is cut here (bytes).
const LONGEST_TERM: usize = 256;

/// Stems that a thread remembers; the vocabulary of a news corpus that makes
/// up nearly all of its text fits (words).
const REMEMBERED: usize = 1 << 16;

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
    let mut analysis = Analysis::default();
    let mut terms = Vec::new();
    analysis.read(text, wanted, |term| terms.push(term.to_owned()));
    terms
}

/// A term while it is being made.
struct TermRef<'a> {
    term: &'a str,
    position: usize,
    start: usize,
    end: usize,
    joined: bool,
    look: Look,
}

impl TermRef<'_> {
    fn to_owned(&self) -> TermAt {
        TermAt {
            term: self.term.to_owned(),
            position: self.position,
            start: self.start,
            end: self.end,
            joined: self.joined,
            look: self.look,
        }
    }
}

/// Turns text into terms, remembering the stems of the words it has met.
#[derive(Clone, Default)]
struct Analysis {
    words: Words,
    stems: HashMap<u64, Known, BuildHasherDefault<KeyHasher>>,
    folded: String,
}

impl Analysis {
    fn read(&mut self, text: &str, wanted: impl Fn(u8) -> bool, mut emit: impl FnMut(TermRef<'_>)) {
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        words.read(text);
        let mut position = 0;
        for (n, word) in words.iter().enumerate() {
            if word.form.has(Form::MARK.with(Form::POSSESSIVE)) {
                continue;
            }
            let (start, end) = (word.start as usize, word.end as usize);
            if word.form.has(Form::HYPHEN.with(Form::APOSTROPHE)) && !word.form.has(Form::DOTTED) {
                position = self.compound(&text[start..end], start, position, &mut emit);
            } else if text.as_bytes()[start].is_ascii() && !wanted(text.as_bytes()[start].to_ascii_lowercase()) {
                position += 1;
            } else {
                let acronym = word.form.has(Form::UPPER) && end - start <= LONGEST_ACRONYM && tells(&words, n);
                let acronym = acronym && is_acronym(word.of(text));
                let known = self.stem(word, text);
                let look = if acronym { Look::ACRONYM } else { known.look };
                emit(TermRef { term: &known.stem, position, start, end, joined: false, look });
                position += 1;
            }
        }
        self.words = words;
    }

    /// The joined form, then the parts; gives the next position.
    fn compound(&mut self, spelled: &str, offset: usize, position: usize, emit: &mut impl FnMut(TermRef<'_>)) -> usize {
        let folded = fold(spelled);
        let joined: String = folded.chars().filter(|c| !matches!(c, '-' | '\'')).collect();
        let joined = stem(cut(&joined));
        emit(TermRef {
            term: &joined,
            position,
            start: offset,
            end: offset + spelled.len(),
            joined: true,
            look: Look::STEM,
        });
        let contraction = |part: &str| part.len() <= 2;
        let last = folded.rsplit('\'').next().unwrap_or("");
        if folded.contains('\'') && !folded.contains('-') && contraction(last) {
            return position + 1;
        }
        let mut position = position;
        let is_joint = |c: char| matches!(c, '-' | '\'' | '’' | '\u{2010}' | '\u{2011}');
        let mut at = 0;
        for part in spelled.split(is_joint) {
            let start = at;
            at += part.len();
            if !part.is_empty() {
                let folded = fold(part);
                let term = stem(cut(&folded));
                let look = Look::of(&folded, &term);
                emit(TermRef { term: &term, position, start: offset + start, end: offset + at, joined: false, look });
                position += 1;
            }
            at += spelled[at..].chars().next().map_or(0, char::len_utf8);
        }
        position
    }

    fn stem(&mut self, word: &Word, text: &str) -> &Known {
        if self.stems.len() >= REMEMBERED {
            self.stems.clear();
        }
        let folded = &mut self.folded;
        self.stems.entry(word.key).or_insert_with(|| {
            folded.clear();
            fold_into(word.of(text), folded);
            let stem = stem(cut(folded)).into_boxed_str();
            Known { look: Look::of(folded, &stem), stem }
        })
    }
}

/// A word that was met before.
#[derive(Clone)]
struct Known {
    stem: Box<str>,
    look: Look,
}

/// The Snowball English stem of a folded word.
pub(crate) fn stem(folded: &str) -> String {
    frostem::Stemmer::new(frostem::Algorithm::English).stem(folded).into_owned()
}

fn cut(term: &str) -> &str {
    let mut end = term.len().min(LONGEST_TERM);
    while !term.is_char_boundary(end) {
        end -= 1;
    }
    &term[..end]
}

/// The analysis as a Tantivy tokenizer.
#[derive(Clone, Default)]
pub struct News {
    analysis: Analysis,
    tokens: Tokens,
    /// Whether positions tell the looks of words.
    looks: bool,
}

#[derive(Clone, Default)]
struct Tokens {
    terms: String,
    spans: Vec<Span>,
}

#[derive(Clone, Copy)]
struct Span {
    term_end: usize,
    position: usize,
    start: usize,
    end: usize,
}

/// The tokens of one text.
pub struct NewsStream<'a> {
    tokens: &'a Tokens,
    next: usize,
    token: Token,
}

impl Tokenizer for News {
    type TokenStream<'a> = NewsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsStream<'a> {
        let News { analysis, tokens, looks } = self;
        tokens.terms.clear();
        tokens.spans.clear();
        analysis.read(
            text,
            |_| true,
            |term| {
                tokens.terms.push_str(term.term);
                tokens.spans.push(Span {
                    term_end: tokens.terms.len(),
                    position: if *looks { term.look.beside(term.position) } else { term.position },
                    start: term.start,
                    end: term.end,
                });
            },
        );
        NewsStream { tokens, next: 0, token: Token::default() }
    }
}

impl TokenStream for NewsStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(span) = self.tokens.spans.get(self.next) else {
            return false;
        };
        let from = self.next.checked_sub(1).map_or(0, |before| self.tokens.spans[before].term_end);
        self.token.text.clear();
        self.token.text.push_str(&self.tokens.terms[from..span.term_end]);
        self.token.position = span.position;
        self.token.offset_from = span.start;
        self.token.offset_to = span.end;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// A whole value with its spelling folded.
#[derive(Clone, Default)]
struct Folded;

/// The one token of a folded value.
struct FoldedStream {
    token: Token,
    done: bool,
}

impl Tokenizer for Folded {
    type TokenStream<'a> = FoldedStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FoldedStream {
        let token = Token { text: fold_value(text), offset_to: text.len(), position: 0, ..Token::default() };
        FoldedStream { token, done: false }
    }
}

impl TokenStream for FoldedStream {
    fn advance(&mut self) -> bool {
        !std::mem::replace(&mut self.done, true)
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// A value as the folded fields hold it: words folded, single spaces.
pub fn fold_value(value: &str) -> String {
    value.split_whitespace().map(fold).collect::<Vec<_>>().join(" ")
}

/// The tokenizers that every opened index needs.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(NEWS, TextAnalyzer::builder(News { looks: true, ..News::default() }).build());
    manager.register(NAMES, TextAnalyzer::builder(News::default()).build());
    manager.register(FOREIGN, TextAnalyzer::builder(Foreign::default()).build());
    manager.register(FOLDED, TextAnalyzer::builder(Folded).build());
    manager.register("raw", TextAnalyzer::builder(RawTokenizer::default()).build());
    manager.register("lower", TextAnalyzer::builder(RawTokenizer::default()).filter(LowerCaser).build());
    manager
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn the_tokenizer_gives_the_same_terms(text in "\\PC{0,40}|[A-Za-z'’-]{0,20}( [A-Za-z.-]{0,8}){0,5}") {
            let mut news = News::default();
            let mut stream = news.token_stream(&text);
            for term in terms(&text) {
                prop_assert!(stream.advance());
                prop_assert_eq!(&stream.token().text, &term.term);
                prop_assert_eq!(stream.token().position, term.position);
                prop_assert!(text.is_char_boundary(term.start) && text.is_char_boundary(term.end));
            }
            prop_assert!(!stream.advance());
        }
    }
}
