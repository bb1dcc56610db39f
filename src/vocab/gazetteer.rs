//! All names of countries and places in one automaton over words.
//!
//! A hash trie: an edge leads from a node by the key of a word, so a text is
//! matched with the keys that its words carry already and no string is
//! compared. Takes the rows of [`countries`] and [`places`], gives the names
//! that begin at a word. Knows nothing of case, context or articles.

use super::countries::{self, CountryId};
use super::marks::{Marked, Marks};
use super::places::{self, Kind};
use crate::text::{Form, Word, Words, key, mix};
use std::sync::LazyLock;

/// One thing that a name can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// The country, resolved to the one that counts; none for a phrase.
    pub country: Option<CountryId>,
    /// The place, as its row in [`places::all`]; none for the country itself.
    pub place: Option<u32>,
    /// How well known it is, to rank the senses of one name.
    pub weight: u32,
    /// What a reader must know of the name in this sense.
    pub marks: Marks,
    /// Whether it is the country's demonym or adjective.
    pub demonym: bool,
}

impl Sense {
    /// What kind of place it is; none for a country or its people.
    pub fn kind(&self) -> Option<Kind> {
        self.place.map(|place| places::all()[place as usize].kind)
    }

    /// State or province of the place; empty where there is none.
    pub fn within(&self) -> &'static str {
        self.place.map_or("", |place| places::all()[place as usize].within)
    }
}

/// A name, as its place in [`Gazetteer::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(u32);

impl NameId {
    /// Its place among the names.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A name and all that it can mean.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    /// What holds for the name in every sense, or decides how it is read.
    pub marks: Marks,
    first: u32,
    senses: u32,
}

/// A name that begins at a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The name.
    pub name: NameId,
    /// How many words it takes.
    pub words: usize,
    /// How many bytes of its last word, where that goes on behind a hyphen ("New York-based").
    pub part: Option<u32>,
}

/// The automaton.
#[derive(Debug)]
pub struct Gazetteer {
    /// One bit for every key that begins a name, by the key's low bits.
    filter: Vec<u64>,
    /// The same of names that are words too, or are written in lower case.
    lower: Vec<u64>,
    edges: Vec<Edge>,
    nodes: Vec<Node>,
    names: Vec<Name>,
    senses: Vec<Sense>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Edge {
    /// Low half of the hash of the node and the word, whose high half tells the slot.
    check: u32,
    /// The node it leads to; 0 is an empty slot, for none leads to the root.
    to: u32,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    name: u32,
    more: bool,
}

const NONE: u32 = u32::MAX;
const ROOT: u32 = 0;

/// Bits of the filter: 32 KiB, which stay in the first-level cache; one in fifteen is set.
const FILTER_BITS: u32 = 18;

/// Bits of the filter of words in lower case: 4 KiB.
const LOWER_BITS: u32 = 15;

/// Slots of the edge table: under half of them are taken.
const EDGE_SLOTS: usize = 1 << 17;

/// A name whose second country is not this much less known is a tie.
const TIE_RATIO: u32 = 5;

/// Weight of a country's own names, above that of any town.
const COUNTRY_WEIGHT: u32 = 1_000_000_000;

/// Weight in inhabitants of what has none: states and provinces that stand behind a comma.
const STATE_WEIGHT: u32 = 5_000_000;

/// Weight in inhabitants of other regions, sights and institutions.
const OTHER_WEIGHT: u32 = 1_000_000;

/// Weight in inhabitants of a place that needs support.
const WEAK_WEIGHT: u32 = 100_000;

/// News names a capital as often as a city this many times larger.
const CAPITAL_FACTOR: u32 = 4;

/// The automaton over the embedded tables, made at first use.
pub fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::build);
    &GAZETTEER
}

struct Builder {
    words: Words,
    edges: Vec<Edge>,
    nodes: Vec<Node>,
    /// By node, the key of the first word of its names.
    firsts: Vec<u64>,
    filter: Vec<u64>,
    entries: Vec<(u32, Sense)>,
}

