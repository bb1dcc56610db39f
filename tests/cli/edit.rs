//! Articles that the user takes out, segments that are merged.

use crate::world::World;

fn world() -> World {
    let world = World::new();
    for name in ["a", "b", "c"] {
        world.write(&format!("news/{name}.txt"), format!("Title {name}\n\nThe body of {name} tells of herrings."));
    }
    world.run(&["index", "news"]).ends(0);
    world
}

fn ids(world: &World) -> String {
    world.run(&["search", "herrings", "--format", "ids", "--index", "news/.dateline"]).out
}

#[test]
fn what_is_deleted_stays_out_until_it_is_restored() {
    let world = world();
    let delete = |arguments: &[&str]| world.run(&[&["delete", "--index", "news/.dateline"], arguments].concat());
    let dry = delete(&["--id", "b.txt", "--dry-run"]).ends(0);
    assert_eq!(dry.out, "b.txt\n");
    assert_eq!(ids(&world), "a.txt\nb.txt\nc.txt\n");
    delete(&["--id", "b.txt"]).ends(0).says(&["1 articles deleted, 2 remain"]);
    assert_eq!(delete(&["title:c"]).ends(0).out, "c.txt\n");
    delete(&["--id", "none"]).ends(1).says(&["no article has the id"]);
    delete(&[]).ends(2).says(&["nothing says what to delete"]);
    assert_eq!(ids(&world), "a.txt\n");
    world.run(&["index", "news"]).ends(0).says(&["nothing to do"]);
    world.write("news/b.txt", "Title b\n\nMore herrings than before.");
    world.run(&["index", "news"]).ends(0);
    assert_eq!(ids(&world), "a.txt\n");
    world.run(&["check", "--index", "news/.dateline"]).ends(0).says(&["sound"]);
    world.run(&["index", "news", "--restore"]).ends(0);
    assert_eq!(ids(&world).lines().count(), 3);
}

#[test]
fn an_index_is_merged_into_one_segment() {
    let world = world();
    for name in ["d", "e"] {
        world.write(&format!("news/{name}.txt"), "Title\n\nherrings again");
        world.run(&["index", "news"]).ends(0);
    }
    world.run(&["delete", "--id", "a.txt", "--index", "news/.dateline"]).ends(0);
    let before = ids(&world);
    world.run(&["optimize", "--index", "news/.dateline"]).ends(0).says(&["1 segments, before "]);
    assert_eq!(ids(&world), before);
    world.run(&["check", "--index", "news/.dateline"]).ends(0);
    world.run(&["index", "news"]).ends(0).says(&["nothing to do"]);
}

/// What a program with other vocabularies has read is told, and read anew on request.
#[test]
fn an_index_of_other_vocabularies_is_told() {
    let world = world();
    let check = || world.run(&["check", "--index", "news/.dateline"]);
    check().ends(0).says(&["sound"]);
    let path = world.path().join("news/.dateline/dateline.json");
    let mut stamp: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    stamp["vocabularies"] = "other".into();
    stamp["dateline"] = "0.0.9".into();
    std::fs::write(&path, stamp.to_string()).unwrap();
    assert!(check().ends(1).out.contains("vocabularies and models of Dateline 0.0.9"));
    world.run(&["index", "news", "--rebuild"]).ends(0);
    check().ends(0);
}

/// Of two articles that came with one id, each can be taken out by the id that it has here.
#[test]
fn an_article_whose_id_was_taken_is_deleted_by_its_own() {
    let world = World::new();
    for name in ["a", "b"] {
        world.write(&format!("news/{name}.jsonl"), r#"{"id": "x", "title": "T", "body": "Herrings."}"#);
    }
    world.run(&["index", "news"]).ends(0);
    world.run(&["delete", "--id", "b.jsonl#x", "--index", "news/.dateline"]).ends(0);
    world.write("news/b.jsonl", "{\"id\": \"x\", \"title\": \"T\", \"body\": \"Other herrings.\"}\n");
    let account = world.run(&["index", "news", "--format", "json"]).ends(0).json();
    assert_eq!(account[0]["articles_withheld"], 1);
    assert_eq!(ids(&world), "x\n");
}

/// An index of another format is rejected by all but `--rebuild`, which makes it anew.
#[test]
fn an_index_of_another_format_is_rebuilt_on_request() {
    let world = world();
    world.write("news/.dateline/dateline.json", "{\"format\": 1, \"dateline\": \"0.0.9\"}");
    world.run(&["search", "herrings", "--index", "news/.dateline"]).ends(2).says(&["format 1", "--rebuild"]);
    world.run(&["index", "news"]).ends(2).says(&["--rebuild"]);
    world.run(&["index", "news", "--rebuild"]).ends(0).says(&["3 articles in the index"]);
    assert_eq!(ids(&world).lines().count(), 3);
}
