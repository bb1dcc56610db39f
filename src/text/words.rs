//! Words with offsets: one pass over a text, no allocation per word.
//!
//! A word is a run of letters and digits; it keeps hyphens and apostrophes
//! between letters ("al-Assad", "O'Neill"), the stops of an abbreviation
//! ("U.S.", "J.") and the points of a number ("4.5", "1,000"). A possessive
//! ('s) is a word of its own, and so is every run of one punctuation mark.

use super::fold::{fold, hash_ascii_folded, hash_folded};

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
        Scanner { bytes: text.as_bytes(), text, at: 0 }.run(&mut self.list);
    }
}

impl Word {
    /// The word as `text`, from which it was read, spells it.
    #[inline]
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start as usize..self.end as usize]
    }
}

/// What a byte of ASCII is, for the scanner; bytes of longer characters are `WIDE`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Class {
    Space,
    Newline,
    Lower,
    Upper,
    Digit,
    Mark,
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut table = [Class::Mark; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'\n' => Class::Newline,
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            0..=b' ' | 0x7F => Class::Space,
            0x80.. => Class::Wide,
            _ => Class::Mark,
        };
        b += 1;
    }
    table
};

struct Scanner<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

/// What the gap before a word and the words before it tell.
struct Before {
    newlines: u32,
    indented: bool,
    spaced: bool,
    /// A full stop, question or exclamation mark ended the last sentence.
    ended: bool,
}

