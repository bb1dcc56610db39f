//! Holds the imports to the floors of the house: data flows down once.
//!
//! A module may import from rooms on a lower floor only; rooms of one floor
//! know nothing of each other. The binary, tests and benches stand above.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and their floors, the highest first.
const FLOORS: [(&str, u32); 15] = [
    ("main", 9),
    ("cli", 8),
    ("output", 6),
    ("eval", 5),
    ("train", 5),
    ("search", 4),
    ("index", 3),
    ("source", 2),
    ("enrich", 2),
    ("copies", 2),
    ("text", 1),
    ("vocab", 1),
    ("article", 1),
    ("error", 0),
    ("lib", 10),
];

/// Imports inside a floor that the table allows: the reason stands beside each.
const ALLOWED: [(&str, &str); 1] = [
    // Vocabularies are looked up by the keys of words.
    ("vocab", "text"),
];

fn floor(room: &str) -> u32 {
    FLOORS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("{room} has no floor in tests/house.rs")).1
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that never touch Tantivy: what they do must be testable without an index.
const NO_TANTIVY: [&str; 7] = ["text", "vocab", "article", "source", "enrich", "copies", "train"];

/// The rooms that a file names after `crate::`, outside its tests.
fn imports(text: &str) -> Vec<(usize, String)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let mut rooms = Vec::new();
    for (number, line) in code.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let room: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !room.is_empty() {
                rooms.push((number + 1, room));
            } else {
                assert!(
                    !rest.starts_with('{'),
                    "line {}: one `use crate::room` a line, so that this test can read it",
                    number + 1
                );
            }
        }
    }
    rooms
}

#[test]
fn imports_go_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 30, "the sources were not found");
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        let text = fs::read_to_string(&file).unwrap();
        if NO_TANTIVY.contains(&room.as_str()) && text.contains("tantivy::") {
            wrong.push(format!("{}: {room} uses Tantivy", inside.display()));
        }
        for (line, other) in imports(&text) {
            let allowed =
                room == other || floor(&other) < floor(&room) || ALLOWED.contains(&(room.as_str(), other.as_str()));
            if !allowed {
                wrong.push(format!("{}:{line}: {room} imports {other}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the floors:\n{}", wrong.join("\n"));
}
