//! Kinds of words, by key: titles, roles, verbs of saying, given names, places.
//!
//! Takes `schema/names.tsv`, the gazetteer's tables ([`places`]) and the short forms of
//! known people; gives the kinds of a word or of a name of several words.

use super::places;
use crate::text::{key, mix};
use std::sync::LazyLock;

/// The list, one line per kind: the kind, a tab, words.
const LIST: &str = include_str!("../../../schema/names.tsv");

/// What a word may be. The order is the bit order and must match that of the names in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Stands before a name: "Mr", "President".
    Title,
    /// What a person is: "spokesman", "striker".
    Role,
    /// A relative: "son", "widow".
    Kin,
    /// A verb whose subject is a person: "said".
    Speech,
    /// Stands before a place: "in".
    Preposition,
    /// A function word, which no name contains.
    Function,
    /// A lower-case word inside names: "van", "bin".
    Particle,
    /// Stands after a name: "Jr".
    Suffix,
    /// A demonym: "French".
    Nation,
    /// A weekday or month.
    Date,
    /// Head word of an organisation, place or event: "Bank", "Street", "Cup".
    Head,
    /// A given name.
    First,
    /// A family name.
    Last,
    /// A place.
    Place,
    /// An organisation, firm or team.
    Firm,
    /// Part of a listed place of several words.
    InPlace,
    /// Part of a listed organisation of several words.
    InFirm,
    /// First word of a listed name of several words.
    Opens,
    /// A place of the gazetteer.
    Town,
    /// A place of the gazetteer whose name is a person's or a word too.
    Namesake,
    /// Part of a name of several words in the gazetteer.
    InTown,
    /// On no list, and spelled like a given name of East Asia: "Wenbin", "Sung-min".
    Syllables,
}

/// Most words of a listed name.
pub const PHRASE: usize = 4;

/// Names of the kinds in the list, in the order of [`Kind`].
const NAMES: [&str; 15] = [
    "title",
    "role",
    "kin",
    "speech",
    "preposition",
    "function",
    "particle",
    "suffix",
    "nation",
    "date",
    "head",
    "first",
    "last",
    "place",
    "firm",
];

/// A set of [`Kind`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u32);

impl Kinds {
    /// The set of one kind.
    #[inline]
    pub const fn one(kind: Kind) -> Kinds {
        Kinds(1 << kind as u8)
    }

    /// These kinds and those of `other`.
    #[inline]
    pub const fn with(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// These kinds but those of `other`.
    #[inline]
    pub const fn without(self, other: Kinds) -> Kinds {
        Kinds(self.0 & !other.0)
    }

    /// Whether it has `kind`.
    #[inline]
    pub const fn has(self, kind: Kind) -> bool {
        self.0 >> kind as u8 & 1 != 0
    }

    /// Whether it has any of `other`.
    #[inline]
    pub const fn any(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// The bits themselves.
    #[inline]
    pub const fn bits(self) -> u32 {
        self.0
    }
}

/// Kinds by key: an open-addressing table that is never more than half full.
#[derive(Debug)]
pub struct Lexicon {
    /// Words and, by their mixed keys, names of several words.
    slots: Box<[Slot]>,
    /// A bit per key that may be listed: most words of a text are not, and this fits the nearest cache.
    sieve: Box<[u64; SIEVE / 64]>,
    /// The words that mean something in lower case once more, by themselves: few enough for the nearest cache.
    lower: Box<[Slot]>,
}

/// What a word in lower case may be.
const LOWER: Kinds = Kinds::one(Kind::Title)
    .with(Kinds::one(Kind::Role))
    .with(Kinds::one(Kind::Kin))
    .with(Kinds::one(Kind::Speech))
    .with(Kinds::one(Kind::Preposition))
    .with(Kinds::one(Kind::Function))
    .with(Kinds::one(Kind::Particle))
    .with(Kinds::one(Kind::Suffix))
    .with(Kinds::one(Kind::Head));

/// An entry: the upper half of the key, whose lower half says where it is. Without kinds it is free.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    upper: u32,
    kinds: Kinds,
}

/// A listed name of several words in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// How many words it has.
    pub words: usize,
    /// What they are.
    pub kinds: Kinds,
}

/// Bits of the sieve: fourteen per entry.
const SIEVE: usize = 1 << 19;

impl Lexicon {
    fn parse(list: &str) -> Lexicon {
        let rows = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        let mut entries: Vec<(u64, Kinds)> = Vec::new();
        for (name, words) in rows {
            let Some(bit) = NAMES.iter().position(|&n| n == name) else { continue };
            for word in words.split(' ').filter(|word| !word.is_empty()) {
                match word.split_once('_') {
                    None => entries.push((key(word), Kinds(1 << bit))),
                    Some((first, _)) => {
                        let within = if name == "place" { Kind::InPlace } else { Kind::InFirm };
                        add_phrase(&mut entries, word.split('_').map(key), Kinds::one(within));
                        entries.push((key(first), Kinds::one(Kind::Opens)));
                    }
                }
            }
        }
        places::add(&mut entries);
        entries.extend(super::known::short_names().map(|word| (key(word), Kinds::one(Kind::Last))));
        let mut lexicon = Lexicon {
            slots: vec![Slot::default(); (entries.len() * 3 / 2).next_power_of_two()].into(),
            sieve: Box::new([0; SIEVE / 64]),
            lower: Box::default(),
        };
        let mut lower = Vec::new();
        for (key, kinds) in entries {
            lexicon.sieve[sieve_word(key)] |= 1 << ((key >> 32) % 64);
            if kinds.0 == 0 {
                continue;
            }
            enter(&mut lexicon.slots, key, kinds);
            lower.extend(kinds.any(LOWER).then_some((key, Kinds(kinds.0 & LOWER.0))));
        }
        lexicon.lower = vec![Slot::default(); (lower.len() * 4).next_power_of_two()].into();
        lower.into_iter().for_each(|(key, kinds)| enter(&mut lexicon.lower, key, kinds));
        lexicon
    }

