//! JSON Feed 1.0 and 1.1.

use serde_json::{Map, Value};

use super::super::json::{list_of, text_of};
use super::super::{Record, language_code, parse_day, skip};
use super::{finished, fragment_text};
use crate::article::Article;

/// Whether a document is a JSON Feed.
pub(in super::super) fn is_feed(fields: &Map<String, Value>) -> bool {
    fields.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org/version"))
}

/// The items of a feed.
pub(in super::super) fn read(mut feed: Map<String, Value>) -> Vec<Record> {
    let title = text_of(feed.remove("title"));
    let author = names(feed.remove("authors").or_else(|| feed.remove("author")));
    let language = text_of(feed.remove("language"));
    let Some(Value::Array(items)) =
        feed.remove("items").filter(|items| items.as_array().is_some_and(|i| !i.is_empty()))
    else {
        return vec![Err(skip(None, "a feed without entries"))];
    };
    let read = |item| match item {
        Value::Object(fields) => {
            let mut article = article(fields);
            article.source = title.clone();
            article.author = article.author.or_else(|| author.clone());
            article.language = article.language.or_else(|| language.clone()).map(|tag| language_code(&tag));
            finished(article, 1)
        }
        _ => Err(skip(None, "a feed entry that is not a JSON object")),
    };
    items.into_iter().map(read).collect()
}

fn article(mut fields: Map<String, Value>) -> Article {
    let mut take = |name: &str| fields.shift_remove(name).filter(|value| !value.is_null());
    let html = text_of(take("content_html")).map(|html| fragment_text(&html)).filter(|text| !text.is_empty());
    let plain = text_of(take("content_text"));
    let summary = text_of(take("summary"));
    let date = [take("date_published"), take("date_modified")];
    let mut article = Article {
        id: text_of(take("id")).unwrap_or_default(),
        title: text_of(take("title")).unwrap_or_default(),
        author: names(take("authors").or_else(|| take("author"))),
        url: text_of(take("url").or_else(|| take("external_url"))),
        language: text_of(take("language")),
        keywords: take("tags").map(list_of).unwrap_or_default(),
        date: date.iter().flatten().filter_map(Value::as_str).find_map(parse_day),
        ..Article::default()
    };
    article.metadata = fields;
    match html.or(plain) {
        Some(body) => {
            article.body = body;
            if let Some(summary) = summary {
                article.metadata.insert("summary".to_owned(), Value::String(summary));
            }
        }
        None => article.body = summary.unwrap_or_default(),
    }
    article
}

fn names(authors: Option<Value>) -> Option<String> {
    text_of(authors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_items() {
        let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Gazette", "language": "en-US", "authors": [{"name": "Desk"}],
            "items": [{"id": "1", "title": "Cranes", "content_html": "<p>One.</p><p>Two.</p>", "date_published": "2010-02-07T14:04:00-05:00",
            "tags": ["harbour"], "authors": [{"name": "Jane Doe"}]}, {"id": 2, "content_text": "Text"}, {"id": "3"}, 4]}"#;
        let Value::Object(fields) = serde_json::from_str(feed).unwrap() else { panic!() };
        assert!(is_feed(&fields));
        let records = read(fields);
        let first = records[0].as_ref().unwrap();
        assert_eq!((first.title.as_str(), first.body.as_str()), ("Cranes", "One.\n\nTwo."));
        assert_eq!(first.date.unwrap().to_string(), "2010-02-07");
        assert_eq!((first.author.as_deref(), first.source.as_deref()), (Some("Jane Doe"), Some("Gazette")));
        assert_eq!(first.language.as_deref(), Some("en"));
        let second = records[1].as_ref().unwrap();
        assert_eq!((second.id.as_str(), second.author.as_deref()), ("2", Some("Desk")));
        assert!(records[2].is_err() && records[3].is_err());
    }
}
