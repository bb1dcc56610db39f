//! How good extracted facets are, against annotations made by hand.
//!
//! Gold lines are `{"id", "people": [{"name", "known"?, "surface": […]}], "countries":
//! {"mentioned": […], "focus": […]}, "topics": {"level1": […], "level2": […]}}`;
//! predicted lines are what `dateline enrich` prints. Figures are summed over
//! the articles of the gold file (micro-averages).

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Error, Result};
use crate::vocab;

/// What an article's annotations should be.
#[derive(Debug, Deserialize)]
pub struct Gold {
    id: String,
    #[serde(default)]
    people: Vec<GoldPerson>,
    #[serde(default)]
    countries: GoldCountries,
    #[serde(default)]
    topics: GoldTopics,
}

#[derive(Debug, Deserialize)]
struct GoldPerson {
    name: String,
    /// The well-known full name, where the article gives a shorter one.
    known: Option<String>,
    #[serde(default)]
    surface: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct GoldCountries {
    #[serde(default)]
    mentioned: BTreeSet<String>,
    #[serde(default)]
    focus: BTreeSet<String>,
}

#[derive(Debug, Default, Deserialize)]
struct GoldTopics {
    #[serde(default)]
    level1: BTreeSet<String>,
    #[serde(default)]
    level2: BTreeSet<String>,
}

/// What an article's annotations are.
#[derive(Debug, Deserialize)]
pub struct Predicted {
    id: String,
    #[serde(default)]
    people: Vec<PredictedPerson>,
    #[serde(default)]
    countries: Vec<PredictedCountry>,
    #[serde(default)]
    topics: Vec<PredictedTopic>,
}

#[derive(Debug, Deserialize)]
struct PredictedPerson {
    name: String,
    #[serde(default)]
    mentions: Vec<PredictedMention>,
}

#[derive(Debug, Deserialize)]
struct PredictedMention {
    text: String,
}

#[derive(Debug, Deserialize)]
struct PredictedCountry {
    code: String,
    #[serde(default)]
    focus: bool,
}

#[derive(Debug, Deserialize)]
struct PredictedTopic {
    code: String,
}

/// Right, wrong and missed values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In both.
    pub right: usize,
    /// Predicted only.
    pub wrong: usize,
    /// Gold only.
    pub missed: usize,
}

/// The tallies of every facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetScores {
    /// Each facet's name and tally, in the order to print.
    pub tallies: Vec<(&'static str, Tally)>,
    /// Articles in the gold file.
    pub articles: usize,
    /// Of these, articles without a prediction.
    pub absent: usize,
}

impl Tally {
    fn add<T: Ord>(&mut self, gold: &BTreeSet<T>, predicted: &BTreeSet<T>) {
        let right = gold.intersection(predicted).count();
        self.right += right;
        self.wrong += predicted.len() - right;
        self.missed += gold.len() - right;
    }

    /// Share of the predicted values that are right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// Share of the gold values that are found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        2.0 * p * r / (p + r).max(1e-9)
    }
}

/// Reads gold lines.
///
/// # Errors
/// A line of another shape; `path` is named in the message.
pub fn gold(text: &str, path: &Path) -> Result<Vec<Gold>> {
    records(text, path)
}

/// Reads predicted lines.
///
/// # Errors
/// A line of another shape; `path` is named in the message.
pub fn predicted(text: &str, path: &Path) -> Result<Vec<Predicted>> {
    records(text, path)
}

fn records<T: for<'de> Deserialize<'de>>(text: &str, path: &Path) -> Result<Vec<T>> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let read = |(number, line)| {
        serde_json::from_str(line).map_err(|cause| {
            Error::new("no line of annotations")
                .at_line(path, number)
                .because(cause)
                .help("predictions are what `dateline enrich` prints; gold lines have id, people, countries, topics")
        })
    };
    lines.map(read).collect()
}

/// Holds predictions against gold, article by article. Ids are compared
/// without folder and extension.
pub fn score(gold: &[Gold], predicted: &[Predicted]) -> FacetScores {
    let mut tallies = [Tally::default(); 6];
    let mut absent = 0;
    let nothing = Predicted { id: String::new(), people: vec![], countries: vec![], topics: vec![] };
    for article in gold {
        let id = stem(&article.id);
        // Of several predictions for one article, the last holds.
        let found = predicted.iter().rev().find(|predicted| stem(&predicted.id) == id);
        absent += usize::from(found.is_none());
        let found = found.unwrap_or(&nothing);
        for (tally, loose) in [(0, false), (1, true)] {
            let (wanted, matched) = match_people(&article.people, &found.people, loose);
            tallies[tally].add(&wanted, &matched);
        }
        let codes = |keep: fn(&PredictedCountry) -> bool| {
            found.countries.iter().filter(|c| keep(c)).map(|c| c.code.clone()).collect::<BTreeSet<String>>()
        };
        tallies[2].add(&article.countries.mentioned, &codes(|_| true));
        tallies[3].add(&article.countries.focus, &codes(|country| country.focus));
        let level = |level: u8| {
            let codes = found.topics.iter().map(|topic| topic.code.clone());
            // A code of an older vocabulary is not the topic that replaced it.
            let known = |code: &String| vocab::topics::by_code(code).filter(|topic| topic.code() == *code);
            codes.filter(|code| known(code).is_some_and(|topic| topic.level == level)).collect()
        };
        tallies[4].add(&article.topics.level1, &level(1));
        tallies[5].add(&article.topics.level2, &level(2));
    }
    let names =
        ["people strict", "people loose", "countries mentioned", "countries focus", "topics level 1", "topics level 2"];
    FacetScores { tallies: names.into_iter().zip(tallies).collect(), articles: gold.len(), absent }
}

