//! The features of a candidate, as hashes that address rows of the model.
//!
//! Takes units and the article's facts; knows no weights and no tags. The
//! same function serves training and tagging, so that they cannot differ.

use super::facts::{self, Facts, Table};
use super::units::{Link, Unit, Units};
use crate::text::{Form, Reading, key, mix};
use crate::vocab::people::{MOST_ROWS, ROWS_LOG2};
use std::sync::LazyLock;

/// Most features a candidate can have.
pub(crate) const MOST: usize = 96;

/// The features of one candidate.
#[derive(Debug, Clone)]
pub(crate) struct Features {
    list: [u32; MOST],
    len: usize,
    identity: usize,
}

impl Features {
    pub(crate) fn new() -> Features {
        Features { list: [0; MOST], len: 0, identity: 0 }
    }

    /// The rows, one per feature.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.list[..self.len]
    }

    /// How many of them, the first ones, tell which word it is.
    pub(crate) fn identity(&self) -> usize {
        self.identity
    }

    #[inline(always)]
    fn add(&mut self, template: u64, value: u64) {
        if self.len < MOST {
            self.list[self.len] = (mix(value, template.wrapping_mul(SPREAD)) >> (64 - ROWS_LOG2)) as u32;
            self.len += 1;
        }
    }
}

/// Spreads the small template numbers over 64 bits: an odd constant with evenly mixed bits.
const SPREAD: u64 = 0xD6E8_FEB8_6659_FD93;

/// Keys of words that features and facts ask for.
pub(crate) struct Keys {
    pub(crate) the: u64,
    pub(crate) said: u64,
    pub(crate) comma: u64,
    pub(crate) bracket: u64,
}

/// The keys, hashed once.
#[inline]
pub(crate) fn keys() -> &'static Keys {
    static KEYS: LazyLock<Keys> =
        LazyLock::new(|| Keys { the: key("the"), said: key("said"), comma: key(","), bracket: key("(") });
    &KEYS
}

/// Stands for the words beyond a border.
const BORDER: Neighbour = Neighbour { key: 1, kinds: 1 << 31 };

/// What a feature may see of a neighbour.
#[derive(Clone, Copy)]
struct Neighbour {
    key: u64,
    kinds: u64,
}

impl Neighbour {
    fn of(unit: &Unit) -> Neighbour {
        // Numbers are all alike but for their length; marks and words are themselves.
        let key = if unit.form.has(Form::DIGIT) && !unit.form.has(Form::LOWER) { 2 } else { unit.key };
        let capital = unit.form.has(Form::CAPITAL) as u64;
        Neighbour { key, kinds: unit.kinds.bits() as u64 | capital << 30 }
    }
}

/// The first and second neighbour before unit `at`, not beyond a border.
#[inline]
fn before(units: &Units, at: usize) -> (Neighbour, Neighbour) {
    if at == 0 || units.all[at].begins {
        return (BORDER, BORDER);
    }
    let one = &units.all[at - 1];
    let two = if at == 1 || one.begins { BORDER } else { Neighbour::of(&units.all[at - 2]) };
    (Neighbour::of(one), two)
}

/// The first and second neighbour after unit `at`, not beyond a border.
#[inline]
fn after(units: &Units, at: usize) -> (Neighbour, Neighbour) {
    match units.all.get(at + 1) {
        Some(one) if !one.begins => {
            let two = units.all.get(at + 2).filter(|two| !two.begins);
            (Neighbour::of(one), two.map_or(BORDER, Neighbour::of))
        }
        _ => (BORDER, BORDER),
    }
}

