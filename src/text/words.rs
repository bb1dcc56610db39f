//! Words with offsets: one pass over a text, no allocation per word.
//!
//! A word is a run of letters and digits; it keeps hyphens and apostrophes
//! between letters ("al-Assad", "O'Neill"), the stops of an abbreviation
//! ("U.S.", "J.") and the points of a number ("4.5", "1,000"). A possessive
//! ('s) is a word of its own, and so is every run of one punctuation mark.

use super::scan::Scanner;

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Hash of the folded form; see [`super::key`].
    pub key: u64,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// What it looks like and what stands before it.
    pub form: Form,
}

/// The look of a word, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Form(u16);

impl Form {
    /// Begins with a capital letter.
    pub const CAPITAL: Form = Form(1);
    /// Two letters or more, none of them lower case.
    pub const UPPER: Form = Form(1 << 1);
    /// Has a lower-case letter.
    pub const LOWER: Form = Form(1 << 2);
    /// Has a digit.
    pub const DIGIT: Form = Form(1 << 3);
    /// Has a hyphen inside.
    pub const HYPHEN: Form = Form(1 << 4);
    /// Has an apostrophe inside.
    pub const APOSTROPHE: Form = Form(1 << 5);
    /// An abbreviation with stops ("U.S.", "J.").
    pub const DOTTED: Form = Form(1 << 6);
    /// A run of one punctuation mark or symbol.
    pub const MARK: Form = Form(1 << 7);
    /// A possessive ending, split off its word ("'s").
    pub const POSSESSIVE: Form = Form(1 << 8);
    /// White space stands before it, or nothing.
    pub const SPACED: Form = Form(1 << 9);
    /// First of a line.
    pub const LINE: Form = Form(1 << 10);
    /// First of a paragraph: a blank line, or a line break and an indent, stands before it.
    pub const PARAGRAPH: Form = Form(1 << 11);
    /// First of a sentence (a mark or a quote may stand before it in the sentence).
    pub const SENTENCE: Form = Form(1 << 12);
    /// Has a character outside ASCII.
    pub const WIDE: Form = Form(1 << 13);

    /// Whether it has any of the bits of `other`.
    #[inline]
    pub const fn has(self, other: Form) -> bool {
        self.0 & other.0 != 0
    }

    /// These bits and those of `other`.
    #[inline]
    pub const fn with(self, other: Form) -> Form {
        Form(self.0 | other.0)
    }

    /// These bits without those of `other`.
    #[inline]
    pub(super) const fn without(self, other: Form) -> Form {
        Form(self.0 & !other.0)
    }

    /// Those of these bits that `other` has too.
    #[inline]
    pub(super) const fn and(self, other: Form) -> Form {
        Form(self.0 & other.0)
    }

    /// The bits themselves.
    #[inline]
    pub const fn bits(self) -> u16 {
        self.0
    }
}

/// A reusable list of the words of a text.
#[derive(Debug, Clone, Default)]
pub struct Words {
    list: Vec<Word>,
}

impl std::ops::Deref for Words {
    type Target = [Word];
    fn deref(&self) -> &[Word] {
        &self.list
    }
}

impl Words {
    /// The words of `text`.
    ///
    /// ```
    /// use dateline::text::Words;
    /// let text = "Mr. O'Neill's U.S. visit";
    /// let words: Vec<&str> = Words::of(text).iter().map(|w| w.of(text)).collect();
    /// assert_eq!(words, ["Mr", ".", "O'Neill", "'s", "U.S.", "visit"]);
    /// ```
    pub fn of(text: &str) -> Words {
        let mut words = Words::default();
        words.read(text);
        words
    }

    /// Forgets the words it holds.
    pub fn clear(&mut self) {
        self.list.clear();
    }