    /// What the word with this key may be in lower case: most words of a text are nothing.
    #[inline]
    pub fn kinds_in_lower_case(&self, key: u64) -> Kinds {
        self.lower[slot(&self.lower, key)].kinds
    }

    /// The kinds of the word with this key; empty if it is not listed.
    #[inline]
    pub fn kinds(&self, key: u64) -> Kinds {
        if !self.may_list(key) {
            return Kinds(0);
        }
        self.slots[slot(&self.slots, key)].kinds
    }

    /// Whether the sieve lets a key pass.
    #[inline]
    fn may_list(&self, key: u64) -> bool {
        self.sieve[sieve_word(key)] >> ((key >> 32) % 64) & 1 != 0
    }

    /// The longest listed name of several words that the words with these keys begin with.
    #[inline]
    pub fn longest(&self, mut keys: impl Iterator<Item = u64>) -> Option<Listed> {
        let mut key = phrase([keys.next()?, keys.next()?].into_iter());
        if !self.may_list(key) {
            return None;
        }
        let mut longest = None;
        for words in 2..=PHRASE {
            let kinds = self.kinds(key);
            if kinds.0 != 0 {
                longest = Some(Listed { words, kinds });
            }
            let Some(next) = keys.next() else { break };
            key = mix(key, next);
        }
        longest
    }
}

/// Where `key` is among open-addressed slots, never all taken, or would go.
#[inline]
fn slot(slots: &[Slot], key: u64) -> usize {
    let mask = slots.len() - 1;
    let mut at = key as usize & mask;
    // One question, not two: which of the two ends the search cannot be foreseen.
    while (slots[at].kinds.0 != 0) & (slots[at].upper != (key >> 32) as u32) {
        at = (at + 1) & mask;
    }
    at
}

/// Adds an entry, or kinds to one.
fn enter(slots: &mut [Slot], key: u64, kinds: Kinds) {
    let slot = slot(slots, key);
    slots[slot] = Slot { upper: (key >> 32) as u32, kinds: slots[slot].kinds.with(kinds) };
}

#[inline]
fn sieve_word(key: u64) -> usize {
    (key >> 38) as usize % (SIEVE / 64)
}

/// Adds a name of several words.
pub(super) fn add_phrase(entries: &mut Vec<(u64, Kinds)>, keys: impl Iterator<Item = u64> + Clone, kinds: Kinds) {
    // Its first two words, by which it is looked for: an entry without kinds is in the sieve only.
    entries.push((phrase(keys.clone().take(2)), Kinds::default()));
    entries.push((phrase(keys), kinds));
}

/// The key of a name of several words: apart from that of any word.
pub fn phrase(keys: impl Iterator<Item = u64>) -> u64 {
    keys.fold(PHRASE as u64, mix)
}

/// The words listed under a kind's name, as listed: lower case, `_` between the words of a name.
pub fn listed(kind: &str) -> impl Iterator<Item = &'static str> {
    let rows = LIST.lines().filter_map(|line| line.split_once('\t'));
    rows.filter(move |(name, _)| *name == kind).flat_map(|(_, words)| words.split(' ')).filter(|word| !word.is_empty())
}

/// The embedded lexicon.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(LIST));
    &LEXICON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_known_kind() {
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let (kind, words) = line.split_once('\t').expect("kind, tab, words");
            assert!(NAMES.contains(&kind), "{kind}");
            assert!(!words.is_empty());
        }
    }

    #[test]
    fn kinds_by_key() {
        assert!(lexicon().kinds(key("Mr")).has(Kind::Title));
        assert!(lexicon().kinds(key("FRENCH")).has(Kind::Nation));
        assert!(lexicon().kinds_in_lower_case(key("president")).has(Kind::Title));
        assert_eq!(lexicon().kinds_in_lower_case(key("bush")).bits(), 0);
        assert_eq!(lexicon().kinds(key("xyzzyx")).bits(), 0);
    }

    #[test]
    fn kinds_of_the_gazetteer() {
        let several = |words: &str| lexicon().kinds(phrase(words.split(' ').map(key)));
        assert!(lexicon().kinds(key("Ouagadougou")).has(Kind::Town));
        assert!(
            lexicon().kinds(key("Mendoza")).has(Kind::Namesake) && !lexicon().kinds(key("Mendoza")).has(Kind::Town)
        );
        assert!(lexicon().kinds(key("Burkinabe")).has(Kind::Nation));
        assert!(several("nizhny novgorod").has(Kind::InTown) && lexicon().kinds(key("nizhny")).has(Kind::Opens));
        assert_eq!(several("joe biden").bits(), 0, "what only hints at a country is no place");
    }
    #[test]
    fn the_longest_listed_name_is_found() {
        let longest = |words: &str| lexicon().longest(words.split(' ').map(key)).map(|listed| listed.words);
        assert_eq!(longest("nizhny novgorod said"), Some(2));
        assert_eq!(longest("nizhny"), None);
        assert_eq!(longest("nizhny tagil novgorod"), Some(2));
        assert_eq!(longest("xyzzy novgorod"), None);
    }
}
