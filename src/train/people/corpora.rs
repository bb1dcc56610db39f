//! The labelled collections, each read in its own format into one shape:
//! texts with spans.
//!
//! Takes a data folder; knows no features and no tags of the model.

use crate::error::{Error, Result};
use std::path::Path;

/// A text of one or more sentences, one per line, and the names in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    pub(super) text: String,
    pub(super) spans: Vec<Span>,
    /// How much it counts in training; 1 is usual.
    pub(super) weight: f32,
    /// Whether its labels are machine-made and to be cleaned.
    pub(super) noisy: bool,
}

/// A labelled stretch of a sample's text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: Label,
}

/// What a span names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Person,
    Place,
    Organisation,
    Other,
}

/// How a collection is laid out.
enum Layout {
    /// A word and its label per line, a blank line between sentences.
    Columns,
    /// Word in the second column, label in the third (Universal NER).
    Iob2,
    /// The Groningen Meaning Bank extract, comma-separated, Latin-1.
    Gmb,
    /// A folder of texts and one of XCES stand-off labels.
    Masc,
}

struct Source {
    path: &'static str,
    layout: Layout,
    weight: f32,
    /// Sentences taken together as one text where the collection does not tell articles apart.
    sentences: usize,
}

/// The collections to train on: all are marked *train* in the data folder's
/// account. Weights were chosen on held-out parts of these collections.
const SOURCES: [Source; 15] = [
    Source { path: "people/gmb-ner/ner_dataset.csv", layout: Layout::Gmb, weight: 1.0, sentences: 12 },
    Source {
        path: "people/wikigold-original/CONLL-format/data/wikigold.conll.txt",
        layout: Layout::Columns,
        weight: 1.0,
        sentences: 12,
    },
    Source { path: "people/uner-en-pud/en_pud-ud-test.iob2", layout: Layout::Iob2, weight: 1.5, sentences: 8 },
    Source { path: "people/uner-en-ewt/en_ewt-ud-dev.iob2", layout: Layout::Iob2, weight: 1.0, sentences: 8 },
    Source { path: "people/uner-en-ewt/en_ewt-ud-test.iob2", layout: Layout::Iob2, weight: 1.0, sentences: 8 },
    Source { path: "people/crossner-politics/train.txt", layout: Layout::Columns, weight: 1.0, sentences: 3 },
    Source { path: "people/crossner-politics/dev.txt", layout: Layout::Columns, weight: 1.0, sentences: 3 },
    Source { path: "people/crossner-politics/test.txt", layout: Layout::Columns, weight: 1.0, sentences: 3 },
    Source {
        path: "people/sec-filings/CONLL-format/data/train/FIN5.txt",
        layout: Layout::Columns,
        weight: 0.7,
        sentences: 12,
    },
    Source {
        path: "people/sec-filings/CONLL-format/data/test/FIN3.txt",
        layout: Layout::Columns,
        weight: 0.7,
        sentences: 12,
    },
    Source { path: "people/btc-gate/g.conll", layout: Layout::Columns, weight: 0.5, sentences: 1 },
    Source { path: "people/btc-gate/a.conll", layout: Layout::Columns, weight: 0.3, sentences: 1 },
    Source { path: "people/btc-gate/f.conll", layout: Layout::Columns, weight: 0.3, sentences: 1 },
    Source { path: "people/masc-ne/1", layout: Layout::Masc, weight: 1.0, sentences: 0 },
    Source { path: "people/masc-ne/2", layout: Layout::Masc, weight: 1.0, sentences: 0 },
];

/// Reads every collection, in the order of the list.
pub(super) fn read_all(data: &Path) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for source in &SOURCES {
        let path = data.join(source.path);
        let from = samples.len();
        match source.layout {
            Layout::Masc => masc(&path, &mut samples)?,
            Layout::Columns => group(sentences(&text_of(&path)?, &path, 0)?, source.sentences, &mut samples),
            Layout::Iob2 => group(sentences(&text_of(&path)?, &path, 1)?, source.sentences, &mut samples),
            Layout::Gmb => {
                group(gmb(&path)?, source.sentences, &mut samples);
                samples[from..].iter_mut().for_each(|sample| sample.noisy = true);
            }
        }
        samples[from..].iter_mut().for_each(|sample| sample.weight = source.weight);
    }
    Ok(samples)
}

fn text_of(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|e| {
        Error::new("a training collection cannot be read")
            .at(path)
            .help("give the folder that holds `people/gmb-ner` and the other collections")
            .because(e)
    })?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => error.into_bytes().iter().map(|&b| b as char).collect(),
    })
}

/// A word and its label in the collection's own letters ("B-PER").
struct Token {
    word: String,
    label: String,
}

type Sentence = Vec<Token>;

