//! Behaviour at the door: the real binary on real files.

mod answers;
mod bad_input;
mod eval;
mod index;
mod output;
mod ranking;
mod schemas;
mod search;
mod world;
