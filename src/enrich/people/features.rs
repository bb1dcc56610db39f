//! The features of a candidate, as hashes that address rows of the model.
//!
//! Takes units and the article's facts; knows no weights and no tags. The
//! same function serves training and tagging, so that they cannot differ.

use super::facts::{self, Facts, Table};
use super::units::{Unit, Units};
use crate::text::{Form, Reading, key, mix};
use crate::vocab::people::{MOST_ROWS, ROWS_LOG2};
use std::sync::LazyLock;

/// Most features that a candidate has: forty of its own and around it, one for each fact; a power of two.
pub(crate) const MOST: usize = 64;

/// Room for the rows of a candidate's features.
pub(crate) type Room = [u32; MOST];

/// The rows of a candidate's features.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// All of them.
    pub(crate) all: &'a [u32],
    /// How many of them, the first ones, tell which word it is.
    pub(crate) identity: usize,
}

/// Rows in the making; how many there are stays in a register.
struct Out<'a> {
    rows: &'a mut Room,
    count: usize,
}

impl Out<'_> {
    /// Adds a feature: the template tells apart equal values of different meaning.
    #[inline(always)]
    fn add(&mut self, template: u64, value: u64) {
        let hash = (value ^ template.wrapping_mul(SPREAD)).wrapping_mul(MULTIPLIER);
        self.rows[self.count % MOST] = (hash >> (64 - ROWS_LOG2)) as u32;
        self.count += 1;
    }
}

/// Spreads the small template numbers over 64 bits: an odd constant with evenly mixed bits.
const SPREAD: u64 = 0xD6E8_FEB8_6659_FD93;
/// Brings every bit of a value up into the highest, which number the row: another such constant.
const MULTIPLIER: u64 = 0x9FB2_1C65_1E98_DF25;

/// Two numbers below 2^32 as one: other than a hash of both, it keeps their order.
#[inline(always)]
fn pair(a: u64, b: u64) -> u64 {
    a << 32 | b
}

/// First of the bits that neither kinds nor marks of a neighbour use.
const SPARE: u32 = 24;

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
const BORDER: Neighbour = Neighbour { key: 0x1405_7B7E_F767_814F, kinds: 1 << 31 };
/// Stands for every number.
const NUMBER: u64 = 0x5851_F42D_4C95_7F2D;

/// What a feature may see of a neighbour.
#[derive(Clone, Copy)]
struct Neighbour {
    key: u64,
    kinds: u64,
}

impl Neighbour {
    #[inline(always)]
    fn of(unit: &Unit) -> Neighbour {
        let key = if unit.form.has(Form::DIGIT) && !unit.form.has(Form::LOWER) { NUMBER } else { unit.key };
        let capital = unit.form.has(Form::CAPITAL) as u64;
        Neighbour { key, kinds: unit.kinds.bits() as u64 | capital << 30 }
    }
}

/// The first and second neighbour before unit `at`, not beyond a border.
#[inline(always)]
fn before(units: &Units, at: usize) -> (Neighbour, Neighbour) {
    if at == 0 || units.all[at].begins {
        return (BORDER, BORDER);
    }
    let one = &units.all[at - 1];
    let two = if at == 1 || one.begins { BORDER } else { Neighbour::of(&units.all[at - 2]) };
    (Neighbour::of(one), two)
}

/// The first and second neighbour after unit `at`, not beyond a border.
#[inline(always)]
fn after(units: &Units, at: usize) -> (Neighbour, Neighbour) {
    match units.all.get(at + 1) {
        Some(one) if !one.begins => {
            let two = units.all.get(at + 2).filter(|two| !two.begins);
            (Neighbour::of(one), two.map_or(BORDER, Neighbour::of))
        }
        _ => (BORDER, BORDER),
    }
}

