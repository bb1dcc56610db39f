//! Wikitext to text: links become their labels, templates, tables, files and
//! notes go, headings and paragraphs stay.

use super::super::blocks::{Blocks, Flow, one_line};

/// Links, templates and tables inside each other, at most; what is deeper is dropped.
const DEEPEST: usize = 40;

/// Bytes from an opening mark within which its closing one is looked for.
const FURTHEST: usize = 100 << 10;

/// What a page's text holds.
#[derive(Debug, Default)]
pub(super) struct Markup {
    /// The text, a blank line between paragraphs.
    pub(super) text: String,
    /// Day of publication, as the page's template gives it.
    pub(super) date: Option<String>,
    /// The page's categories.
    pub(super) categories: Vec<String>,
}

/// Templates whose last argument is their text.
const TRANSPARENT: [&str; 7] = ["w", "wikipedia", "lang", "nowrap", "small", "xurl", "foreign"];

/// Headings under which articles list where they come from.
const TAIL: [&str; 6] = ["sources", "references", "external links", "related news", "sister links", "see also"];

/// Reads a page.
pub(super) fn read(source: &str) -> Markup {
    let source = without(source, "<!--", "-->");
    let source = without_elements(
        &source,
        &["ref", "gallery", "math", "timeline", "imagemap", "score", "source", "syntaxhighlight"],
    );
    let mut reader = Reader { found: Markup::default() };
    let flat = reader.inline(&source, 0);
    let flat = htmlize::unescape(strip_tags(&flat)).into_owned();
    let mut blocks = Blocks::default();
    for line in flat.lines() {
        let line = line.trim();
        let heading = line.starts_with('=') && line.ends_with('=') && line.len() > 2;
        let words = one_line(&line.replace("'''''", "").replace("'''", "").replace("''", ""));
        if heading {
            let words = words.trim_matches(['=', ' ']);
            if TAIL.contains(&words.to_lowercase().as_str()) {
                break;
            }
            blocks.border(Flow::Block);
            blocks.text(words);
            blocks.border(Flow::Block);
        } else if line.is_empty() || line.starts_with("----") || line.starts_with("__") {
            blocks.end_paragraph();
        } else if line.starts_with(['*', '#', ';', ':']) {
            blocks.border(Flow::Line);
            blocks.text(words.trim_start_matches(['*', '#', ';', ':', ' ']));
            blocks.border(Flow::Line);
        } else {
            blocks.text(&words);
            blocks.text(" ");
        }
    }
    reader.found.text = blocks.finish();
    reader.found
}

struct Reader {
    found: Markup,
}

