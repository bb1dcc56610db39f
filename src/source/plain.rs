//! Plain text: a headline, then the story.

use super::{Dateline, Record, skip};
use crate::article::Article;

/// Characters that a headline has at most; a longer first paragraph is the story's.
const HEADLINE: usize = 200;

/// Characters from which a first paragraph that ends in a full stop is the story's.
const SENTENCE: usize = 100;

/// One article: the first line or paragraph is the title, unless it reads like the story itself.
pub(super) fn parse(text: &str) -> Record {
    let text = text.trim_start_matches('\u{FEFF}').trim();
    if text.is_empty() {
        return Err(skip(None, "nothing but white space"));
    }
    let (title, body) = split_title(text);
    Ok(Box::new(Article { title: title.to_owned(), body: unify_lines(body), ..Article::default() }))
}

fn split_title(text: &str) -> (&str, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    // A headline may run over two lines; a blank line ends it.
    let (first, rest) = match rest.split_once('\n') {
        Some((second, after)) if is_blank(after.lines().next()) && !second.trim().is_empty() && !after.is_empty() => {
            let both = line.len() + 1 + second.len();
            if text[..both].chars().count() <= SENTENCE { (&text[..both], after) } else { (line, rest) }
        }
        _ => (line, rest),
    };
    let title = first.trim();
    let length = title.chars().count();
    let story = length > HEADLINE
        || (length > SENTENCE && title.ends_with(['.', '"', '”']))
        || Dateline::read(title).is_some_and(|line| !title[line.len..].trim().is_empty());
    if story || rest.trim().is_empty() { ("", text) } else { (title, rest.trim_start_matches(['\r', '\n'])) }
}

fn is_blank(line: Option<&str>) -> bool {
    line.is_none_or(|line| line.trim().is_empty())
}

/// Line ends as `\n`, without spaces before them.
fn unify_lines(text: &str) -> String {
    let mut unified = String::with_capacity(text.len());
    for (n, line) in text.trim_end().lines().enumerate() {
        if n > 0 {
            unified.push('\n');
        }
        unified.push_str(line.trim_end());
    }
    unified
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title_and_body(text: &str) -> (String, String) {
        let article = parse(text).unwrap();
        (article.title, article.body)
    }

    fn pair(title: &str, body: &str) -> (String, String) {
        (title.to_owned(), body.to_owned())
    }

    #[test]
    fn the_first_line_is_the_title() {
        assert_eq!(title_and_body("Head\n\nLONDON - Text\n"), pair("Head", "LONDON - Text"));
        assert_eq!(title_and_body("Head\r\nText\r\nmore\r\n"), pair("Head", "Text\nmore"));
        assert_eq!(title_and_body("A headline on\ntwo lines\n\nText"), pair("A headline on\ntwo lines", "Text"));
    }

    #[test]
    fn a_story_without_headline_keeps_its_first_paragraph() {
        let story = format!("{} ended.\n\nMore.", "The long talks ".repeat(9));
        assert_eq!(title_and_body(&story).0, "");
        assert_eq!(
            title_and_body("LONDON, April 8 - A court ruled.\n\nMore."),
            pair("", "LONDON, April 8 - A court ruled.\n\nMore.")
        );
        assert_eq!(title_and_body("Only one line"), pair("", "Only one line"));
    }

    #[test]
    fn white_space_is_no_article() {
        assert!(parse(" \n\t\n").is_err());
    }
}
