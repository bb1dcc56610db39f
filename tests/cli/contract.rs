//! The options about printing, which every verb has.

use crate::world::{Ran, World, sample_index};

fn run(arguments: &[&str]) -> Ran {
    World::new().run(&[arguments, &["--index", &sample_index()]].concat())
}

const SEARCH: [&str; 4] = ["search", "berlin wall", "--limit", "3"];

fn search(arguments: &[&str]) -> Ran {
    run(&[&SEARCH[..], arguments].concat())
}

#[test]
fn templates_are_filled_in() {
    let hits = search(&["--format", "json"]).ends(0).json();
    let ran = search(&["--template", r"{rank}\t{id}\t{score:.2}\t{focus}\t{{{title:.5}}}"]).ends(0);
    assert_eq!(ran.lines().len(), 3);
    for (hit, line) in hits.iter().zip(ran.lines()) {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells[0], hit["rank"].to_string());
        assert_eq!(cells[1], hit["id"]);
        let (shown, score) = (cells[2].parse::<f64>().unwrap(), hit["score"].as_f64().unwrap());
        assert!((shown - score).abs() < 0.006 && cells[2].split('.').nth(1).is_some_and(|d| d.len() == 2), "{line}");
        let countries = hit["countries"].as_array().unwrap().iter();
        let focus = countries.filter(|country| country["focus"] == true).map(|c| c["code"].as_str().unwrap());
        assert_eq!(cells[3], focus.collect::<Vec<_>>().join("; "));
        assert_eq!(cells[4], format!("{{{}}}", hit["title"].as_str().unwrap().chars().take(5).collect::<String>()));
    }
    let template = |template: &str| search(&["--format", "template", "--template", template]).ends(0).out;
    assert_eq!(template("x"), "x\nx\nx\n");
    assert_eq!(template(r"x\n"), "x\nx\nx\n");
    assert_eq!(template(r"x\0"), "x\0x\0x\0");
    // Lists of other verbs are filled in just so.
    let counted = run(&["facets", "countries", "--limit", "1", "--template", "{count}={label}"]).ends(0);
    assert!(counted.out.split_once('=').unwrap().0.parse::<u64>().is_ok(), "{}", counted.out);
}

#[test]
fn mistakes_in_templates_and_fields_are_placed_and_answered() {
    let ran = search(&["--template", "{id}{nonsense}"]).ends(2);
    ran.says(&["\"nonsense\" is no field of \"hit\" lines", "its fields are query_id, rank, id, score"]);
    search(&["--template", "{id"])
        .ends(2)
        .says(&["{ without }: write {{ for the sign itself (character 1)", "\n{id\n^\n"]);
    search(&["--format", "template"]).ends(2).says(&["lacks the template"]);
    search(&["--format", "csv", "--fields", "id,mentions"]).ends(2).says(&["\"mentions\" is no field"]);
    search(&["--fields", "id"]).ends(2).says(&["--fields does not go with --format text"]);
    search(&["-0"]).ends(2).says(&["--null (-0) does not go with --format text"]);
    search(&["--format", "trec", "--tag", "a b"]).ends(2).says(&["parted by spaces"]);
    run(&["pairs", "people", "--format", "ids"]).ends(2).says(&["does not go with \"pair\" lines: they have no id"]);
    run(&["show", "text/1989-wall-opens.txt", "--format", "trec"]).ends(2).says(&["they have no query_id"]);
}

#[test]
fn fields_choose_columns_and_their_order() {
    let ids = search(&["--format", "ids"]).ends(0).out;
    let csv = search(&["--format", "csv", "--fields", "id,rank"]).ends(0);
    assert_eq!(csv.lines()[0], "id,rank");
    let bare = search(&["--format", "tsv", "--fields", "id", "--no-header"]).ends(0);
    assert_eq!(bare.out, ids);
    for line in search(&["--format", "json", "--fields", "score,id"]).ends(0).json() {
        let names: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(names, ["version", "score", "id"]);
    }
    // Every verb that prints records takes them.
    assert_eq!(run(&["stats", "--format", "csv", "--fields", "articles"]).ends(0).out, "articles\n132\n");
    let people = run(&["people", "list", "gorb", "--format", "tsv", "--fields", "name", "--no-header"]).ends(0);
    assert!(people.lines().contains(&"Mikhail Gorbachev"), "{}", people.out);
    let show = run(&["show", "text/1989-wall-opens.txt", "--format", "csv", "--fields", "id,focus"]).ends(0);
    assert!(show.lines()[1].starts_with("text/1989-wall-opens.txt,"), "{}", show.out);
}

