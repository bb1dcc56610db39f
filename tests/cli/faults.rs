//! What can go wrong under an index: a process that dies at any moment, a full
//! disk, files that rot, two writers, a reader throughout.
//!
//! A few faults in the normal tests; `DATELINE_FAULTS=200 cargo test --test cli
//! faults` has as many kills as that.

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dateline::index::check;

use crate::made_copies::Dice;
use crate::world::World;

fn kills() -> usize {
    std::env::var("DATELINE_FAULTS").ok().and_then(|count| count.parse().ok()).unwrap_or(12)
}

/// A corpus of reports, some of them copies of each other; `round` changes a part of it.
fn write_corpus(world: &World, round: usize) {
    for n in 0..300 {
        if round > 0 && n % 7 != round % 7 {
            continue;
        }
        let body = format!("Report {} of the herring fleet, edition {round}. ", n % 140).repeat(30 + n % 13);
        world.write(&format!("news/{:02}/{n}.txt", n % 17), format!("Title {n}\n\n{body}"));
    }
}

fn spawn(world: &World, arguments: &[&str]) -> Child {
    world.command().args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Killed at random moments of building, updating, watching, deleting, merging segments and indexes, with a reader throughout:
/// nothing committed is lost, `check` finds nothing that the next update does not mend.
#[test]
fn a_killed_process_loses_nothing_committed() {
    let world = World::new();
    let mut dice = Dice::new(11);
    write_corpus(&world, 0);
    world.run(&["index", "news"]).ends(0);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut read = 0;
            while !done.load(Ordering::Relaxed) {
                let every = ["search", "--duplicates", "show", "--count", "--index", "news/.dateline"];
                let articles: u64 = world.run(&every).ends(0).out.trim().parse().unwrap();
                // One is deleted at times.
                assert!((299..=300).contains(&articles), "a reader saw {articles} articles");
                read += 1;
            }
            read
        });
        for kill in 1..=kills() {
            write_corpus(&world, kill);
            let verb: &[&str] = match dice.roll(7) {
                0 => &["optimize", "--index", "news/.dateline"],
                1 => &["delete", "--id", "00/0.txt", "--index", "news/.dateline"],
                2 => &["index", "news", "--restore"],
                3 => &["merge", "news/.dateline", "--index", "merged"],
                4 => &["index", "news", "--watch"],
                _ => &["index", "news"],
            };
            let mut child = spawn(&world, verb);
            let mut moment = 400;
            if verb.contains(&"--watch") {
                // What changes while it watches is committed a little later.
                std::thread::sleep(Duration::from_millis(dice.roll(400) as u64));
                write_corpus(&world, kill + 1);
                moment = 1600;
            }
            std::thread::sleep(Duration::from_millis(dice.roll(moment) as u64));
            let _ = child.kill();
            child.wait().unwrap();
            for index in ["news/.dateline", "merged"] {
                let checked = world.run(&["check", "--index", index, "--format", "json"]);
                for finding in checked.json() {
                    let what = finding["finding"].as_str().unwrap();
                    assert_eq!(
                        what, "copies were not grouped after the last commit",
                        "{index}: kill {kill} of {verb:?}"
                    );
                }
            }
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
    world.run(&["index", "news", "--restore"]).ends(0);
    world.run(&["check", "--index", "news/.dateline"]).ends(0);
    world.run(&["index", "news", "--index", "calm"]).ends(0);
    let answer = |index: &str| {
        let ids = world.run(&["search", "herring", "-n", "0", "--format", "ids", "--index", index]).out;
        ids + &world.run(&["duplicates", "-n", "0", "--format", "json", "--index", index]).out
    };
    assert_eq!(answer("news/.dateline"), answer("calm"));
    world.run(&["merge", "news/.dateline", "--index", "merged"]).ends(0);
    world.run(&["index", "news", "--index", "merged", "--restore"]).ends(0);
    world.run(&["check", "--index", "merged"]).ends(0);
    assert_eq!(answer("merged"), answer("calm"));
}