impl Builder {
    fn add(&mut self, name: &str, sense: Sense) {
        // Most names are plain words, whose keys need no scanner.
        if name.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ') {
            let mut node = ROOT;
            for word in name.split(' ').filter(|word| !word.is_empty()) {
                node = self.word(node, key(word));
            }
            self.entries.push((node, sense));
            return;
        }
        self.words.clear();
        self.words.read(name);
        let mut node = ROOT;
        for n in 0..self.words.len() {
            let word = self.words[n];
            if is_stop(&word, name) {
                continue;
            }
            node = self.word(node, word.key);
        }
        self.entries.push((node, sense));
    }

    /// The node that a word leads to from `node`.
    fn word(&mut self, node: u32, key: u64) -> u32 {
        if node == ROOT {
            set(&mut self.filter, key);
        }
        self.step(node, key)
    }

    fn step(&mut self, node: u32, key: u64) -> u32 {
        self.nodes[node as usize].more = true;
        let hash = edge_hash(node, key);
        let slot = slot_of(&self.edges, hash);
        if self.edges[slot].to == ROOT {
            self.edges[slot] = Edge { check: hash as u32, to: self.nodes.len() as u32 };
            self.nodes.push(Node { name: NONE, more: false });
            self.firsts.push(if node == ROOT { key } else { self.firsts[node as usize] });
        }
        self.edges[slot].to
    }
}

/// A stop inside a name ("St. Louis") is no word of it, in the tables as in the text.
fn is_stop(word: &Word, text: &str) -> bool {
    word.form.has(Form::MARK) && text.as_bytes()[word.start as usize] == b'.'
}

/// Where the bit of a key is in a filter, and its word in the filter.
#[inline]
fn bit_of(filter: &[u64], key: u64) -> (usize, u32) {
    ((key / 64) as usize & (filter.len() - 1), (key % 64) as u32)
}

fn set(filter: &mut [u64], key: u64) {
    let (at, bit) = bit_of(filter, key);
    filter[at] |= 1 << bit;
}

#[inline]
fn has(filter: &[u64], key: u64) -> bool {
    let (at, bit) = bit_of(filter, key);
    filter[at] >> bit & 1 == 1
}

#[inline]
fn edge_hash(node: u32, key: u64) -> u64 {
    mix(key, node as u64 + 1)
}

#[inline]
fn slot_of(edges: &[Edge], hash: u64) -> usize {
    let mask = edges.len() - 1;
    let mut slot = (hash >> 32) as usize & mask;
    // One question, not two: which of the two ends the search cannot be foreseen.
    while (edges[slot].to != ROOT) & (edges[slot].check != hash as u32) {
        slot = (slot + 1) & mask;
    }
    slot
}

impl Gazetteer {
    fn build() -> Gazetteer {
        let mut builder = Builder {
            words: Words::default(),
            edges: vec![Edge::default(); EDGE_SLOTS],
            nodes: vec![Node { name: NONE, more: false }],
            firsts: vec![0],
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            entries: Vec::with_capacity(32_000),
        };
        for country in countries::all() {
            let sense = |marks, demonym| Sense {
                country: Some(country.counts),
                place: None,
                weight: if marks_weak(marks) { WEAK_WEIGHT } else { COUNTRY_WEIGHT },
                marks,
                demonym,
            };
            builder.add(country.name.name, sense(country.name.marks, false));
            if !country.official.is_empty() {
                builder.add(country.official, sense(Marks::default(), false));
            }
            for other in Marked::list(country.also) {
                builder.add(other.name, sense(other.marks, false));
            }
            for people in Marked::list(country.people) {
                builder.add(people.name, sense(people.marks, true));
            }
        }
        for (n, place) in places::all().iter().enumerate() {
            let sense = |marks| Sense {
                country: place.country.map(|id| id.country().counts),
                place: Some(n as u32),
                weight: weight(place, marks),
                marks: if place.country.is_none() { Marks::PHRASE } else { marks },
                demonym: place.kind == Kind::People,
            };
            builder.add(place.name.name, sense(place.name.marks));
            for other in Marked::list(place.also) {
                builder.add(other.name, sense(other.marks));
            }
        }
        builder.finish()
    }

