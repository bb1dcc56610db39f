//! From labelled spans to the tags that the model is to give: spans are
//! cleaned (titles out), then laid over the candidates.
//!
//! Takes samples; gives chains of candidates with features and tags.

use super::corpora::{Label, Sample};
use crate::enrich::people::training::{Prepared, Tag};
use crate::vocab::people::{Kind, lexicon};

/// A chain of candidates: what the learner sees of a sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    /// Features of all candidates, one after the other.
    pub(super) rows: Vec<u32>,
    /// Where each candidate's features end in `rows`.
    pub(super) ends: Vec<u32>,
    /// How many of each candidate's first features tell which word it is.
    pub(super) identities: Vec<u8>,
    /// How each candidate follows the one before; the first is not asked for.
    pub(super) links: Vec<u8>,
    /// The tag that each should have.
    pub(super) tags: Vec<u8>,
    /// How much the chain counts.
    pub(super) weight: f32,
    /// Whether its tags are machine-made.
    pub(super) noisy: bool,
}

/// Share of the listed names that each text is to do without, in 256ths.
const FORGOTTEN: u64 = 70;

/// The chains of a sample; `number` draws the names that it does without.
pub(super) fn chains(sample: &Sample, number: usize, out: &mut Vec<Chain>) {
    let forgotten = |key: u64| crate::text::mix(key, number as u64) >> 56 < FORGOTTEN;
    Prepared::with(&sample.text, forgotten, |prepared| {
        let tags = tags(sample, prepared);
        for (n, &tag) in tags.iter().enumerate() {
            if prepared.begins_chain(n) {
                out.push(Chain { weight: sample.weight, noisy: sample.noisy, ..Chain::default() });
            }
            let Some(chain) = out.last_mut() else { continue };
            chain.identities.push(prepared.features(n, &mut chain.rows) as u8);
            chain.ends.push(chain.rows.len() as u32);
            chain.links.push(prepared.link(n));
            chain.tags.push(tag as u8);
        }
    });
}

/// The tag of each candidate.
fn tags(sample: &Sample, prepared: &Prepared) -> Vec<Tag> {
    let mut tags = vec![Tag::Out; prepared.len()];
    let mut at = 0;
    for span in &sample.spans {
        while at < prepared.len() && prepared.place(at).0 < span.start {
            at += 1;
        }
        let mut inside: Vec<usize> = Vec::new();
        let mut n = at;
        while n < prepared.len() && prepared.place(n).1 <= span.end {
            inside.push(n);
            n += 1;
        }
        at = n;
        match span.label {
            Label::Person => person(&inside, prepared, &mut tags),
            Label::Place => inside.iter().for_each(|&n| tags[n] = Tag::Place),
            Label::Organisation => inside.iter().for_each(|&n| tags[n] = Tag::Organisation),
            Label::Other => inside.iter().for_each(|&n| tags[n] = Tag::Other),
        }
    }
    if sample.noisy {
        name_after_mr(prepared, &mut tags);
    }
    tags
}

/// Tags the words of one person's name: titles before it stay outside, and a
/// gap inside it (a quote, a comma) parts it.
fn person(inside: &[usize], prepared: &Prepared, tags: &mut [Tag]) {
    let titles = inside.iter().take_while(|&&n| is_only_title(prepared, n)).count();
    let name = &inside[titles..];
    let mut from = 0;
    for n in 1..=name.len() {
        if n == name.len() || !prepared.is_adjacent(name[n]) {
            let part = &name[from..n];
            match part {
                [one] => tags[*one] = Tag::Single,
                [first, middle @ .., last] => {
                    tags[*first] = Tag::Begin;
                    middle.iter().for_each(|&m| tags[m] = Tag::Inside);
                    tags[*last] = Tag::End;
                }
                [] => {}
            }
            from = n;
        }
    }
}

fn is_only_title(prepared: &Prepared, n: usize) -> bool {
    let kinds = prepared.kinds(n);
    kinds.has(Kind::Title) && !kinds.has(Kind::First) && !kinds.has(Kind::Last)
}

/// In machine-made labels, what follows "Mr", "Mrs" or "Ms" is a person.
fn name_after_mr(prepared: &Prepared, tags: &mut [Tag]) {
    for n in 1..tags.len() {
        let civil = ["mr", "mrs", "ms"].iter().any(|word| prepared.key(n - 1) == crate::text::key(word));
        if civil && prepared.is_adjacent(n) && !tags[n].is_person() {
            let more = (n + 1..tags.len())
                .take_while(|&m| prepared.is_adjacent(m) && !tags[m].is_person() && lexicon_name(prepared, m))
                .count();
            let name: Vec<usize> = (n..=n + more).collect();
            tags[n - 1] = Tag::Out;
            person(&name, prepared, tags);
        }
    }
}

fn lexicon_name(prepared: &Prepared, n: usize) -> bool {
    lexicon().kinds(prepared.key(n)).bits() == 0 || prepared.kinds(n).has(Kind::Last)
}
