//! One sense per article: what a word is in its clear places decides what it
//! is in the others.
//!
//! Takes tags; mends them. A name that was found whole is found again wherever
//! its words stand; a family name alone is a person if its places taken
//! together say so; a headline in capitals takes its names from the text.

use super::facts::{Facts, Table};
use super::names::glued;
use super::tagger::{Tag, Tagged};
use super::things::{Things, is_known_in};
use super::units::{Link, Units};
use crate::text::{Form, Reading, key};
use crate::vocab::people::{FormKind, Kind, Kinds, known, lexicon};
use std::sync::LazyLock;

/// What speaks for a person where the word is the family name of one found
/// whole, in the model's units (1/32 of a logarithm); chosen on CoNLL-2003 and worldwide.
const FAMILY: i32 = 160;
/// The same for a given name.
const GIVEN: i32 = 60;
/// The same for a family name before an office: "the Hallam administration".
const ATTRIBUTE: i32 = 120;
/// How much the other places of a word count against its own.
const OTHERS: f32 = 0.7;

/// What the article shows of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Sum of leanings where it stands alone.
    leaning: i32,
    alone: u16,
    /// How often its name is found whole, and how often the same words stand without being one.
    whole: u16,
    loose: u16,
    /// Last candidate of a whole name that ends with this word, plus one.
    family_of: u32,
    given: bool,
    /// Whether the body says one of the two, not only a headline.
    text: bool,
    /// Whether it is part of a name otherwise than in capitals.
    spelled: bool,
}

/// What the article shows of each of its words.
#[derive(Debug, Default)]
pub(crate) struct Settler {
    seen: Vec<Seen>,
    things: Things,
}

impl Settler {
    /// Mends the tags of an article of a year.
    pub(crate) fn settle(
        &mut self,
        reading: &Reading,
        units: &Units,
        table: &Table,
        year: Option<i16>,
        tags: &mut [Tagged],
    ) {
        let title = reading.title_words() as u32;
        glued_names(reading, units, tags);
        whole_runs(units, tags);
        self.things.find(reading, units, table, year, tags);
        self.seen.clear();
        self.seen.resize(table.len(), Seen::default());
        // Without a whole name there is nothing to find again.
        if gather(units, tags, title, &mut self.seen) {
            cut_strangers(units, table, tags, title, &self.seen);
            repeat_whole(units, tags, &mut self.seen);
        }
        single(units, tags, &self.seen, &self.things);
        unsupported(units, table, year, tags, &mut self.seen);
    }
}

/// Tags a name glued to its initial as a person: "U.Tegshee".
fn glued_names(reading: &Reading, units: &Units, tags: &mut [Tagged]) {
    for (candidate, tagged) in units.candidates.iter().zip(tags) {
        let unit = &units.all[candidate.unit as usize];
        let dotted = unit.form.has(Form::DOTTED) && unit.form.has(Form::LOWER) && !unit.upper_line;
        if dotted
            && !tagged.tag.is_person()
            && let Some((_, name)) = glued(reading.spelled(unit.word as usize))
            && !lexicon().kinds(key(name)).any(NO_GLUED)
        {
            tagged.tag = Tag::Single;
        }
    }
}

/// Kinds of words that a single letter abbreviates otherwise: "N.Korea", "U.S.Bank".
const NO_GLUED: Kinds =
    NO_ATTRIBUTE.with(Kinds::one(Kind::Town)).with(Kinds::one(Kind::Head)).with(Kinds::one(Kind::Role));

