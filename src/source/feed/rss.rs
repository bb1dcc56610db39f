//! RSS 0.9 to 2.0, RDF and CDF.

use super::super::xml::{Element, Space};
use super::super::{Record, parse_day};
use super::{add_category, finished, language, person, text_of_html};
use crate::article::Article;

/// The items of a feed, wherever it puts them: in the channel, beside it, or in lists of their own.
pub(super) fn read(root: &Element) -> Vec<Record> {
    let channel = root.elements().find(|child| is(child, "channel")).unwrap_or(root);
    let about = About {
        title: find(channel, &[(Space::Rss, "title"), (Space::DublinCore, "title")]).map(text),
        language: find(channel, &[(Space::Rss, "language"), (Space::DublinCore, "language")]).map(text),
    };
    root.below(&|element| is(element, "item")).into_iter().map(|item| entry(item, &about)).collect()
}

/// What the channel says for all its items.
struct About {
    title: Option<String>,
    language: Option<String>,
}

fn is(element: &Element, name: &str) -> bool {
    element.name.eq_ignore_ascii_case(name)
}

fn entry(item: &Element, about: &About) -> Record {
    use Space::{Content, DublinCore, Itunes, Media, Rss, Xhtml};
    let mut article = Article::default();
    let title = find(item, &[(Rss, "title"), (DublinCore, "title"), (Media, "title"), (Itunes, "title")]);
    article.title = title.map(|title| text(title).replace("\n\n", " ").replace('\n', " ")).unwrap_or_default();
    let full =
        [(Content, "encoded"), (Xhtml, "body"), (Xhtml, "div"), (Rss, "fullitem"), (Rss, "content"), (Rss, "body")];
    let short = [(Rss, "description"), (DublinCore, "description"), (Rss, "summary"), (Rss, "abstract")];
    let spoken = [(Itunes, "summary"), (Media, "description"), (Itunes, "subtitle")];
    let first = |names: &[(Space, &str)]| {
        names.iter().find_map(|name| find(item, &[*name]).map(text).filter(|t| !t.is_empty()))
    };
    let summary = first(&short);
    match first(&full) {
        Some(full) => {
            article.body = full;
            if let Some(summary) = summary.filter(|summary| *summary != article.body) {
                article.metadata.insert("summary".to_owned(), summary.into());
            }
        }
        None => article.body = summary.or_else(|| first(&spoken)).unwrap_or_default(),
    }
    let dates = [
        (Rss, "pubDate"),
        (DublinCore, "date"),
        (DublinCore, "issued"),
        (DublinCore, "created"),
        (DublinCore, "modified"),
        (Rss, "published"),
        (Rss, "updated"),
        (Rss, "date"),
    ];
    article.date = dates.iter().filter_map(|name| find(item, &[*name])).find_map(|date| parse_day(&date.raw_text()));
    let authors = [(DublinCore, "creator"), (DublinCore, "author"), (Rss, "author"), (Itunes, "author")];
    article.author = find(item, &authors).and_then(|author| person(&text(author)));
    let guid = find(item, &[(Rss, "guid")]).and_then(Element::line_text);
    let link = find(item, &[(Rss, "link")])
        .and_then(|link| link.line_text().or_else(|| link.attribute("href").map(str::to_owned)));
    let is_link = |guid: &String| guid.starts_with("http://") || guid.starts_with("https://");
    article.url = link.or_else(|| item.attribute("HREF").map(str::to_owned)).or_else(|| guid.clone().filter(is_link));
    article.id = guid.or_else(|| item.attribute_in(Space::Rdf, "about").map(str::to_owned)).unwrap_or_default();
    for category in item.elements().filter(|child| is(child, "category") && matches_space(child, Rss)) {
        add_category(&mut article, &text(category), category.attribute("domain"));
    }
    for subject in item.elements().filter(|child| child.space == DublinCore && is(child, "subject")) {
        add_category(&mut article, &text(subject), None);
    }
    let publisher = find(item, &[(Rss, "source")]).map(text).filter(|name| !name.is_empty());
    article.source = publisher.or_else(|| about.title.clone()).filter(|name| !name.is_empty());
    article.language = language(item, about.language.as_deref());
    finished(article, item.line)
}

/// RSS has no namespace of its own, or any: what is not a known module's counts as RSS.
fn matches_space(element: &Element, wanted: Space) -> bool {
    let known = [Space::Content, Space::DublinCore, Space::Media, Space::Itunes, Space::Xhtml, Space::Atom, Space::Rdf];
    element.space == wanted
        || (wanted == Space::Rss && !known.contains(&element.space) && element.space != Space::Other)
}

/// The first child with one of the names, the names in order.
fn find<'a>(item: &'a Element, names: &[(Space, &str)]) -> Option<&'a Element> {
    names.iter().find_map(|&(space, name)| {
        // In a feed that declares a namespace of its own, RSS is what its items are.
        let fits = |child: &&Element| {
            is(child, name) && (matches_space(child, space) || (space == Space::Rss && child.space == item.space))
        };
        item.elements().find(fits)
    })
}

fn text(element: &Element) -> String {
    if element.has_elements() { element.paragraphs(&|_| true) } else { text_of_html(&element.raw_text()) }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn reads_rss_2() {
        let feed = "<rss version='2.0' xmlns:c='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
            <channel><title>Harbour Gazette</title><language>en-gb</language><item><title>Cranes &amp;amp; ships</title>\
            <link>https://example.org/1</link><guid isPermaLink='false'>g1</guid><description>&lt;p&gt;In short.&lt;/p&gt;</description>\
            <c:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></c:encoded><pubDate>Thu, 01 Jan 04 19:48:21 GMT</pubDate>\
            <dc:creator>Jane Doe</dc:creator><category>Harbour</category><category domain='http://cv.iptc.org/newscodes/mediatopic/'>20000763</category>\
            </item><item><description>Only text</description></item></channel></rss>";
        let records = parse(feed);
        let article = records[0].as_ref().unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Cranes & ships", "One.\n\nTwo."));
        assert_eq!(article.metadata["summary"], "In short.");
        assert_eq!(article.date.unwrap().to_string(), "2004-01-01");
        assert_eq!((article.id.as_str(), article.url.as_deref()), ("g1", Some("https://example.org/1")));
        assert_eq!((article.source.as_deref(), article.language.as_deref()), (Some("Harbour Gazette"), Some("en")));
        assert_eq!(
            (article.keywords.as_slice(), article.topics.as_slice()),
            (&["Harbour".to_owned()][..], &["20000763".to_owned()][..])
        );
        assert_eq!(article.author.as_deref(), Some("Jane Doe"));
        assert_eq!(records[1].as_ref().unwrap().body, "Only text");
    }

    #[test]
    fn reads_rdf_and_what_stands_before_a_break() {
        let feed = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
            <channel><title>Wire</title></channel><item rdf:about='u1'><title>A</title></item><item><title>B</title>";
        let records = parse(feed);
        assert_eq!(records.len(), 3);
        assert_eq!(records[0].as_ref().unwrap().id, "u1");
        assert_eq!(records[1].as_ref().unwrap().title, "B");
        assert!(records[2].is_err());
    }
}
