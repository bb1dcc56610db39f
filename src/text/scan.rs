//! The scanner: where words begin and end, and what stands before them.
//!
//! Takes a text, gives [`Word`]s in one pass over its bytes; what a word is stands
//! in [`super::words`].

use super::fold::{fold, hash_ascii_folded, hash_folded};
use super::plain::Plain;
use super::words::{Form, Word};

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

/// Goes over a text once and cuts it into words.
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    /// What the gap before the next word and the words before it tell: the bits from
    /// [`Form::SPACED`] to [`Form::SENTENCE`], of which the last waits for a word.
    before: Form,
}

impl<'a> Scanner<'a> {
    /// At the start of a text.
    pub(super) fn of(text: &'a str) -> Scanner<'a> {
        let before = Form::SPACED.with(Form::LINE).with(NEW_PARAGRAPH);
        Scanner { bytes: text.as_bytes(), text, at: 0, before }
    }

    /// Appends the words of the whole text.
    pub(super) fn run(mut self, list: &mut Vec<Word>) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match CLASSES[byte as usize] {
                Class::Lower | Class::Upper => match Plain::at(self.bytes, self.at) {
                    Some(plain) => self.plain(plain, list),
                    None => self.word(list),
                },
                Class::Space => {
                    if self.before.has(Form::LINE) {
                        self.before = self.before.with(NEW_PARAGRAPH); // Indented.
                    }
                    self.before = self.before.with(Form::SPACED);
                    self.at += 1;
                }
                Class::Newline => {
                    if self.before.has(Form::LINE) {
                        self.before = self.before.with(NEW_PARAGRAPH); // A blank line.
                    }
                    self.before = self.before.with(Form::SPACED.with(Form::LINE));
                    self.at += 1;
                }
                Class::Digit => self.word(list),
                Class::Mark => self.mark(list),
                Class::Wide => {
                    let c = self.char_at(self.at);
                    if c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}' {
                        self.before = self.before.with(Form::SPACED);
                        self.at += c.len_utf8();
                    } else if c.is_alphanumeric() {
                        self.word(list);
                    } else {
                        self.wide_mark(list);
                    }
                }
            }
        }
    }

    /// Takes a plain word, and the space behind it.
    #[inline(always)]
    fn plain(&mut self, Plain { len, key, form }: Plain, list: &mut Vec<Word>) {
        let end = self.at + len;
        list.push(Word { key, start: self.at as u32, end: end as u32, form: form.with(self.before) });
        let spaced = self.bytes.get(end) == Some(&b' ');
        self.before = if spaced { Form::SPACED } else { Form::default() };
        self.at = end + spaced as usize;
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

    /// Takes a word of any kind.
    fn word(&mut self, list: &mut Vec<Word>) {
        let start = self.at;
        let mut form = Form::default();
        let mut uppers = 0u32;
        let mut end = start;
        loop {
            match self.class_at(end) {
                Some(Class::Lower) => {
                    form = form.with(Form::LOWER);
                    end += 1;
                    // Most of most words: one comparison a letter.
                    while self.bytes.get(end).is_some_and(u8::is_ascii_lowercase) {
                        end += 1;
                    }
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
        self.push(list, start, end, form);
        self.at = end;
        let apostrophe = self.apostrophe_len(end);
        if apostrophe > 0 && self.possessive_at(end, apostrophe) {
            let after = end + apostrophe + 1;
            self.push(list, end, after, Form::POSSESSIVE);
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

    /// Takes a run of one mark of ASCII.
    fn mark(&mut self, list: &mut Vec<Word>) {
        let start = self.at;
        let byte = self.bytes[start];
        let run = self.bytes[start..].iter().take_while(|&&next| next == byte).count();
        let end = start + run;
        let ends_sentence = match byte {
            b'!' | b'?' => true,
            b'.' => !list.last().is_some_and(|last| self.abbreviation(last)),
            _ => self.before.has(Form::SENTENCE),
        };
        self.push(list, start, end, Form::MARK);
        self.before = if ends_sentence { Form::SENTENCE } else { Form::default() };
        self.at = end;
    }

    /// Takes a run of one mark outside ASCII.
    fn wide_mark(&mut self, list: &mut Vec<Word>) {
        let start = self.at;
        let c = self.char_at(start);
        let mut end = start + c.len_utf8();
        while self.text[end..].starts_with(c) {
            end += c.len_utf8();
        }
        self.push(list, start, end, Form::MARK);
        self.at = end;
    }

    fn push(&mut self, list: &mut Vec<Word>, start: usize, end: usize, form: Form) {
        let spelled = &self.bytes[start..end];
        // Only what joins letters or is none can be outside ASCII without being wide.
        let odd = form.has(Form::DOTTED.with(Form::WIDE)) || (form.has(JOINED) && !spelled.is_ascii());
        let key = if odd { hash_folded(fold(&self.text[start..end]).as_bytes()) } else { hash_ascii_folded(spelled) };
        // A sentence begins with a word: a mark may stand before it.
        let waits = if form.has(Form::MARK.with(Form::POSSESSIVE)) { Form::SENTENCE } else { Form::default() };
        list.push(Word { key, start: start as u32, end: end as u32, form: form.with(self.before.without(waits)) });
        self.before = self.before.and(waits);
        if form.has(Form::DOTTED) && end - start > 2 && self.capital_follows(end) {
            // "in the U.S. The talks": decided by the next word's case, later.
            self.before = self.before.with(Form::SENTENCE);
        }
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
            word.len() <= 5 && (last.form.has(Form::CAPITAL) || word.starts_with('v')) && ABBREVIATIONS.contains(&word)
        }
    }
}

/// A paragraph begins, and with it a sentence.
const NEW_PARAGRAPH: Form = Form::PARAGRAPH.with(Form::SENTENCE);

/// Forms of words that may hold typographic hyphens, apostrophes and other marks.
const JOINED: Form = Form::HYPHEN.with(Form::APOSTROPHE).with(Form::MARK).with(Form::POSSESSIVE);

/// Words that open a sentence after an abbreviation: function words, which no name begins with.
const OPENERS: [&str; 28] = [
    "A", "After", "An", "As", "At", "But", "By", "For", "He", "His", "However", "I", "If", "In", "It", "Its", "On",
    "She", "That", "The", "There", "They", "This", "Those", "We", "When", "While", "You",
];

/// Abbreviations that a capital follows inside a sentence: titles, ranks, firms, months and states in
/// newspaper style; with a capital or a "v" first. Sorted by kind; from general knowledge.
const ABBREVIATIONS: [&str; 62] = [
    "Mr", "Mrs", "Ms", "Mme", "Dr", "Prof", "Rev", "Fr", "Sr", "St", "Ste", "Hon", "Gen", "Lt", "Col", "Maj", "Capt",
    "Cmdr", "Adm", "Sgt", "Cpl", "Pvt", "Brig", "Sen", "Sens", "Rep", "Reps", "Gov", "Pres", "Amb", "Supt", "Insp",
    "Det", "Msgr", "Messrs", "No", "Nos", "vs", "v", "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Sep", "Oct", "Nov",
    "Dec", "Ft", "Mt", "Calif", "Fla", "Conn", "Mass", "Mich", "Minn", "Penn", "Tenn", "Wash", "Ont", "Que",
];
