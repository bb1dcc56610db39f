//! Countries that an article names, and those that it is about.
//!
//! Takes a [`Reading`], the people found in it and what is known from
//! elsewhere ([`Context`]); gives [`Findings`]. One pass: `matcher` finds
//! names, `veto` drops people, languages and dishes, `ambiguity` settles
//! what each name means in this article, [`focus`] weighs the countries.
//! Knows nothing of files or of Tantivy.

mod ambiguity;
mod english;
pub mod focus;
mod home;
mod matcher;
#[cfg(test)]
mod tests;
mod veto;

use crate::article::{Country, Field, Home, Local, Mention, Person, Place};
use crate::text::{Reading, Words};
use crate::vocab::countries::{self, CountryId};
use crate::vocab::gazetteer::{Gazetteer, gazetteer};
use crate::vocab::marks::Marks;
use crate::vocab::places;
use ambiguity::Mentioned;
use focus::{Features, Weights};
pub use home::{Homes, Known, Votes, source_of, town};
use jiff::civil::Date;

/// What is known of an article beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Day of publication: states that are gone stand in their years.
    pub date: Option<Date>,
    /// Place of the dateline; it may stand in the body too.
    pub place: Option<&'a str>,
    /// Where the newspaper is at home.
    pub home: Option<&'a Home>,
    /// The publisher's section; no rule reads it yet.
    pub section: Option<&'a str>,
}

/// What was found in an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Countries in focus first, then by falling salience.
    pub countries: Vec<Country>,
    /// Towns and regions, by falling number of mentions.
    pub places: Vec<Place>,
    /// What the article says of its newspaper's home.
    pub local: Local,
}

/// Finds the countries and places of an article.
///
/// ```
/// use dateline::enrich::countries::{Context, find};
/// use dateline::text::Reading;
/// let reading = Reading::new("Talks in Oslo", "Norwegian diplomats met a Georgian minister from Tbilisi.");
/// let found = find(&reading, &[], &Context::default());
/// let codes: Vec<&str> = found.countries.iter().map(|country| country.code).collect();
/// assert_eq!(codes, ["NO", "GE"]);
/// assert_eq!(found.places[0].name, "Oslo");
/// ```
pub fn find(reading: &Reading<'_>, people: &[Person], context: &Context<'_>) -> Findings {
    let mentions = mentions(reading, people, context);
    let tallies = focus::tallies(reading, &mentions, context);
    let features = focus::features(&tallies);
    let weights = Weights::embedded();
    let probabilities: Vec<f32> = features.iter().map(|features| weights.probability(features)).collect();
    let total: f32 = tallies.iter().map(|tally| tally.count).sum::<f32>().max(1.0);
    let mut order: Vec<usize> = (0..tallies.len()).filter(|&n| tallies[n].mentions > 0).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]).then(a.cmp(&b)));
    let mut countries: Vec<Country> = order
        .iter()
        .enumerate()
        .map(|(rank, &n)| {
            let country = tallies[n].country.country();
            Country {
                code: country.code,
                name: country.name.name,
                region: country.region,
                focus: rank == 0 || (rank < focus::MOST && probabilities[n] >= focus::THRESHOLD),
                salience: tallies[n].count / total,
                mentions: mentions
                    .iter()
                    .filter(|m| m.country == tallies[n].country && !m.sense.marks.has(Marks::HINT))
                    .map(|m| mention(reading, m))
                    .collect(),
            }
        })
        .collect();
    if countries.is_empty() {
        countries.extend(inferred(&tallies, context));
    }
    // The order in focus is the model's; what is merely mentioned comes by salience.
    let focused = countries.iter().take_while(|country| country.focus).count();
    countries[focused..].sort_by(|a, b| b.salience.total_cmp(&a.salience));
    Findings { countries, places: places_of(reading, &mentions), local: home::local(&mentions) }
}

/// The country of a story that names none: what most hints speak for, or the newspaper's own.
fn inferred(tallies: &[focus::Tally], context: &Context<'_>) -> Option<Country> {
    let home = context.home.and_then(|home| countries::id(home.country));
    let best = tallies.iter().max_by(|a, b| a.count.total_cmp(&b.count));
    let hinted = best.filter(|tally| tally.count >= focus::HINTED).map(|tally| tally.country);
    let country = hinted.or(home)?.country().counts.country();
    Some(Country {
        code: country.code,
        name: country.name.name,
        region: country.region,
        focus: true,
        salience: 0.0,
        mentions: Vec::new(),
    })
}

/// The features of every country of an article, for training.
pub fn examples(reading: &Reading<'_>, people: &[Person], context: &Context<'_>) -> Vec<Example> {
    let mentions = mentions(reading, people, context);
    let tallies = focus::tallies(reading, &mentions, context);
    let features = focus::features(&tallies);
    tallies
        .iter()
        .zip(features)
        .filter(|(tally, _)| tally.mentions > 0)
        .map(|(tally, features)| Example { code: tally.country.country().code, features })
        .collect()
}

/// A country of an article, to learn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// Its features.
    pub features: Features,
}

fn mentions(reading: &Reading<'_>, people: &[Person], context: &Context<'_>) -> Vec<Mentioned> {
    let gazetteer = gazetteer();
    let mut hits = Vec::new();
    matcher::hits(reading, gazetteer, &mut hits);
    if hits.is_empty() {
        return Vec::new();
    }
    let people = veto::Spans::of(people);
    ambiguity::resolve(reading, gazetteer, &hits, &people, context)
}

fn mention(reading: &Reading<'_>, mentioned: &Mentioned) -> Mention {
    let field = if reading.in_title(mentioned.hit.first as usize) { Field::Title } else { Field::Body };
    Mention { field, start: mentioned.hit.start, end: mentioned.hit.end }
}

fn places_of(reading: &Reading<'_>, mentions: &[Mentioned]) -> Vec<Place> {
    let mut rows: Vec<(u32, usize)> = Vec::new();
    for (n, mentioned) in mentions.iter().enumerate() {
        if let Some(place) = mentioned.sense.place
            && places::all()[place as usize].kind.is_land()
            && !mentioned.sense.marks.has(Marks::HINT)
        {
            rows.push((place, n));
        }
    }
    rows.sort_unstable();
    let mut found: Vec<Place> = rows
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| {
            let place = &places::all()[group[0].0 as usize];
            Place {
                name: place.name.name,
                country: place.country.map_or("", |id| id.country().code),
                within: place.within,
                mentions: group.iter().map(|&(_, n)| mention(reading, &mentions[n])).collect(),
            }
        })
        .collect();
    found.sort_by(|a, b| b.mentions.len().cmp(&a.mentions.len()).then(a.mentions[0].cmp(&b.mentions[0])));
    found
}

/// The country of a place that stands alone, as a dateline's does ("LONDON", "PARIS, Texas").
fn country_of(place: &str, gazetteer: &Gazetteer) -> Option<CountryId> {
    let words = Words::of(place);
    let last = (0..words.len()).rev().find_map(|n| {
        let found = gazetteer.longest(place, words[n].key, &words[n..], |_| true)?;
        let sense = gazetteer.senses(found.name)[0];
        (sense.kind() == Some(places::Kind::State) || sense.kind().is_none()).then_some(sense)
    });
    let first = words.first().and_then(|word| {
        let found = gazetteer.longest(place, word.key, &words, |_| true)?;
        Some(gazetteer.senses(found.name)[0])
    });
    last.or(first).and_then(|sense| sense.country)
}