/// Fills `out` with the features of candidate `n`.
pub(crate) fn fill(out: &mut Features, reading: &Reading, units: &Units, table: &Table, n: usize) {
    out.len = 0;
    let candidate = &units.candidates[n];
    let at = candidate.unit as usize;
    let unit = &units.all[at];
    let run_unit = |c: u32| &units.all[units.candidates[c as usize].unit as usize];
    let (first, last) = (run_unit(candidate.first), run_unit(candidate.last));
    let position = (candidate.first < n as u32) as u64 + 2 * ((n as u32) < candidate.last) as u64;
    let length = u64::from((candidate.last - candidate.first).min(4));
    let place = position << 3 | length;
    let own = Neighbour::of(unit);
    let kinds = own.kinds;
    let shape = shape(unit);
    let (b1, b2) = before(units, at);
    let (a1, a2) = after(units, at);

    // What the word is, which an unknown word does not tell.
    out.add(1, unit.key);
    affixes(out, reading, unit);
    out.add(12, mix(b1.key, unit.key));
    out.add(13, mix(a1.key, unit.key));
    out.add(16, kinds);
    out.add(17, mix(kinds, b1.kinds));
    out.add(18, mix(kinds, a1.kinds));
    out.add(20, mix(kinds, place));
    out.add(23, mix(mix(kinds, b1.kinds), a1.kinds));
    out.identity = out.len;

    // What it looks like and where it stands.
    out.add(0, 0);
    out.add(2, shape);
    out.add(3, mix(shape, place));
    out.add(8, b1.key);
    out.add(9, a1.key);
    out.add(10, b2.key);
    out.add(11, a2.key);
    out.add(14, mix(b1.key, b2.key));
    out.add(15, mix(a1.key, a2.key));
    out.add(19, mix(b1.kinds, a1.kinds));
    out.add(21, mix(mix(b1.kinds, b2.kinds), position));
    out.add(22, mix(mix(a1.kinds, a2.kinds), position));

    // Around the run, for every word of it.
    if length > 0 {
        let start = units.candidates[candidate.first as usize].unit as usize;
        let end = units.candidates[candidate.last as usize].unit as usize;
        let (l1, l2) = before(units, start);
        let (r1, r2) = after(units, end);
        out.add(24, mix(l1.key, position));
        out.add(25, mix(r1.key, position));
        out.add(26, mix(mix(l1.kinds, l2.kinds), position));
        out.add(27, mix(mix(r1.kinds, r2.kinds), position));
        out.add(28, mix(l1.key, r1.key));
        out.add(29, mix(mix(first.key, 7), position));
        out.add(30, mix(mix(last.key, 7), position));
        out.add(31, mix(mix(first.kinds.bits() as u64, last.kinds.bits() as u64), place));
        out.add(32, mix(r2.key, position));
        out.add(33, mix(l2.key, position));
    }
    let upper = unit.upper_line as u64;
    out.add(34, mix(unit.begins as u64 | upper << 1, shape));
    out.add(35, mix(unit.begins as u64 | upper << 1, mix(kinds, position)));
    out.add(36, mix(candidate.link as u64, position));
    out.add(37, mix(mix(b1.key, a1.key), position));

    let seen = table.facts(candidate.slot);
    let mut bits = seen.0;
    while bits != 0 {
        let bit = bits.trailing_zeros() as u64;
        out.add(38, bit);
        out.add(39, mix(bit, position));
        bits &= bits - 1;
    }
    out.add(40, mix((seen.0 & NAMING) as u64, position));
    out.add(41, mix((seen.0 & NAMING) as u64, kinds));
    if unit.begins || upper != 0 {
        out.add(42, mix((seen.0 & (NAMING | Facts::LOWER.0)) as u64, upper));
    }
    if candidate.link == Link::Adjacent {
        let neighbour = table.facts(units.candidates[n - 1].slot);
        out.add(43, mix((neighbour.0 & NAMING) as u64, (seen.0 & NAMING) as u64));
    }
    if position & 2 != 0 {
        let neighbour = table.facts(units.candidates[n + 1].slot);
        out.add(44, mix((neighbour.0 & NAMING) as u64, (seen.0 & NAMING) as u64));
    }
    const { assert!(facts::COUNT < 32 && MOST <= MOST_ROWS) };
}

/// The facts that say most about whether a word is a person.
const NAMING: u32 = Facts::TITLED.0
    | Facts::SPEAKS.0
    | Facts::LOCATED.0
    | Facts::AFTER_FIRST.0
    | Facts::LAST.0
    | Facts::FIRST.0
    | Facts::THE.0
    | Facts::HEADED.0;

/// The look of a word: its form without where it stands, and its length up to five.
fn shape(unit: &Unit) -> u64 {
    const LOOK: u16 = Form::CAPITAL
        .with(Form::UPPER)
        .with(Form::LOWER)
        .with(Form::DIGIT)
        .with(Form::HYPHEN)
        .with(Form::APOSTROPHE)
        .with(Form::DOTTED)
        .with(Form::WIDE)
        .bits();
    u64::from(unit.form.bits() & LOOK)
}

/// Beginnings and endings of two to four bytes, and the length.
fn affixes(out: &mut Features, reading: &Reading, unit: &Unit) {
    let word = reading.words()[unit.word as usize];
    let bytes = &reading.field_text(unit.word as usize).as_bytes()[word.start as usize..word.end as usize];
    let len = bytes.len();
    let mut front = 0u64;
    let mut back = 0u64;
    for n in 0..len.min(4) {
        front = front << 8 | bytes[n].to_ascii_lowercase() as u64;
        back = back << 8 | bytes[len - 1 - n].to_ascii_lowercase() as u64;
        match n {
            1 => out.add(5, back),
            2 => {
                out.add(4, front);
                out.add(6, back);
            }
            3 => {
                out.add(45, front);
                out.add(7, back);
            }
            _ => {}
        }
    }
    out.add(46, len.min(12) as u64);
}
