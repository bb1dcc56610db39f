//! Building an index and keeping it up to date.

use std::process::Stdio;
use std::time::Duration;

use crate::world::{World, corpus};

fn ids(world: &World, query: &str) -> Vec<String> {
    let ran = world.run(&["search", query, "--format", "ids", "--limit", "0", "--index", "news/.dateline"]);
    ran.lines().into_iter().map(str::to_owned).collect()
}

#[test]
fn an_update_reads_what_changed_and_removes_what_is_gone() {
    let world = World::new();
    for name in ["a", "b", "c"] {
        world.write(&format!("news/{name}.txt"), format!("Title {name}\n\nThe body of {name} tells of herrings."));
    }
    world.run(&["index", "news"]).ends(0).says(&["3 articles in 3 files"]);
    assert_eq!(ids(&world, "herrings").len(), 3);
    world.run(&["index", "news"]).ends(0).says(&["nothing to do: 3 articles in 3 files unchanged"]);

    world.write("news/a.txt", "Title a\n\nThe body of a now tells of lobsters, at length.");
    world.write("news/d.txt", "Title d\n\nLobsters too.");
    std::fs::remove_file(world.path().join("news/c.txt")).unwrap();
    let ran = world.run(&["index", "news"]).ends(0);
    ran.says(&[
        "indexed  1 article in 1 file",
        "replaced  1 article in 1 file",
        "unchanged  1 article in 1 file",
        "removed  1 article in 1 file",
    ]);
    assert_eq!(ids(&world, "herrings"), ["b.txt"]);
    assert_eq!(ids(&world, "lobsters"), ["d.txt", "a.txt"]);
}

#[test]
fn a_touched_file_is_unchanged() {
    let world = World::new();
    let path = world.write("news/a.txt", "Title\n\nBody");
    world.run(&["index", "news"]).ends(0);
    std::fs::write(&path, "Title\n\nBody").unwrap();
    world.run(&["index", "news"]).ends(0).says(&["nothing to do"]);
}

#[test]
fn a_file_of_many_that_shrinks_loses_articles() {
    let world = World::new();
    world.write("news/a.jsonl", "{\"id\":\"1\",\"title\":\"x\"}\n{\"id\":\"2\",\"title\":\"x\"}\n");
    world.run(&["index", "news"]).ends(0);
    world.write("news/a.jsonl", "{\"id\":\"2\",\"title\":\"x\"}\n");
    world.run(&["index", "news"]).ends(0).says(&["replaced  1 article", "removed  1 article"]);
    assert_eq!(ids(&world, "x"), ["2"]);
}

#[test]
fn other_roots_of_an_index_stay() {
    let world = World::new();
    world.write("one/a.txt", "Title\n\nherring");
    world.write("two/b.txt", "Title\n\nherring");
    world.run(&["index", "one", "--index", "both"]).ends(0);
    world.run(&["index", "two", "--index", "both"]).ends(0).says(&["2 articles in the index"]);
    let search = ["search", "herring", "--duplicates", "show", "--format", "ids", "--index", "both"];
    assert_eq!(world.run(&search).ends(0).lines(), ["a.txt", "b.txt"]);
}

#[test]
fn every_sample_article_is_indexed() {
    let world = World::new();
    let corpus = corpus().display().to_string();
    let ran = world.run(&["index", &corpus, "--index", "index"]).ends(0);
    assert!(!ran.err.contains("skipped"), "{}", ran.err);
    let gold = std::fs::read_to_string(crate::world::corpus().join("gold.jsonl")).unwrap();
    ran.says(&[&format!("{} articles in the index", gold.lines().count())]);
}

#[test]
fn the_index_is_found_upwards() {
    let world = World::new();
    world.write("news/deep/er/a.txt", "Title\n\nherring");
    world.run(&["index", "news"]).ends(0);
    let mut command = world.command();
    command.current_dir(world.path().join("news/deep/er"));
    let found = crate::world::Ran::of(command.args(["search", "herring", "--format", "ids"]).output().unwrap()).ends(0);
    assert_eq!(found.lines(), ["deep/er/a.txt"]);
}

#[test]
fn a_second_writer_is_told_to_wait() {
    let world = World::new();
    world.write("news/a.txt", "Title\n\nherring");
    world.run(&["index", "news"]).ends(0);
    // The lock of the writer, held as a running update holds it.
    let lock =
        std::fs::File::options().write(true).open(world.path().join("news/.dateline/tantivy/.tantivy-writer.lock"));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    world.write("news/.dateline/.writer", "4711\n");
    for verb in [&["index", "news"][..], &["index", "news", "--rebuild"]] {
        world.run(verb).ends(2).says(&["another process is writing this index: process 4711", "wait"]);
    }
    for verb in [&["delete", "herring"][..], &["optimize"]] {
        let verb = [verb, &["--index", "news/.dateline"]].concat();
        world.run(&verb).ends(2).says(&["another process is writing this index: process 4711", "wait"]);
    }
    world.run(&["search", "herring", "--index", "news/.dateline"]).ends(0);
}

/// Killed at moments spread over the whole run, the index opens every time, and
/// what is then run to its end answers like one that nobody disturbed.
#[test]
fn an_update_that_is_killed_is_completed_by_the_next() {
    let world = World::new();
    for n in 0..600 {
        let body = format!("Report {n} of the herring fleet. ").repeat(40 + n % 13);
        world.write(&format!("news/{:02}/{n}.txt", n % 17), format!("Title {n}\n\n{body}"));
    }
    let answer = |index: &str| {
        world.run(&["search", "herring OR fleet", "--limit", "0", "--format", "json", "--index", index]).ends(0).out
    };
    world.run(&["index", "news", "--index", "calm"]).ends(0);
    let undisturbed = answer("calm");
    for moment in 0..10u64 {
        let index = format!("killed-{moment}");
        let mut child =
            world.command().args(["index", "news", "--index", &index]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(2 + moment * moment * 3));
        child.kill().unwrap();
        child.wait().unwrap();
        if world.path().join(&index).join("tantivy/meta.json").exists() {
            world.run(&["stats", "--index", &index]);
        }
        world.run(&["index", "news", "--index", &index]).ends(0);
        assert_eq!(answer(&index), undisturbed, "killed at moment {moment}");
    }
}

#[test]
fn answers_do_not_depend_on_threads() {
    let world = World::new();
    let corpus = corpus().display().to_string();
    let answers: Vec<String> = ["1", "2", "7"]
        .iter()
        .map(|threads| {
            let index = format!("index-{threads}");
            world.run(&["index", &corpus, "--threads", threads, "--index", &index]).ends(0);
            world
                .run(&["search", "president of war", "--limit", "0", "--format", "json", "--index", &index])
                .ends(0)
                .out
        })
        .collect();
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

/// A file that cannot be read any more took its articles with it.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_keeps_what_is_known_of_it() {
    let world = World::new();
    let path = world.write("news/a.txt", "Title\n\nherring");
    world.run(&["index", "news"]).ends(0);
    std::fs::remove_file(&path).unwrap();
    // Reading it fails for everyone, root too.
    std::os::unix::fs::symlink("/proc/self/mem", &path).unwrap();
    world.run(&["index", "news"]).ends(0).says(&["a.txt: "]);
    assert_eq!(ids(&world, "herring"), ["a.txt"]);
    std::fs::remove_file(&path).unwrap();
    world.write("news/a.txt", "Title\n\nlobster");
    world.run(&["index", "news"]).ends(0);
    assert_eq!(ids(&world, "lobster"), ["a.txt"]);
}
