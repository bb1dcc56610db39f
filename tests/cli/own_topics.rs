//! A taxonomy of the user's own: labelled articles in, a facet out.

use crate::world::World;

fn world() -> World {
    let world = World::new();
    let mut labelled = String::new();
    for n in 0..40 {
        let fish = format!(
            "{{\"title\":\"Catch {n}\",\"body\":\"The trawler landed herring and cod at the quay. Nets, ice and crates number {n}.\",\"labels\":[\"Harbour\"]}}\n"
        );
        let song = format!(
            "{{\"title\":\"Concert {n}\",\"body\":\"The choir sang a cantata in the church. Violins, organ and hymn number {n}.\",\"labels\":[\"Music desk\"]}}\n"
        );
        labelled.push_str(&fish);
        labelled.push_str(&song);
    }
    world.write("labelled.jsonl", labelled);
    world.write(
        "news/a.txt",
        "Boats back\n\nThe trawler came home with herring and cod, and the crates of ice stood on the quay.",
    );
    world.write(
        "news/b.txt",
        "Evening of song\n\nThe choir sang a hymn, and the organ and the violins filled the church.",
    );
    world.run(&["train", "topics", "--labels", "labelled.jsonl", "--out", "desk.model"]).ends(0);
    world
}

#[test]
fn labels_become_a_facet_that_filters() {
    let world = world();
    world.run(&["index", "news", "--topics", "desk.model"]).ends(0);
    let counts = world.run(&["facets", "topics", "--format", "csv", "--index", "news/.dateline"]).ends(0);
    assert_eq!(counts.lines()[1..], ["topics,Harbour,Harbour,1", "topics,Music desk,Music desk,1"]);
    let find = |arguments: &[&str]| {
        world.run(&[&["search", "--format", "ids", "--index", "news/.dateline"], arguments].concat()).out
    };
    assert_eq!(find(&["--topic", "music desk"]), "b.txt\n");
    assert_eq!(find(&["topic:harbour"]), "a.txt\n");
    world
        .run(&["search", "--topic", "sport", "--index", "news/.dateline"])
        .ends(2)
        .says(&["own taxonomy", "facets topics"]);
    let line = &world.run(&["search", "choir", "--format", "json", "--index", "news/.dateline"]).ends(0).json()[0];
    assert_eq!(line["topics"][0]["name"], "Music desk");
    // The next update knows the model by itself.
    world.write("news/c.txt", "More fish\n\nHerring and cod on the quay, crates of ice by the trawler.");
    world.run(&["index", "news"]).ends(0);
    assert_eq!(find(&["topic:harbour"]).lines().count(), 2);
}

#[test]
fn enrich_takes_it_too() {
    let world = world();
    let line = &world.run(&["enrich", "news/a.txt", "--topics", "desk.model"]).ends(0).json()[0];
    assert_eq!(line["topics"][0]["code"], "Harbour");
}

#[test]
fn topics_are_not_mixed_in_one_index() {
    let world = world();
    world.run(&["index", "news"]).ends(0);
    world.run(&["index", "news", "--topics", "desk.model"]).ends(2).says(&["topics of another model", "--index DIR"]);
    world.run(&["index", "news", "--topics", "labelled.jsonl", "--index", "new"]).ends(2);
    world
        .run(&["index", "news", "--topics", "missing.model", "--index", "new"])
        .ends(2)
        .says(&["missing.model", "train topics"]);
}
