//! What bears a name like a person's and is none: firms, ships, villages.
//!
//! Takes units, facts and tags; takes the tags of a person off what the article
//! itself shows to be something else, wherever the same words stand. Knows no
//! weights; the words that tell are in `cues`, what one place alone tells in `signs`.

use super::around::{Around, Speaker};
use super::cues::CUES;
use super::facts::{Facts, Table};
use super::signs;
use super::tagger::{Tag, Tagged};
use super::units::{Link, Unit, Units};
use crate::text::{Form, Reading};
use crate::vocab::people::{FormKind, Kind, Kinds, known};

/// What the article shows of its things.
#[derive(Debug, Default)]
pub(crate) struct Things {
    /// Candidates that together name a thing: first and last.
    phrases: Vec<Stretch>,
    /// By word of the article: whether it alone names a thing.
    alone: Vec<bool>,
    /// Slots of words side by side but for "and".
    pairs: Vec<(u32, u32)>,
    /// By word: whether it is said of it what is said of people only.
    person: Vec<bool>,
    /// By candidate: whether its place alone shows that it names nobody there.
    struck: Vec<bool>,
    /// Year of the article.
    year: Option<i16>,
}

/// Candidates side by side, the last included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Stretch {
    /// The unit of its candidate `n`.
    pub(super) fn unit<'a>(&self, units: &'a Units, n: usize) -> &'a Unit {
        debug_assert!((self.first..=self.last).contains(&n));
        &units.all[units.candidates[n].unit as usize]
    }
}

/// Kinds of words that stand between a noun and a name: "the city Mayor".
pub(super) const TITLES: Kinds =
    Kinds::one(Kind::Title).with(Kinds::one(Kind::Role)).with(Kinds::one(Kind::Nation)).with(Kinds::one(Kind::Kin));

/// Facts that only people give cause for.
const PERSONAL: u32 = Facts::TITLED.0 | Facts::KIN.0 | Facts::AGED.0;

/// Units between "<" and a firm's name inside, at most: "<Welsh, Carson, Anderson and Stowe>".
const BRACKETED: u32 = 10;

impl Things {
    /// Gathers what an article of a year shows, in place of the one before, and takes off
    /// the tags of names of several words that are things.
    pub(crate) fn find(
        &mut self,
        reading: &Reading,
        units: &Units,
        table: &Table,
        year: Option<i16>,
        tags: &mut [Tagged],
    ) {
        self.phrases.clear();
        self.year = year;
        for (list, length) in [(&mut self.alone, table.len()), (&mut self.person, table.len())] {
            list.clear();
            list.resize(length, false);
        }
        self.struck.clear();
        self.struck.resize(tags.len(), false);
        let (mut first, mut seen, mut open) = (0, 0, None);
        for last in 0..tags.len() {
            if units.candidates[last].link != Link::Adjacent {
                first = last;
            }
            if units.candidates.get(last + 1).is_some_and(|next| next.link == Link::Adjacent) {
                continue;
            }
            let start = units.candidates[first].unit;
            for n in seen..start {
                match units.all[n as usize].key {
                    key if key == CUES.ticker => open = Some(n),
                    key if key == CUES.ticker_end => open = None,
                    _ => {}
                }
            }
            seen = units.candidates[last].unit + 1;
            let bracketed = open.is_some_and(|open| start - open <= BRACKETED);
            self.gather(units, table, Stretch { first, last }, bracketed);
        }
        self.add_pairs(units, table);
        self.strike(reading, units, tags);
    }

    /// Takes off the tags of names that are things by their words or by where they stand.
    fn strike(&mut self, reading: &Reading, units: &Units, tags: &mut [Tagged]) {
        let mut open = 0;
        for n in 0..tags.len() {
            match tags[n].tag {
                Tag::Begin => open = n,
                Tag::Inside => continue,
                Tag::End => {}
                // What is nobody so far may still become one for what else the article says.
                _ => open = n,
            }
            if tags[n].tag == Tag::Begin {
                continue;
            }
            let name = Stretch { first: open, last: n };
            let follows = open > 0 && tags[open - 1].tag.is_person();
            if self.is_struck_by(reading, units, name, follows) || self.is_phrase(units, name) {
                let person = tags[n].tag.is_person();
                tags[open..=n].iter_mut().filter(|_| person).for_each(|tagged| tagged.tag = Tag::Other);
                self.struck[open..=n].fill(true);
            }
        }
    }