#[test]
fn ids_and_templates_end_with_a_nul_for_xargs() {
    let lines = search(&["--format", "ids"]).ends(0).out;
    assert_eq!(search(&["--format", "ids", "-0"]).ends(0).out, lines.replace('\n', "\0"));
    let paths = search(&["--template", "{path}", "--null"]).ends(0).out;
    assert!(paths.ends_with('\0') && !paths.contains('\n'));
}

#[test]
fn counts_stand_for_records() {
    let all = run(&["search", "berlin", "--limit", "0", "--format", "ids"]).ends(0).lines().len();
    assert_eq!(run(&["search", "berlin", "--count"]).ends(0).out, format!("{all}\n"));
    let json = run(&["search", "berlin", "--count", "--format", "json"]).ends(0).json();
    assert_eq!(json, [serde_json::json!({"version": 1, "count": all})]);
    assert_eq!(run(&["search", "zyxwvut", "--count"]).ends(1).out, "0\n");
    assert_eq!(run(&["facets", "countries", "--limit", "7", "--count"]).ends(0).out, "7\n");
    let world = World::new();
    world.write("news/a.txt", "Envoys meet\n\nGENEVA - They met.");
    world.write("news/b.txt", "Envoys part\n\nGENEVA - They left.");
    assert_eq!(world.run(&["enrich", "news", "--count"]).ends(0).out, "2\n");
}

#[test]
fn a_trec_run_has_six_columns_whatever_the_id() {
    let world = World::new();
    world.write("news/two words.txt", "Herring fleet\n\nThe herring fleet came home.");
    world.run(&["index", "news"]).ends(0);
    let search = ["search", "herring", "--format", "trec", "--index", "news/.dateline"];
    let ran = world.run(&search).ends(0);
    let columns: Vec<&str> = ran.out.split_whitespace().collect();
    assert_eq!((columns[0], columns[1], columns[2], columns[3]), ("1", "Q0", "two%20words.txt", "1"));
    assert!(columns[4].parse::<f64>().unwrap() > 0.0);
    assert_eq!(columns[5], "dateline");
    assert!(world.run(&[&search[..], &["--tag", "mine"]].concat()).ends(0).out.ends_with(" mine\n"));
}

/// A row of TSV is a line, and CSV keeps paragraphs.
#[test]
fn tables_hold_text_of_paragraphs() {
    let world = World::new();
    world.write("news/a.txt", "Herring\n\nFirst \"paragraph\".\n\nSecond,\tparagraph.");
    let enrich = |format: &str| world.run(&["enrich", "news", "--format", format, "--fields", "id,body"]).ends(0).out;
    assert_eq!(enrich("tsv").lines().count(), 2);
    let csv = enrich("csv");
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    let row = table.records().next().unwrap().unwrap();
    assert!(row[1].contains("\"paragraph\".\n\nSecond,"), "{row:?}");
}

/// What a line is about is its id: a value of a facet, a name.
#[test]
fn values_and_names_are_ids_too() {
    let values = run(&["facets", "people", "--duplicates", "show", "-n", "0", "--format", "ids"]).ends(0);
    let table = run(&["facets", "people", "--duplicates", "show", "-n", "0", "--template", "{value}"]).ends(0);
    assert!(values.lines().len() > 20);
    assert_eq!(values.out, table.out);
    let names = run(&["people", "list", "-n", "0", "--format", "ids"]).ends(0);
    assert_eq!(names.lines().len(), values.lines().len());
    // A filter takes what is printed.
    run(&["search", "--people", values.lines()[0], "--count"]).ends(0);
}
