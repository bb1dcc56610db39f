//! Behaviour at the door: the real binary on real files.

mod bad_input;
mod eval;
mod index;
mod output;
mod ranking;
mod search;
mod world;
