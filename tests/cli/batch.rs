//! Many queries in one run.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::world::{Ran, World, corpus, sample_index};
use serde_json::Value;

/// Queries of every kind over the sample articles; number 501 of a thousand is bad where `bad` is.
fn thousand(bad: bool) -> String {
    let words = ["berlin wall", "\"peace talks\"", "war", "oil price", "sanction*", "football", "title:berlin"];
    let filters =
        [r#"{}"#, r#"{"country": "SY"}"#, r#"{"focus": ["DE", "RU"], "since": "1980"}"#, r#"{"topics": "sport"}"#];
    let line = |n: usize| {
        if bad && n == 500 {
            return r#"{"id": "q500", "query": "(unfinished"}"#.to_owned();
        }
        let query = words[n % words.len()].replace('"', "\\\"");
        let filters = filters[n / 7 % filters.len()];
        format!(r#"{{"id": "q{n}", "query": "{query}", "filters": {filters}, "limit": {}}}"#, n % 12)
    };
    (0..1000).map(|n| line(n) + "\n").collect()
}

fn batch(world: &World, index: &str, arguments: &[&str]) -> Ran {
    world.run(&[&["batch", "queries", "--index", index], arguments].concat())
}

fn ids_of<'a>(lines: &'a [Value], query: &str) -> Vec<&'a str> {
    lines.iter().filter(|line| line["query_id"] == query).map(|line| line["id"].as_str().unwrap()).collect()
}

#[test]
fn answers_are_those_of_single_searches_in_the_order_of_the_queries() {
    let index = sample_index();
    let world = World::new();
    world.write("queries", "b\tberlin wall\na\t\"Berlin Wall\"\nc\tcountry:SY war\n");
    let lines = batch(&world, &index, &["--limit", "5"]).ends(0).json();
    let mut order: Vec<&str> = lines.iter().map(|line| line["query_id"].as_str().unwrap()).collect();
    order.dedup();
    assert_eq!(order, ["b", "a", "c"]);
    for (id, query) in [("b", "berlin wall"), ("a", "\"Berlin Wall\""), ("c", "country:SY war")] {
        let single =
            world.run(&["search", query, "--limit", "5", "--format", "json", "--index", &index]).ends(0).json();
        let ours: Vec<Value> = lines.iter().filter(|line| line["query_id"] == id).cloned().collect();
        assert_eq!(ours.len(), single.len());
        for (mut one, other) in ours.into_iter().zip(single) {
            one.as_object_mut().unwrap().remove("query_id");
            assert_eq!(one, other);
        }
    }
}

#[test]
fn one_bad_query_among_a_thousand_is_a_line() {
    let index = sample_index();
    let world = World::new();
    world.write("queries", thousand(true));
    let ran = batch(&world, &index, &["--summary", "--fields", "id"]).ends(2);
    let lines = ran.json();
    let summaries = lines.iter().filter(|line| line.get("total").is_some()).count();
    let mistakes: Vec<&Value> = lines.iter().filter(|line| line.get("error").is_some()).collect();
    assert_eq!((summaries, mistakes.len()), (999, 1));
    assert_eq!((&mistakes[0]["query_id"], &mistakes[0]["line"]), (&"q500".into(), &501.into()));
    ran.says(&["queries:501: the query is not understood", "1 of 1000 queries were not answered"]);
    // In a table the line goes to standard error alone.
    let csv = batch(&world, &index, &["--format", "csv", "--fields", "query_id,rank,id"]).ends(2);
    let mut table = csv::Reader::from_reader(csv.out.as_bytes());
    assert!(table.records().all(|row| row.unwrap().len() == 3));
    csv.says(&["queries:501: "]);
}

/// Whatever the number of threads, of the run or of the index that is searched.
#[test]
fn the_same_queries_give_the_same_bytes() {
    let world = World::new();
    world.write("queries", thousand(false));
    let corpus = corpus().display().to_string();
    for threads in ["1", "4"] {
        world.run(&["index", &corpus, "--index", threads, "--threads", threads]).ends(0);
    }
    let once = batch(&world, "1", &["--threads", "1", "--summary"]).ends(0).out;
    assert!(once == batch(&world, "1", &["--threads", "4", "--summary"]).ends(0).out);
    assert!(once == batch(&world, "4", &["--threads", "3", "--summary"]).ends(0).out);
}