/// Tags the end of a run as one person where that is a known person's full
/// name, or where given and family name follow a title.
fn whole_runs(units: &Units, tags: &mut [Tagged]) {
    let unit = |n: usize| &units.all[units.candidates[n].unit as usize];
    let mut first = 0;
    for last in 0..tags.len() {
        if units.candidates[last].link != Link::Adjacent {
            first = last;
        }
        let more = units.candidates.get(last + 1).is_some_and(|next| next.link == Link::Adjacent);
        let headed = units
            .all
            .get(units.candidates[last].unit as usize + 1)
            .is_some_and(|next| !next.begins && (next.kinds.has(Kind::Head) || next.form.has(Form::HYPHEN)));
        if more || headed || last == first || unit(last).upper_line {
            continue;
        }
        // The longest first, four words at most.
        for from in first.max(last.saturating_sub(3))..last {
            if !is_whole(units, first, from, last) {
                continue;
            }
            let right = tags[from].tag == Tag::Begin && tags[last].tag == Tag::End;
            let cuts = from > first && matches!(tags[from - 1].tag, Tag::Begin | Tag::Inside);
            if !right && !cuts {
                tags[from..=last].iter_mut().for_each(|tagged| tagged.tag = Tag::Inside);
                tags[from].tag = Tag::Begin;
                tags[last].tag = Tag::End;
            }
            break;
        }
    }
}

/// Whether candidates `from` to `last`, of side by side candidates from `first` on, are a whole name for sure.
fn is_whole(units: &Units, first: usize, from: usize, last: usize) -> bool {
    let unit = |n: usize| &units.all[units.candidates[n].unit as usize];
    if (from..=last).any(|n| unit(n).kinds.any(LISTED)) {
        return false;
    }
    let (given, family) = (unit(from).kinds, unit(last).kinds);
    let titled = from > first && unit(from - 1).kinds.has(Kind::Title);
    let plain = !given.any(NO_ATTRIBUTE) && !family.any(NO_ATTRIBUTE) && !family.has(Kind::Head);
    if titled && plain && given.has(Kind::First) && family.has(Kind::Last) {
        return true;
    }
    known().called((from..=last).map(|n| unit(n).key)).any(|(_, kind)| kind == FormKind::Full)
}

/// Parts of listed places and organisations of several words.
const LISTED: Kinds = Kinds::one(Kind::InPlace).with(Kinds::one(Kind::InFirm));

fn slot(units: &Units, n: usize) -> usize {
    units.candidates[n].slot as usize
}

/// Whether candidate `n` has no candidate side by side with it.
fn alone(units: &Units, n: usize) -> bool {
    let after = units.candidates.get(n + 1).is_some_and(|next| next.link == Link::Adjacent);
    (units.candidates[n].first == n as u32) & (units.candidates[n].last == n as u32) & !after
}

/// Gathers what is seen of each word; whether there is a whole name.
fn gather(units: &Units, tags: &[Tagged], title: u32, seen: &mut [Seen]) -> bool {
    let mut open = 0;
    let mut whole = false;
    for (n, tagged) in tags.iter().enumerate() {
        match tagged.tag {
            Tag::Begin => open = n,
            Tag::End => {
                whole = true;
                let upper = units.all[units.candidates[n].unit as usize].upper_line;
                let suffix = units.all[units.candidates[n].unit as usize].kinds.has(Kind::Suffix);
                let last = if suffix && n > open + 1 { n - 1 } else { n };
                if !upper {
                    seen[slot(units, last)].family_of = last as u32 + 1;
                    seen[slot(units, open)].given = true;
                    let text = units.all[units.candidates[n].unit as usize].word >= title;
                    seen[slot(units, last)].text |= text;
                    seen[slot(units, open)].text |= text;
                }
            }
            _ => {}
        }
        if alone(units, n) {
            let seen = &mut seen[slot(units, n)];
            seen.leaning += tagged.leaning;
            seen.alone += 1;
        }
    }
    whole
}

/// In a headline of capitalised words, leaves of a name only what the body
/// knows as one: "Hallam Speaks" is about Hallam. So too at the start of a
/// sentence, of a word that stands in lower case elsewhere: "Noting Hallam".
fn cut_strangers(units: &Units, table: &Table, tags: &mut [Tagged], title: u32, seen: &[Seen]) {
    let unit = |n: usize| &units.all[units.candidates[n].unit as usize];
    let mut open = 0;
    for n in 0..tags.len() {
        let headline = unit(n).title_line && unit(n).word < title;
        match tags[n].tag {
            Tag::Begin => open = n,
            Tag::End => {
                let in_text = |m: usize| seen[slot(units, m)].text;
                let family = |m: usize| in_text(m) && seen[slot(units, m)].family_of > 0;
                let stranger = |m: usize| !in_text(m) && !unit(m).kinds.any(NAMES);
                let opening = || {
                    let lower = table.facts(units.candidates[open].slot).0 & Facts::LOWER.0 != 0;
                    unit(open).begins && stranger(open) && lower
                };
                if !(opening() || headline && (open..=n).any(stranger)) {
                    continue;
                }
                let Some(last) = (open..=n).rev().find(|&m| family(m)) else { continue };
                let given = last > open && in_text(last - 1) && seen[slot(units, last - 1)].given;
                tags[open..=n].iter_mut().for_each(|tagged| tagged.tag = Tag::Out);
                tags[last].tag = if given { Tag::End } else { Tag::Single };
                if given {
                    tags[last - 1].tag = Tag::Begin;
                }
            }
            _ => {}
        }
    }
}

