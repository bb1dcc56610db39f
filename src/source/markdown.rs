//! Markdown: YAML front matter, a heading, then the text without its markup.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::{FieldMap, Record, json, skip};

/// One article. Front matter fields are those of JSON Lines input; without a
/// `title` there, the first heading of the first level is the title.
pub(super) fn parse(text: &str, map: &FieldMap) -> Record {
    let text = text.trim_start_matches('\u{FEFF}');
    let (front, rest) = split_front_matter(text);
    let fields = match front {
        Some(yaml) => match serde_saphyr::from_str::<Map<String, Value>>(yaml) {
            Ok(fields) => fields,
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.lines().next().unwrap_or_default();
                return Err(skip(Some(1), format!("front matter is not valid YAML: {reason}")));
            }
        },
        None => Map::new(),
    };
    let (heading, body) = plain_text(rest);
    let mut fields = fields;
    if !fields.contains_key("title")
        && !fields.contains_key("headline")
        && let Some(heading) = heading
    {
        fields.insert("title".to_owned(), Value::String(heading));
    }
    fields.insert("body".to_owned(), Value::String(body));
    json::article(fields, None, map)
}

/// Splits the YAML between two lines of `---` from the rest.
fn split_front_matter(text: &str) -> (Option<&str>, &str) {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return (None, text);
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return (Some(&rest[..at]), &rest[at + line.len()..]);
        }
        at += line.len();
    }
    (None, text)
}

/// The first heading and the text of all the rest, a blank line between blocks.
fn plain_text(markdown: &str) -> (Option<String>, String) {
    let mut heading = None;
    let mut body = String::new();
    let mut in_title: Option<String> = None;
    let mut hidden = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if heading.is_none() && body.is_empty() => {
                in_title = Some(String::new());
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) if in_title.is_some() => heading = in_title.take(),
            Event::Start(Tag::Image { .. }) => hidden += 1,
            Event::End(TagEnd::Image) => hidden -= 1,
            Event::Text(text) | Event::Code(text) if hidden == 0 => {
                in_title.as_mut().unwrap_or(&mut body).push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => in_title.as_mut().unwrap_or(&mut body).push('\n'),
            Event::End(TagEnd::TableCell) => body.push('\t'),
            Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => end_block(&mut body, "\n"),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::List(_) | TagEnd::BlockQuote(_))
            | Event::End(TagEnd::CodeBlock | TagEnd::Table) => end_block(&mut body, "\n\n"),
            _ => {}
        }
    }
    body.truncate(body.trim_end().len());
    (heading, body)
}

fn end_block(body: &mut String, gap: &str) {
    let end = body.trim_end_matches(['\n', '\t']).len();
    body.truncate(end);
    if !body.is_empty() {
        body.push_str(gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Record {
        super::parse(text, &FieldMap::default())
    }

    #[test]
    fn front_matter_and_text_without_markup() {
        let article = parse(
            "---\ntitle: \"Talks: day two\"\ndate: 2015-09-08\nkeywords: [syria, talks]\nauthor: A. Writer\n---\n\n\
             GENEVA - The **talks** went on, [officials](https://example.org) said.\n\n## Next\n\n- one\n- two\n",
        )
        .unwrap();
        assert_eq!(article.title, "Talks: day two");
        assert_eq!(article.date.unwrap().to_string(), "2015-09-08");
        assert_eq!(article.keywords, ["syria", "talks"]);
        assert_eq!(article.author.as_deref(), Some("A. Writer"));
        assert_eq!(article.body, "GENEVA - The talks went on, officials said.\n\nNext\n\none\ntwo");
    }

    #[test]
    fn a_heading_is_the_title_without_front_matter() {
        let article = parse("# A *big* day\n\nText here.\n").unwrap();
        assert_eq!((article.title.as_str(), article.body.as_str()), ("A big day", "Text here."));
    }

    #[test]
    fn broken_front_matter_is_reported() {
        let skipped = parse("---\ntitle: [unclosed\n---\nText").unwrap_err();
        assert_eq!(skipped.line, Some(1));
        assert!(skipped.reason.contains("YAML"), "{}", skipped.reason);
    }
}
