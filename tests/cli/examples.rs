//! Every example that a `--help` or the cookbook prints runs on the sample articles.

use std::path::Path;
use std::process::{Command, Output};

use crate::world::{Ran, World, corpus};

/// A desk as the examples assume it: `news`, the sample articles, with their index in it and
/// another in the folder itself, a few files beside it, and a saved search.
fn desk() -> World {
    let world = World::new();
    copy(&corpus(), &world.path().join("corpus"));
    copy(&corpus(), &world.path().join("news"));
    std::fs::remove_file(world.path().join("news/gold.jsonl")).unwrap();
    for (file, into) in [
        ("text/1989-wall-opens.txt", "news/2015/wall.txt"),
        ("text/1989-wall-opens.txt", "article.txt"),
        ("text/1989-wall-opens.txt", "2014/wall.txt"),
        ("text/1989-wall-opens.txt", "2015/wall.txt"),
        ("jsonl/1980-1999.jsonl", "wire.jsonl"),
    ] {
        world.write(into, std::fs::read(corpus().join(file)).unwrap());
    }
    world.write("queries.tsv", "1\tberlin wall\n2\tpresident visits\n");
    world.write("queries.txt", "berlin wall\n\"chemical weapons\" country:syria\n");
    world.write("topics.301-350", "<top>\n<num> Number: 301\n<title> Berlin wall\n<desc> Who opened it?\n</top>\n");
    world.write("names.tsv", "1\tAssad\n2\tLavrov\n");
    world.write("qrels.txt", "1 0 text/1989-wall-opens.txt 1\n2 0 text/1989-wall-opens.txt 0\n");
    let labelled = (0..40).map(|n| {
        let fish = "The trawler landed herring and cod at the quay. Nets, ice and crates number";
        let song = "The choir sang a cantata in the church. Violins, organ and hymn number";
        let (body, label) = if n % 2 == 0 { (fish, "Harbour") } else { (song, "Music") };
        serde_json::json!({"title": format!("Note {n}"), "body": format!("{body} {n}."), "labels": [label]}).to_string()
    });
    world.write("desk.jsonl", labelled.collect::<Vec<_>>().join("\n") + "\n");
    for folder in
        [".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions", ".local/share/man/man1"]
    {
        std::fs::create_dir_all(world.path().join(folder)).unwrap();
    }
    world.run(&["index", "news"]).ends(0);
    world.run(&["index", "news", "--index", ".dateline"]).ends(0);
    world.run(&["train", "topics", "--labels", "desk.jsonl", "--out", "desk.model"]).ends(0);
    world.run(&["eval", "run", "queries.tsv", "qrels.txt", "--run", "yesterday.run"]).ends(0);
    world
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}

/// Runs lines of bash on a desk; an error in any part of a pipe is one of the whole.
fn bash(world: &World, script: &str) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_dateline")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(binary.to_owned()).chain(std::env::split_paths(&path))).unwrap();
    Command::new("bash")
        .args(["-o", "pipefail", "-c", script])
        .current_dir(world.path())
        .env("PATH", path)
        .env("HOME", world.path())
        .env_remove("DATELINE_INDEX")
        .env_remove("XDG_CONFIG_HOME")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

/// Whether a tool is on this machine; a Python module as `python3:NAME`.
fn has(world: &World, tool: &str) -> bool {
    let found = match tool.split_once(':') {
        Some((python, module)) => bash(world, &format!("{python} -c 'import {module}'")),
        None => bash(world, &format!("command -v {tool}")),
    };
    found.status.success()
}

/// The tools that a line of shell calls, but for those that every system has.
fn tools(line: &str) -> Vec<&str> {
    ["jq", "xargs", "man", "python3", "duckdb", "dot", "find", "timeout"]
        .into_iter()
        .filter(|tool| line.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == *tool))
        .collect()
}

#[allow(clippy::print_stderr, reason = "whoever runs the tests should know what was not")]
fn skipped(what: &str, want: &str) {
    eprintln!("skipped, for want of {want}: {what}");
}

/// What makes a command go on until Ctrl-C.
const ENDLESS: &str = "--watch";

/// The line, with Ctrl-C after a while where it would not end by itself.
fn ending(line: &str) -> String {
    if line.contains(ENDLESS) { format!("timeout --preserve-status -s INT 3 {line}") } else { line.to_owned() }
}

