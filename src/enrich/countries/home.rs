//! The home of a newspaper, learned from its own articles.
//!
//! "London" in a newspaper of Ontario is Canada's, and a story that names no
//! country is about home. Takes articles with what was found in them, in one
//! order, gives each source's [`Home`]. A source is what the article says it
//! is, else the host of its address. Knows nothing of files: whoever keeps
//! [`Homes`] from run to run writes them down.

use std::collections::BTreeMap;

use super::ambiguity::Mentioned;
use super::{Context, find};
use crate::article::{Annotations, Article, Home, Local};
use crate::text::Reading;
use crate::vocab::countries::{self, CountryId};
use crate::vocab::gazetteer::{Sense, gazetteer};
use crate::vocab::marks::Marks;
use crate::vocab::places::{self, Kind};

/// The homes of sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Homes {
    sources: BTreeMap<String, Known>,
}

/// What is known of the home of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// What its articles, its name and its address say.
    Learned(Votes),
    /// What a user says; none where a source has no home.
    Given(Option<Home>),
}

/// How many articles speak for each country and each town.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Votes {
    countries: BTreeMap<&'static str, u32>,
    towns: BTreeMap<&'static str, u32>,
}

/// Votes that make a home.
const ENOUGH: u32 = 3;

/// Of ten votes, those that a home has at least: the articles of an agency or
/// of a paper of the whole world are about no country so often.
const OF_TEN: u32 = 6;

/// Articles that make a town a source's own.
const ENOUGH_TOWN: u32 = 3;

/// Of ten votes, those that name the source's own town without a word of where it lies.
const TOWN_OF_TEN: u32 = 3;

/// A source of so many votes is known: what its later articles say changes nothing.
const KNOWN: u32 = 60;

/// Votes of an address below a country's domain ("lfpress.ca").
const ADDRESS: u32 = 3;

/// Votes of a country or town in the source's name ("Bangkok Post"), which an article has to confirm.
const NAME: u32 = 2;

/// Domains of countries that the whole world registers in.
#[rustfmt::skip]
const WORLDWIDE_DOMAINS: [&str; 36] = [
    "ac", "ag", "ai", "am", "as", "bz", "cc", "cd", "co", "cx", "dj", "fm", "gg", "gl", "gs", "im", "io", "is", "la",
    "li", "ly", "me", "ms", "nu", "pw", "sc", "sh", "st", "su", "tk", "tl", "to", "tv", "vc", "vg", "ws",
];

impl Votes {
    /// The home that these votes make.
    pub fn home(&self) -> Option<Home> {
        let total = self.total();
        let (country, votes) =
            self.countries.iter().max_by_key(|(code, votes)| (**votes, std::cmp::Reverse(**code)))?;
        if *votes < ENOUGH || *votes * 10 < total * OF_TEN {
            return None;
        }
        let own = |votes: u32| votes >= ENOUGH_TOWN && votes * 10 >= total * TOWN_OF_TEN;
        let towns = self.towns.iter().filter(|(_, votes)| own(**votes)).map(|(town, _)| *town).collect();
        Some(Home { country, towns })
    }

    fn total(&self) -> u32 {
        self.countries.values().sum()
    }

    /// Adds votes for a country.
    pub fn add(&mut self, code: &'static str, votes: u32) {
        let sum = self.countries.entry(code).or_default();
        *sum = sum.saturating_add(votes);
    }

    /// Adds votes for a town.
    pub fn add_town(&mut self, town: &'static str, votes: u32) {
        let sum = self.towns.entry(town).or_default();
        *sum = sum.saturating_add(votes);
    }

    /// Codes of countries and names of towns with their votes, most votes first.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let by_votes = |votes: &BTreeMap<&'static str, u32>| {
            let mut votes: Vec<(&'static str, u32)> = votes.iter().map(|(name, votes)| (*name, *votes)).collect();
            votes.sort_by_key(|&(name, votes)| (std::cmp::Reverse(votes), name));
            votes
        };
        by_votes(&self.countries).into_iter().chain(by_votes(&self.towns))
    }
}

impl Known {
    /// The home.
    pub fn home(&self) -> Option<Home> {
        match self {
            Known::Learned(votes) => votes.home(),
            Known::Given(home) => home.clone(),
        }
    }
}

