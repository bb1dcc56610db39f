//! What is printed, and where.

use crate::world::{Ran, World, sample_index};
use serde_json::Value;

const ARTICLE: &str = "Envoys meet\n\nGENEVA, Sept 8, 2015 (Wire) - Secretary of State John Kerry met Russia’s Sergey Lavrov. Mr Kerry left for Damascus.";

#[test]
fn enrich_prints_the_contract() {
    let world = World::new();
    world.write("news/a.txt", ARTICLE);
    let ran = world.run(&["enrich", "news", "--text"]).ends(0);
    let line = &ran.json()[0];
    let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["version", "id", "path", "title", "date", "source", "language", "people", "countries", "topics", "body"]
    );
    assert_eq!(line["version"], 1);
    assert_eq!(line["id"], "a.txt");
    assert_eq!(line["date"], "2015-09-08");
    assert_eq!(line["language"], "en");
    let people: Vec<&str> = line["people"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(people, ["John Kerry", "Sergei Lavrov"]);
    let codes: Vec<&str> = line["countries"].as_array().unwrap().iter().map(|c| c["code"].as_str().unwrap()).collect();
    for code in ["CH", "RU", "SY"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    for topic in line["topics"].as_array().unwrap() {
        assert!(topic["code"].as_str().unwrap().starts_with("medtop:"));
    }
}

/// Offsets count characters, not bytes: the apostrophe before Lavrov takes three bytes.
#[test]
fn mention_offsets_are_characters_of_the_field() {
    let world = World::new();
    world.write("news/a.txt", ARTICLE);
    let ran = world.run(&["enrich", "news", "--text"]).ends(0);
    let line = &ran.json()[0];
    let mut checked = 0;
    for value in line["people"].as_array().unwrap().iter().chain(line["countries"].as_array().unwrap()) {
        for mention in value["mentions"].as_array().unwrap() {
            let text: Vec<char> = line[mention["field"].as_str().unwrap()].as_str().unwrap().chars().collect();
            let at = |key: &str| mention[key].as_u64().unwrap() as usize;
            let spelled: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(spelled, mention["text"]);
            checked += 1;
        }
    }
    assert!(checked >= 5);
}

#[test]
fn search_prints_the_contract() {
    let ran = World::new().run(&["search", "berlin wall", "--format", "json", "--index", &sample_index()]).ends(0);
    let lines = ran.json();
    let keys: Vec<&String> = lines[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "version",
            "rank",
            "id",
            "score",
            "title",
            "date",
            "source",
            "path",
            "people",
            "countries",
            "topics",
            "snippet",
            "highlights",
            "duplicate_of",
            "duplicates"
        ]
    );
    for (n, line) in lines.iter().enumerate() {
        assert_eq!(line["rank"], n + 1);
        let snippet: Vec<char> = line["snippet"].as_str().unwrap().chars().collect();
        for mark in line["highlights"].as_array().unwrap() {
            let at = |n: usize| mark[n].as_u64().unwrap() as usize;
            let word: String = snippet[at(0)..at(1)].iter().collect::<String>().to_lowercase();
            assert!(word.starts_with("berlin") || word.starts_with("wall"), "{word}");
        }
    }
    let scores: Vec<f64> = lines.iter().map(|line| line["score"].as_f64().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]));
}

#[test]
fn facets_print_the_contract() {
    let ran = World::new().run(&["facets", "countries", "--format", "json", "--index", &sample_index()]).ends(0);
    let keys: Vec<String> = ran.json()[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["version", "field", "value", "label", "count"]);
}

#[test]
fn tables_have_a_head_and_as_many_rows_as_hits() {
    let index = sample_index();
    let world = World::new();
    let ids = world.run(&["search", "berlin", "--format", "ids", "--index", &index]).lines().len();
    for (format, separator) in [("csv", b','), ("tsv", b'\t')] {
        let ran = world.run(&["search", "berlin", "--format", format, "--index", &index]).ends(0);
        let mut table = csv::ReaderBuilder::new().delimiter(separator).from_reader(ran.out.as_bytes());
        assert_eq!(&table.headers().unwrap()[1], "id");
        assert_eq!(table.records().map(Result::unwrap).count(), ids);
    }
}

#[test]
fn results_and_the_rest_go_to_their_streams() {
    let world = World::new();
    world.write("news/a.txt", ARTICLE);
    let ran = world.run(&["index", "news"]).ends(0);
    assert_eq!(ran.out, "");
    assert_eq!(world.run(&["index", "news", "--quiet"]).ends(0).err, "");
}

#[test]
fn colours_only_where_wanted() {
    let index = sample_index();
    let world = World::new();
    assert!(!world.run(&["search", "berlin", "--index", &index]).out.contains('\x1b'));
    assert!(world.run(&["search", "berlin", "--color", "always", "--index", &index]).out.contains('\x1b'));
}

#[test]
fn show_names_what_it_found() {
    let index = sample_index();
    let world = World::new();
    let ran = world.run(&["show", "text/1989-wall-opens.txt", "--index", &index]).ends(0);
    assert!(ran.out.contains("\ncountries\n") && ran.out.contains("Germany"), "{}", ran.out);
    let ran = world.run(&["show", "text/1989-wall-opens.txt", "--format", "json", "--index", &index]).ends(0);
    assert_eq!(ran.json()[0]["id"], "text/1989-wall-opens.txt");
}

#[test]
fn stats_tell_what_is_inside() {
    let ran = World::new().run(&["stats", "--format", "json", "--index", &sample_index()]).ends(0);
    let line: &Value = &ran.json()[0];
    assert_eq!(line["articles"], 132);
    assert!(line["distinct"]["focus"].as_u64().unwrap() >= 60);
}

/// `dateline search … | head -1`: the reader hangs up, which is no error.
#[test]
fn a_closed_pipe_is_no_error() {
    use std::io::{BufRead, BufReader};
    let world = World::new();
    let mut child = world
        .command()
        .args(["search", "--limit", "0", "--format", "json", "--index", &sample_index()])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap()).ends(0);
    assert_eq!(ran.err, "");
}

#[test]
fn show_says_why() {
    let world = World::new();
    world.write("news/a.txt", ARTICLE);
    world.run(&["index", "news"]).ends(0);
    let ran = world.run(&["show", "a.txt", "--why", "--index", "news/.dateline"]).ends(0);
    assert!(ran.out.contains("the family name alone"), "{}", ran.out);
}
