//! From candidates to tags: the best path through a linear-chain model.
//!
//! Takes units, facts and the model; gives a tag per candidate. Knows nothing of
//! what a name means.

use super::facts::Table;
use super::features::{self, MOST, Room};
use super::units::{self, Link, Unit, Units};
use crate::text::Reading;
use crate::vocab::people::{FormKind, Kind, Kinds, LINKS, Model, TAGS, known, model};
use std::sync::LazyLock;

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

/// The tags with which a chain may end, but for the first of all.
const ENDS: [Tag; 5] = [Tag::End, Tag::Single, Tag::Place, Tag::Organisation, Tag::Other];

/// Parts of listed places and organisations of several words.
const LISTED: Kinds = Kinds::one(Kind::InPlace).with(Kinds::one(Kind::InFirm));
/// What outweighs any context.
const SURE: i32 = 600;
/// What every new person must outweigh: newspapers of the world hold more
/// unknown places and firms than the collections that the model learned from.
const CAUTION: i32 = 50;
/// The same in a line of capitals, which says less of anybody.
const CAUTION_IN_CAPITALS: i32 = 20;
/// The same for a word that alone means a known person.
const CAUTION_OF_KNOWN: i32 = 10;
/// The same for such a word in a line of capitals: in a flash headline nothing else tells who "BAKER" is.
const CAUTION_OF_KNOWN_IN_CAPITALS: i32 = -60;

/// A word that is a family name and nothing else.
const FAMILY: Kinds = Kinds::one(Kind::Last);
/// What a family name may be too: a given name, a town, a name of several words.
const NAMESAKES: Kinds =
    Kinds::one(Kind::First).with(Kinds::one(Kind::Town)).with(Kinds::one(Kind::Namesake)).with(Kinds::one(Kind::Opens));

/// Candidates whose features are all known before the first is weighed: rows are far apart in
/// memory, and come sooner when they are asked for side by side.
const BATCH: usize = 16;

/// A score that no path survives.
const NEVER: i32 = -1 << 24;

/// A candidate's tag, and how it leans without its neighbours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tagged {
    pub(crate) tag: Tag,
    /// Score as a person's name of one word, less the best as no person's, in units of the model.
    pub(crate) leaning: i32,
}

/// The tags of an article's candidates, and what it takes to find them.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    /// By candidate.
    pub(crate) all: Vec<Tagged>,
    /// The rows of a batch of candidates.
    rooms: Vec<Room>,
    /// The score of each tag of a candidate by itself.
    own: Vec<[i32; TAGS]>,
    /// The tag from which each tag of a candidate is reached best.
    back: Vec<[i32; TAGS]>,
}

impl Tags {
    /// Tags all candidates of an article, in place of those before.
    pub(crate) fn find(&mut self, reading: &Reading, units: &Units, table: &Table) {
        self.score(reading, units, table);
        self.follow(units);
    }

    /// Scores every candidate by itself.
    fn score(&mut self, reading: &Reading, units: &Units, table: &Table) {
        let model = model();
        let mut counts = [0; BATCH];
        self.rooms.resize(BATCH, [0; MOST]);
        self.own.clear();
        for (batch, candidates) in units.candidates.chunks(BATCH).enumerate() {
            for (n, (room, count)) in self.rooms.iter_mut().zip(&mut counts).enumerate().take(candidates.len()) {
                *count = features::fill(room, reading, units, table, batch * BATCH + n).all.len();
            }
            for ((candidate, room), &count) in candidates.iter().zip(&self.rooms).zip(&counts) {
                self.own.push(own(model.sum(&room[..count]), &units.all[candidate.unit as usize]));
            }
        }
    }

    /// Finds the best path through every chain.
    fn follow(&mut self, units: &Units) {
        static LINKED: LazyLock<Links> = LazyLock::new(|| Links::of(model()));
        let links = &*LINKED;
        let count = units.candidates.len();
        self.all.clear();
        self.all.extend(self.own.iter().map(|own| Tagged { tag: Tag::Out, leaning: leaning(own) }));
        self.back.resize(count, [0; TAGS]);
        let mut best = [0; TAGS];
        let mut chain_from = 0;
        for (n, (candidate, own)) in units.candidates.iter().zip(&self.own).enumerate() {
            if candidate.link == Link::None {
                finish(&mut self.all[chain_from..n], &self.back[chain_from..n], &best);
                chain_from = n;
                best = *own;
                best[Tag::Inside as usize] = NEVER;
                best[Tag::End as usize] = NEVER;
            } else {
                links.step(candidate.link, &mut best, own, &mut self.back[n]);
            }
        }
        finish(&mut self.all[chain_from..], &self.back[chain_from..count], &best);
    }
}

/// The weights of every pair of tags, [`NEVER`] where one may not follow the other.
#[derive(Debug)]
struct Links([[[i32; TAGS]; TAGS]; LINKS]);

impl Links {
    fn of(model: &Model) -> Links {
        let mut links = [[[0; TAGS]; TAGS]; LINKS];
        for ((weights, stored), legal) in links.iter_mut().zip(model.links.iter()).zip(&LEGAL) {
            for from in 0..TAGS {
                for to in 0..TAGS {
                    weights[from][to] = if legal[from][to] { i32::from(stored[from][to]) } else { NEVER };
                }
            }
        }
        Links(links)
    }

