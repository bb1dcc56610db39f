//! NewsML-G2 (IPTC, versions 2.x): news items, packages, and messages that carry several of them.
//!
//! A news item is an article; one of pictures, sound or film is an article of
//! its caption. A package is one where it says what it holds. Items that hold no
//! news (concepts, knowledge, catalogues, plans) are skipped with that reason.

use super::super::blocks::{Blocks, one_line};
use super::super::html::fragment_text;
use super::super::xml::{self, Element, Space};
use super::super::{Record, language_code, parse_day, skip};
use super::{add, byline, finished, keep, nitf, place};
use crate::article::Article;

/// The articles of a document.
pub(in super::super) fn parse(text: &str) -> Vec<Record> {
    xml::records(text, |root| {
        let mut records = Vec::new();
        read(root, &mut records);
        if records.is_empty() {
            records.push(Err(skip(Some(root.line), "a NewsML-G2 message without items")));
        }
        records
    })
}

fn read(element: &Element, records: &mut Vec<Record>) {
    let no_news = |what: &str| Err(skip(Some(element.line), format!("{what}: it holds no news")));
    match element.name.as_str() {
        "newsItem" => records.push(news_item(element)),
        "packageItem" => records.push(package(element)),
        "conceptItem" => records.push(no_news("a NewsML-G2 concept item")),
        "knowledgeItem" => records.push(no_news("a NewsML-G2 knowledge item")),
        "planningItem" => records.push(no_news("a NewsML-G2 planning item")),
        "catalogItem" => records.push(no_news("a NewsML-G2 catalogue item")),
        _ => element.elements().for_each(|child| read(child, records)),
    }
}

fn news_item(item: &Element) -> Record {
    let mut article = described(item);
    let contents = item.get("contentSet").map(|set| set.elements().map(content).collect::<Vec<_>>());
    let longest = contents.into_iter().flatten().max_by_key(|content| content.body.len());
    if let Some(content) = longest {
        if article.title.is_empty() {
            article.title = content.title;
        }
        article.author = article.author.or(content.author);
        article.body = content.body;
    }
    if article.body.is_empty() {
        article.body = descriptions(item);
    } else {
        keep(&mut article, "summary", Some(descriptions(item)).filter(|text| !text.is_empty()));
    }
    finished(article, item.line, "a news item")
}

/// What a package says of itself and of what it holds.
fn package(item: &Element) -> Record {
    let mut article = described(item);
    let mut blocks = Blocks::default();
    blocks.verbatim(&descriptions(item));
    let parts = item.below(&|element| element.space == item.space && element.name == "itemRef");
    let mut told: Vec<String> = vec![article.title.clone()];
    for part in parts {
        let headline = part.text_at(&["headline"]).or_else(|| part.text_at(&["title"]));
        for text in [headline, part.text_at(&["description"])].into_iter().flatten() {
            if !told.contains(&text) {
                blocks.end_paragraph();
                blocks.text(&text);
                told.push(text);
            }
        }
    }
    article.body = blocks.finish();
    finished(article, item.line, "a package")
}

