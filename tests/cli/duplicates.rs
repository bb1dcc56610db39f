//! The same wire copy: found, grouped, collapsed, counted once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use crate::made_copies::{Dice, EDITS, Edit, make};
use crate::world::{World, corpus};

const WIRE: &str = "The parliament in Oslo has approved an extensive trade ban but left shipowners a key loophole, \
    government officials said on Monday. The boycott gives domestic companies until late September to cut remaining \
    ties. Although the law bars crude oil shipments on Norwegian tankers, a crucial clause permits them to call at \
    the ports if their destination is not known. Shipping companies have told the ministry that twelve tankers called \
    there last year.";

/// A paper that ran the wire copy as it came, one that cut it, one that put a lead on top, and another story.
fn papers() -> World {
    let world = World::new();
    let sentences: Vec<&str> = WIRE.split_inclusive(". ").collect();
    let article = |id: &str, date: &str, body: &str| {
        serde_json::json!({"id": id, "title": "Ban approved", "date": date, "source": id, "body": body}).to_string()
    };
    let topped = format!("Tankers will go on calling at Durban, say critics. {}", sentences[1..].concat());
    let lines = [
        article("cut", "1987-03-17", &sentences[..2].concat()),
        article("wire", "1987-03-16", WIRE),
        article("topped", "1987-03-17", &topped),
        article("other", "1987-03-16", "Herring landings in Bergen rose while shipowners in Oslo complained of fees."),
    ];
    world.write("news/a.jsonl", lines.join("\n"));
    world.run(&["index", "news"]).ends(0);
    world
}

fn run(world: &World, arguments: &[&str]) -> crate::world::Ran {
    world.run(&[arguments, &["--index", "news/.dateline"]].concat())
}

fn groups(world: &World) -> Vec<Vec<String>> {
    let mut groups: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for line in run(world, &["duplicates", "-n", "0", "--format", "json"]).json() {
        groups.entry(line["group"].as_u64().unwrap()).or_default().push(line["id"].as_str().unwrap().to_owned());
    }
    groups.into_values().collect()
}

#[test]
fn copies_are_grouped_and_the_earliest_comes_first() {
    let world = papers();
    assert_eq!(groups(&world), [["wire", "cut", "topped"]]);
    let of_one = run(&world, &["duplicates", "topped", "--format", "csv"]).ends(0);
    assert_eq!(of_one.lines()[0], "group,size,id,duplicate_of,date,source,title,path");
    assert_eq!(of_one.lines()[2], "1,3,cut,wire,1987-03-17,cut,Ban approved,a.jsonl");
    run(&world, &["duplicates", "other"]).ends(1);
    run(&world, &["duplicates", "herring"]).ends(1);
    assert_eq!(run(&world, &["duplicates", "tankers", "--count"]).ends(0).out, "1\n");
    run(&world, &["duplicates"]).ends(0).says(&["1 groups of duplicates"]);
    run(&world, &["show", "cut"]).ends(0).says(&["the same copy as wire", "printed also as wire, topped"]);
}

#[test]
fn search_shows_the_best_of_a_group_and_counts_it_once() {
    let world = papers();
    let json = ["--format", "json", "--summary"];
    let hits = run(&world, &[&["search", "durban shipowners tankers"][..], &json].concat()).ends(0).json();
    assert_eq!(hits[0]["id"], "topped");
    assert_eq!(hits[0]["duplicate_of"], "wire");
    assert_eq!(hits[0]["duplicates"], serde_json::json!(["wire", "cut"]));
    assert_eq!((&hits[1]["id"], &hits[1]["duplicate_of"]), (&Value::from("other"), &Value::Null));
    assert_eq!(hits[2]["total"], 2);
    let all = run(&world, &["search", "shipowners", "--duplicates", "show", "--count"]).ends(0);
    assert_eq!(all.out, "3\n");
    assert_eq!(run(&world, &["search", "shipowners", "--count"]).ends(0).out, "2\n");
    let text = run(&world, &["search", "durban tankers"]).ends(0).out;
    assert!(text.contains("the same copy in 2 more articles: wire, cut"), "{text}");
    // Pages of one hit, in the order of the whole list.
    let page = |offset: &str| {
        let page = ["search", "shipowners", "-n", "1", "--offset", offset, "--format", "ids"];
        run(&world, &page).out
    };
    let whole = run(&world, &["search", "shipowners", "--format", "ids"]).ends(0).out;
    assert_eq!(page("0") + &page("1") + &page("2"), whole);
    // By date the latest of the group stands for it.
    let by_date = run(&world, &["search", "--sort", "date", "--format", "ids"]).ends(0);
    assert_eq!(by_date.lines(), ["cut", "other"]);
}

