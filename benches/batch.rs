//! Ten thousand queries: `dateline batch` against `dateline search` one by one, and against bare
//! Tantivy on the same index with the same queries in one thread, all in one run.
//!
//! `cargo bench --bench batch` indexes the sample corpus; `DATELINE_BENCH_CORPUS=DIR` names
//! articles of your own. The queries are words and phrases of the articles themselves, half of
//! them with a country as filter, drawn by a seeded generator: the same for everyone.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dateline::index::Index;
use dateline::index::analysis::terms;
use dateline::search::{FacetField, FacetRequest, Request, Search};
use dateline::vocab;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Facet, Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// Queries in the batch.
const QUERIES: usize = 10_000;

/// Queries that are asked one by one, each by a process of its own.
const SINGLE: usize = 200;

/// Hits of each.
const LIMIT: usize = 10;

/// Runs of each side, in turn; the median counts.
const ROUNDS: usize = 5;

/// A small linear congruential generator (Knuth, MMIX), so that everyone measures the same queries.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// A query in the terms of either side.
struct Asked {
    words: Vec<String>,
    phrase: bool,
    country: Option<String>,
}

impl Asked {
    fn text(&self) -> String {
        let words = self.words.join(" ");
        if self.phrase { format!("\"{words}\"") } else { words }
    }

    fn json(&self, n: usize) -> String {
        let filters = self.country.iter().map(|code| serde_json::json!({"country": code})).next();
        let filters = filters.unwrap_or_else(|| serde_json::json!({}));
        serde_json::json!({"id": format!("q{n}"), "query": self.text(), "filters": filters}).to_string()
    }

    /// As bare Tantivy has it: title or body, Tantivy's own BM25.
    fn bare(&self, title: Field, body: Field, countries: Field) -> Box<dyn Query> {
        let term = |field, word: &String| Term::from_field_text(field, word);
        let found: Vec<String> =
            self.words.iter().flat_map(|word| terms(word)).filter(|term| !term.joined).map(|term| term.term).collect();
        let mut either: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for field in [title, body] {
            if self.phrase && found.len() > 1 {
                either
                    .push((Occur::Should, Box::new(PhraseQuery::new(found.iter().map(|w| term(field, w)).collect()))));
            } else {
                let one = |word| Box::new(TermQuery::new(term(field, word), IndexRecordOption::WithFreqs)) as _;
                either.extend(found.iter().map(|word| (Occur::Should, one(word))));
            }
        }
        let words: Box<dyn Query> = Box::new(BooleanQuery::new(either));
        let Some(country) = self.country.as_deref().and_then(vocab::countries::by_code) else { return words };
        let facet = Facet::from_path([country.region, country.subregion, country.code]);
        let filter = TermQuery::new(Term::from_facet(countries, &facet), IndexRecordOption::Basic);
        Box::new(BooleanQuery::new(vec![(Occur::Must, words), (Occur::Must, Box::new(filter))]))
    }
}

/// Words and phrases of the articles, half of them with one of the ten most named countries.
fn queries(search: &Search) -> Vec<Asked> {
    let all = Request { limit: Some(2000), ..Request::default() };
    let hits = search.answer(&all).expect("the articles").hits;
    let facets = vec![FacetRequest { field: FacetField::Countries, limit: Some(10), under: None, like: None }];
    let counts = search.facets(&Request { facets, ..Request::default() }).expect("the countries");
    let countries: Vec<&str> = counts.iter().flat_map(|c| &c.values).map(|value| value.value.as_str()).collect();
    let words = |body: &str| -> Vec<String> {
        let letters = |word: &&str| word.len() > 2 && word.chars().all(char::is_alphabetic);
        body.split(|c: char| !c.is_alphanumeric()).filter(letters).map(str::to_lowercase).collect()
    };
    let bodies: Vec<Vec<String>> = hits.iter().map(|hit| words(&hit.stored.article.body)).collect();
    let bodies: Vec<&Vec<String>> = bodies.iter().filter(|words| words.len() > 20).collect();
    let mut seeded = Seeded(1987);
    let mut asked = Vec::with_capacity(QUERIES);
    for _ in 0..QUERIES {
        let body = bodies[seeded.below(bodies.len())];
        let at = seeded.below(body.len() - 4);
        let phrase = seeded.below(4) == 0;
        let words = if phrase {
            body[at..at + 2].to_vec()
        } else {
            (0..1 + seeded.below(3)).map(|_| body[seeded.below(body.len())].clone()).collect()
        };
        let country = (seeded.below(2) == 0).then(|| countries[seeded.below(countries.len())].to_owned());
        asked.push(Asked { words, phrase, country });
    }
    asked
}

