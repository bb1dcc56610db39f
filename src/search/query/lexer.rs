//! The query as tokens with their places.

use std::ops::Range;

use winnow::ascii::float;
use winnow::combinator::{alt, opt, preceded};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location};
use winnow::token::{any, take_while};

/// A token and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    /// `+` before a part.
    Plus,
    /// `-` or `!` before a part.
    Minus,
    And,
    Or,
    Not,
    /// `name:` before a value.
    Field(String),
    /// A word with what may stand behind it (`~1`).
    Word {
        text: String,
        fuzzy: Option<f32>,
    },
    /// Text in quotes; `closed` is false where the second quote is missing.
    Quoted {
        text: String,
        slop: Option<u32>,
        closed: bool,
    },
    /// A regular expression between slashes.
    Regex(String),
    /// `[A TO B]` behind a field, as `A..B`; `{` and `}` leave their end out.
    Range(String),
    /// `^2` behind a part.
    Boost(f32),
}

type Input<'a> = LocatingSlice<&'a str>;

/// The tokens of a query. Every input has some; nothing fails here.
pub(super) fn tokens(query: &str) -> Vec<Token> {
    let mut input = LocatingSlice::new(query);
    let mut tokens = Vec::new();
    loop {
        let _ = space(&mut input);
        if input.is_empty() {
            return tokens;
        }
        let after_field = tokens.last().is_some_and(|last: &Token| {
            matches!(last.kind, Kind::Field(_)) && last.span.end == input.current_token_start()
        });
        let next = if after_field { value } else { token };
        match next.with_span().parse_next(&mut input) {
            Ok((kind, span)) => tokens.push(Token { kind, span }),
            // No rule takes it: a lone sign, which no text holds.
            Err(_) => {
                let _ = single(&mut input);
            }
        }
    }
}

fn space(input: &mut Input<'_>) -> ModalResult<()> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

fn single(input: &mut Input<'_>) -> ModalResult<char> {
    any.parse_next(input)
}

fn token(input: &mut Input<'_>) -> ModalResult<Kind> {
    alt(('('.value(Kind::Open), ')'.value(Kind::Close), boost, sign, quoted, field, regex, word)).parse_next(input)
}

/// What stands behind a field's colon: no sign and no other field ("topic:medtop:15000000").
fn value(input: &mut Input<'_>) -> ModalResult<Kind> {
    alt(('('.value(Kind::Open), ')'.value(Kind::Close), quoted, regex, range, word)).parse_next(input)
}

/// `^2.5`, right behind a word, quote or bracket.
fn boost(input: &mut Input<'_>) -> ModalResult<Kind> {
    preceded('^', float).map(Kind::Boost).parse_next(input)
}

/// `+`, `-` or `!` right before something.
fn sign(input: &mut Input<'_>) -> ModalResult<Kind> {
    let kind = alt(('+'.value(Kind::Plus), alt(('-', '−', '!')).value(Kind::Minus))).parse_next(input)?;
    if input.chars().next().is_none_or(char::is_whitespace) {
        return Err(winnow::error::ErrMode::Backtrack(Default::default()));
    }
    Ok(kind)
}

fn quoted(input: &mut Input<'_>) -> ModalResult<Kind> {
    let quote = alt(('"', '“', '”', '„', '«')).parse_next(input)?;
    let ends = |c: char| match quote {
        '"' => c == '"',
        '«' => c == '»',
        _ => matches!(c, '”' | '“' | '"'),
    };
    let text: &str = take_while(0.., |c| !ends(c)).parse_next(input)?;
    let closed = opt(any).parse_next(input)?.is_some();
    let slop = if closed { opt(preceded('~', number)).parse_next(input)? } else { None };
    Ok(Kind::Quoted { text: text.to_owned(), slop, closed })
}

fn number(input: &mut Input<'_>) -> ModalResult<u32> {
    take_while(1..=6, |c: char| c.is_ascii_digit()).parse_to().parse_next(input)
}

/// Letters and a colon, with a value behind.
fn field(input: &mut Input<'_>) -> ModalResult<Kind> {
    let name: &str = take_while(2.., |c: char| c.is_ascii_alphabetic() || c == '_').parse_next(input)?;
    ':'.parse_next(input)?;
    if input.starts_with("//") {
        // An address, not a field.
        return Err(winnow::error::ErrMode::Backtrack(Default::default()));
    }
    Ok(Kind::Field(name.to_lowercase()))
}

fn regex(input: &mut Input<'_>) -> ModalResult<Kind> {
    let pattern: &str = ('/', take_while(1.., |c| c != '/' && c != '\n'), '/').map(|(_, p, _)| p).parse_next(input)?;
    Ok(Kind::Regex(pattern.to_owned()))
}

/// `[A TO B]` as other engines write a range; an end in `{` or `}` is not part of it.
fn range(input: &mut Input<'_>) -> ModalResult<Kind> {
    let open = alt(('[', '{')).parse_next(input)?;
    let inner: &str = take_while(1.., |c| !matches!(c, '[' | ']' | '{' | '}' | '\n')).parse_next(input)?;
    let close = alt((']', '}')).parse_next(input)?;
    let Some((from, to)) = inner.split_once(" TO ") else {
        return Err(winnow::error::ErrMode::Backtrack(Default::default()));
    };
    let end = |text: &str, sign: &str, leaves_out: bool| match text.trim() {
        "*" | "" => String::new(),
        text if leaves_out => format!("{sign}{text}"),
        text => text.to_owned(),
    };
    Ok(Kind::Range(format!("{}..{}", end(from, ">", open == '{'), end(to, "<", close == '}'))))
}

fn word(input: &mut Input<'_>) -> ModalResult<Kind> {
    let text: &str = take_while(1.., |c: char| !c.is_whitespace() && !"()\"“”„«^~".contains(c)).parse_next(input)?;
    let fuzzy = opt(preceded('~', opt(float))).parse_next(input)?;
    Ok(match (text, fuzzy) {
        ("AND" | "&&", None) => Kind::And,
        ("OR" | "||", None) => Kind::Or,
        ("NOT", None) => Kind::Not,
        (text, fuzzy) => {
            Kind::Word { text: text.to_owned(), fuzzy: fuzzy.map(|edits: Option<f32>| edits.unwrap_or(1.0)) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_their_places() {
        let query = "+title:\"peace talks\"~3^2 (assad~1 OR /len+in/) -US-led";
        let spelled: Vec<&str> = tokens(query).iter().map(|t| &query[t.span.clone()]).collect();
        assert_eq!(
            spelled,
            ["+", "title:", "\"peace talks\"~3", "^2", "(", "assad~1", "OR", "/len+in/", ")", "-", "US-led"]
        );
    }

    #[test]
    fn a_value_may_hold_colons_and_signs() {
        let spelled = |query| tokens(query).into_iter().map(|t| t.kind).collect::<Vec<_>>();
        let word = |text: &str| Kind::Word { text: text.to_owned(), fuzzy: None };
        assert_eq!(spelled("topic:medtop:15000000"), [Kind::Field("topic".into()), word("medtop:15000000")]);
        assert_eq!(spelled("id:-5"), [Kind::Field("id".into()), word("-5")]);
    }

    #[test]
    fn addresses_and_times_are_words() {
        assert!(matches!(tokens("http://example.org")[0].kind, Kind::Word { .. }));
        assert!(matches!(tokens("10:30")[0].kind, Kind::Word { .. }));
    }
}
