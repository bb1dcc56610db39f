//! MediaWiki dumps (export format 0.3 to 0.11), Wikinews before all: an article a page.
//!
//! A dump is cut on its pages. What stands before the first page names the
//! site; pages outside the articles' namespace and redirects are counted, not
//! listed.

mod markup;

use super::{Record, language_code, parse_day, skip, xml};
use crate::article::Article;

/// What a page begins with.
pub(super) const OPENING: &[u8] = b"<page>";

/// The articles of the pages in `text`, of a dump that begins with `head`.
pub(super) fn parse(head: &str, text: &str, first_line: u64) -> Vec<Record> {
    let site = Site::read(head);
    let mut records = Vec::new();
    let mut line = first_line;
    let mut passed = 0u64;
    let starts: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), OPENING).collect();
    let mut at = 0;
    for (n, &start) in starts.iter().enumerate() {
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[at..start]).count() as u64;
        at = start;
        let end = starts.get(n + 1).copied().unwrap_or(text.len());
        match page(&text[start..end], line, &site) {
            Some(record) => records.push(record),
            None => passed += 1,
        }
    }
    if passed > 0 {
        let pages = if passed == 1 { "page" } else { "pages" };
        records.push(Err(skip(
            Some(first_line),
            format!("{passed} {pages} that are no articles: talk, redirects, the like"),
        )));
    }
    records
}

/// What a dump says of its site.
#[derive(Debug, Default)]
struct Site {
    name: Option<String>,
    /// Address of a page, up to its title.
    base: Option<String>,
    language: Option<String>,
}

impl Site {
    fn read(head: &str) -> Site {
        // The root element is not closed here: what stands before the break is all there is.
        let Ok(document) = xml::parse(head) else { return Site::default() };
        let info = ["siteinfo"];
        let about = |name: &'static str| document.root.text_at(&[info[0], name]);
        let base = about("base").and_then(|base| base.rsplit_once('/').map(|(folder, _)| format!("{folder}/")));
        let language = document.root.attribute_in(xml::Space::Xml, "lang").map(language_code);
        Site { name: about("sitename"), base, language: language.filter(|code| !code.is_empty()) }
    }
}

/// The article of a page; `None` for pages that are not meant to be one.
fn page(text: &str, line: u64, site: &Site) -> Option<Record> {
    let end = text.find("</page>").map_or(text.len(), |at| at + "</page>".len());
    let document = match xml::parse(&text[..end]) {
        Ok(document) => document,
        Err(fault) => return Some(Err(skip(Some(line), fault.reason))),
    };
    let page = &document.root;
    if page.text_at(&["ns"]).is_some_and(|space| space != "0") || page.get("redirect").is_some() {
        return None;
    }
    let title = page.text_at(&["title"]).unwrap_or_default();
    let revision = page.all("revision").last();
    let source = revision.and_then(|revision| revision.get("text")).map(xml::Element::raw_text).unwrap_or_default();
    if source.trim_start().get(..9).is_some_and(|start| start.eq_ignore_ascii_case("#redirect")) {
        return None;
    }
    if let Some(fault) = document.fault {
        return Some(Err(skip(Some(line), fault.reason)));
    }
    let read = markup::read(&source);
    if read.text.is_empty() {
        return Some(Err(skip(Some(line), format!("the page \"{title}\" has no text"))));
    }
    let written = revision.and_then(|revision| revision.text_at(&["timestamp"]));
    Some(Ok(Box::new(Article {
        id: page.text_at(&["id"]).unwrap_or_default(),
        url: site.base.as_ref().map(|base| format!("{base}{}", title.replace(' ', "_"))),
        title,
        body: read.text,
        date: read.date.as_deref().and_then(parse_day).or_else(|| written.as_deref().and_then(parse_day)),
        source: site.name.clone(),
        language: site.language.clone(),
        keywords: read.categories,
        ..Article::default()
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_pages_of_a_site() {
        let head = "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\" xml:lang=\"en\">\n<siteinfo><sitename>Wikinews</sitename>\
            <base>https://en.wikinews.org/wiki/Main_Page</base></siteinfo>\n";
        let pages = "<page><title>Cranes move</title><ns>0</ns><id>7</id><revision><timestamp>2020-01-02T03:04:05Z</timestamp>\
            <text>{{date|September 8, 2015}}\nThe '''cranes''' moved.\n[[Category:Norway]]</text></revision></page>\n\
            <page><title>Talk:Cranes move</title><ns>1</ns><revision><text>x</text></revision></page>\n\
            <page><title>Old</title><ns>0</ns><redirect title=\"x\"/><revision><text>#REDIRECT [[x]]</text></revision></page>\n\
            <page><title>Empty</title><ns>0</ns><revision><text/></revision></page>\n</mediawiki>";
        let records = parse(head, pages, 3);
        let article = records[0].as_ref().unwrap();
        assert_eq!(
            (article.title.as_str(), article.body.as_str(), article.id.as_str()),
            ("Cranes move", "The cranes moved.", "7")
        );
        assert_eq!(article.date.unwrap().to_string(), "2015-09-08");
        assert_eq!(article.url.as_deref(), Some("https://en.wikinews.org/wiki/Cranes_move"));
        assert_eq!(
            (article.source.as_deref(), article.keywords.as_slice()),
            (Some("Wikinews"), &["Norway".to_owned()][..])
        );
        assert_eq!(records[1].as_ref().unwrap_err().line, Some(8));
        assert!(records[2].as_ref().unwrap_err().reason.starts_with("2 pages"));
    }
}