    /// Whether the words and the place of a name show that it names nobody; `follows`: another name stands before it.
    fn is_struck_by(&self, reading: &Reading, units: &Units, name: Stretch, follows: bool) -> bool {
        signs::is_code(reading, units, name)
            || signs::is_dateline(units, name)
            || signs::is_state(units, name)
            || signs::is_day(units, name)
            || (!follows && signs::is_saint(units, name))
            || ((signs::is_headed(units, name)
                || signs::is_money(units, name)
                || signs::is_cut(units, name)
                || (!follows && signs::is_given_after_capital(units, name))
                || (signs::is_in_table(units, name) && !self.is_known_by(units, name.last)))
                && !self.person[units.candidates[name.last].slot as usize]
                && !is_known(units, name))
    }

    /// Whether the word with this slot alone names a thing.
    pub(crate) fn is_thing(&self, slot: usize) -> bool {
        self.alone[slot] && !self.person[slot]
    }

    /// Whether candidate `n` names nobody by where it stands.
    pub(crate) fn is_struck(&self, n: usize) -> bool {
        self.struck[n]
    }

    /// Whether candidate `n` alone means a known person in the article's year, or may in some year where it has none.
    fn is_known_by(&self, units: &Units, n: usize) -> bool {
        is_known_in(self.year, units.all[units.candidates[n].unit as usize].key)
    }

    /// Gathers what stands in and around candidates side by side.
    fn gather(&mut self, units: &Units, table: &Table, all: Stretch, bracketed: bool) {
        let unit = |n: usize| &units.all[units.candidates[n].unit as usize];
        for candidate in &units.candidates[all.first..=all.last] {
            self.person[candidate.slot as usize] |= table.facts(candidate.slot).0 & PERSONAL != 0;
        }
        let around = Around::of(units, unit_range(units, all));
        let slot = units.candidates[all.last].slot as usize;
        let opener = all.last > all.first && CUES.openers.contains(&unit(all.first).key);
        self.person[slot] |= around.speaks_as == Some(Speaker::Person) || (around.role && !opener);
        self.alone[slot] |= around.possessive && CUES.brands.contains(&unit(all.last).key);
        let run = Stretch { first: units.candidates[all.last].first as usize, last: all.last };
        let legal = (all.first..=all.last).rev().find(|&n| is_legal(unit(n)));
        if bracketed {
            self.alone[slot] |= all.first == all.last;
            self.add_firm(units, all);
            self.add_listed(units, all.first);
        } else if let Some(legal) = legal {
            if legal > all.first {
                let first = units.candidates[legal].first as usize;
                self.add_firm(units, Stretch { first: if first < legal { first } else { all.first }, last: legal - 1 });
            }
            self.add_partners(units, all.first);
        } else if around.ticker || around.speaks_as == Some(Speaker::Firm) || around.shares || around.market {
            self.add_firm(units, run);
        } else if (around.noun && run.first == all.first && !unit(run.first).kinds.any(TITLES)) || opener {
            self.alone[slot] |= all.first == all.last;
            self.phrases.push(all);
        } else if all.first == all.last && around.one {
            self.add_word(units, all.first);
        }
        let house = unit(all.last).kinds.has(Kind::Firm) || CUES.houses.contains(&unit(all.last).key);
        let listed = |link: Link| matches!(link, Link::Comma | Link::And);
        let in_list = listed(units.candidates[all.first].link)
            || units.candidates.get(all.last + 1).is_some_and(|next| listed(next.link));
        if all.first == all.last && house && !in_list {
            self.add_word(units, all.first);
        }
        self.add_list(units, all);
        self.add_listed_firms(units, all);
    }

