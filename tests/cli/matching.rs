//! Which queries does each article match?

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::world::{Ran, World, corpus, sample_index};

fn line(id: &str, date: &str, body: &str) -> String {
    serde_json::json!({"id": id, "title": format!("Title of {id}"), "date": date, "body": body}).to_string() + "\n"
}

const QUERIES: &str = "nets\therring OR cod
country:norway -sweden
{\"id\": \"late\", \"query\": \"herring\", \"filters\": {\"since\": \"2016\", \"country\": [\"sweden\"]}}

phrase\t\"herring came\" AND date:2015
";

fn matched(world: &World, arguments: &[&str], input: &str) -> Ran {
    let mut child = world
        .command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A reader that went away is what some tests are about.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    Ran::of(child.wait_with_output().unwrap())
}

fn wire() -> String {
    [
        line("b", "2015-05-01", "The herring came to Norway."),
        line("a", "2016-05-01", "The herring left Sweden."),
        line("c", "2016-05-01", "Nothing came."),
        line("d", "2016-05-02", "Cod from Norway, herring from Sweden."),
    ]
    .concat()
}

#[test]
fn articles_are_told_with_their_queries_in_the_order_of_both() {
    let world = World::new();
    world.write("queries.txt", QUERIES);
    let ran = matched(&world, &["match", "queries.txt", "--template", "{query_id} {id}"], &wire()).ends(0);
    assert_eq!(ran.lines(), ["nets b", "2 b", "phrase b", "nets a", "late a", "nets d", "late d"]);
    let count = matched(&world, &["match", "queries.txt", "--count"], &wire()).ends(0);
    assert_eq!(count.out, "7\n");
    matched(&world, &["match", "queries.txt"], &line("x", "2015-01-01", "Other things.")).ends(1);
    let tsv = matched(&world, &["match", "queries.txt", "--format", "tsv"], &wire()).ends(0);
    assert_eq!(tsv.lines()[0], "query_id\tquery\tid\ttitle\tdate\tsource\tpath");
}

#[test]
fn a_bad_query_is_told_and_the_others_go_on() {
    let world = World::new();
    world.write("queries.txt", format!("bad\therring (\n{{\"no\": 1}}\nland\tcountry:atlantis\n{QUERIES}"));
    let ran = matched(&world, &["match", "queries.txt", "--format", "ids"], &wire()).ends(2);
    assert_eq!(ran.lines().len(), 7);
    ran.says(&[
        "query \"bad\"",
        "queries.txt:2: query \"2\": no query as JSON: unknown field `no`",
        "query \"land\"",
        "3 queries were not understood",
    ]);
    matched(&world, &["match", "none.txt"], "").ends(2).says(&["the queries cannot be read"]);
}

#[test]
fn a_bad_article_is_told_and_the_others_go_on() {
    let world = World::new();
    world.write("queries.txt", QUERIES);
    let input = format!("{{\"id\": 3,\n{}not json\n", wire());
    let ran = matched(&world, &["match", "queries.txt", "--format", "ids"], &input).ends(0);
    assert_eq!(ran.lines().len(), 7);
    ran.says(&["skipped: -:1:", "skipped: -:6:"]);
}

/// A feed is answered while it is still open.
#[test]
fn an_article_is_answered_as_soon_as_it_comes() {
    let world = World::new();
    world.write("queries.txt", QUERIES);
    let mut child = world
        .command()
        .args(["match", "queries.txt", "--format", "ids"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for id in ["x", "y"] {
        input.write_all(line(id, "2015-01-01", "Cod.").as_bytes()).unwrap();
        assert_eq!(answers.next().unwrap().unwrap(), id);
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// What matches is what a search would find.
#[test]
fn matches_are_the_hits_of_the_same_queries() {
    let world = World::new();
    let queries =
        ["berlin wall", "country:germany -berlin", "\"prime minister\" OR presid*", "topic:sport", "person:gorbachev"];
    world.write("queries.txt", queries.join("\n"));
    let corpus = corpus().display().to_string();
    let index = sample_index();
    let arguments = ["match", "queries.txt", &corpus, "--template", "{query_id}\t{id}", "--index", &index];
    let ran = world.run(&arguments).ends(0);
    for (n, query) in (1..).zip(queries) {
        let prefix = format!("{n}\t");
        let mut matched: Vec<&str> = ran.lines().into_iter().filter_map(|line| line.strip_prefix(&prefix)).collect();
        matched.sort_unstable();
        let every = ["search", query, "--duplicates", "show", "--limit", "0", "--format", "ids", "--index", &index];
        let found = world.run(&every).ends(0);
        let mut found = found.lines();
        found.sort_unstable();
        assert_eq!(matched, found, "{query}");
    }
}

#[test]
fn saved_searches_match_with_the_aliases_of_their_index() {
    let world = World::new();
    world.write("news/wire.jsonl", wire());
    world.run(&["index", "news"]).ends(0);
    let run = |arguments: &[&str]| world.run(&[arguments, &["--index", "news/.dateline"]].concat()).ends(0);
    run(&["save", "kerry", "person:quellwood"]);
    run(&["people", "merge", "Maria Sandlark", "Tobias Quellwood"]);
    let input = line("e", "2016-01-01", "Mrs Maria Sandlark spoke.");
    let saved = ["match", "--saved", "--format", "json", "--index", "news/.dateline"];
    let ran = matched(&world, &saved, &input).ends(0);
    let answer = &ran.json()[0];
    assert_eq!((answer["query_id"].as_str(), answer["query"].as_str()), (Some("kerry"), Some("person:quellwood")));
    assert_eq!((answer["id"].as_str(), answer["path"].as_str()), (Some("e"), Some("-")));
    // The articles of paths, with the flag in front of them.
    world.run(&["match", "--saved", "news", "--index", "news/.dateline"]).ends(1);
}

/// Queries are read as `batch` reads them.
#[test]
fn queries_of_other_kinds_match_too() {
    let world = World::new();
    let topic = "<top>\n<num> Number: 7\n<title> herring (\n<desc> What of it?\n</top>\n";
    world.write("topics", format!("{topic}{{\"id\": 8, \"query\": \"\", \"filters\": {{\"countries\": \"NO\"}}}}\n"));
    let ran = matched(&world, &["match", "topics", "--template", "{query_id} {id}"], &wire()).ends(0);
    assert_eq!(ran.lines(), ["7 b", "8 b", "7 a", "7 d", "8 d"]);
    matched(&world, &["match", "-"], "herring").ends(2).says(&["cannot both come from standard input"]);
    world.write("news/wire.jsonl", wire());
    let ran = matched(&world, &["match", "-", "news", "--template", "{query_id} {id}"], "herring\n").ends(0);
    assert_eq!(ran.lines(), ["1 b", "1 a", "1 d"]);
}
