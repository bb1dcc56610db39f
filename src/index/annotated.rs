//! The articles of a chunk with what was found in each.
//!
//! Also the guard of a run: a fault of ours in one record becomes a reason
//! beside that record, and the run goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::article::{Annotations, Article};
use crate::enrich::countries::Homes;
use crate::enrich::topics::Model;
use crate::enrich::{Read, annotate_all, move_home};
use crate::source::{Chunk, Record, Skipped, parse};
use crate::text::{Reading, Words};

/// An article and its annotations, or why there is none.
pub type Annotated = Result<(Box<Article>, Annotations), Skipped>;

/// What a record gets that made Dateline fail.
const FAULT: &str = "a fault of Dateline while reading this: please report it with the file";

/// Bytes of text that every extractor goes over before the next one does: the words of so much stay in
/// the cache, and what a look into the tables costs is shared by many articles.
const GROUP: usize = 32 << 10;

/// Parses and annotates a chunk, in file order, by the homes of sources that are
/// known; `own` is a topic model of the user's own.
pub fn annotated(chunk: &Chunk, own: Option<&Model>, homes: &Homes) -> Vec<Annotated> {
    let mut annotator = Annotator { own, words: Vec::new() };
    let mut annotated = Vec::new();
    for group in groups(parsed(chunk)) {
        let found = annotator.annotate(&articles(&group), homes, |_, _| {});
        annotated.extend(joined(&chunk.path, group, found));
    }
    annotated
}

/// Annotates groups of articles; the memory for their words is kept from group to group.
pub(super) struct Annotator<'a> {
    /// A topic model of the user's own.
    pub(super) own: Option<&'a Model>,
    pub(super) words: Vec<Words>,
}

impl Annotator<'_> {
    /// What is in each of these articles, nothing where it made Dateline fail; `also` goes over
    /// the words of each while they are at hand, perhaps more than once.
    pub(super) fn annotate(
        &mut self,
        articles: &[&Article],
        homes: &Homes,
        mut also: impl FnMut(usize, &Reading<'_>),
    ) -> Vec<Option<Annotations>> {
        if let Some(found) = guarded(|| self.group(articles, homes, 0, &mut also)) {
            return found.into_iter().map(Some).collect();
        }
        // One of them did: each for itself.
        let alone = |(n, article): (usize, &&Article)| {
            guarded(|| self.group(&[article], homes, n, &mut also)).and_then(|mut found| found.pop())
        };
        articles.iter().enumerate().map(alone).collect()
    }

    fn group(
        &mut self,
        articles: &[&Article],
        homes: &Homes,
        first: usize,
        also: &mut impl FnMut(usize, &Reading<'_>),
    ) -> Vec<Annotations> {
        let mut read = Vec::with_capacity(articles.len());
        for &article in articles {
            let words = self.words.pop().unwrap_or_default();
            let reading = Reading::reusing(words, &article.title, &article.body);
            read.push(Read { reading, article, home: homes.of(article) });
        }
        read.iter().enumerate().for_each(|(n, read)| also(first + n, &read.reading));
        let found = annotate_all(&read, self.own);
        self.words.extend(read.into_iter().map(|read| read.reading.into_words()));
        found
    }
}

/// Cuts records into groups of about [`GROUP`] bytes of text.
pub(super) fn groups(records: Vec<Record>) -> impl Iterator<Item = Vec<Record>> {
    let mut records = records.into_iter();
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let mut group = Vec::new();
        while bytes < GROUP
            && let Some(record) = records.next()
        {
            bytes += record.as_ref().map_or(0, |article| article.title.len() + article.body.len());
            group.push(record);
        }
        (!group.is_empty()).then_some(group)
    })
}

/// The articles among some records.
pub(super) fn articles(records: &[Record]) -> Vec<&Article> {
    records.iter().filter_map(|record| record.as_deref().ok()).collect()
}

/// Records of the file at `path` with what was found in the articles among them.
pub(super) fn joined(path: &str, records: Vec<Record>, found: Vec<Option<Annotations>>) -> Vec<Annotated> {
    let mut found = found.into_iter();
    let mut annotated = |article| found.next().flatten().map(|found| (article, found)).ok_or_else(|| fault(path, None));
    records.into_iter().map(|record| record.and_then(&mut annotated)).collect()
}

/// Parses a chunk, in file order.
pub(super) fn parsed(chunk: &Chunk) -> Vec<Record> {
    guarded(|| parse(chunk)).unwrap_or_else(|| vec![Err(fault(&chunk.path, Some(chunk.first_line)))])
}

/// What `work` gives; nothing where it fails by a fault of ours.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Tells of a fault of ours in a record of the file at `path`.
fn fault(path: &str, line: Option<u64>) -> Skipped {
    Skipped { path: path.to_owned(), line, reason: FAULT.to_owned() }
}

/// Learns the homes of sources from a batch of records in file order, and finds
/// the countries again of those that were read by another home.
///
/// A source is at home for all its articles of a batch, so that the order of a
/// small corpus does not matter; how many threads read it never does, nor
/// how many batches ago the homes were learned that it was read by.
pub fn settle_homes<'a>(records: impl Iterator<Item = &'a mut Annotated>, homes: &mut Homes) {
    let mut records: Vec<_> = records.filter_map(|record| record.as_mut().ok()).collect();
    move_homes(&mut records, homes);
    for (article, found) in &records {
        homes.learn(article, found);
    }
    move_homes(&mut records, homes);
}

/// Finds the countries again of records that were read by other homes than these.
fn move_homes(records: &mut [&mut (Box<Article>, Annotations)], homes: &Homes) {
    let mut moved: Vec<_> = records.iter_mut().filter(|(article, found)| homes.of(article) != found.home).collect();
    moved.par_iter_mut().for_each(|(article, found)| {
        // The first finding stands where the second one fails.
        let again = guarded(|| {
            let mut again = found.clone();
            move_home(article, &mut again, homes.of(article));
            again
        });
        if let Some(again) = again {
            *found = again;
        }
    });
}
