//! What the story is about: a logistic model over a few features of each
//! country's mentions.
//!
//! Takes tallies of mentions, gives a probability for each country. The
//! weights are those of `schema/focus.tsv`, which `train` writes.

use super::Context;
use super::ambiguity::{Mentioned, is_dateline};
use crate::text::Reading;
use crate::vocab::countries::CountryId;
use crate::vocab::gazetteer::gazetteer;
use crate::vocab::marks::Marks;
use std::sync::LazyLock;

/// How many features there are.
pub const FEATURES: usize = 7;

/// The features by name, in the order of the weights.
pub const NAMES: [&str; FEATURES] = ["bias", "share", "count", "title", "dateline", "first", "named"];

/// The features of one country in one article.
pub type Features = [f32; FEATURES];

/// Weights of the features.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(pub [f32; FEATURES]);

impl Weights {
    /// The weights of `schema/focus.tsv`.
    pub fn embedded() -> &'static Weights {
        static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
            Weights::parse(include_str!("../../../schema/focus.tsv")).unwrap_or_else(|what| panic!("{what}"))
        });
        &WEIGHTS
    }

    /// Reads weights: a line for each feature, its name and its weight.
    ///
    /// # Errors
    /// Says which line is no weight, or which feature has none.
    pub fn parse(table: &str) -> Result<Weights, String> {
        let mut weights = [None; FEATURES];
        for (n, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let cell = line.split_once('\t');
            let known = cell.and_then(|(name, weight)| {
                Some((NAMES.iter().position(|known| *known == name)?, weight.parse::<f32>().ok()?))
            });
            let (feature, weight) =
                known.ok_or_else(|| format!("schema/focus.tsv:{}: no feature and weight", n + 1))?;
            weights[feature] = Some(weight);
        }
        let mut whole = [0.0; FEATURES];
        for (n, weight) in weights.iter().enumerate() {
            whole[n] = weight.ok_or_else(|| format!("schema/focus.tsv: {} has no weight", NAMES[n]))?;
        }
        Ok(Weights(whole))
    }

    /// The probability that the story is about a country.
    pub fn probability(&self, features: &Features) -> f32 {
        let sum: f32 = self.0.iter().zip(features).map(|(weight, feature)| weight * feature).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// What an article says of one country.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) country: CountryId,
    /// Weighted mentions.
    pub(super) count: f32,
    /// Mentions, hints left out.
    pub(super) mentions: u32,
    title: bool,
    dateline: bool,
    /// Words of the body before the first mention behind the dateline.
    first: usize,
    /// By its own name, not only by a place or a demonym.
    named: bool,
}

/// Weight of a hint beside a mention.
const HINT: f32 = 0.35;

/// Hints worth so much make a story that names no country about one.
pub(super) const HINTED: f32 = HINT;

/// The first features fall off over this many words.
const FIRST_SCALE: f32 = 60.0;

/// Adds up the mentions by country, in order of first mention.
pub(super) fn tallies(reading: &Reading<'_>, mentions: &[Mentioned], context: &Context<'_>) -> Vec<Tally> {
    let title = reading.title_words();
    let body = reading.words().len() - title;
    let place = context.place.and_then(|place| super::country_of(place, gazetteer()));
    let mut tallies: Vec<Tally> = Vec::new();
    let mut dateline_read = false;
    for mention in mentions {
        let at = at_of(&mut tallies, mention.country, body);
        let tally = &mut tallies[at];
        if mention.sense.marks.has(Marks::HINT) {
            tally.count += HINT;
            continue;
        }
        tally.count += 1.0;
        tally.mentions += 1;
        tally.named |= mention.sense.place.is_none() && !mention.sense.demonym;
        let word = mention.hit.first as usize;
        if word < title {
            tally.title = true;
        } else if is_dateline(reading, &mention.hit) {
            tally.dateline = true;
            dateline_read = true;
        } else {
            tally.first = tally.first.min(word - title);
        }
    }
    // A reader may have cut the dateline off the body: it counts all the same.
    if let Some(country) = place.filter(|_| !dateline_read) {
        let at = at_of(&mut tallies, country, body);
        tallies[at].count += 1.0;
        tallies[at].mentions += 1;
        tallies[at].dateline = true;
    }
    tallies
}

/// Where a country's tally stands, made where there is none.
fn at_of(tallies: &mut Vec<Tally>, country: CountryId, body: usize) -> usize {
    tallies.iter().position(|tally| tally.country == country).unwrap_or_else(|| {
        tallies.push(Tally {
            country,
            count: 0.0,
            mentions: 0,
            title: false,
            dateline: false,
            first: body,
            named: false,
        });
        tallies.len() - 1
    })
}

/// The features of every tally.
pub(super) fn features(tallies: &[Tally]) -> Vec<Features> {
    let total: f32 = tallies.iter().map(|tally| tally.count).sum::<f32>().max(1.0);
    let bit = |flag: bool| flag as u8 as f32;
    tallies
        .iter()
        .map(|tally| {
            [
                1.0,
                tally.count / total,
                (1.0 + tally.count).ln(),
                bit(tally.title),
                bit(tally.dateline),
                (-(tally.first as f32) / FIRST_SCALE).exp(),
                bit(tally.named),
            ]
        })
        .collect()
}

/// A country other than the first is in focus from this probability on.
pub(super) const THRESHOLD: f32 = 0.5;

/// A story is about so many countries at most.
pub(super) const MOST: usize = 3;
