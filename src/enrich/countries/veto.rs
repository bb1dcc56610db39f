//! Hits that are no mention whatever else the article says: people,
//! streets, languages, dishes and units of money.
//!
//! Takes a hit and the words around it, gives whether to drop it.

use super::english::{
    AMOUNTS, BEHIND_PLACES, CURRENCIES, DISHES, FUNCTION_WORDS, GIVEN_NAMES, LANGUAGE_NOUNS, PARTS_OF_PLACES, SPEAKING,
    STREETS, TITLES,
};
use super::matcher::Hit;
use crate::article::{Field, Person};
use crate::text::{Form, Reading, Word};
use crate::vocab::gazetteer::Gazetteer;
use crate::vocab::marks::Marks;

/// Why a hit was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Veto {
    /// It is a person's name, or a part of one.
    Person,
    /// It is a street, another place, a language, a dish or a unit.
    Thing,
}

/// The words around a hit.
pub(super) struct Around<'a> {
    reading: &'a Reading<'a>,
    hit: &'a Hit,
}

impl<'a> Around<'a> {
    pub(super) fn new(reading: &'a Reading<'a>, hit: &'a Hit) -> Around<'a> {
        Around { reading, hit }
    }

    fn word(&self, n: Option<usize>) -> Option<&'a Word> {
        let n = n?;
        let word = self.reading.words().get(n)?;
        (self.reading.in_title(n) == self.reading.in_title(self.hit.first as usize)).then_some(word)
    }

    /// The `n`-th word before the hit, from 1.
    pub(super) fn before(&self, n: usize) -> Option<&'a Word> {
        self.word((self.hit.first as usize).checked_sub(n))
    }

    /// The `n`-th word behind the hit, from 1.
    pub(super) fn behind(&self, n: usize) -> Option<&'a Word> {
        self.word(Some(self.hit.last as usize + n))
    }

    /// How `word` is spelled; empty for none.
    pub(super) fn spelled(&self, word: Option<&Word>) -> &'a str {
        word.map_or("", |word| word.of(self.reading.field_text(self.hit.first as usize)))
    }
}

/// Whether the hit is to be dropped for what stands around it.
pub(super) fn veto(reading: &Reading<'_>, hit: &Hit, gazetteer: &Gazetteer, people: &Spans) -> Option<Veto> {
    let name = gazetteer.name(hit.name);
    let sense = gazetteer.senses(hit.name)[0];
    // A leader's name speaks for the country because it is a person's.
    if !sense.marks.has(Marks::HINT) && people.covers(reading, hit) {
        return Some(Veto::Person);
    }
    let around = Around::new(reading, hit);
    if sense.demonym {
        return (is_language(&around) || is_dish(&around) || is_unit(&around)).then_some(Veto::Thing);
    }
    let town = sense.kind().is_some_and(|kind| kind.is_town());
    if town && (is_street(&around) || is_part(&around)) {
        return Some(Veto::Thing);
    }
    if sense.place.is_none() && around.spelled(around.behind(1)) == "County" {
        return Some(Veto::Thing);
    }
    if is_unit(&around) || (name.marks.has(Marks::CAPITALS) && is_sign(&around)) {
        return Some(Veto::Thing);
    }
    let single = hit.first == hit.last && !hit.compound;
    let fragile = name.marks.has(Marks::PERSON) || (town && sense.marks.has(Marks::WEAK));
    (single && fragile && is_person(&around, name.marks)).then_some(Veto::Person)
}

/// Spans that name people, sorted, by field.
#[derive(Debug, Default)]
pub(super) struct Spans {
    title: Vec<(u32, u32)>,
    body: Vec<(u32, u32)>,
}

impl Spans {
    pub(super) fn of(people: &[Person]) -> Spans {
        let mut spans = Spans::default();
        for mention in people.iter().flat_map(|person| &person.mentions) {
            let list = if mention.field == Field::Title { &mut spans.title } else { &mut spans.body };
            list.push((mention.start, mention.end));
        }
        spans.title.sort_unstable();
        spans.body.sort_unstable();
        spans
    }

    /// Whether a person's name covers the hit or overlaps it without lying inside it.
    fn covers(&self, reading: &Reading<'_>, hit: &Hit) -> bool {
        let list = if reading.in_title(hit.first as usize) { &self.title } else { &self.body };
        let after = list.partition_point(|&(start, _)| start < hit.end);
        // Spans do not overlap one another, so only the last that begins before the hit's end can cover it.
        list[..after].last().is_some_and(|&(start, end)| {
            end > hit.start && (start < hit.start || end > hit.end || (start == hit.start && end == hit.end))
        })
    }
}

