//! What the program prints, held against the schemas in `schema/json`.

use serde_json::Value;

use crate::world::{World, corpus, sample_index};

fn schema(name: &str) -> Value {
    let path = format!("{}/schema/json/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap()
}

/// The words of JSON Schema that our schemas use; any other is a mistake in them.
fn check(schema: &Value, value: &Value, place: &str) {
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "$schema" | "title" | "description" => {}
            "format" => {
                assert_eq!(rule, "date", "{place}: the only format that is understood here");
                let day = value.as_str().is_none_or(|day| day.parse::<jiff::civil::Date>().is_ok());
                assert!(day, "{place}: {value} is no day");
            }
            "const" => assert_eq!(value, rule, "{place}"),
            "enum" => assert!(rule.as_array().unwrap().contains(value), "{place}: {value}"),
            "minimum" => assert!(value.as_f64() >= rule.as_f64(), "{place}: {value}"),
            "type" => {
                let kinds = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                let kind = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(number) if number.is_u64() => "integer",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                let fits = |wanted: &Value| wanted == kind || (wanted == "number" && kind == "integer");
                assert!(kinds.iter().any(fits), "{place}: {value} is no {rule}");
            }
            "items" => {
                for (n, item) in value.as_array().unwrap().iter().enumerate() {
                    check(rule, item, &format!("{place}[{n}]"));
                }
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    assert!(value.get(name.as_str().unwrap()).is_some(), "{place} lacks {name}");
                }
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        check(rule, value, &format!("{place}.{name}"));
                    }
                }
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object().unwrap();
                for name in value.as_object().unwrap().keys() {
                    assert!(known.contains_key(name), "{place}.{name} is not in the schema");
                }
            }
            word => panic!("{place}: \"{word}\" is not understood here"),
        }
    }
}

/// Runs a command and holds every line that it prints against the schema that `kind` tells for it.
#[track_caller]
fn checked(arguments: &[&str], kind: impl Fn(&Value) -> &'static str) -> Vec<&'static str> {
    let lines = World::new().run(arguments).ends(0).json();
    let mut kinds: Vec<&str> = Vec::new();
    for line in &lines {
        let kind = kind(line);
        check(&schema(kind), line, kind);
        kinds.push(kind);
    }
    kinds.dedup();
    kinds
}

/// What a line of a search is.
fn of_search(line: &Value) -> &'static str {
    match line {
        line if line.get("rank").is_some() => "hit",
        line if line.get("field").is_some() => "facet",
        _ => "summary",
    }
}

#[test]
fn every_line_is_as_its_schema_says() {
    let index = sample_index();
    let json = |arguments: &[&'static str]| -> Vec<String> {
        let more = ["--format", "json", "--index", &index];
        arguments.iter().copied().chain(more).map(str::to_owned).collect()
    };
    let run = |arguments: &[&'static str], kind: fn(&Value) -> &'static str| {
        let arguments = json(arguments);
        checked(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), kind)
    };
    let all = ["search", "berlin wall", "--facets", "--explain", "--summary"];
    assert_eq!(run(&all, of_search), ["hit", "facet", "summary"]);
    run(&["similar", "text/1989-wall-opens.txt", "--explain"], |_| "hit");
    run(&["facets", "people"], |_| "facet");
    run(&["show", "text/1989-wall-opens.txt"], |_| "article");
    run(&["export", "berlin"], |_| "export");
    run(&["config", "search"], |_| "config");
    run(&["stats"], |_| "stats");
    run(&["people", "list"], |_| "person");
    for counted in
        [&["search", "berlin", "--count"][..], &["facets", "people", "--count"], &["people", "list", "--count"]]
    {
        assert_eq!(run(counted, |_| "count"), ["count"]);
    }
    let text = corpus().join("text").display().to_string();
    checked(&["enrich", &text, "--text"], |_| "article");
}

