//! Writing a segment of the index.
//!
//! Tantivy's own writer is given texts and reads their words; here the words
//! come read, from the list that the extractors went over, and their terms by
//! number. An article comes in two steps: its words as soon as it is
//! read ([`SegmentWriter::begin`]), and all else when that is known
//! ([`SegmentWriter::finish`]), both in one order. The files are written by Tantivy's
//! serializers, and are those that its own writer would have written.

mod lists;
#[cfg(test)]
mod tests;

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, FieldEntry, FieldType, IndexRecordOption, Schema, Value};
use tantivy::store::StoreWriter;
use tantivy::tokenizer::{MAX_TOKEN_LEN, TextAnalyzer};
use tantivy::{DocId, Segment, TantivyDocument, TantivyError};

use super::analysis::Placed;
use super::fields::{Fields, RAW};
use super::lexicon::{Lexicon, Terms};
pub(super) use lists::Arena;
use lists::{Buffers, List};

/// Between the parts of a facet, as Tantivy encodes it.
const FACET_JOINT: u8 = 0;

/// What a field's values are indexed by.
enum Kind {
    /// By nothing, or by what [`SegmentWriter::begin`] was given.
    Nothing,
    /// By themselves, whole.
    Whole,
    /// By what an analysis makes of them.
    Analysed(TextAnalyzer),
    /// By their eight bytes, the highest first.
    Number,
    /// By themselves and all that stands above them.
    Facet,
}

impl Kind {
    fn of(entry: &FieldEntry, index: &tantivy::Index) -> tantivy::Result<Kind> {
        match entry.field_type() {
            _ if !entry.is_indexed() => Ok(Kind::Nothing),
            FieldType::Str(options) => {
                let name = options.get_indexing_options().map_or(RAW, |options| options.tokenizer());
                let analyzer = index.tokenizers().get(name).filter(|_| name != RAW);
                Ok(analyzer.map_or(Kind::Whole, Kind::Analysed))
            }
            FieldType::U64(_) => Ok(Kind::Number),
            FieldType::Facet(_) => Ok(Kind::Facet),
            _ => Err(TantivyError::SchemaError(format!("nothing is known of fields like {}", entry.name()))),
        }
    }
}

/// The inverted index of one field.
#[derive(Default)]
struct Inverted {
    /// Of values; words have theirs in the lexicon.
    terms: Terms,
    /// By the numbers of terms.
    lists: Vec<List>,
    /// By the numbers of facets, the numbers of those above them and their own.
    lineages: Vec<Vec<u32>>,
    /// Whether the lists have positions.
    positions: bool,
    /// How many terms all documents have.
    tokens: u64,
    /// How many terms the document has that is being finished, and the position behind the last one.
    here: u32,
    end: u32,
}

impl Inverted {
    fn add(&mut self, arena: &mut Arena, doc: DocId, term: &[u8], position: u32) {
        let number = self.terms.number(term);
        self.add_number(arena, doc, number, position);
        self.here += 1;
    }

    /// Adds a facet and all that stands above it; the numbers of these are remembered.
    fn add_facet(&mut self, arena: &mut Arena, doc: DocId, path: &[u8]) {
        let number = self.terms.number(path) as usize;
        if self.lineages.len() <= number {
            self.lineages.resize(number + 1, Vec::new());
        }
        if self.lineages[number].is_empty() {
            let ends = (1..path.len()).filter(|&end| path[end] == FACET_JOINT).chain([0, path.len()]);
            self.lineages[number] = ends.map(|end| self.terms.number(&path[..end])).collect();
        }
        let lineage = std::mem::take(&mut self.lineages[number]);
        for &number in &lineage {
            self.add_number(arena, doc, number, 0);
        }
        // The root stands twice where it is all there is.
        self.here += if path.is_empty() { 1 } else { lineage.len() as u32 };
        self.lineages[number] = lineage;
    }

    #[inline]
    fn add_number(&mut self, arena: &mut Arena, doc: DocId, number: u32, position: u32) {
        let number = number as usize;
        if number >= self.lists.len() {
            self.lists.resize(number + 1, List::default());
        }
        if self.positions {
            self.lists[number].add(arena, doc, position);
        } else {
            self.lists[number].add_doc(arena, doc);
        }
    }
}

