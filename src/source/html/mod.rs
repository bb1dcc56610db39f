//! Web pages: the article's text without the page around it, and what the page
//! says of it in schema.org JSON-LD and meta elements.

mod paragraphs;
mod prune;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};
use serde_json::Value;

use super::blocks::{Blocks, Flow, flow, one_line};
use super::{Record, language_code, parse_day, skip};
use crate::article::Article;

/// schema.org types that are news items (schema.org, version 29).
const ARTICLE_TYPES: [&str; 9] = [
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "LiveBlogPosting",
    "BlogPosting",
];

/// Elements of a page that an article is looked for in; the largest news pages have 10,000.
const ELEMENTS: usize = 200_000;

/// Characters below which a text is taken for a teaser.
const TEASER: usize = 140;

/// One article.
pub(super) fn parse(html: &str) -> Record {
    let document = Document::from(html);
    let mut article = Article::default();
    let declared = linked_data(&document);
    if let Some(declared) = &declared {
        fill_from_linked_data(&mut article, declared);
    }
    fill_from_meta(&mut article, &document);
    article.body = body_text(document, declared.as_ref());
    if article.title.is_empty() && article.body.is_empty() {
        return Err(skip(None, "a page without title and text"));
    }
    if article.body.starts_with(&article.title) && !article.title.is_empty() {
        article.body = article.body[article.title.len()..].trim_start().to_owned();
    }
    Ok(Box::new(article))
}

/// The first JSON-LD object of the page that is a news item.
fn linked_data(document: &Document) -> Option<Value> {
    document.select("script[type='application/ld+json']").iter().find_map(|script| {
        let value: Value = serde_json::from_str(script.text().trim()).ok()?;
        find_article(value)
    })
}

fn find_article(value: Value) -> Option<Value> {
    match value {
        Value::Array(values) => values.into_iter().find_map(find_article),
        Value::Object(mut fields) => {
            if let Some(graph) = fields.remove("@graph") {
                return find_article(graph);
            }
            let is_article = match fields.get("@type") {
                Some(Value::String(kind)) => ARTICLE_TYPES.contains(&kind.as_str()),
                Some(Value::Array(kinds)) => {
                    kinds.iter().filter_map(Value::as_str).any(|kind| ARTICLE_TYPES.contains(&kind))
                }
                _ => false,
            };
            is_article.then_some(Value::Object(fields))
        }
        _ => None,
    }
}

fn fill_from_linked_data(article: &mut Article, data: &Value) {
    let text = |name: &str| names(&data[name]).first().cloned();
    article.title = text("headline").or_else(|| text("name")).unwrap_or_default();
    article.date = text("datePublished").as_deref().and_then(parse_day);
    article.source = text("publisher");
    article.section = text("articleSection");
    article.language = text("inLanguage").map(|tag| language_code(&tag));
    article.url = text("url").or_else(|| text("mainEntityOfPage")).filter(|url| url.starts_with("http"));
    let authors = names(&data["author"]);
    article.author = (!authors.is_empty()).then(|| authors.join(", "));
    article.keywords = match &data["keywords"] {
        Value::String(words) => words.split(',').map(|word| word.trim().to_owned()).filter(|w| !w.is_empty()).collect(),
        other => names(other),
    };
}

