//! What queries are read as, and what is said of mistakes.

use super::grammar::{parse, parse_lenient, text};
use super::*;
use jiff::civil::Date;
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
    assert_eq!(beside, group(&[(Must, word("oil")), (Must, value("SY", 12..14))]));
    let either = parse("oil OR country:SY", TODAY).unwrap();
    assert_eq!(either, group(&[(Should, word("oil")), (Should, value("SY", 15..17))]));
    let days = |query| parse(query, TODAY).unwrap();
    let from = Days { from: Some(date(1987, 1, 1)), to: None };
    assert_eq!(days("date:>=1987"), Node::Published(from));
    assert_eq!(days("date:[1987 TO *]"), Node::Published(from));
    assert_eq!(days("date:{1986 TO *}"), Node::Published(from));
    assert_eq!(days("since:last 7 days oil"), days("oil since:\"last 7 days\"").swapped());
    assert_eq!(days("month:1987-03"), days("date:\"March 1987\""));
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
        ("b /[/", "no regular expression that words can be looked up by: unclosed character class", 2),
        ("b *a????????????????", "a pattern too involved to be looked up", 2),
        ("country:saud*", "a pattern where only whole values stand", 8),
        ("source:[a TO b]", "a range of what has none", 7),
    ] {
        let error = parse(query, TODAY).unwrap_err();
        assert_eq!((error.what.as_str(), error.span.start), (what, start), "{query}");
        assert!(!error.help.is_empty());
        let (_, repairs) = parse_lenient(query, TODAY);
        assert_eq!(repairs.len(), 1, "{query}: {repairs:?}");
    }
}

#[test]
fn values_may_be_patterns_or_anything() {
    let like = |field, pattern| Node::Like { field, pattern };
    for (query, node) in [
        ("source:reut*", like(ValueField::Source, Pattern::Prefix("reut".into()))),
        ("person:volker~1", like(ValueField::Person, Pattern::Fuzzy { word: "volker".into(), edits: 1 })),
        ("path:/^a.*b$/", like(ValueField::Path, Pattern::Regex("a.*b".into()))),
        ("country:*", Node::Known(ValueField::Country)),
        ("date:*", Node::Dated),
    ] {
        assert_eq!(parse(query, TODAY).unwrap(), node, "{query}");
    }
    let address = parse("url:http://example.org/?a=b", TODAY).unwrap();
    assert!(matches!(address, Node::Value { field: ValueField::Url, .. }), "{address:?}");
    assert_eq!(parse("!a", TODAY).unwrap(), parse("-a", TODAY).unwrap());
}

#[test]
fn a_misspelt_field_is_named() {
    assert!(parse("titel:oil", TODAY).unwrap_err().help.starts_with("did you mean title:?"));
    assert!(parse("xyz:oil", TODAY).unwrap_err().help.starts_with("Fields are"));
}

impl Node {
    /// A group with its parts the other way round.
    fn swapped(self) -> Node {
        match self {
            Node::Group(mut clauses) => {
                clauses.reverse();
                Node::Group(clauses)
            }
            node => node,
        }
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
