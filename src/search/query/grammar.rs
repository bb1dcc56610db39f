//! From tokens to the tree: precedence NOT, AND, OR, then words side by side.

use std::ops::Range;

use jiff::civil::Date;

use super::lexer::{Kind, Token, tokens};
use super::named::Named;
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

pub(super) fn text(field: Option<TextField>, pattern: Pattern) -> Node {
    Node::Text { field, pattern }
}

pub(super) fn should(node: Node) -> Clause {
    Clause { occur: Occur::Should, node }
}

/// Reads one query.
pub(super) struct Parser {
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    end: usize,
    pub(super) today: Date,
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
                Some(token) => {
                    self.wrong("a ) without its (", token.span, "remove it, or open one before", "left out")?
                }
            }
        }
        Ok(if parts.len() == 1 {
            parts.swap_remove(0)
        } else {
            simplify(parts.into_iter().filter(|part| *part != Node::All).map(should).collect())
        })
    }

    pub(super) fn peek(&self) -> Option<&Kind> {
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

    /// An error, or when repairing, a note that says what was made of it.
    pub(super) fn wrong(
        &mut self,
        what: &str,
        span: Range<usize>,
        help: &str,
        repaired: &str,
    ) -> Result<(), QueryError> {
        if self.lenient {
            self.repairs.push(format!("{what}: {repaired}"));
            Ok(())
        } else {
            Err(QueryError::new(what, span, help))
        }
    }

    /// Parts side by side, of which words are alternatives and values conditions, up to a closing bracket or the end; `field` holds for those that name none.
    fn group(&mut self, field: Option<Named>) -> Result<Node, QueryError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(QueryError::new("too many brackets inside brackets", self.here(), "remove some"));
        }
        let mut clauses = Vec::new();
        let (mut conditions, mut demanded) = (false, false);
        while !matches!(self.peek(), None | Some(Kind::Close)) {
            let occur = match self.peek() {
                Some(Kind::Plus) => Occur::Must,
                Some(Kind::Minus | Kind::Not) => Occur::MustNot,
                _ => Occur::Should,
            };
            if occur != Occur::Should {
                self.at += 1;
            }
            demanded |= occur == Occur::Must;
            let sign = self.at;
            let Some(first) = self.part(field)? else {
                if occur != Occur::Should && self.at >= self.tokens.len() {
                    let span = self.tokens.get(sign - 1).map_or(0..0, |token| token.span.clone());
                    self.wrong("nothing after the operator", span, "put a word after it", "left out")?;
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
                            "left out",
                        )?;
                    }
                }
            }
            let lone = either.len() == 1;
            for conjunction in either {
                clauses.push(match <[Clause; 1]>::try_from(conjunction) {
                    // A value beside words says which articles are meant: `oil country:SA`.
                    Ok([Clause { occur: Occur::Should, node }]) if lone && field.is_none() && selects(&node) => {
                        conditions = true;
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
        if conditions && !demanded {
            clauses = any_beside(clauses);
        }
        Ok(simplify(clauses))
    }

    /// One part: a word, a quote, a field with its value, a group; `None` where there is none.
    pub(super) fn part(&mut self, field: Option<Named>) -> Result<Option<Node>, QueryError> {
        let Some(token) = self.next() else { return Ok(None) };
        let node = match token.kind {
            Kind::Open => {
                let inner = self.group(field)?;
                match self.peek() {
                    Some(Kind::Close) => self.at += 1,
                    _ => self.wrong("a ( without its )", token.span, "close it with )", "closed at the end")?,
                }
                Some(inner)
            }
            Kind::Field(name) => self.named(&name, token.span)?,
            Kind::Word { text, fuzzy } => self.word(field, text, fuzzy, token.span)?,
            Kind::Quoted { text, slop, closed } => {
                if !closed {
                    self.wrong(
                        "a quote that is not closed",
                        token.span.clone(),
                        "close it with \"",
                        "closed at the end",
                    )?;
                }
                self.leaf(field, text, Some(slop.unwrap_or(0)), token.span)?
            }
            Kind::Regex(pattern) => self.expression(field, pattern, token.span)?,
            Kind::Range(range) => self.range(field, range, token.span)?,
            Kind::And | Kind::Or => {
                let name = if token.kind == Kind::And { "AND" } else { "OR" };
                self.wrong(
                    &format!("nothing before {name}"),
                    token.span,
                    "put a word before it, or quote it to search for the word itself",
                    "left out",
                )?;
                None
            }
            Kind::Plus | Kind::Minus | Kind::Not => {
                self.wrong(
                    "one sign after another",
                    token.span,
                    "use one + or - or NOT before a word",
                    "the first one counts",
                )?;
                None
            }
            Kind::Boost(_) => {
                self.wrong(
                    "a ^ with nothing before it",
                    token.span,
                    "put it right behind a word, as in word^2",
                    "left out",
                )?;
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
                        "left out",
                    )?;
                    return Ok(Some(node));
                }
                Ok(Some(Node::Boost(Box::new(node), factor)))
            }
            (node, _) => Ok(node),
        }
    }
}

/// Whether a part tells articles apart without ranking them: a value, or days.
fn selects(node: &Node) -> bool {
    match node {
        Node::Value { .. } | Node::Like { .. } | Node::Known(_) | Node::Published(_) | Node::Dated => true,
        Node::Boost(inner, _) => selects(inner),
        Node::Group(clauses) => clauses.iter().all(|clause| selects(&clause.node)),
        Node::All | Node::Text { .. } => false,
    }
}

/// Of the words beside conditions at least one is wanted: `herring date:2015` is not all of 2015.
fn any_beside(clauses: Vec<Clause>) -> Vec<Clause> {
    let first = clauses.iter().position(|clause| clause.occur == Occur::Should);
    let (words, mut rest): (Vec<Clause>, Vec<Clause>) =
        clauses.into_iter().partition(|clause| clause.occur == Occur::Should);
    if let Some(first) = first {
        rest.insert(first, Clause { occur: Occur::Must, node: simplify(words) });
    }
    rest
}

/// A group of one positive part is that part.
pub(super) fn simplify(mut clauses: Vec<Clause>) -> Node {
    match clauses.len() {
        0 => Node::All,
        1 if clauses[0].occur != Occur::MustNot => clauses.swap_remove(0).node,
        _ => Node::Group(clauses),
    }
}
