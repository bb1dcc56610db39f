//! What must hold for any articles and any query: the articles found are those
//! that the query describes, and facet counts are what counting them one by one gives.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::index::{Progress, Settings, Target, update};

/// Words without a common stem, stop words or names among them.
const WORDS: [&str; 6] = ["herring", "fleet", "harbour", "strike", "storm", "winter"];

/// Countries as texts name them, with their codes and an alias that a user may type.
const COUNTRIES: [(&str, &str, &str); 3] =
    [("Norway", "NO", "norwegian"), ("Portugal", "PT", "PT"), ("Japan", "JP", "japan")];

/// People as texts name them; the last is another form of the first, as a user's alias file says,
/// and the one before it is hidden there.
const PEOPLE: [&str; 4] = ["Angela Merkel", "Sergei Lavrov", "Emma Thompson", "Gerhard Schroeder"];

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
    people: Vec<usize>,
    source: usize,
}

#[derive(Debug, Clone)]
enum Asked {
    Word(usize),
    Country(usize),
    Person(usize),
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
            Asked::Person(n) => format!("person:\"{}\"", PEOPLE[*n]),
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
            Asked::Person(n) => {
                let asked = shown_as(PEOPLE[*n]);
                hit.stored.people.iter().any(|person| Some(person.name.as_str()) == asked)
            }
            Asked::Source(n) => hit.stored.article.source.as_deref() == Some(&format!("s{n}")),
            Asked::And(a, b) => a.holds(words, hit) && b.holds(words, hit),
            Asked::Or(a, b) => a.holds(words, hit) || b.holds(words, hit),
            Asked::Not(a) => !a.holds(words, hit),
        }
    }
}

/// The name under which a person is counted; none for one who is hidden.
fn shown_as(name: &str) -> Option<&str> {
    match PEOPLE.iter().position(|known| *known == name) {
        Some(2) => None,
        Some(3) => Some(PEOPLE[0]),
        _ => Some(name),
    }
}

fn made() -> impl Strategy<Value = Made> {
    let words = prop::collection::vec(0..WORDS.len(), 1..8);
    let countries = prop::collection::vec(0..COUNTRIES.len(), 0..3);
    let people = prop::collection::vec(0..PEOPLE.len(), 0..3);
    (words, countries, people, 0..3usize).prop_map(|(words, countries, people, source)| Made {
        words,
        countries,
        people,
        source,
    })
}

fn asked() -> impl Strategy<Value = Asked> {
    let leaf = prop_oneof![
        3 => (0..WORDS.len()).prop_map(Asked::Word),
        1 => (0..COUNTRIES.len()).prop_map(Asked::Country),
        1 => (0..PEOPLE.len()).prop_map(Asked::Person),
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
    let settings = Settings { threads: 1, memory: 256 << 20, ..Settings::default() };
    for (round, part) in articles.chunks(articles.len().div_ceil(2)).enumerate() {
        let lines = part.iter().enumerate().map(|(n, article)| {
            let words: Vec<&str> = article.words.iter().map(|n| WORDS[*n]).collect();
            let countries: Vec<String> = article.countries.iter().map(|n| format!("It was in {}.", COUNTRIES[*n].0)).collect();
            let people = article.people.iter().map(|n| format!("Mr {} spoke. ", PEOPLE[*n]));
            let (words, countries, people) = (words.join(" and "), countries.join(" "), people.collect::<String>());
            let body = format!("On {words} they wrote. {people}{countries}");
            let line = serde_json::json!({"id": format!("{round}-{n}"), "title": "Notes", "body": body, "source": format!("s{}", article.source)});
            line.to_string() + "\n"
        });
        std::fs::create_dir_all(folder.join("news")).unwrap();
        std::fs::write(folder.join(format!("news/{round}.jsonl")), lines.collect::<String>()).unwrap();
        update(&index, &[folder.join("news")], &settings, &Silent).unwrap();
    }
    let mut aliases = Aliases::read(index.folder()).unwrap();
    aliases.set(PEOPLE[3], Target::Name(PEOPLE[0].to_owned()));
    aliases.set(PEOPLE[2], Target::Hidden);
    aliases.write(index.folder()).unwrap();
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

fn ids<'a>(hits: impl Iterator<Item = &'a Hit>) -> Vec<&'a str> {
    hits.map(|hit| hit.stored.article.id.as_str()).collect()
}

