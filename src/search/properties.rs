//! What must hold for any articles and any query: the articles found are those
//! that the query describes, and facet counts are what counting them one by one gives.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::index::{Progress, Settings, update};

/// Words without a common stem, stop words or names among them.
const WORDS: [&str; 6] = ["herring", "fleet", "harbour", "strike", "storm", "winter"];

/// Countries as texts name them, with their codes and an alias that a user may type.
const COUNTRIES: [(&str, &str, &str); 3] =
    [("Norway", "NO", "norwegian"), ("Portugal", "PT", "PT"), ("Japan", "JP", "japan")];

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: usize, _: u64) {}
    fn advance(&self, _: u64, _: u64) {}
    fn finish(&self) {}
}

#[derive(Debug, Clone)]
struct Made {
    words: Vec<usize>,
    countries: Vec<usize>,
    source: usize,
}

#[derive(Debug, Clone)]
enum Asked {
    Word(usize),
    Country(usize),
    Source(usize),
    And(Box<Asked>, Box<Asked>),
    Or(Box<Asked>, Box<Asked>),
    Not(Box<Asked>),
}

impl Asked {
    fn spelled(&self) -> String {
        match self {
            Asked::Word(n) => WORDS[*n].to_owned(),
            Asked::Country(n) => format!("country:{}", COUNTRIES[*n].2),
            Asked::Source(n) => format!("source:s{n}"),
            Asked::And(a, b) => format!("({} AND {})", a.spelled(), b.spelled()),
            Asked::Or(a, b) => format!("({} OR {})", a.spelled(), b.spelled()),
            Asked::Not(a) => format!("(NOT {})", a.spelled()),
        }
    }

    fn holds(&self, words: &BTreeSet<usize>, hit: &Hit) -> bool {
        match self {
            Asked::Word(n) => words.contains(n),
            Asked::Country(n) => hit.stored.countries.iter().any(|country| country.code == COUNTRIES[*n].1),
            Asked::Source(n) => hit.stored.article.source.as_deref() == Some(&format!("s{n}")),
            Asked::And(a, b) => a.holds(words, hit) && b.holds(words, hit),
            Asked::Or(a, b) => a.holds(words, hit) || b.holds(words, hit),
            Asked::Not(a) => !a.holds(words, hit),
        }
    }
}

fn made() -> impl Strategy<Value = Made> {
    let words = prop::collection::vec(0..WORDS.len(), 1..8);
    let countries = prop::collection::vec(0..COUNTRIES.len(), 0..3);
    (words, countries, 0..3usize).prop_map(|(words, countries, source)| Made { words, countries, source })
}

fn asked() -> impl Strategy<Value = Asked> {
    let leaf = prop_oneof![
        3 => (0..WORDS.len()).prop_map(Asked::Word),
        1 => (0..COUNTRIES.len()).prop_map(Asked::Country),
        1 => (0..3usize).prop_map(Asked::Source),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let two = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            two().prop_map(|(a, b)| Asked::And(a, b)),
            two().prop_map(|(a, b)| Asked::Or(a, b)),
            inner.clone().prop_map(|a| Asked::Not(Box::new(a))),
        ]
    })
}

/// An index of these articles, in several segments.
fn search(articles: &[Made], folder: &std::path::Path) -> Search {
    let index = Index::open_or_create(&folder.join("index")).unwrap();
    let settings = Settings { threads: 1, memory: 16 << 20, ..Settings::default() };
    for (round, part) in articles.chunks(articles.len().div_ceil(2)).enumerate() {
        let lines = part.iter().enumerate().map(|(n, article)| {
            let words: Vec<&str> = article.words.iter().map(|n| WORDS[*n]).collect();
            let countries: Vec<String> = article.countries.iter().map(|n| format!("It was in {}.", COUNTRIES[*n].0)).collect();
            let body = format!("On {} they wrote. {}", words.join(" and "), countries.join(" "));
            let line = serde_json::json!({"id": format!("{round}-{n}"), "title": "Notes", "body": body, "source": format!("s{}", article.source)});
            line.to_string() + "\n"
        });
        std::fs::create_dir_all(folder.join("news")).unwrap();
        std::fs::write(folder.join(format!("news/{round}.jsonl")), lines.collect::<String>()).unwrap();
        update(&index, &[folder.join("news")], &settings, &Silent).unwrap();
    }
    Search::new(index).unwrap()
}

fn request(query: &str) -> Request {
    Request { query: query.to_owned(), ..Request::default() }
}

/// Counts one by one.
fn brute_force(hits: &[Hit], field: FacetField) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for hit in hits {
        let values: BTreeSet<String> = match field {
            FacetField::Countries => hit.stored.countries.iter().map(|country| country.code.clone()).collect(),
            FacetField::Focus => {
                hit.stored.countries.iter().filter(|country| country.focus).map(|c| c.code.clone()).collect()
            }
            FacetField::Sources => hit.stored.article.source.iter().cloned().collect(),
            FacetField::People => hit.stored.people.iter().map(|person| person.name.clone()).collect(),
            _ => BTreeSet::new(),
        };
        for value in values {
            *counts.entry(value).or_insert(0) += 1;
        }
    }
    counts
}

const FIELDS: [FacetField; 4] = [FacetField::Countries, FacetField::Focus, FacetField::Sources, FacetField::People];

fn counted(search: &Search, request: &Request) -> Vec<BTreeMap<String, u64>> {
    let facets = FIELDS.map(FacetRequest::all).to_vec();
    let counts = search.facets(&Request { facets, ..request.clone() }).unwrap();
    counts.into_iter().map(|counts| counts.values.into_iter().map(|v| (v.value, v.count)).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn queries_find_what_they_describe_and_counts_are_exact(
        articles in prop::collection::vec(made(), 2..14),
        queries in prop::collection::vec(asked(), 4),
        selected in 0..COUNTRIES.len(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let search = search(&articles, folder.path());
        let all = search.answer(&request("")).unwrap().hits;
        prop_assert_eq!(all.len(), articles.len());
        let words_of = |hit: &Hit| -> BTreeSet<usize> {
            let has = |n: &usize| hit.stored.article.body.contains(WORDS[*n]);
            (0..WORDS.len()).filter(has).collect()
        };
        for query in &queries {
            let asked = request(&query.spelled());
            let answer = search.answer(&asked).unwrap();
            let found: BTreeSet<&str> = answer.hits.iter().map(|hit| hit.stored.article.id.as_str()).collect();
            let expected: BTreeSet<&str> = all
                .iter()
                .filter(|hit| query.holds(&words_of(hit), hit))
                .map(|hit| hit.stored.article.id.as_str())
                .collect();
            prop_assert_eq!(&found, &expected, "{}", asked.query);
            prop_assert_eq!(answer.total as usize, found.len());
            for (field, counts) in FIELDS.into_iter().zip(counted(&search, &asked)) {
                prop_assert_eq!(counts, brute_force(&answer.hits, field), "{:?} {}", field, asked.query);
            }
            // A country that is selected hides no other country, but all else that is not in it.
            let filters = Filters { countries: vec![COUNTRIES[selected].2.to_owned()], ..Filters::default() };
            let narrowed = Request { filters, ..asked.clone() };
            let hits = search.answer(&narrowed).unwrap().hits;
            for (field, counts) in FIELDS.into_iter().zip(counted(&search, &narrowed)) {
                let over = if field == FacetField::Countries { &answer.hits } else { &hits };
                prop_assert_eq!(counts, brute_force(over, field), "{:?} {}", field, asked.query);
            }
        }
    }
}
