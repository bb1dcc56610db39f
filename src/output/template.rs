//! Templates: `{id}\t{score:.2}\t{title}`, read once, filled in for every record.

use std::fmt;

/// A template, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

/// A stretch of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Printed as it stands.
    Literal(String),
    /// The value of a field.
    Field {
        name: String,
        /// Decimals of a number, characters of a text, values of a list.
        most: Option<usize>,
    },
}

/// What is wrong with a template, and at which character (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// What.
    pub what: String,
    /// Where.
    pub at: usize,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (character {})", self.what, self.at)
    }
}

impl std::error::Error for TemplateError {}

impl Template {
    /// Reads a template: `{name}` and `{name:.3}` are fields, `\t`, `\n`, `\0` and `\\` the signs that
    /// they usually are, `{{` and `}}` brackets.
    ///
    /// # Errors
    /// A bracket that is not closed or opened, an unknown escape, a precision that is none.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut signs = (1..).zip(text.chars()).peekable();
        while let Some((at, sign)) = signs.next() {
            let wrong = |what: String| TemplateError { what, at };
            match sign {
                '\\' => literal.push(match signs.next() {
                    Some((_, 't')) => '\t',
                    Some((_, 'n')) => '\n',
                    Some((_, '0')) => '\0',
                    Some((_, '\\')) => '\\',
                    Some((_, other)) => {
                        return Err(wrong(format!("\\{other} is no escape: there are \\t \\n \\0 \\\\")));
                    }
                    None => return Err(wrong("a \\ at the end: write \\\\ for the sign itself".to_owned())),
                }),
                '{' | '}' if signs.next_if(|(_, next)| *next == sign).is_some() => literal.push(sign),
                '}' => return Err(wrong("} without {: write }} for the sign itself".to_owned())),
                '{' => {
                    let mut inside = String::new();
                    loop {
                        match signs.next() {
                            Some((_, '}')) => break,
                            Some((_, sign)) if sign != '{' => inside.push(sign),
                            _ => return Err(wrong("{ without }: write {{ for the sign itself".to_owned())),
                        }
                    }
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    }
                    pieces.push(field(&inside).map_err(wrong)?);
                }
                sign => literal.push(sign),
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(Template { pieces })
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The names of the fields, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Field { name, .. } => Some(name.as_str()),
            Piece::Literal(_) => None,
        })
    }

    /// Whether the template says itself how a record ends.
    pub(super) fn ends_itself(&self) -> bool {
        matches!(self.pieces.last(), Some(Piece::Literal(text)) if text.ends_with(['\n', '\0']))
    }
}

/// What stands in brackets.
fn field(inside: &str) -> Result<Piece, String> {
    let (name, most) = match inside.split_once(':') {
        None => (inside, None),
        Some((name, spec)) => {
            let digits = spec.strip_prefix('.').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
            let most = digits.and_then(|digits| digits.parse::<u8>().ok());
            let most = most.ok_or_else(|| format!("\":{spec}\" is no precision: write {{{name}:.2}}"))?;
            (name, Some(usize::from(most)))
        }
    };
    match name.trim() {
        "" => Err("{} names no field".to_owned()),
        name => Ok(Piece::Field { name: name.to_owned(), most }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(name: &str, most: Option<usize>) -> Piece {
        Piece::Field { name: name.to_owned(), most }
    }

    #[test]
    fn fields_escapes_and_brackets() {
        let template = Template::parse(r"{id}\t{score:.2}{{x}}\0").unwrap();
        let literal = |text: &str| Piece::Literal(text.to_owned());
        assert_eq!(template.pieces, [named("id", None), literal("\t"), named("score", Some(2)), literal("{x}\0")]);
        assert!(template.ends_itself());
    }

    #[test]
    fn mistakes_are_placed() {
        for (text, at, what) in [
            ("ab{id", 3, "{ without }"),
            ("a}", 2, "} without {"),
            (r"\q", 1, r"\q is no escape"),
            ("é\\", 2, "a \\ at the end"),
            ("{}", 1, "names no field"),
            ("{score:2}", 1, "\":2\" is no precision"),
            ("{score:.999}", 1, "no precision"),
            ("{a{b}", 1, "{ without }"),
        ] {
            let error = Template::parse(text).unwrap_err();
            assert!(error.at == at && error.what.contains(what), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_explained(text in r"[{}\\:.a-z0-9é\t]{0,40}") {
            let _ = Template::parse(&text);
        }

        #[test]
        fn text_without_signs_stands_for_itself(text in r"[^{}\\]{1,40}") {
            let template = Template::parse(&text).unwrap();
            prop_assert_eq!(template.pieces, [Piece::Literal(text)]);
        }
    }
}
