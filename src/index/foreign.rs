//! Articles in other languages than English, by the stems of those languages.
//!
//! Every article is indexed by English stems, whatever its language: names and words of its
//! own are found as they are spelled. One in a language with a stemmer is found by that too,
//! through a field of its own, without counts or positions. Its terms are stems behind the code
//! of the language, so that a word of one language is never taken for one of another.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::analysis::stem;
use crate::text::{Form, KeyHasher, Words, fold, key};

/// Between the code of a language and a stem; no text has it inside a word.
const MARK: char = ':';

/// The term of a word in a language; `None` where the language has no stemmer, or the stem
/// is that which every article is indexed by.
///
/// ```
/// use dateline::index::foreign::foreign;
/// assert_eq!(foreign("Regierungen", "de").as_deref(), Some("de:regier"));
/// assert_eq!(foreign("sanctions", "en"), None);
/// ```
pub fn foreign(word: &str, language: &str) -> Option<String> {
    stems(word, &[language]).pop()
}

/// The terms of a word in languages, of those that give it one.
pub(crate) fn stems(word: &str, languages: &[impl AsRef<str>]) -> Vec<String> {
    let (mut lower, mut english) = (None, None);
    let mut stems = Vec::new();
    for language in languages {
        let language = language.as_ref();
        let Some(stemmer) = stemmer(language) else { continue };
        let folded = fold(&stemmer.stem(lower.get_or_insert_with(|| word.to_lowercase())));
        if !folded.is_empty() && folded != *english.get_or_insert_with(|| stem(&fold(word))) {
            stems.push(format!("{language}{MARK}{folded}"));
        }
    }
    stems
}

/// Whether words of a language are stemmed by its own rules.
pub fn is_foreign(language: &str) -> bool {
    stemmer(language).is_some()
}

/// The Snowball stemmer of a language other than English, by its ISO 639-1 code.
fn stemmer(language: &str) -> Option<frostem::Stemmer> {
    use frostem::Algorithm::*;
    Some(frostem::Stemmer::new(match language {
        "ar" => Arabic,
        "ca" => Catalan,
        "cs" => Czech,
        "da" => Danish,
        "de" => German,
        "el" => Greek,
        "es" => Spanish,
        "et" => Estonian,
        "eu" => Basque,
        "fi" => Finnish,
        "fr" => French,
        "ga" => Irish,
        "hi" => Hindi,
        "hu" => Hungarian,
        "hy" => Armenian,
        "id" => Indonesian,
        "it" => Italian,
        "lt" => Lithuanian,
        "nb" | "nn" | "no" => Norwegian,
        "nl" => Dutch,
        "pl" => Polish,
        "pt" => Portuguese,
        "ro" => Romanian,
        "ru" => Russian,
        "sr" => Serbian,
        "sv" => Swedish,
        "ta" => Tamil,
        "tr" => Turkish,
        _ => return None,
    }))
}

/// What the field is given: the language, then the texts; `None` for an article that needs no stems but the English.
pub(super) fn value(language: Option<&str>, title: &str, body: &str) -> Option<String> {
    let language = language.filter(|language| is_foreign(language))?;
    Some(format!("{language}\n{title}\n\n{body}"))
}

/// The terms of a [`value`], once each.
#[derive(Clone, Default)]
pub(super) struct Foreign {
    terms: Vec<String>,
}

impl Foreign {
    fn read(&mut self, value: &str) {
        self.terms.clear();
        let (language, text) = value.split_once('\n').unwrap_or(("", value));
        let mut seen: HashSet<u64, BuildHasherDefault<KeyHasher>> = HashSet::default();
        for word in Words::of(text).iter().filter(|word| !word.form.has(Form::MARK.with(Form::POSSESSIVE))) {
            let joints = if word.form.has(Form::DOTTED) { "" } else { "-'’\u{2010}\u{2011}" };
            for part in word.of(text).split(|c| joints.contains(c)).filter(|part| !part.is_empty()) {
                if seen.insert(key(part)) {
                    self.terms.extend(foreign(part, language));
                }
            }
        }
    }
}

/// The terms of one article.
pub(super) struct ForeignStream<'a> {
    terms: std::slice::Iter<'a, String>,
    token: Token,
}

impl Tokenizer for Foreign {
    type TokenStream<'a> = ForeignStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ForeignStream<'a> {
        self.read(text);
        ForeignStream { terms: self.terms.iter(), token: Token { position: 0, ..Token::default() } }
    }
}

impl TokenStream for ForeignStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(term) = self.terms.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_carry_their_language_and_stand_once() {
        let mut foreign = Foreign::default();
        let value = value(Some("de"), "Regierungen", "Die Regierungen der Regierung verhandelten.").unwrap();
        let mut stream = foreign.token_stream(&value);
        let mut found = Vec::new();
        while stream.advance() {
            found.push(stream.token().text.clone());
        }
        assert!(found.contains(&"de:regier".to_owned()), "{found:?}");
        assert!(found.iter().all(|term| term.starts_with("de:")));
        assert!(value.len() > found.len());
    }

    #[test]
    fn english_needs_none() {
        assert_eq!(super::value(Some("en"), "a", "b"), None);
        assert_eq!(super::value(None, "a", "b"), None);
    }
}
