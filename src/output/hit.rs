//! A hit of a query.

use std::io::{self, Write};
use std::sync::Arc;

use super::article::{OfArticle, body, countries, date, focus, further, language, path, people, source, title, topics};
use super::record::{Field, Record, Shown, Value};
use super::{CharOffsets, text};
use crate::article::Article;
use crate::search::{Explanation, Hit, PartShare};

/// A hit: its rank, and the article where that was read.
#[derive(Debug, Clone)]
pub struct HitRecord {
    /// The query's id, where queries have one.
    pub query_id: Option<Arc<str>>,
    /// From 1.
    pub rank: usize,
    /// The article's id.
    pub id: String,
    /// Relevance; 0 where the query ranks nothing.
    pub score: f32,
    /// The article, read; without it only the fields above are printed.
    pub hit: Option<Hit>,
}

impl From<Hit> for HitRecord {
    fn from(hit: Hit) -> HitRecord {
        let id = hit.stored.article.id.clone();
        HitRecord { query_id: None, rank: hit.rank, id, score: hit.score, hit: Some(hit) }
    }
}

impl HitRecord {
    fn value<'r>(&'r self, get: impl FnOnce(&'r Hit) -> Value<'r>) -> Value<'r> {
        self.hit.as_ref().map_or(Value::Absent, get)
    }
}

impl OfArticle for HitRecord {
    fn article(&self) -> Option<&Article> {
        self.hit.as_ref().map(|hit| &hit.stored.article)
    }
}

impl Record for HitRecord {
    const KIND: &'static str = "hit";

    fn fields() -> Vec<Field<Self>> {
        let fields = [
            Field::new("query_id", |hit: &Self| hit.query_id.as_deref().map_or(Value::Absent, Value::from))
                .shown(Shown::Json),
            Field::new("rank", |hit: &Self| Value::Count(hit.rank as u64)),
            Field::new("id", |hit: &Self| Value::from(&*hit.id)),
            Field::new("score", |hit: &Self| Value::score(hit.score)),
            title(),
            date(),
            source(),
            path(),
            Field::new("people", |hit: &Self| hit.value(|hit| people(&hit.stored))).stored(),
            Field::new("countries", |hit: &Self| hit.value(|hit| countries(&hit.stored))).stored(),
            Field::new("focus", |hit: &Self| hit.value(|hit| focus(&hit.stored))).stored().shown(Shown::Tables),
            Field::new("topics", |hit: &Self| hit.value(|hit| topics(&hit.stored))).stored(),
            Field::new("snippet", |hit: &Self| hit.value(|hit| Value::from(&*hit.snippet.text))).stored(),
            Field::new("highlights", |hit: &Self| hit.value(highlights)).stored().shown(Shown::Json),
            Field::new("duplicate_of", |hit: &Self| hit.value(|hit| Value::or_null(hit.copies.first.as_deref())))
                .stored()
                .shown(Shown::Json),
            Field::new("duplicates", |hit: &Self| hit.value(duplicates)).stored().shown(Shown::Json),
            Field::new("explanation", |hit: &Self| hit.value(explanation)).stored().shown(Shown::Json),
            language().shown(Shown::Asked),
            body().shown(Shown::Asked),
        ];
        fields.into_iter().chain(further()).collect()
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.hit {
            Some(hit) => text::hit(out, hit),
            None => writeln!(out, "{:>3}. {}", self.rank, self.id),
        }
    }
}

/// The characters of the snippet that match, from and to.
fn highlights(hit: &Hit) -> Value<'_> {
    let offsets = CharOffsets::of(&hit.snippet.text);
    let at = |byte| Value::Count(offsets.at(byte) as u64);
    Value::List(hit.snippet.matches.iter().map(|span| Value::List(vec![at(span.start), at(span.end)])).collect())
}

/// The ids of the other articles of the same wire copy.
fn duplicates(hit: &Hit) -> Value<'_> {
    Value::List(hit.copies.others.iter().map(|id| Value::from(&**id)).collect())
}

/// Where the score comes from, if that was asked.
fn explanation(hit: &Hit) -> Value<'_> {
    fn part(share: &PartShare) -> Value<'_> {
        Value::Object(vec![
            ("part", Value::from(&*share.part)),
            ("occurrences", Value::score(share.occurrences)),
            ("rarity", Value::score(share.rarity)),
            ("length", Value::score(share.length)),
            ("score", Value::score(share.score)),
        ])
    }
    let Some(Explanation { parts, nearness }) = &hit.explanation else { return Value::Absent };
    let parts = Value::List(parts.iter().map(part).collect());
    Value::Object(vec![("parts", parts), ("nearness", Value::score(*nearness))])
}
