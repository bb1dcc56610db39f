//! The home of a newspaper: learned from its articles, mended by the user.

use crate::world::World;

/// A newspaper of Ontario and a wire of the whole world, an article a line.
fn world() -> World {
    let world = World::new();
    let local = [
        "Police in London arrested a man on Monday. London police said he was from Kitchener, Ontario.",
        "The Ontario government will pay for a bridge in London, the premier said in Toronto.",
        "A London school will close. Teachers from Windsor, Hamilton and Ottawa protested with Canadian flags.",
        "The Canadian dollar rose, and shops in London were glad.",
        "London council will mend the pool on King Street.",
        "The pool will be closed until May, the mayor said.",
    ];
    let wire = ["Riots in Lima.", "Shares fell in Tokyo.", "Talks in Oslo went on.", "The mayor of London resigned."];
    let line = |source: &str, n: usize, body: &str| {
        format!("{{\"id\":\"{source}-{n}\",\"source\":\"{source}\",\"title\":\"News\",\"body\":\"{body}\"}}\n")
    };
    let mut lines = String::new();
    for (n, body) in (0..).zip(wire) {
        lines.push_str(&line("Wire", n, body));
    }
    for (n, body) in (0..).zip(local) {
        lines.push_str(&line("Forest Gazette", n, body));
    }
    world.write("news/all.jsonl", lines);
    world
}

fn ids(world: &World, country: &str) -> String {
    world.run(&["search", "--country", country, "--format", "ids", "--index", "news/.dateline"]).out.replace('\n', " ")
}

#[test]
fn london_in_a_newspaper_of_ontario_is_in_canada() {
    let world = world();
    world.run(&["index", "news"]).ends(0);
    let homes = std::fs::read_to_string(world.path().join("news/.dateline/homes.tsv")).unwrap();
    assert!(homes.contains("Forest Gazette\tCA; London\tlearned"), "{homes}");
    assert!(homes.contains("Wire\t-\tlearned"), "{homes}");
    assert_eq!(ids(&world, "GB"), "Wire-3 ");
    assert_eq!(ids(&world, "CA").matches("Forest Gazette").count(), 6);
    let why = world.run(&["show", "Forest Gazette-4", "--why", "--index", "news/.dateline"]).ends(0);
    assert!(why.out.contains("home of Forest Gazette: CA, its own town: London"), "{}", why.out);
}

#[test]
fn enrich_learns_homes_as_index_does() {
    let world = world();
    let codes = |arguments: &[&str]| -> Vec<String> {
        let ran = world.run(&[&["enrich", "news"], arguments].concat()).ends(0);
        let first = |line: &serde_json::Value| line["countries"][0]["code"].as_str().unwrap_or("-").to_owned();
        ran.json().iter().map(first).collect()
    };
    assert_eq!(codes(&[]), ["PE", "JP", "NO", "GB", "CA", "CA", "CA", "CA", "CA", "CA"]);
    world.write("homes.tsv", "Forest Gazette\tUnited Kingdom\n");
    assert_eq!(codes(&["--homes", "homes.tsv"])[8..], ["GB", "GB"]);
    world.write("homes.tsv", "Forest Gazette\tAtlantis\n");
    let ran = world.run(&["enrich", "news", "--homes", "homes.tsv"]).ends(2);
    ran.says(&["homes.tsv:1", "\"Atlantis\" is not one country"]);
}

#[test]
fn a_home_that_the_user_mends_is_read_by_again() {
    let world = world();
    world.run(&["index", "news"]).ends(0);
    let path = world.path().join("news/.dateline/homes.tsv");
    let homes = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, homes.replace("Forest Gazette\tCA; London\t", "Forest Gazette\tGB\t")).unwrap();
    world.run(&["index", "news"]).ends(0).says(&["1 file"]);
    assert!(ids(&world, "GB").contains("Forest Gazette-4"));
    let mended = std::fs::read_to_string(&path).unwrap();
    assert!(mended.contains("Forest Gazette\tGB\tuser\tGB\n"), "{mended}");
    // Once is enough.
    world.run(&["index", "news"]).ends(0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), mended);
}

#[test]
fn homes_do_not_depend_on_threads_or_on_the_order_of_files() {
    let world = world();
    let all = std::fs::read_to_string(world.path().join("news/all.jsonl")).unwrap();
    for (n, line) in all.lines().rev().enumerate() {
        world.write(&format!("split/{n:02}.jsonl"), line);
    }
    world.run(&["index", "news", "--threads", "1"]).ends(0);
    world.run(&["index", "split", "--threads", "4"]).ends(0);
    let homes = |dir: &str| std::fs::read_to_string(world.path().join(dir).join(".dateline/homes.tsv")).unwrap();
    assert_eq!(homes("news"), homes("split"));
}
