//! A hit that a saved search has not told before.

use std::io::{self, Write};
use std::sync::Arc;

use super::article::{OfArticle, body, countries, date, focus, further, language, path, people, source, title, topics};
use super::record::{Field, Record, Shown, Value};
use super::style::FAINT;
use super::{styled, text};
use crate::article::Article;
use crate::index::News;
use crate::search::Hit;

/// A hit, and why it is told.
#[derive(Debug, Clone)]
pub struct NewsRecord {
    /// The name of the saved search.
    pub query_id: Arc<str>,
    /// Whether the article is new or has changed.
    pub news: News,
    /// The hit.
    pub hit: Hit,
}

impl OfArticle for NewsRecord {
    fn article(&self) -> Option<&Article> {
        Some(&self.hit.stored.article)
    }
}

impl Record for NewsRecord {
    const KIND: &'static str = "news";

    fn fields() -> Vec<Field<Self>> {
        let fields = [
            Field::new("query_id", |news: &Self| Value::from(&*news.query_id)),
            Field::new("news", |news: &Self| Value::from(news.news.name())),
            Field::new("rank", |news: &Self| Value::Count(news.hit.rank as u64)),
            Field::new("id", |news: &Self| Value::from(&*news.hit.stored.article.id)),
            Field::new("score", |news: &Self| Value::score(news.hit.score)),
            title(),
            date(),
            source(),
            path(),
            Field::new("people", |news: &Self| people(&news.hit.stored)).stored(),
            Field::new("countries", |news: &Self| countries(&news.hit.stored)).stored(),
            Field::new("focus", |news: &Self| focus(&news.hit.stored)).stored().shown(Shown::Tables),
            Field::new("topics", |news: &Self| topics(&news.hit.stored)).stored(),
            Field::new("snippet", |news: &Self| Value::from(&*news.hit.snippet.text)).stored(),
            language().shown(Shown::Asked),
            body().shown(Shown::Asked),
        ];
        fields.into_iter().chain(further()).collect()
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.news == News::Changed {
            writeln!(out, "     {}", styled(FAINT, "changed:"))?;
        }
        text::hit(out, &self.hit)
    }
}
