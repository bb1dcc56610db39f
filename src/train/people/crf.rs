//! The learner: a linear-chain conditional random field, fitted by FTRL with
//! L1, its last passes averaged.
//!
//! Takes chains; gives weights. One thread, fixed order, arithmetic without
//! platform functions: the same chains give the same weights everywhere.

// Loops over tags by number are the clearest way to write tables of them.
#![allow(clippy::needless_range_loop)]

use super::gold::Chain;
use crate::enrich::people::training::{may_begin, may_end, may_follow};
use crate::vocab::people::{LINKS, Model, ROWS_LOG2, TAGS};

/// Settings of the learner, chosen on held-out parts of the training sets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// Passes over the chains.
    pub(super) passes: usize,
    /// Of them, how many last ones are averaged.
    pub(super) averaged: usize,
    /// Learning rate (FTRL's alpha).
    pub(super) rate: f32,
    /// Strength of L1 and L2.
    pub(super) l1: f32,
    pub(super) l2: f32,
    /// Share of features hidden at random in each step.
    pub(super) hidden: f32,
    /// Share of candidates of which all that tells the word is hidden, as if it were unknown.
    pub(super) unknown: f32,
}

/// FTRL's beta: learning starts as if a gradient of this size had been seen.
const BETA: f32 = 1.0;
/// Weights are stored in steps of 1/32.
pub(super) const STEP: f32 = 32.0;

const ROWS: usize = 1 << ROWS_LOG2;
type Scores = [f32; TAGS];

/// The learner's state: per weight, FTRL's z and n.
pub(super) struct Learner {
    settings: Settings,
    rows: Vec<State>,
    links: Vec<State>,
    random: u64,
}

#[derive(Clone, Copy, Default)]
struct State {
    z: Scores,
    n: Scores,
}

impl State {
    fn weights(&self, s: &Settings) -> Scores {
        let mut w = [0.0; TAGS];
        for t in 0..TAGS {
            let z = self.z[t];
            let over = z.abs() - s.l1;
            let size = over / ((BETA + self.n[t].sqrt()) / s.rate + s.l2);
            w[t] = if over <= 0.0 { 0.0 } else { -size.copysign(z) };
        }
        w
    }

    fn update(&mut self, gradient: &Scores, s: &Settings) {
        let w = self.weights(s);
        for t in 0..TAGS {
            let g = gradient[t];
            let n = self.n[t] + g * g;
            let sigma = (n.sqrt() - self.n[t].sqrt()) / s.rate;
            self.z[t] += g - sigma * w[t];
            self.n[t] = n;
        }
    }
}

/// Real-valued weights.
#[derive(Clone)]
pub(super) struct Weights {
    rows: Vec<Scores>,
    links: Vec<Scores>,
}

impl Weights {
    /// Rounds to the stored steps.
    pub(super) fn quantise(&self) -> Model {
        let mut model = Model::empty();
        for (n, weights) in self.rows.iter().enumerate() {
            model.set_row(n, weights.map(|weight| (weight * STEP).round().clamp(-127.0, 127.0) as i8));
        }
        for (flat, weights) in self.links.iter().enumerate() {
            for (to, weight) in weights.iter().enumerate() {
                model.links[flat / TAGS][flat % TAGS][to] = (weight * STEP).round() as i16;
            }
        }
        model
    }

    fn row_scores(&self, rows: &[u32]) -> Scores {
        let mut sum = [0.0; TAGS];
        for &row in rows {
            for t in 0..TAGS {
                sum[t] += self.rows[row as usize][t];
            }
        }
        sum
    }

    /// Log-probabilities of the best path and of the given one, and the best path.
    pub(super) fn judge(&self, chain: &Chain) -> Judgement {
        let own: Vec<Scores> = (0..chain.tags.len()).map(|n| self.row_scores(chain.features(n))).collect();
        let link = |n: usize, from: usize, to: usize| self.links[chain.links[n] as usize * TAGS + from][to];
        let best = best_path(chain, &own, &link);
        let score = |tags: &[u8]| {
            (0..tags.len())
                .map(|n| {
                    let to = tags[n] as usize;
                    own[n][to] + if n > 0 { link(n, tags[n - 1] as usize, to) } else { 0.0 }
                })
                .sum::<f32>()
        };
        Judgement { margin: score(&best) - score(&chain.tags), best }
    }
}

/// How a chain's given tags compare with the best ones.
pub(super) struct Judgement {
    pub(super) best: Vec<u8>,
    /// Log of how many times likelier the best path is than the given one.
    pub(super) margin: f32,
}

impl Chain {
    pub(super) fn features(&self, n: usize) -> &[u32] {
        let from = if n == 0 { 0 } else { self.ends[n - 1] as usize };
        &self.rows[from..self.ends[n] as usize]
    }
}

