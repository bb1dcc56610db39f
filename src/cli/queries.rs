//! Reading queries one after the other, in whatever form they are written.
//!
//! Takes lines of bytes and gives a query for each, or what is wrong with it.
//! Knows no index.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::cli::choices::FacetName;
use crate::cli::filters::days;
use crate::cli::search::SortName;
use crate::error::{Error, Result};
use crate::eval::trec::{Topic, topic};
use crate::search::Filters;

/// A file of queries, or standard input.
pub(super) struct Input {
    pub(super) lines: Box<dyn BufRead + Send>,
    /// How many bytes they are, where that is known.
    pub(super) bytes: Option<u64>,
}

impl Input {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn open(path: &Path) -> Result<Input> {
        if path.as_os_str() == "-" {
            return Ok(Input { lines: Box::new(BufReader::new(io::stdin())), bytes: None });
        }
        let cannot = |cause: io::Error| {
            Error::new("the queries cannot be read").at(path).because(cause).help("name a file of queries, or -")
        };
        let file = File::open(path).map_err(cannot)?;
        let metadata = file.metadata().map_err(cannot)?;
        if metadata.is_dir() {
            return Err(cannot(io::ErrorKind::IsADirectory.into()));
        }
        let bytes = metadata.is_file().then_some(metadata.len());
        Ok(Input { lines: Box::new(BufReader::new(file)), bytes })
    }
}

/// How queries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Kind {
    /// A query a line
    Plain,
    /// An id, a tab and a query a line
    Tsv,
    /// A JSON object a line: id, query, filters, limit, offset, sort, facets, lenient
    Json,
    /// TREC topics: <top> <num> <title> <desc>
    Trec,
}

/// The part of a TREC topic that is the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum TopicPart {
    /// A few words
    Title,
    /// A sentence
    Desc,
    /// Both
    Both,
}

/// A query as it was read.
#[derive(Debug, Default)]
pub(super) struct Question {
    pub(super) query: String,
    /// Whether it is words only.
    pub(super) plain: bool,
    /// Whether to repair it; `None` for what holds for all.
    pub(super) lenient: Option<bool>,
    pub(super) filters: Filters,
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
    pub(super) sort: Option<SortName>,
    pub(super) facets: Vec<FacetName>,
}

/// A query of the input, or what is wrong with it.
#[derive(Debug)]
pub(super) struct Asked {
    /// Its own id, else the number of its line.
    pub(super) id: String,
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// Bytes of the input up to its end.
    pub(super) bytes: u64,
    pub(super) question: Result<Question>,
}

/// The queries of an input.
pub(super) struct Queries<R> {
    input: R,
    kind: Option<Kind>,
    part: TopicPart,
    mixed: bool,
    line: u64,
    bytes: u64,
    /// A line that was read already.
    ahead: Option<Vec<u8>>,
}

/// Bytes of a query, at most: what is longer is no query but a wrong file.
const LONGEST: u64 = 1 << 20;

impl<R: BufRead> Queries<R> {
    /// Reads queries of a kind; without one, the first line tells.
    pub(super) fn new(input: R, kind: Option<Kind>, part: TopicPart) -> Queries<R> {
        Queries { input, kind, part, mixed: false, line: 0, bytes: 0, ahead: None }
    }

    /// Reads queries of any kind, each of which tells its own.
    pub(super) fn mixed(input: R) -> Queries<R> {
        Queries { mixed: true, ..Queries::new(input, None, TopicPart::Title) }
    }

