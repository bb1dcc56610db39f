//! Honest probabilities and thresholds, from the scores of articles that were left out of training.

use super::Sample;
use crate::enrich::topics::{Label, Model, sigmoid};

/// An article left out of training, its labels, and the scores it got.
pub(super) struct Judged<'a> {
    pub(super) sample: &'a Sample,
    pub(super) scores: Vec<f32>,
}

/// Agreement of given labels with those of the readers, over all articles together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Agreement {
    /// Labels given and right.
    pub right: u32,
    /// Labels given and wrong.
    pub wrong: u32,
    /// Labels not given.
    pub missed: u32,
}

impl Agreement {
    /// Right labels among those given.
    pub fn precision(&self) -> f32 {
        self.right as f32 / (self.right + self.wrong).max(1) as f32
    }

    /// Right labels among those that should have been given.
    pub fn recall(&self) -> f32 {
        self.right as f32 / (self.right + self.missed).max(1) as f32
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f32 {
        2.0 * self.right as f32 / (2 * self.right + self.wrong + self.missed).max(1) as f32
    }
}

/// How strongly slope and offset are held at 1 and 0: as much as so many articles would.
const PRIOR: f32 = 2.0;

/// Articles at which a topic's own best threshold counts as much as the one for all.
const OWN_THRESHOLD: f32 = 60.0;

/// Fits slope, offset and threshold of every label to the judged articles.
pub(super) fn tune(labels: &mut [Label], judged: &[Judged]) {
    for (n, label) in labels.iter_mut().enumerate() {
        let points: Vec<(f32, f32)> = judged
            .iter()
            .filter(|j| label.parent.is_none_or(|parent| j.sample.probability(parent) > 0.5))
            .map(|j| (j.scores[n], j.sample.probability(n as u16)))
            .collect();
        (label.slope, label.offset) = platt(&points);
    }
    let calibrated = calibrated(labels, judged);
    for below in [false, true] {
        let level: Vec<usize> = (0..labels.len()).filter(|&n| labels[n].parent.is_some() == below).collect();
        let shared = best_threshold(&level, judged, &calibrated);
        for &n in &level {
            let own = best_threshold(&[n], judged, &calibrated);
            let articles: f32 = judged.iter().map(|j| j.sample.probability(n as u16)).sum();
            let weight = articles / (articles + OWN_THRESHOLD);
            labels[n].threshold = sigmoid(weight * logit(own) + (1.0 - weight) * logit(shared));
        }
    }
}

fn calibrated(labels: &[Label], judged: &[Judged]) -> Vec<Vec<f32>> {
    let model = Model { labels: labels.to_vec(), ..Model::default() };
    let calibrate = |j: &Judged| {
        let mut scores = j.scores.clone();
        model.calibrate(&mut scores);
        scores
    };
    judged.iter().map(calibrate).collect()
}

fn logit(p: f32) -> f32 {
    (p / (1.0 - p)).ln()
}

/// The threshold at which these labels together agree best with the readers.
fn best_threshold(labels: &[usize], judged: &[Judged], calibrated: &[Vec<f32>]) -> f32 {
    let mut points: Vec<(f32, bool)> = Vec::new();
    for (j, probabilities) in judged.iter().zip(calibrated) {
        points.extend(labels.iter().map(|&n| (probabilities[n], j.sample.probability(n as u16) > 0.5)));
    }
    points.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = points.iter().filter(|p| p.1).count() as f32;
    let (mut right, mut best, mut threshold) = (0.0, 0.0, 0.35);
    for (n, &(p, is)) in points.iter().enumerate() {
        right += f32::from(u8::from(is));
        let f1 = 2.0 * right / (n as f32 + 1.0 + all);
        if f1 > best {
            best = f1;
            // Half way to the next point, which generalises better than the point itself.
            threshold = points.get(n + 1).map_or(p, |next| (p + next.0) / 2.0);
        }
    }
    threshold.clamp(0.1, 0.8)
}

/// Slope and offset that turn scores into probabilities (Platt 1999), held near 1 and 0 by a prior.
fn platt(points: &[(f32, f32)]) -> (f32, f32) {
    let (mut slope, mut offset) = (1.0f32, 0.0f32);
    for _ in 0..30 {
        // Newton's method in two dimensions.
        let (mut g0, mut g1) = (PRIOR * (slope - 1.0), PRIOR * 0.5 * offset);
        let (mut h00, mut h01, mut h11) = (PRIOR, 0.0, PRIOR * 0.5);
        for &(score, is) in points {
            let p = sigmoid(slope * score + offset);
            let (d, w) = (p - is, p * (1.0 - p));
            g0 += d * score;
            g1 += d;
            h00 += w * score * score;
            h01 += w * score;
            h11 += w;
        }
        let determinant = h00 * h11 - h01 * h01;
        if determinant <= f32::EPSILON {
            break;
        }
        slope -= ((h11 * g0 - h01 * g1) / determinant).clamp(-0.5, 0.5);
        offset -= ((h00 * g1 - h01 * g0) / determinant).clamp(-0.5, 0.5);
        slope = slope.max(0.1);
    }
    (slope, offset)
}

/// Labels given to the judged articles against those of the readers: all roots, then all below.
pub(super) fn agreement(labels: &[Label], judged: &[Judged]) -> (Agreement, Agreement) {
    let model = Model { labels: labels.to_vec(), ..Model::default() };
    let mut levels = [Agreement::default(); 2];
    for (j, probabilities) in judged.iter().zip(calibrated(labels, judged)) {
        let given = model.given(&probabilities);
        for n in 0..labels.len() {
            let level = &mut levels[usize::from(labels[n].parent.is_some())];
            match (given.contains(&n), j.sample.probability(n as u16) > 0.5) {
                (true, true) => level.right += 1,
                (true, false) => level.wrong += 1,
                (false, true) => level.missed += 1,
                (false, false) => {}
            }
        }
    }
    (levels[0], levels[1])
}

/// A row of the calibration table: what was promised and what came true.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// Predictions with a probability in this tenth.
    pub predictions: u32,
    /// Their mean probability.
    pub promised: f32,
    /// The share of them that the readers agree with.
    pub true_share: f32,
}

