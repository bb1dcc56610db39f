//! An article among its copies.

use std::io::{self, Write};

use super::article::{OfArticle, date, language, path, source, title};
use super::record::{Field, Record, Shown, Value};
use super::style::{FAINT, TITLE};
use super::styled;
use crate::article::Article;
use crate::index::Stored;
use crate::search::CopyGroup;
use crate::text::one_line;

/// An article of a group of copies.
#[derive(Debug, Clone)]
pub struct DuplicateRecord {
    /// Number of the group in this list, from 1.
    pub group: usize,
    /// Articles in the group.
    pub size: usize,
    /// The id of the group's earliest article, where this is not it.
    pub duplicate_of: Option<String>,
    /// The article.
    pub stored: Box<Stored>,
}

impl DuplicateRecord {
    /// The articles of a group, the earliest first.
    pub fn all(group: usize, copies: CopyGroup) -> Vec<DuplicateRecord> {
        let size = copies.articles.len();
        let first = copies.articles.first().map(|first| first.article.id.clone());
        let record = |(n, stored): (usize, Stored)| {
            let duplicate_of = first.clone().filter(|_| n > 0);
            DuplicateRecord { group, size, duplicate_of, stored: Box::new(stored) }
        };
        copies.articles.into_iter().enumerate().map(record).collect()
    }
}

impl OfArticle for DuplicateRecord {
    fn article(&self) -> Option<&Article> {
        Some(&self.stored.article)
    }
}

impl Record for DuplicateRecord {
    const KIND: &'static str = "duplicate";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("group", |line: &Self| Value::Count(line.group as u64)),
            Field::new("size", |line| Value::Count(line.size as u64)),
            Field::new("id", |line| Value::from(&*line.stored.article.id)),
            Field::new("duplicate_of", |line| Value::or_null(line.duplicate_of.as_deref())),
            date(),
            source(),
            title(),
            path(),
            language().shown(Shown::Asked),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let article = &self.stored.article;
        if self.duplicate_of.is_none() {
            writeln!(out, "{:>3}. {} articles", self.group, self.size)?;
        }
        let title = one_line(&article.title);
        let day = article.date.map(|date| date.to_string());
        let about = [day.as_deref(), article.source.as_deref(), Some(article.id.as_str())];
        let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        writeln!(out, "     {}  {}", styled(TITLE, &title), styled(FAINT, &about))
    }
}
