//! Ranking: a scorer of our own over Tantivy's postings.
//!
//! A query selects articles, and its words rank them: each word is counted in
//! title and body together, held against one length of both, and the scores of
//! the words are summed in the order of the query. The same articles therefore
//! get the same scores, to the bit, however they lie in segments.
//!
//! Takes [`Part`]s (what to find, where, how much it counts) and gives a
//! Tantivy query. Knows neither the query language nor how hits are shown.

mod any;
mod bag;
mod best;
mod collection;
mod lengths;
mod like;
mod part;
mod postings;
mod promise;
mod proximity;
mod row;
mod scorer;
mod stretch;
mod weighed;
mod window;

pub(super) use bag::{RankedQuery, share};
pub(super) use best::Scored;
pub(super) use collection::Collection;
pub(super) use like::Like;
pub(super) use part::{Acronym, Find, Part, Placed, Sense, Where, counted};
pub(super) use promise::Promise;
pub(super) use proximity::Lifter;

/// How much a word counts in a title against one in the body: a headline is
/// chosen to say what a story is about.
const TITLE_WEIGHT: f32 = 2.0;

/// BM25's k1: how soon more of one word stops counting. This and [`LENGTH`]
/// are the best over three collections of abstracts (Cranfield, CISI, MEDLINE) and
/// three of news and encyclopaedia texts; the optimum is flat.
const SATURATION: f32 = 1.6;

/// BM25's b: how far a long article has to say a word more often.
const LENGTH: f32 = 0.7;

/// How a word that a query repeats counts (BM25's k3): n times make 9n / (n + 8).
const REPEATED: f32 = 8.0;

/// BM25's share of a word: how often it occurs, held against the length of the article
/// by the mean length.
fn saturated(count: f32, length: f32) -> f32 {
    count * (SATURATION + 1.0) / (count + SATURATION * (1.0 - LENGTH + LENGTH * length))
}

/// How much a query word counts that the query has `times`.
pub(super) fn repeated(times: u32) -> f32 {
    let times = times as f32;
    (REPEATED + 1.0) * times / (times + REPEATED)
}

/// How telling a word is that `with` of `articles` have.
fn rarity(articles: u64, with: u64) -> f32 {
    let with = with.min(articles);
    (1.0 + ((articles - with) as f32 + 0.5) / (with as f32 + 0.5)).ln()
}
