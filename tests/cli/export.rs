//! Articles with what was found in them, for other programs.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::world::{Ran, World, sample_index};

fn export(world: &World, arguments: &[&str]) -> Ran {
    world.run(&[&["export"], arguments, &["--index", &sample_index()]].concat())
}

#[test]
fn articles_come_with_all_that_is_known_of_them() {
    let world = World::new();
    let all = export(&world, &[]).ends(0).json();
    let every = ["search", "--duplicates", "show", "--limit", "0", "--format", "ids", "--index", &sample_index()];
    let hits = world.run(&every).ends(0);
    let ids: Vec<&str> = all.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, hits.lines());
    assert!(all.len() > 100 && all.iter().all(|line| !line["body"].as_str().unwrap().is_empty()));
    // In the order of a search, with what it ranks by.
    let wall = export(&world, &["berlin wall", "-n", "3"]).ends(0).json();
    let wanted = ["search", "berlin wall", "--duplicates", "show", "--index", &sample_index()];
    let hits = world.run(&[&wanted[..], &["-n", "3", "--format", "json"]].concat()).json();
    assert_eq!(wall.len(), 3);
    for (article, hit) in wall.iter().zip(&hits) {
        for field in ["rank", "id", "score", "title", "date", "people", "countries", "topics"] {
            assert_eq!(article[field], hit[field], "{field}");
        }
    }
    assert_eq!(export(&world, &["berlin wall", "--count"]).ends(0).out.trim().parse::<usize>().unwrap(), {
        world.run(&[&wanted[..], &["-n", "0", "--format", "ids"]].concat()).lines().len()
    });
    export(&world, &["zyxwvut"]).ends(1);
}

#[test]
fn tables_hold_lists_and_bodies_in_cells() {
    let world = World::new();
    let fields = "id,date,people,focus,body";
    let csv = export(&world, &["country:germany wall", "--format", "csv", "--fields", fields]).ends(0).out;
    let mut table = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(table.headers().unwrap(), vec!["id", "date", "people", "focus", "body"]);
    let json = export(&world, &["country:germany wall"]).ends(0).json();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), json.len());
    for (row, line) in rows.iter().zip(&json) {
        let names: Vec<&str> = line["people"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!((&row[0], &row[2]), (line["id"].as_str().unwrap(), &*names.join("; ")));
        assert_eq!(&row[4], line["body"].as_str().unwrap());
    }
}

#[test]
fn a_file_is_written_whole_and_tells_its_format() {
    let world = World::new();
    for (file, format) in [("a.jsonl", "json"), ("a.csv", "csv"), ("a.TSV", "tsv"), ("a", "json")] {
        let ran = export(&world, &["wall", "--out", file]).ends(0);
        assert_eq!(ran.out, "");
        ran.says(&["articles are in a"]);
        let written = std::fs::read_to_string(world.path().join(file)).unwrap();
        assert_eq!(written, export(&world, &["wall", "--format", format]).ends(0).out, "{file}");
    }
    assert_eq!(std::fs::read_dir(world.path()).unwrap().count(), 4);
    export(&world, &["wall", "--out", "no/such/a.csv"]).ends(2).says(&["no/such/a.csv: the export cannot be written"]);
    export(&world, &["wall", "--format", "csv", "--fields", "id,snippet"])
        .ends(2)
        .says(&["\"snippet\" is no field of \"export\" lines"]);
    world
        .run(&["search", "wall", "--format", "parquet", "--index", &sample_index()])
        .ends(2)
        .says(&["--format parquet goes with export only"]);
}

/// Reads a Parquet file back, as rows of JSON.
#[cfg(feature = "parquet")]
fn rows(path: &std::path::Path) -> Vec<parquet::record::Row> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let file = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    file.get_row_iter(None).unwrap().map(Result::unwrap).collect()
}

