//! Learns what makes a country the focus of a story, from the PLACES that
//! editors gave to the Reuters-21578 newswire.
//!
//! Takes a folder of its SGML files, writes the weights of
//! [`focus`](crate::enrich::countries::focus). Plain logistic regression by
//! Newton's method: the same files give the same weights.

use crate::enrich::countries::focus::{FEATURES, Features, NAMES, Weights};
use crate::enrich::countries::{Context, Example, examples};
use crate::error::{Error, Result};
use crate::text::Reading;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What was learned, and from how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Stories with at least one country that the extractor found.
    pub stories: usize,
    /// Countries in them, each story read twice.
    pub examples: usize,
    /// Mean log-likelihood of an example under the weights, in nats.
    pub likelihood: f64,
    /// The weights.
    pub weights: Weights,
}

/// A story that is all about the United States weighs this much: they are half
/// of the newswire and none of the difficulty.
const HOME_WEIGHT: f64 = 0.3;

/// Strength of the pull towards zero, in examples.
const RIDGE: f64 = 1.0;

/// Newton's method converges in far fewer steps.
const STEPS: usize = 25;

/// Learns the weights from the SGML files of `reuters` and writes them to `out`.
///
/// Every story is read twice: whole, and without its title or its dateline,
/// so that neither is leant on where a newspaper has none.
///
/// # Errors
/// Where a file cannot be read or written, or the folder holds no story with places.
pub fn train(reuters: &Path, out: &Path) -> Result<Report> {
    let mut data = Vec::new();
    let mut stories = 0;
    for path in files(reuters)? {
        let text = std::fs::read(&path).map_err(|cause| Error::new("cannot be read").at(&path).because(cause))?;
        for story in stories_of(&latin1(&text)).filter(|story| !story.places.is_empty()) {
            stories += 1;
            let weight = if story.places == ["US"] { HOME_WEIGHT } else { 1.0 };
            let title = if stories % 2 == 0 { "" } else { story.title.as_str() };
            let whole = format!("{}{}", story.dateline, story.body);
            let cut = if stories % 2 == 0 { &whole } else { &story.body };
            for (title, body) in [(story.title.as_str(), &whole), (title, cut)] {
                let found = examples(&Reading::new(title, body), &[], &Context::default());
                for Example { code, features } in found {
                    data.push(Row { features, right: story.places.contains(&code), weight });
                }
            }
        }
    }
    if data.is_empty() {
        return Err(Error::new("no stories with PLACES").at(reuters).help("give the folder of the reut2-*.sgm files"));
    }
    let weights = fit(&data);
    let report = Report { stories, examples: data.len(), likelihood: likelihood(&data, &weights), weights };
    std::fs::write(out, report.table()).map_err(|cause| Error::new("cannot be written").at(out).because(cause))?;
    Ok(report)
}

impl Report {
    /// The weights as `schema/focus.tsv` holds them.
    fn table(&self) -> String {
        let mut table = format!(
            "# Focus: weights of a logistic model over the mentions of a country in an article.\n\
             # Learned from the PLACES of Reuters-21578: {} stories, {} examples, mean log-likelihood {:.4}.\n\
             # feature\tweight\n",
            self.stories, self.examples, self.likelihood
        );
        for (name, weight) in NAMES.iter().zip(self.weights.0) {
            let _ = writeln!(table, "{name}\t{weight:.4}");
        }
        table
    }
}

struct Row {
    features: Features,
    right: bool,
    weight: f64,
}

fn sum(weights: &[f64; FEATURES], features: &Features) -> f64 {
    weights.iter().zip(features).map(|(weight, &feature)| weight * feature as f64).sum()
}

