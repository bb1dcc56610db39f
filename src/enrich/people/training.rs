//! What the trainer sees of the tagger: candidates with their features, the
//! tags, and which may follow which.

use super::facts::Table;
use super::features::{self, MOST};
use super::tagger;
use super::units::{ALL_LINKS, Link, Units};
use crate::text::Reading;
use crate::vocab::people::{Kind, Kinds, lexicon};

pub(crate) use super::tagger::{Tag, may_begin, may_end};

/// Whether tag `to` may follow tag `from` over the link with this number.
pub(crate) fn may_follow(link: u8, from: usize, to: usize) -> bool {
    tagger::may_follow(ALL_LINKS[link as usize], from, to)
}

/// An article with its candidates found.
pub(crate) struct Prepared<'a> {
    reading: &'a Reading<'a>,
    units: Units,
    table: Table,
}

/// Given and family names.
const LISTED: Kinds = Kinds::one(Kind::First).with(Kinds::one(Kind::Last));

impl Prepared<'_> {
    /// Prepares a text and hands it to `use_it`, as if the names whose keys `forgotten` picks were
    /// on no list: names of a collection are listed more often than those of tomorrow's news.
    pub(crate) fn with<T>(text: &str, forgotten: impl Fn(u64) -> bool, use_it: impl FnOnce(&Prepared) -> T) -> T {
        let reading = Reading::new("", text);
        let (mut units, mut table) = (Units::default(), Table::default());
        units.read(&reading, lexicon());
        for unit in units.all.iter_mut().filter(|unit| unit.kinds.any(LISTED) && forgotten(unit.key)) {
            unit.kinds = unit.kinds.without(LISTED);
        }
        table.gather(&mut units);
        use_it(&Prepared { reading: &reading, units, table })
    }

    /// Number of candidates.
    pub(crate) fn len(&self) -> usize {
        self.units.candidates.len()
    }

    /// First byte and byte after the last of candidate `n`.
    pub(crate) fn place(&self, n: usize) -> (usize, usize) {
        let word = self.reading.words()[self.units.all[self.units.candidates[n].unit as usize].word as usize];
        (word.start as usize, word.end as usize)
    }

    /// The kinds of candidate `n`.
    pub(crate) fn kinds(&self, n: usize) -> Kinds {
        self.units.all[self.units.candidates[n].unit as usize].kinds
    }

    /// The key of candidate `n`.
    pub(crate) fn key(&self, n: usize) -> u64 {
        self.units.all[self.units.candidates[n].unit as usize].key
    }

    /// The number of the link before candidate `n`.
    pub(crate) fn link(&self, n: usize) -> u8 {
        self.units.candidates[n].link as u8
    }

    /// Whether candidate `n` stands side by side with the one before.
    pub(crate) fn is_adjacent(&self, n: usize) -> bool {
        self.units.candidates[n].link == Link::Adjacent
    }

    /// Whether candidate `n` begins a chain.
    pub(crate) fn begins_chain(&self, n: usize) -> bool {
        self.units.candidates[n].link == Link::None
    }

    /// Appends the features of candidate `n`, and says how many of them tell which word it is.
    pub(crate) fn features(&self, n: usize, rows: &mut Vec<u32>) -> usize {
        let mut room = [0; MOST];
        let filled = features::fill(&mut room, self.reading, &self.units, &self.table, n);
        rows.extend_from_slice(filled.all);
        filled.identity
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::key;

    #[test]
    fn a_forgotten_name_is_on_no_list() {
        let kinds = |forgotten: u64| {
            Prepared::with(
                "Mr Thomas spoke.",
                |key| key == forgotten,
                |prepared| (0..prepared.len()).map(|n| prepared.kinds(n).any(LISTED)).collect::<Vec<bool>>(),
            )
        };
        assert_eq!(kinds(0), [false, true]);
        assert_eq!(kinds(key("Thomas")), [false, false]);
    }
}