impl Learner {
    pub(super) fn new(settings: Settings) -> Learner {
        Learner {
            settings,
            rows: vec![State::default(); ROWS],
            links: vec![State::default(); LINKS * TAGS],
            random: 0x1234_5678_9ABC_DEF1,
        }
    }

    /// Fits the chains and returns the averaged weights.
    pub(super) fn fit(&mut self, chains: &[&Chain]) -> Weights {
        let mut order: Vec<u32> = (0..chains.len() as u32).collect();
        let mut sum: Option<Weights> = None;
        for pass in 0..self.settings.passes {
            self.shuffle(&mut order);
            for &n in &order {
                self.learn(chains[n as usize]);
            }
            if pass + self.settings.averaged >= self.settings.passes {
                let weights = self.weights();
                sum = Some(match sum {
                    None => weights,
                    Some(sum) => plus(sum, &weights),
                });
            }
        }
        let mut weights = sum.unwrap_or_else(|| self.weights());
        let share = 1.0 / self.settings.averaged.clamp(1, self.settings.passes.max(1)) as f32;
        for row in weights.rows.iter_mut().chain(&mut weights.links) {
            row.iter_mut().for_each(|w| *w *= share);
        }
        weights
    }

    fn weights(&self) -> Weights {
        let of = |states: &[State]| states.iter().map(|state| state.weights(&self.settings)).collect();
        Weights { rows: of(&self.rows), links: of(&self.links) }
    }

