//! A worker of an update: finds what is in articles, and writes them into segments of its own.
//!
//! An article's words are recorded while they are at hand, which is when it is
//! read; the rest of it when its turn has come in file order. Of what a worker has
//! begun nothing is lost in between: a segment is written when all its articles are
//! finished.

use std::collections::VecDeque;

use super::analysis::{Placed, place};
use super::annotated::{Annotated, fault, guarded, parsed};
use super::document::document;
use super::fields::Fields;
use super::history::Past;
use super::ledger::Claimed;
use super::segment::SegmentWriter;
use super::update::Writer;
use crate::article::{Annotations, Article};
use crate::enrich::annotate_reading;
use crate::enrich::countries::Homes;
use crate::enrich::topics::Model;
use crate::error::Result;
use crate::source::Chunk;
use crate::text::{Reading, Words};

/// Bytes that the lists of a segment may take, however large the budget: far below what they can address.
const LARGEST: usize = 2 << 30;

/// One thread's tools.
pub(super) struct Worker<'a> {
    index: &'a tantivy::Index,
    fields: Fields,
    own_topics: Option<&'a Model>,
    past: &'a Past,
    /// Bytes that a segment may take before it is written.
    budget: usize,
    segment: Option<SegmentWriter>,
    /// Segments that take no more articles and wait for those that were begun, oldest first.
    closing: VecDeque<SegmentWriter>,
    words: Words,
    title: Vec<Placed>,
    body: Vec<Placed>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        index: &'a tantivy::Index,
        fields: Fields,
        own_topics: Option<&'a Model>,
        past: &'a Past,
        budget: usize,
    ) -> Worker<'a> {
        Worker {
            index,
            fields,
            own_topics,
            past,
            budget: budget.min(LARGEST),
            segment: None,
            closing: VecDeque::new(),
            words: Words::default(),
            title: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Parses and annotates a chunk, by the homes of sources that are known, and begins its articles.
    ///
    /// # Errors
    /// The index cannot be written.
    pub(super) fn begin(&mut self, chunk: &Chunk, homes: &Homes) -> Result<Vec<Annotated>> {
        let mut records = Vec::new();
        for record in parsed(chunk) {
            records.push(match record {
                Ok(article) => match self.begin_article(&article, homes)? {
                    Some(found) => Ok((article, found)),
                    None => Err(fault(chunk, None)),
                },
                Err(skipped) => Err(skipped),
            });
        }
        if self.segment.as_ref().is_some_and(|segment| segment.memory() >= self.budget) {
            self.closing.extend(self.segment.take());
        }
        Ok(records)
    }

    /// What is in an article, once its words are in the segment; nothing where it made Dateline fail.
    fn begin_article(&mut self, article: &Article, homes: &Homes) -> Result<Option<Annotations>> {
        let segment = match &mut self.segment {
            Some(segment) => segment,
            none => none.insert(SegmentWriter::new(self.index, self.fields)?),
        };
        let (words, title, body) = (std::mem::take(&mut self.words), &mut self.title, &mut self.body);
        let read = guarded(|| {
            let reading = Reading::reusing(words, &article.title, &article.body);
            let (title_words, body_words) = reading.words().split_at(reading.title_words());
            place(&article.title, title_words, segment.lexicon(), title);
            place(&article.body, body_words, segment.lexicon(), body);
            let found = annotate_reading(&reading, article, self.own_topics, homes.of(article));
            (found, reading.into_words())
        });
        let Some((found, words)) = read else { return Ok(None) };
        self.words = words;
        segment.begin(title, body);
        Ok(Some(found))
    }

    /// Finishes articles, in the order in which they were begun.
    ///
    /// # Errors
    /// The index cannot be written.
    pub(super) fn finish(&mut self, articles: Vec<Claimed>, writer: &Writer) -> Result<()> {
        for Claimed { article, found, file, commit } in articles {
            let history = self.past.history(&article, commit)?;
            let document = document(&self.fields, file, &article, &found, history);
            let open = self.closing.iter_mut().chain(&mut self.segment).find(|segment| segment.is_open());
            open.expect("an article is begun before it is finished").finish(&document)?;
        }
        while self.closing.front().is_some_and(|segment| !segment.is_open()) {
            if let Some(segment) = self.closing.pop_front() {
                write(segment, writer)?;
            }
        }
        Ok(())
    }

    /// Writes what is finished, which is all at the end of a round, for the next commit.
    ///
    /// # Errors
    /// The index cannot be written.
    pub(super) fn flush(&mut self, writer: &Writer) -> Result<()> {
        self.closing.drain(..).chain(self.segment.take()).try_for_each(|segment| write(segment, writer))
    }
}

/// Writes a segment and hands it to the writer.
fn write(segment: SegmentWriter, writer: &Writer) -> Result<()> {
    if let Some(meta) = segment.write()? {
        writer.add_segment(meta)?;
    }
    Ok(())
}
