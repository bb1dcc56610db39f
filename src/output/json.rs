//! The JSON Lines of the output contract. Every line has `"version"`.

use std::io::{self, Write};

use serde::Serialize;

use super::CharOffsets;
use crate::article::{Annotations, Article, Field, Mention};
use crate::index::Stored;
use crate::search::{Explanation, FacetCounts, Hit, PartShare};
use crate::vocab;

/// Version of the output contract.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct EnrichLine<'a> {
    version: u32,
    id: &'a str,
    path: &'a str,
    title: &'a str,
    date: Option<String>,
    source: Option<&'a str>,
    language: Option<&'a str>,
    people: Vec<PersonValue<'a>>,
    countries: Vec<CountryValue<'a>>,
    topics: Vec<TopicValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
}

#[derive(Serialize)]
struct PersonValue<'a> {
    name: &'a str,
    salience: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionValue<'a>>>,
}

#[derive(Serialize)]
struct CountryValue<'a> {
    code: &'a str,
    name: &'a str,
    region: &'a str,
    focus: bool,
    salience: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionValue<'a>>>,
}

#[derive(Serialize)]
struct TopicValue {
    code: String,
    name: String,
    path: String,
    score: f64,
}

#[derive(Serialize)]
struct MentionValue<'a> {
    field: Field,
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct HitLine<'a> {
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    rank: usize,
    id: &'a str,
    score: f64,
    title: &'a str,
    date: Option<String>,
    source: Option<&'a str>,
    path: &'a str,
    people: Vec<PersonValue<'a>>,
    countries: Vec<CountryValue<'a>>,
    topics: Vec<TopicValue>,
    snippet: &'a str,
    highlights: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationValue<'a>>,
}

#[derive(Serialize)]
struct ExplanationValue<'a> {
    parts: Vec<PartValue<'a>>,
    nearness: f64,
}

#[derive(Serialize)]
struct PartValue<'a> {
    part: &'a str,
    occurrences: f64,
    rarity: f64,
    length: f64,
    score: f64,
}

#[derive(Serialize)]
struct FacetLine<'a> {
    version: u32,
    field: &'a str,
    value: &'a str,
    label: &'a str,
    count: u64,
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    total: u64,
    returned: usize,
    notes: &'a [String],
}

/// Two decimals: what a share is worth.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// An article and what was found in it.
///
/// # Errors
/// The writer fails.
pub fn enriched(out: &mut dyn Write, article: &Article, found: &Annotations, with_body: bool) -> io::Result<()> {
    let title = CharOffsets::of(&article.title);
    let body = CharOffsets::of(&article.body);
    let mentions = |mentions: &[Mention]| {
        let value = |mention: &Mention| {
            let offsets = if mention.field == Field::Title { &title } else { &body };
            MentionValue {
                field: mention.field,
                start: offsets.at(mention.start as usize),
                end: offsets.at(mention.end as usize),
                text: mention.text(article),
            }
        };
        Some(mentions.iter().map(value).collect())
    };
    let people = found.people.iter().map(|person| PersonValue {
        name: &person.name,
        salience: rounded(person.salience),
        mentions: mentions(&person.mentions),
    });
    let countries = found.countries.iter().map(|country| CountryValue {
        code: country.code,
        name: country.name,
        region: country.region,
        focus: country.focus,
        salience: rounded(country.salience),
        mentions: mentions(&country.mentions),
    });
    let topics = found.topics.iter().map(|topic| TopicValue {
        code: topic.code.clone(),
        name: topic.name.clone(),
        path: topic.path.clone(),
        score: rounded(topic.score),
    });
    let value = EnrichLine {
        version: VERSION,
        id: &article.id,
        path: &article.path,
        title: &article.title,
        date: article.date.map(|date| date.to_string()),
        source: article.source.as_deref(),
        language: article.language.as_deref(),
        people: people.collect(),
        countries: countries.collect(),
        topics: topics.collect(),
        body: with_body.then_some(article.body.as_str()),
    };
    line(out, &value)
}

/// A hit.
///
/// # Errors
/// The writer fails.
pub fn hit(out: &mut dyn Write, hit: &Hit, query_id: Option<&str>) -> io::Result<()> {
    let article = &hit.stored.article;
    let offsets = CharOffsets::of(&hit.snippet.text);
    let value = HitLine {
        version: VERSION,
        query_id,
        rank: hit.rank,
        id: &article.id,
        score: precise(hit.score),
        title: &article.title,
        date: article.date.map(|date| date.to_string()),
        source: article.source.as_deref(),
        path: &article.path,
        people: people(&hit.stored),
        countries: countries(&hit.stored),
        topics: topics(&hit.stored),
        snippet: &hit.snippet.text,
        highlights: hit.snippet.matches.iter().map(|span| [offsets.at(span.start), offsets.at(span.end)]).collect(),
        explanation: hit.explanation.as_ref().map(explanation),
    };
    line(out, &value)
}

fn explanation(explanation: &Explanation) -> ExplanationValue<'_> {
    ExplanationValue { parts: explanation.parts.iter().map(part).collect(), nearness: precise(explanation.nearness) }
}

fn part(share: &PartShare) -> PartValue<'_> {
    PartValue {
        part: &share.part,
        occurrences: precise(share.occurrences),
        rarity: precise(share.rarity),
        length: precise(share.length),
        score: precise(share.score),
    }
}

/// Four decimals: as many as tell scores apart.
fn precise(score: f32) -> f64 {
    (f64::from(score) * 10_000.0).round() / 10_000.0
}

fn people(stored: &Stored) -> Vec<PersonValue<'_>> {
    stored
        .people
        .iter()
        .map(|person| PersonValue { name: &person.name, salience: rounded(person.salience), mentions: None })
        .collect()
}

fn countries(stored: &Stored) -> Vec<CountryValue<'_>> {
    let known = stored.countries.iter().filter_map(|country| {
        let known = vocab::countries::by_code(&country.code)?;
        Some((country, known))
    });
    known
        .map(|(country, known)| CountryValue {
            code: &country.code,
            name: known.name.name,
            region: known.region,
            focus: country.focus,
            salience: rounded(country.salience),
            mentions: None,
        })
        .collect()
}

fn topics(stored: &Stored) -> Vec<TopicValue> {
    let value = |topic: &crate::index::StoredTopic| {
        let known = vocab::topics::by_code(&topic.code);
        // A label of the user's own taxonomy stands for itself.
        let own = || topic.code.clone();
        TopicValue {
            code: known.map_or_else(own, |known| known.code()),
            name: known.map_or_else(own, |known| known.name.to_owned()),
            path: known.map_or_else(own, |known| known.path()),
            score: rounded(topic.score),
        }
    };
    stored.topics.iter().map(value).collect()
}

/// The values of a facet, a line each.
///
/// # Errors
/// The writer fails.
pub fn facet(out: &mut dyn Write, counts: &FacetCounts) -> io::Result<()> {
    for value in &counts.values {
        let value = FacetLine {
            version: VERSION,
            field: counts.field.name(),
            value: &value.value,
            label: &value.label,
            count: value.count,
        };
        line(out, &value)?;
    }
    Ok(())
}

/// The closing line of a query: how many articles match.
///
/// # Errors
/// The writer fails.
pub fn summary(
    out: &mut dyn Write,
    query_id: Option<&str>,
    total: u64,
    returned: usize,
    notes: &[String],
) -> io::Result<()> {
    line(out, &SummaryLine { version: VERSION, query_id, total, returned, notes })
}