/// The strings of a JSON-LD value: itself, its name, or those of its items.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![one_line(text)],
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(fields) => {
            ["name", "@value", "@id"].iter().find_map(|key| fields.get(*key)).map(names).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn fill_from_meta(article: &mut Article, document: &Document) {
    let meta = |keys: &[&str]| {
        keys.iter().find_map(|key| {
            let found = document.select(&format!("meta[property='{key}'], meta[name='{key}'], meta[itemprop='{key}']"));
            found.attr("content").map(|content| one_line(&content)).filter(|content| !content.is_empty())
        })
    };
    if article.title.is_empty() {
        let heading =
            || Some(one_line(&document.select("article h1, main h1, h1").first().text())).filter(|h| !h.is_empty());
        let title = || Some(one_line(&document.select("head > title").first().text())).filter(|t| !t.is_empty());
        article.title = meta(&["og:title", "twitter:title"]).or_else(heading).or_else(title).unwrap_or_default();
    }
    let published = ["article:published_time", "datePublished", "date", "dc.date", "DC.date.issued", "pubdate"];
    let time = || document.select("article time[datetime], time[datetime]").attr("datetime").map(|t| t.to_string());
    article.date = article
        .date
        .or_else(|| meta(&published).as_deref().and_then(parse_day))
        .or_else(|| time().as_deref().and_then(parse_day));
    let fill = |field: &mut Option<String>, value: Option<String>| {
        if field.is_none() {
            *field = value;
        }
    };
    fill(
        &mut article.author,
        meta(&["author", "article:author", "byl", "dc.creator"]).filter(|a| !a.starts_with("http")),
    );
    fill(&mut article.source, meta(&["og:site_name", "application-name", "publisher"]));
    fill(&mut article.section, meta(&["article:section", "section"]));
    let canonical = document.select("link[rel='canonical']").attr("href").map(|href| href.to_string());
    fill(&mut article.url, canonical.or_else(|| meta(&["og:url"])).filter(|url| url.starts_with("http")));
    let language = document.select("html").attr("lang").map(|lang| language_code(&lang)).filter(|l| l.len() == 2);
    fill(&mut article.language, language);
    if article.keywords.is_empty()
        && let Some(words) = meta(&["news_keywords", "keywords"])
    {
        article.keywords = words.split(',').map(one_line).filter(|word| !word.is_empty()).collect();
    }
}

/// The article's text: what a readability port finds in the page without what stands beside it,
/// the declared `articleBody` where that says more, else the paragraphs of the page.
fn body_text(document: Document, declared: Option<&Value>) -> String {
    let declared = declared.and_then(|data| data["articleBody"].as_str()).map(declared_text).unwrap_or_default();
    let fallback = paragraphs_of(&document);
    let length = |text: &str| text.chars().count();
    let mut found = String::new();
    if !prune::is_too_deep(&document) {
        prune::prune(&document);
        found = readable(document).unwrap_or_default();
    }
    if length(&declared) >= TEASER && length(&declared) * 10 >= length(&found) * 7 {
        return declared;
    }
    if length(&found) >= TEASER || length(&found) * 2 >= length(&fallback) { found } else { fallback }
}

/// A declared body, which may be HTML for all its being JSON.
fn declared_text(body: &str) -> String {
    let lower = body.to_ascii_lowercase();
    if ["<p", "<div", "<br", "<span", "&lt;p"].iter().any(|tag| lower.contains(tag)) {
        return paragraphs::text(&htmlize::unescape(body));
    }
    blocks(&htmlize::unescape(body))
}

/// The article that a readability port finds.
fn readable(document: Document) -> Option<String> {
    let config = Config { disable_json_ld: true, max_elements_to_parse: ELEMENTS, ..Config::default() };
    let page = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse()).ok()?;
    Some(paragraphs::text(&page.content))
}

/// The paragraphs of a page, those of its article before all of them.
fn paragraphs_of(document: &Document) -> String {
    let found = ["article p", "main p", "body p"].iter().find_map(|selector| {
        let found = document.select(selector);
        let texts: Vec<String> = found.iter().map(|p| one_line(&p.text())).filter(|text| !text.is_empty()).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    });
    found.unwrap_or_else(|| {
        let mut blocks = Blocks::default();
        for body in document.select("body").nodes() {
            flow_into(body, &mut blocks);
        }
        blocks.finish()
    })
}

/// The text of a piece of HTML, as fields of feeds and agencies hold it: a blank line between paragraphs.
pub(super) fn fragment_text(html: &str) -> String {
    let document = Document::fragment(html);
    let mut blocks = Blocks::default();
    flow_into(&document.root(), &mut blocks);
    blocks.finish()
}

