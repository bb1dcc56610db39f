//! The names that a query gives fields by.

use super::{TextField, ValueField};

/// Names of fields, for messages.
pub(super) const FIELDS: &str = "title, body, author, person, country, focus, region, place, topic, source, section, language, date, since, until, id, path, url";

/// What a field name stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Named {
    Text(TextField),
    Value(ValueField),
    Date,
    Since,
    Until,
}

/// The field of a name, in lower case.
pub(super) fn field_named(name: &str) -> Option<Named> {
    Some(match name {
        "title" | "headline" => Named::Text(TextField::Title),
        "body" | "text" => Named::Text(TextField::Body),
        "author" | "byline" => Named::Text(TextField::Author),
        "person" | "people" => Named::Value(ValueField::Person),
        "country" | "countries" => Named::Value(ValueField::Country),
        "focus" => Named::Value(ValueField::Focus),
        "region" => Named::Value(ValueField::Region),
        "place" | "places" => Named::Value(ValueField::Place),
        "topic" | "topics" => Named::Value(ValueField::Topic),
        "source" => Named::Value(ValueField::Source),
        "section" => Named::Value(ValueField::Section),
        "language" | "lang" => Named::Value(ValueField::Language),
        "id" => Named::Value(ValueField::Id),
        "path" => Named::Value(ValueField::Path),
        "url" => Named::Value(ValueField::Url),
        "date" => Named::Date,
        "since" => Named::Since,
        "until" => Named::Until,
        _ => return None,
    })
}
