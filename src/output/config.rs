//! A setting in force, and where it was made.

use std::io::{self, Write};

use super::record::{Field, Record, Value};

/// A setting in force.
#[derive(Debug, Clone)]
pub struct ConfigRecord {
    /// The verb that it is for; none for all that have the option.
    pub verb: Option<String>,
    /// The name of the option.
    pub setting: String,
    /// Its values; none where the option is not set and has no default.
    pub values: Vec<String>,
    /// `default`, `file`, `environment` or `argument`.
    pub origin: &'static str,
    /// The file and line, or the variable.
    pub place: Option<String>,
}

impl Record for ConfigRecord {
    const KIND: &'static str = "config";
    const ID: &'static str = "setting";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("verb", |config: &Self| Value::or_null(config.verb.as_deref())),
            Field::new("setting", |config| Value::from(&*config.setting)),
            Field::new("values", |config| Value::List(config.values.iter().map(|v| Value::from(&**v)).collect())),
            Field::new("origin", |config| Value::from(config.origin)),
            Field::new("place", |config| Value::or_null(config.place.as_deref())),
        ]
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let verb = self.verb.as_deref().map(|verb| format!("{verb}.")).unwrap_or_default();
        let values = if self.values.is_empty() { "-".to_owned() } else { self.values.join(",") };
        let place = self.place.as_deref().unwrap_or(self.origin);
        writeln!(out, "{:<22} {values:<14} {place}", format!("{verb}{}", self.setting))
    }
}
