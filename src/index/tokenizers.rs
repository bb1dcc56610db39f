//! The analyses as Tantivy tokenizers, for fields whose texts come to Tantivy unread.
//!
//! An update hands the words of headlines and bodies over as it has read them
//! ([`super::segment`]); bylines, names and whole values come this way, and so
//! do the few articles of an index in memory.

use tantivy::tokenizer::{LowerCaser, RawTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::analysis::{Found, fold_value, read};
use super::fields::{FOLDED, FOREIGN, NAMES, NEWS, RAW};
use super::foreign::Foreign;
use super::lexicon::Lexicon;
use crate::text::Words;

/// Bytes of terms that a tokenizer remembers; the vocabulary of a news corpus that makes
/// up nearly all of its text fits.
const REMEMBERED: usize = 4 << 20;

/// The analysis of running text.
#[derive(Clone, Default)]
struct News {
    words: Words,
    lexicon: Lexicon,
    /// Of the text at hand.
    found: Vec<Found>,
    /// Whether positions tell the looks of words.
    looks: bool,
}

/// The tokens of one text.
struct NewsStream<'a> {
    lexicon: &'a Lexicon,
    found: std::slice::Iter<'a, Found>,
    looks: bool,
    token: Token,
}

impl Tokenizer for News {
    type TokenStream<'a> = NewsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsStream<'a> {
        let News { words, lexicon, found, looks } = self;
        if lexicon.memory() > REMEMBERED {
            *lexicon = Lexicon::default();
        }
        words.clear();
        words.read(text);
        found.clear();
        read(text, words, lexicon, |_| true, |term| found.push(term));
        NewsStream { lexicon, found: found.iter(), looks: *looks, token: Token::default() }
    }
}

impl TokenStream for NewsStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(found) = self.found.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(self.lexicon.text(found.term));
        self.token.position = if self.looks { found.look.beside(found.position) } else { found.position };
        self.token.offset_from = found.start;
        self.token.offset_to = found.end;
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

/// The tokenizers that every opened index needs.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(NEWS, TextAnalyzer::builder(News { looks: true, ..News::default() }).build());
    manager.register(NAMES, TextAnalyzer::builder(News::default()).build());
    manager.register(FOREIGN, TextAnalyzer::builder(Foreign::default()).build());
    manager.register(FOLDED, TextAnalyzer::builder(Folded).build());
    manager.register(RAW, TextAnalyzer::builder(RawTokenizer::default()).build());
    manager.register("lower", TextAnalyzer::builder(RawTokenizer::default()).filter(LowerCaser).build());
    manager
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::analysis::terms;
    use proptest::prelude::*;

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