    /// Whether a name may begin with a word of this key.
    #[inline]
    pub fn may_begin(&self, key: u64) -> bool {
        has(&self.filter, key)
    }

    /// Whether a name that is a word too ([`Marks::WORD`]) or is written in any case
    /// ([`Marks::ANY_CASE`]) may begin with a word of this key: no other matters in lower case.
    #[inline]
    pub fn may_begin_in_lower_case(&self, key: u64) -> bool {
        has(&self.lower, key)
    }

    /// The longest name, of those that `fits` accepts, that begins with the
    /// first of `words`, words of `text` that stand in one field; `first` is
    /// the key of that word, or of its last part behind a hyphen.
    #[inline]
    pub fn longest(
        &self,
        text: &str,
        first: u64,
        words: &[Word],
        mut fits: impl FnMut(&Found) -> bool,
    ) -> Option<Found> {
        let mut node = self.child(ROOT, first)?;
        let mut best = self.found(node, 1, None).filter(&mut fits);
        let mut n = 1;
        while self.nodes[node as usize].more && n < words.len() {
            let word = &words[n];
            n += 1;
            if word.form.has(Form::PARAGRAPH) {
                break;
            }
            if is_stop(word, text) {
                continue;
            }
            match self.child(node, word.key) {
                Some(next) => {
                    node = next;
                    best = self.found(node, n, None).filter(&mut fits).or(best);
                }
                None => {
                    if word.form.has(Form::HYPHEN) {
                        let spelled = word.of(text);
                        let part = spelled.find(is_hyphen).unwrap_or(spelled.len());
                        if let Some(last) = self.child(node, crate::text::key(&spelled[..part])) {
                            best = self.found(last, n, Some(part as u32)).filter(&mut fits).or(best);
                        }
                    }
                    break;
                }
            }
        }
        best
    }

    #[inline]
    fn child(&self, node: u32, key: u64) -> Option<u32> {
        let edge = self.edges[slot_of(&self.edges, edge_hash(node, key))];
        (edge.to != ROOT).then_some(edge.to)
    }

    fn found(&self, node: u32, words: usize, part: Option<u32>) -> Option<Found> {
        let name = self.nodes[node as usize].name;
        (name != NONE).then_some(Found { name: NameId(name), words, part })
    }

    /// A name.
    pub fn name(&self, id: NameId) -> &Name {
        &self.names[id.index()]
    }