/// What an article's mentions say of its source's home.
pub(super) fn local(mentions: &[Mentioned]) -> Local {
    let mut said: Vec<(CountryId, f32)> = Vec::new();
    // Names with namesakes: the country of the best known, and what towns are called so.
    let mut open: Vec<(Sense, &'static str)> = Vec::new();
    for mention in mentions {
        let senses = gazetteer().senses(mention.hit.name);
        let best = senses[0];
        if senses.iter().any(|sense| sense.country != best.country && sense.kind().is_some_and(Kind::is_town)) {
            let towns = senses.iter().filter(|sense| sense.kind().is_some_and(Kind::is_town));
            let named = towns.filter_map(|sense| sense.place).map(|place| places::all()[place as usize].name.name);
            open.extend(named.map(|name| (best, name)));
            continue;
        }
        let weight = if mention.sense.marks.has(Marks::HINT) { HINT } else { 1.0 };
        match said.iter_mut().find(|(country, _)| *country == mention.country) {
            Some((_, sum)) => *sum += weight,
            None => said.push((mention.country, weight)),
        }
    }
    let unsaid = |sense: &Sense| !said.iter().any(|(country, _)| Some(*country) == sense.country);
    let mut towns: Vec<&'static str> = open.iter().filter(|(best, _)| unsaid(best)).map(|(_, name)| *name).collect();
    towns.sort_unstable();
    towns.dedup();
    // The first of equals: earlier names weigh more in a story.
    let most = said.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
    Local { country: most.map(|(country, _)| country.country().counts.country().code), towns }
}

/// Weight of a hint beside a name.
const HINT: f32 = 0.35;

/// The usual name of a town or region, as places spell it.
pub fn town(name: &str) -> Option<&'static str> {
    places::all().iter().find(|place| place.name.name == name && place.kind.is_land()).map(|place| place.name.name)
}

impl Homes {
    /// The home of an article's source.
    pub fn of(&self, article: &Article) -> Option<Home> {
        self.sources.get(source_of(article)?)?.home()
    }

    /// Learns from an article and what was found in it.
    pub fn learn(&mut self, article: &Article, found: &Annotations) {
        let Some(source) = source_of(article) else { return };
        if !self.sources.contains_key(source) {
            self.sources.insert(source.to_owned(), Known::Learned(first_votes(source, article)));
        }
        let Some(Known::Learned(votes)) = self.sources.get_mut(source) else { return };
        if votes.total() >= KNOWN {
            return;
        }
        if let Some(country) = found.local.country {
            votes.add(country, 1);
        }
        for town in &found.local.towns {
            votes.add_town(town, 1);
        }
    }

    /// Sets what is known of a source.
    pub fn set(&mut self, source: &str, known: Known) {
        self.sources.insert(source.to_owned(), known);
    }

    /// What is known of a source.
    pub fn get(&self, source: &str) -> Option<&Known> {
        self.sources.get(source)
    }

    /// Sources with what is known of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.sources.iter().map(|(source, known)| (source.as_str(), known))
    }
}

/// The source of an article: as it says, else the host of its address.
pub fn source_of(article: &Article) -> Option<&str> {
    let named = article.source.as_deref().map(str::trim).filter(|source| !source.is_empty());
    named.or_else(|| article.url.as_deref().and_then(host))
}

/// The host of an address, without "www.".
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| host.contains('.'))
}

/// What the name and the address of a source say of its home.
fn first_votes(source: &str, article: &Article) -> Votes {
    let mut votes = Votes::default();
    let is_host = source.contains('.') && !source.contains(char::is_whitespace);
    let address = article.url.as_deref().and_then(host).or(Some(source).filter(|_| is_host));
    if let Some(code) = address.and_then(country_of_host) {
        votes.add(code, ADDRESS);
    }
    if !is_host {
        let found = find(&Reading::new("", source), &[], &Context::default());
        if let ([_], Some(country)) = (&found.countries[..], found.local.country) {
            votes.add(country, NAME);
        }
    }
    votes
}

