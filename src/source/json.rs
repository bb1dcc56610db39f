//! JSON Lines and JSON: records with the fields of the input contract.
//!
//! `id` (or `guid`), `title` (or `headline`), `body` (or `text`, `content`), `date` (or
//! `published`), `url`, `source`, `author`, `language`, `section`, `keywords`,
//! `topics`; every other field is kept as metadata. Title and body stay as they
//! are to the last space: offsets count in the text that the record holds.

use serde_json::{Map, Value};

use super::fields::{ContractField, FieldMap};
use super::{Record, feed, language_code, news::ninjs, parse_day, skip};
use crate::article::Article;

/// The lines that hold records: those that are not blank.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|&b| b == b'\n').filter(|line| !line.trim_ascii().is_empty())
}

/// A record a line, the first of them line `first_line` of the file.
pub(super) fn parse_lines(text: &str, first_line: u64, fields: &FieldMap) -> Vec<Record> {
    let text = text.trim_start_matches('\u{FEFF}');
    (first_line..)
        .zip(text.split('\n'))
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| match serde_json::from_str::<Value>(line) {
            Ok(value) => record(value, Some(number), fields),
            Err(error) => Err(skip(Some(number), invalid(&error))),
        })
        .collect()
}

/// Fields in which services that answer with articles put them.
const ENVELOPES: [&str; 9] = ["articles", "items", "item", "results", "docs", "data", "response", "hits", "stories"];

/// Envelopes inside each other, at most.
const ENVELOPES_DEEP: usize = 4;

/// One document: an article, an array of them, or an envelope around either.
pub(super) fn parse_document(text: &str, fields: &FieldMap) -> Vec<Record> {
    match serde_json::from_str::<Value>(text.trim_start_matches('\u{FEFF}')) {
        Ok(Value::Array(values)) if values.is_empty() => vec![Err(skip(None, "an empty array"))],
        Ok(Value::Object(feed)) if feed::json::is_feed(&feed) => feed::json::read(feed),
        Ok(value) => match opened(value, ENVELOPES_DEEP, fields) {
            Value::Array(values) => {
                values.into_iter().map(|value| record(opened(value, ENVELOPES_DEEP, fields), None, fields)).collect()
            }
            value => vec![record(value, None, fields)],
        },
        Err(error) => vec![Err(skip(Some(error.line() as u64), invalid(&error)))],
    }
}

/// What an envelope holds: a record that is none itself, and has a field of records.
fn opened(value: Value, deep: usize, map: &FieldMap) -> Value {
    let Value::Object(mut fields) = value else { return value };
    let own = [ContractField::Title, ContractField::Body];
    let is_own = |name: &String| map.field(name).is_some_and(|field| own.contains(&field));
    if deep == 0 || fields.keys().any(is_own) || ninjs::is_item(&fields) {
        return Value::Object(fields);
    }
    let holds = |value: &Value| match value {
        Value::Array(values) => values.first().is_some_and(Value::is_object),
        Value::Object(_) => true,
        _ => false,
    };
    let Some(name) = ENVELOPES.into_iter().find(|name| fields.get(*name).is_some_and(holds)) else {
        return Value::Object(fields);
    };
    fields.remove(name).map_or(Value::Null, |inner| opened(inner, deep - 1, map))
}

/// An element of an array, which begins in `line`: an article, or an envelope around one.
pub(super) fn element(value: Value, line: u64, fields: &FieldMap) -> Record {
    record(opened(value, ENVELOPES_DEEP, fields), Some(line), fields)
}

pub(super) fn invalid(error: &serde_json::Error) -> String {
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    format!("not valid JSON: {reason} at column {}", error.column())
}

fn record(value: Value, line: Option<u64>, map: &FieldMap) -> Record {
    match value {
        Value::Object(fields) if map.is_empty() && ninjs::is_item(&fields) => ninjs::article(fields, line),
        Value::Object(fields) => article(fields, line, map),
        _ => Err(skip(line, "not a JSON object: a record looks like {\"title\": …, \"body\": …}")),
    }
}

/// The article that a record's fields make.
pub(super) fn article(mut fields: Map<String, Value>, line: Option<u64>, map: &FieldMap) -> Record {
    use ContractField::{Author, Body, Date, Id, Keywords, Language, Section, Source, Title, Topics, Url};
    let mut take = |field| map.names(field).find_map(|name| fields.shift_remove(name).filter(|v| !v.is_null()));
    let mut article = Article {
        id: take(Id).map(id_text).unwrap_or_default(),
        title: text_of(take(Title)).unwrap_or_default(),
        body: text_of(take(Body)).unwrap_or_default(),
        url: text_of(take(Url)),
        source: text_of(take(Source)),
        author: text_of(take(Author)),
        language: text_of(take(Language)).map(|tag| language_code(&tag)),
        section: text_of(take(Section)),
        keywords: take(Keywords).map(list_of).unwrap_or_default(),
        topics: take(Topics).map(list_of).unwrap_or_default(),
        ..Article::default()
    };
    if let Some(date) = take(Date) {
        let text = text_of(Some(date)).unwrap_or_default();
        article.date = parse_day(&text);
        if article.date.is_none() && !text.trim().is_empty() {
            // Kept, so that nothing is lost, and not misread.
            fields.insert("date".to_owned(), Value::String(text));
        }
    }
    article.metadata = fields;
    if article.title.trim().is_empty() && article.body.trim().is_empty() {
        let names = article.metadata.keys().take(8).cloned().collect::<Vec<_>>().join(", ");
        let other = if names.is_empty() { String::new() } else { format!(" (its other fields: {names})") };
        return Err(skip(line, format!("no title and no body{other}")));
    }
    Ok(Box::new(article))
}

