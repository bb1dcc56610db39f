//! Predicts the topics of articles, to measure what the model is worth:
//!
//! ```text
//! topics [--model FILE] [--time] PATH...   JSON Lines of `dateline enrich`, topics only;
//!                                          a PATH is a folder of .txt files or a file of JSON Lines
//! topics --train DATA LABELS OUT           trains the Media Topics model
//! topics --train-own FILE OUT              trains a model for a user's own labels
//! topics --why TOPIC PATH                  the words that weighed most
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use dateline::enrich::topics::{Model, explain, find, find_with};
use dateline::error::{Error, Result};
use dateline::text::Reading;
use dateline::train::topics::{Report, train, train_own};
use serde_json::{Value, json};

struct Item {
    id: String,
    title: String,
    body: String,
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        ["--train", data, labels, out] => report(&train(Path::new(data), Path::new(labels), Path::new(out))?),
        ["--train-own", labels, out] => report(&train_own(Path::new(labels), Path::new(out))?),
        ["--why", topic, path] => {
            for item in items(Path::new(path))? {
                let why = explain(&Reading::new(&item.title, &item.body), topic);
                let why: Vec<String> = why.iter().take(12).map(|(words, w)| format!("{words} {w:.2}")).collect();
                println!("{}\t{}", item.id, why.join(", "));
            }
        }
        ["--model", model, ref rest @ ..] => {
            let bytes = std::fs::read(model).map_err(|cause| Error::new("cannot read").at(model).because(cause))?;
            predict(Some(Model::load(&bytes)?), rest)?;
        }
        _ => predict(None, &words)?,
    }
    Ok(())
}

fn report(report: &Report) {
    println!("{report}");
    for (name, bins) in ["first level", "below"].iter().zip(&report.calibration) {
        println!("{name}: probability promised, true share, predictions");
        for bin in bins {
            println!("  {:.2}  {:.2}  {}", bin.promised, bin.true_share, bin.predictions);
        }
    }
    for (name, articles, threshold) in &report.labels {
        println!("  {name}\t{articles}\t{threshold:.2}");
    }
}

fn predict(model: Option<Model>, args: &[&str]) -> Result<()> {
    let time = args.contains(&"--time");
    let mut all = Vec::new();
    for path in args.iter().filter(|a| **a != "--time") {
        all.extend(items(Path::new(path))?);
    }
    let topics = |item: &Item| {
        let reading = Reading::new(&item.title, &item.body);
        match &model {
            Some(model) => find_with(model, &reading),
            None => find(&reading, &[], None, &[]),
        }
    };
    if time {
        let bytes: usize = all.iter().map(|i| i.title.len() + i.body.len()).sum();
        let _warm = topics(&all[0]);
        let (mut best, mut best_words, mut found) = (f64::MAX, f64::MAX, 0);
        for _ in 0..7 {
            let start = Instant::now();
            found = all.iter().map(|item| topics(item).len()).sum();
            best = best.min(start.elapsed().as_secs_f64());
            let start = Instant::now();
            let words: usize = all.iter().map(|item| Reading::new(&item.title, &item.body).words().len()).sum();
            best_words = best_words.min(start.elapsed().as_secs_f64() + (words == 1) as u8 as f64);
        }
        let speed = |seconds: f64| bytes as f64 / seconds / 1e6;
        println!(
            "{} articles, {bytes} bytes, {found} topics: {:.1} MB/s with reading words, {:.1} MB/s without",
            all.len(),
            speed(best),
            speed(best - best_words)
        );
        return Ok(());
    }
    for item in &all {
        let topics: Vec<Value> = topics(item)
            .iter()
            .map(|t| json!({"code": t.code, "name": t.name, "path": t.path, "score": t.score}))
            .collect();
        println!("{}", json!({"version": 1, "id": item.id, "people": [], "countries": [], "topics": topics}));
    }
    Ok(())
}

fn items(path: &Path) -> Result<Vec<Item>> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause: std::io::Error| Error::new("cannot read").at(path).because(cause)
    };
    if path.is_dir() {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(path).map_err(failed(path))?.filter_map(|e| Some(e.ok()?.path())).collect();
        paths.sort();
        let mut all = Vec::new();
        for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "txt")) {
            let text = String::from_utf8_lossy(&std::fs::read(path).map_err(failed(path))?).into_owned();
            let (title, body) = text.split_once('\n').filter(|(title, _)| title.len() < 200).unwrap_or(("", &text));
            let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            all.push(Item { id, title: title.to_owned(), body: body.trim().to_owned() });
        }
        return Ok(all);
    }
    let text = std::fs::read_to_string(path).map_err(failed(path))?;
    let item = |(n, line): (usize, &str)| -> Result<Item> {
        let record: Value = serde_json::from_str(line)
            .map_err(|cause| Error::new("not JSON").at_line(path, n as u64 + 1).because(cause))?;
        let field = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let body = if record["body"].is_string() { field("body") } else { field("text") };
        Ok(Item { id: field("id"), title: field("title"), body })
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(item).collect()
}