    /// Xorshift: random numbers that are the same in every run.
    fn next(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn shuffle(&mut self, order: &mut [u32]) {
        for n in (1..order.len()).rev() {
            let other = (self.next() % (n as u64 + 1)) as usize;
            order.swap(n, other);
        }
    }

    /// One step on one chain.
    fn learn(&mut self, chain: &Chain) {
        let len = chain.tags.len();
        let hidden = (self.settings.hidden * (1 << 16) as f32) as u64;
        let mut rows: Vec<u32> = Vec::with_capacity(chain.rows.len());
        let mut ends: Vec<usize> = Vec::with_capacity(len);
        let unknown = (self.settings.unknown * (1 << 16) as f32) as u64;
        for n in 0..len {
            let skip = if self.next() & 0xFFFF < unknown { chain.identities[n] as usize } else { 0 };
            for &row in &chain.features(n)[skip..] {
                if hidden == 0 || self.next() & 0xFFFF >= hidden {
                    rows.push(row);
                }
            }
            ends.push(rows.len());
        }
        let features = |n: usize| &rows[if n == 0 { 0 } else { ends[n - 1] }..ends[n]];
        let mut own = vec![[0.0f32; TAGS]; len];
        for (n, own) in own.iter_mut().enumerate() {
            for &row in features(n) {
                let w = self.rows[row as usize].weights(&self.settings);
                for t in 0..TAGS {
                    own[t] += w[t];
                }
            }
        }
        let mut links = [[[0.0f32; TAGS]; TAGS]; LINKS];
        for (flat, state) in self.links.iter().enumerate() {
            links[flat / TAGS][flat % TAGS] = state.weights(&self.settings);
        }
        let expected = expectations(chain, &own, &links);
        for n in 0..len {
            let mut gradient = expected.own[n];
            gradient[chain.tags[n] as usize] -= 1.0;
            gradient.iter_mut().for_each(|g| *g *= chain.weight);
            if gradient.iter().all(|g| g.abs() < 1e-4) {
                continue;
            }
            for &row in features(n) {
                self.rows[row as usize].update(&gradient, &self.settings);
            }
        }
        for n in 1..len {
            let (from, to) = (chain.tags[n - 1] as usize, chain.tags[n] as usize);
            for f in 0..TAGS {
                let mut gradient = expected.pairs[n - 1][f];
                if f == from {
                    gradient[to] -= 1.0;
                }
                gradient.iter_mut().for_each(|g| *g *= chain.weight);
                self.links[chain.links[n] as usize * TAGS + f].update(&gradient, &self.settings);
            }
        }
    }
}

fn plus(mut sum: Weights, more: &Weights) -> Weights {
    let rows = sum.rows.iter_mut().zip(&more.rows).chain(sum.links.iter_mut().zip(&more.links));
    for (total, row) in rows {
        for t in 0..TAGS {
            total[t] += row[t];
        }
    }
    sum
}

struct Expected {
    own: Vec<Scores>,
    pairs: Vec<[Scores; TAGS]>,
}

/// Forward-backward in probabilities, rescaled at every candidate.
fn expectations(chain: &Chain, own: &[Scores], links: &[[Scores; TAGS]; LINKS]) -> Expected {
    let len = own.len();
    let local: Vec<Scores> = own
        .iter()
        .map(|scores| {
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            scores.map(|s| exp(s - top))
        })
        .collect();
    let factor = |n: usize| {
        let link = chain.links[n];
        let mut table = [[0.0f32; TAGS]; TAGS];
        for (from, row) in table.iter_mut().enumerate() {
            for (to, cell) in row.iter_mut().enumerate() {
                if may_follow(link, from, to) {
                    *cell = exp(links[link as usize][from][to]);
                }
            }
        }
        table
    };
    let factors: Vec<[Scores; TAGS]> = (1..len).map(factor).collect();
    let mut ahead = vec![[0.0f32; TAGS]; len];
    for t in 0..TAGS {
        ahead[0][t] = if may_begin(t) { local[0][t] } else { 0.0 };
    }
    normalise(&mut ahead[0]);
    for n in 1..len {
        let mut next = [0.0f32; TAGS];
        for from in 0..TAGS {
            for to in 0..TAGS {
                next[to] += ahead[n - 1][from] * factors[n - 1][from][to];
            }
        }
        for t in 0..TAGS {
            next[t] *= local[n][t];
        }
        normalise(&mut next);
        ahead[n] = next;
    }
    let mut behind = vec![[0.0f32; TAGS]; len];
    for t in 0..TAGS {
        behind[len - 1][t] = if may_end(t) { 1.0 } else { 0.0 };
    }
    let mut pairs = vec![[[0.0f32; TAGS]; TAGS]; len.saturating_sub(1)];
    for n in (0..len.saturating_sub(1)).rev() {
        let mut back = [0.0f32; TAGS];
        let mut total = 0.0;
        for from in 0..TAGS {
            for to in 0..TAGS {
                let on = factors[n][from][to] * local[n + 1][to] * behind[n + 1][to];
                back[from] += on;
                pairs[n][from][to] = ahead[n][from] * on;
                total += pairs[n][from][to];
            }
        }
        if total > 0.0 {
            pairs[n].iter_mut().flatten().for_each(|p| *p /= total);
        }
        normalise(&mut back);
        behind[n] = back;
    }
    let own = (0..len)
        .map(|n| {
            let mut p = [0.0f32; TAGS];
            for t in 0..TAGS {
                p[t] = ahead[n][t] * behind[n][t];
            }
            normalise(&mut p);
            p
        })
        .collect();
    Expected { own, pairs }
}

fn normalise(scores: &mut Scores) {
    let sum: f32 = scores.iter().sum();
    if sum > 0.0 {
        scores.iter_mut().for_each(|s| *s /= sum);
    }
}

fn best_path(chain: &Chain, own: &[Scores], link: &impl Fn(usize, usize, usize) -> f32) -> Vec<u8> {
    let len = own.len();
    let mut back = vec![[0u8; TAGS]; len];
    let mut best = own[0];
    for (t, score) in best.iter_mut().enumerate() {
        if !may_begin(t) {
            *score = f32::MIN / 4.0;
        }
    }
    for n in 1..len {
        let mut next = [f32::MIN; TAGS];
        for from in 0..TAGS {
            for to in 0..TAGS {
                let legal = if may_follow(chain.links[n], from, to) { link(n, from, to) } else { f32::MIN / 4.0 };
                let score = best[from] + legal + own[n][to];
                if score > next[to] {
                    next[to] = score;
                    back[n][to] = from as u8;
                }
            }
        }
        best = next;
    }
    let mut at = (0..TAGS).filter(|&t| may_end(t)).max_by(|&a, &b| best[a].total_cmp(&best[b])).unwrap_or(0);
    let mut path = vec![0; len];
    for n in (0..len).rev() {
        path[n] = at as u8;
        at = back[n][at] as usize;
    }
    path
}

/// `e^x` by arithmetic alone, so that training gives the same bytes on every
/// platform: 2^k times a polynomial, within 1e-6 of the true value.
fn exp(x: f32) -> f32 {
    let x = x.clamp(-80.0, 80.0);
    let k = (x * std::f32::consts::LOG2_E).round();
    // ln 2 in two parts keeps the remainder exact.
    let r = (x - k * 0.693_359_4) + k * 2.121_944_4e-4;
    let p =
        1.0 + r * (1.0 + r * (0.5 + r * (0.166_666_67 + r * (0.041_666_67 + r * (0.008_333_334 + r * 0.001_388_9)))));
    p * f32::from_bits((((k as i32) + 127) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_exp() {
        for n in -700..700 {
            let x = n as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}: {} {}", exp(x), x.exp());
        }
    }

    #[test]
    fn learns_what_a_feature_means() {
        let chain = |row: u32, tag: u8| Chain {
            rows: vec![row],
            ends: vec![1],
            identities: vec![0],
            links: vec![0],
            tags: vec![tag],
            weight: 1.0,
            noisy: false,
        };
        let chains = [chain(1, 4), chain(2, 0), chain(1, 4), chain(2, 0)];
        let settings = Settings { passes: 20, averaged: 5, rate: 0.5, l1: 0.01, l2: 0.0, hidden: 0.0, unknown: 0.0 };
        let weights = Learner::new(settings).fit(&chains.iter().collect::<Vec<_>>());
        assert!(chains.iter().all(|chain| weights.judge(chain).margin <= 0.0));
    }
}
