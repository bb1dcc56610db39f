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
        "title" | "headline" | "titles" => Named::Text(TextField::Title),
        "body" | "text" => Named::Text(TextField::Body),
        "author" | "authors" | "byline" => Named::Text(TextField::Author),
        "person" | "people" | "persons" => Named::Value(ValueField::Person),
        "country" | "countries" => Named::Value(ValueField::Country),
        "focus" => Named::Value(ValueField::Focus),
        "region" | "regions" => Named::Value(ValueField::Region),
        "place" | "places" => Named::Value(ValueField::Place),
        "topic" | "topics" => Named::Value(ValueField::Topic),
        "source" | "sources" => Named::Value(ValueField::Source),
        "section" | "sections" => Named::Value(ValueField::Section),
        "language" | "languages" | "lang" => Named::Value(ValueField::Language),
        "id" => Named::Value(ValueField::Id),
        "path" => Named::Value(ValueField::Path),
        "url" => Named::Value(ValueField::Url),
        "date" | "day" | "month" | "months" | "year" | "years" | "published" => Named::Date,
        "since" => Named::Since,
        "until" => Named::Until,
        _ => return None,
    })
}

/// The field that a misspelt name is nearest to.
pub(super) fn near_field(name: &str) -> Option<&'static str> {
    let near = FIELDS.split(", ").map(|field| (strsim::osa_distance(name, field), field));
    near.filter(|(edits, field)| *edits <= 2 && *edits < field.len() / 2).min().map(|(_, field)| field)
}
