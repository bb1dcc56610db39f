//! Word documents (Office Open XML, ISO 29500): the text, and what the document says of itself.

use std::io::{Cursor, Read};

use super::blocks::{Blocks, Flow, one_line};
use super::xml::{self, Element, Space};
use super::{Record, language_code, parse_day, plain, skip};
use crate::article::Article;

/// The article of a document; each of its parts may unpack to `most` bytes.
pub(super) fn parse(bytes: &[u8], most: u64) -> Record {
    let broken = |error: String| skip(None, format!("not a readable Word document: {error}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let mut part = |name: &str| -> Result<String, String> {
        let file = archive.by_name(name).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        let read = file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if read as u64 > most {
            return Err(format!("{name} unpacks to more than {} MiB", most >> 20));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = part("word/document.xml").map_err(broken)?;
    let document = xml::parse(&text).map_err(|fault| broken(fault.reason))?;
    let mut article = Article::default();
    if let Ok(core) = part("docProps/core.xml")
        && let Ok(core) = xml::parse(&core)
    {
        read_properties(&core.root, &mut article);
    }
    let mut reader = Paragraphs::default();
    reader.read(&document.root);
    let body = reader.blocks.finish();
    let title = reader.title.or_else(|| (!article.title.is_empty()).then(|| article.title.clone()));
    match title {
        Some(title) => {
            article.body = body.strip_prefix(&title).map_or(body.as_str(), str::trim_start).to_owned();
            article.title = title;
        }
        None => {
            let plain = plain::parse(&body).map_err(|_| skip(None, "a Word document without text"))?;
            (article.title, article.body) = (plain.title, plain.body);
        }
    }
    Ok(Box::new(article))
}

/// `docProps/core.xml`: Dublin Core.
fn read_properties(core: &Element, article: &mut Article) {
    let property = |name: &str| {
        core.elements()
            .find(|element| element.name == name)
            .and_then(Element::line_text)
            .filter(|text| !text.is_empty())
    };
    article.title = property("title").unwrap_or_default();
    article.author = property("creator");
    article.date = property("created").or_else(|| property("modified")).as_deref().and_then(parse_day);
    article.language = property("language").map(|tag| language_code(&tag));
    if let Some(words) = property("keywords") {
        article.keywords = words.split([',', ';']).map(one_line).filter(|word| !word.is_empty()).collect();
    }
}

#[derive(Default)]
struct Paragraphs {
    blocks: Blocks,
    /// The first paragraph in the style of a title, or of a heading where none is.
    title: Option<String>,
}

impl Paragraphs {
    fn read(&mut self, element: &Element) {
        for child in element.elements().filter(|child| child.space == Space::Word) {
            match child.name.as_str() {
                "p" => {
                    self.blocks.border(Flow::Block);
                    if self.title.is_none() && is_title(child) {
                        self.title = text_of(child);
                    }
                    self.run(child);
                    self.blocks.border(Flow::Block);
                }
                "tr" => {
                    self.blocks.border(Flow::Line);
                    for cell in child.all("tc") {
                        self.blocks.border(Flow::Cell);
                        cell.all("p").for_each(|paragraph| self.run(paragraph));
                    }
                    self.blocks.border(Flow::Line);
                }
                // Text that was deleted while changes were tracked.
                "del" | "moveFrom" | "sectPr" => {}
                _ => self.read(child),
            }
        }
    }

    fn run(&mut self, element: &Element) {
        for child in element.elements().filter(|child| child.space == Space::Word) {
            match child.name.as_str() {
                "t" => self.blocks.text(&child.raw_text()),
                "tab" => self.blocks.text(" "),
                "br" | "cr" => self.blocks.border(Flow::Break),
                "noBreakHyphen" => self.blocks.text("-"),
                "del" | "moveFrom" | "instrText" | "pPr" | "rPr" | "delText" => {}
                _ => self.run(child),
            }
        }
    }
}

fn is_title(paragraph: &Element) -> bool {
    let style = paragraph.get("pPr").and_then(|properties| properties.get("pStyle"));
    let name = style.and_then(|style| style.attribute_in(Space::Word, "val").or_else(|| style.attribute("val")));
    name.is_some_and(|name| {
        ["title", "heading1", "berschrift1", "titel", "titre"].iter().any(|known| name.eq_ignore_ascii_case(known))
    })
}

fn text_of(paragraph: &Element) -> Option<String> {
    let mut reader = Paragraphs::default();
    reader.run(paragraph);
    Some(one_line(&reader.blocks.finish())).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn document(body: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("word/document.xml", options).unwrap();
        let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        write!(archive, "<w:document xmlns:w='{space}'><w:body>{body}</w:body></w:document>").unwrap();
        archive.start_file("docProps/core.xml", options).unwrap();
        archive
            .write_all(
                b"<cp:coreProperties xmlns:cp='x' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/'>\
                <dc:creator>Jane Doe</dc:creator><dcterms:created>2015-09-08T10:00:00Z</dcterms:created></cp:coreProperties>",
            )
            .unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn reads_paragraphs_and_properties() {
        let bytes = document(
            "<w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>Cranes</w:t></w:r><w:r><w:t xml:space='preserve'> move</w:t></w:r></w:p>\
             <w:p><w:r><w:t>One</w:t><w:br/><w:t>two.</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>\
             <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        );
        let article = parse(&bytes, 1 << 20).unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Cranes move", "One\ntwo.\n\na\tb"));
        assert_eq!(article.author.as_deref(), Some("Jane Doe"));
        assert_eq!(article.date.unwrap().to_string(), "2015-09-08");
    }

    #[test]
    fn broken_documents_say_so() {
        assert!(parse(b"PK\x03\x04", 100).unwrap_err().reason.contains("not a readable Word document"));
        assert!(parse(&document(&"<w:p/>".repeat(1000)), 100).unwrap_err().reason.contains("unpacks to more"));
        assert!(parse(&document(""), 1 << 20).unwrap_err().reason.contains("without text"));
    }
}