/// The lines below "Examples:" of a page of help.
fn examples(help: &str) -> Vec<String> {
    let after = help.split_once("Examples:\n").map_or("", |(_, after)| after);
    after.lines().take_while(|line| line.starts_with("  ")).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn every_example_of_every_help_runs() {
    let world = desk();
    if !has(&world, "true") {
        skipped("all examples", "bash");
        return;
    }
    let help = world.run(&["--help"]).ends(0).out;
    let commands = help.split_once("Commands:\n").unwrap().1;
    let listed = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let verbs: Vec<&str> =
        listed.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help").collect();
    assert!(verbs.len() > 15, "{verbs:?}");
    let mut wrong = Vec::new();
    let mut pages = vec![(String::new(), help.clone())];
    pages.extend(verbs.iter().map(|verb| ((*verb).to_owned(), world.run(&[verb, "--help"]).ends(0).out)));
    for (verb, help) in pages {
        // The query language is a page of examples of its own, which are parsed where they stand.
        let examples = examples(&help);
        if verb != "query" && verb != "formats" && examples.len() < 3 {
            wrong.push(format!("{verb}: fewer than three examples"));
        }
        for index in ["news/.dateline", ".dateline"] {
            world.run(&["save", "wall", "berlin AND wall", "--index", index]).ends(0);
        }
        for line in examples.iter().map(|line| ending(line)) {
            let missing: Vec<&str> = tools(&line).into_iter().filter(|tool| !has(&world, tool)).collect();
            if !missing.is_empty() || line.contains("--data data") {
                skipped(&line, missing.first().unwrap_or(&"its data"));
                continue;
            }
            let ran = bash(&world, &line);
            // Nothing found is an answer; errors, of our own or of the tools beside, are not.
            let well = ran.status.code().is_some_and(|code| code < 2 || (code == 130 && line.contains(ENDLESS)));
            if !well {
                let said = String::from_utf8_lossy(&ran.stderr);
                wrong.push(format!("{line}\n{}: {said}", ran.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The blocks of a page between fences of a language, with the heading above each.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<(&'a str, String)> {
    let mut heading = "";
    let mut block: Option<String> = None;
    let mut blocks = Vec::new();
    for line in page.lines() {
        match &mut block {
            Some(_) if line == "```" => blocks.extend(block.take().map(|block| (heading, block))),
            Some(block) => *block += &format!("{line}\n"),
            None if line == format!("```{language}") => block = Some(String::new()),
            None => heading = line.strip_prefix("## ").unwrap_or(heading),
        }
    }
    blocks
}

#[test]
fn every_recipe_of_the_cookbook_runs() {
    let world = desk();
    if !has(&world, "true") {
        skipped("all examples", "bash");
        return;
    }
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cookbook.md")).unwrap();
    let recipes = blocks(&page, "sh");
    assert!(recipes.len() >= 10, "{}", recipes.len());
    for (heading, script) in recipes {
        let imported = |module: &str| script.contains(&format!("import {module}"));
        let called = tools(&script).into_iter().filter(|tool| !imported(tool)).map(str::to_owned);
        let modules = ["pandas", "duckdb"].into_iter().filter(|module| imported(module));
        let mut tools: Vec<String> = called.chain(modules.map(|module| format!("python3:{module}"))).collect();
        tools.retain(|tool| !has(&world, tool));
        if let Some(tool) = tools.first() {
            skipped(heading, tool);
            continue;
        }
        let ran = Ran::of(bash(&world, &format!("set -e\n{script}")));
        assert_eq!(ran.status, 0, "{heading}:\n{script}\n{}\n{}", ran.out, ran.err);
        assert!(!ran.out.trim().is_empty(), "{heading} prints nothing:\n{script}\n{}", ran.err);
    }
}

/// What bash asks while a user types.
fn completed(world: &World, words: &[&str]) -> Vec<String> {
    let index = words.len().to_string();
    let output = world
        .command()
        .env("COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", index)
        .env("_CLAP_COMPLETE_COMP_TYPE", "9")
        .env("_CLAP_COMPLETE_SPACE", "true")
        .env("_CLAP_IFS", "\n")
        .args([&["--", "dateline"], words].concat())
        .output()
        .unwrap();
    let ran = Ran::of(output).ends(0);
    ran.lines().into_iter().map(str::to_owned).collect()
}

#[test]
fn shells_complete_the_values_of_the_index() {
    let world = desk();
    assert_eq!(completed(&world, &["search", "--people", "bill c"]), ["Bill\\ Clinton"]);
    assert!(completed(&world, &["search", "--country", "egy"]).contains(&"Egypt".to_owned()));
    assert!(completed(&world, &["facets", "people", "--topic", "polit"]).contains(&"politics".to_owned()));
    assert_eq!(completed(&world, &["trend", "x", "--source", "Dateline\\ W"]), ["Dateline\\ Wire"]);
    world.run(&["save", "wall", "wall", "--index", "news/.dateline"]).ends(0);
    assert_eq!(completed(&world, &["--index", "news/.dateline", "run", "w"]), ["wall"]);
    // Verbs and flags are completed too, and without an index nothing else is.
    assert_eq!(completed(&world, &["sear"]), ["search"]);
    assert!(completed(&World::new(), &["search", "--people", "bill"]).is_empty());
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(world.run(&["completions", shell]).ends(0).out.contains("COMPLETE"), "{shell}");
    }
}

#[test]
fn every_verb_has_its_page_of_the_manual() {
    let world = World::new();
    let page = world.run(&["man", "trend"]).ends(0).out;
    assert!(page.contains(".TH dateline-trend 1") && page.contains("Examples:"), "{page}");
    world.run(&["man", "tremd"]).ends(2).says(&["\"tremd\" is no verb", "trend"]);
    std::fs::create_dir(world.path().join("pages")).unwrap();
    world.run(&["man", "--out", "pages"]).ends(0);
    for verb in ["search", "trend", "compare", "pairs", "save", "run", "new", "match"] {
        let page = std::fs::read_to_string(world.path().join(format!("pages/dateline-{verb}.1"))).unwrap();
        assert!(page.contains("Examples:"), "{verb}");
    }
}
