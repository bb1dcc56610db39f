//! What each stage of extraction costs, on one thread.
//!
//! `cargo bench --bench pipeline` measures on made articles (`made/mod.rs` says
//! what they are made from). Figures are bytes of title and body a second.
//! The whole, against bare Tantivy, is measured by the bench `scale`.

mod made;

use std::sync::LazyLock;

use dateline::article::Article;
use dateline::enrich::{self, Read};
use dateline::text::{Reading, Words};
use divan::Bencher;
use divan::counter::BytesCount;
use made::Stock;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Articles that are read: enough that what is remembered of one is no help with the next.
const COUNT: usize = 2_000;

/// The articles to measure on.
static ARTICLES: LazyLock<Vec<Article>> = LazyLock::new(|| {
    let stock = Stock::read();
    (0..COUNT).map(|n| stock.article(n)).collect()
});

/// Articles as they were printed, one in five: they hold fewer names than made ones, and more figures.
static NEWS: LazyLock<Vec<Article>> = LazyLock::new(|| made::plain().into_iter().step_by(5).collect());

fn bytes(articles: &[Article]) -> BytesCount {
    BytesCount::new(articles.iter().map(|a| a.title.len() + a.body.len()).sum::<usize>())
}

#[divan::bench]
fn words(bencher: Bencher) {
    bencher.counter(bytes(&ARTICLES)).bench(|| {
        let mut words = Words::default();
        for article in ARTICLES.iter() {
            words.clear();
            words.read(&article.body);
            divan::black_box(&words);
        }
    });
}

#[divan::bench]
fn people(bencher: Bencher) {
    people_of(bencher, &ARTICLES);
}

#[divan::bench]
fn people_in_news(bencher: Bencher) {
    people_of(bencher, &NEWS);
}

fn people_of(bencher: Bencher, articles: &[Article]) {
    bencher.counter(bytes(articles)).bench(|| {
        for article in articles {
            divan::black_box(enrich::people::find(&Reading::new(&article.title, &article.body), None));
        }
    });
}

#[divan::bench]
fn countries(bencher: Bencher) {
    bencher.counter(bytes(&ARTICLES)).bench(|| {
        for article in ARTICLES.iter() {
            let reading = Reading::new(&article.title, &article.body);
            divan::black_box(enrich::countries::find(&reading, &[], &enrich::countries::Context::default()));
        }
    });
}

#[divan::bench]
fn topics(bencher: Bencher) {
    bencher.counter(bytes(&ARTICLES)).bench(|| {
        for article in ARTICLES.iter() {
            divan::black_box(enrich::topics::find(&Reading::new(&article.title, &article.body), &[], None, &[]));
        }
    });
}

/// Articles that are annotated together: as many as `index` and `enrich` take at a time, about.
const GROUP: usize = 16;

#[divan::bench]
fn all_three(bencher: Bencher) {
    all_three_of(bencher, &ARTICLES);
}

#[divan::bench]
fn all_three_in_news(bencher: Bencher) {
    all_three_of(bencher, &NEWS);
}

fn all_three_of(bencher: Bencher, articles: &[Article]) {
    bencher.counter(bytes(articles)).bench(|| {
        let mut words: Vec<Words> = Vec::new();
        for group in articles.chunks(GROUP) {
            let mut read = Vec::with_capacity(GROUP);
            for article in group {
                let reading = Reading::reusing(words.pop().unwrap_or_default(), &article.title, &article.body);
                read.push(Read { reading, article, home: None });
            }
            divan::black_box(enrich::annotate_all(&read, None));
            words.extend(read.into_iter().map(|read| read.reading.into_words()));
        }
    });
}