    /// Adds the names before "and": "Goldman, Sachs and Co", "Pierce, Fenner and Smith Inc", "Harper and Row Inc".
    fn add_partners(&mut self, units: &Units, from: usize) {
        let alone = |n: usize| units.candidates[n].first as usize == n;
        let and_co = is_legal(&units.all[units.candidates[from].unit as usize]);
        if from == 0 || units.candidates[from].link != Link::And {
            return;
        }
        let last = from - 1;
        let first = units.candidates[last].first as usize;
        let listed = alone(last) && units.candidates[last].link == Link::Comma;
        if and_co {
            self.add_firm(units, Stretch { first, last });
            self.add_abbreviated(units, first);
            self.add_before_commas(units, first, last);
        } else if listed {
            self.add_firm(units, Stretch { first, last });
            self.add_before_commas(units, first, last);
        } else if alone(last) {
            self.add_word(units, last);
        }
    }

    /// Adds the names before commas, of which `first` to `last` is the last.
    fn add_before_commas(&mut self, units: &Units, mut first: usize, last: usize) {
        let whole = last > first;
        while first > 0 && units.candidates[first].link == Link::Comma {
            let before = first - 1;
            first = units.candidates[before].first as usize;
            if first < before && whole {
                break; // "John Harding, Hart Pell and Co": he works there.
            }
            self.add_firm(units, Stretch { first, last: before });
            if first < before {
                break;
            }
        }
    }

    /// Adds a given name that is cut from the rest by its stop: "Alex. Brown and Sons".
    fn add_abbreviated(&mut self, units: &Units, first: usize) {
        let at = units.candidates[first].unit as usize;
        let Some(before) = first.checked_sub(1) else { return };
        let given = units.candidates[before].unit as usize;
        if given + 2 == at && units.all[given + 1].key == CUES.stop && units.all[given].kinds.has(Kind::First) {
            self.alone[units.candidates[before].slot as usize] = true;
        }
    }

    /// Adds the names of a list that ends before candidate `from` and is in angle brackets as this is.
    fn add_listed(&mut self, units: &Units, from: usize) {
        if from > 0 && units.candidates[from].link == Link::And {
            let last = from - 1;
            self.add_firm(units, Stretch { first: units.candidates[last].first as usize, last });
        }
    }

    /// Adds partners of one word each in a list that an employee's role makes a firm: "analyst at Hart, Pell and Dow".
    fn add_list(&mut self, units: &Units, all: Stretch) {
        let single = |n: usize| units.candidates[n].first as usize == n && units.candidates[n].last as usize == n;
        if units.candidates[all.first].link != Link::And || all.first == 0 {
            return;
        }
        let mut first = all.first - 1;
        while single(first) && units.candidates[first].link == Link::Comma && first > 0 {
            first -= 1;
        }
        let start = units.candidates[first].first as usize;
        if all.first - first < 2 && all.first != all.last {
            return;
        }
        let around = Around::of(units, unit_range(units, Stretch { first: start, last: all.last }));
        let named = |n: usize| {
            let unit = &units.all[units.candidates[n].unit as usize];
            unit.kinds.has(Kind::First) || self.is_known_by(units, n)
        };
        let speaks = all.first - first > 1 && around.speaks && !(first..=all.last).any(named);
        if around.market || around.noun || around.house || speaks {
            for n in first..=all.last {
                self.alone[units.candidates[n].slot as usize] = true;
            }
            self.phrases.push(Stretch { first: start, last: first });
        }
    }

    /// Adds the first word of a listed firm of several: "Merrill" of Merrill Lynch.
    fn add_listed_firms(&mut self, units: &Units, all: Stretch) {
        let part = |n: usize| all.unit(units, n).kinds.has(Kind::InFirm);
        for n in all.first..all.last {
            if part(n) && part(n + 1) && (n == all.first || !part(n - 1)) {
                let slot = units.candidates[n].slot as usize;
                let given = crate::vocab::people::lexicon().kinds(all.unit(units, n).key).has(Kind::First);
                self.alone[slot] |= !given;
            }
        }
    }

