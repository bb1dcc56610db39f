//! Articles and lists of files on standard input.

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::world::World;

fn ids(world: &World, query: &str, index: &str) -> Vec<String> {
    let ran =
        world.run(&["search", query, "--format", "ids", "--limit", "0", "--duplicates", "show", "--index", index]);
    let mut ids: Vec<String> = ran.lines().into_iter().map(str::to_owned).collect();
    ids.sort();
    ids
}

#[test]
fn a_list_of_files_is_all_that_is_looked_at() {
    let world = World::new();
    for name in ["a", "b", "c", "sub/d", "sub/e"] {
        world.write(&format!("news/{name}.txt"), format!("Title {name}\n\nherring, by {name}"));
    }
    world.fed(&["index", "news", "--stdin"], b"news/a.txt\nnews/sub\n").ends(0).says(&["3 articles in the index"]);
    let index = "news/.dateline";
    assert_eq!(ids(&world, "herring", index), ["a.txt", "sub/d.txt", "sub/e.txt"]);
    // Paths and ids are those that a walk gives: it has nothing to read again.
    world.run(&["index", "news"]).ends(0).says(&["unchanged  3 articles in 3 files", "indexed  2 articles in 2 files"]);
    // What is listed and gone is taken out; what is not listed stays, changed or gone.
    for name in ["a", "b", "sub/d"] {
        std::fs::remove_file(world.path().join(format!("news/{name}.txt"))).unwrap();
    }
    world.write("news/c.txt", "Title c\n\nlobster");
    let ran = world.fed(&["index", "news", "--stdin"], b"news/a.txt\0news/sub\0news/never.txt\0").ends(0);
    ran.says(&["removed  2 articles in 2 files", "never.txt: cannot be opened: there is no such file"]);
    assert_eq!(ids(&world, "herring", index), ["b.txt", "c.txt", "sub/e.txt"]);
    world.fed(&["index", "news", "--stdin", "--include", "*.html"], b"news/c.txt").ends(0).says(&["nothing to do"]);
}

#[test]
fn a_list_without_a_corpus_is_of_this_folder_and_others() {
    let world = World::new();
    let far = World::new();
    world.write("a.txt", "Title\n\nherring");
    let outside = far.write("b.txt", "Title\n\nherring too").canonicalize().unwrap();
    let list = format!("a.txt\n{}\n", outside.display());
    world.fed(&["index", "--stdin"], list.as_bytes()).ends(0);
    assert_eq!(ids(&world, "herring", ".dateline"), ["a.txt", &outside.display().to_string()[1..]]);
}

#[test]
fn articles_come_as_json_lines_and_later_ones_replace_earlier_ones() {
    let world = World::new();
    let first = "{\"id\": \"1\", \"title\": \"herring\"}\n{\"title\": \"herring too\"}\nno json\n{\"id\": \"1\", \"title\": \"herring again\"}\n";
    let ran = world.fed(&["index", "-", "--index", "wire", "--format", "json"], first.as_bytes()).ends(0);
    ran.says(&["stdin-1:3: ", "2 articles in the index"]);
    assert_eq!(ids(&world, "herring", "wire"), ["1", "stdin-1#2"]);
    assert_eq!(ids(&world, "herring AND again", "wire"), ["1"]);
    let second =
        "{\"id\": \"2\", \"title\": \"lobster\"}\n{\"id\": \"1\", \"title\": \"lobster\"}\n{\"title\": \"lobster\"}";
    let ran = world.fed(&["index", "--stdin", "--index", "wire"], second.as_bytes()).ends(0);
    ran.says(&["4 articles in the index", "replaced  1 article"]);
    assert_eq!(ids(&world, "herring", "wire"), ["stdin-1#2"]);
    assert_eq!(ids(&world, "lobster", "wire").len(), 3);
    world.run(&["check", "--index", "wire"]).ends(0);
    // A walk of files leaves them alone.
    world.write("news/a.txt", "Title\n\nherring");
    world.run(&["index", "news", "--index", "wire"]).ends(0).says(&["5 articles in the index"]);
}

#[test]
fn nothing_on_standard_input_is_nothing_found() {
    let world = World::new();
    world.fed(&["index", "-", "--index", "wire"], b"").ends(1);
    world.fed(&["index", "news", "-", "--index", "wire"], b"").ends(2).says(&["without other paths"]);
    world.run(&["index", "-", "--watch", "--index", "wire"]).ends(2).says(&["without other paths"]);
    world.run(&["index", "x", "--memory", "10M"]).ends(2).says(&["512 MiB at the least"]);
}

/// A stream that goes on is searched while it does.
#[test]
fn what_has_come_is_committed_when_the_stream_pauses() {
    let world = World::new();
    let mut command = world.command();
    command.args(["index", "-", "--index", "wire", "--quiet"]).stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for (n, word) in ["herring", "lobster", "mussel"].iter().enumerate() {
        writeln!(input, "{{\"id\": \"{n}\", \"title\": \"{word}\"}}").unwrap();
        input.flush().unwrap();
        let patient = Instant::now() + Duration::from_secs(60);
        while ids(&world, word, "wire").is_empty() {
            assert!(Instant::now() < patient, "{word} was never committed");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    drop(input);
    assert!(child.wait().unwrap().success());
    assert_eq!(ids(&world, "herring OR lobster OR mussel", "wire"), ["0", "1", "2"]);
}
