//! Snippets: the passages of an article that match best, with the matches marked.
//!
//! Made from the stored text by the same analysis as the index, so that a
//! mark stands where the index matched: stems, prefixes, wildcards, fuzzy words
//! and whole phrases; nothing of what a query excludes.

use std::ops::Range;

use tantivy_fst::{Automaton, Regex};

use super::query::{Node, Occur, Pattern};
use super::rank::Where;
use super::words::Reading;
use crate::index::analysis::{TermAt, fold_value, terms, terms_beginning};
use crate::index::foreign::foreign;

/// A passage of text with its matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The passage, or two with `…` between.
    pub text: String,
    /// Matches, in bytes of `text`, in order.
    pub matches: Vec<Range<usize>>,
}

/// Bytes of a fragment, about; two of them are a screen's three lines.
const FRAGMENT: usize = 170;

/// Fragments in a snippet, at most.
const FRAGMENTS: usize = 2;

/// Between fragments, and where a fragment begins or ends inside a sentence.
const GAP: &str = " … ";

/// Knows what of a text matches a query.
#[derive(Debug, Default)]
pub(super) struct Marker {
    patterns: Vec<Wanted>,
    /// First letters of words that can match, by their bytes.
    begins: Begins,
}

/// First letters of words that can match: others need not be looked at.
#[derive(Debug, Default)]
struct Begins {
    any: bool,
    /// A bit for each byte of ASCII.
    letters: u128,
}

impl Begins {
    /// Adds how a word begins; nothing to tell means any.
    fn add(&mut self, word: &str) {
        match word.bytes().next() {
            Some(first) if first.is_ascii_alphanumeric() => {
                self.letters |= 1 << first.to_ascii_lowercase();
            }
            _ => self.any = true,
        }
    }

    fn has(&self, first: u8) -> bool {
        self.any || !first.is_ascii() || self.letters & 1 << first != 0
    }
}

/// What to mark.
#[derive(Debug)]
enum Wanted {
    /// Terms in a row, with the positions that they have to each other, and moves allowed.
    Row {
        terms: Vec<(usize, String)>,
        slop: usize,
    },
    Prefix(String),
    Wildcard(Vec<char>),
    /// Stems of one word in other languages, behind the codes of those.
    Foreign(Vec<String>),
    /// A regular expression over whole words.
    Expression(Regex),
    Fuzzy {
        term: String,
        edits: usize,
    },
}

/// A match: which pattern, and which terms of the text.
struct Match {
    pattern: usize,
    span: Range<usize>,
}

impl Marker {
    /// For a query, whose words are meant as `reading` tells.
    pub(super) fn new(node: &Node, reading: &Reading<'_>) -> Marker {
        let mut marker = Marker::default();
        marker.add(node, true, reading);
        for wanted in &marker.patterns {
            match wanted {
                Wanted::Row { terms, .. } => terms.iter().for_each(|(_, term)| marker.begins.add(term)),
                Wanted::Prefix(prefix) => marker.begins.add(prefix),
                Wanted::Wildcard(letters) => marker.begins.add(&letters.iter().collect::<String>()),
                Wanted::Foreign(stems) => {
                    let stem = |term: &String| marker.begins.add(term.split_once(':').map_or("", |(_, stem)| stem));
                    stems.iter().for_each(stem);
                }
                Wanted::Fuzzy { .. } | Wanted::Expression(_) => marker.begins.any = true,
            }
        }
        marker
    }

    /// Adds what a tree wants; `alone` holds for the only part of a query.
    fn add(&mut self, node: &Node, alone: bool, reading: &Reading<'_>) {
        match node {
            Node::Group(clauses) => {
                clauses
                    .iter()
                    .filter(|c| c.occur != Occur::MustNot)
                    .for_each(|clause| self.add(&clause.node, false, reading));
            }
            Node::Boost(inner, _) => self.add(inner, alone, reading),
            Node::Text { field: None, pattern: Pattern::Word(word) } if !alone => {
                // Among others, part of a compound is enough to match.
                for part in super::words::parts(word, Where::Text, 1.0, reading) {
                    match part.single() {
                        Some(term) => {
                            self.patterns.push(Wanted::Row { terms: vec![(0, term.to_owned())], slop: 0 });
                            self.foreign(part.sense.foreign.clone());
                        }
                        None => self.patterns.extend(rows(&part.label, 0)),
                    }
                }
            }
            Node::Text {
                field: None | Some(super::query::TextField::Title | super::query::TextField::Body),
                pattern,
            } => {
                self.patterns.extend(wanted(pattern));
                if let Pattern::Word(word) = pattern {
                    self.foreign(reading.sense(word).foreign);
                }
            }
            _ => {}
        }
    }

