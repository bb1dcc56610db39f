//! Made-up headlines: some sentences of the training texts again in capitals,
//! as agencies set them, or with a capital on every word, as newspapers do, so
//! that the model learns to do without case.

use super::corpora::{Sample, Span};

/// One sample in this many gets a headline in capitals, and the next one a headline in capitalised words.
const EVERY: usize = 3;
/// Words that stay in lower case in a headline of capitalised words.
const SMALL: [&str; 22] = [
    "a", "an", "the", "and", "or", "but", "of", "in", "on", "at", "to", "for", "by", "from", "with", "as", "into",
    "over", "after", "is", "'s", "n't",
];
/// Shortest and longest sentence, in bytes, that makes a headline.
const LENGTHS: std::ops::Range<usize> = 20..90;

/// Sets one short sentence of some samples as a headline above the text.
pub(super) fn add(samples: &mut [Sample]) {
    for sample in samples.iter_mut().step_by(EVERY) {
        set(sample, |line| line.to_ascii_uppercase());
    }
    for sample in samples.iter_mut().skip(1).step_by(EVERY) {
        set(sample, capitalised);
    }
}

/// A line with a capital on every word but the small ones inside.
fn capitalised(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for (n, word) in line.split(' ').enumerate() {
        if n > 0 {
            out.push(' ');
        }
        match word.as_bytes().first() {
            Some(first) if n == 0 || !SMALL.contains(&word) => {
                out.push(first.to_ascii_uppercase() as char);
                out.push_str(&word[1..]);
            }
            _ => out.push_str(word),
        }
    }
    out
}

/// Sets the first short sentence with a name, spelled as `spell` does, above the text.
/// Sentences are ASCII, and `spell` keeps their length.
fn set(sample: &mut Sample, spell: fn(&str) -> String) {
    let mut at = 0;
    let line = sample.text.lines().map(|line| {
        let from = at;
        at += line.len() + 1;
        (from, line)
    });
    let named =
        |from: usize, line: &str| sample.spans.iter().any(|span| span.start >= from && span.end <= from + line.len());
    let short: Vec<(usize, &str)> =
        line.filter(|(from, line)| LENGTHS.contains(&line.len()) && line.is_ascii() && named(*from, line)).collect();
    let Some(&(from, line)) = short.first() else { return };
    let headline = spell(line);
    let shift = headline.len() + 1;
    let spans: Vec<Span> = sample
        .spans
        .iter()
        .filter(|span| span.start >= from && span.end <= from + headline.len())
        .map(|span| Span { start: span.start - from, end: span.end - from, ..*span })
        .collect();
    for span in &mut sample.spans {
        span.start += shift;
        span.end += shift;
    }
    sample.text.insert(0, '\n');
    sample.text.insert_str(0, &headline);
    sample.spans.splice(0..0, spans);
}