#[test]
fn facets_count_a_group_once() {
    let world = papers();
    let counts = |more: &[&str]| {
        let csv = ["facets", "sources", "shipowners", "--format", "csv", "--no-header"];
        run(&world, &[&csv[..], more].concat()).ends(0).out
    };
    assert_eq!(counts(&[]), "sources,other,other,1\nsources,wire,wire,1\n");
    assert_eq!(counts(&["--duplicates", "show"]).lines().count(), 3);
    // Of the articles that match, the earliest counts.
    let country = ["facets", "months", "durban", "--format", "csv", "--no-header"];
    assert_eq!(run(&world, &country).ends(0).out, "months,1987-03,1987-03,1\n");
}

/// Verbs that count count a group once, as facets do; what judges rankings, lists or alerts sees every article.
#[test]
fn verbs_agree_on_what_counts_once() {
    let world = papers();
    let out = |arguments: &[&str]| run(&world, arguments).ends(0).out;
    let show = ["--duplicates", "show"];
    let both = |arguments: &[&str]| (out(arguments), out(&[arguments, &show].concat()));
    let json = |field: &str, text: &str| -> Value {
        serde_json::from_str::<Value>(text.lines().next().unwrap()).unwrap()[field].clone()
    };
    let (once, each) = both(&["trend", "shipowners", "--by", "month", "--format", "json"]);
    assert_eq!((json("count", &once), json("count", &each)), (2.into(), 3.into()));
    let (once, each) =
        both(&["pairs", "countries", "sources", "--min-count", "1", "--order", "count", "--format", "csv"]);
    assert!(once.lines().count() < each.lines().count(), "{once}{each}");
    let (once, each) =
        both(&["compare", "shipowners", "herring", "--facet", "sources", "--min-g2", "0", "--format", "csv"]);
    assert!(once.lines().count() < each.lines().count(), "{once}{each}");
    let (once, each) = both(&["similar", "wire", "--format", "ids"]);
    assert_eq!((once.as_str(), each.lines().count()), ("other\n", 3));
    world.write("queries.txt", "shipowners\n");
    let batch = |more: &[&str]| out(&[&["batch", "queries.txt"][..], more].concat()).lines().count();
    assert_eq!((batch(&[]), batch(&show)), (2, 3));
    // Judgements know nothing of copies.
    assert_eq!((batch(&["--format", "trec"]), batch(&["--format", "trec", "--duplicates", "collapse"])), (3, 2));
    run(&world, &["save", "owners", "shipowners"]).ends(0);
    let (once, each) = both(&["run", "owners", "--format", "ids"]);
    assert_eq!((once.lines().count(), each.lines().count()), (2, 3));
    assert_eq!(out(&["new", "owners", "--format", "ids"]).lines().count(), 3);
    world.write("qrels.txt", "1 0 cut 1\n1 0 wire 1\n1 0 topped 1\n");
    world.write("topics.tsv", "1\tban shipowners\n");
    out(&["eval", "run", "topics.tsv", "qrels.txt", "--run", "judged.run"]);
    assert_eq!(std::fs::read_to_string(world.path().join("judged.run")).unwrap().lines().count(), 4);
}