#[test]
fn formats_of_queries_and_of_runs() {
    let index = sample_index();
    let world = World::new();
    world.write(
        "queries",
        "<top>\n<num> Number: 301\n<title> berlin, \"wall?\n<desc> Description:\nSyria (chemical weapons\n</top>\n",
    );
    let run = batch(&world, &index, &["--format", "trec", "--tag", "mine", "--limit", "2"]).ends(0);
    let columns: Vec<&str> = run.lines()[0].split(' ').collect();
    assert_eq!([columns[0], columns[1], columns[3], columns[5]], ["301", "Q0", "1", "mine"]);
    assert_eq!(run.lines().len(), 2);
    let desc = batch(&world, &index, &["--topic-part", "desc", "--format", "ids"]).ends(0);
    assert_eq!(desc.lines()[0], "text/2013-syria-geneva-deal.txt");
    world.write("queries", "what of the (berlin wall?\n");
    batch(&world, &index, &[]).ends(2);
    let lines = batch(&world, &index, &["--lenient"]).ends(0).json();
    assert_eq!(lines[0]["query_id"], "1");
    // A tab in the first line makes an id of what stands before it, unless another kind is said.
    world.write("queries", "berlin\twall\n");
    assert_eq!(batch(&world, &index, &["-n", "1"]).ends(0).json()[0]["query_id"], "berlin");
    assert_eq!(batch(&world, &index, &["-n", "1", "--queries-as", "plain"]).ends(0).json()[0]["query_id"], "1");
    world.write("queries", "zyxwvut\n");
    batch(&world, &index, &[]).ends(1);
    let text = batch(&world, &index, &["--format", "text"]).ends(1).out;
    assert_eq!(text, "1  zyxwvut\n0 articles\n\n");
}

#[test]
fn a_query_says_itself_what_holds_for_all() {
    let index = sample_index();
    let world = World::new();
    let json =
        r#"{"id": "a", "query": "war", "filters": {"country": "SY"}, "limit": 0, "sort": "date", "facets": ["years"]}"#;
    world.write("queries", format!("{json}\n{{\"id\": \"b\", \"query\": \"war\"}}\n"));
    let lines =
        batch(&world, &index, &["--country", "germany", "--limit", "1", "--fields", "query_id,id"]).ends(0).json();
    let hits: Vec<Value> = lines.iter().filter(|line| line.get("id").is_some()).cloned().collect();
    let search = |arguments: &[&str]| {
        let base = ["search", "war", "--format", "ids", "--index", &index];
        world.run(&[&base[..], arguments].concat()).ends(0).lines().join("\n")
    };
    assert_eq!(ids_of(&hits, "a").join("\n"), search(&["--country", "SY", "--sort", "date", "--limit", "0"]));
    assert_eq!(ids_of(&hits, "b").join("\n"), search(&["--country", "germany", "--limit", "1"]));
    let years = lines.iter().filter(|line| line["field"] == "years");
    assert!(years.clone().count() > 0 && years.clone().all(|line| line["query_id"] == "a"));
    let counts = batch(&world, &index, &["--count", "--format", "csv"]).ends(0).out;
    assert!(counts.starts_with("query_id,count\na,"), "{counts}");
}

