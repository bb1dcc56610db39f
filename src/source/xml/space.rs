//! XML namespaces, by their URI: those that a reader asks for.

/// A namespace that a reader asks for; the others are all the same to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) enum Space {
    /// No namespace.
    None,
    /// NITF.
    Nitf,
    /// NewsML-G2 ("NAR").
    Nar,
    /// XHTML.
    Xhtml,
    /// Atom 0.3 and 1.0.
    Atom,
    /// RSS 0.9, 1.0 and what declared itself as RSS 2.0.
    Rss,
    /// `rdf:RDF` and `rdf:about`.
    Rdf,
    /// `content:encoded` of RSS.
    Content,
    /// Dublin Core, elements and terms.
    DublinCore,
    /// Media RSS.
    Media,
    /// Podcasts.
    Itunes,
    /// `xml:lang`, `xml:base`.
    Xml,
    /// WordprocessingML, transitional and strict.
    Word,
    /// Any other.
    Other,
}

impl Space {
    /// The namespace with a URI; case and a last slash do not matter, as feeds get them wrong.
    pub(super) fn of_uri(uri: &str) -> Space {
        let uri = uri.trim().to_ascii_lowercase();
        match uri.trim_end_matches(['/', '#']) {
            "" => Space::None,
            "http://iptc.org/std/nar/2006-10-01" => Space::Nar,
            "http://www.w3.org/1999/xhtml" => Space::Xhtml,
            "http://www.w3.org/2005/atom" | "http://purl.org/atom/ns" | "http://www.w3.org/2005/atom-ns" => Space::Atom,
            "http://purl.org/rss/1.0"
            | "http://my.netscape.com/rdf/simple/0.9"
            | "http://channel.netscape.com/rdf/simple/0.9" => Space::Rss,
            "http://backend.userland.com/rss"
            | "http://blogs.law.harvard.edu/tech/rss"
            | "http://backend.userland.com/rss2" => Space::Rss,
            "http://www.w3.org/1999/02/22-rdf-syntax-ns" => Space::Rdf,
            "http://purl.org/rss/1.0/modules/content" => Space::Content,
            "http://purl.org/dc/elements/1.1" | "http://purl.org/dc/elements/1.0" | "http://purl.org/dc/terms" => {
                Space::DublinCore
            }
            "http://search.yahoo.com/mrss" => Space::Media,
            "http://www.itunes.com/dtds/podcast-1.0.dtd" | "http://example.com/dtds/podcast-1.0.dtd" => Space::Itunes,
            "http://www.w3.org/xml/1998/namespace" => Space::Xml,
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
            other if other.starts_with("http://iptc.org/std/nitf") => Space::Nitf,
            other
                if other.starts_with("http://purl.org/net/rss1.1")
                    || other.starts_with("http://backend.userland.com/rss") =>
            {
                Space::Rss
            }
            _ => Space::Other,
        }
    }

    /// What a prefix that nobody declared means by custom.
    pub(super) fn of_prefix(prefix: &str) -> Space {
        match prefix {
            "" => Space::None,
            "xml" => Space::Xml,
            "dc" | "dcterms" => Space::DublinCore,
            "content" => Space::Content,
            "media" => Space::Media,
            "itunes" => Space::Itunes,
            "rdf" => Space::Rdf,
            "atom" => Space::Atom,
            _ => Space::Other,
        }
    }
}
