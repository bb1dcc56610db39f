//! The facet values that a document has, each once.
//!
//! A segment numbers the distinct values of a field. Here every number leads to
//! the slots that it counts in: a name's to the name that it is shown as, a
//! path's to all levels above it too.

use std::collections::{BTreeMap, HashMap};

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use super::counts::{FacetField, LEVEL, Shape};
use crate::index::Aliases;

/// The values of one facet in one segment.
pub(super) struct Values {
    column: StrColumn,
    slots: Slots,
    /// One more than the document that was seen last, by slot: what a document has twice counts once.
    last: Vec<u32>,
}

/// Where an ordinal counts.
enum Slots {
    /// In the slot of its own number.
    Same,
    /// In one slot: another ordinal, or a name that is added behind them.
    Named {
        slots: Vec<u32>,
        /// Names that no article of the segment holds as they are shown.
        added: Vec<String>,
    },
    /// In the slots of all its levels.
    Levels {
        lineages: Vec<Vec<u32>>,
        /// The levels, each with those above it.
        paths: Vec<String>,
    },
}

/// The slot of a value that is hidden.
const HIDDEN: u32 = u32::MAX;

impl Values {
    /// Reads the values of a facet of texts or paths; none where no article of the segment has any.
    pub(super) fn read(
        reader: &SegmentReader,
        field: FacetField,
        aliases: &Aliases,
    ) -> tantivy::Result<Option<Values>> {
        let Some(column) = reader.fast_fields().str(field.column())? else { return Ok(None) };
        let slots = match field.shape() {
            Shape::Path => levels(&column)?,
            _ if field == FacetField::People && !aliases.is_empty() => named(&column, aliases)?,
            _ => Slots::Same,
        };
        let len = match &slots {
            Slots::Same => 0,
            Slots::Named { slots, added } => slots.len() + added.len(),
            Slots::Levels { paths, .. } => paths.len(),
        };
        Ok(Some(Values { column, slots, last: vec![0; len] }))
    }

    /// Number of slots.
    pub(super) fn len(&self) -> usize {
        match &self.slots {
            Slots::Same => self.column.num_terms(),
            _ => self.last.len(),
        }
    }

    /// Shows every slot that a document counts in, once. Documents come in ascending order.
    #[inline]
    pub(super) fn each(&mut self, doc: DocId, mut see: impl FnMut(usize)) {
        let mark = doc + 1;
        let last = &mut self.last;
        let mut once = |slot: u32| {
            if std::mem::replace(&mut last[slot as usize], mark) != mark {
                see(slot as usize);
            }
        };
        let ordinals = self.column.term_ords(doc).map(|ordinal| ordinal as usize);
        match &self.slots {
            Slots::Same => ordinals.for_each(see),
            Slots::Named { slots, .. } => {
                ordinals.map(|ordinal| slots[ordinal]).filter(|slot| *slot != HIDDEN).for_each(once);
            }
            Slots::Levels { lineages, .. } => {
                ordinals.flat_map(|ordinal| &lineages[ordinal]).for_each(|slot| once(*slot));
            }
        }
    }

    /// Gives the text of every slot that is `wanted`, a path with its levels between [`LEVEL`]s.
    pub(super) fn texts(
        &self,
        wanted: impl Fn(usize) -> bool,
        mut give: impl FnMut(usize, &str),
    ) -> tantivy::Result<()> {
        if let Slots::Levels { paths, .. } = &self.slots {
            paths.iter().enumerate().filter(|(slot, _)| wanted(*slot)).for_each(|(slot, path)| give(slot, path));
            return Ok(());
        }
        let stored = self.column.num_terms();
        let ordinals: Vec<u64> = (0..stored).filter(|slot| wanted(*slot)).map(|slot| slot as u64).collect();
        let mut rest = ordinals.iter();
        // One walk over the dictionary: looking each ordinal up alone reads its block again and again.
        let walked = self.column.dictionary().sorted_ords_to_term_cb(&ordinals, |value| {
            if let Some(&ordinal) = rest.next() {
                give(ordinal as usize, &String::from_utf8_lossy(value));
            }
        });
        walked?;
        if let Slots::Named { added, .. } = &self.slots {
            let slots = (stored..).zip(added).filter(|(slot, _)| wanted(*slot));
            slots.for_each(|(slot, name)| give(slot, name));
        }
        Ok(())
    }
}

/// The names of people by what they are shown as.
fn named(column: &StrColumn, aliases: &Aliases) -> tantivy::Result<Slots> {
    let stored = column.num_terms();
    let mut slots: Vec<u32> = (0..stored as u32).collect();
    let mut added: BTreeMap<String, u32> = BTreeMap::new();
    for (value, _) in aliases.iter() {
        let Some(ordinal) = column.dictionary().term_ord(value)? else { continue };
        slots[ordinal as usize] = match aliases.canonical(value) {
            None => HIDDEN,
            Some(name) => match column.dictionary().term_ord(name)? {
                Some(ordinal) => ordinal as u32,
                None => {
                    let next = (stored + added.len()) as u32;
                    *added.entry(name.to_owned()).or_insert(next)
                }
            },
        };
    }
    let mut names: Vec<(u32, String)> = added.into_iter().map(|(name, slot)| (slot, name)).collect();
    names.sort_unstable();
    Ok(Slots::Named { slots, added: names.into_iter().map(|(_, name)| name).collect() })
}

/// Paths with all the levels above them.
fn levels(column: &StrColumn) -> tantivy::Result<Slots> {
    let mut lineages = Vec::with_capacity(column.num_terms());
    let mut paths = Vec::new();
    let mut known: HashMap<String, u32> = HashMap::new();
    let mut terms = column.dictionary().stream()?;
    while let Some((path, _)) = terms.next() {
        let path = String::from_utf8_lossy(path);
        let ends = path.match_indices(LEVEL).map(|(at, _)| at).chain(std::iter::once(path.len()));
        let lineage = ends.map(|end| {
            *known.entry(path[..end].to_owned()).or_insert_with(|| {
                paths.push(path[..end].to_owned());
                paths.len() as u32 - 1
            })
        });
        lineages.push(lineage.collect());
    }
    Ok(Slots::Levels { lineages, paths })
}