#[test]
fn clusters_are_a_facet() {
    let world = papers();
    let csv = ["facets", "clusters", "--format", "csv", "--no-header"];
    assert_eq!(run(&world, &csv).ends(0).out, "clusters,wire,Ban approved,3\n");
    // Of the query's articles: two of the three are about Durban or the ministry.
    assert_eq!(run(&world, &[&csv[..], &["ministry"]].concat()).ends(0).out, "clusters,wire,Ban approved,2\n");
    run(&world, &["facets", "clusters", "herring"]).ends(1);
    run(&world, &["trend", "clusters"]).ends(2).says(&["does not go with clusters", "dateline duplicates"]);
}

/// A bank that leaves its rate as it is says so in the same words every fortnight.
#[test]
fn reports_of_a_series_stay_apart() {
    let world = World::new();
    let report = |id: &str, place: &str, date: &str, more: &str| {
        let body = format!(
            "{place} - The central bank left credit policies unchanged after today's regular meeting of its council, a \
             spokesman said in answer to enquiries. The discount rate remains at three pct, and the Lombard rate at \
             five pct.{more}"
        );
        serde_json::json!({"id": id, "title": "Bank leaves credit policies unchanged", "date": date, "body": body})
            .to_string()
    };
    let fixing = |id: &str, hour: &str| {
        let body = format!(
            "EURODEPOSITS {hour} one month 6-1/4 three months 6-5/16 six months 6-3/8 one year 6-7/16 two years 7-1/8"
        );
        serde_json::json!({"id": id, "date": "1987-04-07", "body": body}).to_string()
    };
    let item = "The discount rate remains at three pct, and the Lombard rate at five pct.";
    let digest: Vec<String> = (0..40)
        .map(|n| format!("Story {n} of the morning tells of matter {n} and of nothing else in town {n}."))
        .collect();
    let lines = [
        report("march", "FRANKFURT, March 19", "1987-03-19", ""),
        report("april", "FRANKFURT, April 2", "1987-04-02", ""),
        fixing("ten", "1030"),
        fixing("twelve", "1200"),
        serde_json::json!({"id": "digest", "date": "1987-03-19", "body": format!("{} {item} {}", digest[..20].concat(), digest[20..].concat())}).to_string(),
        report("again", "FRANKFURT, March 19", "1987-03-19", " No press conference is planned."),
    ];
    world.write("news/a.jsonl", lines.join("\n"));
    world.run(&["index", "news"]).ends(0);
    assert_eq!(groups(&world), [["again", "march"]]);
}

#[test]
fn groups_follow_what_comes_and_goes() {
    let world = papers();
    let second = serde_json::json!({"id": "early", "title": "Ban", "date": "1987-03-15", "body": WIRE});
    world.write("news/b.jsonl", second.to_string());
    run(&world, &["index", "news"]).ends(0);
    assert_eq!(groups(&world), [["early", "wire", "cut", "topped"]]);
    std::fs::remove_file(world.path().join("news/b.jsonl")).unwrap();
    run(&world, &["index", "news"]).ends(0);
    assert_eq!(groups(&world), [["wire", "cut", "topped"]]);
    // An article that now says something else leaves its group.
    let text = std::fs::read_to_string(world.path().join("news/a.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("\"cut\"")).collect();
    let changed =
        "{\"id\":\"cut\",\"title\":\"Snow\",\"body\":\"Snow fell on Tromso for the first time this winter.\"}";
    world.write("news/a.jsonl", format!("{}\n{changed}\n", lines.join("\n")));
    run(&world, &["index", "news"]).ends(0);
    assert_eq!(groups(&world), [["wire", "topped"]]);
}

#[test]
fn copies_are_not_looked_for_where_that_is_not_wanted() {
    let world = World::new();
    world.write("news/a.txt", format!("Ban\n\n{WIRE}"));
    world.write("news/b.txt", format!("Ban\n\n{WIRE}"));
    world.run(&["index", "news", "--no-duplicates"]).ends(0);
    run(&world, &["duplicates"]).ends(1);
    assert_eq!(run(&world, &["search", "tankers", "--count"]).out, "2\n");
}

