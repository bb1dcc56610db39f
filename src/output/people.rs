//! People of the index, and the names that stand for them.

use std::io::{self, Write};

use super::record::{Field, Record, Value};
use crate::index::Origin;

/// A person and the number of articles.
#[derive(Debug, Clone)]
pub struct PersonRecord {
    /// The facet value.
    pub name: String,
    /// Articles.
    pub count: u64,
    /// Other names that stand for it.
    pub also: Vec<String>,
}

impl Record for PersonRecord {
    const KIND: &'static str = "person";
    const ID: &'static str = "name";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("name", |person| Value::from(&*person.name)),
            Field::new("count", |person| Value::Count(person.count)),
            Field::new("also", |person| Value::List(person.also.iter().map(|name| Value::from(&**name)).collect())),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let also = if self.also.is_empty() { String::new() } else { format!("  (also {})", self.also.join(", ")) };
        writeln!(out, "{:>8}  {}{also}", self.count, self.name)
    }
}

/// A name that stands for another.
#[derive(Debug, Clone)]
pub struct VariantRecord {
    /// The name that is shown and counted.
    pub name: String,
    /// The one that stands for it.
    pub variant: String,
    /// Who says so.
    pub origin: Origin,
    /// Why, in words.
    pub why: String,
}

impl Record for VariantRecord {
    const KIND: &'static str = "variant";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("name", |variant| Value::from(&*variant.name)),
            Field::new("variant", |variant| Value::from(&*variant.variant)),
            Field::new("origin", |variant| Value::from(variant.origin.name())),
            Field::new("why", |variant| Value::from(&*variant.why)),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "  {}  {}: {}", self.variant, self.origin.name(), self.why)
    }
}