    fn foreign(&mut self, stems: Vec<String>) {
        if !stems.is_empty() {
            self.patterns.push(Wanted::Foreign(stems));
        }
    }

    /// The whole of a short text in a language, marked.
    pub(super) fn whole(&self, text: &str, language: Option<&str>) -> Snippet {
        let found = self.find(text, language);
        Snippet { text: text.to_owned(), matches: joined(found.into_iter().map(|found| found.span).collect()) }
    }

    /// The best fragments of a long text, marked; its beginning where nothing matches.
    pub(super) fn snippet(&self, text: &str, language: Option<&str>) -> Snippet {
        let found = self.find(text, language);
        let mut fragments = fragments(text);
        if fragments.is_empty() {
            return Snippet::default();
        }
        let mut chosen: Vec<usize> = Vec::new();
        let mut covered: Vec<usize> = Vec::new();
        for _ in 0..FRAGMENTS {
            let best = (0..fragments.len()).filter(|n| !chosen.contains(n)).max_by_key(|&n| {
                let inside =
                    found.iter().filter(|m| fragments[n].start <= m.span.start && m.span.end <= fragments[n].end);
                let mut kinds: Vec<usize> =
                    inside.clone().map(|m| m.pattern).filter(|p| !covered.contains(p)).collect();
                kinds.sort_unstable();
                kinds.dedup();
                // New words first, then many matches, then what stands earlier.
                (
                    kinds.len(),
                    if kinds.is_empty() && !chosen.is_empty() { 0 } else { inside.count().min(4) },
                    usize::MAX - n,
                )
            });
            let Some(best) = best else { break };
            let inside = |m: &&Match| fragments[best].start <= m.span.start && m.span.end <= fragments[best].end;
            let news = found.iter().filter(inside).any(|m| !covered.contains(&m.pattern));
            if !chosen.is_empty() && !news {
                break;
            }
            covered.extend(found.iter().filter(inside).map(|m| m.pattern));
            chosen.push(best);
        }
        chosen.sort_unstable();
        let chosen: Vec<Range<usize>> = chosen.into_iter().map(|n| std::mem::take(&mut fragments[n])).collect();
        assemble(text, &chosen, &found)
    }

    fn find(&self, text: &str, language: Option<&str>) -> Vec<Match> {
        let mut found = Vec::new();
        if self.patterns.is_empty() {
            return found;
        }
        let terms = &terms_beginning(text, |first| self.begins.has(first));
        for (pattern, wanted) in self.patterns.iter().enumerate() {
            for (n, term) in terms.iter().enumerate() {
                if let Some(end) = wanted.matches(text, language, terms, n) {
                    found.push(Match { pattern, span: term.start..end });
                }
            }
        }
        found
    }
}

fn wanted(pattern: &Pattern) -> Vec<Wanted> {
    match pattern {
        Pattern::Word(words) => rows(words, 0),
        Pattern::Phrase { words, slop } => rows(words, *slop as usize),
        Pattern::Prefix(prefix) => vec![Wanted::Prefix(fold_value(prefix))],
        Pattern::Wildcard(wildcard) => vec![Wanted::Wildcard(fold_value(wildcard).chars().collect())],
        Pattern::Fuzzy { word, edits } => {
            let fuzzy = |term: TermAt| Wanted::Fuzzy { term: term.term, edits: *edits as usize };
            terms(word).into_iter().map(fuzzy).collect()
        }
        Pattern::Regex(regex) => Regex::new(regex).into_iter().map(Wanted::Expression).collect(),
    }
}

/// The parts in a row, and a compound's joined form on its own.
fn rows(words: &str, slop: usize) -> Vec<Wanted> {
    let found = terms(words);
    let first = found.first().map_or(0, |term| term.position);
    let joined = found.iter().filter(|term| term.joined);
    let mut rows: Vec<Wanted> =
        joined.map(|term| Wanted::Row { terms: vec![(0, term.term.clone())], slop: 0 }).collect();
    let parts: Vec<(usize, String)> =
        found.iter().filter(|term| !term.joined).map(|term| (term.position - first, term.term.clone())).collect();
    if !parts.is_empty() {
        rows.push(Wanted::Row { terms: parts, slop });
    }
    rows
}

