//! Behaviour at the door: the real binary on real files.

mod bad_input;
mod index;
mod output;
mod people;
mod search;
mod world;
