//! The paragraphs of an article's HTML, and which of them are not of the story:
//! lines that lead elsewhere, credits, times, the author's name.

use dom_query::{Document, NodeRef};

use super::super::blocks::{Flow, flow, one_line};
use super::super::parse_day;

/// A paragraph as it stands in the page.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    /// Characters of it that stand in links.
    linked: usize,
    kind: Kind,
    /// How many lists and tables had begun before it: the items of one list are alike in it.
    list: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Plain,
    Heading,
    /// An item of a list or a row of a table.
    Item,
}

/// Beginnings of lines that lead elsewhere.
const LEADS: [&str; 52] = [
    "read more",
    "see more",
    "more:",
    "don't miss",
    "don’t miss",
    "click here",
    "subscribe",
    "sign up",
    "follow us",
    "follow me",
    "you may also like",
    "related:",
    "related articles",
    "related stories",
    "related news",
    "related topics",
    "advertisement",
    "advert",
    "share this",
    "story continues",
    "continue reading",
    "media playback",
    "image copyright",
    "image caption",
    "media caption",
    "media captio",
    "get the latest",
    "have a tip",
    "post comment",
    "more from",
    "more great",
    "most read",
    "also read",
    "also see",
    "read also",
    "watch:",
    "watch more",
    "leia mais",
    "leia também",
    "lire aussi",
    "lesen sie auch",
    "lee también",
    "leggi anche",
    "copyright ©",
    "copyright (c)",
    "all rights reserved",
    "tags:",
    "filed under",
    "photo:",
    "photos:",
    "this article was originally",
    "let our news meet",
];

/// Lines that are nothing else.
const ALONE: [&str; 16] = [
    "close",
    "caption",
    "tags",
    "tag",
    "comments",
    "comment",
    "highlights",
    "trending",
    "latest",
    "share",
    "advertisement",
    "subscribe",
    "loading...",
    "print",
    "email",
    "related news",
];

/// Words before a time of publication.
const TIMES: [&str; 8] =
    ["updated", "published", "posted", "first published", "last updated", "| updated", "last modified", "created"];

/// What credits a picture.
const CREDITS: [&str; 8] =
    ["(image:", "(photo by", "(photo:", "credit: ", "(picture:", "getty images", "file photo", "(ap photo"];

/// Characters from which a paragraph is surely the story's own.
const LONG: usize = 80;

/// The text of an article's HTML: its paragraphs, without those that are not of the story.
pub(super) fn text(html: &str) -> String {
    let document = Document::fragment(html);
    let mut paragraphs = collect(&document.root());
    trim_lists(&mut paragraphs);
    paragraphs.retain(|paragraph| !is_aside(paragraph));
    trim_ends(&mut paragraphs);
    let mut text = String::new();
    let mut before = Kind::Plain;
    for paragraph in &paragraphs {
        if !text.is_empty() {
            text.push_str(if paragraph.kind == Kind::Item && before == Kind::Item { "\n" } else { "\n\n" });
        }
        text.push_str(&paragraph.text);
        before = paragraph.kind;
    }
    text
}

fn collect(root: &NodeRef<'_>) -> Vec<Paragraph> {
    enum Step<'a> {
        Enter(NodeRef<'a>, Kind, bool),
        Leave(Kind),
    }
    let mut paragraphs = Vec::new();
    let mut current = Paragraph::default();
    let mut lists = 0;
    let mut steps = vec![Step::Enter(*root, Kind::Plain, false)];
    while let Some(step) = steps.pop() {
        let (node, kind, linked) = match step {
            Step::Enter(node, kind, linked) => (node, kind, linked),
            Step::Leave(kind) => {
                end(&mut current, &mut paragraphs, kind);
                continue;
            }
        };
        if node.is_text() {
            let text = node.text();
            if linked {
                current.linked += one_line(&text).chars().count();
            }
            current.text.push_str(&text);
            continue;
        }
        let name = node.node_name().unwrap_or_default();
        let flow = flow(&name);
        let inner = match &*name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
            "li" | "tr" | "dt" | "dd" => Kind::Item,
            _ => kind,
        };
        match flow {
            Flow::Hidden => continue,
            Flow::Block | Flow::Line | Flow::Verbatim => {
                end(&mut current, &mut paragraphs, kind);
                steps.push(Step::Leave(inner));
            }
            Flow::Cell => current.text.push(' '),
            Flow::Break => current.text.push('\u{1}'),
            Flow::Inline => {}
        }
        if matches!(&*name, "ul" | "ol" | "dl" | "table") {
            lists += 1;
        }
        current.list = lists;
        let linked = linked || &*name == "a";
        let children: Vec<NodeRef<'_>> = node.children_it(true).collect();
        steps.extend(children.into_iter().map(|child| Step::Enter(child, inner, linked)));
    }
    end(&mut current, &mut paragraphs, Kind::Plain);
    paragraphs
}