/// Of the hits one for each wire copy: the earliest, which is the one of the smallest id where no day is told.
fn once(hits: &[Hit]) -> Vec<Hit> {
    let mut sorted = hits.to_vec();
    sorted.sort_by(|a, b| a.stored.article.id.cmp(&b.stored.article.id));
    let mut seen = BTreeSet::new();
    sorted.retain(|hit| {
        let id = &hit.stored.article.id;
        seen.insert(hit.copies.others.iter().chain([id]).min().cloned())
    });
    sorted
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn copies_are_one_hit_and_count_once(
        articles in prop::collection::vec(made(), 2..10),
        printings in prop::collection::vec(0..10usize, 1..8),
        queries in prop::collection::vec(asked(), 4),
        page in 1..4usize,
    ) {
        let mut articles = articles;
        for printing in printings {
            let copy = articles[printing % articles.len()].clone();
            articles.push(Made { source: (copy.source + 1) % 3, ..copy });
        }
        let folder = tempfile::tempdir().unwrap();
        let search = search(&articles, folder.path());
        for query in &queries {
            let all = search.answer(&request(&query.spelled())).unwrap();
            let asked = Request { collapse: true, ..request(&query.spelled()) };
            let answer = search.answer(&asked).unwrap();
            let expected = once(&all.hits);
            prop_assert_eq!(answer.total as usize, expected.len(), "{}", asked.query);
            // The first of each group in the whole ranking, in its order.
            let mut seen = BTreeSet::new();
            let ids = |hits: &[Hit]| hits.iter().map(|hit| hit.stored.article.id.clone()).collect::<Vec<_>>();
            let first = |hit: &&Hit| {
                seen.insert(hit.copies.others.iter().chain([&hit.stored.article.id]).min().cloned())
            };
            let ranked: Vec<Hit> = all.hits.iter().filter(first).cloned().collect();
            prop_assert_eq!(ids(&answer.hits), ids(&ranked), "{}", asked.query);
            let head = search.answer(&Request { limit: Some(page), ..asked.clone() }).unwrap();
            prop_assert_eq!(ids(&head.hits), ids(&ranked[..page.min(ranked.len())]), "{}", asked.query);
            for (field, counts) in FIELDS.into_iter().zip(counted(&search, &asked)) {
                prop_assert_eq!(counts, brute_force(&expected, field), "{:?} {}", field, asked.query);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn queries_find_what_they_describe_and_counts_are_exact(
        articles in prop::collection::vec(made(), 2..14),
        queries in prop::collection::vec(asked(), 4),
        selected in (
            prop::collection::btree_set(0..COUNTRIES.len(), 0..3),
            prop::collection::btree_set(0..PEOPLE.len(), 0..3),
            prop::collection::btree_set(0..3usize, 0..3),
        ),
        page in (0..5usize, 0..5usize),
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
            // What is selected of a facet hides no other value of it, but all else that is not in it.
            let filters = Filters {
                countries: selected.0.iter().map(|n| COUNTRIES[*n].2.to_owned()).collect(),
                people: selected.1.iter().map(|n| PEOPLE[*n].to_owned()).collect(),
                sources: selected.2.iter().map(|n| format!("s{n}")).collect(),
                ..Filters::default()
            };
            let narrowed = Request { filters, ..asked.clone() };
            for (field, counts) in FIELDS.into_iter().zip(counted(&search, &narrowed)) {
                let over = Request { filters: narrowed.filters.without(field), ..asked.clone() };
                let hits = search.answer(&over).unwrap().hits;
                prop_assert_eq!(counts, brute_force(&hits, field), "{:?} {:?}", field, over);
            }
            let hits = search.answer(&narrowed).unwrap().hits;
            let expected = answer.hits.iter().filter(|hit| {
                let of = |selected: &BTreeSet<usize>, holds: &dyn Fn(usize) -> bool| {
                    selected.is_empty() || selected.iter().any(|n| holds(*n))
                };
                let holds = |asked: Asked| asked.holds(&BTreeSet::new(), hit);
                of(&selected.0, &|n| holds(Asked::Country(n)))
                    && of(&selected.1, &|n| holds(Asked::Person(n)))
                    && of(&selected.2, &|n| holds(Asked::Source(n)))
            });
            prop_assert_eq!(ids(hits.iter()), ids(expected));
            // A page is a stretch of all hits.
            let page = Request { limit: Some(page.1), offset: page.0, ..asked.clone() };
            let stretch = answer.hits.iter().skip(page.offset).take(page.limit.unwrap_or(0));
            let on_page = search.answer(&page).unwrap().hits;
            prop_assert_eq!(ids(on_page.iter()), ids(stretch));
        }
    }
}

/// Some words, each with a weight.
fn bag() -> impl Strategy<Value = String> {
    let word = (0..WORDS.len(), 0..4u8).prop_map(|(n, boost)| match boost {
        0 => format!("{}^0.2", WORDS[n]),
        1 => format!("{}^3", WORDS[n]),
        _ => WORDS[n].to_owned(),
    });
    prop_oneof![
        4 => prop::collection::vec(word, 1..5).prop_map(|words| words.join(" ")),
        1 => (0..WORDS.len(), 0..WORDS.len()).prop_map(|(a, b)| format!("+{} {} norway", WORDS[a], WORDS[b])),
        1 => (0..WORDS.len(), 0..WORDS.len()).prop_map(|(a, b)| format!("\"{} and {}\" angela merkel", WORDS[a], WORDS[b])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn the_best_few_are_the_head_of_all(
        articles in prop::collection::vec(made(), 200..300),
        asked in prop::collection::vec((bag(), 0..30usize, 0..COUNTRIES.len() + 2), 40),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let before = search(&articles, folder.path());
        // Deleted documents lie in the segments.
        let file = folder.path().join("news/0.jsonl");
        let lines = std::fs::read_to_string(&file).unwrap();
        let kept: String = lines.lines().enumerate().filter(|(n, _)| n % 3 > 0).flat_map(|(_, line)| [line, "\n"]).collect();
        std::fs::write(&file, kept).unwrap();
        update(before.index(), &[folder.path().join("news")], &Settings::default(), &Silent).unwrap();
        let search = Search::new(Index::open(&folder.path().join("index")).unwrap()).unwrap();
        prop_assert!(search.articles() < before.articles());
        for (query, few, country) in &asked {
            let countries = COUNTRIES.get(*country).map(|country| country.2.to_owned());
            let filters = Filters { countries: countries.into_iter().collect(), ..Filters::default() };
            let understood = search.understand(&Request { filters, ..request(query) }).unwrap();
            let top = |few| ranked::top(&search.searcher, &*understood.query, Wanted::best(few), &search.ids).unwrap();
            let (all, total) = top(usize::MAX);
            let (best, counted) = top(*few);
            prop_assert_eq!(total as usize, all.len());
            // A filter takes articles away, and changes no score.
            if let Some(country) = COUNTRIES.get(*country) {
                let wanted = Wanted::best(usize::MAX);
                let (anywhere, _) = ranked::top(&search.searcher, &*understood.unfiltered, wanted, &search.ids).unwrap();
                let there = search.answer(&request(&format!("country:{}", country.2))).unwrap().hits;
                let there: BTreeSet<&str> = ids(there.iter()).into_iter().collect();
                let expected: Vec<_> = anywhere.into_iter().filter(|ranked| there.contains(ranked.id.as_str())).collect();
                prop_assert_eq!(&all, &expected, "{}", query);
            }
            prop_assert_eq!(counted, total, "{}", query);
            prop_assert_eq!(&best[..], &all[..all.len().min(*few)], "{} {}", query, few);
            // What words near each other add is found out for those alone that it may bring among the few.
            let ranks = |limit, hits_only| {
                let page = search.page(&Request { limit: Some(limit), hits_only, ..request(query) }).unwrap();
                (page.ranks().collect::<Vec<_>>(), page.total)
            };
            let ((lifted, total), (few_lifted, counted), (alone, at_least)) =
                (ranks(LIFTED, false), ranks(*few, false), ranks(*few, true));
            prop_assert_eq!(counted, total, "{}", query);
            prop_assert!((alone.len() as u64..=total).contains(&at_least), "{} {} {}", query, at_least, total);
            prop_assert_eq!(&few_lifted[..], &lifted[..lifted.len().min(*few)], "{} {}", query, few);
            prop_assert_eq!(&alone, &few_lifted, "{} {}", query, few);
        }
    }
}

/// Articles enough that lists of postings have many blocks, of which most lead nowhere.
#[test]
fn the_best_few_of_long_lists_are_the_head_of_all() {
    let mut state = 1987u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(&folder.path().join("index")).unwrap();
    let news = folder.path().join("news");
    std::fs::create_dir_all(&news).unwrap();
    for round in 0..2 {
        let lines = (0..1200).map(|n| {
            // The later a word in the list, the rarer.
            let mut drawn = |most: usize| {
                let count = below(most);
                let words: Vec<&str> = (0..count).map(|_| WORDS[below(WORDS.len()) * below(8) / 7]).collect();
                words.join(" ")
            };
            let (title, first, last) = (drawn(3), drawn(5), drawn(40));
            let filler = "sea ".repeat(below(60));
            let body = format!("They wrote {first} and {filler} in {} and {last}.", COUNTRIES[below(3)].0);
            serde_json::json!({"id": format!("{round}-{n}"), "title": format!("Notes {title}"), "body": body})
                .to_string()
                + "\n"
        });
        std::fs::write(news.join(format!("{round}.jsonl")), lines.collect::<String>()).unwrap();
        update(&index, std::slice::from_ref(&news), &Settings { threads: 1, ..Settings::default() }, &Silent).unwrap();
    }
    let search = Search::new(index).unwrap();
    let [a, b, c, d, e, f] = WORDS;
    let queries = [
        a.to_owned(),
        f.to_owned(),
        format!("{a} {f}"),
        format!("{e} {b} {c}"),
        format!("{a} {b} {c} {d} {e} {f}"),
        format!("\"{a} {b}\""),
        format!("\"{b} {a}\"~3 {f}"),
        format!("\"{c} {a}\" \"{a} {c}\""),
        format!("title:{a} {d}"),
        format!("+{e} {a} {b}"),
        format!("{a}* {f}"),
    ];
    for (query, country) in queries.iter().flat_map(|query| [(query, None), (query, Some("NO"))]) {
        let filters = Filters { countries: country.into_iter().map(str::to_owned).collect(), ..Filters::default() };
        let asked = Request { filters, ..request(query) };
        let understood = search.understand(&asked).unwrap();
        let top = |few| ranked::top(&search.searcher, &*understood.query, Wanted::best(few), &search.ids).unwrap();
        let (all, total) = top(usize::MAX);
        assert!(total > 20, "{query} {country:?}: {total}");
        let ranks = |limit, hits_only| {
            let page = search.page(&Request { limit: Some(limit), hits_only, ..asked.clone() }).unwrap();
            page.ranks().collect::<Vec<_>>()
        };
        let lifted = ranks(usize::MAX, false);
        assert_eq!(lifted.len() as u64, total, "{query} {country:?}");
        for few in [1, 10, 100] {
            let (best, counted) = top(few);
            assert_eq!((counted, &best[..]), (total, &all[..all.len().min(few)]), "{query} {country:?} {few}");
            assert_eq!(ranks(few, true), lifted[..lifted.len().min(few)], "{query} {country:?} {few}");
            assert_eq!(ranks(few, false), lifted[..lifted.len().min(few)], "{query} {country:?} {few}");
        }
    }
}

/// The sample articles, every third of them left out: more values than property tests make.
#[test]
fn postings_and_columns_count_alike() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(&folder.path().join("index")).unwrap();
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    update(&index, &[corpus], &Settings::default(), &Silent).unwrap();
    let searcher = Index::open(index.folder()).unwrap().searcher().unwrap();
    for facet in FacetField::ALL.into_iter().filter(|facet| facet.shape() == counts::Shape::Path) {
        let count = |along: bool| -> BTreeMap<String, u64> {
            let tally = |segment: &tantivy::SegmentReader| {
                let mut matching = bits::DocBits::none(segment);
                (0..segment.max_doc()).filter(|doc| doc % 3 > 0).for_each(|doc| matching.insert(doc));
                let field = segment.schema().get_field(facet.column()).unwrap();
                match along {
                    true => tally::along_postings(segment, field, &matching).unwrap(),
                    false => tally::through_column(segment, facet, &matching, &Shown::default()).unwrap(),
                }
            };
            counts::joined(searcher.segment_readers().iter().map(tally).collect(), None).unwrap()
        };
        let counted = count(true);
        assert!(counted.len() > 10, "{facet:?}: {}", counted.len());
        assert_eq!(counted, count(false), "{facet:?}");
    }
}

/// Four copies once filled what was looked at for a page of three, and what followed them on it was by chance.
#[test]
fn a_page_that_copies_crowd_is_looked_at_again() {
    let made = |words: &[usize], countries: &[usize], people: &[usize], source| Made {
        words: words.to_vec(),
        countries: countries.to_vec(),
        people: people.to_vec(),
        source,
    };
    let mut articles = vec![
        made(&[0], &[], &[], 0),
        made(&[3], &[], &[2, 1], 0),
        made(&[4, 2, 2, 5, 2, 3, 4], &[0, 2], &[2, 0], 2),
        made(&[3, 0, 0, 5, 2], &[0], &[2, 2], 0),
        made(&[2, 5, 4, 4], &[2, 1], &[1], 2),
        made(&[1, 2, 5], &[], &[1, 0], 2),
    ];
    for printing in [2, 2, 4, 0, 6, 5] {
        let copy = articles[printing].clone();
        articles.push(Made { source: (copy.source + 1) % 3, ..copy });
    }
    let folder = tempfile::tempdir().unwrap();
    let search = search(&articles, folder.path());
    let asked = Request { collapse: true, ..request("((source:s1 AND harbour) OR (NOT country:PT))") };
    let found = |limit| ids(search.answer(&Request { limit, ..asked.clone() }).unwrap().hits.iter()).join(" ");
    let all = found(None);
    assert_eq!(found(Some(3)), all.split(' ').take(3).collect::<Vec<_>>().join(" "), "{all}");
}
