//! ninjs 1.x and 2.x (IPTC): news in JSON.

use serde_json::{Map, Value};

use super::super::html::fragment_text;
use super::super::json::{list_of, text_of};
use super::super::{Record, language_code, parse_day, skip};
use super::{add, byline, place};
use crate::article::Article;

/// Whether a record has the fields of a ninjs item.
pub(in super::super) fn is_item(fields: &Map<String, Value>) -> bool {
    let has = |name: &str| fields.contains_key(name);
    let body = ["body_html", "body_xhtml", "body_text", "bodies"].into_iter().any(has);
    body || (has("versioncreated") && (has("headline") || has("headlines") || has("uri") || has("guid")))
}

/// The article of an item.
pub(in super::super) fn article(mut fields: Map<String, Value>, line: Option<u64>) -> Record {
    let mut take = |name: &str| fields.shift_remove(name).filter(|value| !value.is_null());
    let headline = take("headline").or_else(|| take("headlines"));
    let title = take("title").or_else(|| take("name"));
    let bodies = ["body_xhtml", "body_html", "body_text", "bodies"].map(&mut take);
    let descriptions = ["description_text", "description_html", "descriptions"].map(&mut take);
    let subjects = [take("subject"), take("subjects")];
    let mut article = Article {
        id: text_of(take("uri").or_else(|| take("guid")).or_else(|| take("id"))).unwrap_or_default(),
        title: [headline, title].into_iter().flatten().find_map(|value| text(value, "main")).unwrap_or_default(),
        body: bodies.into_iter().flatten().find_map(|value| text(value, "main")).unwrap_or_default(),
        author: text_of(take("byline").or_else(|| take("by"))).as_deref().and_then(byline),
        source: [take("source"), take("provider"), take("infosources"), take("copyrightholder")]
            .into_iter()
            .find_map(text_of),
        language: text_of(take("language")).map(|tag| language_code(&tag)),
        place: text_of(take("located")).as_deref().and_then(place),
        url: text_of(take("url")).filter(|url| url.starts_with("http")),
        keywords: take("keywords").map(list_of).unwrap_or_default(),
        ..Article::default()
    };
    let times = ["versioncreated", "firstcreated", "contentcreated"].map(&mut take);
    article.date = times.iter().flatten().filter_map(Value::as_str).find_map(parse_day);
    let summary = descriptions.into_iter().flatten().find_map(|value| text(value, "summary"));
    for subject in subjects.into_iter().flatten() {
        read_subjects(subject, &mut article);
    }
    article.metadata = fields;
    match summary {
        Some(summary) if article.body.is_empty() => article.body = summary,
        Some(summary) => {
            article.metadata.insert("summary".to_owned(), Value::String(summary));
        }
        None => {}
    }
    if article.title.trim().is_empty() && article.body.trim().is_empty() {
        return Err(skip(line, "a ninjs item without headline and text"));
    }
    Ok(Box::new(article))
}

/// Text that stands plain, in HTML, or (2.x) in a list by role; `role` is the one preferred.
fn text(value: Value, role: &str) -> Option<String> {
    let text = match value {
        Value::String(text) => {
            if text.contains('<') && text.contains('>') || text.contains('&') {
                fragment_text(&text)
            } else {
                text
            }
        }
        Value::Array(values) => {
            let has_role = |value: &&Value| value["role"].as_str().is_some_and(|named| named.contains(role));
            let chosen = values.iter().find(has_role).or(values.first()).cloned();
            return text(chosen?["value"].take(), role);
        }
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn read_subjects(subjects: Value, article: &mut Article) {
    let Value::Array(subjects) = subjects else { return };
    for subject in subjects {
        let field = |name: &str| subject[name].as_str().map(str::trim).filter(|text| !text.is_empty());
        if let Some(name) = field("name") {
            add(&mut article.keywords, name);
        }
        let media_topic =
            field("scheme").is_some_and(|scheme| scheme.contains("medtop") || scheme.contains("mediatopic"));
        match (field("qcode"), field("code"), field("uri")) {
            (Some(code), ..) => add(&mut article.topics, code),
            (_, Some(code), _) if media_topic && !code.contains(':') => {
                add(&mut article.topics, &format!("medtop:{code}"))
            }
            (_, Some(code), _) => add(&mut article.topics, code),
            (.., Some(uri)) => add(&mut article.topics, uri),
            _ => {}
        }
        if let Value::Array(same) = &subject["sameAs"] {
            same.iter().filter_map(Value::as_str).for_each(|code| add(&mut article.topics, code));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Article {
        let Value::Object(fields) = serde_json::from_str(json).unwrap() else { panic!("an object") };
        assert!(is_item(&fields));
        *article(fields, None).unwrap()
    }

    #[test]
    fn reads_version_1() {
        let article = read(
            r#"{"uri": "http://wire.example/1", "headline": "Cranes &amp; ships", "body_html": "<p>One.</p><p>Two &gt; one.</p>",
            "versioncreated": "2017-08-24T04:38:34+0000", "language": "en-GB", "byline": "By Jane Doe", "located": "Oslo",
            "subject": [{"code": "04015000", "name": "transport"}, {"code": "20000763", "scheme": "http://cv.iptc.org/newscodes/mediatopic/"}],
            "source": "Wire", "description_text": "In short.", "urgency": 3}"#,
        );
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Cranes & ships", "One.\n\nTwo > one."));
        assert_eq!(article.topics, ["04015000", "medtop:20000763"]);
        assert_eq!(article.keywords, ["transport"]);
        assert_eq!(article.date.unwrap().to_string(), "2017-08-24");
        assert_eq!((article.author.as_deref(), article.place.as_deref()), (Some("Jane Doe"), Some("Oslo")));
        assert_eq!(
            (article.metadata["summary"].as_str(), article.metadata["urgency"].as_i64()),
            (Some("In short."), Some(3))
        );
    }

    #[test]
    fn reads_version_2() {
        let article = read(
            r#"{"uri": "x", "headlines": [{"role": "short", "value": "S"}, {"role": "main", "value": "Main"}],
            "bodies": [{"contenttype": "text/html", "value": "<p>One.</p>"}], "infosources": [{"name": "Wire"}],
            "subjects": [{"name": "law", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000121"}], "contentcreated": "2021-03-01"}"#,
        );
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Main", "One."));
        assert_eq!(article.source.as_deref(), Some("Wire"));
        assert_eq!(article.topics, ["http://cv.iptc.org/newscodes/mediatopic/20000121"]);
    }
}
