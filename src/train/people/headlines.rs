//! Made-up headlines: some sentences of the training texts again in capitals,
//! as agencies set them, so that the model learns to do without case.

use super::corpora::{Sample, Span};

/// One sample in this many gets a headline.
const EVERY: usize = 3;
/// Shortest and longest sentence, in bytes, that makes a headline.
const LENGTHS: std::ops::Range<usize> = 20..90;

/// Sets one short sentence of some samples in capitals above the text.
pub(super) fn add(samples: &mut [Sample]) {
    for sample in samples.iter_mut().step_by(EVERY) {
        let mut at = 0;
        let line = sample.text.lines().map(|line| {
            let from = at;
            at += line.len() + 1;
            (from, line)
        });
        let named = |from: usize, line: &str| {
            sample.spans.iter().any(|span| span.start >= from && span.end <= from + line.len())
        };
        let short: Vec<(usize, &str)> = line
            .filter(|(from, line)| LENGTHS.contains(&line.len()) && line.is_ascii() && named(*from, line))
            .collect();
        let Some(&(from, line)) = short.first() else { continue };
        let upper = line.to_ascii_uppercase();
        let shift = upper.len() + 1;
        let headline: Vec<Span> = sample
            .spans
            .iter()
            .filter(|span| span.start >= from && span.end <= from + upper.len())
            .map(|span| Span { start: span.start - from, end: span.end - from, ..*span })
            .collect();
        for span in &mut sample.spans {
            span.start += shift;
            span.end += shift;
        }
        sample.text.insert(0, '\n');
        sample.text.insert_str(0, &upper);
        sample.spans.splice(0..0, headline);
    }
}
