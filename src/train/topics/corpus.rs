//! The texts that the topic model is trained on, found by the ids of `schema/labels/`.
//!
//! Reads public collections as they were published (see `schema/topics.md` for
//! where they are found). An id names a text for good: `gmb:1-7` (sentences),
//! `reuters:1` (NEWID), `bbc:sport/001`, `masakha:dev/1` and `ag:1` (rows from 1),
//! `kp:sports-20936870`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A text with its title, if it has one apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) title: String,
    pub(super) body: String,
    /// What its collection files it under.
    pub(super) sections: Vec<String>,
}

/// All texts of the collections, by id.
pub(super) struct Corpus {
    texts: HashMap<String, Text>,
    /// The Groningen Meaning Bank: sentences, of which an id names a run.
    sentences: Vec<String>,
}

impl Corpus {
    /// Reads the collections below `folder`.
    ///
    /// # Errors
    /// If one of them is missing or cannot be read.
    pub(super) fn read(folder: &Path) -> Result<Corpus> {
        let mut corpus = Corpus { texts: HashMap::new(), sentences: Vec::new() };
        corpus.sentences = gmb(&folder.join("people/gmb-ner/ner_dataset.csv"))?;
        let reuters = folder.join("reuters21578");
        for path in files(&reuters, "sgm")? {
            corpus.reuters(&latin1(&path)?);
        }
        for section in ["business", "entertainment", "politics", "sport", "tech"] {
            for path in files(&folder.join("topics/bbc").join(section), "txt")? {
                let id = format!("bbc:{section}/{}", stem(&path));
                corpus.texts.insert(id, titled(&utf8(&path)?, section));
            }
        }
        for path in files(&folder.join("topics/keyphrase-500n/500N-KPCrowd-v1.1/docsutf8"), "txt")? {
            let name = stem(&path);
            let section = name.split('-').next().unwrap_or_default();
            corpus.texts.insert(format!("kp:{name}"), titled(&utf8(&path)?, section));
        }
        for part in ["dev", "test"] {
            let path = folder.join(format!("topics/masakhanews-eng/{part}.tsv"));
            corpus.table(&path, b'\t', &format!("masakha:{part}/"))?;
        }
        corpus.table(&folder.join("topics/ag-news/test.csv"), b',', "ag:")?;
        Ok(corpus)
    }

    /// The ids of all texts but the runs of sentences, in order.
    pub(super) fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.texts.keys().map(String::as_str).collect();
        ids.sort_unstable();
        ids
    }

    /// The text that an id names.
    pub(super) fn get(&self, id: &str) -> Option<Text> {
        let Some(range) = id.strip_prefix("gmb:") else {
            return self.texts.get(id).cloned();
        };
        let (first, last) = range.split_once('-')?;
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        let sentences = self.sentences.get(first.checked_sub(1)?..last)?;
        Some(Text { body: sentences.join(" "), ..Text::default() })
    }

    fn reuters(&mut self, sgml: &str) {
        for record in sgml.split("<REUTERS ").skip(1) {
            let (Some(id), Some(body)) = (between(record, "NEWID=\"", "\""), between(record, "<BODY>", "</BODY>"))
            else {
                continue;
            };
            let title = between(record, "<TITLE>", "</TITLE>").unwrap_or_default();
            let topics = between(record, "<TOPICS>", "</TOPICS>").unwrap_or_default();
            let text = Text {
                title: unescaped(title),
                body: unescaped(body.trim_end_matches(['\u{3}', '\n', ' '])),
                sections: topics
                    .split(['<', '>'])
                    .filter(|t| !t.is_empty() && *t != "D" && *t != "/D")
                    .map(String::from)
                    .collect(),
            };
            self.texts.insert(format!("reuters:{id}"), text);
        }
    }

    fn table(&mut self, path: &Path, delimiter: u8, prefix: &str) -> Result<()> {
        let unreadable = |cause: csv::Error| Error::new("cannot read this table").at(path).because(cause);
        let reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_path(path);
        for (n, row) in reader.map_err(unreadable)?.records().enumerate() {
            let row = row.map_err(unreadable)?;
            let cell = |column: usize| unescaped(row.get(column).unwrap_or_default().trim());
            let text = Text { title: cell(1), body: cell(2), sections: vec![cell(0)] };
            self.texts.insert(format!("{prefix}{}", n + 1), text);
        }
        Ok(())
    }
}

