//! Training of topic models: Media Topics from the labels of `schema/labels/`,
//! or a user's own labels from a file of labelled articles.
//!
//! Both go the same way: choose the words to know, leave out a fifth of the
//! articles at a time to see how well scores tell labels, tune probabilities and
//! thresholds on those, then learn from all and store it compactly. Nothing is
//! random: the same texts and labels give the same bytes.

mod corpus;
mod labels;
mod learn;
mod own;
mod tune;
mod vocabulary;

use std::fmt;
use std::fs;
use std::path::Path;

pub use own::train_own;
pub use tune::{Agreement, Bin};

use crate::enrich::topics::{Label, Model, RARITY_UNIT, Table, Weight, damped};
use crate::error::{Error, Result};
use crate::text::Reading;
use crate::vocab::topics::Topic;
use corpus::{Corpus, Text};
use labels::{Labels, Sure};
use learn::{Example, Linear, Settings};
use tune::Judged;
use vocabulary::{Limits, Vocabulary};

/// What a training came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// Articles with labels of their own.
    pub articles: usize,
    /// Articles with labels from a teacher or a section.
    pub weak_articles: usize,
    /// Words, pairs and title words that the model knows.
    pub features: usize,
    /// Size of the model file.
    pub bytes: usize,
    /// Labels of the first level on articles left out of training.
    pub roots: Agreement,
    /// Labels below them on articles left out of training.
    pub below: Agreement,
    /// Promised and true shares, by tenths of probability: first level, then below.
    pub calibration: [[Bin; 10]; 2],
    /// Every label: its name, articles that have it, its threshold.
    pub labels: Vec<(String, usize, f32)>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} labelled articles, {} weakly labelled ones", self.articles, self.weak_articles)?;
        writeln!(f, "{} labels, {} features, {} bytes", self.labels.len(), self.features, self.bytes)?;
        for (name, figures) in [("first level", self.roots), ("below", self.below)] {
            let (p, r, f1) = (figures.precision(), figures.recall(), figures.f1());
            writeln!(f, "{name:<12} P {p:.3}  R {r:.3}  F1 {f1:.3} on articles left out of training")?;
        }
        Ok(())
    }
}

/// A text and what is known of it.
#[derive(Debug, Clone, Default)]
struct Sample {
    text: Text,
    /// Labels by index and how sure they are; those below come with those above.
    labels: Vec<(u16, f32)>,
    /// The same as they are known without having seen each fifth of the labelled
    /// articles, where that makes a difference: who judges must not have taught.
    unseen: Vec<Vec<(u16, f32)>>,
    weight: f32,
    /// Only the listed labels are known.
    partial: bool,
    /// Whether the labels are good enough to judge by, and with which part of the articles.
    judges: Option<usize>,
}

impl Sample {
    fn probability(&self, label: u16) -> f32 {
        self.labels.iter().find(|l| l.0 == label).map_or(0.0, |l| l.1)
    }
}

/// How much a label counts, by where it comes from. Chosen by cross-validation; see `schema/topics.md`.
const READ_WEIGHT: f32 = 2.0;
const TAUGHT_WEIGHT: f32 = 1.0;
const SECTION_WEIGHT: f32 = 0.3;

const VOCABULARY_WEIGHT: f32 = 0.5;

/// How sure a section is of its topic.
const SECTION_SURE: f32 = 0.9;

/// Labels with fewer articles than this, readers' and teacher's together, are not predicted.
const FEWEST_ARTICLES: f32 = 6.0;

/// Trains the Media Topics model on the collections below `data` with the labels
/// in `labels` (`schema/labels/`), and writes it to `out`.
///
/// # Errors
/// If texts or labels cannot be read, or the model cannot be written.
pub fn train(data: &Path, labels: &Path, out: &Path) -> Result<Report> {
    let labels = Labels::read(labels)?;
    let corpus = Corpus::read(data)?;
    let topics = predictable(&labels);
    let parent = |topic: &&'static Topic| {
        topic.parent().and_then(|above| topics.iter().position(|t| std::ptr::eq(*t, above))).map(|n| n as u16)
    };
    let names = topics.iter().map(|t| (t.bare_code().to_owned(), parent(t))).collect();
    let samples = samples(&labels, &corpus, &topics)?;
    finish(samples, names, &[Settings::default()], out)
}

/// The topics of levels 1 and 2 that enough articles have, the roots first.
fn predictable(labels: &Labels) -> Vec<&'static Topic> {
    let all = crate::vocab::topics::all();
    let enough = |topic: &&Topic| {
        let taught = labels.taught.values().map(|teachers| &teachers[0]);
        let sure = labels.read.values().chain(taught).flatten();
        let articles: f32 = sure.filter(|(t, p)| std::ptr::eq(*t, *topic) && *p >= 0.5).map(|(_, p)| p).sum();
        articles >= FEWEST_ARTICLES
    };
    let roots = all.iter().filter(|t| t.level == 1);
    roots.chain(all.iter().filter(|t| t.level == 2).filter(enough)).collect()
}

