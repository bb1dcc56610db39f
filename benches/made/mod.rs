//! The scale corpus: as many articles as wanted, the same for everyone.
//!
//! Takes articles to draw sentences from and names to set into them; gives
//! records of title, body and day, of the length of an agency story. The same
//! seed gives the same bytes. Sentences come from `DATELINE_BENCH_TEXT` (a
//! folder or file that Dateline reads), else from Reuters-21578 where it lies
//! beside the clone, else from `corpus/`.

use std::path::{Path, PathBuf};

use dateline::article::Article;
use dateline::source::{Globs, Options, Piece, parse, read, walk};

/// Seed of the corpus: the year of the articles that it is mostly made from.
const SEED: u64 = 1987;

/// Sentences of a body: 13 on average, which makes about 2 KB a record, as agency stories have.
const SENTENCES: std::ops::RangeInclusive<usize> = 6..=20;

/// One sentence in so many is put into somebody's mouth, with a name and a place of the vocabulary.
const QUOTED: usize = 8;

/// Bytes of a sentence; shorter ones are rests of tables, longer ones whole tables.
const SENTENCE_BYTES: std::ops::RangeInclusive<usize> = 30..=500;

/// A linear congruential generator (Knuth, MMIX).
pub(crate) struct Seeded(u64);

impl Seeded {
    /// A generator of its own for the `n`th of many things.
    pub(crate) fn of(n: usize) -> Seeded {
        let mut seeded = Seeded(SEED ^ (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        seeded.below(2);
        seeded
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    /// A rank below `limit`, low ranks far more often than high ones, about as names are in the news.
    fn rank(&mut self, limit: usize) -> usize {
        let share = self.below(1 << 20) as f64 / (1 << 20) as f64;
        ((limit as f64).powf(share) as usize).saturating_sub(1)
    }

    fn one_of<'a>(&mut self, list: &'a [String]) -> &'a str {
        let n = self.below(list.len());
        list.get(n).map_or("", String::as_str)
    }
}

/// What articles are made of.
pub(crate) struct Stock {
    titles: Vec<String>,
    sentences: Vec<String>,
    people: Vec<String>,
    places: Vec<String>,
}

impl Stock {
    /// Reads what there is.
    pub(crate) fn read() -> Stock {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut stock = Stock {
            titles: Vec::new(),
            sentences: Vec::new(),
            people: column(&root.join("schema/people.tsv"), 0),
            places: column(&root.join("schema/places.tsv"), 2),
        };
        for article in plain() {
            stock.titles.push(article.title.trim().to_owned());
            stock.sentences.extend(sentences(&article.body));
        }
        stock.titles.retain(|title| !title.is_empty());
        assert!(!stock.sentences.is_empty(), "no sentences to make articles of");
        stock
    }

    /// The `n`th article.
    pub(crate) fn article(&self, n: usize) -> Article {
        let mut seeded = Seeded::of(n);
        let mut body = String::new();
        let extra = seeded.below(SENTENCES.end() - SENTENCES.start() + 1);
        for _ in 0..SENTENCES.start() + extra {
            if !body.is_empty() {
                body.push(' ');
            }
            if seeded.below(QUOTED) == 0 {
                let person = &self.people[seeded.rank(self.people.len())];
                let place = &self.places[seeded.rank(self.places.len())];
                body.push_str(&format!("{person} said in {place}: "));
            }
            body.push_str(seeded.one_of(&self.sentences));
        }
        let days = seeded.below(365 * 20) as i64;
        let date = jiff::civil::date(1987, 1, 1) + jiff::Span::new().days(days);
        let title = seeded.one_of(&self.titles).to_owned();
        Article { id: format!("made-{n}"), title, body, date: Some(date), ..Article::default() }
    }
}

/// The articles from which others are made.
pub(crate) fn plain() -> Vec<Article> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = root.join("../shared/data/reuters21578");
    let text = std::env::var_os("DATELINE_BENCH_TEXT").map(PathBuf::from);
    let text = text.unwrap_or(if beside.exists() { beside } else { root.join("corpus") });
    let found = walk(&[text], &Globs::default()).expect("the articles are there");
    let options = std::sync::Arc::new(Options::default());
    let mut articles = Vec::new();
    for file in &found.files {
        // What cannot be read has no sentences to draw from.
        let _ = read(file, &options, &mut |piece| {
            if let Piece::Chunk(chunk) = piece {
                articles.extend(parse(&chunk).into_iter().flatten().map(|article| *article));
            }
            true
        });
    }
    articles
}

/// The sentences of a text, each in one line.
fn sentences(text: &str) -> Vec<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = |sentence: &&str| SENTENCE_BYTES.contains(&sentence.len()) && sentence.ends_with('.');
    line.split_inclusive(". ").map(str::trim).filter(whole).map(str::to_owned).collect()
}

/// A column of a table of `schema/`, shuffled, so that no letter of the alphabet is the most frequent.
fn column(table: &Path, column: usize) -> Vec<String> {
    let text = std::fs::read_to_string(table).expect("a table of schema/");
    let rows = text.lines().filter(|row| !row.starts_with(['#', '-']));
    let cells = rows.filter_map(|row| row.split('\t').nth(column));
    let mut cells: Vec<String> =
        cells.map(|cell| cell.split(" [").next().unwrap_or(cell).to_owned()).filter(|cell| !cell.is_empty()).collect();
    let mut seeded = Seeded::of(usize::MAX);
    for n in (1..cells.len()).rev() {
        cells.swap(n, seeded.below(n + 1));
    }
    cells
}
