//! Behaviour at the door: the real binary on real files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod analysis;
mod answers;
mod archives;
mod bad_input;
mod batch;
mod config;
mod contract;
mod duplicates;
mod edit;
mod eval;
mod examples;
mod export;
mod faults;
mod following;
mod formats;
mod homes;
mod incoming;
mod index;
mod languages;
mod made_copies;
mod matching;
mod merge;
mod output;
mod own_topics;
mod people;
mod ranking;
mod saved;
mod schemas;
mod search;
mod world;