/// Every text that something is known of, in the order of ids.
fn samples(labels: &Labels, corpus: &Corpus, topics: &[&'static Topic]) -> Result<Vec<Sample>> {
    let indexed = |sure: &Sure| -> Vec<(u16, f32)> {
        let index = |topic: &Topic| topics.iter().position(|t| std::ptr::eq(*t, topic));
        sure.iter().filter_map(|&(topic, p)| Some((index(topic)? as u16, p))).collect()
    };
    let text = |id: &str| {
        let help = "the collections are listed in `schema/topics.md`";
        corpus.get(id).ok_or_else(|| Error::new(format!("no training text has the id {id}")).help(help))
    };
    let mut samples = Vec::new();
    for (id, sure) in &labels.read {
        let labels = indexed(sure);
        samples.push(Sample {
            text: text(id)?,
            labels,
            weight: READ_WEIGHT,
            judges: Some(part(id)),
            ..Sample::default()
        });
    }
    for (id, taught) in labels.taught.iter().filter(|(id, _)| !labels.read.contains_key(*id)) {
        let labels = indexed(&taught[0]);
        let unseen = taught[1..].iter().map(indexed).collect();
        samples.push(Sample { text: text(id)?, labels, unseen, weight: TAUGHT_WEIGHT, ..Sample::default() });
    }
    for id in corpus.ids() {
        if labels.read.contains_key(id) || labels.taught.contains_key(id) || labels.held_out.contains(id) {
            continue;
        }
        let text = text(id)?;
        let sure: Sure = labels.of_sections(id, &text.sections).into_iter().map(|t| (t, SECTION_SURE)).collect();
        let labels = indexed(&sure);
        if !labels.is_empty() {
            samples.push(Sample { text, labels, weight: SECTION_WEIGHT, partial: true, ..Sample::default() });
        }
    }
    for topic in crate::vocab::topics::all() {
        let sure: Sure = topic.lineage().map(|t| (t, 1.0)).collect();
        let text = description(topic);
        samples.push(Sample { text, labels: indexed(&sure), weight: VOCABULARY_WEIGHT, ..Sample::default() });
    }
    Ok(samples)
}

/// What the vocabulary says of a topic, as a text: it knows words that no labelled article happens to have.
fn description(topic: &Topic) -> Text {
    let mut body = topic.name.to_owned();
    for more in topic.synonyms().chain([topic.definition]) {
        body.push_str("\n\n");
        body.push_str(more);
    }
    Text { body, ..Text::default() }
}

/// Parts into which the labelled articles are divided, each left out in turn.
const FOLDS: usize = 5;

/// The part that an article belongs to, by its id; the teacher divides by the same rule.
fn part(id: &str) -> usize {
    id.bytes().map(usize::from).sum::<usize>() % FOLDS
}

/// Chooses features and, of several, the settings that judge best; tunes, learns from all, and writes the model.
fn finish(
    samples: Vec<Sample>,
    names: Vec<(String, Option<u16>)>,
    settings: &[Settings],
    out: &Path,
) -> Result<Report> {
    let vocabulary = Vocabulary::choose(&samples, names.len(), Limits::default());
    let table = Table::new(&vocabulary.features);
    let mut examples: Vec<Example> = samples.iter().map(|sample| example(sample, &table, &vocabulary.rarity)).collect();
    let rows = vocabulary.rarity.len();
    let blank = |(name, parent): (String, Option<u16>)| Label { name, parent, ..Label::default() };
    let mut labels: Vec<Label> = names.into_iter().map(blank).collect();
    let Judgement { settings, judged, roots, below } = settings
        .iter()
        .map(|&settings| judgement(&samples, &mut examples, &labels, rows, settings))
        .reduce(|best, next| if next.right() > best.right() { next } else { best })
        .ok_or_else(|| Error::new("no way to learn was given"))?;
    let judged: Vec<Judged> = judged.into_iter().flatten().collect();
    tune::tune(&mut labels, &judged);

    let parents: Vec<Option<u16>> = labels.iter().map(|label| label.parent).collect();
    examples.iter_mut().zip(&samples).for_each(|(example, sample)| example.labels.clone_from(&sample.labels));
    let linear = Linear::fit(&examples.iter().collect::<Vec<_>>(), rows, &parents, settings);
    let model = quantised(labels, vocabulary, &linear);
    let bytes = model.to_bytes()?;
    fs::write(out, &bytes).map_err(|cause| Error::new("cannot write the model").at(out).because(cause))?;
    let count = |label: usize| judged.iter().filter(|j| j.sample.probability(label as u16) > 0.5).count();
    Ok(Report {
        articles: judged.len(),
        weak_articles: samples.len() - judged.len(),
        features: model.features.len(),
        bytes: bytes.len(),
        roots,
        below,
        calibration: [false, true].map(|below| tune::calibration(&model.labels, &judged, below)),
        labels: model.labels.iter().enumerate().map(|(n, l)| (l.name.clone(), count(n), l.threshold)).collect(),
    })
}

/// How well a way of learning does on articles left out of it.
struct Judgement<'a> {
    settings: Settings,
    /// By part.
    judged: Vec<Vec<Judged<'a>>>,
    roots: Agreement,
    below: Agreement,
}

