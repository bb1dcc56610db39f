//! The seam of every format: a record is named fields, and printers know
//! nothing but them.
//!
//! A verb that declares its record ([`Record`]) is printed as text, JSON Lines,
//! CSV, TSV, plain ids, TREC runs and templates without a line of its own.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Not told: no field in JSON, an empty cell elsewhere.
    Absent,
    /// Known to be nothing: `null` in JSON, an empty cell elsewhere.
    Null,
    /// A line of text.
    Text(Cow<'a, str>),
    /// Text of paragraphs.
    Prose(&'a str),
    /// A whole number.
    Count(u64),
    /// A number, told to so many decimals.
    Number {
        /// The number.
        value: f64,
        /// Digits behind the point.
        decimals: u8,
    },
    /// Yes or no.
    Flag(bool),
    /// Several values, joined by `; ` in a cell.
    List(Vec<Value<'a>>),
    /// A thing with properties; in a cell its first one stands for it.
    Object(Vec<(&'static str, Value<'a>)>),
    /// Values by key, `key=value` in a cell.
    Map(Vec<(&'static str, Value<'a>)>),
    /// What a record held beyond the fields that Dateline knows.
    Json(&'a serde_json::Map<String, serde_json::Value>),
}

impl<'a> Value<'a> {
    /// A text that is not kept anywhere.
    pub fn owned(text: impl Into<String>) -> Value<'a> {
        Value::Text(Cow::Owned(text.into()))
    }

    /// A text that may be missing.
    pub fn or_null(text: Option<&'a str>) -> Value<'a> {
        text.map_or(Value::Null, Value::from)
    }

    /// What ranks: four decimals, as many as tell scores apart.
    pub fn score(score: f32) -> Value<'a> {
        Value::Number { value: f64::from(score), decimals: 4 }
    }

    /// A share from 0 to 1: two decimals, which is all that it is worth.
    pub fn share(share: f32) -> Value<'a> {
        Value::Number { value: f64::from(share), decimals: 2 }
    }

    /// Writes the value as the cell of a table or the part of a line, on one line but for prose.
    /// `most` is the number of decimals of a number, of characters of a text, of values of a list.
    ///
    /// # Errors
    /// The writer fails.
    pub fn cell(&self, out: &mut dyn Write, most: Option<usize>) -> io::Result<()> {
        match self {
            Value::Absent | Value::Null => Ok(()),
            Value::Text(text) => {
                let line = one_line(text);
                match most {
                    Some(most) => line.chars().take(most).try_for_each(|c| write!(out, "{c}")),
                    None => out.write_all(line.as_bytes()),
                }
            }
            Value::Prose(text) => match most {
                Some(most) => text.chars().take(most).try_for_each(|c| write!(out, "{c}")),
                None => out.write_all(text.as_bytes()),
            },
            Value::Count(count) => write!(out, "{count}"),
            Value::Number { value, decimals } => write!(out, "{value:.*}", most.unwrap_or(usize::from(*decimals))),
            Value::Flag(flag) => write!(out, "{flag}"),
            Value::List(values) => {
                for (n, value) in values.iter().take(most.unwrap_or(usize::MAX)).enumerate() {
                    if n > 0 {
                        out.write_all(b"; ")?;
                    }
                    value.cell(out, None)?;
                }
                Ok(())
            }
            Value::Object(properties) => properties.first().map_or(Ok(()), |(_, value)| value.cell(out, most)),
            Value::Map(values) => {
                for (n, (key, value)) in values.iter().enumerate() {
                    write!(out, "{}{key}=", if n > 0 { "; " } else { "" })?;
                    value.cell(out, None)?;
                }
                Ok(())
            }
            Value::Json(map) if map.is_empty() => Ok(()),
            Value::Json(map) => Ok(serde_json::to_writer(out, map)?),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(Cow::Borrowed(text))
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Absent | Value::Null => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Prose(text) => serializer.serialize_str(text),
            Value::Count(count) => serializer.serialize_u64(*count),
            Value::Number { value, decimals } => serializer.serialize_f64(rounded(*value, *decimals)),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| list.serialize_element(value))?;
                list.end()
            }
            Value::Object(values) | Value::Map(values) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in values.iter().filter(|(_, value)| *value != Value::Absent) {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Value::Json(map) => map.serialize(serializer),
        }
    }
}

