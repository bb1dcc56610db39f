//! Whatever is wrong is said with what, where and what would work; the exit status tells.

use crate::world::{World, sample_index};

#[test]
fn a_missing_path() {
    let world = World::new();
    world.run(&["index", "nowhere"]).ends(2).says(&["nowhere: cannot be opened", "that exists"]);
    assert!(!world.path().join("nowhere").exists(), "no index is made for a path that is not there");
    world.run(&["enrich", "nowhere"]).ends(2).says(&["nowhere: cannot be opened"]);
    world.run(&["search", "--corpus", "nowhere", "x"]).ends(2).says(&["nowhere: cannot be opened"]);
}

#[test]
fn an_empty_directory() {
    let world = World::new();
    std::fs::create_dir(world.path().join("news")).unwrap();
    world.run(&["index", "news"]).ends(1).says(&["news: no article found", "dateline formats"]);
    world.run(&["enrich", "news"]).ends(1);
}

#[test]
fn a_binary_file_and_an_empty_one() {
    let world = World::new();
    world.write("news/a.txt", "Title\n\nBody");
    world.write("news/empty.txt", "");
    world.write("news/image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    world.write("news/code.xyz", "words");
    let ran = world.run(&["index", "news"]).ends(0);
    ran.says(&[
        "1 article",
        "empty.txt: empty file",
        "image.txt: a binary file, not text",
        "code.xyz: no reader for .xyz",
    ]);
    // Told again when nothing is read again.
    world.run(&["index", "news"]).ends(0).says(&["nothing to do", "empty.txt: empty file"]);
}

#[test]
fn invalid_json_on_line_7() {
    let world = World::new();
    let mut lines: Vec<String> = (1..=9).map(|n| format!("{{\"id\":\"{n}\",\"title\":\"T{n}\"}}")).collect();
    lines[6] = "{\"id\": \"7\", \"title\": }".into();
    world.write("news/wire.jsonl", lines.join("\n"));
    world.run(&["index", "news"]).ends(0).says(&["8 articles", "wire.jsonl:7: not valid JSON"]);
    let ran = world.run(&["enrich", "news"]).ends(0);
    assert_eq!(ran.lines().len(), 8);
    ran.says(&["skipped: wire.jsonl:7: not valid JSON"]);
}

#[cfg(unix)]
#[test]
fn a_directory_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    world.write("news/a.txt", "Title\n\nBody");
    world.write("news/locked/b.txt", "Title\n\nBody");
    world.run(&["index", "news"]).ends(0).says(&["2 articles"]);
    let locked = world.path().join("news/locked");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything: then there is nothing to be told.
    let readable = std::fs::read_dir(&locked).is_ok();
    let ran = world.run(&["index", "news"]).ends(0);
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).unwrap();
    if !readable {
        ran.says(&["locked", "ermission denied"]);
    }
    // What nobody could see is not taken for gone.
    let found = world.run(&["search", "--format", "ids", "--index", "news/.dateline"]).ends(0);
    assert_eq!(found.lines().len(), 2);
}

#[test]
fn an_index_of_another_version() {
    let world = World::new();
    world.write("news/a.txt", "Title\n\nBody");
    world.run(&["index", "news"]).ends(0);
    world.write("news/.dateline/dateline.json", "{\"format\": 99, \"dateline\": \"9.9.9\"}");
    for arguments in [vec!["search", "title", "--index", "news/.dateline"], vec!["index", "news"]] {
        world.run(&arguments).ends(2).says(&["format 99 (written by Dateline 9.9.9)", "dateline index"]);
    }
}

#[test]
fn no_index_at_all() {
    let world = World::new();
    world.run(&["search", "x"]).ends(2).says(&["no index", "dateline index DIR", "--index"]);
    world.run(&["stats", "--index", "nowhere"]).ends(2).says(&["nowhere: there is no Dateline index here"]);
}

#[test]
fn a_folder_of_other_things_is_not_taken_for_an_index() {
    let world = World::new();
    world.write("letters/a.txt", "Title\n\nBody");
    let ran = world.run(&["index", "letters", "--index", "letters"]).ends(2);
    ran.says(&["letters: is not empty and holds no Dateline index"]);
}

#[test]
fn an_unclosed_quote() {
    let world = World::new();
    let index = sample_index();
    let ran = world.run(&["search", "syria \"peace talks", "--index", &index]).ends(2);
    ran.says(&["a quote that is not closed", "syria \"peace talks\n      ^", "close it with \""]);
    assert_eq!(ran.out, "");
    let ran = world.run(&["search", "syria \"peace talks", "--lenient", "--index", &index]).ends(0);
    ran.says(&["a quote that is not closed: closed at the end"]);
}

#[test]
fn an_unknown_country_topic_or_day() {
    let world = World::new();
    let index = sample_index();
    let run =
        |arguments: &[&str]| world.run(&[&["search", "x", "--index", index.as_str()], arguments].concat()).ends(2);
    run(&["--country", "syrai"]).says(&["--country: \"syrai\" is no country", "did you mean Syria"]);
    run(&["--topic", "sprot"]).says(&["--topic: \"sprot\" is no topic", "did you mean sport"]);
    run(&["--since", "soon"]).says(&["--since: \"soon\" is no date", "2015-09"]);
    run(&["--since", "2015", "--until", "2014"]).says(&["is after --until"]);
    world.run(&["search", "country:atlantis", "--index", &index]).ends(2).says(&["\"atlantis\" is no country", "^^^^"]);
    world
        .run(&["search", "colour:red", "--index", &index])
        .ends(2)
        .says(&["there is no field \"colour\"", "title, body"]);
}

#[test]
fn wrong_arguments() {
    let world = World::new();
    world.run(&["serach"]).ends(2).says(&["unrecognized subcommand 'serach'", "search"]);
    world.run(&["search", "--limit", "many"]).ends(2).says(&["invalid value 'many'"]);
    world
        .run(&["search", "x", "--facets", "--format", "csv", "--index", &sample_index()])
        .ends(2)
        .says(&["dateline facets"]);
    world.run(&["facets", "people", "--under", "x", "--index", &sample_index()]).ends(2).says(&["no levels"]);
}

#[test]
fn an_id_that_nothing_bears() {
    World::new()
        .run(&["show", "nothing", "--index", &sample_index()])
        .ends(2)
        .says(&["no article has the id \"nothing\""]);
}

#[test]
fn two_bearers_of_one_id() {
    let world = World::new();
    world.write("news/a.jsonl", "{\"id\":\"7\",\"title\":\"First\"}\n{\"id\":\"7\",\"title\":\"Second\"}\n");
    world.write("news/b.jsonl", "{\"id\":\"7\",\"title\":\"Third\"}\n");
    let ran = world.run(&["index", "news"]).ends(0);
    ran.says(&["a.jsonl: id \"7\" is taken, now \"a.jsonl#7\"", "b.jsonl: id \"7\" is taken, now \"b.jsonl#7\""]);
    let ids = world.run(&["search", "--format", "ids", "--index", "news/.dateline"]).ends(0);
    assert_eq!(ids.lines(), ["7", "a.jsonl#7", "b.jsonl#7"]);
}
