//! Which articles are worth comparing word by word: those whose sketches share
//! enough hashes that few others have.

use std::borrow::Cow;

use jiff::civil::Date;

use super::overlap::{APART, days_between};
use super::sketch::resemble;

/// A hash of an article's sketch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The hash.
    pub hash: u32,
    /// The next greater hash of the sketch, 0 behind the last.
    pub next: u32,
    /// The article, by a number of the caller's.
    pub article: u32,
}

/// The entries of an article's sketch.
pub fn entries(article: u32, sketch: &[u32]) -> impl Iterator<Item = Entry> {
    let next = sketch.iter().skip(1).copied().chain([0]);
    sketch.iter().zip(next).map(move |(&hash, next)| Entry { hash, next, article })
}

/// Articles with a hash that speaks for them, at most: as many may print one story. A hash of more stands for
/// a phrase of the trade ("said in a filing with the Securities and Exchange Commission") or for a text that
/// very many have printed.
const RARE: usize = 16;

/// In a crowd, articles after each that it is compared with.
const NEIGHBOURS: usize = 4;

/// Rare hashes that a pair shares; one alone is a quotation or chance.
const LEAST_RARE: usize = 2;

/// Share of the hashes that could be in both: two articles of one length that share 30% of their
/// three-word shingles contain each other by 46%, of their four-word shingles by somewhat less.
const LEAST_SHARE: f32 = 0.4;

/// The same for articles whose days lie apart, of which more has to be common: most of what they share is
/// the form of a report.
const LEAST_SHARE_APART: f32 = 0.55;

/// The same for a pair without rare hashes: both belong to a crowd of copies, and each finds others in
/// it that it is closer to.
const LEAST_SHARE_IN_CROWD: f32 = 0.6;

/// Pairs of articles that share hashes.
#[derive(Debug, Default)]
pub struct Meetings {
    /// As often as they share a rare one.
    rare: Vec<[u32; 2]>,
    /// That share a common one and the next.
    crowd: Vec<[u32; 2]>,
}

impl Meetings {
    /// Adds the pairs among all the entries of some hashes.
    ///
    /// `order` gives an article a number of its own, which says who are neighbours in a crowd; `new` says
    /// whether it has not been compared yet: pairs of old ones are left out.
    pub fn add(&mut self, mut entries: Vec<Entry>, order: impl Fn(u32) -> u64, new: impl Fn(u32) -> bool) {
        entries.sort_unstable();
        let pair = |a: &Entry, b: &Entry| [a.article.min(b.article), a.article.max(b.article)];
        for bucket in entries.chunk_by_mut(|a, b| a.hash == b.hash) {
            if bucket.len() <= RARE {
                for (n, first) in bucket.iter().enumerate() {
                    let pairs = bucket[n + 1..].iter().filter(|second| new(first.article) || new(second.article));
                    self.rare.extend(pairs.map(|second| pair(first, second)));
                }
                continue;
            }
            // Copies share what follows; others that have the phrase go their own ways.
            for crowd in bucket.chunk_by_mut(|a, b| a.next == b.next).filter(|crowd| crowd.len() > 1) {
                if crowd.len() > NEIGHBOURS {
                    crowd.sort_by_cached_key(|entry| order(entry.article));
                }
                for (n, first) in crowd.iter().enumerate() {
                    let others = crowd[n + 1..].iter().take(NEIGHBOURS);
                    let pairs = others.filter(|second| new(first.article) || new(second.article));
                    self.crowd.extend(pairs.map(|second| pair(first, second)));
                }
            }
        }
    }

    /// The pairs whose sketches resemble each other, each once, rising. `day` is that of an article, if it has one.
    pub fn resembling<'a>(
        mut self,
        sketch: impl Fn(u32) -> Cow<'a, [u32]>,
        day: impl Fn(u32) -> Option<Date>,
    ) -> Vec<[u32; 2]> {
        let share = |[a, b]: &[u32; 2]| {
            let shared = resemble(&sketch(*a), &sketch(*b));
            shared.both as f32 / shared.of.max(1) as f32
        };
        self.rare.sort_unstable();
        let often = self.rare.chunk_by(|a, b| a == b).filter(|same| same.len() >= LEAST_RARE).map(|same| same[0]);
        let least = |[a, b]: &[u32; 2]| match days_between(day(*a), day(*b)) {
            0..=APART => LEAST_SHARE,
            _ => LEAST_SHARE_APART,
        };
        let mut pairs: Vec<[u32; 2]> = often.filter(|pair| share(pair) >= least(pair)).collect();
        self.crowd.sort_unstable();
        self.crowd.dedup();
        pairs.extend(self.crowd.iter().filter(|pair| share(pair) >= LEAST_SHARE_IN_CROWD));
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sketch, sketch};
    use super::*;

    fn pairs(sketches: &[Sketch], new: impl Fn(u32) -> bool) -> Vec<[u32; 2]> {
        let all = (0..).zip(sketches).flat_map(|(article, sketch)| entries(article, sketch));
        let mut meetings = Meetings::default();
        meetings.add(all.collect(), u64::from, new);
        meetings.resembling(|article| sketches[article as usize].as_slice().into(), |_| None)
    }

    fn words(from: u32, to: u32) -> String {
        (from..to).map(|n| format!("w{n} ")).collect()
    }

    #[test]
    fn copies_are_paired_and_others_are_not() {
        let sketches: Vec<Sketch> = [words(0, 300), words(1000, 1300), words(0, 120), words(1000, 1300)]
            .iter()
            .map(|text| sketch("", text))
            .collect();
        assert_eq!(pairs(&sketches, |_| true), [[0, 2], [1, 3]]);
        assert_eq!(pairs(&sketches, |article| article == 2), [[0, 2]]);
        assert!(pairs(&sketches, |_| false).is_empty());
    }

    #[test]
    fn a_text_of_two_words_meets_its_copy() {
        assert_eq!(pairs(&[sketch("", "Gold falls"), sketch("", "gold falls")], |_| true), [[0, 1]]);
    }

    #[test]
    fn a_phrase_of_the_trade_makes_no_pair() {
        let filing = "said in a filing with the Securities and Exchange Commission that";
        let report = |n: u32| sketch("", &format!("{} {filing} {}", words(n, n + 40), words(n + 50, n + 90)));
        let sketches: Vec<Sketch> = (0..40).map(|n| report(n * 100)).collect();
        assert!(pairs(&sketches, |_| true).is_empty());
    }

    #[test]
    fn a_crowd_of_copies_hangs_together_without_all_its_pairs() {
        let sketches = vec![sketch("", &words(0, 300)); 500];
        let pairs = pairs(&sketches, |_| true);
        assert!(pairs.len() <= 500 * NEIGHBOURS);
        assert!((0..499).all(|n| pairs.contains(&[n, n + 1])));
    }
}
