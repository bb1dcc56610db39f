//! Saved searches, and what is new for them.

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use crate::world::{Ran, World};

const INDEX: [&str; 2] = ["--index", "news/.dateline"];

fn run(world: &World, arguments: &[&str]) -> Ran {
    world.run(&[arguments, &INDEX[..]].concat())
}

fn line(id: &str, body: &str) -> String {
    serde_json::json!({"id": id, "title": "Notes", "body": body}).to_string() + "\n"
}

/// Writes the wire, indexes it, and checks that it went well.
fn wire(world: &World, lines: &[String]) {
    world.write("news/wire.jsonl", lines.concat());
    world.run(&["index", "news"]);
}

/// Id and kind of what is new, in order of ids.
fn news(world: &World) -> Vec<(String, String)> {
    let ran = run(world, &["new", "nets", "--format", "json"]);
    let mut news: Vec<(String, String)> = ran
        .json()
        .iter()
        .map(|line| (line["id"].as_str().unwrap().to_owned(), line["news"].as_str().unwrap().to_owned()))
        .collect();
    news.sort();
    let status = if news.is_empty() { 1 } else { 0 };
    ran.ends(status);
    news
}

fn is(id: &str, news: &str) -> (String, String) {
    (id.to_owned(), news.to_owned())
}

/// An index with a search for herring over two articles that match and one that does not.
fn herring() -> (World, Vec<String>) {
    let world = World::new();
    let lines = vec![line("a", "The herring came."), line("b", "The cod came."), line("c", "The herring left.")];
    wire(&world, &lines);
    run(&world, &["save", "nets", "herring"]).ends(0);
    (world, lines)
}

#[test]
fn a_search_is_saved_listed_run_and_deleted() {
    let (world, _) = herring();
    run(&world, &["save", "late", "herring", "OR", "cod", "--since", "last 7 days", "--country", "norway", "-n", "3"])
        .ends(0)
        .says(&["\"late\" is saved in", "matches 0 articles now"]);
    let file = std::fs::read_to_string(world.path().join("news/.dateline-searches.jsonl")).unwrap();
    let saved: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let late = serde_json::json!({
        "id": "late", "query": "herring OR cod",
        "filters": {"country": ["norway"], "since": "last 7 days"}, "limit": 3
    });
    assert_eq!(saved, [late, serde_json::json!({"id": "nets", "query": "herring"})]);
    let list = run(&world, &["save", "--list", "--format", "tsv", "--fields", "id,query", "--no-header"]).ends(0);
    assert_eq!(list.lines(), ["late\therring OR cod", "nets\therring"]);
    assert_eq!(run(&world, &["run", "nets", "--format", "ids"]).ends(0).lines().len(), 2);
    assert_eq!(run(&world, &["run", "nets", "--limit", "1", "--format", "ids"]).ends(0).lines().len(), 1);
    assert_eq!(run(&world, &["run", "nets", "--count"]).ends(0).out, "2\n");
    run(&world, &["run", "late"]).ends(1);
    run(&world, &["save", "--delete", "late"]).ends(0);
    run(&world, &["run", "late"]).ends(2).says(&["no saved search is called \"late\"", "there are nets"]);
}

#[test]
fn what_cannot_be_saved_is_told() {
    let (world, _) = herring();
    run(&world, &["save", "a/b", "cod"]).ends(2).says(&["\"a/b\" is no name for a saved search"]);
    run(&world, &["save", "cod", "cod("]).ends(2).says(&["the query is not understood"]);
    run(&world, &["save", "cod", "cod", "--since", "never"]).ends(2).says(&["\"never\" is no date"]);
    run(&world, &["save", "cod"]).ends(2).says(&["there is nothing to save"]);
    world.write("news/.dateline-searches.jsonl", "{\"id\": \"x\", \"query\": \"cod\"}\n{\"id\": \"y\", \"cod\": 1}\n");
    run(&world, &["run", "x"]).ends(2).says(&[".dateline-searches.jsonl:2: is no saved search", "unknown field"]);
}