impl Scanner<'_> {
    fn run(&mut self, list: &mut Vec<Word>) {
        let mut before = Before { newlines: 2, indented: false, spaced: true, ended: true };
        while self.at < self.bytes.len() {
            match CLASSES[self.bytes[self.at] as usize] {
                Class::Space => {
                    before.spaced = true;
                    before.indented = before.newlines > 0;
                    self.at += 1;
                }
                Class::Newline => {
                    before.spaced = true;
                    before.newlines += 1;
                    before.indented = false;
                    self.at += 1;
                }
                Class::Lower | Class::Upper | Class::Digit => self.word(list, &mut before),
                Class::Mark => self.mark(list, &mut before),
                Class::Wide => {
                    let c = self.char_at(self.at);
                    if c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}' {
                        before.spaced = true;
                        self.at += c.len_utf8();
                    } else if c.is_alphanumeric() {
                        self.word(list, &mut before);
                    } else {
                        self.mark(list, &mut before);
                    }
                }
            }
        }
    }

    fn char_at(&self, at: usize) -> char {
        self.text[at..].chars().next().unwrap_or('\0')
    }

    fn class_at(&self, at: usize) -> Option<Class> {
        self.bytes.get(at).map(|&b| CLASSES[b as usize])
    }

    /// Length of the letter or digit at `at`, 0 if there is none.
    #[inline]
    fn letter_len(&self, at: usize) -> usize {
        match self.class_at(at) {
            Some(Class::Lower | Class::Upper | Class::Digit) => 1,
            Some(Class::Wide) => {
                let c = self.char_at(at);
                if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || c == '\u{AD}' {
                    c.len_utf8()
                } else {
                    0
                }
            }
            _ => 0,
        }
    }

    /// Length of the apostrophe at `at`, 0 if there is none.
    fn apostrophe_len(&self, at: usize) -> usize {
        match self.bytes.get(at) {
            Some(b'\'') => 1,
            Some(0xE2) if self.bytes[at..].starts_with("’".as_bytes()) => 3,
            _ => 0,
        }
    }

    /// Length of the hyphen at `at`, 0 if there is none.
    fn hyphen_len(&self, at: usize) -> usize {
        match self.bytes.get(at) {
            Some(b'-') => 1,
            Some(0xE2) if matches!(self.char_at(at), '\u{2010}' | '\u{2011}') => 3,
            _ => 0,
        }
    }

    /// Whether a possessive stands at `at`, an apostrophe of `len` bytes.
    fn possessive_at(&self, at: usize, len: usize) -> bool {
        matches!(self.bytes.get(at + len), Some(b's' | b'S')) && self.letter_len(at + len + 1) == 0
    }

    fn word(&mut self, list: &mut Vec<Word>, before: &mut Before) {
        let start = self.at;
        let mut form = Form::default();
        let mut uppers = 0u32;
        let mut end = start;
        loop {
            match self.class_at(end) {
                Some(Class::Lower) => {
                    form = form.with(Form::LOWER);
                    end += 1;
                }
                Some(Class::Upper) => {
                    uppers += 1;
                    if end == start {
                        form = form.with(Form::CAPITAL);
                    }
                    end += 1;
                }
                Some(Class::Digit) => {
                    form = form.with(Form::DIGIT);
                    end += 1;
                }
                Some(Class::Wide) if self.letter_len(end) > 0 => {
                    let c = self.char_at(end);
                    form = form.with(Form::WIDE);
                    if c.is_uppercase() {
                        uppers += 1;
                        if end == start {
                            form = form.with(Form::CAPITAL);
                        }
                    } else if c.is_lowercase() {
                        form = form.with(Form::LOWER);
                    }
                    end += c.len_utf8();
                }
                None => break,
                Some(_) => match self.joint(start, end, &mut form) {
                    0 => break,
                    len => end += len,
                },
            }
        }
        if uppers > 1 && !form.has(Form::LOWER) {
            form = form.with(Form::UPPER);
        }
        self.push(list, before, start, end, form);
        self.at = end;
        let apostrophe = self.apostrophe_len(end);
        if apostrophe > 0 && self.possessive_at(end, apostrophe) {
            let after = end + apostrophe + 1;
            self.push(list, before, end, after, Form::POSSESSIVE);
            self.at = after;
        }
    }

    /// Length of what may stand between two letters of the word that began at
    /// `start` and has come to `end`; 0 where the word ends.
    fn joint(&self, start: usize, end: usize, form: &mut Form) -> usize {
        let apostrophe = self.apostrophe_len(end);
        if apostrophe > 0 {
            if self.possessive_at(end, apostrophe) || self.letter_len(end + apostrophe) == 0 {
                return 0;
            }
            *form = form.with(Form::APOSTROPHE);
            return apostrophe;
        }
        let hyphen = self.hyphen_len(end);
        if hyphen > 0 {
            if self.letter_len(end + hyphen) == 0 {
                return 0;
            }
            *form = form.with(Form::HYPHEN);
            return hyphen;
        }
        match self.bytes[end] {
            b'.' | b',' if form.has(Form::DIGIT) && !form.has(Form::LOWER.with(Form::CAPITAL)) => {
                (self.class_at(end + 1) == Some(Class::Digit)) as usize
            }
            // One letter and a stop, again and again: "U.S.", "J.", "a.m."
            b'.' if self.dotted_so_far(start, end) && self.abbreviates(start, end) => {
                *form = form.with(Form::DOTTED);
                1
            }
            b'&' if end - start <= 2
                && form.has(Form::CAPITAL)
                && self.class_at(end + 1) == Some(Class::Upper)
                && self.letter_len(end + 2) == 0 =>
            {
                1
            }
            _ => 0,
        }
    }

    /// Whether the word so far is single letters with stops between, ending in a letter.
    fn dotted_so_far(&self, start: usize, end: usize) -> bool {
        let mut letter = false;
        for c in self.text[start..end].chars() {
            match (letter, c) {
                (false, c) if c.is_alphabetic() => letter = true,
                (true, '.') => letter = false,
                _ => return false,
            }
        }
        letter
    }

    /// Whether the stop at `end` belongs to the word: an initial's capital, or
    /// a lower-case letter with more to come or to close ("a.m.").
    fn abbreviates(&self, start: usize, end: usize) -> bool {
        let more = self.letter_len(end + 1) > 0 && (self.bytes.get(end + 1 + self.letter_len(end + 1)) == Some(&b'.'));
        let first = self.char_at(start);
        more || first.is_uppercase() || self.bytes[start..end].contains(&b'.')
    }

    fn mark(&mut self, list: &mut Vec<Word>, before: &mut Before) {
        let start = self.at;
        let c = self.char_at(start);
        let mut end = start + c.len_utf8();
        while self.text[end..].starts_with(c) {
            end += c.len_utf8();
        }
        self.push(list, before, start, end, Form::MARK);
        self.at = end;
    }

    #[inline]
    fn push(&self, list: &mut Vec<Word>, before: &mut Before, start: usize, end: usize, form: Form) {
        let spelled = &self.bytes[start..end];
        let key = if form.has(Form::DOTTED.with(Form::WIDE)) || !spelled.is_ascii() {
            hash_folded(fold(&self.text[start..end]).as_bytes())
        } else {
            hash_ascii_folded(spelled)
        };
        let mut form = form;
        if before.spaced {
            form = form.with(Form::SPACED);
        }
        if before.newlines > 0 {
            form = form.with(Form::LINE);
            if before.newlines > 1 || before.indented {
                form = form.with(Form::PARAGRAPH);
                before.ended = true;
            }
        }
        let opener = form.has(Form::MARK);
        if before.ended && !opener && !form.has(Form::POSSESSIVE) {
            form = form.with(Form::SENTENCE);
            before.ended = false;
        }
        if opener {
            match spelled[0] {
                b'!' | b'?' => before.ended = true,
                b'.' => before.ended = !list.last().is_some_and(|last| self.abbreviation(last)),
                _ => {}
            }
        } else if form.has(Form::DOTTED) && end - start > 2 {
            // "in the U.S. The talks": decided by the next word's case, later.
            before.ended = self.capital_follows(end);
        }
        list.push(Word { key, start: start as u32, end: end as u32, form });
        before.spaced = false;
        before.newlines = 0;
        before.indented = false;
    }

    /// Whether a line's or sentence's common opening word follows ("The", "It", "But"):
    /// after an abbreviation with stops this, not a capital alone, begins a sentence.
    fn capital_follows(&self, end: usize) -> bool {
        let rest = self.text[end..].trim_start();
        let word = &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()];
        OPENERS.contains(&word)
    }

    /// Whether a stop after `last` abbreviates it instead of ending a sentence.
    fn abbreviation(&self, last: &Word) -> bool {
        last.end as usize == self.at && {
            let word = last.of(self.text);
            word.len() <= 5 && ABBREVIATIONS.contains(&word)
        }
    }
}