/// A number to so many decimals.
pub(super) fn rounded(value: f64, decimals: u8) -> f64 {
    let unit = 10f64.powi(i32::from(decimals));
    (value * unit).round() / unit
}

/// Line breaks as spaces: a row is a line, also for tools that do not know quotes.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) { Cow::Owned(crate::text::one_line(text)) } else { Cow::Borrowed(text) }
}

/// Where a field is printed without being asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// In JSON and tables.
    Everywhere,
    /// In JSON only: structure that a cell cannot hold.
    Json,
    /// In tables only: what JSON tells by structure.
    Tables,
    /// Only where `--fields` or a template names it.
    Asked,
}

/// A named field of records `R`.
pub struct Field<R> {
    /// Its name in JSON, in head lines, in `--fields` and in templates.
    pub name: &'static str,
    /// Reads it.
    pub get: for<'r> fn(&'r R) -> Value<'r>,
    /// Where it stands by itself.
    pub shown: Shown,
    /// Whether it takes reading the stored article, which costs more than all the rest of a record.
    pub stored: bool,
}

impl<R> Field<R> {
    /// A field that stands in JSON and tables.
    pub fn new(name: &'static str, get: for<'r> fn(&'r R) -> Value<'r>) -> Field<R> {
        Field { name, get, shown: Shown::Everywhere, stored: false }
    }

    /// The same field, shown elsewhere.
    #[must_use]
    pub fn shown(self, shown: Shown) -> Field<R> {
        Field { shown, ..self }
    }

    /// The same field, read from the stored article.
    #[must_use]
    pub fn stored(self) -> Field<R> {
        Field { stored: true, ..self }
    }
}

impl<R> Clone for Field<R> {
    fn clone(&self) -> Field<R> {
        *self
    }
}

impl<R> Copy for Field<R> {}

/// What a verb prints one of: a line of JSON, a row, an id.
pub trait Record: Sized {
    /// What it is called: `schema/json/KIND.schema.json` describes its JSON.
    const KIND: &'static str;

    /// The field that stands for a record where one id a line is printed.
    const ID: &'static str = "id";

    /// Its fields, in the order in which they are printed.
    fn fields() -> Vec<Field<Self>>;

    /// Writes it for people: by itself, what its row in a table holds.
    ///
    /// # Errors
    /// The writer fails.
    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut line = Vec::new();
        for field in Self::fields().iter().filter(|field| matches!(field.shown, Shown::Everywhere | Shown::Tables)) {
            let start = line.len();
            if start > 0 {
                line.extend_from_slice(b"  ");
            }
            let before = line.len();
            (field.get)(self).cell(&mut line, None)?;
            if line.len() == before {
                line.truncate(start);
            }
        }
        line.push(b'\n');
        out.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(value: &Value<'_>, most: Option<usize>) -> String {
        let mut out = Vec::new();
        value.cell(&mut out, most).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_lines() {
        assert_eq!(cell(&Value::from("a\n\tb"), None), "a b");
        assert_eq!(cell(&Value::from("naïve plan"), Some(3)), "naï");
        assert_eq!(cell(&Value::Number { value: 2.0 / 3.0, decimals: 4 }, None), "0.6667");
        assert_eq!(cell(&Value::Number { value: 2.0 / 3.0, decimals: 4 }, Some(1)), "0.7");
        let person = |name| Value::Object(vec![("name", Value::from(name)), ("salience", Value::share(0.5))]);
        assert_eq!(cell(&Value::List(vec![person("A"), person("B"), person("C")]), Some(2)), "A; B");
        assert_eq!(cell(&Value::Map(vec![("a", Value::Count(1)), ("b", Value::Null)]), None), "a=1; b=");
    }

    #[test]
    fn json_leaves_out_what_is_absent() {
        let value = Value::Object(vec![("a", Value::Absent), ("b", Value::Null), ("c", Value::share(0.126))]);
        assert_eq!(serde_json::to_string(&value).unwrap(), r#"{"b":null,"c":0.13}"#);
    }
}