fn id_text(value: Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

/// A field as text: lists are joined, objects give their `name`.
pub(super) fn text_of(value: Option<Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text,
        Value::Array(values) => {
            let parts: Vec<String> = values.into_iter().filter_map(|value| text_of(Some(value))).collect();
            parts.join(", ")
        }
        Value::Object(mut fields) => text_of(fields.remove("name"))?,
        Value::Null => return None,
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// A field as a list: of an array, or of text with commas; objects give their `code`, else their `name`.
pub(super) fn list_of(value: Value) -> Vec<String> {
    match value {
        Value::Array(values) => values
            .into_iter()
            .filter_map(|value| match value {
                Value::Object(mut fields) => {
                    let code = fields.remove("code");
                    text_of(code.or_else(|| fields.remove("name")))
                }
                other => text_of(Some(other)),
            })
            .collect(),
        Value::String(text) => {
            text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        }
        other => text_of(Some(other)).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn document(text: &str) -> Vec<Record> {
        parse_document(text, &FieldMap::default())
    }

    #[test]
    fn every_spelling_of_the_contract() {
        let lines = concat!(
            "{\"id\": 7, \"headline\": \"H\", \"text\": \"T\", \"published\": \"2015-09-08T10:00:00Z\", ",
            "\"author\": [\"A\", {\"name\": \"B\"}], \"keywords\": \"x, y\", \"topics\": [{\"code\": \"medtop:15000000\"}], ",
            "\"language\": \"en-GB\", \"page\": 3}\n\n",
            "{\"title\": \"U\", \"content\": \"V\", \"date\": \"someday\"}\n"
        );
        let records = parse_lines(lines, 1, &FieldMap::default());
        let first = records[0].as_ref().unwrap();
        assert_eq!(first.id, "7");
        assert_eq!((first.title.as_str(), first.body.as_str()), ("H", "T"));
        assert_eq!(first.date.unwrap().to_string(), "2015-09-08");
        assert_eq!(first.author.as_deref(), Some("A, B"));
        assert_eq!(first.keywords, ["x", "y"]);
        assert_eq!(first.topics, ["medtop:15000000"]);
        assert_eq!(first.language.as_deref(), Some("en"));
        assert_eq!(first.metadata["page"], 3);
        let second = records[1].as_ref().unwrap();
        assert_eq!((second.date, &second.metadata["date"]), (None, &Value::from("someday")));
    }

    /// Trimmed line ends moved every offset behind them.
    #[test]
    fn text_is_kept_to_the_last_space() {
        let line = r#"{"title": " T ", "body": " one \r\n\n two\t\n"}"#;
        let article = parse_lines(line, 1, &FieldMap::default()).remove(0).unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), (" T ", " one \r\n\n two\t\n"));
    }

    #[test]
    fn a_bad_line_is_reported_with_its_number_and_the_rest_is_read() {
        let records =
            parse_lines("{\"title\":\"a\"}\n\n{broken\n[1]\n{\"x\":1}\n{\"title\":\"b\"}", 5, &FieldMap::default());
        let lines: Vec<_> = records.iter().map(|r| r.as_ref().err().and_then(|s| s.line)).collect();
        assert_eq!(lines, [None, Some(7), Some(8), Some(9), None]);
        assert!(records[1].as_ref().unwrap_err().reason.contains("column 2"));
        assert!(records[3].as_ref().unwrap_err().reason.contains("no title and no body"));
    }

    #[test]
    fn foreign_names_are_mapped() {
        let map: FieldMap = "title=kop,body=verhaal,date=dag".parse().unwrap();
        let article =
            parse_lines("{\"kop\":\"K\",\"verhaal\":\"V\",\"dag\":\"2015-09-08\"}", 1, &map).remove(0).unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), ("K", "V"));
        assert_eq!(article.date.unwrap().to_string(), "2015-09-08");
    }

    #[test]
    fn envelopes_are_opened() {
        let newsroom = "{\"status\":\"ok\",\"articles\":[{\"title\":\"a\"},{\"title\":\"b\"}]}";
        assert_eq!(document(newsroom).iter().filter(|r| r.is_ok()).count(), 2);
        let service = "{\"response\":{\"docs\":[{\"headline\":\"a\"}]}}";
        assert_eq!(document(service)[0].as_ref().unwrap().title, "a");
        let items =
            "{\"data\":{\"items\":[{\"meta\":{},\"item\":{\"headline\":\"a\",\"versioncreated\":\"2019-07-03\"}}]}}";
        assert_eq!(document(items)[0].as_ref().unwrap().date.unwrap().to_string(), "2019-07-03");
        assert!(document("{\"error\":404,\"items\":[]}")[0].is_err());
    }

    #[test]
    fn a_document_is_an_article_or_many() {
        assert_eq!(document("{\"title\":\"a\",\n\"body\":\"b\"}").len(), 1);
        assert_eq!(document("[{\"title\":\"a\"},{\"title\":\"b\"},3]").iter().filter(|r| r.is_ok()).count(), 2);
        assert_eq!(document("[{\"title\":\"a\"}\n,,]")[0].as_ref().unwrap_err().line, Some(2));
    }

    proptest! {
        #[test]
        fn never_panics(text in "[\\[{\":a,}\\] \\n0-9]{0,60}") {
            let _ = (parse_lines(&text, 1, &FieldMap::default()), document(&text));
        }
    }
}