fn fit(data: &[Row]) -> Weights {
    let mut weights = [0.0; FEATURES];
    for _ in 0..STEPS {
        let mut gradient = [0.0; FEATURES];
        let mut curvature = [[0.0; FEATURES]; FEATURES];
        for n in 0..FEATURES {
            gradient[n] = -RIDGE * weights[n];
            curvature[n][n] = RIDGE;
        }
        for row in data {
            let p = 1.0 / (1.0 + (-sum(&weights, &row.features)).exp());
            let miss = row.weight * (row.right as u8 as f64 - p);
            let bend = row.weight * p * (1.0 - p);
            for a in 0..FEATURES {
                let x = row.features[a] as f64;
                gradient[a] += miss * x;
                for (cell, &feature) in curvature[a].iter_mut().zip(&row.features) {
                    *cell += bend * x * feature as f64;
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solve(curvature, gradient)) {
            *weight += step;
        }
    }
    Weights(weights.map(|weight| weight as f32))
}

/// Solves a system of linear equations; the matrix is positive definite, so no row is exchanged.
fn solve(mut matrix: [[f64; FEATURES]; FEATURES], mut right: [f64; FEATURES]) -> [f64; FEATURES] {
    for pivot in 0..FEATURES {
        for row in pivot + 1..FEATURES {
            let factor = matrix[row][pivot] / matrix[pivot][pivot];
            let above = matrix[pivot];
            for (cell, above) in matrix[row].iter_mut().zip(above).skip(pivot) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..FEATURES).rev() {
        let known: f64 = (row + 1..FEATURES).map(|n| matrix[row][n] * right[n]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

fn likelihood(data: &[Row], weights: &Weights) -> f64 {
    let weights = weights.0.map(f64::from);
    let (mut total, mut mass) = (0.0, 0.0);
    for row in data {
        let p = 1.0 / (1.0 + (-sum(&weights, &row.features)).exp());
        total += row.weight * if row.right { p } else { 1.0 - p }.max(f64::MIN_POSITIVE).ln();
        mass += row.weight;
    }
    total / mass
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |cause| Error::new("cannot be listed").at(folder).because(cause);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|end| end == "sgm") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A story of the newswire.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Story {
    /// Its NEWID.
    pub id: String,
    /// Headline.
    pub title: String,
    /// "    SALVADOR, Feb 26 - ".
    pub dateline: String,
    /// Running text.
    pub body: String,
    /// Codes of its PLACES, in their order; places that are no country are left out.
    pub places: Vec<&'static str>,
}

/// Latin-1 as text: every byte is a character.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| byte as char).collect()
}

/// The stories of one SGML file.
pub fn stories_of(text: &str) -> impl Iterator<Item = Story> {
    text.split("<REUTERS").skip(1).map(|record| {
        let places = between(record, "<PLACES>", "</PLACES>");
        let title = between(record, "<TITLE>", "</TITLE>");
        // Stories that the agency did not process have no parts.
        let whole = between(record, "<TEXT TYPE=\"UNPROC\">", "</TEXT>");
        let body = if title.is_empty() && !whole.is_empty() { whole } else { between(record, "<BODY>", "</BODY>") };
        Story {
            id: between(record, "NEWID=\"", "\"").to_owned(),
            title: plain(title),
            dateline: plain(between(record, "<DATELINE>", "</DATELINE>")),
            body: plain(body),
            places: places.split("<D>").filter_map(|place| code_of(place.split("</D>").next()?)).collect(),
        }
    })
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    let Some(start) = text.find(open).map(|at| at + open.len()) else { return "" };
    text[start..].find(close).map_or("", |end| &text[start..start + end])
}

fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    // Control characters stand as "&#3;" at the ends of a text.
    text.replace("&#3;", "").replace("&#2;", "")
}

/// The code of a PLACES tag: "west-germany", "uk".
fn code_of(place: &str) -> Option<&'static str> {
    use crate::vocab::countries;
    let plain = match place {
        "" => return None,
        "antigua" => "antigua and barbuda",
        "macao" => "macau",
        "trinidad-tobago" => "trinidad and tobago",
        "uae" => "united arab emirates",
        "uk" => "united kingdom",
        "usa" => "united states",
        "ussr" => "soviet union",
        "vatican" => "vatican city",
        "us-virgin-islands" => "united states virgin islands",
        "western-samoa" => "samoa",
        "yemen-arab-republic" | "yemen-demo-republic" => "yemen",
        "kampuchea" => "cambodia",
        "swaziland" => "eswatini",
        other => other,
    };
    let plain = plain.replace('-', " ");
    let id = countries::all().iter().find(|c| c.name.name.to_lowercase().replace('-', " ") == plain)?;
    Some(id.counts.country().code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_story() {
        let text = "<REUTERS NEWID=\"7\"><PLACES><D>west-germany</D><D>uk</D></PLACES>\
                    <TITLE>A &amp; B</TITLE><DATELINE>BONN, May 1 - </DATELINE><BODY>Talks.&#3;</BODY></REUTERS>";
        let story = stories_of(text).next().unwrap();
        assert_eq!((story.id.as_str(), story.title.as_str(), story.body.as_str()), ("7", "A & B", "Talks."));
        assert_eq!(story.places, ["DE", "GB"]);
    }

    #[test]
    fn learns_a_separable_rule_and_gives_the_same_table_twice() {
        let row = |share: f32, right| {
            let mut features = [0.0; FEATURES];
            (features[0], features[1]) = (1.0, share);
            Row { features, right, weight: 1.0 }
        };
        let data: Vec<Row> = (0..40).map(|n| row(n as f32 / 40.0, n >= 20)).collect();
        let weights = fit(&data);
        assert!(weights.probability(&data[39].features) > 0.6);
        assert!(weights.probability(&data[0].features) < 0.4);
        assert_eq!(weights, fit(&data));
    }
}