impl Wanted {
    /// Where a match that begins at term `n` ends in the text.
    fn matches(&self, text: &str, language: Option<&str>, terms: &[TermAt], n: usize) -> Option<usize> {
        let here = &terms[n];
        let word = || fold_value(&text[here.start..here.end]);
        let matched = match self {
            Wanted::Row { terms: row, slop } => return row_end(row, *slop, terms, n),
            Wanted::Prefix(prefix) => here.term.starts_with(prefix.as_str()) || word().starts_with(prefix.as_str()),
            Wanted::Wildcard(pattern) => {
                let chars: Vec<char> = here.term.chars().collect();
                glob(pattern, &chars) || glob(pattern, &word().chars().collect::<Vec<_>>())
            }
            Wanted::Foreign(stems) => language.is_some_and(|language| {
                let spelled = &text[here.start..here.end];
                let of_it = |stem: &&String| stem.split_once(':').is_some_and(|(code, _)| code == language);
                let mut stems = stems.iter().filter(of_it).peekable();
                stems.peek().is_some()
                    && foreign(spelled, language).is_some_and(|found| stems.any(|stem| *stem == found))
            }),
            Wanted::Expression(regex) => accepts(regex, &here.term) || accepts(regex, &word()),
            Wanted::Fuzzy { term, edits } => strsim::osa_distance(term, &here.term) <= *edits,
        };
        matched.then_some(here.end)
    }
}

/// Whether an expression matches a whole word.
fn accepts(regex: &Regex, word: &str) -> bool {
    let end = word.bytes().fold(regex.start(), |state, byte| regex.accept(&state, byte));
    regex.is_match(&end)
}

fn row_end(row: &[(usize, String)], slop: usize, terms: &[TermAt], n: usize) -> Option<usize> {
    let (_, first) = row.first()?;
    if terms[n].term != *first {
        return None;
    }
    let base = terms[n].position;
    let mut end = terms[n].end;
    for (offset, wanted) in &row[1..] {
        let reach = base + offset..=base + offset + slop;
        let next = terms[n + 1..]
            .iter()
            .take_while(|term| term.position <= base + offset + slop)
            .find(|term| reach.contains(&term.position) && term.term == *wanted)?;
        end = end.max(next.end);
    }
    Some(end)
}

/// Whether a pattern with `?` and `*` matches a whole word.
fn glob(pattern: &[char], word: &[char]) -> bool {
    let (mut p, mut w) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, w));
                p += 1;
            }
            Some(&c) if c == '?' || c == word[w] => {
                p += 1;
                w += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    w = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// The text cut into fragments on sentence borders, or on words where a sentence is long.
fn fragments(text: &str) -> Vec<Range<usize>> {
    let words = crate::text::Words::of(text);
    let mut fragments: Vec<Range<usize>> = Vec::new();
    let mut current: Option<Range<usize>> = None;
    for word in words.iter() {
        let (start, end) = (word.start as usize, word.end as usize);
        let sentence = word.form.has(crate::text::Form::SENTENCE);
        current = Some(match current {
            None => start..end,
            Some(fragment) => {
                let length = end - fragment.start;
                let spaced = word.form.has(crate::text::Form::SPACED);
                let full = (sentence && length > FRAGMENT * 2 / 3) || (spaced && length > FRAGMENT);
                if full || word.form.has(crate::text::Form::PARAGRAPH) {
                    fragments.push(fragment);
                    start..end
                } else {
                    fragment.start..end
                }
            }
        });
    }
    fragments.extend(current);
    fragments
}

/// The fragments on one line, with their matches.
fn assemble(text: &str, chosen: &[Range<usize>], found: &[Match]) -> Snippet {
    let mut snippet = Snippet::default();
    let mut last: Option<usize> = None;
    for fragment in chosen {
        let begins_inside = fragment.start > 0 && !ends_sentence(&text[..fragment.start]);
        match last {
            Some(end) if end == fragment.start || text[end..fragment.start].trim().is_empty() => snippet.text.push(' '),
            Some(_) => snippet.text.push_str(GAP),
            None if begins_inside => snippet.text.push_str(GAP.trim_start()),
            None => {}
        }
        let spans = joined(
            found
                .iter()
                .filter(|m| fragment.start <= m.span.start && m.span.end <= fragment.end)
                .map(|m| m.span.clone())
                .collect(),
        );
        let mut at = fragment.start;
        for span in spans {
            push_line(&mut snippet.text, &text[at..span.start]);
            let start = snippet.text.len();
            push_line(&mut snippet.text, &text[span.clone()]);
            snippet.matches.push(start..snippet.text.len());
            at = span.end;
        }
        push_line(&mut snippet.text, &text[at..fragment.end]);
        last = Some(fragment.end);
    }
    if last.is_some_and(|end| end < text.trim_end().len() && !ends_sentence(&text[..end])) {
        snippet.text.push_str(GAP.trim_end());
    }
    snippet
}

/// Appends text with line breaks as spaces.
fn push_line(line: &mut String, text: &str) {
    let mut space = false;
    for c in text.chars() {
        if matches!(c, '\n' | '\r' | '\t') {
            space = true;
            continue;
        }
        if space && c != ' ' {
            line.push(' ');
        }
        space = false;
        line.push(c);
    }
    if space {
        line.push(' ');
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '"', '”', '’', ':']) || text.ends_with("\n\n")
}

