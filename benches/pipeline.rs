//! What each stage costs, and the whole against bare Tantivy, in one run.
//!
//! `cargo bench` measures on articles made from the sample corpus; with
//! `DATELINE_BENCH_TEXT=FILE.jsonl` on articles of your own (fields title and
//! body). Figures are bytes of text a second, on one thread unless said.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dateline::article::Article;
use dateline::enrich;
use dateline::index::{Index, Progress, Settings, update};
use dateline::search::{FacetField, FacetRequest, Request, Search};
use dateline::source::{Chunks, parse, walk};
use dateline::text::{Reading, Words};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

/// Articles in the scale corpus: enough that an index takes about a second.
const ARTICLES: usize = 20_000;

/// Sentences of a made article: that of a short agency story.
const SENTENCES: usize = 12;

/// A small linear congruential generator (Knuth, MMIX), so that everyone measures the same articles.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn articles_of(path: &Path) -> Vec<Article> {
    let found = walk(&[path.to_owned()]).expect("the articles are there");
    let mut articles = Vec::new();
    for file in &found.files {
        let Ok(mut chunks) = Chunks::open(file) else { continue };
        while let Ok(Some(chunk)) = chunks.next_chunk() {
            articles.extend(parse(&chunk).into_iter().flatten().map(|article| *article));
        }
    }
    articles
}

/// The articles to measure on, and the JSON Lines file that holds them.
static SCALE: LazyLock<(Vec<Article>, PathBuf)> = LazyLock::new(|| {
    if let Ok(file) = std::env::var("DATELINE_BENCH_TEXT") {
        let file = PathBuf::from(file);
        return (articles_of(&file), file);
    }
    let samples = articles_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
    let sentences: Vec<&str> = samples.iter().flat_map(|article| article.body.split_inclusive(". ")).collect();
    let mut seeded = Seeded(1987);
    let articles: Vec<Article> = (0..ARTICLES)
        .map(|n| Article {
            id: format!("made-{n}"),
            title: samples[seeded.below(samples.len())].title.clone(),
            body: (0..SENTENCES).map(|_| sentences[seeded.below(sentences.len())]).collect(),
            ..Article::default()
        })
        .collect();
    let file = std::env::temp_dir().join("dateline-bench").join("scale.jsonl");
    std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("the temporary folder is writable");
    let lines: Vec<String> = articles
        .iter()
        .map(|a| serde_json::json!({"id": a.id, "title": a.title, "body": a.body}).to_string())
        .collect();
    std::fs::write(&file, lines.join("\n")).expect("the temporary folder is writable");
    (articles, file)
});

/// Articles for the benches of one stage.
fn some() -> &'static [Article] {
    &SCALE.0[..SCALE.0.len().min(2000)]
}

fn bytes(articles: &[Article]) -> BytesCount {
    BytesCount::new(articles.iter().map(|a| a.title.len() + a.body.len()).sum::<usize>())
}

#[divan::bench]
fn words(bencher: Bencher) {
    bencher.counter(bytes(some())).bench(|| {
        let mut words = Words::default();
        for article in some() {
            words.clear();
            words.read(&article.body);
            divan::black_box(&words);
        }
    });
}

#[divan::bench]
fn people(bencher: Bencher) {
    bencher.counter(bytes(some())).bench(|| {
        for article in some() {
            divan::black_box(enrich::people::find(&Reading::new(&article.title, &article.body), None));
        }
    });
}

#[divan::bench]
fn countries(bencher: Bencher) {
    bencher.counter(bytes(some())).bench(|| {
        for article in some() {
            let reading = Reading::new(&article.title, &article.body);
            divan::black_box(enrich::countries::find(&reading, &[], &enrich::countries::Context::default()));
        }
    });
}

#[divan::bench]
fn topics(bencher: Bencher) {
    bencher.counter(bytes(some())).bench(|| {
        for article in some() {
            divan::black_box(enrich::topics::find(&Reading::new(&article.title, &article.body), &[], None, &[]));
        }
    });
}

#[divan::bench]
fn all_three(bencher: Bencher) {
    bencher.counter(bytes(some())).bench(|| {
        for article in some() {
            divan::black_box(enrich::annotate(article));
        }
    });
}

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: usize, _: u64) {}
    fn advance(&self, _: u64, _: u64) {}
    fn finish(&self) {}
}

/// Dateline's index with all extraction, all cores.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn index_dateline(bencher: Bencher) {
    bencher.counter(bytes(&SCALE.0)).counter(ItemsCount::new(SCALE.0.len())).bench(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let index = Index::open_or_create(folder.path()).expect("a new index");
        update(&index, std::slice::from_ref(&SCALE.1), &Settings::default(), &Silent).expect("an update")
    });
}

/// Bare Tantivy: one thread parsing JSON, `en_stem`, title and body stored, two indexing threads.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn index_bare_tantivy(bencher: Bencher) {
    use tantivy::schema::{STORED, STRING, Schema, TextFieldIndexing, TextOptions};
    bencher.counter(bytes(&SCALE.0)).counter(ItemsCount::new(SCALE.0.len())).bench(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let words = TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(tantivy::schema::IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(words).set_stored();
        let mut schema = Schema::builder();
        schema.add_text_field("id", STRING | STORED);
        schema.add_text_field("title", text.clone());
        schema.add_text_field("body", text);
        let schema = schema.build();
        let index = tantivy::Index::create_in_dir(folder.path(), schema.clone()).expect("a new index");
        let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(2, 256 << 20).expect("a writer");
        for line in std::fs::read_to_string(&SCALE.1).expect("the articles").lines() {
            let document = tantivy::TantivyDocument::parse_json(&schema, line).expect("a record");
            writer.add_document(document).expect("a place in the queue");
        }
        writer.commit().expect("a commit");
        writer.wait_merging_threads().expect("an end");
    });
}

static SEARCH: LazyLock<(tempfile::TempDir, Search)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = Index::open_or_create(folder.path()).expect("a new index");
    update(&index, std::slice::from_ref(&SCALE.1), &Settings::default(), &Silent).expect("an update");
    let search = Search::new(index).expect("a searcher");
    (folder, search)
});

#[divan::bench(args = ["war", "\"prime minister\"", "peace AND talks NOT football", "country:syria war"])]
fn search_ten(bencher: Bencher, query: &str) {
    let request = Request { query: query.to_owned(), limit: Some(10), ..Request::default() };
    LazyLock::force(&SEARCH);
    bencher.bench(|| SEARCH.1.answer(&request).expect("an answer"));
}

#[divan::bench]
fn search_with_three_facets(bencher: Bencher) {
    let fields = [FacetField::People, FacetField::Countries, FacetField::Topics];
    let facets = fields.map(|field| FacetRequest { field, limit: Some(10), under: None }).to_vec();
    let request = Request { query: "war".to_owned(), limit: Some(10), facets, ..Request::default() };
    LazyLock::force(&SEARCH);
    bencher.bench(|| SEARCH.1.answer(&request).expect("an answer"));
}