/// A cell as JSON has it.
#[cfg(feature = "parquet")]
fn told(cell: &parquet::record::Field) -> Value {
    use parquet::record::Field;
    match cell {
        Field::Null => Value::Null,
        Field::Str(text) => text.as_str().into(),
        Field::Long(count) => (*count).into(),
        Field::Double(number) => (*number).into(),
        Field::Bool(flag) => (*flag).into(),
        // Days since 1970-01-01.
        Field::Date(days) => (jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(*days)).to_string().into(),
        Field::ListInternal(list) => list.elements().iter().map(told).collect(),
        Field::Group(row) => row.get_column_iter().map(|(name, cell)| (name.clone(), told(cell))).collect(),
        other => panic!("{other:?}"),
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_what_json_does() {
    let world = World::new();
    export(&world, &["--out", "all.parquet"]).ends(0);
    let json = export(&world, &[]).ends(0).json();
    let rows = rows(&world.path().join("all.parquet"));
    assert_eq!(rows.len(), json.len());
    let mut undated = 0;
    for (row, line) in rows.iter().zip(&json) {
        let names: Vec<&str> = row.get_column_iter().map(|(name, _)| name.as_str()).collect();
        let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).skip(1).collect();
        assert_eq!(names, keys);
        for (name, cell) in row.get_column_iter() {
            let said = &line[name.as_str()];
            undated += usize::from(name == "date" && said.is_null());
            match told(cell) {
                Value::String(text) if name == "metadata" => {
                    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), *said);
                }
                cell => assert_eq!(cell, *said, "{name}"),
            }
        }
    }
    assert!(undated > 0, "no empty cell among the sample articles");
    // Some columns of some articles, and none.
    export(&world, &["berlin", "--format", "parquet", "--fields", "topics,id", "--out", "some"]).ends(0);
    let some = self::rows(&world.path().join("some"));
    assert!(!some.is_empty() && some.iter().all(|row| row.len() == 2));
    export(&world, &["zyxwvut", "--out", "none.parquet"]).ends(1);
    assert!(self::rows(&world.path().join("none.parquet")).is_empty());
}

/// `dateline export | head -1`: the reader hangs up, which is no error.
#[test]
fn a_closed_pipe_ends_an_export_quietly() {
    use std::io::{BufRead, BufReader};
    let world = World::new();
    let article = |n: usize| format!("{{\"id\": \"{n:05}\", \"body\": \"{}\"}}\n", "The herring is back. ".repeat(40));
    world.write("news/a.jsonl", (0..6000).map(article).collect::<String>());
    world.run(&["index", "news"]).ends(0);
    let mut command: Command = world.command();
    command.args(["export", "--index", "news/.dateline"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap()).ends(0);
    assert_eq!(ran.err, "");
    // All of them are there, in one order, however many pieces they are read in.
    let all = world.run(&["export", "--fields", "rank,id", "--index", "news/.dateline"]).ends(0).json();
    assert!(all.iter().map(|line| line["rank"].as_u64().unwrap()).eq(1..=6000));
}

/// Ids that one verb prints restrict another.
#[test]
fn ids_go_out_and_come_in() {
    let index = sample_index();
    let world = World::new();
    let war = world.run(&["search", "war", "--limit", "0", "--format", "ids", "--index", &index]).ends(0);
    let some: Vec<&str> = war.lines().into_iter().step_by(2).collect();
    world.write("ids", some.join("\r\n") + "\nnone such\nneither this\n");
    let ids = |verb: &[&str]| {
        let ran = world.run(&[verb, &["--ids", "ids", "--index", &index]].concat()).ends(0);
        ran.says(&[&format!("2 of {} ids are not in the index: \"neither this\", \"none such\"", some.len() + 2)]);
        ran
    };
    assert_eq!(ids(&["export", "--format", "ids", "war"]).lines(), some);
    assert_eq!(ids(&["export", "--count"]).out.trim(), some.len().to_string());
    assert_eq!(ids(&["search", "war", "--count"]).out.trim(), some.len().to_string());
    let in_years: usize = ids(&["facets", "years", "-n", "0", "--template", "{count}"])
        .lines()
        .iter()
        .map(|count| count.parse::<usize>().unwrap())
        .sum();
    let dated = ids(&["search", "date:*", "--count"]).out.trim().parse::<usize>().unwrap();
    assert_eq!(in_years, dated);
    let trend: usize = ids(&["trend", "war", "--by", "year", "--template", "{count}"])
        .lines()
        .iter()
        .map(|count| count.parse::<usize>().unwrap())
        .sum();
    assert_eq!(trend, dated);
    let sides = ids(&["compare", "war", "peace", "--min-g2", "0", "--format", "json"]).json();
    assert_eq!(sides[0]["articles_a"], some.len());
    let pairs = ids(&["pairs", "countries", "--min-count", "1", "--format", "json"]).json();
    assert_eq!(pairs[0]["articles"], some.len());
    // From standard input, after a NUL each.
    let mut command = world.command();
    command.args(["search", "--count", "--ids", "-", "--index", &index]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), some.join("\0").as_bytes()).unwrap();
    assert_eq!(Ran::of(child.wait_with_output().unwrap()).ends(0).out.trim(), some.len().to_string());
    // A query of a batch may bring its own.
    world.write("queries", format!("{{\"query\": \"war\", \"filters\": {{\"ids\": [\"{}\", \"x\"]}}}}\n", some[0]));
    let ran = world.run(&["batch", "queries", "--format", "ids", "--ids", "ids", "--index", &index]).ends(0);
    assert_eq!(ran.lines(), [some[0]]);
    ran.says(&["queries:1: 1 of 2 ids are not in the index: \"x\""]);
    world.run(&["batch", "-", "--ids", "-", "--index", &index]).ends(2).says(&["cannot both come from standard input"]);
}
