//! What stands beside the hits: explanations, notes, counts, similar articles, the query page.

use crate::world::{World, sample_index};

#[test]
fn explanations_add_up_to_the_score() {
    let index = sample_index();
    let world = World::new();
    let search = ["search", "berlin wall crowds", "--explain", "--index", &index];
    let lines = world.run(&[&search[..], &["--format", "json"]].concat()).ends(0).json();
    for line in lines {
        let explanation = &line["explanation"];
        let parts: f64 = explanation["parts"].as_array().unwrap().iter().map(|p| p["score"].as_f64().unwrap()).sum();
        let sum = parts + explanation["nearness"].as_f64().unwrap();
        assert!((sum - line["score"].as_f64().unwrap()).abs() < 1e-3, "{line}");
    }
    let text = world.run(&search).ends(0).out;
    assert!(text.contains("  berlin: ") && text.contains("times the mean length"), "{text}");
}

#[test]
fn a_word_that_no_article_has_is_noted_with_the_nearest_one() {
    let world = World::new();
    world.write("news/a.txt", "Geneva\n\nSergey Lavrov met the sanctioned ministers.");
    world.run(&["index", "news"]).ends(0);
    let index = ["--index", "news/.dateline"];
    let search = |query: &str| world.run(&[&["search", query], &index[..]].concat());
    search("lavorv").ends(1).says(&["no article has \"lavorv\": did you mean \"Lavrov\"?"]);
    search("geneva zyxwvutsr").ends(0).says(&["no article has \"zyxwvutsr\""]);
    assert_eq!(search("geneva lavrov").ends(0).err, "");
}

#[test]
fn a_selection_does_not_hide_the_other_values_of_its_facet() {
    let index = sample_index();
    let world = World::new();
    let facets = |facet: &str, arguments: &[&str]| {
        let base = ["facets", facet, "war", "--limit", "0", "--format", "json", "--index", &index];
        world.run(&[&base[..], arguments].concat()).ends(0).out
    };
    assert_eq!(facets("countries", &["--country", "SY"]), facets("countries", &[]));
    assert_ne!(facets("topics", &["--country", "SY"]), facets("topics", &[]));
    assert_ne!(facets("countries", &["--topic", "sport"]), facets("countries", &[]));
}

#[test]
fn similar_articles_leave_out_the_article_itself() {
    let index = sample_index();
    let world = World::new();
    let wall = "text/1989-wall-opens.txt";
    let ran = world.run(&["similar", wall, "--format", "ids", "--index", &index]).ends(0);
    assert!(!ran.lines().is_empty() && !ran.lines().contains(&wall), "{}", ran.out);
    world.run(&["similar", "none", "--index", &index]).ends(2).says(&["no article has the id \"none\""]);
}

#[test]
fn recent_articles_are_preferred_among_equals() {
    let world = World::new();
    let line = |id: &str, date: &str| {
        format!(
            "{{\"id\": \"{id}\", \"title\": \"Herring\", \"body\": \"The herring is back.\", \"date\": \"{date}\"}}\n"
        )
    };
    world.write("news/a.jsonl", line("a", "2010-05-01") + &line("b", "2020-05-01"));
    world.run(&["index", "news"]).ends(0);
    let search = |sort: &str| {
        let ran = world.run(&["search", "herring", "--sort", sort, "--format", "ids", "--index", "news/.dateline"]);
        ran.ends(0).out
    };
    assert_eq!(search("relevance"), "a\nb\n");
    assert_eq!(search("recent"), "b\na\n");
    assert_eq!(search("date"), "b\na\n");
}

#[test]
fn the_query_page_is_shown() {
    let world = World::new();
    let page = world.run(&["query"]).ends(0).out;
    assert!(page.contains("country:(SY OR \"North Korea\")"));
    assert!(world.run(&["help", "query"]).ends(0).out.contains("country:(SY OR \"North Korea\")"));
}
