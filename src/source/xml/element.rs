//! An element, and how readers ask for what is in it.

use super::Space;
use crate::source::blocks::{Blocks, Flow, flow, one_line};

/// An element with its content.
#[derive(Debug)]
pub(in crate::source) struct Element {
    /// Its namespace.
    pub(in crate::source) space: Space,
    /// Its name without prefix.
    pub(in crate::source) name: String,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Child>,
    /// Line of its start tag, from 1.
    pub(in crate::source) line: u64,
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) space: Space,
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Debug)]
pub(super) enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// The child elements, in order.
    pub(in crate::source) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The children called `name` in this element's own namespace.
    pub(in crate::source) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.all_in(self.space, name)
    }

    /// The children called `name` in a namespace.
    pub(in crate::source) fn all_in<'a>(&'a self, space: Space, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.space == space && element.name == name)
    }

    /// The first child called `name` in this element's own namespace.
    pub(in crate::source) fn get<'a>(&'a self, name: &'a str) -> Option<&'a Element> {
        self.all(name).next()
    }

    /// The first element along a path of names in this element's own namespace.
    pub(in crate::source) fn at<'a>(&'a self, path: &[&'a str]) -> Option<&'a Element> {
        let (first, rest) = path.split_first()?;
        if rest.is_empty() {
            return self.get(first);
        }
        self.all(first).find_map(|child| child.at(rest))
    }

    /// An attribute of the first element along a path.
    pub(in crate::source) fn attribute_at<'a>(&'a self, path: &[&'a str], name: &str) -> Option<&'a str> {
        self.at(path)?.attribute(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The text of the first element along a path that has some, on one line.
    pub(in crate::source) fn text_at<'a>(&'a self, path: &[&'a str]) -> Option<String> {
        let (last, above) = path.split_last()?;
        let parent = if above.is_empty() { self } else { self.at(above)? };
        parent.all(last).find_map(Element::line_text)
    }

    /// All elements below this one that `wanted` is true for, in document order.
    pub(in crate::source) fn below<'a>(&'a self, wanted: &dyn Fn(&Element) -> bool) -> Vec<&'a Element> {
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
    pub(in crate::source) fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in(Space::None, name)
    }

    /// An attribute of a namespace.
    pub(in crate::source) fn attribute_in(&self, space: Space, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| attribute.space == space && attribute.name == name);
        found.map(|attribute| attribute.value.as_str())
    }

    /// All text inside, as it stands.
    pub(in crate::source) fn raw_text(&self) -> String {
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
    pub(in crate::source) fn line_text(&self) -> Option<String> {
        let mut blocks = Blocks::default();
        self.flow_into(&mut blocks, &|_| true);
        Some(one_line(&blocks.finish())).filter(|text| !text.is_empty())
    }

    /// The text inside as paragraphs, without the elements that `read` is false for.
    pub(in crate::source) fn paragraphs(&self, read: &dyn Fn(&Element) -> bool) -> String {
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
    pub(in crate::source) fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }
}