    /// The next line that holds something, without its end.
    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        loop {
            let mut line = Vec::new();
            let read = io::Read::take(&mut self.input, LONGEST).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(None);
            }
            self.line += 1;
            self.bytes += read as u64;
            if self.line == 1 && line.starts_with("\u{FEFF}".as_bytes()) {
                line.drain(..3);
            }
            if read as u64 == LONGEST && line.last() != Some(&b'\n') {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("line {} is longer than {LONGEST} bytes: no line of queries", self.line),
                ));
            }
            line.truncate(line.trim_ascii_end().len());
            if !line.is_empty() {
                return Ok(Some(line));
            }
        }
    }

    fn asked(&self, line: u64, id: Option<String>, question: Result<Question>) -> Asked {
        Asked { id: id.unwrap_or_else(|| line.to_string()), line, bytes: self.bytes, question }
    }

    /// A topic, from the line `first` on.
    fn topic(&mut self, first: Vec<u8>) -> io::Result<Option<Asked>> {
        let mut bytes = first;
        // What stands before the first <top> is no query.
        while !bytes.starts_with(b"<top>") {
            match self.next_line()? {
                Some(line) => bytes = line.trim_ascii_start().to_owned(),
                None => return Ok(None),
            }
        }
        let begins = self.line;
        while !contains(&bytes, b"</top>") {
            match self.next_line()? {
                Some(line) if line.trim_ascii_start().starts_with(b"<top>") => {
                    self.ahead = Some(line);
                    break;
                }
                Some(line) => {
                    bytes.push(b'\n');
                    bytes.extend(line);
                }
                None => break,
            }
        }
        let text = match utf8(bytes) {
            Ok(text) => text,
            Err(error) => return Ok(Some(self.asked(begins, None, Err(error)))),
        };
        let Topic { id, title, desc } = topic(&text);
        let parts = match self.part {
            TopicPart::Title => title.map(|title| vec![title]),
            TopicPart::Desc => desc.map(|desc| vec![desc]),
            TopicPart::Both => Some([title, desc].into_iter().flatten().collect()),
        };
        let question = match parts.map(|parts| parts.join(" ")).filter(|query| !query.is_empty()) {
            Some(query) => Ok(Question { query, plain: true, ..Question::default() }),
            None => Err(Error::new("a TREC topic without the part that is the query")
                .help("write <title> words; --topic-part desc takes <desc>")),
        };
        Ok(Some(self.asked(begins, id, question)))
    }

    fn next_query(&mut self) -> io::Result<Option<Asked>> {
        let Some(line) = self.next_line()? else { return Ok(None) };
        let kind = if self.mixed { kind_of(&line) } else { *self.kind.get_or_insert_with(|| kind_of(&line)) };
        if kind == Kind::Trec {
            return self.topic(line);
        }
        let number = self.line;
        let text = match utf8(line) {
            Ok(text) => text,
            Err(error) => return Ok(Some(self.asked(number, None, Err(error)))),
        };
        let plain = |query: &str| Ok(Question { query: query.trim().to_owned(), ..Question::default() });
        Ok(Some(match kind {
            Kind::Tsv => match text.split_once('\t') {
                Some((id, query)) => self.asked(number, Some(id.trim().to_owned()), plain(query)),
                None => {
                    let error = Error::new("no tab between an id and a query").help("write: id, a tab, query");
                    self.asked(number, None, Err(error))
                }
            },
            Kind::Json => {
                let (id, question) = json(&text);
                self.asked(number, id, question)
            }
            _ => self.asked(number, None, plain(&text)),
        }))
    }
}

impl<R: BufRead> Iterator for Queries<R> {
    type Item = io::Result<Asked>;

    fn next(&mut self) -> Option<io::Result<Asked>> {
        self.next_query().transpose()
    }
}

/// How queries are written whose first line is this.
fn kind_of(line: &[u8]) -> Kind {
    match line.trim_ascii_start() {
        [b'{', ..] => Kind::Json,
        [b'<', ..] => Kind::Trec,
        line if line.contains(&b'\t') => Kind::Tsv,
        _ => Kind::Plain,
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|cause| Error::new("not UTF-8").because(cause).help("write queries in UTF-8"))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// A query as JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    query: String,
    #[serde(default)]
    filters: LineFilters,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    sort: Option<SortName>,
    #[serde(default)]
    facets: Vec<FacetName>,
    #[serde(default)]
    lenient: Option<bool>,
}

/// Filters by the names of the options, or of the facets.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LineFilters {
    #[serde(alias = "person")]
    people: Values,
    #[serde(alias = "countries")]
    country: Values,
    focus: Values,
    #[serde(alias = "topics")]
    topic: Values,
    #[serde(alias = "sources")]
    source: Values,
    #[serde(alias = "languages")]
    language: Values,
    since: Option<String>,
    until: Option<String>,
    ids: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "an id is a text or a number")]
