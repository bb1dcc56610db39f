//! From candidates to tags: the best path through a linear-chain model.
//!
//! Takes units, facts and a model; gives a tag per candidate. Knows nothing of
//! what a name means.

use super::facts::Table;
use super::features::{self, Features};
use super::units::{Link, Units};
use crate::text::Reading;
use crate::vocab::people::{Kind, Kinds, Model, TAGS};

/// What a candidate is: a word of a person's name by its position, or of another kind of name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Tag {
    /// No name.
    Out,
    /// First word of a person's name of several.
    Begin,
    /// Inner word of a person's name.
    Inside,
    /// Last word of a person's name of several.
    End,
    /// A person's name of one word.
    Single,
    /// A place.
    Place,
    /// An organisation.
    Organisation,
    /// A name of another kind.
    Other,
}

/// The tags by number.
pub(crate) const ALL: [Tag; TAGS] =
    [Tag::Out, Tag::Begin, Tag::Inside, Tag::End, Tag::Single, Tag::Place, Tag::Organisation, Tag::Other];

impl Tag {
    /// Whether it is a word of a person's name.
    pub(crate) fn is_person(self) -> bool {
        matches!(self, Tag::Begin | Tag::Inside | Tag::End | Tag::Single)
    }
}

/// Whether tag `to` may follow tag `from` over `link`: a person's name is whole.
pub(crate) const fn may_follow(link: Link, from: usize, to: usize) -> bool {
    let open = from == Tag::Begin as usize || from == Tag::Inside as usize;
    let inner = to == Tag::Inside as usize || to == Tag::End as usize;
    if matches!(link, Link::Adjacent) { open == inner } else { !open && !inner }
}

/// Whether a chain may begin with a tag.
pub(crate) const fn may_begin(tag: usize) -> bool {
    tag != Tag::Inside as usize && tag != Tag::End as usize
}

/// Whether a chain may end with a tag.
pub(crate) const fn may_end(tag: usize) -> bool {
    tag != Tag::Begin as usize && tag != Tag::Inside as usize
}

/// Parts of listed places and organisations of several words.
const LISTED: Kinds = Kinds::one(Kind::InPlace).with(Kinds::one(Kind::InFirm));
/// The tags of a person's name.
const PERSON: [Tag; 4] = [Tag::Begin, Tag::Inside, Tag::End, Tag::Single];
/// The tags that begin a person's name.
const BEGINS: [Tag; 2] = [Tag::Begin, Tag::Single];
/// What outweighs any context.
const SURE: i32 = 600;
/// What every new person must outweigh: newspapers of the world hold more
/// unknown places and firms than the collections that the model learned from.
const CAUTION: i32 = 30;

/// A score that no path survives.
const NEVER: i32 = -1 << 24;

/// A candidate's tag, and how it leans without its neighbours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tagged {
    pub(crate) tag: Tag,
    /// Score as a person's name of one word, less the best as no person's, in units of the model.
    pub(crate) leaning: i32,
}

/// The tags of all candidates.
pub(crate) fn tag(reading: &Reading, units: &Units, table: &Table, model: &Model) -> Vec<Tagged> {
    let count = units.candidates.len();
    let mut tagged = vec![Tagged { tag: Tag::Out, leaning: 0 }; count];
    let mut back = vec![[0u8; TAGS]; count];
    let mut found = Features::new();
    let mut best = [0i32; TAGS];
    let mut chain_from = 0;
    for n in 0..count {
        let link = units.candidates[n].link;
        features::fill(&mut found, reading, units, table, n);
        let mut own = model.sum(found.rows());
        if units.all[units.candidates[n].unit as usize].kinds.any(LISTED) {
            PERSON.iter().for_each(|&tag| own[tag as usize] -= SURE);
        }
        BEGINS.iter().for_each(|&tag| own[tag as usize] -= CAUTION);
        tagged[n].leaning = leaning(&own);
        if link == Link::None {
            finish(&mut tagged[chain_from..n], &back[chain_from..n], &best);
            chain_from = n;
            for (tag, score) in best.iter_mut().enumerate() {
                *score = if may_begin(tag) { own[tag] } else { NEVER };
            }
        } else {
            best = step(model, link, &best, &own, &mut back[n]);
        }
    }
    finish(&mut tagged[chain_from..], &back[chain_from..], &best);
    tagged
}

/// The tags that end a name or are outside one, and those that begin one or are outside.
const CLOSED: [usize; 6] = [
    Tag::Out as usize,
    Tag::End as usize,
    Tag::Single as usize,
    Tag::Place as usize,
    Tag::Organisation as usize,
    Tag::Other as usize,
];
const STARTS: [usize; 6] = [
    Tag::Out as usize,
    Tag::Begin as usize,
    Tag::Single as usize,
    Tag::Place as usize,
    Tag::Organisation as usize,
    Tag::Other as usize,
];
/// The tags after which a name goes on, and those with which it does.
const OPEN: [usize; 2] = [Tag::Begin as usize, Tag::Inside as usize];
const INNER: [usize; 2] = [Tag::Inside as usize, Tag::End as usize];

/// Extends the best paths by one candidate, trying only the pairs of tags that [`may_follow`].
#[inline]
fn step(model: &Model, link: Link, best: &[i32; TAGS], own: &[i32; TAGS], back: &mut [u8; TAGS]) -> [i32; TAGS] {
    let weights = &model.links[link as usize];
    let mut next = [NEVER * 2; TAGS];
    let mut extend = |from: usize, to: usize| {
        let score = best[from] + i32::from(weights[from][to]);
        if score > next[to] {
            next[to] = score;
            back[to] = from as u8;
        }
    };
    for from in CLOSED {
        for to in STARTS {
            extend(from, to);
        }
    }
    if link == Link::Adjacent {
        for from in OPEN {
            for to in INNER {
                extend(from, to);
            }
        }
    }
    for (score, own) in next.iter_mut().zip(own) {
        *score = (*score + own).max(NEVER * 2);
    }
    next
}

/// Follows the best path of a chain back from its end.
fn finish(tagged: &mut [Tagged], back: &[[u8; TAGS]], best: &[i32; TAGS]) {
    let ends = (0..TAGS).filter(|&tag| may_end(tag));
    let Some(mut at) = ends.max_by_key(|&tag| (best[tag], TAGS - tag)) else { return };
    for (tagged, back) in tagged.iter_mut().zip(back).rev() {
        tagged.tag = ALL[at];
        at = back[at] as usize;
    }
}

/// How much better a name of one word it makes than anything but a person.
fn leaning(own: &[i32; TAGS]) -> i32 {
    let other = (0..TAGS).filter(|&tag| !ALL[tag].is_person()).map(|tag| own[tag]).max().unwrap_or(0);
    own[Tag::Single as usize] - other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_those_that_may_follow() {
        for (link, adjacent) in [(Link::Adjacent, true), (Link::Comma, false)] {
            for from in 0..TAGS {
                for to in 0..TAGS {
                    let tried = (CLOSED.contains(&from) && STARTS.contains(&to))
                        || (adjacent && OPEN.contains(&from) && INNER.contains(&to));
                    assert_eq!(tried, may_follow(link, from, to), "{from} {to}");
                }
            }
        }
    }
}
