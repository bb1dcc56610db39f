//! The news trade's own formats, as the IPTC defines them: NITF, NewsML-G2,
//! NewsML 1, ninjs, and the wire frames of IPTC 7901 and ANPA 1312.
//!
//! Each gives articles with what the publisher says of them; subject codes are
//! handed on as they are written, `topics` of an article.

pub(super) mod g2;
pub(super) mod newsml;
pub(super) mod ninjs;
pub(super) mod nitf;
pub(super) mod wire;

use serde_json::Value;

use super::{Record, skip};
use crate::article::Article;

/// The article, unless it has neither title nor body.
fn finished(article: Article, line: u64, what: &str) -> Record {
    if article.title.is_empty() && article.body.is_empty() {
        return Err(skip(Some(line), format!("{what} without headline and text")));
    }
    Ok(Box::new(article))
}

/// A subject code as topics are looked up by: an 8-digit IPTC subject code says that it is one.
fn subject_code(code: &str) -> String {
    let code = code.trim();
    if code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()) { format!("subj:{code}") } else { code.to_owned() }
}

/// Adds `value` to the list, once.
fn add(list: &mut Vec<String>, value: &str) {
    let value = value.trim();
    if !value.is_empty() && !list.iter().any(|known| known == value) {
        list.push(value.to_owned());
    }
}

/// Keeps `value` as metadata.
fn keep(article: &mut Article, name: &str, value: Option<impl Into<String>>) {
    if let Some(value) = value {
        article.metadata.insert(name.to_owned(), Value::String(value.into()));
    }
}

/// The name in a byline: "By Jane Doe" is Jane Doe.
fn byline(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['=', ',']).trim_end();
    let (by, rest) = text.split_once(' ').unwrap_or((text, ""));
    let name = if by.eq_ignore_ascii_case("by") { rest.trim_start() } else { text };
    (!name.is_empty()).then(|| name.to_owned())
}

/// The place of a dateline that stands in an element of its own: "STOCKHOLM, Aug 29, 2014 (AFP) -", "Sydney".
fn place(text: &str) -> Option<String> {
    let text = text.split('(').next().unwrap_or_default().trim_end_matches([' ', '-', '–', '—', '_']);
    let parts = text.split(',').map(str::trim);
    let place = parts.take_while(|part| !part.contains(|c: char| c.is_ascii_digit())).collect::<Vec<_>>().join(", ");
    (!place.is_empty()).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_before_days_and_agencies() {
        assert_eq!(place("STOCKHOLM, Aug 29, 2014 (AFP) -").as_deref(), Some("STOCKHOLM"));
        assert_eq!(place("Strasbourg, 10 juil 2024 (AFP)").as_deref(), Some("Strasbourg"));
        assert_eq!(place("PARIS, Texas, March 3 -").as_deref(), Some("PARIS, Texas"));
        assert_eq!(place("Sydney").as_deref(), Some("Sydney"));
        assert_eq!(place("2014-07-17 00:24:11 GMT"), None);
        assert_eq!(place("4/4/2018"), None);
        assert_eq!(place(""), None);
    }

    #[test]
    fn bylines_give_names() {
        assert_eq!(byline("By CHET BROKAW=").as_deref(), Some("CHET BROKAW"));
        assert_eq!(byline("gr/bp").as_deref(), Some("gr/bp"));
        assert_eq!(byline("By "), None);
        assert_eq!(byline("ελ"), Some("ελ".to_owned()));
    }
}