fn end(current: &mut Paragraph, paragraphs: &mut Vec<Paragraph>, kind: Kind) {
    let taken = std::mem::take(current);
    let lines: Vec<String> = taken.text.split('\u{1}').map(one_line).filter(|line| !line.is_empty()).collect();
    if !lines.is_empty() {
        paragraphs.push(Paragraph { text: lines.join("\n"), kind, ..taken });
    }
}

/// Takes out lists that are nothing but links.
fn trim_lists(paragraphs: &mut Vec<Paragraph>) {
    let mut keep = vec![true; paragraphs.len()];
    let mut at = 0;
    while at < paragraphs.len() {
        let list = paragraphs[at].list;
        let is_item = |paragraph: &&Paragraph| paragraph.kind == Kind::Item && paragraph.list == list;
        let length = paragraphs[at..].iter().take_while(is_item).count();
        let items = &paragraphs[at..at + length];
        if length >= 2 && items.iter().filter(|item| item.is_linked()).count() * 5 >= length * 4 {
            keep[at..at + length].fill(false);
        }
        at += length.max(1);
    }
    let mut keep = keep.into_iter();
    paragraphs.retain(|_| keep.next().unwrap_or(true));
}

impl Paragraph {
    fn length(&self) -> usize {
        self.text.chars().count()
    }

    fn is_linked(&self) -> bool {
        self.linked * 5 >= self.length() * 4
    }

    fn is_sentence(&self) -> bool {
        self.text.ends_with(['.', '!', '?', '"', '”', '’', '…', ':', '。', '」', ')'])
    }
}

/// Whether a paragraph is not of the story, by what it says.
fn is_aside(paragraph: &Paragraph) -> bool {
    let length = paragraph.length();
    let lower = paragraph.text.to_lowercase();
    let lower = lower.trim_start_matches(['*', '•', '»', '>', '-', '–', ' ']);
    if length < 200 && LEADS.iter().any(|lead| lower.starts_with(lead)) {
        return true;
    }
    if ALONE.contains(&lower) || lower.starts_with('©') && length < 120 {
        return true;
    }
    if length < 120 && lower.contains(|c: char| c.is_ascii_digit()) && TIMES.iter().any(|word| lower.starts_with(word))
    {
        return true;
    }
    if length < 300 && CREDITS.iter().any(|credit| lower.contains(credit)) {
        return true;
    }
    let words = paragraph.text.split_whitespace().count();
    paragraph.kind == Kind::Plain && paragraph.is_linked() && words >= 4 && length < 250
}

/// Takes the times and names before the story, and the loose lines behind it.
fn trim_ends(paragraphs: &mut Vec<Paragraph>) {
    let is_story = |paragraph: &Paragraph| paragraph.length() >= LONG && paragraph.is_sentence();
    let Some(first) = paragraphs.iter().position(is_story) else { return };
    let last = paragraphs.iter().rposition(is_story).unwrap_or(first);
    let mut at = 0;
    paragraphs.retain(|paragraph| {
        let place = at;
        at += 1;
        if place < first {
            !is_heading_matter(&paragraph.text)
        } else {
            place <= last || paragraph.is_sentence() || paragraph.kind == Kind::Item || paragraph.length() >= LONG
        }
    });
}

/// "By Jane Doe", "Nov. 20, 2019, 9:28 AM UTC".
fn is_heading_matter(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.starts_with("by ") || parse_day(text).is_some() || text.chars().count() < LONG && lower.contains("published")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_stays_and_what_leads_elsewhere_goes() {
        let story =
            "The cranes moved again on Tuesday, the port said, and nobody was hurt when the long quay gave way.";
        let html = format!(
            "<div><p>By Jane Doe</p><p>Nov. 20, 2019</p><p>{story}</p><p>READ MORE: <a href=x>Ten cranes that moved</a></p>\
             <h2>On the quay</h2><p>{story}<br>“Again.”</p><p><a href=x>A FEUD ABOUT THE LONG QUAY</a></p>\
             <ul><li>one</li><li>two</li></ul><ul><li><a href=x>Link one</a></li><li><a href=y>Link two</a></li></ul>\
             <p>A crane. (Image: Wire)</p><p>{story}</p><p>Jane Doe</p></div>"
        );
        assert_eq!(text(&html), format!("{story}\n\nOn the quay\n\n{story}\n“Again.”\n\none\ntwo\n\n{story}"));
    }

    #[test]
    fn a_short_text_stays_whole() {
        assert_eq!(text("<p>Short</p><p>Text</p>"), "Short\n\nText");
    }
}