fn sentences(text: &str, path: &Path, word_column: usize) -> Result<Vec<Sentence>> {
    let mut all = Vec::new();
    let mut open = Sentence::new();
    for (n, line) in text.lines().enumerate() {
        if line.starts_with("-DOCSTART-") || (line.starts_with('#') && word_column > 0) {
            continue;
        }
        if line.trim().is_empty() {
            all.extend((!open.is_empty()).then(|| std::mem::take(&mut open)));
            continue;
        }
        let mut columns: Vec<&str> =
            if line.contains('\t') { line.split('\t').collect() } else { line.split_whitespace().collect() };
        if word_column > 0 {
            columns.truncate(3);
        }
        let (Some(word), Some(label)) = (columns.get(word_column), columns.last().filter(|_| columns.len() > 1)) else {
            if columns.len() == 1 {
                open.push(Token { word: columns[0].to_owned(), label: "O".into() });
                continue;
            }
            return Err(Error::new("no word and label on this line").at_line(path, n as u64 + 1));
        };
        open.push(Token { word: word.trim().to_owned(), label: label.trim().to_owned() });
    }
    all.extend((!open.is_empty()).then_some(open));
    Ok(all)
}

fn gmb(path: &Path) -> Result<Vec<Sentence>> {
    let text = text_of(path)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut all = Vec::new();
    let mut open = Sentence::new();
    for record in reader.records() {
        let record = record.map_err(|e| Error::new("not comma-separated values").at(path).because(e))?;
        if !record.get(0).unwrap_or("").is_empty() && !open.is_empty() {
            all.push(std::mem::take(&mut open));
        }
        let (word, label) = (record.get(1).unwrap_or(""), record.get(3).unwrap_or("O"));
        if !word.is_empty() {
            open.push(Token { word: word.to_owned(), label: label.to_owned() });
        }
    }
    all.extend((!open.is_empty()).then_some(open));
    Ok(all)
}

fn group(sentences: Vec<Sentence>, size: usize, samples: &mut Vec<Sample>) {
    for chunk in sentences.chunks(size) {
        let mut sample = Sample::default();
        for sentence in chunk {
            append(&mut sample, sentence);
        }
        samples.push(sample);
    }
}

/// Sets a sentence as a newspaper would, on a line of its own.
fn append(sample: &mut Sample, sentence: &[Token]) {
    if !sample.text.is_empty() {
        sample.text.push('\n');
    }
    let mut open: Option<Span> = None;
    let mut glued = true;
    for token in sentence {
        let word = match token.word.as_str() {
            "-LRB-" => "(",
            "-RRB-" => ")",
            "``" | "''" => "\"",
            word => word,
        };
        if !glued && !joins_left(word) {
            sample.text.push(' ');
        }
        glued = matches!(word, "(" | "[" | "$" | "#" | "@");
        let start = sample.text.len();
        sample.text.push_str(word);
        let label = Label::read(&token.label);
        let continues = token.label.starts_with("I-") && open.is_some_and(|span| Some(span.label) == label);
        if !continues {
            sample.spans.extend(open.take());
            open = label.map(|label| Span { start, end: 0, label });
        }
        if let Some(span) = &mut open {
            span.end = sample.text.len();
        }
    }
    sample.spans.extend(open);
}

fn joins_left(word: &str) -> bool {
    matches!(word, "," | "." | ";" | ":" | "?" | "!" | ")" | "]" | "%" | "'s" | "’s" | "n't" | "'re" | "'ve" | "'ll")
}

impl Label {
    fn read(label: &str) -> Option<Label> {
        let (_, kind) = label.split_once('-')?;
        Some(match kind {
            "PER" | "per" | "person" | "Person" | "politician" | "PERSON" => Label::Person,
            "LOC" | "geo" | "location" | "Location" | "country" | "loc" => Label::Place,
            "ORG" | "org" | "corporation" | "group" | "Organisation" | "organisation" | "politicalparty" => {
                Label::Organisation
            }
            "tim" | "Temporal" | "Quantity" | "Money" | "DocumentReference" => return None,
            _ => Label::Other,
        })
    }
}

/// Reads the texts of one part of MASC with their stand-off labels.
fn masc(folder: &Path, samples: &mut Vec<Sample>) -> Result<()> {
    let labels = ["NE", "ne-all"].map(|name| folder.join(name)).into_iter().find(|p| p.is_dir());
    let labels = labels.ok_or_else(|| Error::new("no folder of labels").at(folder))?;
    let entries = std::fs::read_dir(&labels).map_err(|e| Error::new("cannot be listed").at(&labels).because(e))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for file in files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let stem = name.trim_end_matches(".xml").trim_end_matches("-NE").trim_end_matches("-NEW");
        let spoken = ["sw20", "Bed", "Bmr", "Gore-Bush", "Bush-Kerry"].iter().any(|part| stem.contains(part));
        let path = folder.join("txtfiles").join(format!("{stem}.txt"));
        if spoken || !path.is_file() {
            continue;
        }
        let text = text_of(&path)?;
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut spans: Vec<Span> = Vec::new();
        for part in text_of(&file)?.split("<struct ").skip(1) {
            let value = |name: &str| part.split_once(&format!("{name}=\""))?.1.split('"').next().map(str::to_owned);
            let at = |name: &str| offsets.get(value(name)?.parse::<usize>().ok()?).copied();
            let label = match value("type").as_deref() {
                Some("Person" | "person") => Label::Person,
                Some("Location" | "location") => Label::Place,
                Some("Organization" | "organization" | "org") => Label::Organisation,
                _ => continue,
            };
            if let (Some(start), Some(end)) = (at("from"), at("to"))
                && start < end
            {
                spans.push(Span { start, end, label });
            }
        }
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        samples.push(Sample { text, spans, ..Sample::default() });
    }
    Ok(())
}
