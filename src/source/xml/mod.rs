//! XML as a small tree, tolerant of what agencies and feeds send.
//!
//! Takes decoded text, gives an [`Element`] with namespaces resolved by their
//! URI, and the first [`Fault`] where the text is not well-formed: what stands
//! before it is read. Nothing outside the text is ever loaded; entities that
//! are made of entities are refused, so that no small file becomes a large one.

mod space;

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::blocks::{Blocks, Flow, flow, one_line};
use super::{Record, skip};
pub(super) use space::Space;

/// Elements inside each other, at most: real files stay below 30.
const DEEPEST: usize = 200;

/// Bytes that the entities of a document may become, all together.
const EXPANSION: usize = 1 << 20;

/// An element with its content.
#[derive(Debug)]
pub(super) struct Element {
    /// Its namespace.
    pub(super) space: Space,
    /// Its name without prefix.
    pub(super) name: String,
    attributes: Vec<Attribute>,
    children: Vec<Child>,
    /// Line of its start tag, from 1.
    pub(super) line: u64,
}

#[derive(Debug)]
struct Attribute {
    space: Space,
    name: String,
    value: String,
}

#[derive(Debug)]
enum Child {
    Element(Element),
    Text(String),
}

/// Where a text stops being XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Line, from 1.
    pub(super) line: u64,
    /// What is wrong, as a reason to show.
    pub(super) reason: String,
}

/// What could be read of a document.
#[derive(Debug)]
pub(super) struct Document {
    /// Its root, with all that stands before the fault.
    pub(super) root: Element,
    /// Where and why reading stopped, if before the end.
    pub(super) fault: Option<Fault>,
}

impl Element {
    /// The child elements, in order.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The children called `name` in this element's own namespace.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.all_in(self.space, name)
    }

    /// The children called `name` in a namespace.
    pub(super) fn all_in<'a>(&'a self, space: Space, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.space == space && element.name == name)
    }

    /// The first child called `name` in this element's own namespace.
    pub(super) fn get<'a>(&'a self, name: &'a str) -> Option<&'a Element> {
        self.all(name).next()
    }

    /// The first element along a path of names in this element's own namespace.
    pub(super) fn at<'a>(&'a self, path: &[&'a str]) -> Option<&'a Element> {
        let (first, rest) = path.split_first()?;
        if rest.is_empty() {
            return self.get(first);
        }
        self.all(first).find_map(|child| child.at(rest))
    }

    /// An attribute of the first element along a path.
    pub(super) fn attribute_at<'a>(&'a self, path: &[&'a str], name: &str) -> Option<&'a str> {
        self.at(path)?.attribute(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The text of the first element along a path that has some, on one line.
    pub(super) fn text_at<'a>(&'a self, path: &[&'a str]) -> Option<String> {
        let (last, above) = path.split_last()?;
        let parent = if above.is_empty() { self } else { self.at(above)? };
        parent.all(last).find_map(Element::line_text)
    }

    /// All elements below this one that `wanted` is true for, in document order.
    pub(super) fn below<'a>(&'a self, wanted: &dyn Fn(&Element) -> bool) -> Vec<&'a Element> {
        let mut found = Vec::new();
        self.collect_below(wanted, &mut found);
        found
    }

    fn collect_below<'a>(&'a self, wanted: &dyn Fn(&Element) -> bool, found: &mut Vec<&'a Element>) {
        for element in self.elements() {
            if wanted(element) {
                found.push(element);
            }
            element.collect_below(wanted, found);
        }
    }

    /// An attribute without namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in(Space::None, name)
    }

    /// An attribute of a namespace.
    pub(super) fn attribute_in(&self, space: Space, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| attribute.space == space && attribute.name == name);
        found.map(|attribute| attribute.value.as_str())
    }

    /// All text inside, as it stands.
    pub(super) fn raw_text(&self) -> String {
        let mut text = String::new();
        self.collect_text(&mut text);
        text
    }

    fn collect_text(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Child::Element(element) => element.collect_text(text),
                Child::Text(words) => text.push_str(words),
            }
        }
    }

    /// All text inside on one line; `None` where there is none.
    pub(super) fn line_text(&self) -> Option<String> {
        let mut blocks = Blocks::default();
        self.flow_into(&mut blocks, &|_| true);
        Some(one_line(&blocks.finish())).filter(|text| !text.is_empty())
    }

    /// The text inside as paragraphs, without the elements that `read` is false for.
    pub(super) fn paragraphs(&self, read: &dyn Fn(&Element) -> bool) -> String {
        let mut blocks = Blocks::default();
        self.flow_into(&mut blocks, read);
        blocks.finish()
    }

    fn flow_into(&self, blocks: &mut Blocks, read: &dyn Fn(&Element) -> bool) {
        let verbatim = self.name == "pre";
        for child in &self.children {
            match child {
                Child::Text(text) if verbatim => blocks.verbatim(text),
                Child::Text(text) => blocks.text(text),
                Child::Element(element) => {
                    let flow = flow(&element.name);
                    if flow != Flow::Hidden && read(element) {
                        blocks.border(flow);
                        element.flow_into(blocks, read);
                        blocks.border(flow);
                    }
                }
            }
        }
    }

    /// Whether it has child elements.
    pub(super) fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }
}

