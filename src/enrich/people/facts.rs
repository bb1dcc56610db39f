//! What the same word does elsewhere in the article: one pass over the
//! candidates collects it in a table, from which the tagger reads features.
//!
//! Takes units, gives bits per distinct candidate; knows no weights and no tags.

use super::features::keys;
use super::units::{Candidate, Unit, Units};
use crate::text::Form;
use crate::vocab::people::Kind;

/// What was seen of a word in this article, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts(pub(crate) u32);

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        impl Facts { $($(#[$doc])* pub(crate) const $name: Facts = Facts(1 << $bit);)* }
    };
}

facts! {
    /// After a title: "Mr X".
    TITLED = 0;
    /// Before or after a verb of saying: "X said".
    SPEAKS = 1;
    /// After a preposition of place: "in X".
    LOCATED = 2;
    /// After a given name of the lexicon.
    AFTER_FIRST = 3;
    /// Last of a run of two or three.
    LAST = 4;
    /// First of a run of two or three.
    FIRST = 5;
    /// Inside a run.
    INSIDE = 6;
    /// A run of its own, not at a sentence's start.
    ALONE = 7;
    /// After "the".
    THE = 8;
    /// In a run that ends with the head of an organisation, place or event.
    HEADED = 9;
    /// Before a number in commas or brackets: an age.
    AGED = 10;
    /// In lower case too.
    LOWER = 11;
    /// With a possessive.
    POSSESSIVE = 12;
    /// After a role in lower case: "spokesman X".
    ROLED = 13;
    /// Before a comma and a role or article: "X, the", "X, chairman".
    APPOSED = 14;
    /// Three times or more.
    OFTEN = 15;
    /// After a place and comma, or before a comma and a place: "Dallas, Texas".
    GAZETTEER = 16;
    /// After a kinship word.
    KIN = 17;
    /// After an initial: "J. X".
    AFTER_INITIAL = 18;
    /// Of more letters than one and all in capitals outside capital lines.
    CAPITALS = 19;
}

/// Number of facts in use.
pub(crate) const COUNT: u32 = 20;

impl Facts {
    #[inline(always)]
    fn add(&mut self, other: Facts, when: bool) {
        self.0 |= other.0 * when as u32;
    }
}

/// The distinct candidates of an article and their facts.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Open addressing by key: index into `entries` plus one.
    slots: Vec<u32>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    key: u64,
    facts: Facts,
    count: u32,
}

impl Table {
    /// Gathers the facts of all candidates in place of those before, and gives each its slot.
    pub(crate) fn gather(&mut self, units: &mut Units) {
        self.entries.clear();
        self.slots.clear();
        self.slots.resize((units.candidates.len() * 2 + 2).next_power_of_two(), 0);
        // One bit per candidate key lets most lower-case words pass without a look-up.
        let mut sieve = [0u64; 64];
        for n in 0..units.candidates.len() {
            let unit = units.all[units.candidates[n].unit as usize];
            let slot = self.slot(unit.key);
            sieve[(unit.key >> 6 & 63) as usize] |= 1 << (unit.key & 63);
            units.candidates[n].slot = slot;
            let candidate = units.candidates[n];
            let entry = &mut self.entries[slot as usize];
            entry.count += 1;
            entry.facts.add(Facts::OFTEN, entry.count > 2);
            if !unit.upper_line {
                entry.facts.0 |= of_place(units, &candidate, &unit).0;
            }
        }
        for unit in &units.all {
            // One question, not three: every candidate's own key is in the sieve.
            let lower = unit.form.has(Form::LOWER) & !unit.form.has(Form::CAPITAL);
            if lower & (sieve[(unit.key >> 6 & 63) as usize] >> (unit.key & 63) & 1 != 0)
                && let Some(slot) = self.find(unit.key)
            {
                self.entries[slot].facts.add(Facts::LOWER, true);
            }
        }
    }

