//! Logistic regression for many labels at once, over sparse examples.
//!
//! One pass after another over the examples, each row's step shrinking with
//! what it has learned (AdaGrad). Labels may be probabilities. A label below
//! another is learned from the examples of that other only. The same examples
//! in the same order give the same weights, bit for bit.

use crate::enrich::topics::sigmoid;

/// What an article has, and what it is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Example {
    /// Rows and their values, of length 1 together.
    pub(super) values: Vec<(u32, f32)>,
    /// Labels and their probabilities; those not listed are 0.
    pub(super) labels: Vec<(u16, f32)>,
    /// How much it counts.
    pub(super) weight: f32,
    /// Whether only the listed labels are known, and the rest are not denied.
    pub(super) partial: bool,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// Passes over the examples.
    pub(super) epochs: u32,
    /// First step.
    pub(super) rate: f32,
    /// How strongly weights are held near 0.
    pub(super) decay: f32,
}

impl Default for Settings {
    /// Chosen by cross-validation; see `schema/topics.md`.
    fn default() -> Settings {
        Settings { epochs: 7, rate: 0.4, decay: 1e-4 }
    }
}

/// Weights by row and label, and a bias for each label.
pub(super) struct Linear {
    labels: usize,
    /// Labels, rounded up to whole vectors of the processor.
    width: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// What a weight counts as having learned before its first step: with less, words that
/// stand in a single article take too long a step.
const CAUTION: f32 = 0.3;

/// Labels are laid out in steps of this many numbers, which the compiler turns into vectors.
const LANES: usize = 8;

impl Linear {
    /// Learns from examples whose rows are below `rows`; `parents` has the label above each label.
    pub(super) fn fit(examples: &[&Example], rows: usize, parents: &[Option<u16>], settings: Settings) -> Linear {
        let width = parents.len().next_multiple_of(LANES);
        let mut linear = Linear {
            labels: parents.len(),
            width,
            weights: vec![0.0; rows * width],
            bias: start(examples, parents, width),
        };
        let mut learned = vec![CAUTION; rows * width];
        let mut learned_bias = vec![1e-1f32; width];
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut random = Random(0x5851_F42D_4C95_7F2D);
        let mut slope = vec![0f32; width];
        for _ in 0..settings.epochs {
            random.shuffle(&mut order);
            for &n in &order {
                let example = examples[n];
                linear.scores_into(example, &mut slope);
                slopes(example, parents, &mut slope);
                for &(row, value) in &example.values {
                    let at = row as usize * width;
                    let weights = &mut linear.weights[at..at + width];
                    step(weights, &mut learned[at..at + width], &slope, value, settings);
                }
                step(&mut linear.bias, &mut learned_bias, &slope, 0.3, Settings { decay: 0.0, ..settings });
            }
        }
        linear
    }

    /// The score of every label.
    pub(super) fn scores(&self, example: &Example) -> Vec<f32> {
        let mut scores = vec![0.0; self.width];
        self.scores_into(example, &mut scores);
        scores.truncate(self.labels);
        scores
    }

    fn scores_into(&self, example: &Example, scores: &mut [f32]) {
        scores.copy_from_slice(&self.bias);
        for &(row, value) in &example.values {
            let at = row as usize * self.width;
            for (score, weight) in scores.iter_mut().zip(&self.weights[at..at + self.width]) {
                *score += value * weight;
            }
        }
    }

    /// The weights of a row, by label.
    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.weights[row * self.width..(row + 1) * self.width]
    }

    /// The bias of a label.
    pub(super) fn bias(&self, label: usize) -> f32 {
        self.bias[label]
    }
}

/// Where the biases start: at each label's share of the examples (of those of the label above).
fn start(examples: &[&Example], parents: &[Option<u16>], width: usize) -> Vec<f32> {
    let mut shares = vec![0f32; width];
    let mut total = 0.0;
    for example in examples.iter().filter(|e| !e.partial) {
        total += example.weight;
        example.labels.iter().for_each(|&(label, p)| shares[label as usize] += p * example.weight);
    }
    let mut bias = vec![0f32; width];
    for (label, parent) in parents.iter().enumerate() {
        let of = parent.map_or(total, |parent| shares[parent as usize]);
        let share = ((shares[label] + 0.5) / (of + 1.0)).clamp(1e-4, 1.0 - 1e-4);
        bias[label] = (share / (1.0 - share)).ln();
    }
    bias
}

/// Turns scores into the slope of the loss, in place.
fn slopes(example: &Example, parents: &[Option<u16>], scores: &mut [f32]) {
    for score in scores.iter_mut() {
        *score = sigmoid(*score) * example.weight;
    }
    if example.partial {
        let known: Vec<(usize, f32)> = example.labels.iter().map(|&(l, _)| (l as usize, scores[l as usize])).collect();
        scores.fill(0.0);
        known.into_iter().for_each(|(label, score)| scores[label] = score);
    }
    for (label, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            let above = example.labels.iter().find(|l| l.0 == *parent).map_or(0.0, |l| l.1);
            scores[label] *= above;
        }
    }
    for &(label, p) in &example.labels {
        scores[label as usize] -= p * example.weight;
    }
    scores[parents.len()..].fill(0.0);
}

#[inline]
fn step(weights: &mut [f32], learned: &mut [f32], slope: &[f32], value: f32, settings: Settings) {
    for ((weight, learned), slope) in weights.iter_mut().zip(learned).zip(slope) {
        let slope = slope * value + settings.decay * *weight;
        *learned += slope * slope;
        *weight -= settings.rate * slope / learned.sqrt();
    }
}

/// A small generator of random numbers (xorshift64*): shuffling must not depend on a library's version.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for n in (1..items.len()).rev() {
            let other = ((self.next() >> 32) * (n as u64 + 1)) >> 32;
            items.swap(n, other as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(rows: &[u32], labels: &[(u16, f32)]) -> Example {
        let value = 1.0 / (rows.len() as f32).sqrt();
        Example {
            values: rows.iter().map(|&row| (row, value)).collect(),
            labels: labels.to_vec(),
            weight: 1.0,
            partial: false,
        }
    }

    #[test]
    fn learns_which_row_means_which_label() {
        let examples: Vec<Example> = (0..40)
            .map(|n| match n % 4 {
                0 => example(&[0, 3], &[(0, 1.0), (2, 1.0)]),
                1 => example(&[0, 4], &[(0, 1.0)]),
                2 => example(&[1, 3], &[(1, 1.0)]),
                _ => example(&[1, 4], &[(1, 1.0)]),
            })
            .collect();
        let all: Vec<&Example> = examples.iter().collect();
        let parents = [None, None, Some(0)];
        let linear = Linear::fit(&all, 5, &parents, Settings::default());
        let scores = linear.scores(&examples[0]);
        assert!(scores[0] > 0.5 && scores[1] < -0.5 && scores[2] > 0.5, "{scores:?}");
        assert!(linear.scores(&examples[1])[2] < -0.5);
        let again = Linear::fit(&all, 5, &parents, Settings::default());
        assert_eq!(linear.weights, again.weights);
    }
}