#[test]
fn only_what_came_since_the_last_time_is_new() {
    let (world, mut lines) = herring();
    assert_eq!(news(&world), [is("a", "new"), is("c", "new")]);
    assert_eq!(news(&world), []);
    // A line more: the file is read again, its other articles are not new.
    lines.push(line("d", "More herring."));
    wire(&world, &lines);
    assert_eq!(news(&world), [is("d", "new")]);
    assert_eq!(news(&world), []);
    // Other data, and an article that did not match before: both were known.
    lines[0] = line("a", "The herring came late.");
    lines[1] = line("b", "The cod came after the herring.");
    wire(&world, &lines);
    assert_eq!(news(&world), [is("a", "changed"), is("b", "changed")]);
    assert_eq!(news(&world), []);
    // New and changed before anybody asked: new.
    lines.push(line("e", "Herring."));
    wire(&world, &lines);
    lines[4] = line("e", "Herring again.");
    wire(&world, &lines);
    assert_eq!(news(&world), [is("e", "new")]);
}

#[test]
fn articles_that_move_or_go_are_not_new() {
    let (world, lines) = herring();
    news(&world);
    std::fs::remove_file(world.path().join("news/wire.jsonl")).unwrap();
    world.write("news/other.jsonl", lines.concat());
    world.run(&["index", "news"]).ends(0);
    assert_eq!(run(&world, &["run", "nets", "--count"]).out, "2\n");
    assert_eq!(news(&world), []);
    std::fs::remove_file(world.path().join("news/other.jsonl")).unwrap();
    world.run(&["index", "news"]);
    assert_eq!(news(&world), []);
}

#[test]
fn an_index_that_is_made_anew_tells_nothing_twice() {
    let (world, mut lines) = herring();
    news(&world);
    std::fs::remove_dir_all(world.path().join("news/.dateline")).unwrap();
    lines[2] = line("c", "The herring left early.");
    lines.push(line("d", "More herring."));
    wire(&world, &lines);
    assert_eq!(news(&world), [is("c", "changed"), is("d", "new")]);
    assert_eq!(news(&world), []);
    lines.push(line("e", "Yet more herring."));
    wire(&world, &lines);
    assert_eq!(news(&world), [is("e", "new")]);
}

#[test]
fn a_search_from_now_on_has_told_what_is_there() {
    let (world, mut lines) = herring();
    run(&world, &["save", "nets", "herring", "--country", "norway"]).ends(0);
    run(&world, &["save", "nets", "herring", "--from-now"]).ends(0);
    assert_eq!(news(&world), []);
    lines.push(line("d", "More herring."));
    std::fs::remove_dir_all(world.path().join("news/.dateline")).unwrap();
    wire(&world, &lines);
    assert_eq!(news(&world), [is("d", "new")]);
}

#[test]
fn a_look_changes_nothing() {
    let (world, _) = herring();
    for _ in 0..2 {
        assert_eq!(run(&world, &["new", "nets", "--peek", "--count"]).ends(0).out, "2\n");
    }
    assert_eq!(news(&world).len(), 2);
    run(&world, &["new", "nets", "--peek"]).ends(1);
    run(&world, &["new", "cod"]).ends(2).says(&["no saved search"]);
}

/// The reader went away before it had all: the hits are told again.
#[test]
fn news_that_nobody_read_stay_new() {
    let world = World::new();
    let long = "herring ".repeat(400);
    let lines: Vec<String> = (0..400).map(|n| line(&format!("n{n}"), &long)).collect();
    wire(&world, &lines);
    run(&world, &["save", "nets", "herring"]).ends(0);
    let arguments = ["new", "nets", "--template", "{body}", "--index", "news/.dateline"];
    let mut child = world.command().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).unwrap();
    drop(out);
    child.wait().unwrap();
    assert_eq!(news(&world).len(), 400);
}