/// The features of candidate `n`.
#[inline(always)]
pub(crate) fn fill<'a>(room: &'a mut Room, reading: &Reading, units: &Units, table: &Table, n: usize) -> Rows<'a> {
    const { assert!(40 + facts::COUNT as usize <= MOST && MOST <= MOST_ROWS && MOST.is_power_of_two()) };
    let mut out = Out { rows: room, count: 0 };
    let candidate = &units.candidates[n];
    let at = candidate.unit as usize;
    let unit = &units.all[at];
    let position = (candidate.first < n as u32) as u64 + 2 * ((n as u32) < candidate.last) as u64;
    let length = u64::from((candidate.last - candidate.first).min(4));
    let place = position << 3 | length;
    let kinds = Neighbour::of(unit).kinds;
    let shape = shape(unit);
    let (b1, b2) = before(units, at);
    let (a1, a2) = after(units, at);

    // What the word is, which an unknown word does not tell.
    out.add(1, unit.key);
    affixes(&mut out, reading, unit);
    out.add(12, mix(b1.key, unit.key));
    out.add(13, mix(a1.key, unit.key));
    out.add(17, pair(kinds, b1.kinds));
    out.add(18, pair(kinds, a1.kinds));
    out.add(20, pair(kinds, place));
    let identity = out.count;

    // What it looks like and where it stands.
    out.add(3, shape << 8 | place);
    out.add(8, b1.key);
    out.add(9, a1.key);
    out.add(10, b2.key);
    out.add(11, a2.key);
    out.add(14, mix(b1.key, b2.key));
    out.add(15, mix(a1.key, a2.key));
    out.add(19, pair(b1.kinds, a1.kinds));
    out.add(21, pair(b1.kinds, b2.kinds) | position << SPARE);
    out.add(22, pair(a1.kinds, a2.kinds) | position << SPARE);
    out.add(37, mix(b1.key, a1.key) ^ position);

    // Around the run, for every word of it.
    if length > 0 {
        let run_unit = |c: u32| units.candidates[c as usize].unit as usize;
        let (start, end) = (run_unit(candidate.first), run_unit(candidate.last));
        let (first, last) = (&units.all[start], &units.all[end]);
        let (l1, l2) = if start == at { (b1, b2) } else { before(units, start) };
        let (r1, r2) = if end == at { (a1, a2) } else { after(units, end) };
        out.add(24, l1.key ^ position);
        out.add(25, r1.key ^ position);
        out.add(26, pair(l1.kinds, l2.kinds) | position << SPARE);
        out.add(27, pair(r1.kinds, r2.kinds) | position << SPARE);
        out.add(28, mix(l1.key, r1.key));
        out.add(29, first.key ^ position);
        out.add(30, last.key ^ position);
        out.add(31, pair(u64::from(first.kinds.bits()), u64::from(last.kinds.bits())) | place << SPARE);
    }
    let line = unit.upper_line as u64 | (unit.title_line as u64) << 1;
    let opening = unit.begins as u64 | line << 1;
    out.add(34, opening << 32 | shape);
    out.add(35, pair(kinds, opening << 2 | position));

    let seen = table.facts(candidate.slot);
    let naming = u64::from(seen.0 & NAMING);
    out.add(40, naming << 2 | position);
    out.add(41, pair(naming, kinds));
    if opening != 0 {
        out.add(42, u64::from(seen.0 & (NAMING | Facts::LOWER.0)) << 2 | line);
    }
    let mut bits = seen.0;
    while bits != 0 {
        out.add(39, u64::from(bits.trailing_zeros()) << 2 | position);
        bits &= bits - 1;
    }
    Rows { all: &out.rows[..out.count.min(MOST)], identity }
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
#[inline(always)]
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

/// Beginnings and endings of two to four bytes, in lower case.
#[inline(always)]
fn affixes(out: &mut Out, reading: &Reading, unit: &Unit) {
    let word = reading.words()[unit.word as usize];
    let bytes = &reading.field_text(unit.word as usize).as_bytes()[word.start as usize..word.end as usize];
    let lower = |byte: u8| u64::from(byte.to_ascii_lowercase());
    if let [.., b, a] = *bytes {
        let two = lower(b) << 8 | lower(a);
        out.add(5, two);
        if let [.., c, _, _] = *bytes {
            let three = lower(c) << 16 | two;
            let front = lower(bytes[0]) << 16 | lower(bytes[1]) << 8 | lower(bytes[2]);
            out.add(4, front);
            out.add(6, three);
            if let [.., d, _, _, _] = *bytes {
                out.add(7, lower(d) << 24 | three);
            }
        }
    }
}