/// Predictions of all labels by tenths of probability: of the roots, or of those below.
pub(super) fn calibration(labels: &[Label], judged: &[Judged], below: bool) -> [Bin; 10] {
    let mut bins = [Bin::default(); 10];
    for (j, probabilities) in judged.iter().zip(calibrated(labels, judged)) {
        for (n, &p) in probabilities.iter().enumerate().filter(|(n, _)| labels[*n].parent.is_some() == below) {
            let bin = &mut bins[((p * 10.0) as usize).min(9)];
            bin.predictions += 1;
            bin.promised += p;
            bin.true_share += j.sample.probability(n as u16);
        }
    }
    for bin in &mut bins {
        let n = bin.predictions.max(1) as f32;
        bin.promised /= n;
        bin.true_share /= n;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platt_finds_the_odds() {
        let points: Vec<(f32, f32)> = (0..2000)
            .map(|n| (if n % 2 == 0 { 2.0 } else { -2.0 }, f32::from(u8::from(n % 2 == usize::from(n % 10 == 1)))))
            .collect();
        let (slope, offset) = platt(&points);
        assert!(sigmoid(slope * 2.0 + offset) > 0.95);
        let below = sigmoid(slope * -2.0 + offset);
        assert!((0.1..0.3).contains(&below), "{below}");
    }

    #[test]
    fn agreement_is_counted() {
        let counted = Agreement { right: 3, wrong: 1, missed: 2 };
        assert_eq!((counted.precision(), counted.recall()), (0.75, 0.6));
        assert!((counted.f1() - 2.0 / 3.0).abs() < 1e-6);
        assert_eq!(Agreement::default().f1(), 0.0);
    }
}