/// Every run and every number of threads give the same groups.
#[test]
fn groups_do_not_depend_on_threads_or_runs() {
    let world = World::new();
    let articles = sample_articles();
    let made = make(&articles, 3);
    let mut parts = [String::new(), String::new()];
    for (n, article) in articles.iter().chain(made.iter().map(|made| &made.copy)).enumerate() {
        writeln!(parts[n % 2], "{article}").unwrap();
    }
    world.write("news/a.jsonl", &parts[0]);
    world.run(&["index", "news", "--index", "grown", "--threads", "1"]).ends(0);
    world.write("news/b.jsonl", &parts[1]);
    let listed = |index: &str| {
        let list = ["duplicates", "-n", "0", "--format", "json", "--index", index];
        world.run(&list).ends(0).out
    };
    for (index, threads) in [("grown", "2"), ("one", "1"), ("seven", "7")] {
        world.run(&["index", "news", "--index", index, "--threads", threads]).ends(0);
    }
    assert_eq!(listed("grown"), listed("one"));
    assert_eq!(listed("one"), listed("seven"));
}

/// However articles came, went and changed on the way: the groups are those of the articles that are there.
#[test]
fn groups_are_the_same_however_articles_came() {
    let articles = sample_articles();
    for seed in 1..=3 {
        let mut dice = Dice::new(seed);
        let mut lines: Vec<String> = articles.iter().map(Value::to_string).collect();
        for edits in 0..4 {
            lines.extend(make(&articles, 10 * seed + edits).iter().map(|made| {
                let mut copy = made.copy.clone();
                copy["id"] = format!("{}/{edits}", copy["id"].as_str().unwrap()).into();
                copy.to_string()
            }));
        }
        let mut files: Vec<String> = vec![String::new(); 6];
        for line in lines {
            let file = dice.roll(files.len());
            files[file] += &(line + "\n");
        }
        let world = World::new();
        let index = |index: &str| world.run(&["index", "news", "--index", index]).ends(0);
        for _ in 0..4 {
            for (n, lines) in files.iter().enumerate() {
                let name = format!("news/{n}.jsonl");
                match dice.roll(4) {
                    // Another state of the file: some of its articles, or none.
                    0 => drop(std::fs::remove_file(world.path().join(&name))),
                    1 => drop(world.write(&name, lines.lines().step_by(2).collect::<Vec<_>>().join("\n"))),
                    _ => drop(world.write(&name, lines)),
                }
            }
            world.write("news/always.txt", format!("Ban\n\n{WIRE}"));
            index("grown");
        }
        files.iter().enumerate().for_each(|(n, lines)| drop(world.write(&format!("news/{n}.jsonl"), lines)));
        index("grown");
        index("once");
        let listed = |index: &str| {
            let list =
                ["duplicates", "-n", "0", "--fields", "group,id,duplicate_of", "--format", "csv", "--index", index];
            world.run(&list).ends(0).out
        };
        assert_eq!(listed("grown"), listed("once"), "seed {seed}");
        assert!(listed("once").lines().count() > 200);
    }
}

/// A story that a dozen papers have printed, each in its own cut.
#[test]
fn all_who_printed_a_story_are_in_its_group() {
    let world = World::new();
    let sentence = |n: usize| {
        format!(
            "The {n}th witness told the court in Lyon that ship number {} had left port {} late. ",
            n * 37,
            n * 11 % 50
        )
    };
    let lines: Vec<String> = (0..12)
        .map(|paper| {
            let own = format!("Readers of paper {paper} have asked what became of the trial in the old town hall. ");
            // Every paper begins and ends where it likes.
            let body: String = (paper % 4..12 + paper * 5 % 7).map(sentence).collect();
            serde_json::json!({"id": format!("{paper:02}"), "date": "2015-05-01", "body": own + &body}).to_string()
        })
        .collect();
    world.write("news/a.jsonl", lines.join("\n"));
    world.run(&["index", "news"]).ends(0);
    assert_eq!(groups(&world).iter().map(Vec::len).collect::<Vec<_>>(), [12]);
}

