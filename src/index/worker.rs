//! A worker of an update: finds what is in articles, and writes them into segments of its own.
//!
//! An article's words are recorded while they are at hand, which is when it is
//! read; the rest of it when its turn has come in file order. Of what a worker has
//! begun nothing is lost in between: a segment is written when all its articles are
//! finished.

use std::collections::VecDeque;

use super::analysis::{Placed, place};
use super::annotated::{Annotated, Annotator, articles, groups, joined, parsed};
use super::document::{Standing, document};
use super::fields::Fields;
use super::history::Past;
use super::ledger::Claimed;
use super::segment::{Arena, SegmentWriter};
use super::update::Writer;
use crate::copies::{Sketch, sketch_of};
use crate::enrich::countries::Homes;
use crate::enrich::topics::Model;
use crate::error::Result;
use crate::source::{Chunk, Record};

/// Bytes that the lists of a segment may take, however large the budget: far below what they can address.
const LARGEST: usize = 2 << 30;

/// One thread's tools.
pub(super) struct Worker<'a> {
    /// Whose segments are the writer's.
    index: tantivy::Index,
    fields: Fields,
    past: &'a Past,
    /// Bytes that a segment may take before it is written.
    budget: usize,
    segment: Option<SegmentWriter>,
    /// Whether copies are looked for.
    copies: bool,
    /// Of the articles that were begun.
    sketches: VecDeque<Sketch>,
    /// Segments that take no more articles and wait for those that were begun, oldest first.
    closing: VecDeque<SegmentWriter>,
    annotator: Annotator<'a>,
    /// Of the articles of a group.
    terms: Vec<Terms>,
    /// Of the last segment that was written, for the next one.
    arena: Arena,
}

/// The terms of an article, and its sketch where copies are looked for.
#[derive(Default)]
struct Terms {
    title: Vec<Placed>,
    body: Vec<Placed>,
    sketch: Sketch,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        index: tantivy::Index,
        fields: Fields,
        own_topics: Option<&'a Model>,
        past: &'a Past,
        budget: usize,
        copies: bool,
    ) -> Worker<'a> {
        Worker {
            index,
            fields,
            past,
            budget: budget.min(LARGEST),
            segment: None,
            copies,
            sketches: VecDeque::new(),
            closing: VecDeque::new(),
            annotator: Annotator { own: own_topics, words: Vec::new() },
            terms: Vec::new(),
            arena: Arena::default(),
        }
    }

    /// Parses and annotates a chunk, by the homes of sources that are known, and begins its articles.
    ///
    /// # Errors
    /// The index cannot be written.
    pub(super) fn begin(&mut self, chunk: &Chunk, homes: &Homes) -> Result<Vec<Annotated>> {
        self.begin_records(parsed(chunk), &chunk.path, homes)
    }

    /// [`Worker::begin`], of records of the file at `path`.
    ///
    /// # Errors
    /// As [`Worker::begin`].
    pub(super) fn begin_records(&mut self, records: Vec<Record>, path: &str, homes: &Homes) -> Result<Vec<Annotated>> {
        let segment = match &mut self.segment {
            Some(segment) => segment,
            none => none.insert(SegmentWriter::new(&self.index, self.fields, std::mem::take(&mut self.arena))?),
        };
        let mut annotated = Vec::new();
        for group in groups(records) {
            let articles = articles(&group);
            self.terms.resize_with(self.terms.len().max(articles.len()), Terms::default);
            let found = self.annotator.annotate(&articles, homes, |n, reading| {
                let (title, body) = reading.words().split_at(reading.title_words());
                place(&articles[n].title, title, segment.lexicon(), &mut self.terms[n].title);
                place(&articles[n].body, body, segment.lexicon(), &mut self.terms[n].body);
                self.terms[n].sketch = if self.copies { sketch_of(reading) } else { Sketch::new() };
            });
            for (terms, _) in self.terms.iter_mut().zip(&found).filter(|(_, found)| found.is_some()) {
                segment.begin(&terms.title, &terms.body);
                self.sketches.push_back(std::mem::take(&mut terms.sketch));
            }
            annotated.extend(joined(path, group, found));
        }
        if segment.memory() >= self.budget {
            self.closing.extend(self.segment.take());
        }
        Ok(annotated)
    }

    /// Finishes articles, in the order in which they were begun.
    ///
    /// # Errors
    /// The index cannot be written.
    pub(super) fn finish(&mut self, articles: Vec<Claimed>, writer: &Writer) -> Result<()> {
        for Claimed { article, found, key, file, commit } in articles {
            let history = self.past.history(&article, commit)?;
            let sketch = self.sketches.pop_front().unwrap_or_default();
            let standing = Standing { key, file, sketch: &sketch };
            let document = document(&self.fields, &standing, &article, &found, history);
            let open = self.closing.iter_mut().chain(&mut self.segment).find(|segment| segment.is_open());
            open.expect("an article is begun before it is finished").finish(&document)?;
        }
        while self.closing.front().is_some_and(|segment| !segment.is_open()) {
            if let Some(segment) = self.closing.pop_front() {
                let arena = write(segment, writer)?;
                self.segment.as_mut().map_or(&mut self.arena, SegmentWriter::arena).adopt(arena);
            }
        }
        Ok(())
    }

    /// Writes what is finished, which is all at the end of a round, for the next commit.
    ///
    /// # Errors
    /// The index cannot be written.
    pub(super) fn flush(&mut self, writer: &Writer) -> Result<()> {
        for segment in self.closing.drain(..).chain(self.segment.take()) {
            self.arena.adopt(write(segment, writer)?);
        }
        Ok(())
    }
}

/// Writes a segment and hands it to the writer; gives its memory for another.
fn write(segment: SegmentWriter, writer: &Writer) -> Result<Arena> {
    let (meta, arena) = segment.write()?;
    if let Some(meta) = meta {
        writer.add_segment(meta)?;
    }
    Ok(arena)
}
