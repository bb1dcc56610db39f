//! Several indexes in one.

use crate::world::{Ran, World};

/// Two papers that ran the same wire copy, each with an article of the same name and one of its own.
fn papers() -> World {
    let world = World::new();
    let wire = "The parliament in Oslo has approved an extensive trade ban but left shipowners a key loophole, government \
        officials said on Monday. The boycott gives domestic companies until late September to cut remaining ties.";
    for (paper, own) in
        [("north", "Mr Tobias Quellwood met fishermen in Bergen."), ("south", "Herring landed in Lisbon.")]
    {
        world.write(&format!("{paper}/wire.txt"), format!("Ban\n\n{wire}"));
        world.write(&format!("{paper}/own.txt"), format!("Of the {paper}\n\n{own}"));
        let line = |id: &str, body: &str| {
            serde_json::json!({"id": format!("{paper}-{id}"), "title": "Lines", "date": "2015-05-01", "body": body,
                "source": paper, "url": "https://example.org/a", "section": "World", "author": "A. Writer",
                "keywords": ["nets"], "topics": ["medtop:15000000"], "desk": {"n": 7}})
            .to_string()
        };
        let lines = [line("a", "Angela Merkel spoke in Berlin."), "{broken".to_owned(), line("b", "Rain in Lima.")];
        world.write(&format!("{paper}/lines.jsonl"), lines.join("\n"));
    }
    world.run(&["index", "north"]).ends(0);
    world.run(&["index", "south"]).ends(0);
    world
}

fn merge(world: &World) -> Ran {
    world.run(&["merge", "north", "south/.dateline", "--index", "both"])
}

/// All that an index holds and answers.
fn all(world: &World, index: &str) -> Vec<String> {
    let out = |arguments: &[&str]| world.run(&[arguments, &["--index", index]].concat()).out;
    let mut all = vec![
        out(&["export", "--format", "json"]),
        out(&["duplicates", "-n", "0", "--format", "json"]),
        out(&["search", "herring OR ban OR rain", "-n", "0", "--format", "json"]),
    ];
    for facet in ["people", "countries", "focus", "places", "topics", "sources", "sections", "months", "languages"] {
        all.push(out(&["facets", facet, "-n", "0", "--format", "json"]));
    }
    all
}

#[test]
fn merged_indexes_answer_as_one_that_was_made_at_once() {
    let world = papers();
    merge(&world).ends(0).says(&["8 articles in the index", "skipped  2", "lines.jsonl:2"]);
    world.run(&["index", "north", "south", "--index", "once"]).ends(0);
    assert_eq!(all(&world, "both"), all(&world, "once"));
    assert!(all(&world, "both")[1].contains("wire.txt#wire.txt"), "ids that were taken, and copies");
    world.run(&["check", "--index", "both"]).ends(0).says(&["8 articles checked: sound"]);
    // The others stay as they are, and nothing is merged twice.
    world.run(&["check", "--index", "north/.dateline"]).ends(0);
    merge(&world).ends(0).says(&["nothing to do"]);
    assert_eq!(all(&world, "both"), all(&world, "once"));
}

/// Articles that came without an id on two standard inputs were called alike, and one of them went.
#[test]
fn streams_are_merged_without_a_loss() {
    let world = World::new();
    for (index, word) in [("north", "herring"), ("south", "plaice")] {
        let lines = format!("{{\"title\": \"{word}\"}}\n{{\"id\": \"own\", \"title\": \"{word} too\"}}\n");
        world.fed(&["index", "-", "--index", index], lines.as_bytes()).ends(0);
    }
    world.run(&["merge", "north", "south", "--index", "both"]).ends(0).says(&["3 articles in the index"]);
    let found = |query: &str| world.run(&["search", query, "--format", "ids", "--index", "both"]).out;
    assert_eq!(found("herring"), "stdin-1#1\n");
    assert_eq!(found("plaice -too"), "stdin-1#stdin-1#1\n");
    assert_eq!(found("plaice AND too"), "own\n");
    world.run(&["check", "--index", "both"]).ends(0);
    world.run(&["merge", "north", "south", "--index", "both"]).ends(0).says(&["nothing to do"]);
}