/// What an item says of itself.
fn described(item: &Element) -> Article {
    let mut article =
        Article { id: item.attribute("guid").unwrap_or_default().trim().to_owned(), ..Article::default() };
    let about = |name: &'static str| item.text_at(&["contentMeta", name]);
    article.title = about("headline").or_else(|| item.text_at(&["itemMeta", "title"])).unwrap_or_default();
    let times = [["itemMeta", "versionCreated"], ["itemMeta", "firstCreated"], ["contentMeta", "contentCreated"]];
    article.date = times.iter().filter_map(|path| item.text_at(path)).find_map(|time| parse_day(&time));
    let language =
        item.attribute_at(&["contentMeta", "language"], "tag").or_else(|| item.attribute_in(Space::Xml, "lang"));
    article.language = language.map(language_code).filter(|code| !code.is_empty());
    let party = |path: &[&'static str]| item.at(path).and_then(named);
    article.author =
        about("by").as_deref().and_then(byline).or_else(|| item.text_at(&["contentMeta", "creator", "name"]));
    article.source = party(&["contentMeta", "infoSource"]).or_else(|| party(&["itemMeta", "provider"]));
    article.place =
        about("dateline").as_deref().and_then(place).or_else(|| item.text_at(&["contentMeta", "located", "name"]));
    keep(&mut article, "slugline", about("slugline"));
    keep(&mut article, "urgency", about("urgency"));
    keep(&mut article, "version", item.attribute("version"));
    let tail = |path: &[&'static str]| item.attribute_at(path, "qcode").map(|code| local(code).to_owned());
    keep(&mut article, "type", tail(&["itemMeta", "itemClass"]));
    keep(&mut article, "status", tail(&["itemMeta", "pubStatus"]));
    if let Some(meta) = item.get("contentMeta") {
        for keyword in meta.all("keyword").filter_map(Element::line_text) {
            add(&mut article.keywords, &keyword);
        }
        for subject in meta.all("subject") {
            read_subject(subject, &mut article);
        }
    }
    if let Some(meta) = item.get("itemMeta") {
        for group in meta.all("memberOf").filter_map(|group| group.text_at(&["name"])) {
            add(&mut article.keywords, &group);
        }
    }
    article
}

/// A subject that is not a person, place, organisation or event: its codes, and its names as keywords.
fn read_subject(subject: &Element, article: &mut Article) {
    let kind = subject.attribute("type").map(|kind| local(kind).to_ascii_lowercase()).unwrap_or_default();
    if ["person", "organisation", "organization", "geoarea", "poi", "event", "object"].contains(&kind.as_str()) {
        return;
    }
    let same = subject.all("sameAs").chain(subject.all("exactMatch"));
    for concept in std::iter::once(subject).chain(same) {
        if let Some(code) = concept.attribute("qcode").or_else(|| concept.attribute("uri")) {
            add(&mut article.topics, code);
        }
    }
    for name in subject.all("name").filter_map(Element::line_text) {
        add(&mut article.keywords, &name);
    }
}

/// The name of a party: as text, else literally, else the end of its code.
fn named(party: &Element) -> Option<String> {
    let english =
        party.all("name").find(|name| name.attribute_in(Space::Xml, "lang").is_some_and(|l| l.starts_with("en")));
    english
        .and_then(Element::line_text)
        .or_else(|| party.text_at(&["name"]))
        .or_else(|| party.attribute("literal").map(str::to_owned))
        .or_else(|| party.attribute("qcode").map(|code| local(code).to_owned()))
        .filter(|name| !name.is_empty())
}

/// A code without its scheme.
fn local(code: &str) -> &str {
    code.rsplit(':').next().unwrap_or(code).trim()
}

fn descriptions(item: &Element) -> String {
    let Some(meta) = item.get("contentMeta") else { return String::new() };
    let mut texts: Vec<String> = Vec::new();
    for text in meta.all("description").map(|description| description.paragraphs(&|_| true)) {
        add(&mut texts, &text);
    }
    texts.join("\n\n")
}

/// The article that a `contentSet`'s part holds.
fn content(part: &Element) -> Article {
    let mut article = Article::default();
    match part.name.as_str() {
        "inlineXML" => {
            let nested = part.below(&|element| element.name == "nitf");
            let page = part.below(&|element| element.name == "html");
            if let Some(nitf) = nested.first() {
                nitf::read(nitf, &mut article);
            } else if let Some(body) = page.first().and_then(|page| page.elements().find(|child| child.name == "body"))
            {
                article.body = body.paragraphs(&|_| true);
            } else {
                article.body = part.paragraphs(&|_| true);
            }
        }
        "inlineData" if part.attribute("encoding").is_none() => {
            let text = part.raw_text();
            let marked = part.attribute("contenttype").is_some_and(|kind| kind.contains("html"));
            article.body = if marked { fragment_text(&text) } else { plain(&text) };
        }
        _ => {}
    }
    article
}

/// Plain text as it stands, its lines trimmed.
fn plain(text: &str) -> String {
    let mut blocks = Blocks::default();
    blocks.verbatim(&one_line_each(text));
    blocks.finish()
}

fn one_line_each(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(content: &str) -> String {
        format!(
            "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:newsml:wire:1' version='2' xml:lang='en-US'>\
             <itemMeta><itemClass qcode='ninat:text'/><provider qcode='nprov:WIRE'><name>Harbour Wire</name></provider>\
             <versionCreated>2022-10-11T11:14:42+02:00</versionCreated><title>slug</title></itemMeta>\
             <contentMeta><by>By Jane Doe</by><headline>Cranes move</headline><dateline>OSLO, Oct 11 (Wire) -</dateline>\
             <keyword>cranes</keyword><subject type='cpnat:abstract' qcode='medtop:20000763'><name>shipping</name>\
             <sameAs qcode='subj:04015000'/></subject><subject type='cpnat:person' qcode='pers:1'><name>A. Smith</name></subject>\
             <description>Summary.</description></contentMeta><contentSet>{content}</contentSet></newsItem>"
        )
    }

    #[test]
    fn reads_items_of_a_message() {
        let page = "<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head>\
            <body><p>One.</p><p>Two.</p></body></html></inlineXML>";
        let nitf = "<inlineXML><nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'><body><body.content><p>N.</p></body.content></body></nitf></inlineXML>";
        let message = format!(
            "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><header/><itemSet>{}{}{}<conceptItem/></itemSet></newsMessage>",
            item(page),
            item(nitf),
            item("<remoteContent href='x.jpg'/>"),
        );
        let records = parse(&message);
        assert_eq!(records.len(), 4);
        let first = records[0].as_ref().unwrap();
        assert_eq!((first.title.as_str(), first.body.as_str()), ("Cranes move", "One.\n\nTwo."));
        assert_eq!(first.id, "urn:newsml:wire:1");
        assert_eq!(first.topics, ["medtop:20000763", "subj:04015000"]);
        assert_eq!(first.keywords, ["cranes", "shipping"]);
        assert_eq!((first.author.as_deref(), first.place.as_deref()), (Some("Jane Doe"), Some("OSLO")));
        assert_eq!(first.source.as_deref(), Some("Harbour Wire"));
        assert_eq!(first.date.unwrap().to_string(), "2022-10-11");
        assert_eq!(records[1].as_ref().unwrap().body, "N.");
        assert_eq!(records[2].as_ref().unwrap().body, "Summary.");
        assert!(records[3].as_ref().unwrap_err().reason.contains("concept item"));
    }

    #[test]
    fn a_package_tells_its_headlines() {
        let package = "<packageItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='p'><contentMeta><headline>Top</headline></contentMeta>\
            <groupSet><group><itemRef><headline>One</headline></itemRef><itemRef><headline>Two</headline></itemRef></group></groupSet></packageItem>";
        let article = parse(package).remove(0).unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Top", "One\n\nTwo"));
    }

    #[test]
    fn inline_data_is_plain_or_marked_up() {
        let plain = item("<inlineData contenttype='text/plain'>One\n two.\n\nThree.</inlineData>");
        assert_eq!(parse(&plain)[0].as_ref().unwrap().body, "One\ntwo.\n\nThree.");
        let marked =
            item("<inlineData contenttype='text/html'>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</inlineData>");
        assert_eq!(parse(&marked)[0].as_ref().unwrap().body, "One\n\nTwo");
    }
}
