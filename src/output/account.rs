//! What an update did.

use std::io::{self, Write};

use super::record::{Field, Record, Value};
use crate::index::Account;

/// The account of an update.
#[derive(Debug, Clone)]
pub struct AccountRecord(pub Account);

impl Record for AccountRecord {
    const KIND: &'static str = "account";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("articles", |account| Value::Count(account.0.articles_total)),
            Field::new("articles_indexed", |account| Value::Count(account.0.articles_indexed)),
            Field::new("articles_replaced", |account| Value::Count(account.0.articles_replaced)),
            Field::new("articles_moved", |account| Value::Count(account.0.articles_moved)),
            Field::new("articles_unchanged", |account| Value::Count(account.0.articles_unchanged)),
            Field::new("articles_removed", |account| Value::Count(account.0.articles_removed)),
            Field::new("articles_withheld", |account| Value::Count(account.0.articles_withheld)),
            Field::new("files_new", |account| Value::Count(account.0.files_new)),
            Field::new("files_changed", |account| Value::Count(account.0.files_changed)),
            Field::new("files_moved", |account| Value::Count(account.0.files_moved)),
            Field::new("files_unchanged", |account| Value::Count(account.0.files_unchanged)),
            Field::new("files_removed", |account| Value::Count(account.0.files_removed)),
            Field::new("files_skipped", |account| Value::Count(account.0.files_skipped)),
            Field::new("bytes", |account| Value::Count(account.0.bytes)),
            Field::new("formats", AccountRecord::formats),
            Field::new("skipped", AccountRecord::skipped),
        ]
    }

    /// Told on standard error already.
    fn text(&self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

impl AccountRecord {
    fn formats(&self) -> Value<'_> {
        let format = |(name, tally): (&String, &crate::index::Tally)| {
            Value::Object(vec![
                ("name", Value::owned(name.as_str())),
                ("files", Value::Count(tally.files)),
                ("articles", Value::Count(tally.articles)),
                ("skipped", Value::Count(tally.skipped)),
            ])
        };
        Value::List(self.0.formats.iter().map(format).collect())
    }

    fn skipped(&self) -> Value<'_> {
        let reason = |skipped: &crate::source::Skipped| {
            Value::Object(vec![
                ("path", Value::owned(skipped.path.as_str())),
                ("line", skipped.line.map_or(Value::Null, Value::Count)),
                ("reason", Value::owned(skipped.reason.as_str())),
            ])
        };
        Value::List(self.0.skipped.iter().map(reason).collect())
    }
}
