//! SGML as the Reuters-21578 collection is distributed (Lewis, 1997): many
//! `<REUTERS NEWID=…>` records a file, hard-wrapped text with indented paragraphs.

use memchr::memmem;

use super::{Record, parse_day, skip};
use crate::article::Article;
use crate::text::one_line;

/// What a record begins with.
pub(super) const OPENING: &[u8] = b"<REUTERS ";

/// The records of a text whose first line is line `first_line` of the file.
pub(super) fn parse(text: &str, first_line: u64) -> Vec<Record> {
    let starts: Vec<usize> = memmem::find_iter(text.as_bytes(), OPENING).collect();
    let mut line = first_line;
    let mut at = 0;
    starts
        .iter()
        .enumerate()
        .map(|(n, &start)| {
            let end = starts.get(n + 1).copied().unwrap_or(text.len());
            line += memchr::memchr_iter(b'\n', &text.as_bytes()[at..start]).count() as u64;
            at = start;
            record(&text[start..end], line)
        })
        .collect()
}

fn record(text: &str, line: u64) -> Record {
    if !text.contains("</REUTERS>") {
        return Err(skip(Some(line), "a <REUTERS> record without its </REUTERS>"));
    }
    let head = &text[..text.find('>').unwrap_or(text.len())];
    let content = element(text, "TEXT").unwrap_or("");
    let title = element(content, "TITLE").map(clean).unwrap_or_default();
    let mut body = paragraphs(element(content, "BODY").unwrap_or_else(|| bare_text(content)));
    if let Some(dateline) = element(content, "DATELINE").map(clean).filter(|line| !line.is_empty()) {
        body = format!("{dateline} {body}");
    }
    if title.is_empty() && body.is_empty() {
        return Err(skip(Some(line), "no title and no body"));
    }
    Ok(Box::new(Article {
        id: attribute(head, "NEWID").unwrap_or_default().to_owned(),
        title,
        body: body.trim().to_owned(),
        date: element(text, "DATE").and_then(parse_day),
        author: element(content, "AUTHOR").map(clean).filter(|author| !author.is_empty()),
        keywords: element(text, "TOPICS").map(listed).unwrap_or_default(),
        ..Article::default()
    }))
}

/// What stands between `<name …>` and `</name>`.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find(&format!("<{name}"))? + 1 + name.len();
        let rest = &text[open..];
        if rest.starts_with(['>', ' ']) {
            let inner = &rest[rest.find('>')? + 1..];
            return Some(&inner[..inner.find(&format!("</{name}>"))?]);
        }
        from = open;
    }
}

fn attribute<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let rest = &head[head.find(&format!("{name}=\""))? + name.len() + 2..];
    rest.split('"').next()
}

/// The values of a list of `<D>` elements.
fn listed(list: &str) -> Vec<String> {
    list.split("<D>").skip(1).filter_map(|part| part.split("</D>").next()).map(clean).collect()
}

/// What stands in a `<TEXT>` outside its elements: briefs have no `<BODY>`.
fn bare_text(content: &str) -> &str {
    ["</DATELINE>", "</TITLE>", "</AUTHOR>"]
        .iter()
        .filter_map(|tag| content.rfind(tag).map(|at| at + tag.len()))
        .max()
        .map_or(content, |at| &content[at..])
}

/// Text on one line, entities resolved and control characters gone.
fn clean(text: &str) -> String {
    one_line(&visible(text))
}

/// Resolves entities and drops the control characters that the wire's frames left.
fn visible(text: &str) -> String {
    htmlize::unescape(text.replace("&#3;", "").replace("&#2;", ""))
        .chars()
        .filter(|&c| c == '\n' || c == '\t' || !c.is_control())
        .collect()
}

/// Paragraphs unwrapped, a blank line between them, without the agency's signature.
fn paragraphs(text: &str) -> String {
    let text = visible(text);
    let mut joined = String::with_capacity(text.len());
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            continue;
        }
        if !joined.is_empty() {
            joined.push_str(if line.starts_with([' ', '\t']) { "\n\n" } else { " " });
        }
        joined.push_str(words);
    }
    for signature in ["Reuter", "REUTER"] {
        if let Some(rest) = joined.strip_suffix(signature) {
            return rest.trim_end().to_owned();
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TRAIN\" OLDID=\"1\" NEWID=\"42\">\n\
<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TOPICS><D>cocoa</D><D>trade</D></TOPICS>\n<PLACES><D>uk</D></PLACES>\n<TEXT>&#2;\n\
<TITLE>HARBOUR &amp; DOCKS &lt;HBD&gt; RISE</TITLE>\n<DATELINE>    LONDON, Feb 26 - </DATELINE><BODY>Shares rose\non Thursday.\n    \
A broker said so.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n";

    #[test]
    fn reads_a_record() {
        let records = parse(RECORD, 1);
        let article = records[0].as_ref().unwrap();
        assert_eq!(article.id, "42");
        assert_eq!(article.title, "HARBOUR & DOCKS <HBD> RISE");
        assert_eq!(article.body, "LONDON, Feb 26 - Shares rose on Thursday.\n\nA broker said so.");
        assert_eq!(article.date.unwrap().to_string(), "1987-02-26");
        assert_eq!(article.keywords, ["cocoa", "trade"]);
    }

    #[test]
    fn a_brief_has_its_text_outside_a_body() {
        let brief = RECORD.replace("<BODY>", "").replace("</BODY>", "");
        assert!(parse(&brief, 1)[0].as_ref().unwrap().body.contains("Shares rose on Thursday."));
    }

    #[test]
    fn a_cut_record_is_reported_with_its_line() {
        let cut = format!("{RECORD}{}", &RECORD[36..200]);
        let records = parse(&cut, 1);
        assert_eq!(records.len(), 2);
        assert_eq!(records[1].as_ref().unwrap_err().line, Some(14));
    }
}
