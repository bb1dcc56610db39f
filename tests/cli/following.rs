//! `index --watch`, and files that move.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::world::World;

fn ids(world: &World, query: &str) -> Vec<String> {
    let search =
        ["search", query, "--format", "ids", "--limit", "0", "--duplicates", "show", "--index", "news/.dateline"];
    let mut ids: Vec<String> = world.run(&search).lines().into_iter().map(str::to_owned).collect();
    ids.sort();
    ids
}

/// Waits, far longer than it should take, until a query finds these articles.
#[track_caller]
fn until(world: &World, query: &str, expected: &[&str]) {
    let patient = Instant::now() + Duration::from_secs(120);
    loop {
        let found = ids(world, query);
        if found == expected {
            return;
        }
        assert!(Instant::now() < patient, "{query}: {found:?}, not {expected:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Ended when it goes out of sight, whatever became of the test.
struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn watch(world: &World) -> Watching {
    let mut command = world.command();
    command.args(["index", "news", "--watch", "--quiet"]).stdout(Stdio::null());
    Watching(command.spawn().unwrap())
}

#[cfg(unix)]
fn interrupt(child: &mut Watching) -> i32 {
    let id = child.0.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    child.0.wait().unwrap().code().unwrap()
}

#[cfg(unix)]
#[test]
fn an_index_follows_its_files() {
    use std::io::Write;
    let world = World::new();
    world.write("news/a.txt", "Title\n\nherring");
    let mut watching = watch(&world);
    until(&world, "herring", &["a.txt"]);
    // A file that is written slowly, in a folder that was not there.
    let path = world.write("news/deep/er/b.txt", "Title\n\n");
    let mut file = std::fs::File::options().append(true).open(&path).unwrap();
    for word in ["lobster ", "mussel ", "oyster "] {
        file.write_all(word.as_bytes()).unwrap();
        file.flush().unwrap();
        std::thread::sleep(Duration::from_millis(300));
    }
    drop(file);
    until(&world, "lobster AND mussel AND oyster", &["deep/er/b.txt"]);
    // Another writer has its turn while nothing changes.
    let patient = Instant::now() + Duration::from_secs(120);
    while world.run(&["optimize", "--index", "news/.dateline"]).status != 0 {
        assert!(Instant::now() < patient, "there is no turn for another writer");
        std::thread::sleep(Duration::from_millis(50));
    }
    // Changed, moved with its folder, deleted.
    world.write("news/a.txt", "Title\n\nherring, changed");
    until(&world, "changed", &["a.txt"]);
    std::fs::rename(world.path().join("news/deep"), world.path().join("news/moved")).unwrap();
    until(&world, "path:moved/*", &["deep/er/b.txt"]);
    std::fs::remove_dir_all(world.path().join("news/moved")).unwrap();
    until(&world, "lobster", &[]);
    // What changed is committed when Ctrl-C ends it.
    world.write("news/c.txt", "Title\n\nplaice");
    until(&world, "plaice", &["c.txt"]);
    assert_eq!(interrupt(&mut watching), 130);
    world.run(&["check", "--index", "news/.dateline"]).ends(0);
    world.run(&["index", "news"]).ends(0).says(&["nothing to do"]);
}

#[test]
fn a_file_that_moves_keeps_its_ids() {
    let world = World::new();
    world.write("news/a.txt", "Title\n\nherring");
    world.write("news/b.jsonl", "{\"title\": \"herring one\"}\n{\"id\": \"own\", \"title\": \"herring two\"}\n");
    world.run(&["index", "news"]).ends(0);
    let before = ids(&world, "herring");
    assert_eq!(before, ["a.txt", "b.jsonl#1", "own"]);
    let rename = |from: &str, to: &str| {
        let to = world.path().join("news").join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::rename(world.path().join("news").join(from), to).unwrap();
    };
    rename("a.txt", "2014/a.txt");
    rename("b.jsonl", "2014/c.jsonl");
    world.run(&["index", "news"]).ends(0).says(&["moved  3 articles in 2 files", "3 articles in the index"]);
    assert_eq!(ids(&world, "herring"), before);
    assert_eq!(ids(&world, "path:2014/*"), before);
    world.run(&["index", "news"]).ends(0).says(&["nothing to do"]);
    // Once more, and then its content changes: the ids are still those that it began with.
    rename("2014/a.txt", "2015/a.txt");
    world.run(&["index", "news"]).ends(0).says(&["moved  1 article in 1 file"]);
    world.write("news/2015/a.txt", "Title\n\nherring and more");
    world.run(&["index", "news"]).ends(0).says(&["replaced  1 article in 1 file"]);
    assert_eq!(ids(&world, "herring"), before);
    // A new file in the old place is another article.
    world.write("news/a.txt", "Title\n\nherring, another");
    world.run(&["index", "news"]).ends(0).says(&["id \"a.txt\" is taken"]);
    assert_eq!(ids(&world, "herring").len(), 4);
    world.run(&["check", "--index", "news/.dateline"]).ends(0);
}

/// A search that was told of an article is not told of it again because its file has moved.
#[test]
fn a_file_that_moves_is_no_news() {
    let world = World::new();
    world.write("news/a.txt", "Title\n\nherring");
    world.run(&["index", "news"]).ends(0);
    let index = ["--index", "news/.dateline"];
    world.run(&[&["save", "fish", "herring"], &index[..]].concat()).ends(0);
    world.run(&[&["new", "fish"], &index[..]].concat()).ends(0);
    std::fs::rename(world.path().join("news/a.txt"), world.path().join("news/b.txt")).unwrap();
    world.run(&["index", "news"]).ends(0).says(&["moved"]);
    world.run(&[&["new", "fish"], &index[..]].concat()).ends(1);
}

#[test]
fn a_copy_of_a_file_is_not_a_move() {
    let world = World::new();
    world.write("news/a.txt", "Title\n\nherring");
    world.run(&["index", "news"]).ends(0);
    world.write("news/b.txt", "Title\n\nherring");
    world.run(&["index", "news"]).ends(0).says(&["indexed  1 article in 1 file"]);
    assert_eq!(ids(&world, "herring"), ["a.txt", "b.txt"]);
}
