//! Grouping copies: from the sketches in the index to the groups beside it.
//!
//! Only articles that came since the last grouping are compared, with all
//! others. Two articles are joined when one is a copy of the other; what hangs
//! together is a group. So the groups follow from the articles, not from the
//! order in which they came, but for a pair that was found by what has become
//! a common phrase since: it stays.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::document::date_of_number;
use super::groups::{self, Copies, Group};
use super::manifest::Manifest;
use super::open::Index;
use crate::copies::{Entry, Meetings, Text, entries, unpacked};
use crate::error::{Error, Result};

/// Pairs whose articles are held in memory at a time: some 10 MB of text.
const PAIRS: usize = 2048;

/// The articles of an index by number, segment after segment.
struct Articles {
    searcher: Searcher,
    segments: Vec<Segment>,
    total: u32,
}

struct Segment {
    /// Number of its first document.
    base: u32,
    keys: Column<u64>,
    files: Column<u64>,
    sketches: Column<u64>,
    days: Column<u64>,
    ids: Option<StrColumn>,
}

impl Segment {
    fn sketch(&self, doc: u32) -> impl Iterator<Item = u32> {
        unpacked(self.sketches.values_for_doc(doc))
    }
}

impl Articles {
    fn of(index: &Index) -> Result<Articles> {
        // Texts lie far apart: of mapped files all that was met would stay in memory.
        let searcher = index.streamed_searcher()?;
        let mut total = 0u32;
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let fast = reader.fast_fields();
            segments.push(Segment {
                base: total,
                keys: fast.u64("key")?,
                files: fast.u64("file")?,
                sketches: fast.u64("sketch")?,
                days: fast.u64("day")?,
                ids: fast.str("id")?,
            });
            total += reader.max_doc();
        }
        Ok(Articles { searcher, segments, total })
    }

    /// The segment of an article and its number there.
    fn place(&self, article: u32) -> (usize, u32) {
        let segment = self.segments.partition_point(|segment| segment.base <= article).saturating_sub(1);
        (segment, article - self.segments[segment].base)
    }

    fn sketch(&self, article: u32) -> Vec<u32> {
        let (segment, doc) = self.place(article);
        self.segments[segment].sketch(doc).collect()
    }

    fn key(&self, article: u32) -> u64 {
        let (segment, doc) = self.place(article);
        self.segments[segment].keys.first(doc).unwrap_or(0)
    }

    fn day(&self, article: u32) -> Option<u64> {
        let (segment, doc) = self.place(article);
        self.segments[segment].days.first(doc)
    }

    /// The ids of articles, given in rising order.
    fn ids(&self, articles: &[u32]) -> Result<Vec<String>> {
        let mut found = vec![String::new(); articles.len()];
        let mut at = 0;
        for of_segment in articles.chunk_by(|a, b| self.place(*a).0 == self.place(*b).0) {
            let segment = &self.segments[self.place(of_segment[0]).0];
            if let Some(ids) = &segment.ids {
                let ordinal = |article: &u32| ids.term_ords(article - segment.base).next();
                // In the order of the dictionary, which is then read once from its head.
                let mut wanted: Vec<(u64, usize)> =
                    of_segment.iter().zip(at..).filter_map(|(article, at)| Some((ordinal(article)?, at))).collect();
                wanted.sort_unstable();
                let ordinals: Vec<u64> = wanted.iter().map(|(ordinal, _)| *ordinal).collect();
                let mut places = wanted.iter().map(|(_, at)| *at);
                let take = |id: &[u8]| {
                    if let Some(at) = places.next() {
                        found[at] = String::from_utf8_lossy(id).into_owned();
                    }
                };
                ids.dictionary().sorted_ords_to_term_cb(&ordinals, take).map_err(tantivy::TantivyError::from)?;
            }
            at += of_segment.len();
        }
        Ok(found)
    }

    fn text(&self, index: &Index, article: u32) -> Result<Text> {
        let (segment, doc) = self.place(article);
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(segment as u32, doc))?;
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let day = self.day(article).and_then(date_of_number);
        Ok(Text::new(text(index.fields().title), text(index.fields().body), day))
    }

    /// Calls `each` for every article that is not deleted.
    fn each(&self, mut each: impl FnMut(&Segment, u32)) {
        for (segment, reader) in self.segments.iter().zip(self.searcher.segment_readers()) {
            for doc in reader.doc_ids_alive() {
                each(segment, doc);
            }
        }
    }
}

/// Brings the groups up to date with the last commit, whose manifest is `manifest`; sorts so many bytes of
/// sketches at a time.
///
/// # Errors
/// The index cannot be read, or the groups not written.
pub(super) fn regroup(index: &Index, manifest: &Manifest, sorting: usize) -> Result<()> {
    let held = Copies::open(index.folder()).unwrap_or_default();
    if held.generation() == manifest.generation && held.grouped() == manifest.next_file {
        return Ok(());
    }
    let articles = Articles::of(index)?;
    let mut pairs = kept(&held, &articles);
    pairs.extend(found(index, &held, &articles, sorting)?);
    pairs.sort_unstable();
    pairs.dedup();
    let groups = joined(&pairs, &articles)?;
    groups::write(index.folder(), manifest.generation, manifest.next_file, &groups, &pairs).map_err(|cause| {
        Error::new("the groups of copies cannot be written")
            .at(index.folder())
            .because(cause)
            .help("free some space on the disk and run `dateline index` again: no article is lost")
    })
}

