//! Feeds: RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed, an article an entry.
//!
//! Feeds are written by every kind of program: names count in whatever
//! namespace they stand, HTML in them becomes text, and a feed that breaks off
//! gives the entries before the break.

mod atom;
pub(super) mod json;
mod rss;

use super::blocks::one_line;
use super::html::fragment_text;
use super::xml::{self, Element, Space};
use super::{Record, language_code, skip};
use crate::article::Article;

/// The articles of an XML feed.
pub(super) fn parse(text: &str) -> Vec<Record> {
    xml::records(text, |root| {
        let mut records = if root.name.eq_ignore_ascii_case("feed") { atom::read(root) } else { rss::read(root) };
        if records.is_empty() {
            records.push(Err(skip(Some(root.line), "a feed without entries")));
        }
        records
    })
}

/// Whether the root element of an XML document is that of a feed; names without prefix.
pub(super) fn is_feed_root(name: &str) -> bool {
    ["rss", "feed", "rdf", "channel"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The entry as an article, unless it says nothing.
fn finished(article: Article, line: u64) -> Record {
    if article.title.is_empty() && article.body.is_empty() {
        return Err(skip(Some(line), "a feed entry without title and text"));
    }
    Ok(Box::new(article))
}

/// Text that may be HTML, written out as text.
fn text_of_html(text: &str) -> String {
    if text.contains(['<', '&']) { fragment_text(text) } else { one_line(text) }
}

/// Whether text that claims to be plain is HTML after all: a closed element or an entity.
fn looks_like_html(text: &str) -> bool {
    let closed =
        ["</p>", "</a>", "</b>", "</i>", "</em>", "</strong>", "</div>", "</span>", "<br", "<p>", "<img", "</li>"];
    let lower = text.to_ascii_lowercase();
    closed.iter().any(|tag| lower.contains(tag))
}

/// The language that an element or one around it declares.
fn language(entry: &Element, feed: Option<&str>) -> Option<String> {
    let own = entry.attribute_in(Space::Xml, "lang").or(feed);
    own.map(language_code).filter(|code| (2..=3).contains(&code.len()))
}

/// Adds a category: to the topics where its scheme is the IPTC's, else to the keywords.
fn add_category(article: &mut Article, name: &str, scheme: Option<&str>) {
    let name = one_line(name);
    let scheme = scheme.unwrap_or_default().to_ascii_lowercase();
    let iptc = ["iptc", "medtop", "newscodes"].iter().any(|word| scheme.contains(word)) || name.starts_with("medtop:");
    let list = if iptc { &mut article.topics } else { &mut article.keywords };
    if !name.is_empty() && !list.contains(&name) {
        list.push(name);
    }
}

/// "jane@example.org (Jane Doe)", "Jane Doe <jane@example.org>": the name, else what stands there.
fn person(text: &str) -> Option<String> {
    let text = one_line(text);
    let name = match (text.find('('), text.find('<')) {
        (Some(open), _) if text[..open].contains('@') => text[open + 1..].trim_end_matches(')').trim(),
        (_, Some(open)) if open > 0 => text[..open].trim(),
        _ => text.split('(').next().unwrap_or(&text).trim(),
    };
    let name = if name.is_empty() { text.as_str() } else { name };
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_in_all_orders() {
        for text in
            ["jane@example.org (Jane Doe)", "Jane Doe <jane@example.org>", "Jane Doe (jane@example.org)", " Jane\nDoe "]
        {
            assert_eq!(person(text).as_deref(), Some("Jane Doe"), "{text}");
        }
        assert_eq!(person("jane@example.org").as_deref(), Some("jane@example.org"));
        assert_eq!(person(" "), None);
    }

    #[test]
    fn an_empty_feed_says_so() {
        assert!(parse("<rss version='2.0'><channel><title>x</title></channel></rss>")[0].is_err());
        assert!(
            parse("<rss><channel><item/></channel></rss>")[0].as_ref().unwrap_err().reason.contains("without title")
        );
    }
}
