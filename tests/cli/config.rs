//! Settings: made once in files and by the environment, weaker than arguments.

use serde_json::Value;

use crate::world::{Ran, World, corpus};

/// The sample articles, indexed in a world whose user may have settings.
fn desk() -> World {
    let world = World::new();
    world.run(&["index", &corpus().display().to_string(), "--index", "news/.dateline"]).ends(0);
    world
}

const BESIDE: &str = "news/dateline.toml";
const OWN: &str = ".config/dateline/dateline.toml";

fn search(world: &World, arguments: &[&str]) -> Ran {
    world.run(&[&["search", "war", "--index", "news/.dateline"], arguments].concat())
}

fn with(world: &World, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let mut command = world.command();
    command.envs(variables.iter().copied()).args(arguments).args(["--index", "news/.dateline"]);
    Ran::of(command.output().unwrap())
}

#[test]
fn each_origin_is_stronger_than_those_before_it() {
    let world = desk();
    assert!(search(&world, &[]).ends(0).out.contains(" of "));
    let hits = |ran: Ran| ran.ends(0).json().len();
    world.write(BESIDE, "format = \"json\"\nlimit = 2\n");
    assert_eq!(hits(search(&world, &[])), 2);
    world.write(OWN, "limit = 3\n[facets]\nlimit = 4\n");
    assert_eq!(hits(search(&world, &[])), 3);
    assert_eq!(hits(with(&world, &[], &["facets", "countries"])), 4);
    assert_eq!(hits(with(&world, &[("DATELINE_LIMIT", "5")], &["search", "war"])), 5);
    assert_eq!(hits(with(&world, &[("DATELINE_LIMIT", "5")], &["search", "war", "-n", "6"])), 6);
    // A table of one verb counts more than what its file says for all.
    world.write(OWN, "limit = 3\n[search]\nlimit = 7\n");
    assert_eq!(hits(search(&world, &[])), 7);
    assert_eq!(hits(search(&world, &["--format", "json", "--limit", "1"])), 1);
    let text = search(&world, &["--format", "text", "-n", "1"]).ends(0).out;
    assert!(serde_json::from_str::<Value>(text.lines().next().unwrap()).is_err());
}