/// Words that open a sentence after an abbreviation: function words, which no name begins with.
const OPENERS: [&str; 28] = [
    "A", "After", "An", "As", "At", "But", "By", "For", "He", "His", "However", "I", "If", "In", "It", "Its", "On",
    "She", "That", "The", "There", "They", "This", "Those", "We", "When", "While", "You",
];

/// Abbreviations that a capital follows inside a sentence: titles, ranks,
/// firms, months and states in newspaper style. Sorted by kind; from general knowledge.
const ABBREVIATIONS: [&str; 62] = [
    "Mr", "Mrs", "Ms", "Mme", "Dr", "Prof", "Rev", "Fr", "Sr", "St", "Ste", "Hon", "Gen", "Lt", "Col", "Maj", "Capt",
    "Cmdr", "Adm", "Sgt", "Cpl", "Pvt", "Brig", "Sen", "Sens", "Rep", "Reps", "Gov", "Pres", "Amb", "Supt", "Insp",
    "Det", "Msgr", "Messrs", "No", "Nos", "vs", "v", "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Sep", "Oct", "Nov",
    "Dec", "Ft", "Mt", "Calif", "Fla", "Conn", "Mass", "Mich", "Minn", "Penn", "Tenn", "Wash", "Ont", "Que",
];

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