/// Precision and recall on copies made of real articles: those of `corpus/`, or of the JSON Lines file that
/// `$DATELINE_ARTICLES` names, as `dateline enrich --text` prints them.
#[test]
#[allow(clippy::print_stdout, reason = "figures to quote, shown with --nocapture")]
fn copies_made_of_real_articles_are_found() {
    let articles = articles();
    let made = make(&articles, 7);
    let world = World::new();
    let mut lines = String::new();
    for article in articles.iter().chain(made.iter().map(|made| &made.copy)) {
        writeln!(lines, "{article}").unwrap();
    }
    world.write("news/a.jsonl", lines);
    world.run(&["index", "news"]).ends(0);
    let groups = groups(&world);
    let mut group_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (n, group) in groups.iter().enumerate() {
        group_of.extend(group.iter().map(|id| (id.as_str(), n)));
    }
    let together = |a: &str, b: &str| group_of.get(a).is_some_and(|group| group_of.get(b) == Some(group));
    let (mut found, mut wrong, mut copies, mut least) = (0, 0, 0, 1.0f64);
    for edit in EDITS {
        let of_edit: Vec<_> = made.iter().filter(|made| made.edit == edit).collect();
        let joined = of_edit.iter().filter(|made| together(&made.original, made.copy["id"].as_str().unwrap())).count();
        println!("{edit:?}: {joined} of {} joined", of_edit.len());
        if edit == Edit::Series {
            wrong += joined;
        } else {
            found += joined;
            copies += of_edit.len();
            least = of_edit.iter().map(|made| made.resemblance).fold(least, f64::min);
        }
    }
    // Articles that already were copies of each other before any was made are not ours to judge.
    let natural: BTreeSet<usize> = {
        let world = World::new();
        let lines: String = articles.iter().map(|article| format!("{article}\n")).collect();
        world.write("news/a.jsonl", lines);
        world.run(&["index", "news"]).ends(0);
        let before = self::groups(&world);
        println!("{} groups among the articles themselves", before.len());
        before.iter().flatten().filter_map(|id| group_of.get(id.as_str()).copied()).collect()
    };
    let family = |id: &str| id.rsplit_once('/').filter(|(_, edit)| is_edit(edit)).map_or(id, |(id, _)| id).to_owned();
    for (n, group) in groups.iter().enumerate().filter(|(n, _)| !natural.contains(n)) {
        let families: BTreeSet<String> = group.iter().map(|id| family(id)).collect();
        if families.len() > 1 {
            println!("joined in group {n}: {families:?}");
            wrong += families.len() - 1;
        }
    }
    let (precision, recall) = (found as f64 / (found + wrong).max(1) as f64, found as f64 / copies.max(1) as f64);
    println!("{copies} copies, the least alike {least:.2}: precision {precision:.3}, recall {recall:.3}");
    assert!(copies > 40, "too few articles to make copies of");
    assert!(precision >= 0.98 && recall >= 0.90, "precision {precision:.3}, recall {recall:.3}");
}

fn is_edit(text: &str) -> bool {
    EDITS.iter().any(|edit| format!("{edit:?}") == text)
}

/// The articles that copies are made of.
fn articles() -> Vec<Value> {
    match std::env::var_os("DATELINE_ARTICLES") {
        Some(path) => enriched(&std::fs::read_to_string(path).unwrap()),
        None => sample_articles(),
    }
}

fn sample_articles() -> Vec<Value> {
    enriched(&World::new().run(&["enrich", &corpus().display().to_string(), "--text"]).ends(0).out)
}

fn enriched(lines: &str) -> Vec<Value> {
    let article = |line: &str| -> Value {
        let mut article: Value = serde_json::from_str(line).unwrap();
        article.as_object_mut().unwrap().retain(|key, _| ["id", "title", "date", "body"].contains(&key.as_str()));
        article
    };
    lines.lines().map(article).collect()
}