/// The last part of a path, without an extension of ours.
fn stem(id: &str) -> &str {
    let base = id.rsplit('/').next().unwrap_or(id);
    [".txt", ".md", ".html", ".jsonl", ".json", ".xml"]
        .iter()
        .find_map(|ending| base.strip_suffix(ending))
        .unwrap_or(base)
}

/// The keys of the gold people, and those of the predicted ones, equal where they are the same person.
///
/// Strict: the name is the gold full name, or the well-known one, or another full
/// form of which one mention reads as the gold full name. Loose: any surface form too.
fn match_people(gold: &[GoldPerson], found: &[PredictedPerson], loose: bool) -> (BTreeSet<String>, BTreeSet<String>) {
    let key = |n: usize| format!("#{n} {}", fold(&gold[n].name));
    let mut people: Vec<(String, BTreeSet<String>)> = Vec::new();
    for person in found {
        let name = fold(&person.name);
        let mentions = person.mentions.iter().map(|mention| fold(&mention.text));
        match people.iter_mut().find(|(known, _)| *known == name) {
            Some((_, texts)) => texts.extend(mentions),
            None => people.push((name, mentions.collect())),
        }
    }
    let mut free: Vec<usize> = (0..gold.len()).collect();
    let mut matched = BTreeSet::new();
    for (name, texts) in people {
        let same = |&n: &usize| {
            let person = &gold[n];
            let full = fold(&person.name);
            let variant = texts.contains(&full) && (name.contains(' ') || !full.contains(' '));
            name == full
                || variant
                || person.known.as_ref().is_some_and(|known| fold(known) == name)
                || (loose && person.surface.iter().any(|surface| fold(surface) == name))
        };
        match free.iter().position(same) {
            Some(at) => matched.insert(key(free.remove(at))),
            None => matched.insert(name),
        };
    }
    ((0..gold.len()).map(key).collect(), matched)
}

/// Case, accents, possessives and punctuation folded.
fn fold(name: &str) -> String {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let plain = plain.to_lowercase().replace('ß', "ss").replace("'s ", " ");
    plain.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tallies(gold_line: &str, predicted_line: &str) -> Vec<Tally> {
        let path = Path::new("test");
        let scores = score(&gold(gold_line, path).unwrap(), &predicted(predicted_line, path).unwrap());
        scores.tallies.into_iter().map(|(_, tally)| tally).collect()
    }

    fn tally(right: usize, wrong: usize, missed: usize) -> Tally {
        Tally { right, wrong, missed }
    }

    #[test]
    fn strict_and_loose_names() {
        let gold = r#"{"id": "a", "people": [
            {"name": "Ada Example", "surface": ["Ada Example", "Example"]},
            {"name": "Joel", "known": "Joel Tester", "surface": ["Joel"]},
            {"name": "Volodymyr Zelensky", "surface": ["Zelensky"]}]}"#;
        let predicted = r#"{"id": "x/a.txt", "people": [
            {"name": "Example", "mentions": [{"text": "Example"}]},
            {"name": "Joël Tester", "mentions": [{"text": "Joel"}]},
            {"name": "Volodymyr Zelenskyy", "mentions": [{"text": "Volodymyr Zelensky"}]}]}"#;
        let tallies = tallies(&gold.replace('\n', ""), &predicted.replace('\n', ""));
        assert_eq!(tallies[0], tally(2, 1, 1));
        assert_eq!(tallies[1], tally(3, 0, 0));
    }

    #[test]
    fn countries_and_topics() {
        let gold = r#"{"id": "a", "countries": {"mentioned": ["SY", "RU"], "focus": ["SY"]}, "topics": {"level1": ["medtop:15000000"], "level2": []}}"#;
        let predicted = r#"{"id": "a", "countries": [{"code": "SY", "focus": true}, {"code": "US", "focus": true}], "topics": [{"code": "medtop:15000000"}, {"code": "medtop:20000822"}]}"#;
        let tallies = tallies(gold, predicted);
        assert_eq!(tallies[2], tally(1, 1, 1));
        assert_eq!(tallies[3], tally(1, 1, 0));
        assert_eq!(tallies[4], tally(1, 0, 0));
        assert_eq!(tallies[5].right, 0);
        assert!((tallies[3].precision() - 0.5).abs() < 1e-9 && (tallies[3].f1() - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn an_article_without_a_prediction_is_missed() {
        let path = Path::new("test");
        let gold = gold(r#"{"id": "a", "people": [{"name": "Ada Example"}]}"#, path).unwrap();
        let scores = score(&gold, &[]);
        assert_eq!((scores.articles, scores.absent), (1, 1));
        assert_eq!(scores.tallies[0].1, tally(0, 0, 1));
        assert!(predicted("{", path).unwrap_err().to_string().starts_with("test:1"));
    }
}
