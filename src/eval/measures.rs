//! Measures of a ranking against the documents that are relevant.

use std::collections::BTreeSet;

use super::trec::{Qrels, Run};

/// Rank to which average precision looks.
const MAP_DEPTH: usize = 1000;

/// Rank to which recall looks.
pub const RECALL_DEPTH: usize = 100;

/// The measures of one query, or their means over many; each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measures {
    /// Average precision to rank 1000; over many queries, MAP.
    pub average_precision: f64,
    /// Normalised discounted cumulative gain to rank k, with gains of 0 and 1.
    pub ndcg: f64,
    /// Share of relevant documents among the first k.
    pub precision: f64,
    /// One by the rank of the first relevant document; over many queries, MRR.
    pub reciprocal_rank: f64,
    /// Share of the relevant documents found by rank 100.
    pub recall: f64,
}

/// The measures of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryMeasures {
    /// The query's id.
    pub query: String,
    /// Its measures.
    pub measures: Measures,
}

/// Measures a ranking, best first, to rank `k`.
///
/// ```
/// use dateline::eval::measures::measure;
/// let relevant = ["a", "c"].map(String::from).into();
/// let measures = measure(&["a", "b", "c"].map(String::from), &relevant, 10);
/// assert!((measures.average_precision - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-9);
/// ```
pub fn measure(ranked: &[String], relevant: &BTreeSet<String>, k: usize) -> Measures {
    let hits: Vec<bool> = ranked.iter().take(MAP_DEPTH).map(|document| relevant.contains(document)).collect();
    let mut found = 0.0;
    let mut precisions = 0.0;
    for (n, _) in hits.iter().enumerate().filter(|(_, hit)| **hit) {
        found += 1.0;
        precisions += found / (n + 1) as f64;
    }
    let count = |depth: usize| hits.iter().take(depth).filter(|hit| **hit).count() as f64;
    let discount = |n: usize| 1.0 / ((n + 2) as f64).log2();
    let gain: f64 = hits.iter().take(k).enumerate().filter(|(_, hit)| **hit).map(|(n, _)| discount(n)).sum();
    let ideal: f64 = (0..relevant.len().min(k)).map(discount).sum();
    let all = relevant.len().max(1) as f64;
    Measures {
        average_precision: precisions / all,
        ndcg: if ideal > 0.0 { gain / ideal } else { 0.0 },
        precision: count(k) / k.max(1) as f64,
        reciprocal_rank: hits.iter().position(|hit| *hit).map_or(0.0, |n| 1.0 / (n + 1) as f64),
        recall: count(RECALL_DEPTH) / all,
    }
}

/// Measures every query that has a relevant document; one that the run lacks counts 0.
pub fn measure_all(run: &Run, qrels: &Qrels, k: usize) -> Vec<QueryMeasures> {
    let nothing = Vec::new();
    let measured = qrels.iter().map(|(query, relevant)| QueryMeasures {
        query: query.clone(),
        measures: measure(run.get(query).unwrap_or(&nothing), relevant, k),
    });
    measured.collect()
}

/// The means over all queries.
pub fn mean(each: &[QueryMeasures]) -> Measures {
    let mean = |of: fn(&Measures) -> f64| each.iter().map(|q| of(&q.measures)).sum::<f64>() / each.len().max(1) as f64;
    Measures {
        average_precision: mean(|m| m.average_precision),
        ndcg: mean(|m| m.ndcg),
        precision: mean(|m| m.precision),
        reciprocal_rank: mean(|m| m.reciprocal_rank),
        recall: mean(|m| m.recall),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    #[test]
    fn by_hand() {
        // Relevant at ranks 1, 3 and 5 of three and one that is not found.
        let relevant = ids("acex").into_iter().collect();
        let m = measure(&ids("abcde"), &relevant, 4);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        near(m.average_precision, (1.0 + 2.0 / 3.0 + 3.0 / 5.0) / 4.0);
        let third = 1.0 / 4f64.log2();
        near(m.ndcg, (1.0 + third) / (1.0 + 1.0 / 3f64.log2() + third + 1.0 / 5f64.log2()));
        near(m.precision, 0.5);
        near(m.reciprocal_rank, 1.0);
        near(m.recall, 0.75);
    }

    #[test]
    fn nothing_found_is_0_and_a_missing_query_counts() {
        let relevant: BTreeSet<String> = ids("z").into_iter().collect();
        assert_eq!(measure(&ids("abc"), &relevant, 10), Measures::default());
        let qrels = Qrels::from([("1".into(), ids("a").into_iter().collect()), ("2".into(), relevant)]);
        let run = Run::from([("1".into(), ids("a"))]);
        let each = measure_all(&run, &qrels, 10);
        assert_eq!(each.len(), 2);
        assert!((mean(&each).average_precision - 0.5).abs() < 1e-9);
    }

    #[test]
    fn precision_counts_ranks_that_are_not_filled() {
        let relevant = ids("a").into_iter().collect();
        assert!((measure(&ids("a"), &relevant, 10).precision - 0.1).abs() < 1e-9);
    }
}
