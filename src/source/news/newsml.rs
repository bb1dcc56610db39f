//! NewsML 1.0 to 1.2 (IPTC): an article a `NewsItem`.

use super::super::blocks::{Blocks, one_line};
use super::super::html::fragment_text;
use super::super::xml::{self, Element, Space};
use super::super::{Record, language_code, parse_day, skip};
use super::{add, byline, finished, keep, nitf, place, subject_code};
use crate::article::Article;

/// The articles of a document.
pub(in super::super) fn parse(text: &str) -> Vec<Record> {
    xml::records(text, |root| {
        let envelope = root.text_at(&["NewsEnvelope", "DateAndTime"]);
        let items: Vec<Record> = root.all("NewsItem").map(|item| news_item(item, envelope.as_deref())).collect();
        if items.is_empty() {
            return vec![Err(skip(Some(root.line), "a NewsML document without news items"))];
        }
        items
    })
}

fn news_item(item: &Element, envelope: Option<&str>) -> Record {
    let mut article = Article::default();
    let all = |name: &str| item.below(&|element| element.space == item.space && element.name == name);
    let identifier = ["Identification", "NewsIdentifier"];
    let identified = |name: &'static str| item.text_at(&[identifier[0], identifier[1], name]);
    article.id = identified("PublicIdentifier").or_else(|| identified("NewsItemId")).unwrap_or_default();
    article.date = item
        .text_at(&["NewsManagement", "ThisRevisionCreated"])
        .or_else(|| item.text_at(&["NewsManagement", "FirstCreated"]))
        .or_else(|| identified("DateId"))
        .as_deref()
        .or(envelope)
        .and_then(parse_day);

    let lines = all("NewsLines");
    let line = |name: &str| lines.iter().find_map(|lines| lines.all(name).find_map(Element::line_text));
    article.title = line("HeadLine").unwrap_or_default();
    article.author = line("ByLine").or_else(|| line("ByLineTitle")).as_deref().and_then(byline);
    article.place = line("DateLine").as_deref().and_then(place);
    keep(&mut article, "subheadline", line("SubHeadLine"));
    keep(&mut article, "slugline", line("SlugLine"));
    if let Some(words) = line("KeywordLine") {
        words.split([',', ';']).for_each(|word| add(&mut article.keywords, word));
    }

    let formal = |element: &Element| element.attribute("FormalName").map(|name| name.trim().to_owned());
    let party = |role: &str| all(role).iter().find_map(|role| role.get("Party").and_then(formal));
    article.source = party("Provider").or_else(|| party("Source")).or_else(|| identified("ProviderId"));
    let language = all("Language").first().and_then(|language| formal(language));
    let language = language.or_else(|| item.attribute_in(Space::Xml, "lang").map(str::to_owned));
    article.language = language.map(|tag| language_code(&tag)).filter(|code| !code.is_empty());
    for code in all("SubjectCode").iter().flat_map(|subject| subject.elements()).filter_map(formal) {
        add(&mut article.topics, &subject_code(&code));
    }
    for property in all("Property") {
        if property.attribute("FormalName") == Some("Keyword") {
            add(&mut article.keywords, property.attribute("Value").unwrap_or_default());
        }
    }
    keep(&mut article, "urgency", item.attribute_at(&["NewsManagement", "Urgency"], "FormalName"));
    keep(&mut article, "status", item.attribute_at(&["NewsManagement", "Status"], "FormalName"));

    read_content(item, &mut article);
    finished(article, item.line, "a NewsML item")
}

/// The longest text that an item's components hold, those in the main role before others.
fn read_content(item: &Element, article: &mut Article) {
    let mut parts = Vec::new();
    for component in item.all("NewsComponent") {
        collect(component, false, &mut parts);
    }
    let Some(part) = parts.into_iter().max_by_key(|part| (part.main, part.article.body.len())) else { return };
    article.body = part.article.body;
    if article.title.is_empty() {
        article.title = part.article.title;
    }
    article.author = article.author.take().or(part.article.author);
    article.place = article.place.take().or(part.article.place);
}

struct Part {
    main: bool,
    article: Article,
}

fn collect(component: &Element, main: bool, parts: &mut Vec<Part>) {
    let role = component.attribute_at(&["Role"], "FormalName").map(str::to_ascii_lowercase);
    let main = main || role.as_deref() == Some("main");
    for item in component.all("ContentItem") {
        let kind = item.attribute_at(&["MediaType"], "FormalName");
        let text =
            kind.is_none_or(|kind| kind.eq_ignore_ascii_case("text") || kind.eq_ignore_ascii_case("complexdata"));
        if let Some(data) = item.get("DataContent").filter(|_| text) {
            let article = content(data);
            if !article.body.is_empty() {
                parts.push(Part { main, article });
            }
        }
    }
    for inner in component.all("NewsComponent") {
        collect(inner, main, parts);
    }
}

fn content(data: &Element) -> Article {
    let mut article = Article::default();
    if let Some(nitf) = data.elements().find(|element| element.name == "nitf") {
        nitf::read(nitf, &mut article);
    } else if data.has_elements() {
        article.body = data.paragraphs(&|element| element.name != "media");
    } else {
        let text = data.raw_text();
        let head: String = text.chars().take(4000).collect::<String>().to_ascii_lowercase();
        article.body = if ["<p", "<br", "<div", "<html"].iter().any(|tag| head.contains(tag)) {
            fragment_text(&text)
        } else {
            let mut blocks = Blocks::default();
            blocks.verbatim(&text.lines().map(one_line).collect::<Vec<_>>().join("\n"));
            blocks.finish()
        };
    }
    article
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_item() {
        let text = r#"<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20140830T135006Z</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="en"><Identification><NewsIdentifier><ProviderId>wire.example</ProviderId>
<PublicIdentifier>urn:newsml:wire:1</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><ThisRevisionCreated>20140829T134951+0000</ThisRevisionCreated></NewsManagement>
<NewsComponent><NewsLines><DateLine>OSLO, Aug 29, 2014 (Wire) -</DateLine><HeadLine>Cranes <![CDATA[& ships]]></HeadLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Wire"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="en"/><SubjectCode><SubjectDetail FormalName="04011002"/></SubjectCode>
<Property FormalName="Keyword" Value="harbour"/></DescriptiveMetadata>
<NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/><DataContent><p>A crane, seen from the long quay on a day in autumn.</p></DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/><DataContent><p>One.</p><p>Two.</p></DataContent></ContentItem></NewsComponent>
</NewsComponent></NewsItem></NewsML>"#;
        let article = parse(text).remove(0).unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Cranes & ships", "One.\n\nTwo."));
        assert_eq!(article.date.unwrap().to_string(), "2014-08-29");
        assert_eq!(article.topics, ["subj:04011002"]);
        assert_eq!(article.keywords, ["harbour"]);
        assert_eq!(article.place.as_deref(), Some("OSLO"));
        assert_eq!(article.source.as_deref(), Some("Wire"));
        assert_eq!(article.id, "urn:newsml:wire:1");
    }

    #[test]
    fn a_document_without_items_says_so() {
        assert!(parse("<NewsML/>")[0].as_ref().unwrap_err().reason.contains("without news items"));
    }
}
