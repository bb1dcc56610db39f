//! The labels of `schema/labels/`: what is known of each article, by id.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use super::FOLDS;
use crate::error::{Error, Result};
use crate::vocab::topics::{self, Topic};

/// Topics of an article and how sure they are.
pub(super) type Sure = Vec<(&'static Topic, f32)>;

/// Everything that is known of the training articles.
#[derive(Default)]
pub(super) struct Labels {
    /// By id: labels that readers gave.
    pub(super) read: BTreeMap<String, Sure>,
    /// By id: labels that the teacher gave, then those that it gave without
    /// having seen each fifth of the labelled articles.
    pub(super) taught: BTreeMap<String, [Sure; 1 + FOLDS]>,
    /// Articles that must not be trained on: others are measured by them.
    pub(super) held_out: BTreeSet<String>,
    /// By collection and section: what the section says.
    pub(super) sections: HashMap<(String, String), Vec<&'static Topic>>,
}

impl Labels {
    /// Reads the files of a folder laid out as `schema/labels/`; the teacher's may be missing.
    ///
    /// # Errors
    /// If a file cannot be read, or a line of it makes no sense.
    pub(super) fn read(folder: &Path) -> Result<Labels> {
        let mut labels = Labels::default();
        rows(&folder.join("articles.tsv"), &text(&folder.join("articles.tsv"))?, |cells| {
            labels.read.insert(cells[0].to_owned(), both_levels(&cells[1..])?);
            Some(())
        })?;
        let twice = folder.join("twice.tsv");
        rows(&twice, &text(&twice)?, |cells| {
            let (first, second) = cells[1..].split_at_checked(2)?;
            labels.read.insert(cells[0].to_owned(), agreed(both_levels(first)?, both_levels(second)?));
            Some(())
        })?;
        let sections = folder.join("sections.tsv");
        rows(&sections, &text(&sections)?, |cells| {
            let topics = codes(cells.get(2)?)?;
            labels.sections.insert((cells[0].to_owned(), cells[1].to_owned()), topics);
            Some(())
        })?;
        let held_out = folder.join("held-out.tsv");
        rows(&held_out, &text(&held_out)?, |cells| {
            labels.held_out.insert(cells[0].to_owned());
            Some(())
        })?;
        let teacher = folder.join("teacher.tsv.zst");
        if teacher.exists() {
            let unreadable = |cause: std::io::Error| Error::new("cannot read these labels").at(&teacher).because(cause);
            let packed = fs::read(&teacher).map_err(unreadable)?;
            let plain = String::from_utf8_lossy(&zstd::decode_all(packed.as_slice()).map_err(unreadable)?).into_owned();
            rows(&teacher, &plain, |cells| {
                labels.taught.insert(cells[0].to_owned(), taught(cells.get(1)?)?);
                Some(())
            })?;
        }
        Ok(labels)
    }

    /// What the sections of an article of a collection say.
    pub(super) fn of_sections(&self, id: &str, sections: &[String]) -> Vec<&'static Topic> {
        let collection = id.split(':').next().unwrap_or_default();
        let topics = |section: &String| self.sections.get(&(collection.to_owned(), section.clone()));
        sections.iter().filter_map(topics).flatten().copied().collect()
    }
}

/// A label that both readers gave is sure; one that only one gave is half so.
fn agreed(first: Sure, second: Sure) -> Sure {
    let mut sure: Sure = first.into_iter().map(|(topic, _)| (topic, 0.5)).collect();
    for (topic, _) in second {
        match sure.iter_mut().find(|(t, _)| std::ptr::eq(*t, topic)) {
            Some((_, p)) => *p = 1.0,
            None => sure.push((topic, 0.5)),
        }
    }
    sure
}

fn both_levels(cells: &[&str]) -> Option<Sure> {
    let mut sure = Sure::new();
    for cell in cells {
        sure.extend(codes(cell)?.into_iter().map(|topic| (topic, 1.0)));
    }
    Some(sure)
}

fn codes(cell: &str) -> Option<Vec<&'static Topic>> {
    cell.split(' ').filter(|code| !code.is_empty()).map(topics::by_code).collect()
}

/// "11000000:987898 …": codes, each with a digit of the teacher and of each teacher
/// that did not see a fifth; a digit is a probability in ninths.
fn taught(cell: &str) -> Option<[Sure; 1 + FOLDS]> {
    let mut taught: [Sure; 1 + FOLDS] = Default::default();
    for item in cell.split(' ') {
        let (code, digits) = item.split_once(':')?;
        let topic = topics::by_code(code)?;
        let mut digits = digits.chars();
        for sure in &mut taught {
            let ninths = digits.next()?.to_digit(10)?;
            if ninths > 0 {
                sure.push((topic, ninths as f32 / 9.0));
            }
        }
    }
    Some(taught)
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|cause| {
        let help = "`schema/labels/` holds the labels that the shipped model was trained on";
        Error::new("cannot read these labels").at(path).because(cause).help(help)
    })
}

fn rows(path: &Path, table: &str, mut row: impl FnMut(&[&str]) -> Option<()>) -> Result<()> {
    for (n, line) in table.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        if row(&cells).is_none() {
            let help = "a line is an id and topic codes, separated by tabs";
            return Err(Error::new("not a line of labels").at_line(path, n as u64 + 1).help(help));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_two_readers_are_weighed() {
        let sport = both_levels(&["15000000 08000000", "20001108"]).unwrap();
        let also = both_levels(&["15000000", ""]).unwrap();
        let sure: Vec<(&str, f32)> = agreed(sport, also).into_iter().map(|(t, p)| (t.bare_code(), p)).collect();
        assert_eq!(sure, [("15000000", 1.0), ("08000000", 0.5), ("20001108", 0.5)]);
    }

    #[test]
    fn a_bad_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["articles.tsv", "twice.tsv", "sections.tsv", "held-out.tsv"] {
            fs::write(folder.path().join(name), "# a comment\n").unwrap();
        }
        assert!(Labels::read(folder.path()).is_ok());
        fs::write(folder.path().join("articles.tsv"), "# a comment\nbbc:sport/001\t99999999\t\n").unwrap();
        let error = Labels::read(folder.path()).err().unwrap();
        assert!(error.to_string().contains("articles.tsv:2: not a line of labels"), "{error}");
    }

    #[test]
    fn the_committed_labels_are_whole() {
        let labels = Labels::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/labels")).unwrap();
        assert!(labels.read.len() >= 1_500);
        for (id, sure) in &labels.read {
            for (topic, _) in sure.iter().filter(|(topic, _)| topic.level == 2) {
                let parent = topic.parent().unwrap();
                assert!(sure.iter().any(|(t, _)| std::ptr::eq(*t, parent)), "{id}: {} without its parent", topic.name);
            }
        }
        let held_out = |id: &String| labels.held_out.contains(id);
        assert!(!labels.read.keys().any(held_out) && !labels.taught.keys().any(held_out));
        assert!(labels.sections.contains_key(&("bbc".to_owned(), "sport".to_owned())));
    }
}
