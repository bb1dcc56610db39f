//! The vocabularies and models of `schema/`, embedded in the binary and loaded once,
//! when first asked for.
//!
//! Gives names, codes and look-ups. Knows nothing of articles: what a name
//! means in one is settled in `enrich`.

pub mod countries;
pub mod gazetteer;
pub mod lookup;
pub mod marks;
pub mod people;
pub mod places;
pub mod topics;
