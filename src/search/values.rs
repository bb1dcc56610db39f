//! The facet values that a document has, each once.
//!
//! A segment numbers the distinct values of a field. Here every number leads to
//! the slots that it counts in: a name's to the name that it is shown as, a
//! path's to all levels above it too.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

use super::counts::{FacetField, LEVEL, Shape};
use super::names::Names;
use crate::index::Aliases;

/// What people are shown as, throughout an index.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) aliases: Aliases,
    /// Where the names of each segment count, of those that were asked for: many answers need it, and aliases are many.
    segments: Mutex<HashMap<SegmentId, Arc<Named>>>,
}

impl Shown {
    pub(super) fn by(aliases: Aliases) -> Shown {
        Shown { aliases, segments: Mutex::default() }
    }

    /// Where the names of a segment count, which has `stored` of them.
    fn named(&self, segment: SegmentId, stored: usize, names: &Names) -> tantivy::Result<Arc<Named>> {
        let lock = || self.segments.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(named) = lock().get(&segment) {
            return Ok(named.clone());
        }
        let named = Arc::new(named(stored, names, &self.aliases)?);
        lock().insert(segment, named.clone());
        Ok(named)
    }
}

/// The values of one facet in one segment.
pub(super) struct Values {
    column: StrColumn,
    names: Names,
    slots: Slots,
    /// One more than the document that was seen last, by slot: what a document has twice counts once.
    last: Vec<u32>,
    block: Block,
}

/// The ordinals of some documents, read together: a look at a column costs more than what stands there.
#[derive(Default)]
struct Block {
    /// The document of each ordinal.
    docs: Vec<DocId>,
    rows: Vec<u32>,
    ordinals: Vec<u64>,
}

impl Block {
    fn read(&mut self, column: &StrColumn, docs: &[DocId]) {
        self.docs.clear();
        self.rows.clear();
        let ordinals = column.ords();
        ordinals.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.ordinals.resize(self.rows.len(), 0);
        ordinals.values.get_vals(&self.rows, &mut self.ordinals);
    }
}

/// Where an ordinal counts.
enum Slots {
    /// In the slot of its own number.
    Same,
    /// In one slot: another ordinal, or a name that is added behind them.
    Named(Arc<Named>),
    /// In the slots of all its levels.
    Levels {
        lineages: Vec<Vec<u32>>,
        /// The levels, each with those above it.
        paths: Vec<String>,
    },
}

/// Where names count that have aliases.
struct Named {
    /// By ordinal.
    slots: Vec<u32>,
    /// Names that no article of the segment holds as they are shown.
    added: Vec<String>,
}

/// The slot of a value that is hidden.
const HIDDEN: u32 = u32::MAX;

impl Values {
    /// Reads the values of a facet of texts or paths; none where no article of the segment has any.
    pub(super) fn read(reader: &SegmentReader, field: FacetField, shown: &Shown) -> tantivy::Result<Option<Values>> {
        let Some(column) = reader.fast_fields().str(field.column())? else { return Ok(None) };
        // Names of people are indexed as they are written; other values are folded there, or paths.
        let indexed = reader.schema().get_field(field.column()).ok().filter(|_| field == FacetField::People);
        let names = Names::of(&column, indexed, reader)?;
        let slots = match field.shape() {
            Shape::Path => levels(&column)?,
            _ if field == FacetField::People && !shown.aliases.is_empty() => {
                Slots::Named(shown.named(reader.segment_id(), column.num_terms(), &names)?)
            }
            _ => Slots::Same,
        };
        let len = match &slots {
            Slots::Same => 0,
            Slots::Named(named) => named.slots.len() + named.added.len(),
            Slots::Levels { paths, .. } => paths.len(),
        };
        Ok(Some(Values { column, names, slots, last: vec![0; len], block: Block::default() }))
    }

    /// Number of slots.
    pub(super) fn len(&self) -> usize {
        match &self.slots {
            Slots::Same => self.column.num_terms(),
            _ => self.last.len(),
        }
    }

    /// Shows every slot that a document counts in, once. Documents come in ascending order.
    pub(super) fn each(&mut self, doc: DocId, mut see: impl FnMut(usize)) {
        self.each_of(&[doc], |_, slot| see(slot));
    }

    /// Shows every slot that some documents count in, once for each. Documents come in ascending order.
    pub(super) fn each_of(&mut self, docs: &[DocId], mut see: impl FnMut(DocId, usize)) {
        self.block.read(&self.column, docs);
        let last = &mut self.last;
        let mut once = |doc: DocId, slot: u32| {
            if std::mem::replace(&mut last[slot as usize], doc + 1) != doc + 1 {
                see(doc, slot as usize);
            }
        };
        let found = self.block.docs.iter().copied().zip(self.block.ordinals.iter().map(|ordinal| *ordinal as usize));
        match &self.slots {
            Slots::Same => found.for_each(|(doc, ordinal)| see(doc, ordinal)),
            Slots::Named(named) => {
                let shown = found.map(|(doc, ordinal)| (doc, named.slots[ordinal])).filter(|(_, slot)| *slot != HIDDEN);
                shown.for_each(|(doc, slot)| once(doc, slot));
            }
            Slots::Levels { lineages, .. } => {
                found.for_each(|(doc, ordinal)| lineages[ordinal].iter().for_each(|slot| once(doc, *slot)));
            }
        }
    }

    /// Whether texts stand for themselves, without levels above them.
    pub(super) fn are_flat(&self) -> bool {
        !matches!(self.slots, Slots::Levels { .. })
    }

    /// The slot of a text that stands for itself.
    pub(super) fn slot(&self, text: &str) -> tantivy::Result<Option<usize>> {
        if let Some(ordinal) = self.names.ordinal(text)? {
            return Ok(Some(ordinal as usize));
        }
        Ok(match &self.slots {
            Slots::Named(named) => {
                named.added.iter().position(|name| name == text).map(|added| named.slots.len() + added)
            }
            _ => None,
        })
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
        self.names.each(&ordinals, |ordinal, name| give(ordinal as usize, name))?;
        if let Slots::Named(named) = &self.slots {
            let slots = (stored..).zip(&named.added).filter(|(slot, _)| wanted(*slot));
            slots.for_each(|(slot, name)| give(slot, name));
        }
        Ok(())
    }
}

/// The names of people by what they are shown as; the segment has `stored` of them.
fn named(stored: usize, names: &Names, aliases: &Aliases) -> tantivy::Result<Named> {
    let mut slots: Vec<u32> = (0..stored as u32).collect();
    let mut added: BTreeMap<String, u32> = BTreeMap::new();
    for (value, _) in aliases.iter() {
        let Some(ordinal) = names.ordinal(value)? else { continue };
        slots[ordinal as usize] = match aliases.canonical(value) {
            None => HIDDEN,
            Some(name) => match names.ordinal(name)? {
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
    Ok(Named { slots, added: names.into_iter().map(|(_, name)| name).collect() })
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
