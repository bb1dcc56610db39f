//! An article's words in one sequence: the title's, then the body's.

use super::words::{Word, Words};

/// The words of an article, made once and read by every extractor.
#[derive(Debug)]
pub struct Reading<'a> {
    title: &'a str,
    body: &'a str,
    words: Words,
    title_words: usize,
}

impl<'a> Reading<'a> {
    /// Reads an article.
    pub fn new(title: &'a str, body: &'a str) -> Reading<'a> {
        Reading::reusing(Words::default(), title, body)
    }

    /// Reads an article into a list that was used before, which saves the allocation.
    pub fn reusing(mut words: Words, title: &'a str, body: &'a str) -> Reading<'a> {
        words.clear();
        words.read(title);
        let title_words = words.len();
        words.read(body);
        Reading { title, body, words, title_words }
    }

    /// Gives the list back for the next article.
    pub fn into_words(self) -> Words {
        self.words
    }

    /// Every word: the title's, then the body's.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// How many of the words are the title's.
    pub fn title_words(&self) -> usize {
        self.title_words
    }

    /// Whether word `n` stands in the title.
    #[inline]
    pub fn in_title(&self, n: usize) -> bool {
        n < self.title_words
    }

    /// The text of the field in which word `n` stands; the word's offsets count in it.
    #[inline]
    pub fn field_text(&self, n: usize) -> &'a str {
        if self.in_title(n) { self.title } else { self.body }
    }

    /// Word `n` as it is spelled.
    ///
    /// # Panics
    /// If there is no word `n`.
    #[inline]
    pub fn spelled(&self, n: usize) -> &'a str {
        self.words[n].of(self.field_text(n))
    }

    /// The text from word `first` to word `last`, both included and of one field.
    ///
    /// # Panics
    /// If there are no such words, or they stand in two fields.
    pub fn span(&self, first: usize, last: usize) -> &'a str {
        let text = self.field_text(first);
        &text[self.words[first].start as usize..self.words[last].end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_first_then_body_each_with_its_own_offsets() {
        let reading = Reading::new("Talks in Oslo", "Norway hosts the talks.");
        assert_eq!(reading.title_words(), 3);
        assert_eq!(reading.spelled(2), "Oslo");
        assert_eq!(reading.spelled(3), "Norway");
        assert_eq!(reading.words()[3].start, 0);
        assert_eq!(reading.span(5, 6), "the talks");
        let again = Reading::reusing(reading.into_words(), "", "One");
        assert_eq!(again.words().len(), 1);
    }
}