impl Reader {
    /// The text without links, templates and tables.
    fn inline(&mut self, source: &str, deep: usize) -> String {
        let mut text = String::with_capacity(source.len());
        let mut rest = source;
        while let Some(at) = rest.find(['[', '{']) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let (open, close, kind): (&str, &str, Kind) = if rest.starts_with("{{") {
                ("{{", "}}", Kind::Template)
            } else if rest.starts_with("{|") {
                ("{|", "|}", Kind::Table)
            } else if rest.starts_with("[[") {
                ("[[", "]]", Kind::Link)
            } else if rest.starts_with("[http") || rest.starts_with("[//") {
                ("[", "]", Kind::External)
            } else {
                text.push_str(&rest[..1]);
                rest = &rest[1..];
                continue;
            };
            let Some(end) = matching(rest, open, close).filter(|_| deep < DEEPEST) else {
                // Not closed, or too deep: the marks are dropped, the words stay.
                rest = &rest[open.len()..];
                continue;
            };
            let inner = &rest[open.len()..end - close.len()];
            rest = &rest[end..];
            match kind {
                Kind::Table => {}
                Kind::Template => text.push_str(&self.template(inner, deep)),
                Kind::Link => text.push_str(&self.link(inner, deep)),
                Kind::External => {
                    let label = inner.split_once(char::is_whitespace).map_or("", |(_, label)| label);
                    text.push_str(&self.inline(label, deep + 1));
                }
            }
        }
        text.push_str(rest);
        text
    }

    fn template(&mut self, inner: &str, deep: usize) -> String {
        let parts = split_arguments(inner);
        let name = parts[0].trim().to_lowercase();
        let plain = || parts[1..].iter().rev().find(|part| !part.contains('=')).copied().unwrap_or_default();
        match name.as_str() {
            "date" | "published" | "dateline" => {
                let day = parts[1..].iter().find(|part| !part.trim().is_empty()).map(|part| one_line(part));
                self.found.date = self.found.date.take().or(day);
                String::new()
            }
            "byline" => {
                for part in &parts[1..] {
                    if let Some((key, value)) = part.split_once('=')
                        && key.trim() == "date"
                    {
                        self.found.date = self.found.date.take().or_else(|| Some(one_line(value)));
                    }
                }
                String::new()
            }
            known if TRANSPARENT.contains(&known) => self.inline(plain(), deep + 1),
            _ => String::new(),
        }
    }

    fn link(&mut self, inner: &str, deep: usize) -> String {
        let parts = split_arguments(inner);
        let target = parts[0].trim();
        let space = target.split_once(':').map(|(space, _)| space.trim().to_lowercase());
        match space.as_deref() {
            Some("category" | "kategorie" | "catégorie" | "categoría" | "categoria") => {
                let name = one_line(target.split_once(':').map_or("", |(_, name)| name));
                if !name.is_empty() && !self.found.categories.contains(&name) {
                    self.found.categories.push(name);
                }
                String::new()
            }
            Some("file" | "image" | "datei" | "bild" | "fichier" | "archivo") => String::new(),
            // A link to a page in another language stands in a margin, not in the text.
            Some(space) if parts.len() == 1 && (2..=3).contains(&space.len()) && space != "w" => String::new(),
            _ => {
                let label = parts.last().copied().unwrap_or(target);
                self.inline(label.trim_start_matches(':'), deep + 1)
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Template,
    Table,
    Link,
    External,
}

/// Where what opens at the beginning of `text` is closed again, behind its end.
fn matching(text: &str, open: &str, close: &str) -> Option<usize> {
    let bytes = &text.as_bytes()[..text.len().min(FURTHEST)];
    let mut depth = 0usize;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(open.as_bytes()) {
            depth += 1;
            at += open.len();
        } else if bytes[at..].starts_with(close.as_bytes()) {
            depth -= 1;
            at += close.len();
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    None
}

/// The arguments of a link or template: split at bars that stand in neither.
fn split_arguments(inner: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0i32, 0);
    let bytes = inner.as_bytes();
    for at in 0..bytes.len() {
        match bytes[at] {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            b'|' if depth <= 0 => {
                parts.push(&inner[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[from..]);
    parts
}

/// The text without what stands between two marks.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        kept.push_str(&rest[..start]);
        let inside = &rest[start + open.len()..];
        rest = inside.find(close).map_or("", |end| &inside[end + close.len()..]);
    }
    kept.push_str(rest);
    kept
}

/// The text without these elements and what they hold.
fn without_elements(text: &str, names: &[&str]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    'next: while let Some(start) = rest.find('<') {
        kept.push_str(&rest[..start]);
        rest = &rest[start..];
        for name in names {
            let opens = rest.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
            let ends = rest.as_bytes()[1..].get(name.len()).is_some_and(|b| matches!(b, b' ' | b'>' | b'/' | b'\n'));
            if opens && ends {
                let tag = rest.find('>').map_or(rest.len(), |end| end + 1);
                if rest[..tag].ends_with("/>") {
                    rest = &rest[tag..];
                    continue 'next;
                }
                let close = format!("</{name}");
                let end = find_ignoring_case(&rest[tag..], &close).map_or(rest.len(), |at| tag + at);
                rest = &rest[end..];
                rest = rest.find('>').map_or("", |at| &rest[at + 1..]);
                continue 'next;
            }
        }
        kept.push('<');
        rest = &rest[1..];
    }
    kept.push_str(rest);
    kept
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|found| found.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// The text without tags; `<br>` ends a line.
fn strip_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        kept.push_str(&rest[..start]);
        rest = &rest[start..];
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match rest.find('>').filter(|_| is_tag) {
            Some(end) => {
                if rest.get(1..3).is_some_and(|name| name.eq_ignore_ascii_case("br")) {
                    kept.push('\n');
                }
                rest = &rest[end + 1..];
            }
            None => {
                kept.push('<');
                rest = &rest[1..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_becomes_text() {
        let source = "{{date|September 8, 2015}}\n[[File:Crane.jpg|thumb|A [[crane]]]]<!-- note -->\n'''Oslo''' {{w|Norway|the kingdom}} and \
            [[Sweden|its neighbour]] met [https://example.org today]&nbsp;at 1 < 2.<ref>A note</ref>\n\n== Cranes ==\n* one\n* two ''three''<br/>four\n\
            {| class=x\n|-\n| cell\n|}\n{{haveyoursay}}\n== Sources ==\n*{{source|url=x}}\n[[Category:Norway]][[de:Kräne]]";
        let found = read(source);
        assert_eq!(
            found.text,
            "Oslo the kingdom and its neighbour met today at 1 < 2.\n\nCranes\n\none\ntwo three\nfour"
        );
        assert_eq!(found.date.as_deref(), Some("September 8, 2015"));
        assert_eq!(found.categories, ["Norway"]);
    }

    #[test]
    fn unclosed_marks_leave_the_words() {
        assert_eq!(read("a [[b and {{c").text, "a b and c");
        assert_eq!(read(&"[[".repeat(300)).text, "");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[\\[\\]{}|<>='a-cé\n*!/-]{0,80}") {
            let _ = read(&text);
        }
    }
}
