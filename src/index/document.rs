//! An article with its annotations as a Tantivy document, and back.

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::{Facet, Value};

use super::fields::Fields;
use super::foreign;
use super::history::History;
use super::homes::{home_of, spelled};
use crate::article::{Annotations, Article, Home};
use crate::copies::packed;
use crate::vocab;

/// What the index keeps of an article: all of it, and what was found in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stored {
    /// The article; its dateline's place and the publisher's topics are not kept apart.
    pub article: Article,
    /// By falling salience.
    pub people: Vec<StoredPerson>,
    /// Focus first, then by falling salience.
    pub countries: Vec<StoredCountry>,
    /// Best first.
    pub topics: Vec<StoredTopic>,
    /// When it came and changed.
    pub history: History,
    /// The home of its source that countries were found by.
    pub home: Option<Home>,
}

/// A person, as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredPerson {
    /// The facet value.
    #[serde(rename = "n")]
    pub name: String,
    /// 0 to 1.
    #[serde(rename = "s")]
    pub salience: f32,
}

/// A country, as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredCountry {
    /// ISO 3166-1 alpha-2.
    #[serde(rename = "c")]
    pub code: String,
    /// Whether the story is about it.
    #[serde(rename = "f")]
    pub focus: bool,
    /// 0 to 1.
    #[serde(rename = "s")]
    pub salience: f32,
}

/// A topic, as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredTopic {
    /// IPTC code.
    #[serde(rename = "c")]
    pub code: String,
    /// 0 to 1.
    #[serde(rename = "s")]
    pub score: f32,
}

/// The stored annotations, in short keys.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<StoredPerson>,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    countries: Vec<StoredCountry>,
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    topics: Vec<StoredTopic>,
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    home: Option<String>,
}

/// Metadata with the lists that have no field of their own.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Extra {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    topics: Vec<String>,
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    other: serde_json::Map<String, serde_json::Value>,
}

/// Two decimals: all that a share of an article is worth, and a third of the bytes.
fn rounded(share: f32) -> f32 {
    (share * 100.0).round() / 100.0
}

/// What the index knows of an article beside what it says.
#[derive(Debug, Default)]
pub(super) struct Standing<'a> {
    /// Hash of its id.
    pub(super) key: u64,
    /// Number of its file.
    pub(super) file: u64,
    /// By which its copies are found; empty where they are not looked for.
    pub(super) sketch: &'a [u32],
}

/// The document of an article.
pub(super) fn document(
    fields: &Fields,
    standing: &Standing<'_>,
    article: &Article,
    found: &Annotations,
    history: History,
) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.id, &article.id);
    document.add_u64(fields.key, standing.key);
    document.add_u64(fields.file, standing.file);
    for pair in packed(standing.sketch) {
        document.add_u64(fields.sketch, pair);
    }
    document.add_text(fields.path, &article.path);
    document.add_text(fields.title, &article.title);
    document.add_text(fields.body, &article.body);
    if let Some(value) = foreign::value(article.language.as_deref(), &article.title, &article.body) {
        document.add_text(fields.foreign, value);
    }
    if let Some(date) = article.date.filter(|date| date.year() > 0) {
        let (year, month) = (date.year() as u64, date.month() as u64);
        document.add_u64(fields.day, (year * 100 + month) * 100 + date.day() as u64);
        document.add_u64(fields.month, year * 100 + month);
        document.add_u64(fields.year, year);
    }
    for (field, value) in [
        (fields.source, &article.source),
        (fields.language, &article.language),
        (fields.section, &article.section),
        (fields.author, &article.author),
        (fields.url, &article.url),
    ] {
        if let Some(value) = value {
            document.add_text(field, value);
        }
    }
    for person in &found.people {
        document.add_text(fields.people, &person.name);
        document.add_text(fields.people_words, &person.name);
    }
    for country in &found.countries {
        if let Some(facet) = country_facet(country.code) {
            document.add_facet(fields.countries, facet.clone());
            if country.focus {
                document.add_facet(fields.focus, facet);
            }
        }
    }
    for place in &found.places {
        document.add_facet(fields.places, place_facet(place.country, place.within, place.name));
    }
    for label in found.topics.iter().filter(|topic| vocab::topics::by_code(&topic.code).is_none()) {
        document.add_facet(fields.topics, own_topic_facet(&label.code));
    }
    for topic in deepest(found) {
        document.add_facet(fields.topics, topic_facet(topic));
    }
    document.add_u64(fields.first, history.first);
    document.add_u64(fields.changed, history.changed);
    document.add_u64(fields.content, history.content);
    add_json(&mut document, fields.annotations, &kept(found));
    let extra = Extra {
        place: article.place.clone(),
        keywords: article.keywords.clone(),
        topics: article.topics.clone(),
        other: article.metadata.clone(),
    };
    add_json(&mut document, fields.metadata, &extra);
    document
}

fn kept(found: &Annotations) -> Kept {
    let person = |p: &crate::article::Person| StoredPerson { name: p.name.clone(), salience: rounded(p.salience) };
    let country = |c: &crate::article::Country| StoredCountry {
        code: c.code.to_owned(),
        focus: c.focus,
        salience: rounded(c.salience),
    };
    let topic = |t: &crate::article::Topic| StoredTopic { code: t.code.clone(), score: rounded(t.score) };
    Kept {
        people: found.people.iter().map(person).collect(),
        countries: found.countries.iter().map(country).collect(),
        topics: found.topics.iter().map(topic).collect(),
        home: found.home.as_ref().map(|home| spelled(Some(home))),
    }
}

