//! From tokens to the tree: precedence NOT, AND, OR, then words side by side.

use std::ops::Range;

use jiff::civil::Date;

use super::dates::{self, Days};
use super::lexer::{Kind, Token, tokens};
use super::named::{FIELDS, Named, field_named};
use super::{Clause, Node, Occur, Pattern, QueryError, TextField};

/// Brackets inside brackets, at most: deeper ones are a mistake, or an attack on the stack.
const DEEPEST: usize = 64;

/// Parts of a query, at most.
const LONGEST: usize = 4096;

/// Reads a query; `today` is what `last 7 days` counts from.
///
/// # Errors
/// What is wrong with the query, where, and what would work.
pub fn parse(query: &str, today: Date) -> Result<Node, QueryError> {
    Parser::new(query, today, false).run()
}

/// Reads a query and repairs what is wrong with it; the second part says how.
pub fn parse_lenient(query: &str, today: Date) -> (Node, Vec<String>) {
    let mut parser = Parser::new(query, today, true);
    match parser.run() {
        Ok(node) => (node, parser.repairs),
        // Beyond repair (too long, too deep): the words alone.
        Err(error) => {
            let words = query.split_whitespace().take(LONGEST);
            let clauses = words.map(|word| should(text(None, Pattern::Word(word.to_owned())))).collect();
            (Node::Group(clauses), vec![format!("{}: read as plain words", error.what)])
        }
    }
}

fn text(field: Option<TextField>, pattern: Pattern) -> Node {
    Node::Text { field, pattern }
}

fn should(node: Node) -> Clause {
    Clause { occur: Occur::Should, node }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    today: Date,
    lenient: bool,
    repairs: Vec<String>,
    depth: usize,
}

impl Parser {
    fn new(query: &str, today: Date, lenient: bool) -> Parser {
        let tokens = tokens(query);
        Parser { tokens, at: 0, end: query.len(), today, lenient, repairs: Vec::new(), depth: 0 }
    }

