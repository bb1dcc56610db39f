//! Which articles come first, and that they always do.

use crate::world::{World, sample_index};

fn ids(world: &World, arguments: &[&str]) -> Vec<String> {
    let base = ["search", "--index", "news/.dateline", "--format", "ids"];
    world.run(&[&base[..], arguments].concat()).out.lines().map(str::to_owned).collect()
}

fn found(query: &str) -> Vec<String> {
    let arguments = ["search", query, "--index", &sample_index(), "--format", "ids", "--limit", "0"];
    World::new().run(&arguments).out.lines().map(str::to_owned).collect()
}

#[test]
fn a_title_counts_more_than_the_text() {
    let world = World::new();
    world.write("news/a.txt", "Evening notes\n\nThe herring was late, and the town waited.");
    world.write("news/b.txt", "Herring is late\n\nThe town waited for it, and the boats were seen.");
    world.run(&["index", "news"]).ends(0);
    assert_eq!(ids(&world, &["herring"]), ["b.txt", "a.txt"]);
    assert_eq!(ids(&world, &["title:herring"]), ["b.txt"]);
    assert_eq!(ids(&world, &["body:herring"]), ["a.txt"]);
}

#[test]
fn the_same_articles_get_the_same_scores_however_they_lie_in_segments() {
    let text = |n: usize| {
        let words = ["herring", "fleet", "harbour", "strike", "price", "storm", "winter"];
        let body: Vec<&str> = (0..40).map(|k| words[(n * 7 + k * k + k * n) % words.len()]).collect();
        format!("{} and {}\n\n{}.", words[n % 7], words[n % 5], body.join(" "))
    };
    let (one, many) = (World::new(), World::new());
    for n in 0..24 {
        one.write(&format!("news/{n}.txt"), text(n));
    }
    one.run(&["index", "news"]).ends(0);
    for n in (0..24).rev() {
        many.write(&format!("news/{n}.txt"), text(n));
        if n % 5 == 0 {
            many.run(&["index", "news"]).ends(0);
        }
    }
    for query in ["herring fleet storm", "+herring price winter -strike", "\"storm winter\" fleet", "har* AND fleet"] {
        let answer = |world: &World| {
            let arguments = ["search", query, "--index", "news/.dateline", "--format", "json", "--limit", "0"];
            world.run(&arguments).ends(0).out
        };
        assert_eq!(answer(&one), answer(&many), "{query}");
    }
}

#[test]
fn neighbours_in_the_query_are_better_side_by_side() {
    let world = World::new();
    let filler = "the town and its people waited all day for news of the boats from the north sea";
    world.write("news/apart.txt", format!("Notes\n\nPeace was far. {filler} {filler} Of talks nobody spoke."));
    world.write("news/beside.txt", format!("Notes\n\nPeace talks were far. {filler} {filler} Of it nobody spoke."));
    world.run(&["index", "news"]).ends(0);
    assert_eq!(ids(&world, &["peace talks"]), ["beside.txt", "apart.txt"]);
}

#[test]
fn stop_words_are_dropped_unless_they_are_all_there_is() {
    let sentence = found("what about the berlin wall");
    assert_eq!(sentence, found("berlin wall"));
    assert!(!found("to be or not to be").is_empty());
    assert!(found("berlin AND the").len() <= found("berlin").len());
}

#[test]
fn part_of_a_compound_is_enough_among_other_words() {
    let world = World::new();
    world.write("news/a.txt", "Damascus\n\nAssad spoke of chemical plants.");
    world.write("news/b.txt", "Damascus\n\nAl-Assad spoke of chemical plants.");
    world.write("news/c.txt", "Jabs\n\nA COVID19 vaccine.");
    world.run(&["index", "news"]).ends(0);
    assert_eq!(ids(&world, &["al-Assad chemical"]), ["b.txt", "a.txt"]);
    assert_eq!(ids(&world, &["al-Assad"]), ["b.txt"]);
    assert_eq!(ids(&world, &["COVID-19 shots"]), ["c.txt"]);
}

