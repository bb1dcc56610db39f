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

#[test]
fn every_line_is_as_its_schema_says() {
    let index = sample_index();
    let world = World::new();
    let search = ["search", "berlin wall", "--facets", "--explain", "--summary", "--format", "json", "--index", &index];
    let lines = world.run(&search).ends(0).json();
    let (hit, facet, summary) = (schema("hit"), schema("facet"), schema("summary"));
    let mut seen = [0; 3];
    for line in &lines {
        let kind = if line.get("rank").is_some() {
            0
        } else if line.get("count").is_some() {
            1
        } else {
            2
        };
        seen[kind] += 1;
        check([&hit, &facet, &summary][kind], line, "line");
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    let text = corpus().join("text").display().to_string();
    let enrich = schema("enrich");
    for line in world.run(&["enrich", &text, "--text"]).ends(0).json() {
        check(&enrich, &line, "line");
    }
}
