//! Fields and what may stand behind their colons: words, patterns, whole values, days.

use std::ops::Range;

use super::dates::{self, Days};
use super::expression;
use super::grammar::{Parser, should, simplify, text};
use super::lexer::Kind;
use super::named::{FIELDS, Named, field_named, near_field};
use super::{Node, Pattern, QueryError, ValueField};

/// Words of the longest day that may stand without quotes: "last 7 days".
const LONGEST_DAY: usize = 3;

impl Parser {
    /// A field and the value or group behind its colon.
    pub(super) fn named(&mut self, name: &str, span: Range<usize>) -> Result<Option<Node>, QueryError> {
        let Some(field) = field_named(name) else {
            let near = near_field(name).map_or(String::new(), |near| format!("did you mean {near}:? "));
            self.wrong(
                &format!("there is no field \"{name}\""),
                span,
                &format!("{near}Fields are {FIELDS}; put the words in quotes to search for them as text"),
                "read as a word",
            )?;
            let words = self.part(None)?;
            let name = text(None, Pattern::Word(name.to_owned()));
            return Ok(Some(simplify([Some(name), words].into_iter().flatten().map(should).collect())));
        };
        if matches!(field, Named::Date | Named::Since | Named::Until)
            && let Some(days) = self.days_of_words(field)
        {
            return Ok(Some(days));
        }
        match self.peek() {
            Some(Kind::Word { .. } | Kind::Quoted { .. } | Kind::Open | Kind::Regex(_) | Kind::Range(_)) => {
                self.part(Some(field))
            }
            _ => {
                self.wrong(
                    &format!("{name}: without a value"),
                    span,
                    &format!("put one right behind the colon, in quotes if it has spaces: {name}:\"…\""),
                    "left out",
                )?;
                Ok(None)
            }
        }
    }

    /// Days of several words without quotes (`since:last 7 days`), where the first is none alone.
    fn days_of_words(&mut self, field: Named) -> Option<Node> {
        let mut words: Vec<&str> = Vec::new();
        for token in self.tokens.get(self.at..)?.iter().take(LONGEST_DAY) {
            let Kind::Word { text, fuzzy: None } = &token.kind else { break };
            words.push(text);
        }
        if words.len() < 2 || Days::parse(words[0], self.today).is_some() {
            return None;
        }
        let (days, taken) =
            (2..=words.len()).rev().find_map(|n| Some((Days::parse(&words[..n].join(" "), self.today)?, n)))?;
        self.at += taken;
        Some(published(field, days))
    }

    /// A word that stands alone or in a field, with its stars, holes and edits.
    pub(super) fn word(
        &mut self,
        field: Option<Named>,
        word: String,
        fuzzy: Option<f32>,
        span: Range<usize>,
    ) -> Result<Option<Node>, QueryError> {
        let edits = match fuzzy {
            None => None,
            Some(edits) if edits == 1.0 || edits == 2.0 => Some(edits as u8),
            Some(_) => {
                let help = "use word~1 or word~2";
                self.wrong("a ~ that is neither 1 nor 2", span.clone(), help, "read as ~1")?;
                Some(1)
            }
        };
        let text_field = match field {
            None => None,
            Some(Named::Text(field)) => Some(field),
            Some(Named::Value(field)) => return self.value(field, word, edits, span),
            Some(Named::Date | Named::Since | Named::Until) if word == "*" => return Ok(Some(Node::Dated)),
            Some(_) => return self.leaf(field, word, None, span),
        };
        if let Some(edits) = edits {
            return Ok(Some(text(text_field, Pattern::Fuzzy { word, edits })));
        }
        if word == "*" && text_field.is_none() {
            return Ok(Some(Node::All));
        }
        Ok(match pattern(&word) {
            // A question mark at the end is a question's.
            _ if word.trim_end_matches('?').chars().all(|c| !matches!(c, '*' | '?')) => {
                Some(text(text_field, Pattern::Word(word)))
            }
            None if word != "*" => {
                let help = "put letters beside it, as in sanction*";
                self.wrong("a wildcard without a letter", span, help, "left out")?;
                None
            }
            Some(Pattern::Wildcard(wildcard)) if !expression::is_simple(&wildcard) => {
                self.too_involved(span)?;
                None
            }
            pattern => Some(text(text_field, pattern.unwrap_or(Pattern::Prefix(String::new())))),
        })
    }

    /// A value of a field, or a pattern that its values match.
    fn value(
        &mut self,
        field: ValueField,
        value: String,
        edits: Option<u8>,
        span: Range<usize>,
    ) -> Result<Option<Node>, QueryError> {
        if value == "*" && edits.is_none() {
            return Ok(Some(Node::Known(field)));
        }
        let wanted = match edits {
            Some(edits) => Some(Pattern::Fuzzy { word: value.clone(), edits }),
            // Addresses may have question marks in them.
            None if !value.contains('*') && matches!(field, ValueField::Url | ValueField::Path | ValueField::Id) => {
                None
            }
            None => pattern(&value),
        };
        let Some(pattern) = wanted else { return Ok(Some(Node::Value { field, value, span })) };
        self.like(field, pattern, value, span)
    }