/// Bare Tantivy: ten best, the total, ids from a table that is unpacked before; the hits and the time.
fn bare(searcher: &Searcher, queries: &[Box<dyn Query>]) -> (usize, Duration) {
    let unpacked = |segment: &tantivy::SegmentReader| {
        let column = segment.fast_fields().str("id").ok().flatten().expect("ids");
        let mut ids = Vec::new();
        let mut terms = column.dictionary().stream().expect("their dictionary");
        while let Some((id, _)) = terms.next() {
            ids.push(String::from_utf8_lossy(id).into_owned());
        }
        drop(terms);
        (column, ids)
    };
    let columns: Vec<_> = searcher.segment_readers().iter().map(unpacked).collect();
    let began = Instant::now();
    let mut out = String::new();
    let mut hits = 0;
    for (n, query) in queries.iter().enumerate() {
        let collector = (TopDocs::with_limit(LIMIT).order_by_score(), Count);
        let (top, _) = searcher.search(query, &collector).expect("an answer");
        for (rank, (score, address)) in top.iter().enumerate() {
            let (column, ids) = &columns[address.segment_ord as usize];
            let id = &ids[column.term_ords(address.doc_id).next().unwrap_or(0) as usize];
            let _ = writeln!(out, "q{n} Q0 {id} {} {score:.6} bare", rank + 1);
        }
        hits += top.len();
    }
    divan::black_box(out);
    (hits, began.elapsed())
}

/// Runs the binary; the lines that it printed and the time.
fn run(arguments: &[&str]) -> (usize, Duration) {
    let began = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let ran = command.args(arguments).stderr(Stdio::null()).output().expect("the binary");
    (ran.stdout.iter().filter(|&&byte| byte == b'\n').count(), began.elapsed())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn main() {
    let corpus = std::env::var_os("DATELINE_BENCH_CORPUS").map(PathBuf::from);
    let corpus = corpus.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path().join("index").display().to_string();
    run(&["index", &corpus.display().to_string(), "--index", &at]);
    let index = Index::open(Path::new(&at)).expect("the index");
    let fields = *index.fields();
    let searcher = index.searcher().expect("a searcher");
    let search = Search::new(index).expect("a searcher");
    let asked = queries(&search);
    let file = folder.path().join("queries.jsonl");
    let lines: Vec<String> = asked.iter().enumerate().map(|(n, asked)| asked.json(n)).collect();
    std::fs::write(&file, lines.join("\n")).expect("the temporary folder is writable");
    let file = file.display().to_string();
    let bare_queries: Vec<_> =
        asked.iter().map(|asked| asked.bare(fields.title, fields.body, fields.countries)).collect();

    let rate = |(hits, time): (usize, Duration)| hits as f64 / time.as_secs_f64();
    let batch = |format: &str| rate(run(&["batch", &file, "--format", format, "--index", &at]));
    let (mut ours, mut json, mut bares) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(batch("trec"));
        bares.push(rate(bare(&searcher, &bare_queries)));
        json.push(batch("json"));
    }
    let mut single = (0, Duration::ZERO);
    for asked in &asked[..SINGLE] {
        let text = asked.text();
        let mut arguments = vec!["search", &text, "--format", "json", "--index", &at];
        arguments.extend(asked.country.iter().flat_map(|code| ["--country", code.as_str()]));
        let (hits, time) = run(&arguments);
        single = (single.0 + hits, single.1 + time);
    }
    let pairs: Vec<f64> = ours.iter().zip(&bares).map(|(ours, bare)| ours / bare).collect();
    let (ours, json, bares, single) = (median(ours), median(json), median(bares), rate(single));
    println!(
        "hits a second, median of {ROUNDS}: {QUERIES} queries, {LIMIT} hits each, over {} articles",
        search.articles()
    );
    println!("  batch --format trec     {ours:>9.0}");
    println!("  bare Tantivy, 1 thread  {bares:>9.0}   batch is {:.2} times as fast (median of pairs)", median(pairs));
    println!("  batch --format json     {json:>9.0}");
    println!("  search, one by one      {single:>9.0}   batch is {:.0} times as fast (json)", json / single);
}