/// Writes the text below a node, without a recursion that the page could make deep.
fn flow_into(root: &NodeRef<'_>, blocks: &mut Blocks) {
    enum Step<'a> {
        Enter(NodeRef<'a>, bool),
        Leave(Flow),
    }
    let mut steps = vec![Step::Enter(*root, false)];
    while let Some(step) = steps.pop() {
        let (node, verbatim) = match step {
            Step::Enter(node, verbatim) => (node, verbatim),
            Step::Leave(flow) => {
                blocks.border(flow);
                continue;
            }
        };
        if node.is_text() {
            let text = node.text();
            if verbatim {
                blocks.verbatim(&text)
            } else {
                blocks.text(&text)
            }
            continue;
        }
        let flow = node.node_name().map_or(Flow::Inline, |name| flow(&name));
        if flow == Flow::Hidden || (node.is_element() && node.has_attr("hidden")) {
            continue;
        }
        blocks.border(flow);
        steps.push(Step::Leave(flow));
        let children: Vec<NodeRef<'_>> = node.children_it(true).collect();
        steps.extend(children.into_iter().map(|child| Step::Enter(child, verbatim || flow == Flow::Verbatim)));
    }
}

/// Every line as a paragraph of its own, a blank line between them.
fn blocks(text: &str) -> String {
    text.lines().map(one_line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(head: &str) -> String {
        let paragraph = "<p>GENEVA, Sept 8 - Envoys met again on Tuesday, and the talks, the third in ten days, ran late into the evening.</p>";
        format!(
            "<!DOCTYPE html><html lang=\"en-GB\"><head><title>Envoys meet | Harbour Gazette</title>{head}</head><body>\
             <nav><a href=\"/\">Home</a><a href=\"/sport\">Sport</a></nav><article><h1>Envoys meet</h1>{paragraph}{paragraph}{paragraph}</article>\
             <aside><h3>Most read</h3><ul><li><a href=\"/x\">Ten recipes</a></li></ul></aside><footer>About us</footer></body></html>"
        )
    }

    #[test]
    fn the_article_without_the_page() {
        let article =
            parse(&page("<meta property=\"article:published_time\" content=\"2015-09-08T20:00:00Z\">")).unwrap();
        assert_eq!(article.title, "Envoys meet");
        assert_eq!(article.date.unwrap().to_string(), "2015-09-08");
        assert_eq!(article.language.as_deref(), Some("en"));
        assert!(article.body.starts_with("GENEVA, Sept 8 - Envoys"), "{}", article.body);
        for boilerplate in ["Home", "Ten recipes", "About us"] {
            assert!(!article.body.contains(boilerplate), "{boilerplate}");
        }
    }

    #[test]
    fn linked_data_comes_first() {
        let data = "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebPage\"},\
            {\"@type\":\"NewsArticle\",\"headline\":\"Envoys meet again\",\"datePublished\":\"2015-09-09T01:00:00+02:00\",\
            \"author\":[{\"@type\":\"Person\",\"name\":\"A. Writer\"}],\"publisher\":{\"name\":\"Harbour Gazette\"},\
            \"articleSection\":\"World\",\"keywords\":\"talks, envoys\"}]}</script>";
        let article = parse(&page(data)).unwrap();
        assert_eq!(article.title, "Envoys meet again");
        assert_eq!(article.date.unwrap().to_string(), "2015-09-09");
        assert_eq!(article.author.as_deref(), Some("A. Writer"));
        assert_eq!(article.source.as_deref(), Some("Harbour Gazette"));
        assert_eq!(article.keywords, ["talks", "envoys"]);
    }

    #[test]
    fn fragments_give_paragraphs() {
        assert_eq!(
            fragment_text("<p>One &amp; <b>two</b></p><p>three<br>four</p><script>x()</script>"),
            "One & two\n\nthree\nfour"
        );
        assert_eq!(fragment_text("plain &lt;text&gt;"), "plain <text>");
        assert_eq!(fragment_text(&"<div>".repeat(20_000)), "");
    }

    #[test]
    fn an_empty_page_is_skipped() {
        assert!(parse("<html><head></head><body></body></html>").is_err());
    }
}
