//! Extraction: the people, countries and topics of an article.
//!
//! Pure functions from text to annotations: no input, no output, no index.
//! The words are read once, and every extractor goes over them.

pub mod countries;
pub mod people;
pub mod topics;

use std::cell::RefCell;

use crate::article::{Annotations, Article, Home};
use crate::text::{Reading, Words};

thread_local! {
    /// The word list of the last article, kept for the next one.
    static WORDS: RefCell<Words> = RefCell::default();
}

/// Finds people, countries and topics.
///
/// ```
/// use dateline::article::Article;
/// let body = "LONDON, April 8 - Prime Minister Margaret Thatcher met Soviet leaders.";
/// let found = dateline::enrich::annotate(&Article { body: body.into(), ..Article::default() });
/// assert_eq!(found.people[0].name, "Margaret Thatcher");
/// assert!(found.countries.iter().any(|country| country.code == "RU"));
/// ```
pub fn annotate(article: &Article) -> Annotations {
    annotate_with(article, None, None)
}

/// [`annotate`], with the topics of a user's own model in place of Media Topics,
/// and with the home of the article's source.
pub fn annotate_with(article: &Article, own: Option<&topics::Model>, home: Option<Home>) -> Annotations {
    let read = Read { reading: Reading::reusing(WORDS.take(), &article.title, &article.body), article, home };
    let found = annotate_all(std::slice::from_ref(&read), own).pop().unwrap_or_default();
    WORDS.set(read.reading.into_words());
    found
}

/// An article whose words are read.
#[derive(Debug)]
pub struct Read<'a> {
    /// Its words.
    pub reading: Reading<'a>,
    /// The article.
    pub article: &'a Article,
    /// The home of its source.
    pub home: Option<Home>,
}

/// [`annotate_with`], of some articles: one extractor after the other goes over all of them, for
/// the tables of two do not fit the cache together.
pub fn annotate_all(articles: &[Read<'_>], own: Option<&topics::Model>) -> Vec<Annotations> {
    let people = articles.iter().map(|read| people::find(&read.reading, read.article.date));
    let mut found: Vec<Annotations> = people.map(|people| Annotations { people, ..Annotations::default() }).collect();
    for (read, found) in articles.iter().zip(&mut found) {
        let again = countries::find(&read.reading, &found.people, &context(read.article, read.home.as_ref()));
        (found.countries, found.places, found.local) = (again.countries, again.places, again.local);
        found.home.clone_from(&read.home);
    }
    for (Read { reading, article, .. }, found) in articles.iter().zip(&mut found) {
        found.topics = match own {
            Some(model) => topics::find_with(model, reading),
            None => topics::find(reading, &article.topics, article.section.as_deref(), &article.keywords),
        };
    }
    found
}

/// Finds the countries of an article again, by another home of its source.
pub fn move_home(article: &Article, found: &mut Annotations, home: Option<Home>) {
    let reading = Reading::reusing(WORDS.take(), &article.title, &article.body);
    let again = countries::find(&reading, &found.people, &context(article, home.as_ref()));
    WORDS.set(reading.into_words());
    (found.countries, found.places, found.local, found.home) = (again.countries, again.places, again.local, home);
}

fn context<'a>(article: &'a Article, home: Option<&'a Home>) -> countries::Context<'a> {
    countries::Context {
        date: article.date,
        place: article.place.as_deref(),
        home,
        section: article.section.as_deref(),
    }
}