    /// Appends the words of `text`, a text of its own: offsets count from its start.
    ///
    /// # Panics
    /// If `text` is 4 GiB or longer; readers bound an article well below.
    pub fn read(&mut self, text: &str) {
        assert!(text.len() < u32::MAX as usize, "an article is shorter than 4 GiB");
        self.list.reserve(text.len() / 5);
        Scanner::of(text).run(&mut self.list);
    }
}

impl Word {
    /// The word as `text`, from which it was read, spells it.
    #[inline]
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start as usize..self.end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spelled(text: &str) -> Vec<&str> {
        Words::of(text).iter().map(|w| w.of(text)).collect()
    }

    fn form_of(text: &str, n: usize) -> Form {
        Words::of(text)[n].form
    }

    #[test]
    fn keeps_names_whole() {
        assert_eq!(
            spelled("Bashar al-Assad, J.R.R. O’Neill and d'Ivoire's US-led 1,000.5 AT&T"),
            ["Bashar", "al-Assad", ",", "J.R.R.", "O’Neill", "and", "d'Ivoire", "'s", "US-led", "1,000.5", "AT&T"]
        );
    }

    #[test]
    fn splits_possessives_and_marks() {
        assert_eq!(
            spelled("Russia’s states' \"plan\"... (at 5%)"),
            ["Russia", "’s", "states", "'", "\"", "plan", "\"", "...", "(", "at", "5", "%", ")"]
        );
    }

    #[test]
    fn stops_belong_to_initials_but_end_sentences() {
        assert_eq!(spelled("John F. Kennedy won."), ["John", "F.", "Kennedy", "won", "."]);
        assert_eq!(spelled("at 5 a.m. in the U.S."), ["at", "5", "a.m.", "in", "the", "U.S."]);
        assert_eq!(spelled("plan b. Then"), ["plan", "b", ".", "Then"]);
    }

    #[test]
    fn forms() {
        assert!(form_of("Élan", 0).has(Form::CAPITAL));
        assert!(form_of("NATO", 0).has(Form::UPPER));
        assert!(form_of("U.S.", 0).has(Form::UPPER));
        assert!(!form_of("A", 0).has(Form::UPPER));
        assert!(form_of("2nd", 0).has(Form::DIGIT));
        assert!(form_of("a b", 1).has(Form::SPACED));
        assert!(!form_of("a.b", 1).has(Form::SPACED));
        assert!(form_of("a\n\nb", 1).has(Form::PARAGRAPH));
        assert!(form_of("a\n    b", 1).has(Form::PARAGRAPH));
        assert!(form_of("a\nb", 1).has(Form::LINE));
        assert!(!form_of("a\nb", 1).has(Form::PARAGRAPH));
    }

    #[test]
    fn sentences_begin_after_stops_but_not_after_titles() {
        let text = "Gen. Smith left. \"We won,\" said Mr. Jones. In the U.S. The talks! Then";
        let firsts: Vec<&str> =
            Words::of(text).iter().filter(|w| w.form.has(Form::SENTENCE)).map(|w| w.of(text)).collect();
        assert_eq!(firsts, ["Gen", "We", "In", "The", "Then"]);
    }

    fn is_gap(gap: &str) -> bool {
        gap.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{FEFF}' || c == '\u{200B}')
    }

    proptest! {
        #[test]
        fn words_are_in_order_on_character_borders_and_leave_out_only_space(
            text in "\\PC{0,60}|[A-Za-z'.’ \n-]{0,60}"
        ) {
            let words = Words::of(&text);
            let mut at = 0;
            for word in words.iter() {
                prop_assert!(word.start < word.end);
                let gap = &text[at..word.start as usize];
                prop_assert!(is_gap(gap), "lost {:?}", gap);
                prop_assert_eq!(word.form.has(Form::SPACED), at == 0 || !gap.is_empty());
                prop_assert_eq!(word.key, super::super::key(word.of(&text)));
                at = word.end as usize;
            }
            prop_assert!(is_gap(&text[at..]));
        }
    }
}
