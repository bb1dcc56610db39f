//! Which format a file has: by its content, helped by its name.

use memchr::memmem;

use super::{feed, mail, news, xml};

/// A format that Dateline reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text, one article a file.
    Text,
    /// Markdown, with or without YAML front matter.
    Markdown,
    /// A web page.
    Html,
    /// One JSON document: an article, or an array of articles.
    Json,
    /// A JSON array of articles that is too large to be read in one piece.
    JsonArray,
    /// JSON Lines: an article a line.
    JsonLines,
    /// ninjs, the IPTC's news in JSON.
    Ninjs,
    /// NITF, the News Industry Text Format.
    Nitf,
    /// NewsML-G2.
    NewsmlG2,
    /// NewsML 1.
    Newsml,
    /// RSS and Atom.
    Feed,
    /// JSON Feed.
    JsonFeed,
    /// Wire frames: IPTC 7901 and ANPA 1312.
    Wire,
    /// CSV with named columns.
    Csv,
    /// TSV with named columns.
    Tsv,
    /// Mail.
    Mail,
    /// Word documents.
    Docx,
    /// MediaWiki dumps, as of Wikinews.
    MediaWiki,
    /// SGML as Reuters-21578 is distributed.
    Sgml,
}

/// What there is to say of a format.
#[derive(Debug, Clone, Copy)]
pub struct Description {
    /// The format.
    pub format: Format,
    /// Its short name, as accounts tell it.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Endings of file names that promise it.
    pub endings: &'static [&'static str],
    /// Which fields of an article it gives.
    pub gives: &'static [&'static str],
}

/// All formats, in the order in which they are listed.
pub const FORMATS: [Description; 18] = [
    Description {
        format: Format::Text,
        name: "text",
        title: "plain text, an article a file",
        endings: &["txt", "text"],
        gives: &["title", "body", "date", "place"],
    },
    Description {
        format: Format::Markdown,
        name: "markdown",
        title: "Markdown with YAML front matter",
        endings: &["md", "markdown"],
        gives: &["title", "body", "every field of the front matter"],
    },
    Description {
        format: Format::Html,
        name: "html",
        title: "a web page: the article without the page around it",
        endings: &["html", "htm", "xhtml"],
        gives: &["title", "body", "date", "author", "source", "section", "language", "url", "keywords"],
    },
    Description {
        format: Format::Json,
        name: "json",
        title: "JSON: an article, an array of articles, or an envelope around one",
        endings: &["json"],
        gives: &["every field"],
    },
    Description {
        format: Format::JsonLines,
        name: "jsonl",
        title: "JSON Lines: an article a line",
        endings: &["jsonl", "ndjson"],
        gives: &["every field"],
    },
    Description {
        format: Format::Ninjs,
        name: "ninjs",
        title: "ninjs 1.x and 2.x (IPTC)",
        endings: &[],
        gives: &["title", "body", "date", "author", "source", "language", "place", "keywords", "topics"],
    },
    Description {
        format: Format::Nitf,
        name: "nitf",
        title: "NITF 3 (IPTC)",
        endings: &[],
        gives: &["title", "body", "date", "author", "source", "section", "language", "place", "keywords", "topics"],
    },
    Description {
        format: Format::NewsmlG2,
        name: "newsml-g2",
        title: "NewsML-G2 (IPTC): items, packages, messages",
        endings: &[],
        gives: &["title", "body", "date", "author", "source", "language", "place", "keywords", "topics"],
    },
    Description {
        format: Format::Newsml,
        name: "newsml",
        title: "NewsML 1 (IPTC)",
        endings: &[],
        gives: &["title", "body", "date", "author", "source", "language", "place", "keywords", "topics"],
    },
    Description {
        format: Format::Feed,
        name: "feed",
        title: "RSS 0.9 to 2.0, Atom 0.3 and 1.0: an article an entry",
        endings: &["rss", "atom", "rdf"],
        gives: &["title", "body", "date", "author", "source", "language", "url", "keywords", "topics"],
    },
    Description {
        format: Format::JsonFeed,
        name: "json-feed",
        title: "JSON Feed",
        endings: &[],
        gives: &["title", "body", "date", "author", "source", "language", "url", "keywords"],
    },
    Description {
        format: Format::Wire,
        name: "wire",
        title: "wire frames: IPTC 7901, ANPA 1312",
        endings: &[],
        gives: &["title", "body", "date", "author", "source", "keywords"],
    },
    Description {
        format: Format::Csv,
        name: "csv",
        title: "CSV with named columns: an article a row",
        endings: &["csv"],
        gives: &["every column"],
    },
    Description {
        format: Format::Tsv,
        name: "tsv",
        title: "TSV with named columns: an article a row",
        endings: &["tsv", "tab"],
        gives: &["every column"],
    },
    Description {
        format: Format::Mail,
        name: "mail",
        title: "mail (RFC 5322, MIME): an article a message",
        endings: &["eml"],
        gives: &["title", "body", "date", "author"],
    },
    Description {
        format: Format::Docx,
        name: "docx",
        title: "Word documents (Office Open XML)",
        endings: &["docx"],
        gives: &["title", "body", "date", "author", "language", "keywords"],
    },
    Description {
        format: Format::MediaWiki,
        name: "mediawiki",
        title: "MediaWiki dumps, as of Wikinews: an article a page",
        endings: &[],
        gives: &["title", "body", "date", "source", "language", "url", "keywords"],
    },
    Description {
        format: Format::Sgml,
        name: "reuters-sgml",
        title: "SGML as Reuters-21578 is distributed",
        endings: &["sgm", "sgml"],
        gives: &["title", "body", "date", "author", "keywords"],
    },
];

