//! XML as a small tree, tolerant of what agencies and feeds send.
//!
//! Takes decoded text, gives an [`Element`] with namespaces resolved by their
//! URI, and the first [`Fault`] where the text is not well-formed: what stands
//! before it is read. Nothing outside the text is ever loaded; entities that
//! are made of entities are refused, so that no small file becomes a large one.

mod element;
mod space;
mod tree;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::{Record, skip};
pub(super) use element::Element;
pub(super) use space::Space;
use tree::{Stop, Tree};

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