    /// Values that match a pattern, in the fields whose values are free text.
    fn like(
        &mut self,
        field: ValueField,
        pattern: Pattern,
        value: String,
        span: Range<usize>,
    ) -> Result<Option<Node>, QueryError> {
        if field.is_listed() {
            self.wrong(
                "a pattern where only whole values stand",
                span.clone(),
                "use a whole name or code here; text fields, person:, source:, section:, id:, path: and url: take patterns",
                "read as it stands",
            )?;
            let value = value.trim_matches(['*', '?']).to_owned();
            return Ok((!value.is_empty()).then_some(Node::Value { field, value, span }));
        }
        if let Pattern::Wildcard(wildcard) = &pattern
            && !expression::is_simple(wildcard)
        {
            self.too_involved(span)?;
            return Ok(None);
        }
        Ok(Some(Node::Like { field, pattern }))
    }

    fn too_involved(&mut self, span: Range<usize>) -> Result<(), QueryError> {
        self.wrong("a pattern too involved to be looked up", span, "use fewer * and ?", "left out")
    }

    /// A regular expression, in a text field or over the values of another.
    pub(super) fn expression(
        &mut self,
        field: Option<Named>,
        source: String,
        span: Range<usize>,
    ) -> Result<Option<Node>, QueryError> {
        let slashed = format!("/{source}/");
        let text_field = match field {
            None => None,
            Some(Named::Text(field)) => Some(field),
            Some(Named::Value(field)) if !field.is_listed() => {
                let folded = !matches!(field, ValueField::Id | ValueField::Path | ValueField::Url);
                return match expression::checked(&source, folded) {
                    Ok(pattern) => Ok(Some(Node::Like { field, pattern: Pattern::Regex(pattern) })),
                    Err(what) => self.no_expression(&what, span),
                };
            }
            Some(_) => return self.leaf(field, slashed, None, span),
        };
        match expression::checked(&source, true) {
            Ok(pattern) => Ok(Some(text(text_field, Pattern::Regex(pattern)))),
            Err(what) => self.no_expression(&what, span),
        }
    }

    fn no_expression(&mut self, what: &str, span: Range<usize>) -> Result<Option<Node>, QueryError> {
        let help = "use letters . * + ? [ ] ( ) | and {2,3}; it has to match a whole word, so anchors say nothing";
        self.wrong(&format!("no regular expression that words can be looked up by: {what}"), span, help, "left out")?;
        Ok(None)
    }

    /// A whole value of a field.
    pub(super) fn leaf(
        &mut self,
        field: Option<Named>,
        value: String,
        slop: Option<u32>,
        span: Range<usize>,
    ) -> Result<Option<Node>, QueryError> {
        let phrase = |field| text(field, Pattern::Phrase { words: value.clone(), slop: slop.unwrap_or(0) });
        let named = match field {
            None => return Ok(Some(phrase(None))),
            Some(Named::Text(field)) => return Ok(Some(phrase(Some(field)))),
            Some(Named::Value(field)) => return Ok(Some(Node::Value { field, value, span })),
            Some(named) => named,
        };
        let Some(days) = Days::parse(&value, self.today) else {
            let help = format!("dates look like {}", dates::FORMS);
            self.wrong(&format!("\"{value}\" is no date"), span, &help, "left out")?;
            return Ok(None);
        };
        Ok(Some(published(named, days)))
    }

    /// `[A TO B]` behind a colon.
    pub(super) fn range(
        &mut self,
        field: Option<Named>,
        range: String,
        span: Range<usize>,
    ) -> Result<Option<Node>, QueryError> {
        match field {
            Some(Named::Date | Named::Since | Named::Until) => self.leaf(field, range, None, span),
            _ => {
                let help =
                    "only date: has ranges, as in date:[2015-09-01 TO 2015-09-15] or date:2015-09-01..2015-09-15";
                self.wrong("a range of what has none", span, help, "left out")?;
                Ok(None)
            }
        }
    }
}

/// The pattern that stars and holes make of a word; `None` where they leave no letter, or there are none.
fn pattern(word: &str) -> Option<Pattern> {
    let stars = word.matches(['*', '?']).count();
    if stars == 0 || word.chars().all(|c| matches!(c, '*' | '?')) {
        return None;
    }
    Some(match word.strip_suffix('*') {
        Some(prefix) if stars == 1 => Pattern::Prefix(prefix.to_owned()),
        _ => Pattern::Wildcard(word.to_owned()),
    })
}

fn published(field: Named, days: Days) -> Node {
    Node::Published(match field {
        Named::Since => Days { from: days.from, to: None },
        Named::Until => Days { from: None, to: days.to },
        _ => days,
    })
}