    /// What a name can mean, best known first.
    pub fn senses(&self, id: NameId) -> &[Sense] {
        let name = self.name(id);
        &self.senses[name.first as usize..(name.first + name.senses) as usize]
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// The hyphens that stand inside a word.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn marks_weak(marks: Marks) -> bool {
    marks.has(Marks::WEAK.with(Marks::HINT))
}

fn weight(place: &places::Place, marks: Marks) -> u32 {
    match place.kind {
        Kind::Phrase | Kind::Name => u32::MAX,
        Kind::Capital if !marks_weak(marks) => place.people.saturating_mul(CAPITAL_FACTOR).max(OTHER_WEIGHT),
        _ if place.people > 0 => place.people,
        _ if marks_weak(marks) => WEAK_WEIGHT,
        Kind::State => STATE_WEIGHT,
        _ => OTHER_WEIGHT,
    }
}

impl Builder {
    fn finish(self) -> Gazetteer {
        let entries = &self.entries;
        let mut order: Vec<u64> = (0u64..).zip(entries).map(|(n, (node, _))| (*node as u64) << 32 | n).collect();
        order.sort_unstable();
        let mut nodes = self.nodes;
        let mut names = Vec::with_capacity(entries.len());
        let mut senses: Vec<Sense> = Vec::with_capacity(entries.len());
        let mut lower = vec![0; 1 << (LOWER_BITS - 6)];
        for group in order.chunk_by(|a, b| a >> 32 == b >> 32) {
            let first = senses.len();
            senses.extend(group.iter().map(|n| entries[*n as u32 as usize].1));
            if group.len() > 1 {
                senses[first..].sort_by_key(|sense| (std::cmp::Reverse(sense.weight), sense.marks.has(Marks::LESS)));
                drop_repeated(&mut senses, first);
            }
            let node = (group[0] >> 32) as usize;
            nodes[node].name = names.len() as u32;
            let marks = marks_of(&senses[first..]);
            if marks.has(Marks::WORD.with(Marks::ANY_CASE)) {
                set(&mut lower, self.firsts[node]);
            }
            names.push(Name { marks, first: first as u32, senses: (senses.len() - first) as u32 });
        }
        Gazetteer { filter: self.filter, lower, edges: self.edges, nodes, names, senses }
    }
}

/// Drops what says again what a better known sense says: the capital that bears its country's name, and the like.
fn drop_repeated(senses: &mut Vec<Sense>, first: usize) {
    let mut kept = first;
    for n in first..senses.len() {
        let sense = senses[n];
        let same = |known: &Sense| known.country == sense.country && known.within() == sense.within();
        match senses[first..kept].iter().position(same) {
            Some(at) => {
                // "US" is a word, and its key that of "U.S.".
                let shared = [Marks::WORD, Marks::PERSON].into_iter().filter(|mark| sense.marks.has(*mark));
                senses[first + at].marks = shared.fold(senses[first + at].marks, Marks::with);
            }
            None => {
                senses[kept] = sense;
                kept += 1;
            }
        }
    }
    senses.truncate(kept);
}

/// What holds for a name of these senses.
fn marks_of(senses: &[Sense]) -> Marks {
    let best = senses[0];
    // How a name is read goes by its best known sense, except that a name which
    // may be a word or a person in one sense may be one in all.
    let mut marks = best.marks.without(Marks::WEAK).without(Marks::HINT);
    for sense in senses {
        for shared in [Marks::WORD, Marks::PERSON, Marks::TIE] {
            if sense.marks.has(shared) {
                marks = marks.with(shared);
            }
        }
    }
    let rival = senses.iter().find(|sense| sense.country != best.country);
    if rival.is_some_and(|rival| best.weight / TIE_RATIO < rival.weight) && !best.marks.has(Marks::PHRASE) {
        marks = marks.with(Marks::TIE);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest(text: &str) -> Option<(&str, usize)> {
        let words = Words::of(text);
        let found = gazetteer().longest(text, words[0].key, &words, |_| true)?;
        let sense = gazetteer().senses(found.name)[0];
        Some((sense.country.map_or("-", |id| id.country().code), found.words))
    }

    #[test]
    fn takes_the_longest_name() {
        assert_eq!(longest("New Zealand won"), Some(("NZ", 2)));
        assert_eq!(longest("Guinea-Bissau's coast"), Some(("GW", 1)));
        assert_eq!(longest("New York-based"), Some(("US", 2)));
        assert_eq!(longest("Gulf of Mexico"), Some(("-", 3)));
        assert_eq!(longest("St. Louis"), longest("St Louis").map(|(code, words)| (code, words + 1)));
        assert_eq!(longest("Nowhere"), None);
    }

    #[test]
    fn every_first_key_passes_the_filter() {
        for name in ["U.S.", "Côte d'Ivoire", "Anglo", "White House", "Zürich"] {
            assert!(gazetteer().may_begin(Words::of(name)[0].key), "{name}");
        }
    }

    #[test]
    fn plain_names_have_the_keys_of_their_words() {
        for name in places::all().iter().map(|place| place.name.name).filter(|name| name.is_ascii()) {
            let keys: Vec<u64> = Words::of(name).iter().map(|word| word.key).collect();
            if name.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ') {
                assert_eq!(name.split(' ').map(key).collect::<Vec<_>>(), keys, "{name}");
            }
        }
    }

    #[test]
    fn the_edge_table_is_not_crowded() {
        let taken = gazetteer().edges.iter().filter(|edge| edge.to != ROOT).count();
        assert!(taken < EDGE_SLOTS / 2, "{taken} edges");
    }
}