impl Judgement<'_> {
    fn right(&self) -> f32 {
        self.roots.f1() + self.below.f1()
    }
}

/// Learns without each part in turn, and judges by it.
fn judgement<'a>(
    samples: &'a [Sample],
    examples: &mut [Example],
    labels: &[Label],
    rows: usize,
    settings: Settings,
) -> Judgement<'a> {
    let parents: Vec<Option<u16>> = labels.iter().map(|label| label.parent).collect();
    let mut judged = Vec::new();
    for part in 0..FOLDS {
        for (example, sample) in examples.iter_mut().zip(samples) {
            example.labels.clone_from(sample.unseen.get(part).unwrap_or(&sample.labels));
        }
        let left_out = |n: &usize| samples[*n].judges == Some(part);
        let rest: Vec<&Example> = (0..examples.len()).filter(|n| !left_out(n)).map(|n| &examples[n]).collect();
        let linear = Linear::fit(&rest, rows, &parents, settings);
        let judge = |n: usize| Judged { sample: &samples[n], scores: linear.scores(&examples[n]) };
        judged.push((0..examples.len()).filter(left_out).map(judge).collect::<Vec<Judged>>());
    }
    let (roots, below) = cross_tuned(labels, &judged);
    Judgement { settings, judged, roots, below }
}

/// Agreement on each part with what was tuned on the others: an honest figure.
fn cross_tuned(labels: &[Label], judged: &[Vec<Judged>]) -> (Agreement, Agreement) {
    let mut sums = [Agreement::default(); 2];
    for (fold, left_out) in judged.iter().enumerate() {
        let others: Vec<Judged> = judged
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != fold)
            .flat_map(|(_, part)| part.iter().map(|j| Judged { sample: j.sample, scores: j.scores.clone() }))
            .collect();
        let mut labels = labels.to_vec();
        tune::tune(&mut labels, &others);
        let (roots, below) = tune::agreement(&labels, left_out);
        for (sum, part) in sums.iter_mut().zip([roots, below]) {
            sum.right += part.right;
            sum.wrong += part.wrong;
            sum.missed += part.missed;
        }
    }
    (sums[0], sums[1])
}

/// What a sample has in the rows of a table, as the model will see it.
fn example(sample: &Sample, table: &Table, rarity: &[u8]) -> Example {
    let counts = table.counts(&Reading::new(&sample.text.title, &sample.text.body));
    let mut values: Vec<(u32, f32)> =
        counts.into_iter().map(|(row, n)| (row, damped(n) * rarity[row as usize] as f32 * RARITY_UNIT)).collect();
    let length = values.iter().map(|(_, v)| v * v).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    values.iter_mut().for_each(|(_, v)| *v /= length);
    values.sort_unstable_by_key(|v| v.0);
    Example { values, labels: sample.labels.clone(), weight: sample.weight, partial: sample.partial }
}

/// Weights of the whole model that are kept: the largest, which say nearly everything.
/// Chosen for size against F1; see `schema/topics.md`.
const WEIGHTS_KEPT: usize = 420_000;

/// The model with a byte for a weight, and without the smallest ones.
fn quantised(mut labels: Vec<Label>, vocabulary: Vocabulary, linear: &Linear) -> Model {
    let rows = vocabulary.rarity.len();
    let weight = |row: usize, label: usize| linear.row(row)[label] * vocabulary.rarity[row] as f32 * RARITY_UNIT;
    for (n, label) in labels.iter_mut().enumerate() {
        let largest = (0..rows).map(|row| weight(row, n).abs()).fold(f32::MIN_POSITIVE, f32::max);
        label.unit = largest / i8::MAX as f32;
        label.bias = linear.bias(n);
    }
    let mut sizes: Vec<f32> = (0..rows)
        .flat_map(|row| (0..labels.len()).map(move |label| (row, label)))
        .map(|(r, l)| weight(r, l).abs())
        .collect();
    let kept = WEIGHTS_KEPT.min(sizes.len() - 1);
    let (_, least, _) = sizes.select_nth_unstable_by(kept, |a, b| b.total_cmp(a));
    let least = *least;
    let mut weights = Vec::new();
    let mut ends = Vec::with_capacity(rows);
    for row in 0..rows {
        for (n, label) in labels.iter().enumerate() {
            let value = (weight(row, n) / label.unit).round() as i8;
            if value != 0 && weight(row, n).abs() >= least {
                weights.push(Weight { label: n as u16, value });
            }
        }
        ends.push(weights.len() as u32);
    }
    Model { labels, features: vocabulary.features, rarity: vocabulary.rarity, ends, weights, ..Model::default() }
        .assemble()
}
