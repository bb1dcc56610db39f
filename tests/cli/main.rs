//! Behaviour at the door: the real binary on real files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_input;
mod index;
mod output;
mod people;
mod search;
mod world;