/// Words that a name of somebody else may have.
const NAMES: Kinds = Kinds::one(Kind::First).with(Kinds::one(Kind::Particle)).with(Kinds::one(Kind::Suffix));

/// Tags whole names again where the same words stand side by side, if that
/// is what they mostly are.
fn repeat_whole(units: &Units, tags: &mut [Tagged], seen: &mut [Seen]) {
    let mut again: Vec<(usize, usize)> = Vec::new();
    for n in 1..tags.len() {
        let family = seen[slot(units, n)].family_of as usize;
        if family == 0 {
            continue;
        }
        let model = family - 1;
        let words = (1..=model).take_while(|&back| tags[model - back + 1].tag != Tag::Begin).count();
        let same = words > 0
            && n >= words
            && (0..words).all(|back| {
                units.candidates[n - back].link == Link::Adjacent
                    && slot(units, n - back - 1) == slot(units, model - back - 1)
            });
        if !same {
            continue;
        }
        let seen = &mut seen[slot(units, n)];
        if tags[n].tag == Tag::End {
            seen.whole += 1;
        } else if (n - words..=n).all(|m| !tags[m].tag.is_person() || tags[m].tag == Tag::Single) {
            seen.loose += 1;
            again.push((n - words, n));
        }
    }
    for (first, last) in again {
        let seen = seen[slot(units, last)];
        if seen.whole >= seen.loose {
            tags[first..last].iter_mut().for_each(|tagged| tagged.tag = Tag::Inside);
            tags[first].tag = Tag::Begin;
            tags[last].tag = Tag::End;
        }
    }
}

/// Decides single words by all their places.
fn single(units: &Units, tags: &mut [Tagged], seen: &[Seen], things: &Things) {
    for n in 0..tags.len() {
        let unit = &units.all[units.candidates[n].unit as usize];
        let word = seen[slot(units, n)];
        let named = word.family_of > 0 || word.given;
        if !named && things.is_thing(slot(units, n)) {
            if tags[n].tag == Tag::Single {
                tags[n].tag = Tag::Organisation;
            }
            continue;
        }
        if things.is_struck(n) {
            continue;
        }
        if unit.upper_line {
            if named && tags[n].tag != Tag::Single && !tags[n].tag.is_person() {
                headline(units, tags, seen, n);
            }
            continue;
        }
        if !alone(units, n) || (tags[n].tag.is_person() && tags[n].tag != Tag::Single) {
            continue;
        }
        let attribute = is_attribute(units, n);
        if !named && !attribute && word.alone < 2 {
            continue;
        }
        let mut bonus = if attribute { ATTRIBUTE } else { 0 };
        if word.family_of > 0 {
            bonus += FAMILY;
        } else if word.given {
            bonus += GIVEN;
        }
        let others = (word.leaning - tags[n].leaning) as f32 / (word.alone - 1).max(1) as f32;
        let value = tags[n].leaning + bonus + (others * OTHERS) as i32;
        let fixed = unit.kinds.any(FIXED);
        if value > 0 && !fixed {
            tags[n].tag = Tag::Single;
        } else if value < 0 && tags[n].tag == Tag::Single {
            tags[n].tag = Tag::Out;
        }
    }
}

/// Units from which a text says something by what it does not say.
const TEXT: usize = 40;

