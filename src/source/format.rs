//! Which format a file has: by its content, helped by its name.

use memchr::memmem;

/// A format that Dateline reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, one article a file.
    Text,
    /// Markdown, with or without YAML front matter.
    Markdown,
    /// A web page.
    Html,
    /// One JSON document: an article, or an array of articles.
    Json,
    /// JSON Lines: an article a line.
    JsonLines,
    /// SGML as Reuters-21578 is distributed.
    Sgml,
}

/// File name endings and what they promise, for messages and look-up.
const ENDINGS: [(&str, Format); 11] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("json", Format::Json),
    ("jsonl", Format::JsonLines),
    ("ndjson", Format::JsonLines),
    ("sgm", Format::Sgml),
];

impl Format {
    /// The format of the file called `name` that begins with `head`.
    ///
    /// # Errors
    /// Why the file cannot hold articles, as a reason to show.
    pub fn detect(name: &str, head: &[u8]) -> Result<Format, String> {
        if head.is_empty() {
            return Err("empty file".to_owned());
        }
        let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
        if !utf16 && memchr::memchr(0, head).is_some() {
            return Err("a binary file, not text".to_owned());
        }
        let file_name = name.rsplit('/').next().unwrap_or(name);
        let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let promised = match ending.as_deref() {
            None => None,
            Some(ending) => match ENDINGS.iter().find(|(known, _)| *known == ending) {
                Some((_, format)) => Some(*format),
                None if sniff(head).is_some() => None,
                None => {
                    return Err(format!(
                        "no reader for .{ending} files (known: {})",
                        ENDINGS.map(|(known, _)| format!(".{known}")).join(", ")
                    ));
                }
            },
        };
        Ok(match (promised, sniff(head)) {
            // What the bytes say is surer than a name, except that Markdown and text look alike.
            (Some(Format::Markdown), _) => Format::Markdown,
            (Some(Format::Json), Some(Format::JsonLines)) => Format::JsonLines,
            (Some(Format::Text), Some(Format::JsonLines | Format::Json)) => Format::Text,
            (_, Some(Format::Sgml)) => Format::Sgml,
            (_, Some(Format::Html)) => Format::Html,
            (Some(promised), _) => promised,
            (None, Some(sniffed)) => sniffed,
            (None, None) => Format::Text,
        })
    }

    /// Whether a file of this format may hold more than one article.
    pub fn holds_many(self) -> bool {
        matches!(self, Format::Json | Format::JsonLines | Format::Sgml)
    }
}

/// The format that the first bytes show, if they show one.
fn sniff(head: &[u8]) -> Option<Format> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let start = head.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(head.len());
    let head = &head[start..];
    match head.first()? {
        b'[' => Some(Format::Json),
        b'{' => {
            let line = &head[..memchr::memchr(b'\n', head).unwrap_or(head.len())];
            let whole = line.len() < head.len() && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
            Some(if whole { Format::JsonLines } else { Format::Json })
        }
        b'<' => {
            let head = head[..head.len().min(2048)].to_ascii_lowercase();
            let has = |tag: &[u8]| memmem::find(&head, tag).is_some();
            if head.starts_with(b"<!doctype lewis") || has(b"<reuters ") {
                Some(Format::Sgml)
            } else if has(b"<!doctype html") || has(b"<html") || has(b"<head") || has(b"<body") {
                Some(Format::Html)
            } else {
                None
            }
        }
        _ if head.starts_with(b"---\n") || head.starts_with(b"---\r\n") => Some(Format::Markdown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_with_the_help_of_the_name() {
        let cases: [(&str, &[u8], Format); 10] = [
            ("a.txt", b"Title\n\nBody", Format::Text),
            ("story", b"Title\n\nBody", Format::Text),
            ("a.md", b"# Title", Format::Markdown),
            ("a", b"---\ntitle: x\n---\n", Format::Markdown),
            ("a.txt", b"<!DOCTYPE html><html>", Format::Html),
            ("a.json", b"[{\"title\":1}]", Format::Json),
            ("a.json", b"{\"a\":1}\n{\"a\":2}\n", Format::JsonLines),
            ("a.json", b"{\n\"a\":1}", Format::Json),
            ("a.jsonl", b"not json\n", Format::JsonLines),
            ("reut2-000.sgm", b"<!DOCTYPE lewis SYSTEM \"lewis.dtd\">", Format::Sgml),
        ];
        for (name, head, format) in cases {
            assert_eq!(Format::detect(name, head), Ok(format), "{name}");
        }
    }

    #[test]
    fn says_why_a_file_holds_no_articles() {
        assert_eq!(Format::detect("a.txt", b""), Err("empty file".into()));
        assert_eq!(Format::detect("a.txt", b"\x7fELF\0\0"), Err("a binary file, not text".into()));
        assert!(Format::detect("a.xyz", b"words").unwrap_err().contains(".jsonl"));
    }
}