/// Spans in order, overlapping ones as one.
fn joined(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(query: &str, text: &str) -> Vec<String> {
        let node = super::super::query::parse(query, jiff::civil::date(2026, 1, 1)).unwrap();
        let snippet = Marker::new(&node, &Reading::default()).whole(text, None);
        snippet.matches.iter().map(|span| snippet.text[span.clone()].to_owned()).collect()
    }

    #[test]
    fn marks_what_the_index_matches() {
        let text = "Sanctions on Syria: al-Assad called the sanctioning a crime; peace talks, not talks of peace.";
        assert_eq!(marked("sanction", text), ["Sanctions", "sanctioning"]);
        assert_eq!(marked("assad", text), ["Assad"]);
        assert_eq!(marked("al-Assad", text), ["al-Assad"]);
        assert_eq!(marked("mr-Assad geneva", text), ["Assad"]);
        assert_eq!(marked("\"peace talks\"", text), ["peace talks"]);
        assert_eq!(marked("syr*", text), ["Syria"]);
        assert_eq!(marked("s?ria", text), ["Syria"]);
        assert_eq!(marked("asad~1", text), ["Assad"]);
        assert_eq!(marked("/s.r[ij]a/", text), ["Syria"]);
        assert_eq!(marked("syria -crime", text), ["Syria"]);
        assert_eq!(marked("country:syria", text), [""; 0]);
    }

    #[test]
    fn takes_the_fragments_with_most_of_the_query() {
        let filler =
            "Nothing of note was said in the hall that long day, and the envoys left for their hotels. ".repeat(8);
        let text = format!("{filler}Kerry met Lavrov in Geneva on Friday. {filler}Later Lavrov left.");
        let node = super::super::query::parse("kerry lavrov", jiff::civil::date(2026, 1, 1)).unwrap();
        let snippet = Marker::new(&node, &Reading::default()).snippet(&text, None);
        assert!(snippet.text.contains("Kerry met Lavrov in Geneva on Friday."), "{}", snippet.text);
        assert!(snippet.text.len() < 3 * FRAGMENT);
        let words: Vec<&str> = snippet.matches.iter().map(|m| &snippet.text[m.clone()]).collect();
        assert_eq!(words[..2], ["Kerry", "Lavrov"]);
    }

    proptest! {
        #[test]
        fn marks_lie_on_character_borders(text in "\\PC{0,300}|([a-zé]{1,6}[ .\n]{1,2}){0,120}", query in "[a-zé]{1,3}\\*?( [a-zé]{1,4}~1)?") {
            let node = super::super::query::parse(&query, jiff::civil::date(2026, 1, 1)).unwrap();
            let marker = Marker::new(&node, &Reading::default());
            for snippet in [marker.snippet(&text, None), marker.whole(&text, None)] {
                let mut at = 0;
                for span in &snippet.matches {
                    prop_assert!(at <= span.start && span.start < span.end);
                    prop_assert!(snippet.text.is_char_boundary(span.start) && snippet.text.is_char_boundary(span.end));
                    at = span.end;
                }
                prop_assert!(at <= snippet.text.len());
            }
        }
    }
}