/// The country of a host's last part ("lfpress.ca").
fn country_of_host(host: &str) -> Option<&'static str> {
    let last = host.rsplit('.').next()?.to_ascii_lowercase();
    if last.len() != 2 || WORLDWIDE_DOMAINS.contains(&last.as_str()) {
        return None;
    }
    let code = if last == "uk" { "GB".to_owned() } else { last.to_ascii_uppercase() };
    countries::by_code(&code).map(|country| country.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(source: &str, body: &str) -> Article {
        Article { source: Some(source.into()), body: body.into(), ..Article::default() }
    }

    fn learned(source: &str, bodies: &[&str]) -> Homes {
        let mut homes = Homes::default();
        for body in bodies {
            let article = article(source, body);
            homes.learn(&article, &crate::enrich::annotate(&article));
        }
        homes
    }

    fn country(homes: &Homes, source: &str) -> Option<&'static str> {
        homes.of(&article(source, "")).map(|home| home.country)
    }

    #[test]
    fn a_source_is_at_home_where_its_articles_are() {
        let local =
            ["Ontario's premier spoke.", "Police in Toronto said so.", "Canada's dollar rose.", "Fire in Ottawa."];
        let homes = learned("The Free Press", &local);
        assert_eq!(country(&homes, "The Free Press"), Some("CA"));
        assert_eq!(country(&homes, "Another"), None);
        assert_eq!(country(&learned("The Free Press", &local[..2]), "The Free Press"), None);
    }

    #[test]
    fn an_agency_is_at_home_nowhere() {
        let world =
            ["Talks in Oslo.", "Riots in Lima.", "Shares fell in Tokyo.", "Fire in Ottawa.", "Canada's dollar rose."];
        assert_eq!(country(&learned("Wire", &world), "Wire"), None);
    }

    #[test]
    fn an_address_tells_its_country_and_a_name_helps() {
        let home = |source: &str, body: &str| country(&learned(source, &[body]), source);
        assert_eq!(home("lfpress.ca", ""), Some("CA"));
        assert_eq!(home("cambridge-news.co.uk", ""), Some("GB"));
        assert_eq!(home("startup.io", ""), None);
        assert_eq!(home("Bangkok Post", ""), None);
        assert_eq!(home("Bangkok Post", "Thai farmers protested."), Some("TH"));
        let by_url = Article { url: Some("https://www.thestar.com.my/news/1".into()), ..Article::default() };
        let mut homes = Homes::default();
        homes.learn(&by_url, &Annotations::default());
        assert_eq!(source_of(&by_url), Some("thestar.com.my"));
        assert_eq!(homes.of(&by_url).unwrap().country, "MY");
    }

    #[test]
    fn a_newspaper_names_its_own_town_without_the_state() {
        let local = [
            "A fire in Paris on Monday hurt two, the sheriff's office said.",
            "Paris schools will close, a Texas judge ruled.",
            "The Paris council met; Dallas was silent.",
            "Lamar County and Paris share a library, the Texas paper said.",
        ];
        let homes = learned("The News", &local);
        let article = article("The News", "Paris will mend its roads.");
        let home = homes.of(&article).unwrap();
        assert_eq!((home.country, &home.towns[..]), ("US", &["Paris"][..]));
        let found = crate::enrich::annotate_with(&article, None, Some(home.clone()));
        assert_eq!(found.countries.iter().map(|country| country.code).collect::<Vec<_>>(), ["US"]);
        let abroad = Article { body: "France mourned in Paris.".into(), ..article };
        let found = crate::enrich::annotate_with(&abroad, None, Some(home));
        assert_eq!(found.countries.iter().map(|country| country.code).collect::<Vec<_>>(), ["FR"]);
    }

    #[test]
    fn what_a_user_says_stays() {
        let mut homes = Homes::default();
        homes.set("lfpress.ca", Known::Given(None));
        homes.learn(&article("lfpress.ca", "x"), &crate::enrich::annotate(&article("", "Ottawa and Toronto.")));
        assert_eq!(country(&homes, "lfpress.ca"), None);
    }

    #[test]
    fn a_story_that_is_about_home_by_default_is_no_evidence_of_it() {
        let mut homes = Homes::default();
        let story = article("lfpress.ca", "The road will be closed.");
        for _ in 0..4 {
            homes.learn(&story, &crate::enrich::annotate_with(&story, None, homes.of(&story)));
        }
        let Some(Known::Learned(votes)) = homes.get("lfpress.ca") else { panic!("it was learned") };
        assert_eq!(votes.iter().collect::<Vec<_>>(), [("CA", ADDRESS)]);
    }
}