enum Id {
    Text(String),
    Number(u64),
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a filter is a text or a list of texts")]
enum Values {
    One(String),
    Many(Vec<String>),
}

impl Default for Values {
    fn default() -> Values {
        Values::Many(Vec::new())
    }
}

impl From<Values> for Vec<String> {
    fn from(values: Values) -> Vec<String> {
        match values {
            Values::One(value) => vec![value],
            Values::Many(values) => values,
        }
    }
}

/// The id and the query of a line of JSON.
fn json(text: &str) -> (Option<String>, Result<Question>) {
    let line: Line = match serde_json::from_str(text) {
        Ok(line) => line,
        Err(cause) => {
            let error = Error::new("no query as JSON").because(cause).help(
                "write {\"id\": \"1\", \"query\": \"oil\", \"filters\": {\"country\": [\"SA\"], \"since\": \"1987\"}, \
                 \"limit\": 10, \"sort\": \"date\", \"facets\": [\"people\"]}",
            );
            return (None, Err(error));
        }
    };
    let id = line.id.map(|id| match id {
        Id::Text(id) => id,
        Id::Number(id) => id.to_string(),
    });
    let filters = line.filters;
    let question = days(filters.since.as_deref(), filters.until.as_deref()).map(|days| Question {
        query: line.query,
        plain: false,
        lenient: line.lenient,
        filters: Filters {
            people: filters.people.into(),
            countries: filters.country.into(),
            focus: filters.focus.into(),
            topics: filters.topic.into(),
            sources: filters.source.into(),
            languages: filters.language.into(),
            days,
            ids: filters.ids.map(|ids| Arc::new(ids.into_iter().collect())),
            commits: None,
        },
        limit: line.limit,
        offset: line.offset,
        sort: line.sort,
        facets: line.facets,
    });
    (id, question)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: impl AsRef<[u8]>) -> Vec<Asked> {
        Queries::new(text.as_ref(), None, TopicPart::Title).map(|asked| asked.unwrap()).collect()
    }

    fn queries(text: &str) -> Vec<(String, u64, String)> {
        read(text).into_iter().map(|asked| (asked.id, asked.line, asked.question.unwrap().query)).collect()
    }

    fn of(id: &str, line: u64, query: &str) -> (String, u64, String) {
        (id.to_owned(), line, query.to_owned())
    }

    #[test]
    fn kinds_are_known_by_the_first_line() {
        assert_eq!(
            queries("\u{FEFF}oil price\r\n\n  \"peace talks\"\n"),
            [of("1", 1, "oil price"), of("3", 3, "\"peace talks\"")]
        );
        assert_eq!(queries("q1\toil\tprice\nq2\tgas"), [of("q1", 1, "oil\tprice"), of("q2", 2, "gas")]);
        assert_eq!(
            queries("{\"id\": 7, \"query\": \"oil\"}\n{\"query\": \"gas\"}"),
            [of("7", 1, "oil"), of("2", 2, "gas")]
        );
        let topics = "<!-- topics -->\n<top>\n<num> Number: 301\n<title> International\nCrime\n\n<desc> Description:\nWho?\n</top>\n\n<top>\n<num>302</num>\n<title>Polio</title>\n";
        assert_eq!(queries(topics), [of("301", 2, "International Crime"), of("302", 11, "Polio")]);
    }

    #[test]
    fn a_line_of_json_says_all_that_options_do() {
        let line = r#"{"id": "a", "query": "oil", "filters": {"country": "SA", "topics": ["economy"], "since": "1987"},
            "limit": 0, "sort": "date", "facets": ["people", "months"]}"#
            .replace('\n', " ");
        let question = read(line).remove(0).question.unwrap();
        assert_eq!(question.filters.countries, ["SA"]);
        assert_eq!(question.filters.topics, ["economy"]);
        assert!(question.filters.days.from.is_some());
        assert_eq!((question.limit, question.sort), (Some(0), Some(SortName::Date)));
        assert_eq!(question.facets, [FacetName::People, FacetName::Months]);
    }

    #[test]
    fn a_bad_line_is_an_error_and_the_next_is_read() {
        let wrong = |text: &str, what: &str| {
            let asked = read(text);
            let error = asked[1].question.as_ref().unwrap_err().to_string();
            assert!(error.contains(what), "{text}: {error}");
            assert!(asked[0].question.is_ok() && asked[2].question.is_ok(), "{text}");
        };
        wrong("1\ta\nb\n3\tc", "no tab");
        wrong("{}\n{\"querry\": 1}\n{}", "unknown field `querry`");
        wrong("{}\n{\"filters\": {\"country\": 7}}\n{}", "a filter is a text or a list of texts");
        wrong("{}\n{\"filters\": {\"since\": \"soon\"}}\n{}", "\"soon\" is no date");
        wrong("{}\n{\"sort\": \"best\"}\n{}", "unknown variant `best`");
        wrong("<top>\n<title>a\n<top>\n<num>2\n<top>\n<title>c", "without the part");
        let asked = read(b"a\n\xff\nc");
        assert!(asked[1].question.as_ref().unwrap_err().to_string().contains("not UTF-8"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_explained(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            for asked in Queries::new(&text[..], None, TopicPart::Both) {
                prop_assert!(asked.unwrap().line > 0);
            }
        }

        #[test]
        fn any_json_is_read_or_explained(text in r#"[{}\[\]":,a-z0-9 \n]{0,80}"#) {
            read(format!("{{{text}"));
        }
    }
}
