//! Atom 1.0 (RFC 4287) and 0.3.

use super::super::xml::{Element, Space};
use super::super::{Record, parse_day};
use super::{add_category, finished, fragment_text, language, looks_like_html, one_line, text_of_html};
use crate::article::Article;

/// The entries of a feed.
pub(super) fn read(feed: &Element) -> Vec<Record> {
    let own = |name: &'static str| move |element: &Element| element.name == name && element.space == feed.space;
    let about = About {
        title: feed.get("title").map(text).filter(|title| !title.is_empty()),
        author: author(feed),
        language: feed.attribute_in(Space::Xml, "lang"),
    };
    feed.below(&own("entry")).into_iter().map(|item| entry(item, &about)).collect()
}

/// What the feed says for all its entries.
struct About<'a> {
    title: Option<String>,
    author: Option<String>,
    language: Option<&'a str>,
}

fn entry(item: &Element, about: &About<'_>) -> Record {
    let title = item.get("title").map(|title| one_line(&text(title))).unwrap_or_default();
    let mut article = Article { title, ..Article::default() };
    let content = item.all("content").map(text).max_by_key(String::len).filter(|content| !content.is_empty());
    let summary = item.get("summary").map(text).filter(|summary| !summary.is_empty());
    match (content, summary) {
        (Some(content), summary) => {
            if let Some(summary) = summary.filter(|summary| *summary != content) {
                article.metadata.insert("summary".to_owned(), summary.into());
            }
            article.body = content;
        }
        (None, summary) => {
            article.body = summary.or_else(|| foreign(item, Space::Media, "description")).unwrap_or_default()
        }
    }
    let times = ["published", "issued", "created", "updated", "modified"];
    let own = times.iter().filter_map(|name| item.get(name)).find_map(|time| parse_day(&time.raw_text()));
    article.date = own.or_else(|| foreign(item, Space::DublinCore, "date").as_deref().and_then(parse_day));
    article.author = author(item)
        .or_else(|| item.get("source").and_then(author))
        .or_else(|| foreign(item, Space::DublinCore, "creator"))
        .or_else(|| about.author.clone());
    article.id = item.get("id").and_then(Element::line_text).unwrap_or_default();
    let alternate = item.all("link").find(|link| link.attribute("rel").is_none_or(|rel| rel.ends_with("alternate")));
    article.url = alternate
        .and_then(|link| link.attribute("href"))
        .map(|href| href.trim().to_owned())
        .filter(|url| url.contains("://"));
    for category in item.all("category") {
        let name = category.attribute("label").filter(|label| !label.is_empty()).or_else(|| category.attribute("term"));
        let scheme = category.attribute("scheme");
        let iptc = scheme.is_some_and(|scheme| scheme.contains("iptc") || scheme.contains("medtop"));
        let name = if iptc { category.attribute("term").or(name) } else { name };
        add_category(&mut article, name.unwrap_or_default(), scheme);
    }
    let publisher =
        item.get("source").and_then(|source| source.get("title")).map(text).filter(|title| !title.is_empty());
    article.source = publisher.or_else(|| about.title.clone());
    article.language = language(item, about.language);
    finished(article, item.line)
}

fn foreign(item: &Element, space: Space, name: &str) -> Option<String> {
    let found = item.elements().find(|child| child.space == space && child.name == name)?;
    Some(text_of_html(&found.raw_text())).filter(|text| !text.is_empty())
}

/// The names of an element's authors.
fn author(element: &Element) -> Option<String> {
    let name =
        |author: &Element| author.get("name").and_then(Element::line_text).or_else(|| author.get("email")?.line_text());
    let names: Vec<String> = element.all("author").filter_map(name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A text construct: plain, escaped HTML or XHTML, as `type` (in 0.3: and `mode`) says.
fn text(element: &Element) -> String {
    if element.has_elements() {
        return element.paragraphs(&|_| true);
    }
    let mut text = element.raw_text();
    if element.attribute("mode") == Some("base64") || is_binary(element) {
        let decoded = mail_parser::decoders::base64::base64_decode(text.as_bytes());
        text = decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or(text);
        return text_of_html(&text);
    }
    let kind = element.attribute("type").unwrap_or("text").trim().to_ascii_lowercase();
    let escaped = element.attribute("mode").is_some_and(|mode| mode == "escaped");
    if kind.contains("html") || escaped || looks_like_html(&text) { fragment_text(&text) } else { one_line(&text) }
}

/// Whether the content is of a media type that Atom 1.0 carries in base64: neither text nor XML.
fn is_binary(element: &Element) -> bool {
    let kind = element.attribute("type").unwrap_or("text").trim().to_ascii_lowercase();
    kind.contains('/')
        && !kind.starts_with("text/")
        && !kind.contains("xml")
        && !kind.contains("html")
        && element.attribute("mode").is_none()
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn content_in_base64_is_decoded() {
        let feed = "<feed xmlns='http://purl.org/atom/ns#'><entry><title mode='base64'>RXhhbXBsZSA8Yj5BdG9tPC9iPg==</title></entry></feed>";
        assert_eq!(parse(feed)[0].as_ref().unwrap().title, "Example Atom");
        let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='application/octet-stream'>RXhhbXBsZSA8Yj5BdG9tPC9iPg==</content></entry></feed>";
        assert_eq!(parse(feed)[0].as_ref().unwrap().body, "Example Atom");
    }

    #[test]
    fn reads_atom() {
        let feed = "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:lang='en'><a:title>Gazette</a:title><a:author><a:name>Desk</a:name></a:author>\
            <a:entry><a:id>urn:1</a:id><a:title type='html'>Cranes &lt;b&gt;move&lt;/b&gt;</a:title><a:link href='https://example.org/1'/>\
            <a:updated>2003-12-31T10:14:55Z</a:updated><a:published>2003-12-30T10:14:55Z</a:published><a:category term='x' label='Harbour'/>\
            <a:content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One.</p><p>Two.</p></div></a:content><a:summary>S</a:summary></a:entry>\
            <a:entry><a:title>1 &lt; 2</a:title><a:summary type='text'>AT&amp;T</a:summary></a:entry></a:feed>";
        let records = parse(feed);
        let article = records[0].as_ref().unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Cranes move", "One.\n\nTwo."));
        assert_eq!((article.id.as_str(), article.url.as_deref()), ("urn:1", Some("https://example.org/1")));
        assert_eq!(article.date.unwrap().to_string(), "2003-12-30");
        assert_eq!((article.author.as_deref(), article.source.as_deref()), (Some("Desk"), Some("Gazette")));
        assert_eq!(article.keywords, ["Harbour"]);
        assert_eq!(article.metadata["summary"], "S");
        let plain = records[1].as_ref().unwrap();
        assert_eq!((plain.title.as_str(), plain.body.as_str()), ("1 < 2", "AT&T"));
    }
}
