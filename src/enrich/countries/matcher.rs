//! Names in a text: where one stands and is spelled as a name.
//!
//! Takes the words of an article, gives [`Hit`]s in text order: longest
//! match, hyphenated words split, case checked. What a name means is not
//! decided here.

use crate::text::{Form, Reading, Word, key};
use crate::vocab::gazetteer::{Gazetteer, NameId, is_hyphen};
use crate::vocab::marks::Marks;

/// A name that stands in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// First word, among the words of the reading.
    pub(super) first: u32,
    /// Last word, included.
    pub(super) last: u32,
    /// First byte in its field.
    pub(super) start: u32,
    /// Byte after the last.
    pub(super) end: u32,
    /// The name.
    pub(super) name: NameId,
    /// Case gives no evidence that this is a name, which is a word too:
    /// capitals stand all around, or a sentence begins.
    pub(super) doubtful: bool,
    /// It stands among capitals.
    pub(super) capitals: bool,
    /// Part of a hyphenated word.
    pub(super) compound: bool,
    /// First word of a sentence.
    pub(super) opens: bool,
}

/// The names of an article, in text order.
pub(super) fn hits(reading: &Reading<'_>, gazetteer: &Gazetteer, hits: &mut Vec<Hit>) {
    hits.clear();
    let words = reading.words();
    let title = reading.title_words();
    let mut matcher = Matcher { reading, gazetteer, hits, lower: Vec::new() };
    let (of_title, of_body) = words.split_at(title);
    matcher.field(of_title, 0, in_capitals(of_title));
    matcher.field(of_body, title, false);
    let Matcher { hits, mut lower, .. } = matcher;
    lower.sort_unstable();
    for hit in hits.iter_mut().filter(|hit| lower.binary_search(&hit.name).is_ok()) {
        hit.doubtful |= hit.opens;
    }
}

/// Whether a headline is set in capitals, so that case tells nothing.
fn in_capitals(words: &[Word]) -> bool {
    let letters = words.iter().filter(|word| word.form.has(Form::LOWER.with(Form::UPPER)));
    let (mut upper, mut lower) = (0, 0);
    for word in letters {
        if word.form.has(Form::LOWER) { lower += 1 } else { upper += 1 }
    }
    upper > 2 * lower
}

struct Matcher<'a> {
    reading: &'a Reading<'a>,
    gazetteer: &'a Gazetteer,
    hits: &'a mut Vec<Hit>,
    /// Names that stand in lower case too: "turkey", "china".
    lower: Vec<NameId>,
}

/// How the words around a hit are spelled.
#[derive(Clone, Copy)]
struct Look {
    capitals: bool,
    compound: bool,
    /// First part of a compound that goes on.
    opens: bool,
}

/// Where a name may begin: at a word, or at a part of a hyphenated one.
#[derive(Clone, Copy)]
struct Part {
    key: u64,
    start: u32,
    /// Where the part ends at a hyphen.
    end: Option<u32>,
}

