//! Copies: articles that are the same wire copy, cut, re-topped, corrected or
//! abridged by those who printed it.
//!
//! Three steps, each a pure function of texts or sketches: a [`Sketch`] stands
//! for an article in constant room; [`Meetings`] finds the pairs of sketches
//! that share enough to be worth reading; [`Text::is_copy_of`] reads both and
//! decides. Knows no index: what is stored where, and which pairs make a
//! group, is settled above.

mod candidates;
mod overlap;
mod sketch;

pub use candidates::{Entry, Meetings, entries};
pub use overlap::{Overlap, Text};
pub use sketch::{SIZE, Sketch, packed, sketch, sketch_of, unpacked};

use crate::text::{Form, Reading, Word};

/// Words from which a body can speak for itself: with fewer, not even the same words make a copy of it,
/// and the title is read with them.
const FULL_BODY: usize = overlap::EVIDENCE;

/// The words of an article that are compared: the body's, and the title's
/// before them where the body is a few words. Marks and possessive endings
/// change from desk to desk and are left out.
fn compared<'a>(reading: &'a Reading<'_>) -> impl Iterator<Item = &'a Word> {
    let counts = |word: &&Word| !word.form.has(Form::MARK.with(Form::POSSESSIVE));
    let body = &reading.words()[reading.title_words()..];
    let words = if body.iter().filter(counts).take(FULL_BODY).count() < FULL_BODY { reading.words() } else { body };
    words.iter().filter(counts)
}
