//! The plain data that flows through the house: an [`Article`] and what was
//! found in it ([`Annotations`]). Knows nothing of files, models or indexes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One news item, as its reader found it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The record's own id where it has one, else its path inside the corpus
    /// (`path#n` for the n-th article of a file of many).
    pub id: String,
    /// Path of its file inside the corpus, with `/` between folders.
    pub path: String,
    /// Headline; empty where there is none.
    pub title: String,
    /// Running text, paragraphs separated by a blank line where the format tells.
    pub body: String,
    /// Day of publication.
    pub date: Option<Date>,
    /// Newspaper, agency or site.
    pub source: Option<String>,
    /// ISO 639-1 code, declared or detected.
    pub language: Option<String>,
    /// The publisher's section ("Sport").
    pub section: Option<String>,
    /// Byline.
    pub author: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Place of the dateline ("LONDON, April 8 -"), as written.
    pub place: Option<String>,
    /// The publisher's keywords.
    pub keywords: Vec<String>,
    /// The publisher's own subject codes or topic names.
    pub topics: Vec<String>,
    /// Every other field of the record.
    pub metadata: serde_json::Map<String, serde_json::Value>,
}

/// What was found in an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Annotations {
    /// By falling salience.
    pub people: Vec<Person>,
    /// Countries in focus first, then by falling salience.
    pub countries: Vec<Country>,
    /// Towns and regions, by falling number of mentions.
    pub places: Vec<Place>,
    /// Best first; every assigned topic comes with its ancestors.
    pub topics: Vec<Topic>,
    /// The home of the article's source that countries were found by; none where it is not known.
    pub home: Option<Home>,
    /// What the article says of its source's home.
    pub local: Local,
}

/// Where a newspaper is at home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// Towns and regions of that country that the newspaper names without their
    /// state, though a place elsewhere is better known by the name ("London" in Ontario).
    pub towns: Vec<&'static str>,
}

/// What an article says of its source's home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Local {
    /// The country that names of one meaning speak for most, as ISO 3166-1 alpha-2.
    pub country: Option<&'static str>,
    /// Towns with namesakes elsewhere, of whose country nothing else is said.
    pub towns: Vec<&'static str>,
}

/// A person named in an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The facet value: the fullest or best known form of the name.
    pub name: String,
    /// Share of the article that this person takes, 0 to 1.
    pub salience: f32,
    /// Where the person is named, in text order.
    pub mentions: Vec<Mention>,
}

/// A country that an article names or is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 (XK for Kosovo, YU and CS for the states that are gone).
    pub code: &'static str,
    /// Usual English name.
    pub name: &'static str,
    /// UN M49 region ("Asia").
    pub region: &'static str,
    /// Whether the story is about this country.
    pub focus: bool,
    /// Share of the article that this country takes, 0 to 1.
    pub salience: f32,
    /// Where the country is named, in text order.
    pub mentions: Vec<Mention>,
}

/// A town or region that an article names.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Usual English name.
    pub name: &'static str,
    /// ISO 3166-1 alpha-2 of its country.
    pub country: &'static str,
    /// State or province of a town; empty where it is not known.
    pub within: &'static str,
    /// Where it is named, in text order.
    pub mentions: Vec<Mention>,
}

/// A topic of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// IPTC Media Topics code (`medtop:11000000`).
    pub code: String,
    /// Preferred name.
    pub name: String,
    /// Names from the root, joined by `/`.
    pub path: String,
    /// Probability, 0 to 1; 1 for a publisher's own code.
    pub score: f32,
}

/// A stretch of an article's text that names something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The field it stands in.
    pub field: Field,
    /// First byte in that field.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// A text field of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The headline.
    Title,
    /// The running text.
    Body,
}

impl Article {
    /// The text of a field.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Title => &self.title,
            Field::Body => &self.body,
        }
    }
}

impl Mention {
    /// The mentioned words in `article`.
    ///
    /// # Panics
    /// If the mention was not made from this article's text.
    pub fn text<'a>(&self, article: &'a Article) -> &'a str {
        &article.text(self.field)[self.start as usize..self.end as usize]
    }
}