#[test]
fn saved_searches_and_news_are_as_their_schemas_say() {
    let world = World::new();
    world.write("news/a.txt", "Nets come late\n\nMr Tobias Quellwood met Mrs Maria Sandlark of Bergen.");
    world.run(&["index", "news"]).ends(0);
    let run = |arguments: &[&str]| world.run(&[arguments, &["--index", "news/.dateline"]].concat()).ends(0);
    run(&["save", "nets", "nets", "--country", "norway", "--sort", "date"]);
    for (kind, arguments) in [("saved", &["save", "--list"][..]), ("news", &["new", "nets"])] {
        let lines = run(&[arguments, &["--format", "json"]].concat()).json();
        assert_eq!(lines.len(), 1);
        check(&schema(kind), &lines[0], kind);
    }
    for line in run(&["match", "--saved", "news", "--format", "json"]).json() {
        check(&schema("match"), &line, "match");
    }
}

#[test]
fn lines_of_a_batch_are_as_the_schemas_say() {
    let world = World::new();
    world.write("queries", "berlin wall\n(bad\n");
    let batch = ["batch", "queries", "--summary", "--facets", "--index", &sample_index()];
    let mut kinds: Vec<&str> = Vec::new();
    for line in world.run(&batch).ends(2).json() {
        let kind = if line.get("error").is_some() { "mistake" } else { of_search(&line) };
        check(&schema(kind), &line, kind);
        assert!(line.get("query_id").is_some(), "{line}");
        kinds.push(kind);
    }
    kinds.dedup();
    assert_eq!(kinds, ["hit", "facet", "summary", "mistake"]);
}

#[test]
fn names_that_stand_for_others_are_as_the_schema_says() {
    let world = World::new();
    world.write("news/a.txt", "Nets come late\n\nMr Tobias Quellwood met Mrs Maria Sandlark of Bergen.");
    world.run(&["index", "news"]).ends(0);
    let people =
        |arguments: &[&str]| world.run(&[&["people"], arguments, &["--index", "news/.dateline"]].concat()).ends(0);
    people(&["merge", "Maria Sandlark", "Tobias Quellwood"]);
    let lines = people(&["variants", "Maria Sandlark", "--format", "json"]).json();
    assert_eq!(lines[0]["name"], "Tobias Quellwood");
    lines.iter().for_each(|line| check(&schema("variant"), line, "variant"));
}

/// What `--fields` may name is in the schema too.
#[test]
fn fields_that_are_asked_for_are_as_the_schema_says() {
    let fields = "id,language,section,author,url,place,keywords,metadata,body,focus";
    let lines = World::new()
        .run(&["search", "berlin", "--fields", fields, "--format", "json", "--index", &sample_index()])
        .ends(0)
        .json();
    let mut hit = schema("hit");
    hit["required"] = Value::Array(fields.split(',').chain(["version"]).map(Value::from).collect());
    lines.iter().for_each(|line| check(&hit, line, "hit"));
}

#[test]
fn every_row_of_an_analysis_is_as_its_schema_says() {
    let index = sample_index();
    for (name, arguments) in [
        ("point", &["trend", "berlin", "wall", "--by", "year"][..]),
        ("point", &["trend", "topics", "--by", "month"][..]),
        ("contrast", &["compare", "since:2000", "until:1999", "--facet", "people", "--min-g2", "0"][..]),
        ("pair", &["pairs", "people", "countries"][..]),
    ] {
        let schema = schema(name);
        let world = World::new();
        let of = |format| world.run(&[arguments, &["--format", format, "--index", &index]].concat()).ends(0);
        let lines = of("json").json();
        for line in &lines {
            check(&schema, line, name);
        }
        // A table has the same columns and rows.
        let table = of("tsv");
        let columns: Vec<&str> = lines[0].as_object().unwrap().keys().map(String::as_str).skip(1).collect();
        assert_eq!(table.lines()[0], columns.join("\t"));
        assert_eq!(table.lines().len(), lines.len() + 1);
    }
}