/// The files of an index whose bytes are the program's own: users edit the tables, and nobody reads the locks.
fn files_of_index(world: &World) -> Vec<PathBuf> {
    let folders = ["index", "index/tantivy"].map(|folder| std::fs::read_dir(world.path().join(folder)).unwrap());
    let mut files: Vec<PathBuf> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    let own = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        path.is_file() && name != ".writer" && !name.ends_with(".lock") && !name.ends_with(".tsv")
    };
    files.retain(own);
    files.sort();
    files
}

/// Every file of the index, cut short or with one bit changed, at many places: `check` tells it, and a search is
/// right or fails.
#[test]
fn rot_is_told() {
    let world = World::new();
    write_corpus(&world, 0);
    world.run(&["index", "news", "--index", "index"]).ends(0);
    world.write("news/later.txt", "Later\n\nA herring that came later than the others.");
    world.run(&["index", "news", "--index", "index"]).ends(0);
    world.run(&["delete", "--id", "00/0.txt", "--index", "index"]).ends(0);
    let answers = || {
        let query = ["search", "herring", "-n", "0", "--facets", "--format", "json"];
        let facets = ["facets", "clusters", "-n", "0", "--format", "json"];
        [&query[..], &facets[..]].map(|query| world.run(&[query, &["--index", "index"]].concat()))
    };
    let right = answers().map(|ran| ran.ends(0).out);
    let mut dice = Dice::new(5);
    let files = files_of_index(&world);
    assert!(files.len() > 12, "{files:?}");
    for path in files {
        let whole = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let sound = |damaged: &[u8]| {
            std::fs::write(&path, damaged).unwrap();
            check(&world.path().join("index")).is_ok_and(|checkup| checkup.findings.is_empty())
        };
        for n in 0..4 * kills() {
            // The head and the tail of every file, where its own order stands, and anywhere in between.
            let at = [n, whole.len() - 1 - n.min(whole.len() - 1), dice.roll(whole.len())][n % 3].min(whole.len() - 1);
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << dice.roll(8);
            assert!(!sound(&flipped), "{name}: nothing was told of byte {at} of {}", whole.len());
            let cut = dice.roll(whole.len());
            assert!(!sound(&whole[..cut]), "{name}: nothing was told of a cut at {cut} of {}", whole.len());
            if n < 4 {
                let damaged = if n == 0 { &whole[..cut] } else { &flipped };
                std::fs::write(&path, damaged).unwrap();
                for (ran, right) in answers().into_iter().zip(&right) {
                    assert!(ran.status == 2 || ran.out == *right, "{name}, byte {at}, {}:\n{}", ran.status, ran.err);
                    assert!(!ran.err.contains("panicked"), "{name}, byte {at}:\n{}", ran.err);
                }
            }
        }
        assert!(sound(&whole));
    }
    world.run(&["check", "--index", "index"]).ends(0).says(&["sound"]);
}

/// A write that fails for want of room, at several sizes: an error, and the index as it was.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_index_as_it_was() {
    let world = World::new();
    write_corpus(&world, 0);
    world.run(&["index", "news"]).ends(0);
    let count = || world.run(&["search", "--duplicates", "show", "--count", "--index", "news/.dateline"]).ends(0).out;
    let before = count();
    for blocks in ["1", "8", "40"] {
        write_corpus(&world, 3);
        world.write("news/more.txt", "More\n\nA file that is new.");
        // No file may grow beyond so many blocks of 512 bytes; the signal that tells it is ignored.
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" index news");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &limited, env!("CARGO_BIN_EXE_dateline")]).current_dir(world.path());
        let ran = command.stdin(Stdio::null()).output().unwrap();
        if ran.status.success() {
            continue;
        }
        assert_eq!(ran.status.code(), Some(2), "{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(count(), before);
    }
    world.run(&["index", "news"]).ends(0);
    world.run(&["check", "--index", "news/.dateline"]).ends(0);
}