impl Format {
    /// The format of the file called `name` that begins with `head`, which is not in wide code units.
    ///
    /// # Errors
    /// Why the file cannot hold articles, as a reason to show.
    pub fn detect(name: &str, head: &[u8]) -> Result<Format, String> {
        if head.is_empty() {
            return Err("empty file".to_owned());
        }
        if head.starts_with(b"%PDF-") {
            return Err("a PDF file, which is not read: make text of it first (pdftotext)".to_owned());
        }
        if memchr::memchr(0, head).is_some() {
            return Err("a binary file, not text".to_owned());
        }
        let head = &*super::encoding::decode(head, Format::Html, None).text;
        let file_name = name.rsplit('/').next().unwrap_or(name);
        let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let promised = ending.as_deref().and_then(Format::of_ending);
        match (promised, sniff(head)) {
            // What the bytes say is surer than a name, except that Markdown and text look alike.
            (Some(Format::Markdown), _) => Ok(Format::Markdown),
            (Some(Format::JsonLines), Sniffed::Is(Format::Json | Format::Ninjs | Format::JsonFeed)) => {
                Ok(Format::JsonLines)
            }
            (Some(Format::Text), Sniffed::Is(Format::JsonLines | Format::Json | Format::Ninjs)) => Ok(Format::Text),
            (Some(Format::Csv | Format::Tsv), _) => Ok(promised.unwrap_or(Format::Csv)),
            (Some(Format::Docx), _) => Err("no Word document, for all its name".to_owned()),
            (_, Sniffed::Is(format)) => Ok(format),
            (Some(promised), _) => Ok(promised),
            (None, Sniffed::OtherXml(root)) => Err(format!("an XML file of a kind that has no reader: <{root}>")),
            (None, Sniffed::Unknown) => match ending {
                Some(ending) => Err(format!("no reader for .{ending} files: `dateline formats` lists what is read")),
                None => Ok(Format::Text),
            },
        }
    }

    /// The format that the ending of a file's name promises.
    fn of_ending(ending: &str) -> Option<Format> {
        FORMATS.iter().find(|description| description.endings.contains(&ending)).map(|description| description.format)
    }

    /// Its short name.
    pub fn name(self) -> &'static str {
        let told = if self == Format::JsonArray { Format::Json } else { self };
        FORMATS.iter().find(|description| description.format == told).map_or("", |description| description.name)
    }

    /// Whether a file of this format may hold more than one article.
    pub fn holds_many(self) -> bool {
        use Format::{Docx, Html, Mail, Markdown, Nitf, Text};
        !matches!(self, Text | Markdown | Html | Nitf | Mail | Docx)
    }

    /// Whether a file of one record bears the file's own id, though the format may hold more.
    pub(super) fn one_is_the_file(self) -> bool {
        self.holds_many() && !super::borders::has(self)
    }
}

/// What the first bytes of a file show.
#[derive(Debug, PartialEq, Eq)]
enum Sniffed {
    Is(Format),
    /// XML with this root, which no reader knows.
    OtherXml(String),
    Unknown,
}

fn sniff(head: &str) -> Sniffed {
    if mail::is_message(head) {
        return Sniffed::Is(Format::Mail);
    }
    if news::wire::is_frame(head.as_bytes()) {
        return Sniffed::Is(Format::Wire);
    }
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    let format = match head.bytes().next() {
        Some(b'[') => Format::Json,
        Some(b'{') => sniff_json(head),
        Some(b'<') => return sniff_markup(head),
        Some(b'-') if head.starts_with("---\n") || head.starts_with("---\r\n") => Format::Markdown,
        _ => return Sniffed::Unknown,
    };
    Sniffed::Is(format)
}

