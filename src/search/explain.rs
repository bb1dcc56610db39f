//! Where a score comes from: what each part of a query counts in an article.

use tantivy::{DocAddress, Searcher};

use super::rank::{Collection, Part, share};
use crate::error::Result;

/// What makes up the score of a hit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// The parts of the query that the article has, in the order of the query.
    pub parts: Vec<PartShare>,
    /// What query words near each other add, and the place of a first hit that words
    /// were taken from.
    pub nearness: f32,
}

/// What one part of a query counts in an article.
#[derive(Debug, Clone, PartialEq)]
pub struct PartShare {
    /// As the query has it.
    pub part: String,
    /// Occurrences; one in the title counts as two.
    pub occurrences: f32,
    /// How telling the part is: the logarithm of how few articles have it.
    pub rarity: f32,
    /// Length of the article, by the mean length.
    pub length: f32,
    /// What it adds to the score.
    pub score: f32,
}

/// Explains the score of a document; `parts` are those that ranked it.
pub(super) fn explained(
    parts: &[Part],
    score: f32,
    searcher: &Searcher,
    collection: &Collection,
    address: DocAddress,
) -> Result<Explanation> {
    let mut shares = Vec::new();
    for part in parts {
        shares.extend(share(part, searcher, collection, address)?);
    }
    let sum: f32 = shares.iter().map(|share: &PartShare| share.score).sum();
    // What rounding leaves is no nearness.
    let rest = score - sum;
    Ok(Explanation { parts: shares, nearness: if rest.abs() < 1e-4 { 0.0 } else { rest } })
}