/// A segment while it is made.
pub(super) struct SegmentWriter {
    segment: Segment,
    schema: Schema,
    fields: Fields,
    /// The terms of words.
    lexicon: Lexicon,
    /// By the numbers of fields.
    kinds: Vec<Kind>,
    inverted: Vec<Inverted>,
    arena: Arena,
    norms: FieldNormsWriter,
    fast: FastFieldsWriter,
    store: StoreWriter,
    begun: DocId,
    finished: DocId,
}

impl SegmentWriter {
    /// An empty segment of an index; its lists grow in the memory that is given.
    ///
    /// # Errors
    /// Its files cannot be made.
    pub(super) fn new(index: &tantivy::Index, fields: Fields, mut arena: Arena) -> tantivy::Result<SegmentWriter> {
        arena.clear();
        let segment = index.new_segment();
        let schema = index.schema();
        let kind = |(field, entry): (Field, &FieldEntry)| {
            if [fields.title, fields.body].contains(&field) { Ok(Kind::Nothing) } else { Kind::of(entry, index) }
        };
        let inverted = |(_, entry): (Field, &FieldEntry)| {
            let option = entry.field_type().index_record_option();
            Inverted { positions: option.is_some_and(IndexRecordOption::has_positions), ..Inverted::default() }
        };
        let settings = index.settings();
        let store = segment.open_write(SegmentComponent::Store)?;
        Ok(SegmentWriter {
            kinds: schema.fields().map(kind).collect::<tantivy::Result<_>>()?,
            inverted: schema.fields().map(inverted).collect(),
            norms: FieldNormsWriter::for_schema(&schema),
            fast: FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, index.fast_field_tokenizer().clone())?,
            // Compressed by the thread that writes: every core has one.
            store: StoreWriter::new(store, settings.docstore_compression, settings.docstore_blocksize, false)?,
            lexicon: Lexicon::default(),
            arena,
            begun: 0,
            finished: 0,
            segment,
            schema,
            fields,
        })
    }

    /// Where the numbers of terms come from that this segment takes.
    pub(super) fn lexicon(&mut self) -> &mut Lexicon {
        &mut self.lexicon
    }

    /// The memory that its lists grow in.
    pub(super) fn arena(&mut self) -> &mut Arena {
        &mut self.arena
    }

    /// Takes the terms of an article's title and body.
    pub(super) fn begin(&mut self, title: &[Placed], body: &[Placed]) {
        let doc = self.begun;
        for (field, placed) in [(self.fields.title, title), (self.fields.body, body)] {
            let inverted = &mut self.inverted[field.field_id() as usize];
            if !placed.is_empty() {
                inverted.lists.resize(self.lexicon.terms().len(), List::default());
            }
            // What the lists end in is far apart in memory: asked for at once it comes sooner than one by one.
            let ends = placed.iter().map(|placed| inverted.lists[placed.term as usize].end(&self.arena));
            std::hint::black_box(ends.fold(0, std::ops::BitXor::bitxor));
            for placed in placed {
                inverted.add_number(&mut self.arena, doc, placed.term, placed.position);
            }
            inverted.tokens += placed.len() as u64;
            self.norms.record(doc, field, placed.len() as u32);
        }
        self.begun += 1;
    }

    /// Whether articles were begun that are not finished.
    pub(super) fn is_open(&self) -> bool {
        self.finished < self.begun
    }

    /// Takes all else of the first article that was begun and not finished.
    ///
    /// # Errors
    /// The disk fails.
    pub(super) fn finish(&mut self, document: &TantivyDocument) -> tantivy::Result<()> {
        let doc = self.finished;
        let SegmentWriter { kinds, inverted, arena, norms, .. } = self;
        for (field, value) in document.field_values() {
            let at = field.field_id() as usize;
            let inverted = &mut inverted[at];
            match &mut kinds[at] {
                Kind::Nothing => {}
                Kind::Whole => {
                    if let Some(text) = value.as_str().filter(|text| text.len() <= MAX_TOKEN_LEN) {
                        inverted.add(arena, doc, text.as_bytes(), 0);
                    }
                }
                Kind::Analysed(analyzer) => {
                    let start = inverted.end;
                    let mut stream = analyzer.token_stream(value.as_str().unwrap_or_default());
                    while stream.advance() {
                        let token = stream.token();
                        if token.text.len() <= MAX_TOKEN_LEN {
                            let position = start + token.position as u32;
                            inverted.add(arena, doc, token.text.as_bytes(), position);
                            inverted.end = inverted.end.max(position + token.position_length as u32);
                        }
                    }
                    // One value's last word is no neighbour of the next one's first.
                    inverted.end += 1;
                }
                Kind::Number => {
                    inverted.add(arena, doc, &value.as_u64().unwrap_or_default().to_be_bytes(), 0);
                }
                Kind::Facet => {
                    inverted.add_facet(arena, doc, value.as_facet().unwrap_or_default().as_bytes());
                }
            }
        }
        for (field, entry) in self.schema.fields() {
            let inverted = &mut inverted[field.field_id() as usize];
            if inverted.here > 0 && entry.has_fieldnorms() {
                norms.record(doc, field, inverted.here);
            }
            inverted.tokens += u64::from(inverted.here);
            (inverted.here, inverted.end) = (0, 0);
        }
        self.fast.add_document(document)?;
        self.store.store(document, &self.schema)?;
        self.finished += 1;
        Ok(())
    }

    /// Bytes that it holds.
    pub(super) fn memory(&self) -> usize {
        let inverted = |inverted: &Inverted| {
            let numbered = inverted.lists.len() * size_of::<List>() + inverted.lineages.len() * size_of::<Vec<u32>>();
            inverted.terms.memory() + numbered
        };
        self.inverted.iter().map(inverted).sum::<usize>()
            + self.arena.memory()
            + self.lexicon.memory()
            + self.norms.mem_usage()
            + self.fast.mem_usage()
            + self.store.mem_usage()
    }

    /// Writes the segment, of which all articles are finished, or nothing where there is none; gives
    /// the memory of its lists back.
    ///
    /// # Errors
    /// The disk fails.
    pub(super) fn write(mut self) -> tantivy::Result<(Option<SegmentMeta>, Arena)> {
        debug_assert!(!self.is_open(), "an article that is begun is finished before its segment is written");
        if self.finished == 0 {
            return Ok((None, self.arena));
        }
        self.norms.fill_up_to_max_doc(self.finished);
        let norms = self.segment.open_write(SegmentComponent::FieldNorms)?;
        self.norms.serialize(FieldNormsSerializer::from_write(norms)?, None)?;
        self.write_inverted()?;
        let mut fast = self.segment.open_write(SegmentComponent::FastFields)?;
        self.fast.serialize(&mut fast, None)?;
        fast.terminate()?;
        self.store.close()?;
        let segment = self.segment.with_max_doc(self.finished);
        segment.meta().untrack_temp_docstore();
        Ok((Some(segment.meta().clone()), self.arena))
    }

    fn write_inverted(&self) -> tantivy::Result<()> {
        let norms = FieldNormReaders::open(self.segment.open_read(SegmentComponent::FieldNorms)?)?;
        let mut serializer = InvertedIndexSerializer::open(&self.segment)?;
        let words = self.lexicon.terms().sorted();
        let mut buffers = Buffers::default();
        for ((field, _), inverted) in self.schema.fields().zip(&self.inverted) {
            if inverted.lists.is_empty() {
                continue;
            }
            let has_words = [self.fields.title, self.fields.body].contains(&field);
            let own = if has_words { Vec::new() } else { inverted.terms.sorted() };
            let (terms, order) = if has_words { (self.lexicon.terms(), &words) } else { (&inverted.terms, &own) };
            let mut writer = serializer.new_field(field, inverted.tokens, norms.get_field(field)?)?;
            for &number in order {
                let Some(list) = inverted.lists.get(number as usize).filter(|list| list.docs() > 0) else { continue };
                writer.new_term(terms.term(number), list.docs(), inverted.positions)?;
                list.each(&self.arena, inverted.positions, &mut buffers, |doc, differences| {
                    writer.write_doc(doc, differences.len() as u32, differences);
                });
                writer.close_term()?;
            }
            writer.close()?;
        }
        serializer.close()?;
        Ok(())
    }
}
