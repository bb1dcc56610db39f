//! Measuring rankings and facets.

use crate::world::{World, corpus, sample_index};

/// A little collection with two queries; the index is in `news/.dateline`.
fn collection() -> World {
    let world = World::new();
    world.write("news/a.txt", "Herring fleet returns\n\nBERGEN - The herring fleet came home to Bergen.");
    world.write("news/b.txt", "Harbour strike\n\nThe dockers of the harbour went on strike over herring prices.");
    world.write("news/c.txt", "Ski race\n\nA ski race was held in the hills.");
    world.write("queries.tsv", "1\twhat of the \"herring fleet?\n2\t(ski) race: AND\n");
    world.write("qrels.txt", "1 0 a.txt 1\n1 0 c.txt 0\n2 0 c.txt 2\n2 0 z.txt 1\n");
    world.run(&["index", "news"]).ends(0);
    world
}

#[test]
fn runs_are_ranked_measured_and_written() {
    let world = collection();
    let run = ["eval", "run", "queries.tsv", "qrels.txt", "--index", "news/.dateline"];
    let ran = world.run(&[&run[..], &["--run", "today.run", "--each"]].concat()).ends(0);
    assert_eq!(ran.lines().len(), 4, "{}", ran.out);
    let means = ran.lines()[3].to_owned();
    assert!(
        means.starts_with("2 queries  MAP 0.7500  nDCG@10 0.8066  P@10 0.1000  MRR 1.0000  R@100 0.7500"),
        "{means}"
    );
    let first = std::fs::read_to_string(world.path().join("today.run")).unwrap();
    assert!(first.starts_with("1 Q0 a.txt 1 "), "{first}");
    let scored = world.run(&["eval", "score", "qrels.txt", "today.run", "--against", "today.run"]).ends(0);
    assert_eq!(scored.lines()[0], means);
    assert!(scored.lines()[1].starts_with("AP: +0.0000 against today.run; better for 0, worse for 0; p = 1.0000"));
    world.run(&[&run[..], &["--expand", "-k", "5"]].concat()).ends(0);
}

#[test]
fn facets_are_held_against_gold() {
    let world = World::new();
    let text = corpus().join("text").display().to_string();
    let predicted = world.run(&["enrich", &text]).ends(0);
    world.write("predicted.jsonl", &predicted.out);
    let gold = corpus().join("gold.jsonl").display().to_string();
    let ran = world.run(&["eval", "facets", &gold, "predicted.jsonl"]).ends(0);
    assert!(ran.lines()[0].starts_with("people strict        P "), "{}", ran.out);
    assert_eq!(ran.lines().len(), 7);
}

#[test]
fn mistakes_in_the_files_are_placed() {
    let world = World::new();
    world.write("q.tsv", "1\tberlin\n");
    world.write("bad.txt", "1 0 a 1\n1 0\n");
    world.run(&["eval", "run", "q.tsv", "bad.txt", "--index", &sample_index()]).ends(2).says(&["bad.txt:2"]);
    world.run(&["eval", "score", "none.txt", "bad.txt"]).ends(2).says(&["none.txt: cannot be read"]);
}