/// Takes the tag off single words in capitals of which the rest of the text says nothing: "BRF SAYS".
fn unsupported(units: &Units, table: &Table, year: Option<i16>, tags: &mut [Tagged], seen: &mut [Seen]) {
    let unit = |n: usize| &units.all[units.candidates[n].unit as usize];
    strike_codes(units, year, tags, seen);
    // A headline alone, or a text in capitals throughout, has nothing to compare with.
    if units.all.iter().filter(|unit| !unit.upper_line).take(TEXT).count() < TEXT {
        return;
    }
    let plain = |n: usize| !unit(n).upper_line && !unit(n).form.has(Form::UPPER);
    for n in (0..tags.len()).filter(|&n| plain(n) && tags[n].tag.is_person()) {
        seen[slot(units, n)].spelled = true;
    }
    for n in 0..tags.len() {
        if plain(n) || tags[n].tag != Tag::Single {
            continue;
        }
        let word = seen[slot(units, n)];
        let facts = table.facts(units.candidates[n].slot).0;
        let named = word.family_of > 0 || word.given || word.spelled || facts & Facts::TITLED.0 != 0;
        let word = facts & Facts::LOWER.0 != 0;
        if !named && (word || !is_known_in(year, unit(n).key)) {
            tags[n].tag = Tag::Other;
        }
    }
}

/// Letters of a code, at most: "API SAYS".
const CODE: u8 = 4;

/// Takes the tag off single words in a line of capitals that are short and on no list of names, or given names, if nobody
/// of a whole name bears them: "API SAYS", "TRADE BILL".
fn strike_codes(units: &Units, year: Option<i16>, tags: &mut [Tagged], seen: &[Seen]) {
    for (n, tagged) in tags.iter_mut().enumerate().filter(|(_, tagged)| tagged.tag == Tag::Single) {
        let unit = &units.all[units.candidates[n].unit as usize];
        let word = seen[slot(units, n)];
        let listed = unit.kinds.has(Kind::Last) || unit.kinds.has(Kind::Syllables);
        let code = !listed && (unit.letters <= CODE || unit.kinds.has(Kind::First));
        if unit.upper_line && code && word.family_of == 0 && !word.given && !is_known_in(year, unit.key) {
            tagged.tag = Tag::Other;
        }
    }
}

/// Whether a family name stands before what only a person in office has: "the Hallam administration".
fn is_attribute(units: &Units, n: usize) -> bool {
    static OFFICES: LazyLock<[u64; 8]> = LazyLock::new(|| {
        ["administration", "government", "presidency", "cabinet", "regime", "era", "campaign", "camp"].map(key)
    });
    let at = units.candidates[n].unit as usize;
    let kinds = units.all[at].kinds;
    let next = |after: usize| units.all.get(at + after).filter(|next| !next.begins);
    let possessive = next(1).is_some_and(|next| next.form.has(Form::POSSESSIVE));
    let office = next(1 + possessive as usize).is_some_and(|next| OFFICES.contains(&next.key));
    office && kinds.has(Kind::Last) && !kinds.any(NO_ATTRIBUTE)
}

/// Kinds of words that stand before an office without being a person's.
const NO_ATTRIBUTE: Kinds = FIXED
    .with(Kinds::one(Kind::Place))
    .with(Kinds::one(Kind::Nation))
    .with(Kinds::one(Kind::Firm))
    .with(Kinds::one(Kind::Title));

/// Words that no family name makes a person.
const FIXED: Kinds = Kinds::one(Kind::InPlace).with(Kinds::one(Kind::InFirm)).with(Kinds::one(Kind::Date));

/// In a line of capitals, words of a name found in the text are that name.
fn headline(units: &Units, tags: &mut [Tagged], seen: &[Seen], n: usize) {
    let before = n > 0 && units.candidates[n].link == Link::Adjacent;
    let free = |tag: Tag| !tag.is_person() || tag == Tag::Single;
    let given_before = before && seen[slot(units, n - 1)].given && free(tags[n - 1].tag);
    if seen[slot(units, n)].family_of == 0 {
        return;
    }
    if given_before {
        tags[n - 1].tag = Tag::Begin;
        tags[n].tag = Tag::End;
    } else {
        tags[n].tag = Tag::Single;
    }
}