/// The name of the root element at the head of a text, its prefix included.
pub(super) fn root_name(head: &str) -> Option<String> {
    let mut reader = Reader::from_str(head);
    tolerate(&mut reader);
    loop {
        match reader.read_event() {
            // A declaration that does not come first is read as an element.
            Ok(Event::Start(tag) | Event::Empty(tag)) if !tag.name().as_ref().starts_with(['?', '!']) => {
                return Some(tag.name().as_ref().to_owned());
            }
            Ok(Event::Text(text)) if !text.trim_start_matches('\u{FEFF}').trim().is_empty() => return None,
            Ok(Event::Eof | Event::GeneralRef(_) | Event::CData(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

fn tolerate(reader: &mut Reader<&[u8]>) {
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
}

/// Reads a document.
///
/// # Errors
/// There is no element at all, or the document is one that is refused.
pub(super) fn parse(text: &str) -> Result<Document, Fault> {
    let mut reader = Reader::from_str(text);
    tolerate(&mut reader);
    let mut tree = Tree::new(text);
    let fault = loop {
        let at = reader.buffer_position();
        let event = match reader.read_event() {
            Ok(Event::Eof) => break None,
            Ok(event) => event,
            Err(error) => {
                let at = reader.error_position();
                break Some(tree.fault(at, format!("not well-formed XML: {error}")));
            }
        };
        match tree.take(event, at) {
            Ok(()) => {}
            Err(Stop::Refused(reason)) => return Err(tree.fault(at, reason)),
            Err(Stop::Ended) => break None,
        }
    };
    tree.finish(fault)
}

/// The records that `read` finds in a document, and where the document is broken.
pub(super) fn records(text: &str, read: impl FnOnce(&Element) -> Vec<Record>) -> Vec<Record> {
    match parse(text) {
        Ok(Document { root, fault }) => {
            let mut records = read(&root);
            records.extend(fault.map(|fault| Err(skip(Some(fault.line), fault.reason))));
            records
        }
        Err(fault) => vec![Err(skip(Some(fault.line), fault.reason))],
    }
}

/// Why a document is not read on.
enum Stop {
    Refused(String),
    Ended,
}

/// A tree while it grows.
struct Tree<'a> {
    text: &'a str,
    open: Vec<Open>,
    root: Option<Element>,
    /// Declared prefixes, the innermost last.
    prefixes: Vec<(String, Space)>,
    entities: HashMap<String, String>,
    expanded: usize,
    counted: u64,
    line: u64,
}

struct Open {
    element: Element,
    /// The name with its prefix, for the end tag.
    tag: String,
    /// How many prefixes were declared outside.
    prefixes: usize,
}

impl<'a> Tree<'a> {
    fn new(text: &'a str) -> Tree<'a> {
        Tree {
            text,
            open: Vec::new(),
            root: None,
            prefixes: Vec::new(),
            entities: HashMap::new(),
            expanded: 0,
            counted: 0,
            line: 1,
        }
    }

    /// The line of a byte; bytes come in order.
    fn line_of(&mut self, at: u64) -> u64 {
        let at = at.min(self.text.len() as u64);
        if at > self.counted {
            let passed = &self.text.as_bytes()[self.counted as usize..at as usize];
            self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
            self.counted = at;
        }
        self.line
    }

    fn fault(&mut self, at: u64, reason: String) -> Fault {
        Fault { line: self.line_of(at), reason }
    }

    fn take(&mut self, event: Event<'_>, at: u64) -> Result<(), Stop> {
        match event {
            Event::Start(tag) => self.start(&tag, at),
            Event::Empty(tag) => {
                self.start(&tag, at)?;
                self.end(tag.name().as_ref())
            }
            Event::End(tag) => self.end(tag.name().as_ref()),
            Event::Text(text) => {
                self.push_text(&text.xml10_content());
                Ok(())
            }
            Event::CData(text) => {
                self.push_text(&text.xml10_content());
                Ok(())
            }
            Event::GeneralRef(reference) => self.reference(&reference.xml10_content()),
            Event::DocType(declaration) => self.declare(&declaration.xml10_content()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: u64) -> Result<(), Stop> {
        if self.root.is_some() {
            return Err(Stop::Ended);
        }
        if self.open.len() >= DEEPEST {
            return Err(Stop::Refused(format!("elements nested more than {DEEPEST} deep")));
        }
        let outside = self.prefixes.len();
        let mut raw = Vec::new();
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let key = attribute.key.as_ref().to_owned();
            let value = self.attribute_value(&attribute.value);
            match key.strip_prefix("xmlns") {
                Some("") => self.prefixes.push((String::new(), Space::of_uri(&value))),
                Some(rest) if rest.starts_with(':') => {
                    self.prefixes.push((rest[1..].to_owned(), Space::of_uri(&value)));
                }
                _ => raw.push((key, value)),
            }
        }
        let full = tag.name().as_ref().to_owned();
        let (prefix, name) = full.split_once(':').unwrap_or(("", &full));
        let (space, name) = (self.space(prefix), name.to_owned());
        let attributes = raw
            .into_iter()
            .map(|(key, value)| match key.split_once(':') {
                Some((prefix, name)) => Attribute { space: self.space(prefix), name: name.to_owned(), value },
                None => Attribute { space: Space::None, name: key, value },
            })
            .collect();
        let line = self.line_of(at);
        let element = Element { space, name, attributes, children: Vec::new(), line };
        self.open.push(Open { element, tag: full, prefixes: outside });
        Ok(())
    }

    fn space(&self, prefix: &str) -> Space {
        let declared = self.prefixes.iter().rev().find(|(known, _)| known == prefix);
        declared.map_or_else(|| Space::of_prefix(prefix), |(_, space)| *space)
    }

    /// Closes the innermost element with this tag; an end tag that closes nothing is passed over.
    fn end(&mut self, tag: &str) -> Result<(), Stop> {
        if let Some(depth) = self.open.iter().rposition(|open| open.tag == tag) {
            while self.open.len() > depth {
                self.close();
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        if let Some(Open { element, prefixes, .. }) = self.open.pop() {
            self.prefixes.truncate(prefixes);
            match self.open.last_mut() {
                Some(parent) => parent.element.children.push(Child::Element(element)),
                None => self.root = Some(element),
            }
        }
    }

    fn push_text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            match open.element.children.last_mut() {
                Some(Child::Text(before)) => before.push_str(text),
                _ => open.element.children.push(Child::Text(text.to_owned())),
            }
        }
    }

    fn reference(&mut self, name: &str) -> Result<(), Stop> {
        if let Some(value) = self.entities.get(name).cloned() {
            self.expanded += value.len();
            if self.expanded > EXPANSION {
                return Err(Stop::Refused("its entities become more than 1 MiB of text: refused".to_owned()));
            }
            self.push_text(&value);
            return Ok(());
        }
        // Predefined, numbered and HTML's own; a name that nobody knows stays as it is written.
        let written = format!("&{name};");
        let resolved = htmlize::unescape(written.as_str());
        self.push_text(&resolved);
        Ok(())
    }

    fn attribute_value(&self, raw: &str) -> String {
        htmlize::unescape_attribute(raw).into_owned()
    }

    /// The entities that a document type declares in place; those outside are never loaded.
    fn declare(&mut self, declaration: &str) -> Result<(), Stop> {
        let mut rest = declaration;
        while let Some(at) = rest.find("<!ENTITY") {
            rest = &rest[at + "<!ENTITY".len()..];
            let mut words = rest.trim_start().splitn(2, char::is_whitespace);
            let (Some(name), Some(after)) = (words.next(), words.next()) else { break };
            if name == "%" {
                continue;
            }
            let after = after.trim_start();
            let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let Some(end) = after[1..].find(quote) else { break };
            let value = &after[1..=end];
            let resolved = htmlize::unescape(value);
            if resolved
                .split('&')
                .skip(1)
                .any(|part| part.split(';').next().is_some_and(|n| self.entities.contains_key(n)))
                || value.contains(&format!("&{name};"))
            {
                return Err(Stop::Refused(format!("entity \"{name}\" is made of other entities: refused")));
            }
            self.entities.entry(name.to_owned()).or_insert_with(|| resolved.into_owned());
            rest = &after[end + 2..];
        }
        Ok(())
    }

    fn finish(mut self, fault: Option<Fault>) -> Result<Document, Fault> {
        let mut fault = fault;
        if let Some(open) = self.open.last() {
            let (name, line) = (open.tag.clone(), open.element.line);
            fault.get_or_insert_with(|| Fault { line, reason: format!("not well-formed XML: <{name}> is not closed") });
        }
        while !self.open.is_empty() {
            self.close();
        }
        match self.root {
            Some(root) => Ok(Document { root, fault }),
            None => Err(fault.unwrap_or(Fault { line: 1, reason: "no XML element".to_owned() })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn namespaces_count_by_uri() {
        let text = "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:lang='en'><a:title>x</a:title><p xmlns='http://www.w3.org/1999/xhtml'/></a:feed>";
        let root = parse(text).unwrap().root;
        assert_eq!((root.space, root.name.as_str()), (Space::Atom, "feed"));
        assert_eq!(root.attribute_in(Space::Xml, "lang"), Some("en"));
        assert_eq!(root.get("title").unwrap().space, Space::Atom);
        assert!(root.get("p").is_none());
        assert!(root.all_in(Space::Xhtml, "p").next().is_some());
    }

    #[test]
    fn text_entities_and_lines() {
        let text = "<?xml version='1.0'?>\n<!DOCTYPE r [<!ENTITY wire \"The Wire\">]>\n<r>\n<p>A &amp; B &wire; &eacute;&#8364; &unknown; R&D</p><![CDATA[<b>]]></r>";
        let document = parse(text).unwrap();
        assert!(document.fault.is_none(), "{:?}", document.fault);
        assert_eq!(document.root.get("p").unwrap().raw_text(), "A & B The Wire é€ &unknown; R&D");
        assert_eq!(document.root.get("p").unwrap().line, 4);
        assert!(document.root.raw_text().ends_with("<b>"));
    }

    #[test]
    fn entity_bombs_are_refused() {
        let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c \"&b;&b;\">]><l>&c;</l>";
        assert!(parse(laughs).unwrap_err().reason.contains("made of other entities"));
        let forward = "<!DOCTYPE l [<!ENTITY c \"&b;&b;\"><!ENTITY b \"&c;\">]><l>&c;</l>";
        assert!(parse(forward).is_err() || !parse(forward).unwrap().root.raw_text().is_empty());
        let long = format!("<!DOCTYPE l [<!ENTITY a \"{}\">]><l>{}</l>", "x".repeat(10_000), "&a;".repeat(1000));
        assert!(parse(&long).unwrap_err().reason.contains("1 MiB"));
        let outside = "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><l>&a;</l>";
        assert_eq!(parse(outside).unwrap().root.raw_text(), "&a;");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "<a>".repeat(100_000);
        assert!(parse(&deep).unwrap_err().reason.contains("deep"));
    }

    #[test]
    fn what_stands_before_a_fault_is_read() {
        let document = parse("<r>\n<i>one</i>\n<i>two").unwrap();
        assert_eq!(document.root.all("i").count(), 2);
        assert_eq!(document.fault.unwrap().line, 3);
        let crossed = parse("<r><b>one<i>two</b></i><c/></r>").unwrap();
        assert_eq!(crossed.root.elements().count(), 2);
        assert!(parse("no markup").is_err());
    }

    #[test]
    fn paragraphs_are_those_of_the_markup() {
        let text = "<b><p>One <em>two</em>\n three</p><ul><li>a</li><li>b</li></ul><media><p>hidden</p></media>tail<br/>end</b>";
        let root = parse(text).unwrap().root;
        let text = root.paragraphs(&|element| element.name != "media");
        assert_eq!(text, "One two three\n\na\nb\n\ntail\nend");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[<>&;!\\[\\]a-c/'\"= é]{0,60}") {
            let _ = (parse(&text), root_name(&text));
        }
    }
}