#[test]
fn a_merged_index_is_updated_from_the_files() {
    let world = papers();
    merge(&world).ends(0);
    world.run(&["index", "north", "south", "--index", "both"]).ends(0).says(&["nothing to do"]);
    world.write("south/own.txt", "Of the south\n\nSardines landed in Porto.");
    std::fs::remove_file(world.path().join("north/own.txt")).unwrap();
    let ran = world.run(&["index", "north", "south", "--index", "both", "--format", "json"]).ends(0);
    let account = &ran.json()[0];
    assert_eq!((&account["files_changed"], &account["files_removed"]), (&1.into(), &1.into()));
    let count = |query: &str| world.run(&["search", query, "--count", "--index", "both"]).out;
    assert_eq!([count("sardines"), count("herring"), count("fishermen")], ["1\n", "0\n", "0\n"]);
}

/// An index that is there already takes what is new in the others, and of a file the state that changed last.
#[test]
fn of_a_file_in_several_indexes_the_latest_state_is_taken() {
    let world = World::new();
    let write = |text: &str, modified: u64| {
        let path = world.write("news/a.txt", format!("Nets\n\n{text}"));
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(modified);
        std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    };
    write("Herring.", 1_000_000);
    world.run(&["index", "news", "--index", "old"]).ends(0);
    write("Sardines.", 2_000_000);
    world.run(&["index", "news", "--index", "new"]).ends(0);
    let bodies = |index: &str| {
        world.run(&["export", "--format", "csv", "--fields", "body", "--no-header", "--index", index]).out
    };
    for (sources, out) in [(["old", "new"], "one"), (["new", "old"], "two")] {
        world
            .run(&["merge", sources[0], sources[1], "--index", out])
            .ends(0)
            .says(&["1 files stand in several indexes"]);
        assert_eq!(bodies(out), "Sardines.\n");
    }
    world.run(&["merge", "old", "--index", "new"]).ends(0).says(&["nothing to do"]);
    world.run(&["merge", "new", "--index", "old"]).ends(0);
    assert_eq!((bodies("new"), bodies("old")), ("Sardines.\n".into(), "Sardines.\n".into()));
    world.run(&["check", "--index", "old"]).ends(0);
}

#[test]
fn what_users_have_told_is_kept() {
    let world = papers();
    let people = |arguments: &[&str]| world.run(&[&["people"], arguments].concat()).ends(0);
    people(&["hide", "Angela Merkel", "--index", "north/.dateline"]);
    people(&["merge", "Tobias Quellwood", "T. B. Quellwood", "--index", "north/.dateline"]);
    people(&["merge", "Tobias Quellwood", "Tobias Q.", "--index", "south/.dateline"]);
    world.run(&["delete", "--id", "south-b", "--index", "south/.dateline"]).ends(0);
    world.write("homes.tsv", "south\tPortugal\n");
    world.run(&["index", "south", "--homes", "homes.tsv"]).ends(0);
    merge(&world).ends(0).says(&["7 articles in the index", "\"Tobias Quellwood\" stands for different people"]);
    let people = world.run(&["facets", "people", "--format", "ids", "--index", "both"]).ends(0);
    assert_eq!(people.out, "T. B. Quellwood\n");
    assert!(std::fs::read_to_string(world.path().join("both/homes.tsv")).unwrap().contains("south\tPT\tuser"));
    // It stays out when its file is read again, until it is let in.
    let lines = std::fs::read_to_string(world.path().join("south/lines.jsonl")).unwrap();
    world.write("south/lines.jsonl", lines + "\n\n");
    world.run(&["index", "north", "south", "--index", "both"]).ends(0);
    assert_eq!(world.run(&["search", "lima", "--format", "ids", "--index", "both"]).out, "north-b\n");
    world.run(&["index", "north", "south", "--index", "both", "--restore"]).ends(0);
    assert_eq!(world.run(&["search", "lima", "--count", "--index", "both"]).out, "2\n");
}

#[test]
fn what_cannot_be_merged_is_told() {
    let world = papers();
    world.run(&["merge", "north"]).ends(2).says(&["nothing says where", "--index DIR"]);
    world
        .run(&["merge", "north", "none", "--index", "both"])
        .ends(2)
        .says(&["there is no Dateline index here", "none"]);
    assert!(!world.path().join("both").exists());
    world.run(&["merge", "north", "--index", "north/.dateline"]).ends(2).says(&["is the index that the others"]);
    let model = world.path().join("north/.dateline/topics.model");
    std::fs::write(model, "x").unwrap();
    merge(&world).ends(2).says(&["topics from another model"]);
}
