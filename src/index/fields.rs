//! The fields of the index; the only place that spells them.

use tantivy::schema::{
    FAST, FacetOptions, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

/// Name of the analysis of running text ([`super::analysis`]).
pub const NEWS: &str = "news";

/// Name of the same without the looks of words in their positions: for many short values.
pub const NAMES: &str = "names";

/// Name of the analysis of articles in other languages than English ([`super::foreign`]).
pub const FOREIGN: &str = "foreign";

/// Name of the analysis that keeps a value whole and folds its spelling.
pub const FOLDED: &str = "folded";

/// Name of the analysis that keeps a value as it is; Tantivy's own.
pub const RAW: &str = "raw";

/// Handles of the fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Unique id; raw.
    pub id: Field,
    /// Hash of the id, as the manifest and the groups of copies name the article.
    pub key: Field,
    /// Number of the file in the manifest; for taking its articles out.
    pub file: Field,
    /// Sketch of the text, by which copies are found.
    pub sketch: Field,
    /// Path inside the corpus; raw.
    pub path: Field,
    /// Headline; words with positions, which tell their looks ([`super::look`]).
    pub title: Field,
    /// Running text; words with positions.
    pub body: Field,
    /// Stems of articles in other languages than English, by the rules of those.
    pub foreign: Field,
    /// Day as the number 19870226; 0 is never stored.
    pub day: Field,
    /// Month as the number 198702.
    pub month: Field,
    /// Year as the number 1987.
    pub year: Field,
    /// Newspaper, agency or site; folded, fast as written.
    pub source: Field,
    /// ISO 639-1 code.
    pub language: Field,
    /// The publisher's section; folded, fast as written.
    pub section: Field,
    /// Byline; words with positions.
    pub author: Field,
    /// Address; raw.
    pub url: Field,
    /// Names of people, one value each; fast as written, indexed raw.
    pub people: Field,
    /// The words of those names, with positions; one name does not run into the next.
    pub people_words: Field,
    /// `/region/subregion/code` of every country.
    pub countries: Field,
    /// The same of the countries in focus.
    pub focus: Field,
    /// `/code/code` of every topic.
    pub topics: Field,
    /// Names of places below their country, `/code/place` or `/code/state/place`.
    pub places: Field,
    /// What is stored of the annotations beyond the facet values; JSON.
    pub annotations: Field,
    /// The commit that an article of this id first came with.
    pub first: Field,
    /// The commit since which its content is as it is.
    pub changed: Field,
    /// Hash of its content.
    pub content: Field,
    /// Keywords and the record's other fields; JSON.
    pub metadata: Field,
}

/// The schema and its handles.
pub fn schema() -> (Schema, Fields) {
    let words = |record| {
        TextOptions::default()
            .set_indexing_options(TextFieldIndexing::default().set_tokenizer(NEWS).set_index_option(record))
    };
    let positions = IndexRecordOption::WithFreqsAndPositions;
    let value = |analysis: &str| {
        TextOptions::default()
            .set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(analysis)
                    .set_fieldnorms(false)
                    .set_index_option(IndexRecordOption::Basic),
            )
            .set_fast("raw")
    };
    let name_words =
        TextFieldIndexing::default().set_tokenizer(NAMES).set_index_option(positions).set_fieldnorms(false);
    let foreign = TextFieldIndexing::default()
        .set_tokenizer(FOREIGN)
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field("id", value(RAW).set_stored()),
        key: builder.add_u64_field("key", INDEXED | FAST),
        file: builder.add_u64_field("file", INDEXED | FAST),
        sketch: builder.add_u64_field("sketch", FAST),
        path: builder.add_text_field("path", value(RAW).set_stored()),
        title: builder.add_text_field("title", words(positions).set_stored()),
        body: builder.add_text_field("body", words(positions).set_stored()),
        foreign: builder.add_text_field("foreign", TextOptions::default().set_indexing_options(foreign)),
        day: builder.add_u64_field("day", INDEXED | FAST | STORED),
        month: builder.add_u64_field("month", FAST),
        year: builder.add_u64_field("year", FAST),
        source: builder.add_text_field("source", value(FOLDED).set_stored()),
        language: builder.add_text_field("language", value(FOLDED).set_stored()),
        section: builder.add_text_field("section", value(FOLDED).set_stored()),
        author: builder.add_text_field("author", words(positions).set_stored()),
        url: builder.add_text_field("url", value(RAW).set_stored()),
        people: builder.add_text_field("people", value(RAW)),
        people_words: builder.add_text_field("people_words", TextOptions::default().set_indexing_options(name_words)),
        countries: builder.add_facet_field("countries", FacetOptions::default()),
        focus: builder.add_facet_field("focus", FacetOptions::default()),
        topics: builder.add_facet_field("topics", FacetOptions::default()),
        places: builder.add_facet_field("places", FacetOptions::default()),
        first: builder.add_u64_field("first", FAST | STORED),
        changed: builder.add_u64_field("changed", FAST | STORED),
        content: builder.add_u64_field("content", FAST | STORED),
        annotations: builder.add_bytes_field("annotations", STORED),
        metadata: builder.add_bytes_field("metadata", STORED),
    };
    (builder.build(), fields)
}