/// "Dublin Road".
fn is_street(around: &Around<'_>) -> bool {
    STREETS.binary_search(&around.spelled(around.behind(1))).is_ok()
}

/// "St. Paris", "Lake Geneva".
fn is_part(around: &Around<'_>) -> bool {
    let before = around.before(1);
    let stop = around.spelled(before) == ".";
    let word = around.spelled(if stop { around.before(2) } else { before });
    word.starts_with(char::is_uppercase)
        && before.is_some_and(|word| word.end + 1 >= around.hit.start)
        && PARTS_OF_PLACES.iter().any(|part| part.eq_ignore_ascii_case(word) && (!stop || part.len() == 2))
}

/// "Mr Jordan", "Jordan Spieth", "Michael Jordan".
fn is_person(around: &Around<'_>, marks: Marks) -> bool {
    let mut before = around.before(1);
    if around.spelled(before) == "." {
        before = around.before(2);
    }
    let title = around.spelled(before);
    if TITLES.binary_search(&title).is_ok() {
        return true;
    }
    if around.hit.capitals {
        return false;
    }
    let capitalised = |word: Option<&Word>| {
        word.is_some_and(|w| w.form.has(Form::CAPITAL) && !w.form.has(Form::UPPER) && w.form.has(Form::SPACED))
    };
    let next = around.behind(1);
    let next_word = around.spelled(next);
    if marks.has(Marks::PERSON)
        && capitalised(next)
        && next.is_some_and(|w| !w.form.has(Form::LINE.with(Form::HYPHEN)))
        && next_word.len() > 2
        && BEHIND_PLACES.binary_search(&next_word).is_err()
    {
        return true;
    }
    let previous = around.before(1);
    let previous_word = around.spelled(previous);
    previous.is_some_and(|w| w.end + 1 == around.hit.start)
        && capitalised(previous)
        && (previous.is_some_and(|w| w.form.has(Form::DOTTED) && w.end - w.start == 2)
            || GIVEN_NAMES.binary_search(&previous_word).is_ok())
}

/// "speaks French", "into Turkish, Korean and English", "a French speaker".
fn is_language(around: &Around<'_>) -> bool {
    let next = around.spelled(around.behind(1));
    if LANGUAGE_NOUNS.binary_search(&next).is_ok() {
        return true;
    }
    if around.hit.compound {
        let text = around.reading.field_text(around.hit.first as usize);
        let word = around.reading.words()[around.hit.last as usize];
        let rest = &text[around.hit.end as usize..word.end as usize];
        if ["-language", "-speaking", "-speaker", "-speakers", "-medium"].contains(&rest) {
            return true;
        }
    }
    let free = around
        .behind(1)
        .is_none_or(|w| w.form.has(Form::MARK) || FUNCTION_WORDS.binary_search(&around.spelled(Some(w))).is_ok());
    if !free {
        return false;
    }
    let ends = matches!(around.spelled(around.behind(1)), "." | ";" | "(" | ")" | "?" | "!" | "\"" | "”");
    // Over a list of languages, back to the word that governs it.
    let mut n = 1;
    while n < LONGEST_LIST {
        let word = around.spelled(around.before(n));
        if SPEAKING.binary_search(&word).is_ok() {
            return true;
        }
        // "a dialect of English.", but "the leader of French Polynesia".
        if n == 1 && (word == "in" || (matches!(word, "of" | "to" | "from" | "with") && ends)) {
            return true;
        }
        let listed =
            matches!(word, "," | "and" | "or" | "&" | "both" | "from" | "in") || word.starts_with(char::is_uppercase);
        if !listed {
            return false;
        }
        n += 1;
    }
    false
}

/// "French fries", "a Chinese restaurant".
fn is_dish(around: &Around<'_>) -> bool {
    DISHES.binary_search(&around.spelled(around.behind(1))).is_ok()
}

/// "10 mln Canadian dlrs", "in U.S. dollars"; "the Canadian dollar rose" is about Canada.
fn is_unit(around: &Around<'_>) -> bool {
    if CURRENCIES.binary_search(&around.spelled(around.behind(1))).is_err() {
        return false;
    }
    let before = around.before(1);
    let word = around.spelled(before);
    before.is_some_and(|w| w.form.has(Form::DIGIT)) || AMOUNTS.binary_search(&word).is_ok()
}

/// "US$5 million".
fn is_sign(around: &Around<'_>) -> bool {
    around.behind(1).is_some_and(|word| !word.form.has(Form::SPACED) && around.spelled(Some(word)) == "$")
}

/// How far back a list of languages is followed, in words.
const LONGEST_LIST: usize = 10;