#[test]
fn words_in_a_row_and_nearly() {
    let world = World::new();
    world.write("news/a.txt", "Notes\n\nPeace talks began.");
    world.write("news/b.txt", "Notes\n\nTalks of peace began.");
    world.write("news/c.txt", "By Jane Q. Doe\n\nNothing.");
    world.write("news/d.jsonl", "{\"id\": \"d\", \"title\": \"T\", \"body\": \"B\", \"author\": \"Jane Doe\"}\n");
    world.run(&["index", "news"]).ends(0);
    assert_eq!(ids(&world, &["\"peace talks\""]), ["a.txt"]);
    assert_eq!(ids(&world, &["\"peace talks\"~3"]).len(), 2);
    assert_eq!(ids(&world, &["author:\"Jane Doe\""]), ["d"]);
}

/// Articles as files of their own, indexed.
fn world_of(articles: &[(&str, &str)]) -> World {
    let world = World::new();
    for (name, text) in articles {
        world.write(&format!("news/{name}"), text);
    }
    world.run(&["index", "news"]).ends(0);
    world
}

#[test]
fn the_exact_form_comes_before_other_forms_of_a_word() {
    let text = |word: &str| format!("Notes\n\nThe {word} spoke of the harbour for an hour, and then of the weather.");
    let world = world_of(&[("a.txt", &text("general")), ("b.txt", &text("generals"))]);
    assert_eq!(ids(&world, &["generals"]), ["b.txt", "a.txt"]);
    assert_eq!(ids(&world, &["general"]), ["a.txt", "b.txt"]);
    assert_eq!(ids(&world, &["generals harbour"]), ["b.txt", "a.txt"]);
}

#[test]
fn us_the_country_is_told_from_us_the_pronoun() {
    let world = world_of(&[
        ("a.txt", "Notes\n\nHe told us that the troops had let us go, and us alone."),
        ("b.txt", "Notes\n\nHe said that the US had sent the troops after all that day."),
    ]);
    for query in ["US", "U.S.", "US troops", "us troops", "U.S. troops"] {
        assert_eq!(ids(&world, &[query]), ["b.txt", "a.txt"], "{query}");
    }
    for query in ["us", "He told us of troops"] {
        assert_eq!(ids(&world, &[query]), ["a.txt", "b.txt"], "{query}");
    }
}

#[test]
fn acronyms_in_capitals_are_told_from_words() {
    let world = world_of(&[
        ("a.txt", "Notes\n\nThose who know who it is that aids the town say nothing at all."),
        ("b.txt", "Notes\n\nThe WHO said on Friday that AIDS was found in the town this year."),
    ]);
    assert_eq!(ids(&world, &["WHO"]), ["b.txt", "a.txt"]);
    assert_eq!(ids(&world, &["AIDS in the town"]), ["b.txt", "a.txt"]);
}

#[test]
fn nearer_words_match_a_pattern_better() {
    let text = |word: &str| format!("Notes\n\nThe {word} was seen in the harbour on Friday.");
    let world = world_of(&[("a.txt", &text("Lovrav")), ("b.txt", &text("Lavrov")), ("c.txt", &text("Lavrow"))]);
    assert_eq!(ids(&world, &["lavrov~2"]), ["b.txt", "c.txt", "a.txt"]);
    assert_eq!(ids(&world, &["lavrov~1"]), ["b.txt", "c.txt"]);
    let text = |word: &str| format!("Notes\n\nThe {word} {word} {word} was seen in the harbour on Friday.");
    let world = world_of(&[("a.txt", "Notes\n\nThe harbourmaster left."), ("b.txt", &text("harbour"))]);
    assert_eq!(ids(&world, &["harbour*"]), ["b.txt", "a.txt"]);
}

#[test]
fn a_boosted_value_counts() {
    let world = world_of(&[
        ("a.txt", "Oil price\n\nThe oil price rose, and oil was dear."),
        ("b.txt", "Notes\n\nIn Norway the price of oil rose on Friday in all the harbours of the country."),
    ]);
    assert_eq!(ids(&world, &["oil OR country:NO^20"]), ["b.txt", "a.txt"]);
    assert_eq!(ids(&world, &["oil"]), ["a.txt", "b.txt"]);
}
