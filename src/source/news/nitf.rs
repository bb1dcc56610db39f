//! NITF, the News Industry Text Format (IPTC, versions 3.0 to 3.6): one article a file.

use super::super::xml::{self, Element, Space};
use super::super::{Record, language_code, parse_day};
use super::{add, byline, finished, keep, place, subject_code};
use crate::article::Article;

/// The article of a document.
pub(in super::super) fn parse(text: &str) -> Vec<Record> {
    xml::records(text, |root| {
        let mut article = Article::default();
        read(root, &mut article);
        vec![finished(article, root.line, "a NITF document")]
    })
}

/// Fills what `article` lacks from a `<nitf>` element.
pub(super) fn read(nitf: &Element, article: &mut Article) {
    let head = ["body", "body.head"];
    let in_head = |path: &[&'static str]| nitf.text_at(&[&head[..], path].concat());
    if article.title.is_empty() {
        article.title = in_head(&["hedline", "hl1"])
            .or_else(|| nitf.text_at(&["head", "title"]))
            .or_else(|| in_head(&["hedline"]))
            .unwrap_or_default();
    }
    if article.body.is_empty() {
        article.body = body(nitf);
    }
    let data = ["head", "docdata"];
    let in_data = |name: &'static str, attribute: &str| nitf.attribute_at(&[data[0], data[1], name], attribute);
    if article.id.is_empty() {
        article.id = in_data("doc-id", "id-string").unwrap_or_default().to_owned();
    }
    article.date = article.date.or_else(|| {
        let story = || nitf.attribute_at(&["body", "body.head", "dateline", "story.date"], "norm");
        let publication = || nitf.attribute_at(&["head", "pubdata"], "date.publication");
        let issued = in_data("date.issue", "norm").or_else(|| in_data("date.release", "norm"));
        issued.or_else(story).or_else(publication).and_then(parse_day)
    });
    fill(&mut article.author, || in_head(&["byline"]).as_deref().and_then(byline));
    fill(&mut article.source, || {
        in_head(&["distributor"])
            .or_else(|| in_data("doc.copyright", "holder").map(str::to_owned))
            .or_else(|| nitf.attribute_at(&["head", "pubdata"], "name").map(str::to_owned))
    });
    fill(&mut article.section, || nitf.attribute_at(&["head", "pubdata"], "position.section").map(str::to_owned));
    fill(&mut article.place, || {
        in_head(&["dateline", "location"]).or_else(|| in_head(&["dateline"])).as_deref().and_then(place)
    });
    fill(&mut article.language, || {
        let language = nitf.attribute("baselang").or_else(|| nitf.attribute_in(Space::Xml, "lang"));
        language.map(language_code).filter(|code| !code.is_empty())
    });
    keep(article, "subheadline", in_head(&["hedline", "hl2"]));
    keep(article, "summary", in_head(&["abstract"]));
    keep(article, "urgency", in_data("urgency", "ed-urg"));
    keep(article, "status", nitf.attribute_at(&data, "management-status"));
    if let Some(keys) = nitf.at(&["head", "docdata", "key-list"]) {
        for keyword in keys.all("keyword").filter_map(|keyword| keyword.attribute("key")) {
            add(&mut article.keywords, keyword);
        }
    }
    if let Some(object) = nitf.at(&["head", "tobject"]) {
        for subject in object.all("tobject.subject") {
            read_subject(subject, article);
        }
    }
}

/// A subject's code, and its names where the code is not the IPTC's.
fn read_subject(subject: &Element, article: &mut Article) {
    let code = subject.attribute("tobject.subject.refnum").map(str::trim).unwrap_or_default();
    let of_iptc = subject.attribute("tobject.subject.ipr").is_none_or(|owner| owner.eq_ignore_ascii_case("IPTC"));
    if of_iptc && !code.is_empty() {
        add(&mut article.topics, &subject_code(code));
        return;
    }
    if let Some(code) = subject.attribute("tobject.subject.code") {
        add(&mut article.topics, code);
    }
    for name in ["tobject.subject.type", "tobject.subject.matter", "tobject.subject.detail"] {
        if let Some(name) = subject.attribute(name) {
            add(&mut article.keywords, name);
        }
    }
}

/// The text of a `<nitf>` element, without captions; the abstract where there is no other.
fn body(nitf: &Element) -> String {
    let read = |element: &Element| !matches!(element.name.as_str(), "media" | "note");
    let content = nitf.at(&["body", "body.content"]).map(|content| content.paragraphs(&read)).unwrap_or_default();
    if !content.is_empty() {
        return content;
    }
    let summary = nitf.at(&["body", "body.head", "abstract"]).map(|summary| summary.paragraphs(&read));
    summary.unwrap_or_default()
}

fn fill(field: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if field.is_none() {
        *field = value();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" baselang="en-GB"><head><title>slug</title>
<tobject><tobject.subject tobject.subject.refnum="15039001"/><tobject.subject tobject.subject.ipr="WIRE" tobject.subject.refnum="F01" tobject.subject.type="Boats"/></tobject>
<docdata><doc-id id-string="wire.1"/><urgency ed-urg="5"/><date.issue norm="20131020T192751+1100"/><doc.copyright year="2013" holder="Harbour Wire"/>
<key-list><keyword key="harbour"/></key-list></docdata></head>
<body><body.head><hedline><hl1>Harbour &amp; docks <em>reopen</em></hl1><hl2>After a year</hl2></hedline><byline>By Jane Doe</byline>
<dateline><location><city>Oslo</city></location></dateline></body.head>
<body.content><p>The harbour reopened.</p><media><media-caption><p>A crane.</p></media-caption></media><hl2>Cranes</hl2><p>Cranes moved.</p>
<table><tr><td>Ships</td><td>12</td></tr></table></body.content></body></nitf>"#;

    #[test]
    fn reads_an_article() {
        let article = parse(STORY).remove(0).unwrap();
        assert_eq!(article.id, "wire.1");
        assert_eq!(article.title, "Harbour & docks reopen");
        assert_eq!(article.body, "The harbour reopened.\n\nCranes\n\nCranes moved.\n\nShips\t12");
        assert_eq!(article.date.unwrap().to_string(), "2013-10-20");
        assert_eq!(article.topics, ["subj:15039001"]);
        assert_eq!(article.keywords, ["harbour", "Boats"]);
        assert_eq!(article.author.as_deref(), Some("Jane Doe"));
        assert_eq!(article.source.as_deref(), Some("Harbour Wire"));
        assert_eq!(article.place.as_deref(), Some("Oslo"));
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.metadata["subheadline"], "After a year");
    }

    #[test]
    fn a_prefix_is_not_the_namespace() {
        let prefixed = "<n:nitf xmlns:n='http://iptc.org/std/NITF/2006-10-18/'><n:body><n:body.head><n:hedline><n:hl1>H</n:hl1></n:hedline></n:body.head>\
            <n:body.content><n:p>T</n:p></n:body.content></n:body></n:nitf>";
        let article = parse(prefixed).remove(0).unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), ("H", "T"));
    }

    #[test]
    fn an_empty_document_and_a_cut_one_say_so() {
        assert!(parse("<nitf/>")[0].as_ref().unwrap_err().reason.contains("without headline"));
        let records = parse(&STORY[..STORY.len() - 60]);
        assert!(records[0].is_ok());
        assert!(records[1].as_ref().unwrap_err().reason.contains("not closed"));
    }
}