/// The sentences of the Groningen Meaning Bank extract: a token a row, the
/// number of the sentence on its first.
fn gmb(path: &Path) -> Result<Vec<String>> {
    let table = latin1(path)?;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let mut sentences: Vec<String> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|cause| Error::new("cannot read this table").at(path).because(cause))?;
        if row.get(0).is_some_and(|number| !number.is_empty()) {
            sentences.push(String::new());
        }
        let (Some(sentence), Some(token)) = (sentences.last_mut(), row.get(1)) else { continue };
        let joined = token.starts_with(['.', ',', ';', ':', '?', '!', '\'']) || token == "n't" || token == "%";
        if !sentence.is_empty() && !joined {
            sentence.push(' ');
        }
        sentence.push_str(token);
    }
    Ok(sentences)
}

/// A file whose first line, if a short one, is its title.
fn titled(text: &str, section: &str) -> Text {
    /// Characters; longer first lines are paragraphs.
    const LONGEST_TITLE: usize = 150;
    let text = text.trim();
    let sections = vec![section.to_owned()];
    match text.split_once('\n') {
        Some((title, body)) if title.chars().count() <= LONGEST_TITLE => {
            Text { title: title.trim().to_owned(), body: body.trim().to_owned(), sections }
        }
        _ => Text { title: String::new(), body: text.to_owned(), sections },
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let text = &text[text.find(start)? + start.len()..];
    Some(&text[..text.find(end)?])
}

/// Resolves the entities that the collections use, also those that lost their
/// ampersand or were escaped twice (AG News).
fn unescaped(text: &str) -> String {
    if !text.contains(['&', '#', '\\']) {
        return text.to_owned();
    }
    let mended = text.replace(" #", " &#").replace('\\', " ");
    unescaped_once(&unescaped_once(&mended))
}

fn unescaped_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest[1..].split_once(';').map(|(entity, _)| entity);
        match entity.and_then(|entity| Some((entity, character(entity)?))) {
            Some((entity, c)) => {
                out.push(c);
                rest = &rest[entity.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some(' '),
        _ => char::from_u32(entity.strip_prefix('#')?.parse().ok()?),
    }
}

/// Files with an extension in a folder, by name.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let missing = |cause: std::io::Error| {
        Error::new("cannot read this folder of training texts")
            .at(folder)
            .because(cause)
            .help("`schema/topics.md` says which collections are needed, and where they are found")
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(missing)? {
        let path = entry.map_err(missing)?.path();
        if path.extension().is_some_and(|e| e == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|cause| Error::new("cannot read this training text").at(path).because(cause))
}

fn utf8(path: &Path) -> Result<String> {
    Ok(String::from_utf8_lossy(&bytes(path)?).into_owned())
}

fn latin1(path: &Path) -> Result<String> {
    Ok(bytes(path)?.into_iter().map(char::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_first_line_is_the_title() {
        let text = titled("Short title\n\nBody here.\n", "sport");
        assert_eq!((text.title.as_str(), text.body.as_str()), ("Short title", "Body here."));
        assert_eq!(titled("Only a body", "sport").body, "Only a body");
    }

    #[test]
    fn entities_are_resolved_also_mangled_ones() {
        assert_eq!(unescaped("AT&amp;T &lt;T>"), "AT&T <T>");
        assert_eq!(unescaped("costs #36;10"), "costs $10");
        assert_eq!(unescaped("R&D; #x &"), "R&D; &#x &");
    }

    #[test]
    fn sentences_are_joined_from_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ner.csv");
        fs::write(
            &path,
            "Sentence #,Word,POS,Tag\nSentence: 1,It,X,O\n,'s,X,O\n,\",\",X,O\n,yes,X,O\nSentence: 2,No,X,O\n",
        )
        .unwrap();
        assert_eq!(gmb(&path).unwrap(), ["It's, yes", "No"]);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = files(Path::new("no/such/folder"), "txt").unwrap_err();
        assert!(error.to_string().starts_with("no/such/folder: "), "{error}");
    }
}