impl Matcher<'_> {
    /// Matches the words of one field; `base` is the place of the first among all words.
    fn field(&mut self, words: &[Word], base: usize, capitals: bool) {
        let mut n = 0;
        while n < words.len() {
            let word = &words[n];
            let mut taken = 1;
            let capital = word.form.has(Form::CAPITAL);
            // In lower case stand few names, and the words that look like one elsewhere.
            let may_begin = if capital {
                self.gazetteer.may_begin(word.key)
            } else {
                self.gazetteer.may_begin_in_lower_case(word.key)
            };
            if may_begin {
                let look = Look { capitals: capitals || among_capitals(words, n), compound: false, opens: false };
                taken = self.begin(words, n, base, Part { key: word.key, start: word.start, end: None }, look).max(1);
                if taken > 1 || self.hits.last().is_some_and(|hit| hit.first as usize == base + n) {
                    n += taken;
                    continue;
                }
            }
            if word.form.has(Form::HYPHEN) {
                taken = self.compound(words, n, base, capitals);
            }
            n += taken;
        }
    }

    /// Takes the longest name that begins at word `n`; gives the words it takes, 0 for none.
    fn begin(&mut self, words: &[Word], n: usize, base: usize, part: Part, look: Look) -> usize {
        let text = self.reading.field_text(base + n);
        let mut hit = None;
        let mut lower = std::mem::take(&mut self.lower);
        let words_on = if part.end.is_some() { &words[n..=n] } else { &words[n..] };
        let found = self.gazetteer.longest(text, part.key, words_on, |found| {
            let last = n + found.words - 1;
            let candidate = Hit {
                first: (base + n) as u32,
                last: (base + last) as u32,
                start: part.start,
                end: part.end.unwrap_or(found.part.map_or(words[last].end, |len| words[last].start + len)),
                name: found.name,
                doubtful: false,
                capitals: look.capitals,
                compound: look.compound || found.part.is_some(),
                opens: words[n].form.has(Form::SENTENCE) && !look.compound,
            };
            let checked = self.checked(candidate, &words[n], &words[last], text, look);
            if checked.is_none() && self.gazetteer.name(found.name).marks.has(Marks::WORD) {
                lower.push(found.name);
            }
            hit = checked.or(hit);
            checked.is_some()
        });
        self.lower = lower;
        self.hits.extend(hit);
        found.map_or(0, |found| found.words)
    }

    /// Splits word `n` at its hyphens and takes each part that is a name; gives the words taken.
    fn compound(&mut self, words: &[Word], n: usize, base: usize, capitals: bool) -> usize {
        let word = words[n];
        let text = self.reading.field_text(base + n);
        let spelled = word.of(text);
        let mut at = 0;
        let mut article = false;
        for part in spelled.split(is_hyphen) {
            let start = word.start + at as u32;
            let last = at + part.len() == spelled.len();
            at += part.len();
            at += spelled[at..].chars().next().map_or(0, char::len_utf8);
            // "Al-Sabah" and "Abu-Jordan" are names of families, not of places.
            let of_family = std::mem::replace(&mut article, ARTICLES.contains(&part));
            if of_family || !part.starts_with(char::is_uppercase) {
                continue;
            }
            let key = key(part);
            if !self.gazetteer.may_begin(key) {
                continue;
            }
            let look = Look { capitals, compound: true, opens: !last };
            // The last part may go on ("ex-Soviet Union"), the others end at their hyphen.
            let end = (!last).then_some(start + part.len() as u32);
            let taken = self.begin(words, n, base, Part { key, start, end }, look);
            if last && taken > 0 {
                return taken;
            }
        }
        1
    }

    /// The hit, if it is spelled as its name must be.
    fn checked(&self, mut hit: Hit, first: &Word, last: &Word, text: &str, look: Look) -> Option<Hit> {
        let marks = self.gazetteer.name(hit.name).marks;
        if marks.has(Marks::COMPOUND) && !look.opens {
            return None;
        }
        if marks.has(Marks::ANY_CASE) {
            return Some(hit);
        }
        let spelled = &text[hit.start as usize..hit.end as usize];
        if !spelled.starts_with(char::is_uppercase) {
            return None;
        }
        // "d'Ivoire" has its capital inside.
        let ends_named = |last: &Word| last.form.has(Form::DIGIT) || last.of(text).contains(char::is_uppercase);
        if hit.first != hit.last && !marks.has(Marks::PHRASE) && !ends_named(last) {
            return None;
        }
        if marks.has(Marks::CAPITALS) {
            // A ticker: "<UK>".
            if hit.start > 0 && text.as_bytes()[hit.start as usize - 1] == b'<' {
                return None;
            }
            let shouted = !spelled.contains(char::is_lowercase);
            if !shouted {
                return None;
            }
            // "US" among capitals may be a pronoun, and "NC" behind a comma anything.
            let plain = !first.form.has(Form::DOTTED);
            hit.doubtful =
                plain && ((look.capitals && !hit.opens && marks.has(Marks::WORD)) || marks.has(Marks::AFTER));
            return Some(hit);
        }
        if marks.has(Marks::WORD) && hit.first == hit.last {
            let place = self.gazetteer.senses(hit.name)[0].place.is_some();
            hit.doubtful = look.capitals || (hit.opens && place);
        }
        Some(hit)
    }
}

/// First parts of hyphenated Arabic and Hebrew names.
const ARTICLES: [&str; 12] = ["Abu", "Al", "Bani", "Ben", "Bin", "El", "Ibn", "abu", "al", "bin", "el", "ibn"];

/// Whether word `n` and a neighbour are in capitals.
fn among_capitals(words: &[Word], n: usize) -> bool {
    let upper = |n: usize| words.get(n).is_some_and(|word| word.form.has(Form::UPPER) && !word.form.has(Form::DOTTED));
    upper(n) && (upper(n + 1) || (n > 0 && upper(n - 1)))
}
