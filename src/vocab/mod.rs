//! The vocabularies of `schema/`, embedded in the binary and loaded once.
//!
//! Gives names, codes and look-ups. Knows nothing of articles: what a name
//! means in one is settled in `enrich`.

pub mod countries;
pub mod gazetteer;
pub mod lookup;
pub mod marks;
pub mod places;
