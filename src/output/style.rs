//! Styles for a terminal; the stream they are written to strips them elsewhere.

use std::ops::Range;

use anstyle::Style;

/// Matches.
pub(super) const MATCH: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::Red)));
/// Titles.
pub(super) const TITLE: Style = Style::new().bold();
/// Ids, dates and other small print.
pub(super) const FAINT: Style = Style::new().dimmed();
/// People.
pub(super) const PERSON: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::Green)));
/// Countries.
pub(super) const COUNTRY: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::Cyan)));

/// `text` in a style.
pub fn styled(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// `text` in a style, with the `matches` (bytes, in order) in the style of matches.
pub fn marked(style: Style, text: &str, matches: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len() + matches.len() * 16);
    let mut at = 0;
    for span in matches {
        out.push_str(&styled(style, &text[at..span.start]));
        out.push_str(&styled(MATCH, &text[span.clone()]));
        at = span.end;
    }
    out.push_str(&styled(style, &text[at..]));
    out
}
