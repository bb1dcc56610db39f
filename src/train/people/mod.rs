//! Training of the tagger of people: `schema/people.model` from the open
//! collections, byte for byte the same in every run.
//!
//! Takes the data folder; writes one file. Its features are the tagger's own.

mod corpora;
mod crf;
mod gold;
mod headlines;
mod made;

use crate::error::{Error, Result};
use crf::{Learner, Settings, Weights};
use gold::Chain;
use std::path::Path;

/// What a training run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Texts read.
    pub texts: usize,
    /// Candidates learned from.
    pub candidates: usize,
    /// Chains whose machine-made tags were replaced.
    pub relabelled: usize,
    /// Bytes of the stored model.
    pub bytes: usize,
}

/// Settings of the final model.
const FINAL: Settings = Settings { passes: 16, averaged: 8, rate: 0.1, l1: 0.4, l2: 2.0, hidden: 0.15, unknown: 0.15 };
/// Settings of the models that judge machine-made tags.
const JUDGE: Settings = Settings { passes: 6, averaged: 3, ..FINAL };
/// Parts into which machine-made labels are split to judge each by the others.
const FOLDS: usize = 3;
/// Natural logarithm of how many times likelier other tags must be to replace machine-made ones.
const MARGIN: f32 = 3.0;

/// Trains the model on the collections under `data` and writes it to `out`.
///
/// # Errors
/// If a collection is missing or malformed, or `out` cannot be written.
pub fn train(data: &Path, out: &Path) -> Result<Report> {
    let mut samples = corpora::read_all(data)?;
    let texts = samples.len();
    headlines::add(&mut samples);
    samples.extend(made::texts());
    let mut chains = Vec::new();
    for (number, sample) in samples.iter().enumerate() {
        gold::chains(sample, number, &mut chains);
    }
    drop(samples);
    let relabelled = clean(&mut chains);
    let weights = Learner::new(FINAL).fit(&chains.iter().collect::<Vec<_>>());
    let bytes = weights.quantise().store()?;
    std::fs::write(out, &bytes).map_err(|e| Error::new("the model cannot be written").at(out).because(e))?;
    let candidates = chains.iter().map(|chain| chain.tags.len()).sum();
    Ok(Report { texts, candidates, relabelled, bytes: bytes.len() })
}

/// Replaces machine-made tags where a model that has not seen them is sure of others.
fn clean(chains: &mut [Chain]) -> usize {
    let mut relabelled = 0;
    // Neighbouring chains come from one text: folds of 512 keep texts together.
    let fold = |n: usize| n / 512 % FOLDS;
    for part in 0..FOLDS {
        let rest: Vec<&Chain> =
            chains.iter().enumerate().filter(|(n, chain)| !chain.noisy || fold(*n) != part).map(|(_, c)| c).collect();
        let weights: Weights = Learner::new(JUDGE).fit(&rest);
        for (n, chain) in chains.iter_mut().enumerate() {
            if chain.noisy && fold(n) == part {
                let judgement = weights.judge(chain);
                if judgement.margin > MARGIN {
                    chain.tags = judgement.best;
                    relabelled += 1;
                }
            }
        }
    }
    relabelled
}
