//! When each article came and when it last changed: what "new since" rests on.
//!
//! An article is known by its id. A file that is read again brings most of its
//! articles back as they were: these keep the commits that they came with.

use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term};
use xxhash_rust::xxh3::Xxh3;

use super::fields::Fields;
use crate::article::Article;

/// The commits of an article, and what tells whether it has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    /// The commit that an article of this id first came with.
    pub first: u64,
    /// The commit since which its content is as it is.
    pub changed: u64,
    /// Hash of its content, without id and path: one that has only moved is the same.
    pub content: u64,
}

/// What the index held when an update began.
pub(super) struct Past {
    segments: Vec<PastSegment>,
    fields: Fields,
}

struct PastSegment {
    reader: SegmentReader,
    ids: std::sync::Arc<InvertedIndexReader>,
    first: Column<u64>,
    changed: Column<u64>,
    content: Column<u64>,
}

impl Past {
    pub(super) fn of(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Past> {
        let segment = |reader: &SegmentReader| -> tantivy::Result<PastSegment> {
            let fast = reader.fast_fields();
            Ok(PastSegment {
                ids: reader.inverted_index(fields.id)?,
                first: fast.u64("first")?,
                changed: fast.u64("changed")?,
                content: fast.u64("content")?,
                reader: reader.clone(),
            })
        };
        let segments = searcher.segment_readers().iter().map(segment).collect::<tantivy::Result<_>>()?;
        Ok(Past { segments, fields: *fields })
    }

    /// The history of an article that is put in with this commit.
    pub(super) fn history(&self, article: &Article, commit: u64) -> tantivy::Result<History> {
        let content = content(article);
        let new = History { first: commit, changed: commit, content };
        if self.segments.is_empty() {
            return Ok(new);
        }
        let term = Term::from_field_text(self.fields.id, &article.id);
        for segment in &self.segments {
            let Some(mut postings) = segment.ids.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                let alive = segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
                if alive && let Some(first) = segment.first.first(doc) {
                    let same = segment.content.first(doc) == Some(content);
                    let changed = segment.changed.first(doc).filter(|_| same).unwrap_or(commit);
                    return Ok(History { first, changed, content });
                }
                doc = postings.advance();
            }
        }
        Ok(new)
    }
}

/// Hash of what a publisher tells of an article; what Dateline finds in it is left out, so that
/// a better extraction makes no article new.
fn content(article: &Article) -> u64 {
    let mut hash = Xxh3::new();
    let mut part = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    part(&article.title);
    part(&article.body);
    part(&article.date.map(|date| date.to_string()).unwrap_or_default());
    for field in [&article.source, &article.section, &article.author, &article.url] {
        part(field.as_deref().unwrap_or_default());
    }
    for list in [&article.keywords, &article.topics] {
        part(&list.len().to_string());
        list.iter().for_each(|value| part(value));
    }
    if !article.metadata.is_empty() {
        // A map of JSON values is always JSON.
        part(&serde_json::to_string(&article.metadata).unwrap_or_default());
    }
    hash.digest()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_what_the_publisher_tells() {
        let article = Article { title: "Nets".into(), body: "Herring.".into(), ..Article::default() };
        let moved = Article { id: "b".into(), path: "c/b.txt".into(), language: Some("en".into()), ..article.clone() };
        assert_eq!(content(&article), content(&moved));
        for changed in [
            Article { title: "Net".into(), body: "sHerring.".into(), ..article.clone() },
            Article { date: Some(jiff::civil::date(2015, 9, 8)), ..article.clone() },
            Article { source: Some("Wire".into()), ..article.clone() },
            Article { section: Some("Wire".into()), ..article.clone() },
            Article { keywords: vec!["Wire".into()], ..article.clone() },
            Article { topics: vec!["Wire".into()], ..article.clone() },
        ] {
            assert_ne!(content(&article), content(&changed), "{changed:?}");
        }
    }
}