    /// Adds the partners whose names stand together, twice or more, and never otherwise: "Wagner and Brown".
    fn add_pairs(&mut self, units: &Units, table: &Table) {
        self.pairs.clear();
        for n in 1..units.candidates.len() {
            let (one, two) = (&units.candidates[n - 1], &units.candidates[n]);
            if two.link != Link::And || one.first as usize != n - 1 || two.unit != one.unit + 2 {
                continue;
            }
            let joint = units.all[one.unit as usize + 1].key;
            if joint == CUES.and {
                self.pairs.push((one.slot, two.slot));
            } else if joint == CUES.ampersand && two.last as usize == n {
                let given = |n: usize| units.all[units.candidates[n].unit as usize].kinds.has(Kind::First);
                if !given(n - 1) && !given(n) {
                    self.add_word(units, n - 1);
                    self.add_word(units, n);
                }
            }
        }
        self.pairs.sort_unstable();
        for at in 0..self.pairs.len() {
            let (one, two) = self.pairs[at];
            let same = self.pairs[at..].iter().take_while(|&&pair| pair == (one, two)).count();
            let begins = at == 0 || self.pairs[at - 1] != (one, two);
            let always = |slot: u32| same > 1 && table.count(slot) as usize == same;
            if begins && always(one) {
                self.add_slot(units, one);
                if always(two) {
                    self.add_slot(units, two);
                }
            }
        }
    }

    /// Adds the name of a firm, which its first word may stand for.
    fn add_firm(&mut self, units: &Units, phrase: Stretch) {
        let initial = |n: &usize| phrase.unit(units, *n).form.has(Form::DOTTED);
        let first = (phrase.first..=phrase.last).find(|n| !initial(n)).unwrap_or(phrase.first);
        self.alone[units.candidates[first].slot as usize] = true;
        self.phrases.push(phrase);
    }

    /// Adds a word that alone seems to name a thing, unless it means a known person.
    fn add_word(&mut self, units: &Units, n: usize) {
        let slot = units.candidates[n].slot as usize;
        self.alone[slot] = self.alone[slot] || !self.is_known_by(units, n);
    }

    /// [`Things::add_word`] by the word's slot.
    fn add_slot(&mut self, units: &Units, slot: u32) {
        if let Some(n) = units.candidates.iter().position(|candidate| candidate.slot == slot) {
            self.add_word(units, n);
        }
    }

    /// Whether a name of several words stands in the name of a thing, and nobody is called so.
    fn is_phrase(&self, units: &Units, name: Stretch) -> bool {
        let slot = |n: usize| units.candidates[n].slot;
        let length = name.last - name.first + 1;
        let person = self.person[slot(name.first) as usize] || self.person[slot(name.last) as usize];
        if length < 2 || person || is_known(units, name) {
            return false;
        }
        self.phrases.iter().any(|phrase| {
            (phrase.first..=(phrase.last + 1).saturating_sub(length)).any(|from| {
                from + length <= phrase.last + 1 && (0..length).all(|n| slot(from + n) == slot(name.first + n))
            })
        })
    }
}

/// First and last unit of candidates side by side.
fn unit_range(units: &Units, all: Stretch) -> (usize, usize) {
    (units.candidates[all.first].unit as usize, units.candidates[all.last].unit as usize)
}

/// Whether a word says that those before it are a firm.
fn is_legal(unit: &Unit) -> bool {
    !unit.upper_line && (CUES.legal.contains(&unit.key) || CUES.kin.contains(&unit.key))
}

/// Whether a word alone means a known person in a year, or may in some year where none is told.
pub(super) fn is_known_in(year: Option<i16>, key: u64) -> bool {
    let list = known();
    list.called(std::iter::once(key)).any(|(n, kind)| match (kind, list.people()[n as usize].alone, year) {
        (FormKind::Short, Some(alone), Some(year)) => alone.has(year),
        (FormKind::Short, Some(_), None) => true,
        _ => kind == FormKind::Full,
    })
}

/// Whether a name is a known person's, after whom the firm is called.
pub(super) fn is_known(units: &Units, name: Stretch) -> bool {
    let keys = (name.first..=name.last).map(|n| name.unit(units, n).key);
    known().called(keys).any(|(_, kind)| kind == FormKind::Full)
}