#[test]
fn config_tells_where_each_setting_was_made() {
    let world = desk();
    world.write(BESIDE, "# for this index\nfacet-limit = 3\nlenient = true\n");
    world.write(OWN, "color = \"never\"\n\n[facets]\nlimit = 4\n");
    let variables = [("DATELINE_LIMIT", "5")];
    let ran = with(&world, &variables, &["config", "--format", "json", "--quiet"]).ends(0);
    let lines = ran.json();
    let of = |verb: Option<&str>, name: &str| {
        let found = lines.iter().find(|line| line["setting"] == name && line["verb"].as_str() == verb).unwrap();
        let values: Vec<&str> = found["values"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
        let place = found["place"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
        (values.join(","), found["origin"].as_str().unwrap().to_owned(), place)
    };
    let expected = |value: &str, origin: &str, place: &str| (value.to_owned(), origin.to_owned(), place.to_owned());
    assert_eq!(of(None, "facet-limit"), expected("3", "file", "dateline.toml:2"));
    assert_eq!(of(None, "color"), expected("never", "file", "dateline.toml:1"));
    assert_eq!(of(Some("facets"), "limit"), expected("4", "file", "dateline.toml:4"));
    assert_eq!(of(None, "limit"), expected("5", "environment", "DATELINE_LIMIT"));
    assert_eq!(of(None, "index"), expected("news/.dateline", "argument", ""));
    assert_eq!(of(None, "sort"), expected("relevance", "default", ""));
    let ran = with(&world, &variables, &["config", "search"]).ends(0);
    assert!(ran.out.lines().any(|line| line.starts_with("search.limit ") && line.ends_with("DATELINE_LIMIT")));
    ran.says(&["news/dateline.toml: read", "dateline/dateline.toml: read"]);
    with(&world, &[], &["config", "serach"]).ends(2).says(&["\"serach\" is no verb"]);
    // What is set shows as the default in the help.
    assert!(with(&world, &variables, &["search", "--help"]).out.contains("[default: 10]"));
}

#[test]
fn mistakes_are_told_with_their_lines_and_what_would_work() {
    let world = desk();
    let wrong = |text: &str, says: &[&str]| {
        world.write(BESIDE, text);
        search(&world, &[]).ends(2).says(says);
    };
    wrong("format = \"json\"\nlimt = 3\n", &["news/dateline.toml:2: \"limt\" is no setting", "did you mean limit?"]);
    wrong("limt = 3\n", &["there are index, color, quiet, verbose, format, limit"]);
    wrong("\n\nlimit = \"many\"\n", &["news/dateline.toml:3: limit: invalid value 'many'"]);
    wrong("format = \"jsno\"\n", &["dateline.toml:1: format: invalid value 'jsno'", "it is one of text, json, csv"]);
    wrong("limit = [1, 2]\n", &["dateline.toml:1: limit takes one value, not 2"]);
    wrong("quiet = \"yes\"\n", &["dateline.toml:1: quiet is on or off, not yes"]);
    wrong("facets = [\"people\", \"heros\"]\n", &["facets: invalid value 'heros'", "people, countries"]);
    wrong("limit = 1\nlimit = 2\n", &["dateline.toml:2: is no TOML: duplicate key"]);
    wrong("limit =\n", &["dateline.toml:1: is no TOML"]);
    wrong("[serach]\nlimit = 1\n", &["dateline.toml:1: [serach] is no verb with options", "search"]);
    wrong("[search]\nnonsense = 1\n", &["dateline.toml:2: \"nonsense\" is no setting of [search]", "expand"]);
    wrong("[search]\ncount = true\n", &["\"count\" is no setting of [search]"]);
    wrong("index = \"x\"\n", &["dateline.toml:1: index: this file lies beside an index"]);
    std::fs::remove_file(world.path().join(BESIDE)).unwrap();
    with(&world, &[("DATELINE_FORMAT", "jsno")], &["search"])
        .ends(2)
        .says(&["$DATELINE_FORMAT: format: invalid value 'jsno'", "it is one of text, json"]);
}

#[test]
fn settings_suit_what_is_asked_for() {
    let world = desk();
    // The user's own index, from the folder of the file on.
    world.write(OWN, "index = \"../../news/.dateline\"\nfacets = [\"people\", \"years\"]\nlenient = true\n");
    let lines = world.run(&["search", "war", "--format", "json"]).ends(0).json();
    assert!(lines.iter().any(|line| line["field"] == "years"));
    // A table of hits has no place for counts: the setting gives way, an argument is an error.
    world.run(&["search", "war", "--format", "csv"]).ends(0);
    world.run(&["search", "war", "--format", "csv", "--facets"]).ends(2);
    world.run(&["search", "war", "--template", "{id}"]).ends(0);
    // Repairing is on; an argument still turns it off.
    world.run(&["search", "(war"]).ends(0);
    world.run(&["search", "(war", "--lenient=false"]).ends(2);
    world.run(&["search", "(war", "--strict"]).ends(2);
    world.run(&["facets", "people", "(war", "--strict"]).ends(2);
    // All articles are exported, whatever a search prints.
    world.write(OWN, "index = \"../../news/.dateline\"\nlimit = 2\n");
    assert!(world.run(&["export", "--format", "ids"]).ends(0).lines().len() > 100);
    // An index that an argument names is stronger than the setting.
    world.run(&["search", "war", "--index", "nowhere"]).ends(2);
}

/// Settings that lie among the articles are none of them.
#[test]
fn settings_are_no_articles() {
    let world = World::new();
    world.write("news/a.txt", "Nets come late\n\nThe herring is back in the bay.");
    world.write("news/dateline.toml", "format = \"ids\"\n[index]\nformat = \"json\"\n");
    let account = world.run(&["index", "news"]).ends(0).json();
    assert_eq!(account[0]["articles"], 1);
    assert_eq!(world.run(&["search", "--index", "news/.dateline"]).ends(0).lines(), ["a.txt"]);
}

#[test]
fn no_setting_says_what_to_delete() {
    let world = desk();
    world.write(BESIDE, "[delete]\nlanguage = \"en\"\n");
    let ran = world.run(&["delete", "--index", "news/.dateline"]).ends(2);
    assert!(ran.err.contains("[delete] is no verb with options"), "{}", ran.err);
    assert!(with(&world, &[], &["stats"]).ends(2).err.contains("dateline.toml:1"));
    world.write(BESIDE, "[index]\nrebuild = true\n");
    assert!(world.run(&["config", "--index", "news/.dateline"]).ends(2).err.contains("rebuild"));
}
