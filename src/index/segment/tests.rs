//! A segment is held against the one that Tantivy's own writer makes of the same articles.

use proptest::prelude::*;
use tantivy::directory::RamDirectory;
use tantivy::{IndexWriter, SingleSegmentIndexWriter};

use super::*;
use crate::article::{Annotations, Article, Country, Person, Place, Topic};
use crate::index::analysis::place;
use crate::index::document::{Standing, document};
use crate::index::fields::schema;
use crate::index::history::History;
use crate::index::tokenizers::tokenizers;
use crate::text::Reading;

/// The files that a segment has.
const FILES: [SegmentComponent; 6] = [
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::Store,
];

fn files(index: &tantivy::Index) -> Vec<Vec<u8>> {
    let [segment] = &index.searchable_segments().unwrap()[..] else { panic!("there is one segment") };
    let bytes = |component| segment.open_read(component).unwrap().read_bytes().unwrap().to_vec();
    FILES.map(bytes).to_vec()
}

fn by_tantivy(documents: &[TantivyDocument]) -> Vec<Vec<u8>> {
    let mut writer: SingleSegmentIndexWriter = tantivy::Index::builder()
        .schema(schema().0)
        .tokenizers(tokenizers())
        .fast_field_tokenizers(tokenizers())
        .single_segment_index_writer(RamDirectory::create(), 15_000_000)
        .unwrap();
    documents.iter().for_each(|document| writer.add_document(document.clone()).unwrap());
    files(&writer.finalize().unwrap())
}

/// By ours: of three articles, two are begun before the first is finished.
fn by_us(articles: &[Article], documents: &[TantivyDocument]) -> Vec<Vec<u8>> {
    let (schema, fields) = schema();
    let mut index = tantivy::Index::create_in_ram(schema);
    index.set_tokenizers(tokenizers());
    index.set_fast_field_tokenizers(tokenizers());
    let mut segment = SegmentWriter::new(&index, fields, Arena::default()).unwrap();
    for (articles, documents) in articles.chunks(2).zip(documents.chunks(2)) {
        for article in articles {
            let reading = Reading::new(&article.title, &article.body);
            let (title_words, body_words) = reading.words().split_at(reading.title_words());
            let (mut title, mut body) = (Vec::new(), Vec::new());
            place(&article.title, title_words, segment.lexicon(), &mut title);
            place(&article.body, body_words, segment.lexicon(), &mut body);
            segment.begin(&title, &body);
        }
        documents.iter().for_each(|document| segment.finish(document).unwrap());
    }
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
    writer.add_segment(segment.write().unwrap().0.unwrap()).unwrap();
    writer.commit().unwrap();
    files(&index)
}

fn annotations(names: &[String]) -> Annotations {
    let country = |code, region| Country { code, name: "", region, focus: true, salience: 1.0, mentions: vec![] };
    Annotations {
        people: names.iter().map(|name| Person { name: name.clone(), salience: 0.5, mentions: vec![] }).collect(),
        countries: vec![country("FR", "Europe"), country("DE", "Europe")],
        places: vec![Place { name: "Lyon", country: "FR", within: "", mentions: vec![] }],
        topics: vec![Topic { code: "medtop:15000000".into(), name: "sport".into(), path: "sport".into(), score: 0.9 }],
        ..Annotations::default()
    }
}

fn compare(articles: &[Article], found: &[Annotations]) {
    let (_, fields) = schema();
    let documents: Vec<TantivyDocument> = (0..)
        .zip(articles.iter().zip(found))
        .map(|(n, (article, found))| {
            let sketch = [n as u32, u32::MAX];
            let standing = Standing { key: n << 40, file: n / 3, sketch: &sketch[..n as usize % 3] };
            document(&fields, &standing, article, found, History { first: n, changed: 7, content: n })
        })
        .collect();
    for ((theirs, ours), component) in by_tantivy(&documents).iter().zip(by_us(articles, &documents)).zip(FILES) {
        assert!(*theirs == ours, "{component:?} differs: {} bytes by Tantivy, {} by us", theirs.len(), ours.len());
    }
}

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let word = "[a-d]{1,3}|[A-C][a-e]{0,5}|The|al-Assad|don't|U\\.S\\.|US|é[a-c]|Straße|\\PC";
    proptest::collection::vec(word, count).prop_map(|words| words.join(" "))
}

prop_compose! {
    fn article()(
        id in "[a-z]{0,3}[0-9]{8}",
        title in words(0..6),
        body in words(0..60),
        author in proptest::option::of(words(0..4)),
        source in proptest::option::of("[A-C][a-c]{0,2}"),
        language in proptest::sample::select(vec![None, Some("en"), Some("de")]),
        year in 1987i16..1990,
    ) -> Article {
        Article {
            path: format!("x/{id}.txt"),
            id, title, body, author, source,
            language: language.map(str::to_owned),
            date: (year < 1989).then(|| jiff::civil::date(year, 2, 26)),
            ..Article::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_file_is_the_one_that_tantivy_writes(
        given in proptest::collection::vec((article(), proptest::collection::vec("[A-C][a-c]{1,2} [A-D][a-d]{1,3}", 0..4)), 1..200)
    ) {
        let (articles, names): (Vec<_>, Vec<_>) = given.into_iter().unzip();
        let found: Vec<Annotations> = names.iter().map(|names| annotations(names)).collect();
        compare(&articles, &found);
    }
}

#[test]
fn long_values_are_dropped_as_tantivy_drops_them() {
    let long = Article {
        id: "i".repeat(MAX_TOKEN_LEN + 1),
        url: Some("u".repeat(MAX_TOKEN_LEN)),
        source: Some("s".repeat(MAX_TOKEN_LEN + 9)),
        body: "b".repeat(70_000),
        ..Article::default()
    };
    compare(&[long, Article::default()], &[Annotations::default(), Annotations::default()]);
}