    /// Number of distinct candidates.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The facts of the candidate with this slot.
    #[inline]
    pub(crate) fn facts(&self, slot: u32) -> Facts {
        self.entries[slot as usize].facts
    }

    /// How often the candidate with this slot stands in the article.
    pub(crate) fn count(&self, slot: u32) -> u32 {
        self.entries[slot as usize].count
    }

    fn find(&self, key: u64) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = (key >> 12) as usize & mask;
        loop {
            match self.slots[at] {
                0 => return None,
                n if self.entries[n as usize - 1].key == key => return Some(n as usize - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    #[inline]
    fn slot(&mut self, key: u64) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = (key >> 12) as usize & mask;
        loop {
            match self.slots[at] {
                0 => {
                    self.entries.push(Entry { key, facts: Facts::default(), count: 0 });
                    self.slots[at] = self.entries.len() as u32;
                    return self.entries.len() as u32 - 1;
                }
                n if self.entries[n as usize - 1].key == key => return n - 1,
                _ => at = (at + 1) & mask,
            }
        }
    }
}

/// The facts that one occurrence gives.
#[inline(always)]
fn of_place(units: &Units, candidate: &Candidate, unit: &Unit) -> Facts {
    let keys = keys();
    let mut facts = Facts::default();
    let at = candidate.unit as usize;
    let before = (!unit.begins).then(|| at.checked_sub(1)).flatten().map(|b| &units.all[b]);
    let after = |n: usize| units.all.get(at + n).filter(|next| !next.begins);
    let run_of = |n: u32| &units.all[units.candidates[n as usize].unit as usize];
    let (first, last) = (run_of(candidate.first), run_of(candidate.last));
    let length = candidate.last - candidate.first + 1;
    let is_first = first.word == unit.word;
    let is_last = last.word == unit.word;
    let next = after(1);

    facts.add(Facts::LAST, length > 1 && length <= 3 && is_last);
    facts.add(Facts::FIRST, length > 1 && length <= 3 && is_first);
    facts.add(Facts::INSIDE, !is_first && !is_last);
    facts.add(Facts::ALONE, length == 1 && !unit.begins);
    facts.add(Facts::HEADED, last.kinds.has(Kind::Head) && length > 1);
    facts.add(Facts::CAPITALS, unit.form.has(Form::UPPER));
    if let Some(before) = before {
        let lower = !before.form.has(Form::CAPITAL);
        facts.add(Facts::TITLED, before.kinds.has(Kind::Title) && !lower);
        facts.add(Facts::ROLED, before.kinds.has(Kind::Role) && lower);
        facts.add(Facts::KIN, before.kinds.has(Kind::Kin) && lower);
        facts.add(Facts::AFTER_FIRST, before.kinds.has(Kind::First) && !lower);
        facts.add(Facts::AFTER_INITIAL, before.form.has(Form::DOTTED) && !lower && before.form.has(Form::CAPITAL));
        facts.add(Facts::LOCATED, before.kinds.has(Kind::Preposition));
        facts.add(Facts::THE, keys.the == before.key);
        facts.add(Facts::SPEAKS, before.kinds.has(Kind::Speech) && lower && keys.said == before.key);
    }
    if let Some(next) = next {
        facts.add(Facts::SPEAKS, next.kinds.has(Kind::Speech) && !next.form.has(Form::CAPITAL));
        facts.add(Facts::POSSESSIVE, next.form.has(Form::POSSESSIVE));
        if let Some(beyond) = after(2).filter(|_| next.key == keys.comma || next.key == keys.bracket) {
            facts.add(Facts::AGED, beyond.form.has(Form::DIGIT));
            facts.add(Facts::APPOSED, beyond.kinds.has(Kind::Role) && !beyond.form.has(Form::CAPITAL));
            facts.add(Facts::GAZETTEER, beyond.kinds.has(Kind::Place));
        }
    }
    facts
}