    fn run(&mut self) -> Result<Node, QueryError> {
        if self.tokens.len() > LONGEST {
            let help = format!("use at most {LONGEST} words, or `batch` for many queries");
            return Err(QueryError::new("the query is too long", 0..self.end, help));
        }
        let mut parts = Vec::new();
        loop {
            parts.push(self.group(None)?);
            match self.next() {
                None => break,
                // Only a closing bracket ends a group early.
                Some(token) => self.wrong("a ) without its (", token.span, "remove it, or open one before")?,
            }
        }
        Ok(if parts.len() == 1 {
            parts.swap_remove(0)
        } else {
            simplify(parts.into_iter().filter(|part| *part != Node::All).map(should).collect())
        })
    }

    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.end..self.end, |token| token.span.clone())
    }

    /// An error, or when repairing, a note.
    fn wrong(&mut self, what: &str, span: Range<usize>, help: &str) -> Result<(), QueryError> {
        let error = QueryError::new(what, span, help);
        if self.lenient {
            self.repairs.push(format!("{what}: ignored"));
            Ok(())
        } else {
            Err(error)
        }
    }

    /// Parts side by side, of which words are alternatives and values conditions, up to a closing bracket or the end; `field` holds for those that name none.
    fn group(&mut self, field: Option<Named>) -> Result<Node, QueryError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(QueryError::new("too many brackets inside brackets", self.here(), "remove some"));
        }
        let mut clauses = Vec::new();
        while !matches!(self.peek(), None | Some(Kind::Close)) {
            let occur = match self.peek() {
                Some(Kind::Plus) => Occur::Must,
                Some(Kind::Minus | Kind::Not) => Occur::MustNot,
                _ => Occur::Should,
            };
            if occur != Occur::Should {
                self.at += 1;
            }
            let sign = self.at;
            let Some(first) = self.part(field)? else {
                if occur != Occur::Should && self.at >= self.tokens.len() {
                    let span = self.tokens.get(sign - 1).map_or(0..0, |token| token.span.clone());
                    self.wrong("nothing after the operator", span, "put a word after it")?;
                }
                continue;
            };
            // `a AND b OR c`: AND binds its neighbours, OR joins what comes out.
            let mut either = vec![vec![Clause { occur, node: first }]];
            while let Some(Kind::And | Kind::Or) = self.peek() {
                let and = matches!(self.peek(), Some(Kind::And));
                let operator = self.here();
                self.at += 1;
                let mut occur = Occur::Must;
                while let Some(Kind::Not | Kind::Minus | Kind::Plus) = self.peek() {
                    if !matches!(self.peek(), Some(Kind::Plus)) {
                        occur = Occur::MustNot;
                    }
                    self.at += 1;
                }
                match self.part(field)? {
                    Some(node) if and => {
                        if let Some(last) = either.last_mut() {
                            last.push(Clause { occur, node });
                        }
                    }
                    Some(node) => either.push(vec![Clause {
                        occur: if occur == Occur::MustNot { occur } else { Occur::Should },
                        node,
                    }]),
                    None => {
                        let name = if and { "AND" } else { "OR" };
                        self.wrong(
                            &format!("nothing after {name}"),
                            operator,
                            "put a word after it, or quote it to search for the word itself",
                        )?;
                    }
                }
            }
            let lone = either.len() == 1;
            for conjunction in either {
                clauses.push(match <[Clause; 1]>::try_from(conjunction) {
                    // A value beside words says which articles are meant: `oil country:SA`.
                    Ok([Clause { occur: Occur::Should, node }]) if lone && field.is_none() && selects(&node) => {
                        Clause { occur: Occur::Must, node }
                    }
                    Ok([clause]) if lone || clause.occur != Occur::MustNot => clause,
                    Ok([clause]) => should(Node::Group(vec![clause])),
                    Err(mut many) => {
                        for clause in &mut many {
                            if clause.occur == Occur::Should {
                                clause.occur = Occur::Must;
                            }
                        }
                        should(Node::Group(many))
                    }
                });
            }
        }
        self.depth -= 1;
        Ok(simplify(clauses))
    }

    /// One part: a word, a quote, a field with its value, a group; `None` where there is none.
    fn part(&mut self, field: Option<Named>) -> Result<Option<Node>, QueryError> {
        let Some(token) = self.next() else { return Ok(None) };
        let node = match token.kind {
            Kind::Open => {
                let inner = self.group(field)?;
                match self.peek() {
                    Some(Kind::Close) => self.at += 1,
                    _ => self.wrong("a ( without its )", token.span, "close it with )")?,
                }
                Some(inner)
            }
            Kind::Field(name) => self.named(&name, token.span)?,
            Kind::Word { text, fuzzy } => self.word(field, text, fuzzy, token.span)?,
            Kind::Quoted { text, slop, closed } => {
                if !closed {
                    self.wrong("a quote that is not closed", token.span.clone(), "close it with \"")?;
                }
                self.leaf(field, text, Some(slop.unwrap_or(0)), token.span)?
            }
            Kind::Regex(pattern) => match field {
                None => Some(super::grammar::text(None, Pattern::Regex(pattern))),
                Some(Named::Text(field)) => Some(super::grammar::text(Some(field), Pattern::Regex(pattern))),
                Some(_) => self.leaf(field, format!("/{pattern}/"), None, token.span)?,
            },
            Kind::And | Kind::Or => {
                let name = if token.kind == Kind::And { "AND" } else { "OR" };
                self.wrong(
                    &format!("nothing before {name}"),
                    token.span,
                    "put a word before it, or quote it to search for the word itself",
                )?;
                None
            }
            Kind::Plus | Kind::Minus | Kind::Not => {
                self.wrong("one sign after another", token.span, "use one + or - or NOT before a word")?;
                None
            }
            Kind::Boost(_) => {
                self.wrong("a ^ with nothing before it", token.span, "put it right behind a word, as in word^2")?;
                None
            }
            Kind::Close => {
                // Left for the group that is being read.
                self.at -= 1;
                None
            }
        };
        match (node, self.peek()) {
            (Some(node), Some(Kind::Boost(factor))) => {
                let factor = *factor;
                let span = self.here();
                self.at += 1;
                if !(factor > 0.0 && factor <= 1000.0) {
                    self.wrong(
                        "a boost that is not above 0 and at most 1000",
                        span,
                        "use a number such as ^2 or ^0.5",
                    )?;
                    return Ok(Some(node));
                }
                Ok(Some(Node::Boost(Box::new(node), factor)))
            }
            (node, _) => Ok(node),
        }
    }

    /// A field and the value or group behind its colon.
    fn named(&mut self, name: &str, span: Range<usize>) -> Result<Option<Node>, QueryError> {
        let Some(field) = field_named(name) else {
            self.wrong(
                &format!("there is no field \"{name}\""),
                span,
                &format!("fields are {FIELDS}; put the words in quotes to search for them as text"),
            )?;
            let words = self.part(None)?;
            let name = super::grammar::text(None, Pattern::Word(name.to_owned()));
            return Ok(Some(simplify([Some(name), words].into_iter().flatten().map(should).collect())));
        };
        match self.peek() {
            Some(Kind::Word { .. } | Kind::Quoted { .. } | Kind::Open | Kind::Regex(_)) => self.part(Some(field)),
            _ => {
                self.wrong(
                    &format!("{name}: without a value"),
                    span,
                    &format!("put one right behind the colon, in quotes if it has spaces: {name}:\"…\""),
                )?;
                Ok(None)
            }
        }
    }

    fn word(
        &mut self,
        field: Option<Named>,
        word: String,
        fuzzy: Option<f32>,
        span: Range<usize>,
    ) -> Result<Option<Node>, QueryError> {
        let text_field = match field {
            None => None,
            Some(Named::Text(field)) => Some(field),
            Some(_) => return self.leaf(field, word, None, span),
        };
        if let Some(edits) = fuzzy {
            let edits = if edits == 1.0 || edits == 2.0 {
                edits as u8
            } else {
                self.wrong("a ~ that is neither 1 nor 2", span, "use word~1 or word~2")?;
                1
            };
            return Ok(Some(text(text_field, Pattern::Fuzzy { word, edits })));
        }
        let stars = word.matches(['*', '?']).count();
        let trailing = word.ends_with('*');
        let question =
            word.trim_end_matches('?').len() < word.len() && stars == word.len() - word.trim_end_matches('?').len();
        let pattern = if word == "*" {
            return Ok(Some(Node::All));
        } else if stars == 0 || question {
            // A question mark at the end is a question's.
            Pattern::Word(word)
        } else if stars == 1 && trailing {
            Pattern::Prefix(word[..word.len() - 1].to_owned())
        } else if word.chars().all(|c| matches!(c, '*' | '?')) {
            self.wrong("a wildcard without a letter", span, "put letters beside it, as in sanction*")?;
            return Ok(None);
        } else {
            Pattern::Wildcard(word)
        };
        Ok(Some(text(text_field, pattern)))
    }

    /// A whole value of a field.
    fn leaf(
        &mut self,
        field: Option<Named>,
        value: String,
        slop: Option<u32>,
        span: Range<usize>,
    ) -> Result<Option<Node>, QueryError> {
        let phrase = |field| text(field, Pattern::Phrase { words: value.clone(), slop: slop.unwrap_or(0) });
        let days = match field {
            None => return Ok(Some(phrase(None))),
            Some(Named::Text(field)) => return Ok(Some(phrase(Some(field)))),
            Some(Named::Value(field)) => return Ok(Some(Node::Value { field, value, span })),
            Some(Named::Date | Named::Since | Named::Until) => Days::parse(&value, self.today),
        };
        let Some(days) = days else {
            self.wrong(&format!("\"{value}\" is no date"), span, &format!("dates look like {}", dates::FORMS))?;
            return Ok(None);
        };
        Ok(Some(Node::Published(match field {
            Some(Named::Since) => Days { from: days.from, to: None },
            Some(Named::Until) => Days { from: None, to: days.to },
            _ => days,
        })))
    }
}