/// Where a country stands in its facet: `/region/subregion/code`.
pub(crate) fn country_facet(code: &str) -> Option<Facet> {
    let country = vocab::countries::by_code(code)?;
    Some(Facet::from_path([country.region, country.subregion, code]))
}

/// Where a place stands in its facet: `/code/name`, or `/code/within/name`.
pub(crate) fn place_facet(country: &str, within: &str, name: &str) -> Facet {
    match within {
        "" => Facet::from_path([country, name]),
        within => Facet::from_path([country, within, name]),
    }
}

/// Where a topic stands in its facet: its ancestors' codes, then its own.
pub(crate) fn topic_facet(topic: &'static vocab::topics::Topic) -> Facet {
    let mut codes: Vec<&str> = topic.lineage().map(|topic| topic.bare_code()).collect();
    codes.reverse();
    Facet::from_path(codes)
}

/// Where a label of a user's own taxonomy stands in the facet of topics.
pub(crate) fn own_topic_facet(label: &str) -> Facet {
    Facet::from_path([label])
}

/// The assigned topics below which no other is assigned: the ancestors are indexed with them.
fn deepest(found: &Annotations) -> Vec<&'static vocab::topics::Topic> {
    let assigned: Vec<_> = found.topics.iter().filter_map(|topic| vocab::topics::by_code(&topic.code)).collect();
    let is_above = |topic: &vocab::topics::Topic| {
        assigned.iter().any(|other| other.lineage().skip(1).any(|above| std::ptr::eq(above, topic)))
    };
    assigned.iter().copied().filter(|topic| !is_above(topic)).collect()
}

/// Adds `value` as JSON, unless there is nothing in it.
fn add_json(document: &mut TantivyDocument, field: tantivy::schema::Field, value: &impl Serialize) {
    if let Ok(bytes) = serde_json::to_vec(value)
        && bytes != b"{}"
    {
        document.add_bytes(field, &bytes);
    }
}

impl Stored {
    /// Reads a document back.
    pub fn from_document(fields: &Fields, document: &TantivyDocument) -> Stored {
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).map(str::to_owned);
        let json = |field| document.get_first(field).and_then(|value| value.as_bytes()).unwrap_or(b"{}");
        let kept: Kept = serde_json::from_slice(json(fields.annotations)).unwrap_or_default();
        let extra: Extra = serde_json::from_slice(json(fields.metadata)).unwrap_or_default();
        let number = |field| document.get_first(field).and_then(|value| value.as_u64());
        let day = number(fields.day);
        Stored {
            article: Article {
                id: text(fields.id).unwrap_or_default(),
                path: text(fields.path).unwrap_or_default(),
                title: text(fields.title).unwrap_or_default(),
                body: text(fields.body).unwrap_or_default(),
                date: day.and_then(date_of_number),
                source: text(fields.source),
                language: text(fields.language),
                section: text(fields.section),
                author: text(fields.author),
                url: text(fields.url),
                place: extra.place,
                keywords: extra.keywords,
                topics: extra.topics,
                metadata: extra.other,
            },
            people: kept.people,
            countries: kept.countries,
            topics: kept.topics,
            history: History {
                first: number(fields.first).unwrap_or_default(),
                changed: number(fields.changed).unwrap_or_default(),
                content: number(fields.content).unwrap_or_default(),
            },
            home: kept.home.and_then(|cell| home_of(&cell).ok()).flatten(),
        }
    }
}

/// 19870226 as a date; none for 0, by which a column may say that it has no day.
pub(crate) fn date_of_number(day: u64) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new((day / 10_000) as i16, (day / 100 % 100) as i8, (day % 100) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Country, Local, Person, Topic};

    #[test]
    fn what_goes_in_comes_out() {
        let (_, fields) = super::super::fields::schema();
        let article = Article {
            id: "a".into(),
            path: "x/a.txt".into(),
            title: "T".into(),
            body: "B".into(),
            date: Some(jiff::civil::date(1987, 2, 26)),
            source: Some("S".into()),
            place: Some("LONDON".into()),
            keywords: vec!["k".into()],
            ..Article::default()
        };
        let found = Annotations {
            people: vec![Person { name: "Ada Example".into(), salience: 0.503, mentions: vec![] }],
            countries: vec![Country {
                code: "GB",
                name: "United Kingdom",
                region: "Europe",
                focus: true,
                salience: 1.0,
                mentions: vec![],
            }],
            places: vec![],
            topics: vec![Topic {
                code: "medtop:15000000".into(),
                name: "sport".into(),
                path: "sport".into(),
                score: 0.9,
            }],
            home: Some(Home { country: "IE", towns: vec!["Dublin"] }),
            local: Local::default(),
        };
        let history = History { first: 3, changed: 4, content: u64::MAX };
        let stored =
            Stored::from_document(&fields, &document(&fields, &Standing::default(), &article, &found, history));
        assert_eq!(stored.history, history);
        assert_eq!(stored.article, article);
        assert_eq!(stored.people, [StoredPerson { name: "Ada Example".into(), salience: 0.5 }]);
        assert_eq!(stored.countries, [StoredCountry { code: "GB".into(), focus: true, salience: 1.0 }]);
        assert_eq!(stored.home, found.home);
        assert_eq!(stored.topics, [StoredTopic { code: "medtop:15000000".into(), score: 0.9 }]);
    }
}