/// The pairs that still hold: both articles are there, and as they were.
fn kept(held: &Copies, articles: &Articles) -> Vec<[u64; 2]> {
    let mut pairs = held.pairs();
    if pairs.is_empty() {
        return pairs;
    }
    let mut there = HashSet::new();
    articles.each(|segment, doc| {
        let key = segment.keys.first(doc).unwrap_or(0);
        if held.member(key).is_some() && segment.files.first(doc).is_some_and(|file| file < held.grouped()) {
            there.insert(key);
        }
    });
    pairs.retain(|pair| pair.iter().all(|key| there.contains(key)));
    pairs
}

/// The pairs of copies of which one at least is new.
fn found(index: &Index, held: &Copies, articles: &Articles, sorting: usize) -> Result<Vec<[u64; 2]>> {
    let mut new = vec![false; articles.total as usize];
    let mut wanted = Filter::default();
    let (mut of_new, mut hashes) = (0usize, 0usize);
    articles.each(|segment, doc| {
        let before = hashes;
        let is_new = segment.files.first(doc).is_none_or(|file| file >= held.grouped());
        for hash in segment.sketch(doc) {
            hashes += 1;
            if is_new {
                wanted.add(hash);
            }
        }
        if is_new {
            new[(segment.base + doc) as usize] = true;
            of_new += hashes - before;
        }
    });
    if of_new == 0 {
        return Ok(Vec::new());
    }
    // Of few new articles: only what may have a hash in common with them is looked at.
    let few = of_new < Filter::ROOM;
    let parts = if few { 1 } else { hashes.div_ceil(sorting / size_of::<Entry>()).max(1) as u64 };
    let part_of = |hash: u32| (u64::from(hash) * parts) >> 32;
    let mut meetings = Meetings::default();
    for part in 0..parts {
        let (mut all, mut sketch) = (Vec::new(), Vec::new());
        articles.each(|segment, doc| {
            let article = segment.base + doc;
            sketch.clear();
            sketch.extend(segment.sketch(doc));
            let chosen = |entry: &Entry| part_of(entry.hash) == part && (!few || wanted.may_hold(entry.hash));
            all.extend(entries(article, &sketch).filter(chosen));
        });
        meetings.add(all, |article| articles.key(article), |article| new[article as usize]);
    }
    let day = |article| articles.day(article).and_then(date_of_number);
    let pairs = meetings.resembling(|article| Cow::Owned(articles.sketch(article)), day);
    let mut copies = Vec::new();
    for batch in pairs.chunks(PAIRS) {
        copies.extend(compared(index, articles, batch)?);
    }
    Ok(copies)
}

/// Hashes that are wanted, and some others: a bit for the upper ones of a hash.
struct Filter(Vec<u64>);

impl Default for Filter {
    fn default() -> Filter {
        Filter(vec![0; 1 << (Filter::BITS - 6)])
    }
}

impl Filter {
    /// Bits of a hash that are looked at.
    const BITS: u32 = 20;

    /// Hashes up to which most others are told apart: a bit in eight is set.
    const ROOM: usize = 1 << (Filter::BITS - 3);

    fn add(&mut self, hash: u32) {
        let bit = hash >> (32 - Filter::BITS);
        self.0[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    fn may_hold(&self, hash: u32) -> bool {
        let bit = hash >> (32 - Filter::BITS);
        self.0[(bit / 64) as usize] & (1 << (bit % 64)) != 0
    }
}

/// The pairs that are copies, by key.
fn compared(index: &Index, articles: &Articles, pairs: &[[u32; 2]]) -> Result<Vec<[u64; 2]>> {
    let mut numbers: Vec<u32> = pairs.iter().flatten().copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    // Runs of neighbours, which often lie in one block of the store.
    let read = |run: &[u32]| run.iter().map(|n| Ok((*n, articles.text(index, *n)?))).collect::<Result<Vec<_>>>();
    let texts: Vec<Vec<(u32, Text)>> = numbers.par_chunks(64).map(read).collect::<Result<_>>()?;
    let texts: HashMap<u32, Text> = texts.into_iter().flatten().collect();
    let copies = pairs.par_iter().filter(|[a, b]| texts[a].is_copy_of(&texts[b]));
    let by_key = |[a, b]: &[u32; 2]| {
        let (a, b) = (articles.key(*a), articles.key(*b));
        [a.min(b), a.max(b)]
    };
    Ok(copies.map(by_key).collect())
}

/// What hangs together by pairs, the earliest article first; articles without a day last,
/// those of one day by id. Groups in the order of their first articles.
fn joined(pairs: &[[u64; 2]], articles: &Articles) -> Result<Vec<Group>> {
    let mut leaders: HashMap<u64, u64> = HashMap::new();
    for [a, b] in pairs {
        let (a, b) = (leader(&mut leaders, *a), leader(&mut leaders, *b));
        leaders.insert(a.max(b), a.min(b));
    }
    let mut numbers = Vec::new();
    articles.each(|segment, doc| {
        if segment.keys.first(doc).is_some_and(|key| leaders.contains_key(&key)) {
            numbers.push(segment.base + doc);
        }
    });
    let mut groups: BTreeMap<u64, Vec<(u64, String, u64)>> = BTreeMap::new();
    for (article, id) in numbers.iter().zip(articles.ids(&numbers)?) {
        let key = articles.key(*article);
        let day = articles.day(*article).unwrap_or(u64::MAX);
        groups.entry(leader(&mut leaders, key)).or_default().push((day, id, key));
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    let plain = |group: Vec<(u64, String, u64)>| group.into_iter().map(|(_, id, key)| (key, id)).collect();
    Ok(groups.into_iter().map(plain).collect())
}

/// Who stands for the group of a key; the way there is shortened for the next time.
fn leader(leaders: &mut HashMap<u64, u64>, key: u64) -> u64 {
    let mut last = key;
    while let Some(&next) = leaders.get(&last).filter(|next| **next != last) {
        last = next;
    }
    leaders.insert(last, last);
    leaders.insert(key, last);
    last
}
