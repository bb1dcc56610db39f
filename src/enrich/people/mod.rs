//! The people of an article: who is named, under which one name, and where.
//!
//! Takes a [`Reading`] (and the article's date); gives [`Person`]s. A pure
//! function of its input and of the vocabularies in `schema/`.

mod around;
mod cues;
mod facts;
mod features;
mod given;
mod known;
mod names;
mod resolve;
mod settle;
mod signs;
mod tagger;
#[cfg(test)]
mod tests;
mod things;
pub(crate) mod training;
mod units;

pub use resolve::Rule;

use crate::article::{Field, Mention, Person};
use crate::text::{Form, Reading};
use crate::vocab::people::{self as vocab, lexicon};
use facts::Table;
use jiff::civil::Date;
use names::Name;
use settle::Settler;
use std::cell::RefCell;
use tagger::Tags;
use units::Units;

/// A person with the rule that joined each mention.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The person, as [`find`] gives it.
    pub person: Person,
    /// Why each mention belongs to the person; as many as there are mentions.
    pub rules: Vec<Rule>,
    /// Whether the name comes from the list of known people.
    pub known: bool,
}

/// What is known of an article on the way to its people.
#[derive(Debug, Default)]
struct Desk {
    units: Units,
    table: Table,
    tags: Tags,
    settler: Settler,
}

thread_local! {
    /// The desk of the last article, kept for the next one: most of it is lists.
    static DESK: RefCell<Desk> = RefCell::default();
}

/// The people of an article, by falling salience.
pub fn find(reading: &Reading, date: Option<Date>) -> Vec<Person> {
    explain(reading, date).into_iter().map(|explained| explained.person).collect()
}

/// [`find`], with the rule that joined each mention.
pub fn explain(reading: &Reading, date: Option<Date>) -> Vec<Explained> {
    let mut desk = DESK.take();
    let found = desk.explain(reading, date);
    DESK.set(desk);
    found
}

impl Desk {
    fn explain(&mut self, reading: &Reading, date: Option<Date>) -> Vec<Explained> {
        self.units.read(reading, lexicon());
        self.table.gather(&mut self.units);
        self.tags.find(reading, &self.units, &self.table);
        let year = date.map(|date| date.year());
        self.settler.settle(reading, &self.units, &self.table, year, &mut self.tags.all);
        let names = names::tagged(reading, &self.units, &self.tags.all);
        if names.is_empty() {
            return Vec::new();
        }
        resolved(reading, &self.units, &names, date)
    }
}

/// The people whom names tell.
fn resolved(reading: &Reading, units: &Units, names: &[Name], date: Option<Date>) -> Vec<Explained> {
    let list = vocab::known();
    let spelled_family = |name: &Name| reading.spelled(units.all[name.family_unit as usize].word as usize);
    let groups = resolve::people(names, spelled_family, |a, b| known::differ(units, a, b, list));
    let recognised = known::recognise(reading, units, names, &groups, date, list);
    let mut found: Vec<Explained> = Vec::with_capacity(groups.len());
    let mut places: Vec<(u32, usize)> = Vec::new();
    for (group, known) in groups.iter().zip(recognised) {
        let mentions = group.names.iter().map(|&(n, _)| mention(reading, units, &names[n]));
        let rules = group.names.iter().map(|&(_, rule)| rule);
        let same = known.and_then(|n| places.iter().find(|(m, _)| *m == n)).map(|&(_, at)| at);
        if let Some(at) = same {
            found[at].person.mentions.extend(mentions);
            found[at].rules.extend(rules);
            continue;
        }
        places.extend(known.map(|n| (n, found.len())));
        let name = match known {
            Some(n) => list.people()[n as usize].name.to_owned(),
            None => spelled(reading, units, &names[group.full]),
        };
        let person = Person { name, salience: 0.0, mentions: mentions.collect() };
        found.push(Explained { person, rules: rules.collect(), known: known.is_some() });
    }
    found.iter_mut().for_each(Explained::sort);
    rank(&mut found);
    found
}

impl Explained {
    /// Sets the mentions in text order: two groups may have become one.
    fn sort(&mut self) {
        if !self.person.mentions.is_sorted() {
            let mut pairs: Vec<(Mention, Rule)> =
                self.person.mentions.iter().copied().zip(self.rules.iter().copied()).collect();
            pairs.sort_by_key(|(mention, _)| *mention);
            (self.person.mentions, self.rules) = pairs.into_iter().unzip();
        }
    }
}

/// Gives each person its share of the article and sorts by it.
fn rank(found: &mut [Explained]) {
    for explained in found.iter_mut() {
        explained.person.salience = explained.person.mentions.iter().map(weight).sum();
    }
    let total: f32 = found.iter().map(|explained| explained.person.salience).sum();
    for explained in found.iter_mut() {
        explained.person.salience /= total;
    }
    found.sort_by(|a, b| {
        let first = |explained: &Explained| explained.person.mentions.first().copied();
        b.person.salience.total_cmp(&a.person.salience).then_with(|| first(a).cmp(&first(b)))
    });
}

fn mention(reading: &Reading, units: &Units, name: &Name) -> Mention {
    let word = |unit: u32| units.all[unit as usize].word as usize;
    let (first, last) = (word(name.first), word(name.last));
    Mention {
        field: if reading.in_title(first) { Field::Title } else { Field::Body },
        start: reading.words()[first].start,
        end: reading.words()[last].end,
    }
}

/// Bytes of body that count as the lead: the first two paragraphs of a usual story.
const LEAD: u32 = 600;

/// What a mention weighs: three in the headline, two in the lead.
fn weight(mention: &Mention) -> f32 {
    match mention.field {
        Field::Title => 3.0,
        Field::Body if mention.start < LEAD => 2.0,
        Field::Body => 1.0,
    }
}

/// The name as a facet value: as it stands, with single spaces, and in upper and lower case
/// where it only stands in a line of capitals.
fn spelled(reading: &Reading, units: &Units, name: &Name) -> String {
    let (first, last) = (&units.all[name.first as usize], &units.all[name.last as usize]);
    let mut value = String::new();
    for n in first.word..=last.word {
        let word = reading.words()[n as usize];
        if !value.is_empty() && word.form.has(Form::SPACED) {
            value.push(' ');
        }
        if first.upper_line && word.form.has(Form::UPPER) && !word.form.has(Form::DOTTED) {
            lower_case(reading.spelled(n as usize), &mut value);
        } else {
            value.push_str(reading.spelled(n as usize));
        }
    }
    value
}

/// Appends a word in capitals as a name is written: "O'NEILL-SMITH", "O'Neill-Smith".
fn lower_case(word: &str, value: &mut String) {
    let mut start = true;
    for c in word.chars() {
        if start {
            value.push(c);
        } else {
            value.extend(c.to_lowercase());
        }
        start = matches!(c, '-' | '\'' | '’');
    }
}
