//! The same queries to Dateline and to bare Tantivy, one thread each.

use std::path::Path;
use std::time::Instant;

use dateline::index::Index;
use dateline::search::{FacetField, FacetRequest, Filters, Request, Search};

use super::bare::Bare;
use super::made::{Seeded, Stock};
use super::process::median;
use super::row;

/// Words of a query, at most.
const WORDS: usize = 4;

/// Letters of a word that is asked for, at least: nobody asks for "the".
const LETTERS: usize = 4;

/// Words that stand side by side in some article.
fn run_of_words(stock: &Stock, articles: usize, seeded: &mut Seeded, count: usize) -> Vec<String> {
    loop {
        let article = stock.article(seeded.below(articles));
        let words: Vec<&str> = article.body.split(' ').collect();
        let first = seeded.below(words.len());
        let run = words.iter().skip(first).take(count).map(|word| word.to_lowercase());
        let plain = |word: &String| word.len() >= LETTERS && word.bytes().all(|b| b.is_ascii_lowercase());
        let run: Vec<String> = run.take_while(plain).collect();
        if run.len() == count {
            return run;
        }
    }
}

/// Queries of one kind.
struct Kind {
    name: &'static str,
    queries: Vec<String>,
}

fn kinds(stock: &Stock, articles: usize, count: usize) -> Vec<Kind> {
    let mut seeded = Seeded::of(articles);
    let mut make = |name, words: &dyn Fn(&mut Seeded) -> usize, join: &dyn Fn(Vec<String>) -> String| {
        let queries = (0..count).map(|_| {
            let words = words(&mut seeded);
            join(run_of_words(stock, articles, &mut seeded, words))
        });
        Kind { name, queries: queries.collect() }
    };
    vec![
        make("one to four words", &|seeded| 1 + seeded.below(WORDS), &|words| words.join(" ")),
        make("a phrase", &|_| 2, &|words| format!("\"{}\"", words.join(" "))),
        make("boolean", &|_| 3, &|words| format!("+{} +{} -{}", words[0], words[1], words[2])),
    ]
}

/// Milliseconds of each query, the middle one, and queries a second over all.
fn times(queries: &[String], mut ask: impl FnMut(&str) -> usize) -> (f64, f64) {
    for query in queries.iter().take(10) {
        ask(query);
    }
    let began = Instant::now();
    let each: Vec<f64> = queries
        .iter()
        .map(|query| {
            let began = Instant::now();
            std::hint::black_box(ask(query));
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    (median(each), queries.len() as f64 / began.elapsed().as_secs_f64())
}

/// Prints a row for every kind of query and every way to ask it.
pub(crate) fn compare(dateline: &Path, bare: &Path, stock: &Stock, articles: usize, count: usize) {
    let search = Search::new(Index::open(dateline).expect("the index")).expect("a searcher");
    let bare = Bare::open(bare);
    let answer = |request: Request| {
        let answer = search.answer(&request).expect("an answer");
        answer.hits.len() + answer.facets.iter().map(|facet| facet.values.len()).sum::<usize>()
    };
    let three = || {
        let fields = [FacetField::People, FacetField::Countries, FacetField::Topics];
        fields.map(|field| FacetRequest { limit: Some(10), ..FacetRequest::all(field) }).to_vec()
    };
    let ten = |query: &str| Request { query: query.to_owned(), limit: Some(10), plain: false, ..Request::default() };
    for Kind { name, queries } in kinds(stock, articles, count) {
        println!();
        let tell = |what: &str, (each, rate): (f64, f64)| {
            row(&format!("{name}: {what}"), format_args!("{rate:.0}/s, median {each:.2} ms"));
            rate
        };
        let theirs = tell("bare, ten", times(&queries, |query| bare.top_ten(query)));
        let with_count = tell("bare, ten and count", times(&queries, |query| bare.top_ten_and_count(query)));
        let all = tell("bare, all hits", times(&queries, |query| bare.all(query)));
        let ours = tell("Dateline, ten with snippets", times(&queries, |query| answer(ten(query))));
        let ranks = times(&queries, |query| search.ranking(&ten(query)).expect("ranks").len());
        let ranks = tell("Dateline, ten ids", ranks);
        let everything = |query: &str| search.ranking(&Request { limit: None, ..ten(query) }).expect("ranks").len();
        let everything = tell("Dateline, all ids", times(&queries, everything));
        row(
            "  of bare",
            format_args!(
                "{:.2} (ten with snippets / ten), {:.2} (ten ids / ten), {:.2} (ten ids / ten and count), {:.2} (all)",
                ours / theirs,
                ranks / theirs,
                ranks / with_count,
                everything / all
            ),
        );
        let counted = |query: &str| answer(Request { facets: three(), ..ten(query) });
        tell("Dateline, ten and three facets", times(&queries, counted));
        let filters = || Filters { countries: vec!["US".to_owned()], ..Filters::default() };
        let filtered = |query: &str| answer(Request { filters: filters(), ..ten(query) });
        tell("Dateline, ten in one country", times(&queries, filtered));
        let both = |query: &str| answer(Request { filters: filters(), facets: three(), ..ten(query) });
        tell("Dateline, both", times(&queries, both));
    }
}
