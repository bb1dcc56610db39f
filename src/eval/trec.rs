//! The files of retrieval experiments: queries, relevance judgements (qrels)
//! and runs, as TREC has them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::{Error, Result};
use crate::text::one_line;

/// Relevant documents of each query; only queries that have one.
pub type Qrels = BTreeMap<String, BTreeSet<String>>;

/// Ranked documents of each query, best first.
pub type Run = BTreeMap<String, Vec<String>>;

/// A query of an experiment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestQuery {
    /// Its id in the qrels.
    pub id: String,
    /// What is asked.
    pub text: String,
}

/// Reads qrels: lines of `query 0 document grade`; a grade above 0 is relevant.
///
/// # Errors
/// A line that has other parts; `path` is named in the message.
pub fn qrels(text: &str, path: &Path) -> Result<Qrels> {
    let mut relevant = Qrels::new();
    for (number, line) in lines(text) {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let grade = parts.get(3).and_then(|grade| grade.parse::<i64>().ok());
        let (4, Some(grade)) = (parts.len(), grade) else {
            return Err(Error::new("no line of qrels").at_line(path, number).help("write: query 0 document grade"));
        };
        if grade > 0 {
            relevant.entry(parts[0].to_owned()).or_default().insert(parts[2].to_owned());
        }
    }
    Ok(relevant)
}

/// Reads a run: lines of `query Q0 document rank score tag`, in order of their ranks.
///
/// # Errors
/// A line that has other parts; `path` is named in the message.
pub fn run(text: &str, path: &Path) -> Result<Run> {
    let mut ranked: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for (number, line) in lines(text) {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let rank = parts.get(3).and_then(|rank| rank.parse::<i64>().ok());
        let (6, Some(rank)) = (parts.len(), rank) else {
            return Err(Error::new("no line of a TREC run")
                .at_line(path, number)
                .help("write: query Q0 document rank score tag"));
        };
        ranked.entry(parts[0].to_owned()).or_default().push((rank, parts[2].to_owned()));
    }
    let in_order = |mut ranked: Vec<(i64, String)>| {
        ranked.sort();
        ranked.into_iter().map(|(_, document)| document).collect()
    };
    Ok(ranked.into_iter().map(|(query, ranked)| (query, in_order(ranked))).collect())
}

/// Reads queries: lines of `id<TAB>text`, or TREC topics (`<top> <num> <title> …`).
///
/// # Errors
/// A line without a tab; `path` is named in the message.
pub fn queries(text: &str, path: &Path) -> Result<Vec<TestQuery>> {
    if text.trim_start().starts_with('<') {
        return topics(text, path);
    }
    lines(text)
        .map(|(number, line)| match line.split_once('\t') {
            Some((id, text)) => Ok(TestQuery { id: id.trim().to_owned(), text: text.trim().to_owned() }),
            None => Err(Error::new("no line of queries")
                .at_line(path, number)
                .help("write an id, a tab and the query, or use TREC topics")),
        })
        .collect()
}

/// TREC topics: the title is the query.
fn topics(text: &str, path: &Path) -> Result<Vec<TestQuery>> {
    let topics = text.split("<top>").skip(1);
    let query = |text| match topic(text) {
        Topic { id: Some(id), title: Some(text), .. } => Ok(TestQuery { id, text }),
        _ => Err(Error::new("a TREC topic without <num> or <title>").at(path)),
    };
    let queries = topics.map(query).collect::<Result<Vec<_>>>()?;
    if queries.is_empty() {
        return Err(Error::new("no <top> in TREC topics").at(path).help("or write lines of an id, a tab and a query"));
    }
    Ok(queries)
}

/// A topic of TREC, which is a query here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// `<num>`.
    pub id: Option<String>,
    /// `<title>`: a few words.
    pub title: Option<String>,
    /// `<desc>`: a sentence.
    pub desc: Option<String>,
}

/// Reads what stands between `<top>` and `</top>`, each element with or without its end and its label.
pub fn topic(text: &str) -> Topic {
    let labelled = |name, label| {
        let text = element(text, name)?;
        let text = text.strip_prefix(label).unwrap_or(text);
        Some(one_line(text))
    };
    Topic { id: labelled("num", "Number:"), title: labelled("title", "Topic:"), desc: labelled("desc", "Description:") }
}

/// What stands behind `<name>`, up to the next tag.
fn element<'a>(topic: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = topic.split_once(&format!("<{name}>"))?;
    Some(rest.split('<').next().unwrap_or(rest).trim())
}

/// Lines that hold something, with their numbers from 1.
fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    (1..).zip(text.trim_start_matches('\u{FEFF}').lines()).filter(|(_, line)| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_read_in_the_order_of_its_ranks() {
        let run = run("1 Q0 b 2 1.0 t\n1 Q0 a 1 2.0 t\n\n2 Q0 c 1 0.5 t\n", Path::new("run")).unwrap();
        assert_eq!(run["1"], ["a", "b"]);
        assert_eq!(run["2"], ["c"]);
    }

    #[test]
    fn a_grade_of_0_is_not_relevant() {
        let qrels = qrels("1 0 a 1\n1 0 b 0\n2 0 c 0\n", Path::new("qrels")).unwrap();
        assert_eq!(qrels.len(), 1);
        assert_eq!(qrels["1"].len(), 1);
    }

    #[test]
    fn mistakes_are_placed() {
        let error = qrels("1 0 a 1\nnonsense\n", Path::new("q.txt")).unwrap_err();
        assert!(error.to_string().starts_with("q.txt:2: "), "{error}");
        assert!(run("1 Q0 a first 1 t", Path::new("r")).is_err());
        assert!(queries("no tab", Path::new("q")).is_err());
    }

    #[test]
    fn queries_as_lines_and_as_topics() {
        let lines = queries("7\twhat is \"lift\"?\n", Path::new("q")).unwrap();
        let topics = queries(
            "<top>\n<num> Number: 7\n<title> Topic: what is\n \"lift\"?\n<desc> Description:\nMore.\n</top>\n",
            Path::new("q"),
        );
        assert_eq!(lines, topics.unwrap());
    }
}
