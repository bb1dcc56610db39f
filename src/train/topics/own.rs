//! A model for a user's own labels, from articles that carry them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use super::corpus::Text;
use super::learn::Settings;
use super::{FOLDS, Report, Sample, finish};
use crate::error::{Error, Result};

/// A labelled article of the user's.
#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    title: String,
    #[serde(default, alias = "text", alias = "content")]
    body: String,
    labels: Vec<String>,
}

/// Labels with fewer articles are left out: nothing can be learned from them.
const FEWEST_ARTICLES: usize = 2;

/// Most labels that a model can hold.
const MOST_LABELS: usize = 60_000;

/// Ways of learning to choose from: long for many articles of a kind, short for few and short ones.
const SETTINGS: [Settings; 3] = [
    Settings { epochs: 6, rate: 0.2, decay: 1e-4 },
    Settings { epochs: 10, rate: 0.4, decay: 1e-4 },
    Settings { epochs: 30, rate: 0.8, decay: 1e-4 },
];

/// Trains a model on the articles of a JSON Lines file
/// (`{"title": …, "body" or "text": …, "labels": ["…"]}` a line) and writes it to `out`.
///
/// An article without labels is an example of none of them.
///
/// # Errors
/// If the file cannot be read, a line is not such an article, or no label has two articles.
pub fn train_own(labels: &Path, out: &Path) -> Result<Report> {
    let records = records(labels)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in records.iter().flat_map(|r| &r.labels) {
        *counts.entry(label).or_default() += 1;
    }
    let names: Vec<String> =
        counts.into_iter().filter(|(_, n)| *n >= FEWEST_ARTICLES).map(|(label, _)| label.to_owned()).collect();
    if names.is_empty() || names.len() > MOST_LABELS {
        let what = format!("{} labels with {FEWEST_ARTICLES} articles or more", names.len());
        return Err(Error::new(what).at(labels).help(format!("a model needs 1 to {MOST_LABELS} such labels")));
    }
    let sample = |(n, record): (usize, Record)| {
        let mut labels: Vec<(u16, f32)> =
            record.labels.iter().filter_map(|l| Some((names.binary_search(l).ok()? as u16, 1.0))).collect();
        labels.sort_unstable_by_key(|l| l.0);
        labels.dedup_by_key(|l| l.0);
        let text = Text { title: record.title, body: record.body, sections: Vec::new() };
        Sample { text, labels, weight: 1.0, judges: Some(n % FOLDS), ..Sample::default() }
    };
    let samples: Vec<Sample> = records.into_iter().enumerate().map(sample).collect();
    finish(samples, names.iter().map(|name| (name.clone(), None)).collect(), &SETTINGS, out)
}

fn records(path: &Path) -> Result<Vec<Record>> {
    let unreadable = |cause: std::io::Error| Error::new("cannot read the labelled articles").at(path).because(cause);
    let mut records = Vec::new();
    for (n, line) in BufReader::new(File::open(path).map_err(unreadable)?).lines().enumerate() {
        let line = line.map_err(unreadable)?;
        if line.trim().is_empty() {
            continue;
        }
        let record = serde_json::from_str(&line).map_err(|cause| {
            let help = r#"a line is {"title": "…", "body": "…", "labels": ["…"]}"#;
            Error::new("not a labelled article").at_line(path, n as u64 + 1).because(cause).help(help)
        })?;
        records.push(record);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich::topics::{Model, find_with};
    use crate::text::Reading;
    use std::fmt::Write as _;
    use std::fs;

    fn garden() -> String {
        let mut lines = String::new();
        for n in 0..30 {
            let flower = ["roses", "tulips", "lilies"][n % 3];
            let bird = ["sparrows", "robins", "wrens"][n % 3];
            writeln!(
                lines,
                r#"{{"title": "On {flower}", "text": "How {flower} bloom in a bed of soil.", "labels": ["plants"]}}"#
            )
            .unwrap();
            writeln!(lines, r#"{{"body": "How {bird} sing and nest in a tree.", "labels": ["birds", "animals"]}}"#)
                .unwrap();
        }
        lines
    }

    #[test]
    fn a_small_taxonomy_is_learned_the_same_way_every_time() {
        let folder = tempfile::tempdir().unwrap();
        let (labels, out) = (folder.path().join("labels.jsonl"), folder.path().join("own.model"));
        fs::write(&labels, garden()).unwrap();
        let report = train_own(&labels, &out).unwrap();
        assert!(report.roots.f1() > 0.95, "{report}");
        let bytes = fs::read(&out).unwrap();
        let model = Model::load(&bytes).unwrap();
        let found = find_with(&model, &Reading::new("Tulips in bloom", "The bed of tulips needs good soil."));
        assert_eq!(found[0].name, "plants");
        train_own(&labels, &out).unwrap();
        assert_eq!(fs::read(&out).unwrap(), bytes);
    }

    #[test]
    fn a_bad_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let labels = folder.path().join("labels.jsonl");
        fs::write(&labels, "{\"labels\": []}\n{\"title\": 1}\n").unwrap();
        let error = train_own(&labels, &folder.path().join("out")).unwrap_err();
        assert!(error.to_string().contains("labels.jsonl:2: not a labelled article"), "{error}");
        fs::write(&labels, "{\"labels\": [\"once\"]}\n").unwrap();
        assert!(train_own(&labels, &folder.path().join("out")).unwrap_err().to_string().contains("0 labels"));
    }
}
