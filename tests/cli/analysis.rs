//! Counts over time, comparisons, pairs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::world::{World, sample_index};

/// Articles with the countries in their text told by a line of JSON each.
fn world(articles: &[(&str, &str, &str)]) -> World {
    let world = World::new();
    let lines = articles.iter().map(|(id, date, body)| {
        let mut article = serde_json::json!({"id": id, "title": "Notes", "body": body});
        if !date.is_empty() {
            article["date"] = (*date).into();
        }
        article.to_string() + "\n"
    });
    world.write("news/wire.jsonl", lines.collect::<String>());
    world.run(&["index", "news"]).ends(0);
    world
}

fn run(world: &World, arguments: &[&str]) -> Vec<Value> {
    let end = ["--format", "json", "--index", "news/.dateline"];
    world.run(&[arguments, &end[..]].concat()).ends(0).json()
}

/// Two weeks with a gap between them, and an article without a day.
const STRIKE: [(&str, &str, &str); 6] = [
    ("a", "2015-12-31", "The strike began in Norway."),
    ("b", "2016-01-01", "The strike went on in Norway and in Sweden."),
    ("c", "2016-01-20", "The strike ended in Sweden."),
    ("d", "2016-01-21", "The herring came back to Norway."),
    ("e", "2016-03-01", "Nothing was heard of the herring."),
    ("f", "", "A strike of which nobody knows the day, in Norway."),
];

fn points(lines: &[Value], label: &str) -> Vec<(String, u64, u64)> {
    let of = lines.iter().filter(|line| line["label"] == label);
    of.map(|line| {
        let number = |key: &str| line[key].as_u64().unwrap();
        (line["period"].as_str().unwrap().to_owned(), number("count"), number("all"))
    })
    .collect()
}

fn point(period: &str, count: u64, all: u64) -> (String, u64, u64) {
    (period.to_owned(), count, all)
}

#[test]
fn a_trend_has_every_period_between_the_first_and_the_last_hit() {
    let world = world(&STRIKE);
    let weeks = run(&world, &["trend", "strike", "--by", "week"]);
    let expected = [point("2015-W53", 2, 2), point("2016-W01", 0, 0), point("2016-W02", 0, 0), point("2016-W03", 1, 2)];
    assert_eq!(points(&weeks, "strike"), expected);
    assert_eq!(weeks[0]["start"], "2015-12-28");
    assert_eq!(weeks[3]["share"], 0.5);
    let months = run(&world, &["trend", "strike", "herring", "--by", "month"]);
    let herring = [point("2015-12", 0, 1), point("2016-01", 1, 3), point("2016-02", 0, 0), point("2016-03", 1, 1)];
    assert_eq!(points(&months, "herring"), herring);
    assert_eq!(points(&months, "strike")[1], point("2016-01", 2, 3));
}

#[test]
fn articles_without_a_day_are_told() {
    let world = world(&STRIKE);
    let arguments = ["trend", "strike", "--by", "year", "--format", "csv", "--index", "news/.dateline"];
    let ran = world.run(&arguments).ends(0);
    ran.says(&["1 of 4 articles bear no day"]);
    let lines = [
        "field,value,label,period,start,count,all,share",
        "query,strike,strike,2015,2015-01-01,1,1,1.000000",
        "query,strike,strike,2016,2016-01-01,2,4,0.500000",
    ];
    assert_eq!(ran.lines(), lines);
    let text = world.run(&["trend", "strike", "--by", "year", "--index", "news/.dateline"]).ends(0);
    assert!(text.out.contains("4 articles found, 1 of them without a day"), "{}", text.out);
}