fn sniff_json(head: &str) -> Format {
    let line = head.split('\n').next().unwrap_or_default();
    let whole = line.len() < head.len() && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    let ninjs = ["\"versioncreated\"", "\"body_html\"", "\"body_xhtml\"", "\"body_text\""];
    if memmem::find(head.as_bytes(), b"jsonfeed.org/version").is_some() && !whole {
        return Format::JsonFeed;
    }
    if whole && !head[line.len()..].trim().is_empty() {
        Format::JsonLines
    } else if ninjs.iter().any(|field| memmem::find(head.as_bytes(), field.as_bytes()).is_some()) {
        Format::Ninjs
    } else {
        Format::Json
    }
}

fn sniff_markup(head: &str) -> Sniffed {
    let lower = head.get(..2048).unwrap_or(head).to_ascii_lowercase();
    let has = |tag: &str| memmem::find(lower.as_bytes(), tag.as_bytes()).is_some();
    if lower.starts_with("<!doctype lewis") || lower.starts_with("<reuters ") {
        return Sniffed::Is(Format::Sgml);
    }
    let root = xml::root_name(head);
    let name = root.as_deref().map(|root| root.rsplit(':').next().unwrap_or(root));
    match name {
        Some("nitf") => Sniffed::Is(Format::Nitf),
        Some(
            "newsMessage" | "newsItem" | "packageItem" | "conceptItem" | "knowledgeItem" | "planningItem"
            | "catalogItem",
        ) => Sniffed::Is(Format::NewsmlG2),
        Some(name) if feed::is_feed_root(name) => Sniffed::Is(Format::Feed),
        Some("mediawiki") => Sniffed::Is(Format::MediaWiki),
        Some("NewsML") => Sniffed::Is(Format::Newsml),
        Some(name) if name.eq_ignore_ascii_case("html") => Sniffed::Is(Format::Html),
        _ if has("<!doctype html") || has("<html") || has("<head>") || has("<body") => Sniffed::Is(Format::Html),
        Some(
            "div" | "p" | "article" | "section" | "main" | "table" | "span" | "h1" | "h2" | "a" | "b" | "i" | "center",
        ) => Sniffed::Is(Format::Html),
        Some(_) => Sniffed::OtherXml(root.unwrap_or_default()),
        None => Sniffed::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_with_the_help_of_the_name() {
        let cases: [(&str, &str, Format); 21] = [
            ("a.txt", "Title\n\nBody", Format::Text),
            ("story", "Title\n\nBody", Format::Text),
            ("a.md", "# Title", Format::Markdown),
            ("a", "---\ntitle: x\n---\n", Format::Markdown),
            ("a.txt", "<!DOCTYPE html><html>", Format::Html),
            ("a.json", "[{\"title\":1}]", Format::Json),
            ("a.json", "{\"a\":1}\n{\"a\":2}\n", Format::JsonLines),
            ("a.json", "{\n\"a\":1}", Format::Json),
            ("a.json", "{\n\"body_html\":1}", Format::Ninjs),
            ("a.jsonl", "{\"body_html\":1}", Format::JsonLines),
            ("a.jsonl", "not json\n", Format::JsonLines),
            ("reut2-000.sgm", "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">", Format::Sgml),
            ("a.xml", "<?xml version='1.0'?><!-- x --><n:nitf xmlns:n='x'>", Format::Nitf),
            ("tag_wire.example_1", "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>", Format::NewsmlG2),
            ("a.xml", "<NewsML Version='1.2'>", Format::Newsml),
            ("a.tst", "\u{16}\u{16}\u{1}V1\n\u{2}^x", Format::Wire),
            ("a.xml", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", Format::Html),
            ("page", "<div><p>text</p></div>", Format::Html),
            ("a.csv", "id,title\n", Format::Csv),
            ("a.xml", "<mediawiki xmlns='x'>", Format::MediaWiki),
            ("a.txt", "Received: by x\nFrom: a\nSubject: b\n\nbody", Format::Mail),
        ];
        for (name, head, format) in cases {
            assert_eq!(Format::detect(name, head.as_bytes()), Ok(format), "{name} {head}");
        }
    }

    #[test]
    fn says_why_a_file_holds_no_articles() {
        assert_eq!(Format::detect("a.txt", b""), Err("empty file".into()));
        assert_eq!(Format::detect("a.txt", b"\x7fELF\0\0"), Err("a binary file, not text".into()));
        assert!(Format::detect("a.pdf", b"%PDF-1.7").unwrap_err().contains("pdftotext"));
        assert!(Format::detect("a.xyz", b"words").unwrap_err().contains("no reader for .xyz files"));
        assert!(Format::detect("a.xml", b"<?xml version='1.0'?><svg/>").unwrap_err().contains("<svg>"));
    }

    #[test]
    fn every_format_is_described_once() {
        for (n, description) in FORMATS.iter().enumerate() {
            assert_eq!(description.format.name(), description.name);
            assert!(
                FORMATS[..n].iter().all(|other| other.format != description.format && other.name != description.name)
            );
        }
    }
}
