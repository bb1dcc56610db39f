//! A tree while it grows, event by event.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::element::{Attribute, Child};
use super::{Document, Element, Fault, Space};

/// Elements inside each other, at most: real files stay below 30.
const DEEPEST: usize = 200;

/// Bytes that the entities of a document may become, all together.
const EXPANSION: usize = 1 << 20;

/// Why a document is not read on.
pub(super) enum Stop {
    Refused(String),
    Ended,
}

/// A tree while it grows.
pub(super) struct Tree<'a> {
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
    pub(super) fn new(text: &'a str) -> Tree<'a> {
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

    pub(super) fn fault(&mut self, at: u64, reason: String) -> Fault {
        Fault { line: self.line_of(at), reason }
    }

    pub(super) fn take(&mut self, event: Event<'_>, at: u64) -> Result<(), Stop> {
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

    pub(super) fn finish(mut self, fault: Option<Fault>) -> Result<Document, Fault> {
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