#[test]
fn a_trend_follows_the_values_of_a_facet() {
    let world = world(&STRIKE);
    let countries = run(&world, &["trend", "countries", "strike", "--by", "month"]);
    assert_eq!(points(&countries, "Norway"), [point("2015-12", 1, 1), point("2016-01", 1, 3)]);
    assert_eq!(points(&countries, "Sweden"), [point("2015-12", 0, 1), point("2016-01", 2, 3)]);
    // A country that no article has is a line of zeros, one that does not exist an error.
    let chile = run(&world, &["trend", "countries", "--value", "swedish", "--value", "norway", "--by", "year"]);
    let labels: BTreeSet<&str> = chile.iter().map(|line| line["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["Norway", "Sweden"].into());
    let at = ["--index", "news/.dateline"];
    world.run(&[&["trend", "countries", "--value", "chile"][..], &at].concat()).ends(1);
    let unknown = world.run(&[&["trend", "people", "--value", "Nobody"][..], &at].concat()).ends(2);
    unknown.says(&["no article has \"Nobody\"", "dateline facets people"]);
}

#[test]
fn the_days_asked_for_are_shown_as_far_as_there_are_articles() {
    let world = world(&STRIKE);
    let window = ["trend", "strike", "--by", "month", "--since", "1990", "--until", "2030"];
    let periods: Vec<String> = points(&run(&world, &window), "strike").into_iter().map(|point| point.0).collect();
    assert_eq!(periods, ["2015-12", "2016-01", "2016-02", "2016-03"]);
    let shares = run(&world, &["trend", "strike", "--by", "year", "--share-of", "country:sweden"]);
    assert_eq!(points(&shares, "strike"), [point("2015", 1, 0), point("2016", 2, 2)]);
}

#[test]
fn what_is_asked_wrongly_is_explained() {
    let world = world(&STRIKE);
    let fails = |arguments: &[&str], says: &[&str]| {
        world.run(&[arguments, &["--index", "news/.dateline"]].concat()).ends(2).says(says);
    };
    fails(&["trend", "months"], &["a trend does not go with months"]);
    fails(&["trend", "people", "a", "b"], &["takes one query, not 2"]);
    fails(&["trend", "strike", "--value", "x"], &["--value goes with a facet"]);
    fails(&["pairs", "people", "strike", "herring"], &["\"strike\" is no facet", "(strike) AND (herring)"]);
    fails(&["pairs", "years"], &["a pair does not go with years"]);
    fails(&["compare", "strike", "her(", "--facet", "people"], &["the query is not understood"]);
    fails(&["trend", "strike", "--plot", "no/such/folder/a.svg"], &["the drawing cannot be written"]);
    world.run(&["trend", "nowhere", "--index", "news/.dateline"]).ends(1);
    world.run(&["compare", "nowhere", "strike", "--index", "news/.dateline"]).ends(1);
    world.run(&["pairs", "people", "nowhere", "--index", "news/.dateline"]).ends(1);
}

#[test]
fn a_comparison_counts_as_facets_do() {
    let world = World::new();
    let index = sample_index();
    let sides = ["since:2000", "until:1999"];
    for facet in ["people", "countries", "topics", "sources"] {
        let arguments = ["compare", sides[0], sides[1], "--facet", facet, "--limit", "0", "--min-g2", "0"];
        let lines = world.run(&[&arguments[..], &["--format", "json", "--index", &index]].concat()).ends(0).json();
        for (side, key) in sides.iter().zip(["count_a", "count_b"]) {
            let arguments = ["facets", facet, side, "--limit", "0", "--format", "json", "--index", &index];
            let counted: BTreeMap<String, u64> = world
                .run(&arguments)
                .ends(0)
                .json()
                .iter()
                .map(|line| (line["value"].as_str().unwrap().to_owned(), line["count"].as_u64().unwrap()))
                .collect();
            let compared: BTreeMap<String, u64> = lines
                .iter()
                .map(|line| (line["value"].as_str().unwrap().to_owned(), line[key].as_u64().unwrap()))
                .filter(|(_, count)| *count > 0)
                .collect();
            assert_eq!(counted, compared, "{facet} {side}");
        }
        let order: Vec<(String, f64)> = lines
            .iter()
            .map(|line| (line["side"].as_str().unwrap().to_owned(), -line["g2"].as_f64().unwrap()))
            .collect();
        assert!(order.is_sorted_by(|x, y| x <= y), "{facet}");
    }
}

#[test]
fn a_comparison_says_which_side_has_more() {
    let world = world(&STRIKE);
    let lines = run(&world, &["compare", "strike", "herring", "--facet", "countries", "--min-g2", "0"]);
    let sweden = lines.iter().find(|line| line["label"] == "Sweden").unwrap();
    assert_eq!((sweden["side"].as_str(), sweden["query"].as_str()), (Some("a"), Some("strike")));
    assert_eq!((sweden["count_a"].as_u64(), sweden["count_b"].as_u64()), (Some(2), Some(0)));
    assert_eq!((sweden["articles_a"].as_u64(), sweden["articles_b"].as_u64()), (Some(4), Some(2)));
    // 2 (2 ln 1.5 + 2 ln 0.75 + 2 ln 1.5), of the table [[2, 2], [0, 2]].
    assert_eq!(sweden["g2"], 2.0930);
    assert_eq!(sweden["log_ratio"], 1.0);
}

/// Every pair of every article, counted one by one.
#[test]
fn pairs_are_exact_and_heed_the_aliases() {
    let world = World::new();
    world.write("news/wire.jsonl", {
        let bodies = [
            "John Kerry met Angela Merkel in Berlin.",
            "John Kerry and Angela Merkel spoke. Later Francois Hollande joined them.",
            "Francois Hollande met David Cameron in London.",
            "Angela Merkel met Francois Hollande.",
            "David Cameron met Angela Merkel and John Kerry.",
        ];
        let line = |(n, body): (usize, &&str)| {
            serde_json::json!({"id": n.to_string(), "title": "", "body": body}).to_string() + "\n"
        };
        bodies.iter().enumerate().map(line).collect::<String>()
    });
    world.run(&["index", "news"]).ends(0);
    world.run(&["people", "merge", "David Cameron", "Francois Hollande", "--index", "news/.dateline"]).ends(0);
    let hits = run(&world, &["search", "--limit", "0"]);
    let mut expected: BTreeMap<[String; 2], u64> = BTreeMap::new();
    for hit in &hits {
        let people: BTreeSet<String> =
            hit["people"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect();
        for a in &people {
            for b in people.range(a.clone()..).skip(1) {
                *expected.entry([a.clone(), b.clone()]).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(expected.len(), 3, "{expected:?}");
    for min in 1..4 {
        let min_count = min.to_string();
        let arguments = ["pairs", "people", "--min-count", &min_count, "--limit", "0", "--format", "json"];
        let ran = world.run(&[&arguments[..], &["--index", "news/.dateline"]].concat());
        let found: BTreeMap<[String; 2], u64> = ran
            .json()
            .iter()
            .map(|line| {
                let mut pair = ["value_a", "value_b"].map(|key| line[key].as_str().unwrap().to_owned());
                pair.sort();
                (pair, line["count"].as_u64().unwrap())
            })
            .collect();
        let wanted = expected.clone().into_iter().filter(|(_, count)| *count >= min).collect();
        assert_eq!(found, wanted, "{}", ran.err);
    }
}

#[test]
fn values_inside_each_other_make_no_pair() {
    let lines = World::new().run(&["pairs", "topics", "--limit", "0", "--format", "json", "--index", &sample_index()]);
    for line in lines.ends(0).json() {
        let [a, b] = ["label_a", "label_b"].map(|key| line[key].as_str().unwrap().to_owned());
        assert!(
            !format!("{a}/").starts_with(&format!("{b}/")) && !format!("{b}/").starts_with(&format!("{a}/")),
            "{a} {b}"
        );
    }
    let arguments = ["pairs", "countries", "focus", "--limit", "0", "--format", "json", "--index", &sample_index()];
    for line in World::new().run(&arguments).ends(0).json() {
        assert_ne!(line["value_a"], line["value_b"]);
    }
}

#[test]
fn drawings_are_the_same_every_time_and_say_what_they_show() {
    let index = sample_index();
    let world = World::new();
    for (name, arguments) in [
        ("trend", &["trend", "people", "--by", "year"][..]),
        ("compare", &["compare", "since:2000", "until:1999", "--facet", "countries"][..]),
    ] {
        let drawn: Vec<String> = ["a.svg", "b.svg"]
            .into_iter()
            .map(|file| {
                world.run(&[arguments, &["--plot", file, "--index", &index]].concat()).ends(0);
                std::fs::read_to_string(world.path().join(file)).unwrap()
            })
            .collect();
        assert_eq!(drawn[0], drawn[1], "{name}");
        for part in ["<svg ", "role=\"img\"", "<title id=\"title\">", "<desc id=\"description\">", "</svg>"] {
            assert!(drawn[0].contains(part), "{name} lacks {part}");
        }
        assert!(!drawn[0].contains("NaN"));
    }
    let many = ["trend", "people", "--by", "year", "--limit", "11", "--plot", "c.svg", "--index", &index];
    world.run(&many).ends(2).says(&["11 lines are too many"]);
}

#[test]
fn text_fits_a_terminal() {
    let index = sample_index();
    let trend = World::new().run(&["trend", "people", "--by", "day", "--index", &index]).ends(0);
    assert!(trend.lines()[0].contains("one mark for"), "{}", trend.out);
    let compare = World::new().run(&["compare", "since:2000", "until:1999", "--facet", "topics", "--index", &index]);
    assert!(compare.ends(0).out.contains("more in “since:2000” than in “until:1999”"));
    let pairs = World::new().run(&["pairs", "people", "countries", "--index", &index]).ends(0);
    assert!(pairs.out.contains("  +  "), "{}", pairs.out);
}