/// Whether a part tells articles apart without ranking them: a value, or days.
fn selects(node: &Node) -> bool {
    match node {
        Node::Value { .. } | Node::Published(_) => true,
        Node::Boost(inner, _) => selects(inner),
        Node::Group(clauses) => clauses.iter().all(|clause| selects(&clause.node)),
        Node::All | Node::Text { .. } => false,
    }
}

/// A group of one positive part is that part.
fn simplify(mut clauses: Vec<Clause>) -> Node {
    match clauses.len() {
        0 => Node::All,
        1 if clauses[0].occur != Occur::MustNot => clauses.swap_remove(0).node,
        _ => Node::Group(clauses),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ValueField;
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 3, 10);

    fn word(word: &str) -> Node {
        text(None, Pattern::Word(word.into()))
    }

    fn group(clauses: &[(Occur, Node)]) -> Node {
        Node::Group(clauses.iter().map(|(occur, node)| Clause { occur: *occur, node: node.clone() }).collect())
    }

    use Occur::{Must, MustNot, Should};

    #[test]
    fn words_operators_and_signs() {
        let cases = [
            ("a", word("a")),
            ("a b", group(&[(Should, word("a")), (Should, word("b"))])),
            ("a AND b", group(&[(Must, word("a")), (Must, word("b"))])),
            ("a OR b", group(&[(Should, word("a")), (Should, word("b"))])),
            ("a AND NOT b", group(&[(Must, word("a")), (MustNot, word("b"))])),
            ("+a -b", group(&[(Must, word("a")), (MustNot, word("b"))])),
            ("NOT a", group(&[(MustNot, word("a"))])),
            ("(a)", word("a")),
            ("", Node::All),
            ("*", Node::All),
        ];
        for (query, node) in cases {
            assert_eq!(simplified(parse(query, TODAY).unwrap()), simplified(node), "{query}");
        }
        let and_in_or = parse("a AND b OR c", TODAY).unwrap();
        let inner = group(&[(Must, word("a")), (Must, word("b"))]);
        assert_eq!(and_in_or, group(&[(Should, inner), (Should, word("c"))]));
    }

    /// A group in a group of one, unwrapped.
    fn simplified(node: Node) -> Node {
        match node {
            Node::Group(mut clauses) if clauses.len() == 1 && clauses[0].occur == Should => {
                simplified(clauses.swap_remove(0).node)
            }
            node => node,
        }
    }

    #[test]
    fn patterns() {
        for (query, pattern) in [
            ("\"peace talks\"", Pattern::Phrase { words: "peace talks".into(), slop: 0 }),
            ("\"peace talks\"~5", Pattern::Phrase { words: "peace talks".into(), slop: 5 }),
            ("sanction*", Pattern::Prefix("sanction".into())),
            ("s?nction", Pattern::Wildcard("s?nction".into())),
            ("lavrov~", Pattern::Fuzzy { word: "lavrov".into(), edits: 1 }),
            ("lavrov~2", Pattern::Fuzzy { word: "lavrov".into(), edits: 2 }),
            ("/len+in/", Pattern::Regex("len+in".into())),
            ("why?", Pattern::Word("why?".into())),
        ] {
            assert_eq!(parse(query, TODAY).unwrap(), text(None, pattern), "{query}");
        }
        assert_eq!(
            parse("title:oil^2", TODAY).unwrap(),
            Node::Boost(Box::new(text(Some(TextField::Title), Pattern::Word("oil".into()))), 2.0)
        );
    }

    #[test]
    fn fields_hold_for_their_group() {
        let value = |value: &str, span| Node::Value { field: ValueField::Country, value: value.into(), span };
        let node = parse("country:(SY OR \"North Korea\")", TODAY).unwrap();
        assert_eq!(node, group(&[(Should, value("SY", 9..11)), (Should, value("North Korea", 15..28))]));
        let beside = parse("oil country:SY", TODAY).unwrap();
        assert_eq!(beside, group(&[(Should, word("oil")), (Must, value("SY", 12..14))]));
        let either = parse("oil OR country:SY", TODAY).unwrap();
        assert_eq!(either, group(&[(Should, word("oil")), (Should, value("SY", 15..17))]));
        let days = parse("date:>=1987", TODAY).unwrap();
        assert_eq!(days, Node::Published(Days { from: Some(date(1987, 1, 1)), to: None }));
    }

    #[test]
    fn mistakes_are_placed_and_explained() {
        for (query, what, start) in [
            ("\"open", "a quote that is not closed", 0),
            ("a (b", "a ( without its )", 2),
            ("a) b", "a ) without its (", 1),
            ("a AND", "nothing after AND", 2),
            ("OR a", "nothing before OR", 0),
            ("colour:red", "there is no field \"colour\"", 0),
            ("country:", "country: without a value", 0),
            ("date:soon", "\"soon\" is no date", 5),
            ("a^0", "a boost that is not above 0 and at most 1000", 1),
            ("a~7", "a ~ that is neither 1 nor 2", 0),
        ] {
            let error = parse(query, TODAY).unwrap_err();
            assert_eq!((error.what.as_str(), error.span.start), (what, start), "{query}");
            assert!(!error.help.is_empty());
            let (_, repairs) = parse_lenient(query, TODAY);
            assert_eq!(repairs.len(), 1, "{query}: {repairs:?}");
        }
    }

    #[test]
    fn brackets_without_end_do_not_exhaust_the_stack() {
        let deep = "(".repeat(100_000);
        assert!(parse(&deep, TODAY).is_err());
        let _ = parse_lenient(&deep, TODAY);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn any_input_parses_or_is_explained(
            query in "\\PC{0,40}|([+(-]|AND |OR |NOT |title:|country:|date:|\"|\\)|~|\\^|2|a|\\*|\\?|/| ){0,30}"
        ) {
            if let Err(error) = parse(&query, TODAY) {
                prop_assert!(error.span.start <= error.span.end && error.span.end <= query.len());
                prop_assert!(query.is_char_boundary(error.span.start) && query.is_char_boundary(error.span.end));
                let _ = error.marked(&query);
            }
            let _ = parse_lenient(&query, TODAY);
        }
    }
}