    /// Extends the best paths by one candidate. All eight goals go side by side, without a branch.
    #[inline]
    fn step(&self, link: Link, best: &mut [i32; TAGS], own: &[i32; TAGS], back: &mut [i32; TAGS]) {
        let mut next = [i32::MIN; TAGS];
        for (from, (weights, score)) in self.0[link as usize].iter().zip(*best).enumerate() {
            for to in 0..TAGS {
                let path = score + weights[to];
                let better = path > next[to];
                next[to] = if better { path } else { next[to] };
                back[to] = if better { from as i32 } else { back[to] };
            }
        }
        for to in 0..TAGS {
            best[to] = (next[to] + own[to]).max(NEVER * 2);
        }
    }
}

/// Which tag may follow which over each link.
const LEGAL: [[[bool; TAGS]; TAGS]; LINKS] = {
    let mut legal = [[[false; TAGS]; TAGS]; LINKS];
    let mut at = 0;
    while at < LINKS * TAGS * TAGS {
        let (link, from, to) = (at / (TAGS * TAGS), at / TAGS % TAGS, at % TAGS);
        legal[link][from][to] = may_follow(units::ALL_LINKS[link], from, to);
        at += 1;
    }
    legal
};

/// Follows the best path of a chain back from its end.
fn finish(tagged: &mut [Tagged], back: &[[i32; TAGS]], best: &[i32; TAGS]) {
    let mut at = Tag::Out as usize;
    for tag in ENDS {
        if best[tag as usize] > best[at] {
            at = tag as usize;
        }
    }
    for (tagged, back) in tagged.iter_mut().zip(back).rev() {
        tagged.tag = ALL[at];
        at = back[at] as usize;
    }
}

/// The score of each tag of a unit by itself, from what its features weigh.
#[inline]
fn own(mut weights: [i32; TAGS], unit: &Unit) -> [i32; TAGS] {
    if unit.kinds.any(LISTED) {
        weights[Tag::Begin as usize..=Tag::Single as usize].iter_mut().for_each(|score| *score -= SURE);
    }
    let caution = caution(unit);
    weights[Tag::Begin as usize] -= caution;
    weights[Tag::Single as usize] -= caution;
    weights
}

/// What a person's name that begins with this unit must outweigh.
#[inline]
fn caution(unit: &Unit) -> i32 {
    let family = unit.kinds.without(NAMESAKES) == FAMILY;
    match (unit.upper_line, family && is_known(unit)) {
        (false, false) => CAUTION,
        (false, true) => CAUTION_OF_KNOWN,
        (true, false) => CAUTION_IN_CAPITALS,
        (true, true) => CAUTION_OF_KNOWN_IN_CAPITALS,
    }
}

/// Whether a word alone means a known person in some years.
fn is_known(unit: &Unit) -> bool {
    known().called(std::iter::once(unit.key)).any(|(_, kind)| kind == FormKind::Short)
}

/// How much better a name of one word it makes than anything but a person.
#[inline(always)]
fn leaning(own: &[i32; TAGS]) -> i32 {
    let [out, .., place, organisation, other] = *own;
    own[Tag::Single as usize] - out.max(place).max(organisation.max(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_path_is_the_best_of_all() {
        let mut model = Model::empty();
        let mut random = 7u64;
        let mut next = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as i32 % 100 - 50
        };
        model.links.iter_mut().flatten().flatten().for_each(|weight| *weight = next() as i16);
        let own: [[i32; TAGS]; 4] = std::array::from_fn(|_| std::array::from_fn(|_| next()));
        let path_links = [Link::None, Link::Adjacent, Link::Adjacent, Link::And];
        let value = |path: [usize; 4]| {
            let legal = may_begin(path[0])
                && may_end(path[3])
                && (1..4).all(|n| may_follow(path_links[n], path[n - 1], path[n]));
            let links =
                (1..4).map(|n| i32::from(model.links[path_links[n] as usize][path[n - 1]][path[n]])).sum::<i32>();
            legal.then(|| links + (0..4).map(|n| own[n][path[n]]).sum::<i32>())
        };
        let all = (0..TAGS.pow(4)).map(|n| [n % TAGS, n / TAGS % TAGS, n / TAGS / TAGS % TAGS, n / TAGS.pow(3)]);
        let expected = all.filter_map(|path| Some((value(path)?, path))).max().expect("a legal path").1;

        let links = Links::of(&model);
        let mut best = std::array::from_fn(|tag| if may_begin(tag) { own[0][tag] } else { NEVER });
        let mut back = [[0; TAGS]; 4];
        for n in 1..4 {
            links.step(path_links[n], &mut best, &own[n], &mut back[n]);
        }
        let mut tagged = [Tagged { tag: Tag::Out, leaning: 0 }; 4];
        finish(&mut tagged, &back, &best);
        assert_eq!(tagged.map(|tagged| tagged.tag as usize), expected);
    }
}
