//! What the gazetteer's tables tell of a word that may be a name: that it is
//! a place, a demonym, or part of a place or institution of several words.
//!
//! Gives entries of the lexicon. The tagger learns what they are worth: a town
//! may still be a person's name.

use super::lexicon::{Kind, Kinds, PHRASE, add_phrase};
use crate::text::{Form, Words};
use crate::vocab::marks::{Marked, Marks};
use crate::vocab::{countries, places};
use std::collections::HashSet;

/// Names that stand in text otherwise than as a capitalised word of their own, or name no place.
const UNFIT: Marks = Marks::HINT.with(Marks::AFTER).with(Marks::COMPOUND).with(Marks::CAPITALS).with(Marks::ANY_CASE);

/// Adds the names of the gazetteer's tables to the lexicon's entries.
pub(super) fn add(entries: &mut Vec<(u64, Kinds)>) {
    let given_or_family = Kinds::one(Kind::First).with(Kinds::one(Kind::Last));
    let people = entries.iter().filter(|(_, kinds)| kinds.any(given_or_family)).map(|(key, _)| *key).collect();
    let mut adder = Adder { entries, people, words: Words::default() };
    for country in countries::all() {
        std::iter::once(country.name)
            .chain(Marked::list(country.also))
            .for_each(|name| adder.add(name, Some(Kind::Town)));
        Marked::list(country.people).for_each(|name| adder.add(name, Some(Kind::Nation)));
    }
    for place in places::all() {
        let single = match place.kind {
            places::Kind::Name | places::Kind::Hint => continue,
            places::Kind::People => Some(Kind::Nation),
            places::Kind::Seat | places::Kind::Agency | places::Kind::Paper | places::Kind::Phrase => None,
            _ => Some(Kind::Town),
        };
        std::iter::once(place.name).chain(Marked::list(place.also)).for_each(|name| adder.add(name, single));
    }
}

struct Adder<'a> {
    entries: &'a mut Vec<(u64, Kinds)>,
    /// Keys of given and family names.
    people: HashSet<u64>,
    words: Words,
}

impl Adder<'_> {
    /// Adds a name; `single`: what it is if it has one word.
    fn add(&mut self, name: Marked, single: Option<Kind>) {
        if name.marks.has(UNFIT) || !name.name.starts_with(char::is_uppercase) {
            return;
        }
        self.words.clear();
        self.words.read(name.name);
        let keys: Vec<u64> = self.words.iter().filter(|word| !word.form.has(Form::MARK)).map(|word| word.key).collect();
        match (&keys[..], single) {
            (&[key], Some(single)) => {
                let doubtful = name.marks.has(Marks::PERSON.with(Marks::WORD)) || self.people.contains(&key);
                match (single, doubtful) {
                    (Kind::Nation, true) => {}
                    (_, true) => self.entries.push((key, Kinds::one(Kind::Namesake))),
                    (_, false) => self.entries.push((key, Kinds::one(single))),
                }
            }
            (keys @ [first, _, ..], _) if keys.len() <= PHRASE && !name.marks.has(Marks::PERSON) => {
                add_phrase(self.entries, keys.iter().copied(), Kinds::one(Kind::InTown));
                self.entries.push((*first, Kinds::one(Kind::Opens)));
            }
            _ => {}
        }
    }
}
