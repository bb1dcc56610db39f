//! The vocabularies of `schema/`, embedded in the binary and loaded once, when first asked for.

pub mod topics;
