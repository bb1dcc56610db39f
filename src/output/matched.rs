//! An article and a query that it matches.

use std::io::{self, Write};
use std::sync::Arc;

use super::article::{OfArticle, body, date, further, language, path, source, title};
use super::record::{Field, Record, Shown, Value};
use super::style::{FAINT, TITLE};
use super::styled;
use crate::article::Article;
use crate::text::one_line;

/// An article and a query that it matches.
#[derive(Debug, Clone)]
pub struct MatchRecord {
    /// The query's id.
    pub query_id: Arc<str>,
    /// The query.
    pub query: Arc<str>,
    /// The article.
    pub article: Arc<Article>,
}

impl OfArticle for MatchRecord {
    fn article(&self) -> Option<&Article> {
        Some(&self.article)
    }
}

impl Record for MatchRecord {
    const KIND: &'static str = "match";

    fn fields() -> Vec<Field<Self>> {
        let fields = [
            Field::new("query_id", |matched: &Self| Value::from(&*matched.query_id)),
            Field::new("query", |matched: &Self| Value::from(&*matched.query)),
            Field::new("id", |matched: &Self| Value::from(&*matched.article.id)),
            title(),
            date(),
            source(),
            path(),
            language().shown(Shown::Asked),
            body().shown(Shown::Asked),
        ];
        fields.into_iter().chain(further()).collect()
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let title = one_line(&self.article.title);
        writeln!(out, "{}  {title}  {}", styled(TITLE, &self.query_id), styled(FAINT, &self.article.id))
    }
}