/// More hits than are printed as a whole: the article text is read piece by piece.
#[test]
fn all_hits_are_streamed_in_their_order() {
    let world = World::new();
    let article =
        |n: usize| format!("{{\"id\": \"{n:05}\", \"title\": \"Herring {n}\", \"body\": \"The herring is back.\"}}\n");
    world.write("news/a.jsonl", (0..5000).map(article).collect::<String>());
    world.run(&["index", "news"]).ends(0);
    world.write("queries", "herring\nzyxwvut\nback\n");
    let index = "news/.dateline";
    let lines = batch(&world, index, &["--limit", "0", "--fields", "rank,id,title,query_id"]).ends(0).json();
    assert_eq!(lines.len(), 10_000);
    for query in ["1", "3"] {
        let ids = ids_of(&lines, query);
        assert_eq!(ids.len(), 5000);
        let ranks: Vec<u64> =
            lines.iter().filter(|line| line["query_id"] == query).map(|line| line["rank"].as_u64().unwrap()).collect();
        assert!(ranks.iter().copied().eq(1..=5000));
    }
    let search = world.run(&["search", "herring", "--limit", "0", "--format", "ids", "--index", index]).ends(0);
    assert_eq!(search.lines(), ids_of(&lines, "1"));
    let trec = batch(&world, index, &["--limit", "0", "--format", "trec"]).ends(0);
    assert_eq!(trec.lines().len(), 10_000);
}

#[test]
fn ids_restrict_any_query() {
    let index = sample_index();
    let world = World::new();
    let all = world.run(&["search", "war", "--limit", "0", "--format", "ids", "--index", &index]).ends(0);
    let some: Vec<&str> = all.lines().into_iter().step_by(3).collect();
    world.write("ids", some.join("\n") + "\nnone such\n");
    world.write("queries", "war\n");
    for verb in [["search", "war"], ["batch", "queries"]] {
        let rest = ["--ids", "ids", "--limit", "0", "--format", "ids", "--index", &index];
        assert_eq!(world.run(&[&verb[..], &rest[..]].concat()).ends(0).lines(), some);
    }
    let count = |arguments: &[&str]| {
        let rest = ["--limit", "0", "--format", "csv", "--fields", "count", "--no-header", "--index", &index];
        let lines = world.run(&[&["facets", "years"], arguments, &rest].concat()).ends(0);
        lines.lines().iter().map(|count| count.parse::<usize>().unwrap()).sum::<usize>()
    };
    assert!(count(&["--ids", "ids"]) <= some.len() && count(&["--ids", "ids"]) > 0);
    world.write("empty", "");
    world.run(&["search", "berlin", "--ids", "empty", "--index", &index]).ends(1);
    world
        .run(&["search", "berlin", "--ids", "missing", "--index", &index])
        .ends(2)
        .says(&["missing: the ids cannot be read"]);
}

fn child(world: &World, arguments: &[&str]) -> std::process::Child {
    let mut command: Command = world.command();
    command.args(arguments).args(["--index", &sample_index()]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A program that asks one query after the other sees each answer before it asks the next.
#[test]
fn answers_come_while_queries_are_still_asked() {
    let world = World::new();
    let mut child = child(&world, &["batch", "-", "--format", "ids", "-n", "1"]);
    let mut asks = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for id in ["text/1989-wall-opens.txt", "text/2013-syria-geneva-deal.txt"] {
        writeln!(asks, "id:{id}").unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        assert_eq!(line.trim_end(), id);
    }
    drop(asks);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// `dateline batch … | head -1`: the reader hangs up, which is no error.
#[test]
fn a_closed_pipe_ends_a_batch_quietly() {
    let world = World::new();
    world.write("queries", "war\n".repeat(20_000));
    let mut child = child(&world, &["batch", "queries"]);
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap()).ends(0);
    assert_eq!(ran.err, "");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_batch_after_a_whole_line() {
    let world = World::new();
    let mut child = child(&world, &["batch", "-", "--limit", "0"]);
    let mut asks = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    asks.write_all("war\n".repeat(50).as_bytes()).unwrap();
    out.read_line(&mut first).unwrap();
    // The input stays open: it waits for queries, or has not written them all.
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let rest = std::io::read_to_string(&mut out).unwrap();
    assert!(rest.is_empty() || rest.ends_with('\n'));
    assert!(rest.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    let ran = Ran::of(child.wait_with_output().unwrap()).ends(130);
    ran.says(&["interrupted after "]);
    drop(asks);
}
