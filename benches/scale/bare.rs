//! Bare Tantivy, to hold Dateline against: title and body, and nothing found in them.
//!
//! One thread parses JSON; `en_stem`; title and body stored; two indexing threads.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{Query, QueryParser};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument};

/// Threads that write segments: one a core of the machine that the bars are set for.
const THREADS: usize = 2;

/// Bytes that both threads may hold before they write: as much as Dateline's default on two cores.
const MEMORY: usize = 256 << 20;

/// Indexes `file`, JSON Lines, in a new folder.
pub(crate) fn index(file: &Path, folder: &Path) {
    let words = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(words).set_stored();
    let mut schema = Schema::builder();
    schema.add_text_field("id", STRING | STORED);
    schema.add_text_field("title", text.clone());
    schema.add_text_field("body", text);
    let schema = schema.build();
    std::fs::create_dir_all(folder).expect("a folder for the index");
    let index = Index::create_in_dir(folder, schema.clone()).expect("a new index");
    let mut writer: IndexWriter = index.writer_with_num_threads(THREADS, MEMORY).expect("a writer");
    for line in BufReader::new(File::open(file).expect("the articles")).lines() {
        let line = line.expect("a line");
        let document = TantivyDocument::parse_json(&schema, &line).expect("a record");
        writer.add_document(document).expect("a place in the queue");
    }
    writer.commit().expect("a commit");
    writer.wait_merging_threads().expect("an end");
}

/// A searcher over title and body.
pub(crate) struct Bare {
    searcher: Searcher,
    parser: QueryParser,
}

impl Bare {
    /// Opens an index with text fields `title` and `body`.
    pub(crate) fn open(folder: &Path) -> Bare {
        let index = Index::open_in_dir(folder).expect("the index");
        let field = |name| index.schema().get_field(name).expect("a field");
        let fields: Vec<Field> = vec![field("title"), field("body")];
        let parser = QueryParser::for_index(&index, fields);
        Bare { searcher: index.reader().expect("a reader").searcher(), parser }
    }

    fn query(&self, query: &str) -> Box<dyn Query> {
        self.parser.parse_query(query).expect("a query")
    }

    /// The ten best, fetched; block-max pruning, no count.
    pub(crate) fn top_ten(&self, query: &str) -> usize {
        let top = TopDocs::with_limit(10).order_by_score();
        let hits = self.searcher.search(&*self.query(query), &top).expect("hits");
        for (_, address) in &hits {
            let document: TantivyDocument = self.searcher.doc(*address).expect("a document");
            std::hint::black_box(document);
        }
        hits.len()
    }

    /// The ten best and the exact number of all.
    pub(crate) fn top_ten_and_count(&self, query: &str) -> usize {
        let collectors = (TopDocs::with_limit(10).order_by_score(), Count);
        let (hits, count) = self.searcher.search(&*self.query(query), &collectors).expect("hits");
        std::hint::black_box(hits);
        count
    }

    /// Every hit, in no order.
    pub(crate) fn all(&self, query: &str) -> usize {
        self.searcher.search(&*self.query(query), &DocSetCollector).expect("hits").len()
    }
}
