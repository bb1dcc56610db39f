//! Which country a name means in this article.
//!
//! Takes the hits that passed the vetoes, gives [`Mentioned`]s: hits with
//! their sense. One name has one sense in an article. Three kinds of names:
//! a world city keeps its best known sense unless "City, State" or the
//! newspaper's home says otherwise; a tie goes by the other names of the
//! article; a weak name counts only where another name of its country does.

use super::Context;
use super::english::{FIRMS, RESIDENTS};
use super::matcher::Hit;
use super::veto::{Around, Spans, Veto, veto};
use crate::text::{Form, Reading};
use crate::vocab::countries::{self, CountryId};
use crate::vocab::gazetteer::{Gazetteer, NameId, Sense};
use crate::vocab::marks::Marks;
use crate::vocab::places::Kind;

/// A hit and what it means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mentioned {
    pub(super) hit: Hit,
    pub(super) country: CountryId,
    pub(super) sense: Sense,
}

/// A name of the article: all its hits mean the same.
#[derive(Debug)]
struct Name {
    id: NameId,
    hits: u32,
    /// All of its hits are doubtful.
    doubtful: bool,
    /// A hit of it was a person.
    person: bool,
    /// Its sense, among the senses of the name.
    sense: Option<usize>,
    /// The text itself told the sense ("Paris, Texas").
    told: bool,
    /// A hit of it tells of local news ("a Paris man", "Oxford County").
    resident: bool,
    /// The text told that it is a place that the gazetteer does not know ("Horsham, Pa.").
    elsewhere: bool,
    /// It is a mention, or speaks for its country.
    counts: bool,
}

/// Evidence for a country from one name: more hits add little.
fn strength(hits: u32) -> f32 {
    match hits {
        0 => 0.0,
        1 => 1.0,
        2 => 1.4,
        _ => 1.8,
    }
}

/// Evidence of a hint, which may be a coincidence.
const HINT: f32 = 0.4;

/// Evidence of the newspaper's home country.
const HOME: f32 = 1.2;

/// Evidence of the dateline's country.
const DATELINE: f32 = 1.5;

/// Evidence for a state that is gone in an article of its years.
const STANDING: f32 = 0.4;

/// Evidence of another weak name of the same country.
const WEAK: f32 = 0.3;

/// What evidence a weak name needs.
const SUPPORT: f32 = 0.9;

/// The same where nothing but weak names and hints speaks for any country.
const SUPPORT_ALONE: f32 = 0.6;

/// Evidence that a namesake of a world city needs, where none speaks for the city.
const CITY_SWING: f32 = 1.15;

/// So many hints, as local news has them, do as well.
const CITY_HINTS: u32 = 2;

/// Evidence that a tie needs to leave its best known sense.
const SWING: f32 = 0.3;

/// A namesake is thought of where the world city is at most this many times larger.
const NAMESAKE_RATIO: u32 = 60;

/// The same where the text tells of somebody from there.
const RESIDENT_RATIO: u32 = 1_000;

pub(super) struct Resolver<'a> {
    reading: &'a Reading<'a>,
    gazetteer: &'a Gazetteer,
    hits: &'a [Hit],
    /// For every hit, its place in `names`; none where it was vetoed.
    name_of: Vec<Option<u32>>,
    names: Vec<Name>,
    evidence: Vec<f32>,
    /// How many names hint at each country.
    hints: Vec<u32>,
    home: Option<CountryId>,
    /// The newspaper's own towns.
    towns: &'a [&'static str],
    /// A name that is neither weak nor a hint speaks for some country.
    firm: bool,
}

/// The hits that mention a country or speak for one, with their senses, in text order.
pub(super) fn resolve<'a>(
    reading: &'a Reading<'a>,
    gazetteer: &'a Gazetteer,
    hits: &'a [Hit],
    people: &Spans,
    context: &Context<'a>,
) -> Vec<Mentioned> {
    let mut resolver = Resolver {
        reading,
        gazetteer,
        hits,
        name_of: vec![None; hits.len()],
        names: Vec::new(),
        evidence: vec![0.0; countries::all().len()],
        hints: vec![0; countries::all().len()],
        home: context.home.and_then(|home| countries::id(home.country)).map(|id| id.country().counts),
        towns: context.home.map_or(&[], |home| &home.towns),
        firm: false,
    };
    resolver.gather(people);
    resolver.told_by_the_text();
    resolver.weigh(context);
    resolver.settle_cities();
    resolver.settle_ties();
    resolver.settle_weak();
    resolver.mentions()
}

impl Resolver<'_> {
    /// Drops the vetoed hits and gathers the others by name.
    fn gather(&mut self, people: &Spans) {
        let mut by_name: Vec<(NameId, u32, Option<Veto>)> = Vec::with_capacity(self.hits.len());
        let mut persons: Vec<NameId> = Vec::new();
        for (n, hit) in self.hits.iter().enumerate() {
            let sense = self.gazetteer.senses(hit.name)[0];
            let marks = sense.marks;
            if sense.kind() == Some(Kind::Name) {
                persons.extend(self.names_inside(hit));
            }
            if marks.has(Marks::PHRASE) || (marks.has(Marks::AFTER) && !self.stands_after(hit)) {
                continue;
            }
            by_name.push((hit.name, n as u32, veto(self.reading, hit, self.gazetteer, people)));
        }
        by_name.sort_unstable_by_key(|&(name, n, _)| (name, n));
        for group in by_name.chunk_by(|a, b| a.0 == b.0) {
            let kept = group.iter().filter(|(_, _, veto)| veto.is_none());
            let mut name = Name {
                id: group[0].0,
                hits: 0,
                doubtful: true,
                person: group.iter().any(|(_, _, veto)| *veto == Some(Veto::Person)) || persons.contains(&group[0].0),
                sense: None,
                told: false,
                resident: false,
                elsewhere: false,
                counts: false,
            };
            for &(_, n, _) in kept {
                let hit = &self.hits[n as usize];
                let around = Around::new(self.reading, hit);
                let next = around.spelled(around.behind(1));
                name.hits += 1;
                name.resident |= next == "County" || RESIDENTS.binary_search(&next).is_ok();
                let bare = |sense: &Sense| sense.place.is_none() && !sense.demonym;
                let firm = FIRMS.binary_search(&next).is_ok() && bare(&self.gazetteer.senses(hit.name)[0]);
                name.doubtful &= hit.doubtful || firm;
                self.name_of[n as usize] = Some(self.names.len() as u32);
            }
            if name.hits > 0 {
                self.names.push(name);
            }
        }
    }

    /// The places' names that begin and end a person's ("Jordan" of "Michael Jordan").
    fn names_inside(&self, hit: &Hit) -> impl Iterator<Item = NameId> {
        let words = self.reading.words();
        let text = self.reading.field_text(hit.first as usize);
        [hit.first, hit.last].into_iter().filter_map(move |n| {
            let word = &words[n as usize..=n as usize];
            Some(self.gazetteer.longest(text, word[0].key, word, |_| true)?.name)
        })
    }

    /// Whether an abbreviation stands as one: "Akron, OH", "(D., Ga.)", "the N.C. coast".
    fn stands_after(&self, hit: &Hit) -> bool {
        let around = Around::new(self.reading, hit);
        let spelled = self.reading.span(hit.first as usize, hit.last as usize);
        if spelled.ends_with('.') {
            // "200 B.C." is a year.
            return !around.before(1).is_some_and(|word| word.form.has(Form::DIGIT));
        }
        if around.spelled(around.before(1)) != "," {
            return false;
        }
        let before = around.before(2);
        let behind_name = before.is_some_and(|word| word.form.has(Form::CAPITAL)) || around.spelled(before) == ".";
        let short = spelled.len() == 2 && spelled.bytes().all(|b| b.is_ascii_uppercase());
        let stop = around.spelled(around.behind(1)) == ".";
        behind_name && (stop || (short && !hit.capitals))
    }

    fn senses(&self, name: &Name) -> &[Sense] {
        self.gazetteer.senses(name.id)
    }

    /// "Paris, Texas", "London, Ont.", "Athens (Georgia)": what the text says itself holds for the article.
    fn told_by_the_text(&mut self) {
        for n in 1..self.hits.len() {
            let (place, state) = (self.hits[n - 1], self.hits[n]);
            if state.first != place.last + 2 || place.compound {
                continue;
            }
            let (Some(at), Some(state_at)) = (self.name_of[n - 1], self.name_of[n]) else { continue };
            let mark = self.reading.spelled(place.last as usize + 1);
            if mark != "," && mark != "(" {
                continue;
            }
            let towns = self.gazetteer.senses(place.name);
            let states = self.gazetteer.senses(state.name);
            let Some((town, state)) = fit(towns, states) else {
                self.names[at as usize].elsewhere |= mark == "," && lies_elsewhere(towns[0], states[0]);
                continue;
            };
            // "London, Ontario" tells of both: the state's own sense too.
            let name = &mut self.names[at as usize];
            (name.sense, name.told) = (Some(town), true);
            let name = &mut self.names[state_at as usize];
            if name.sense.is_none() {
                (name.sense, name.told) = (Some(state), states.len() > 1);
            }
        }
    }

    /// Adds up what the names of one country, the dateline and the home say.
    fn weigh(&mut self, context: &Context<'_>) {
        if let Some(home) = self.home {
            self.evidence[home.index()] += HOME;
        }
        if let Some(date) = context.date {
            // "Belgrade" was Yugoslavia's while there was one.
            for state in countries::all().iter().filter(|state| state.years.is_some_and(|y| y.has(date.year()))) {
                self.evidence[state.counts.index()] += STANDING;
            }
        }
        if let Some(place) = context.place
            && let Some(id) = super::country_of(place, self.gazetteer)
        {
            self.evidence[id.index()] += DATELINE;
        }
        for n in 0..self.names.len() {
            let name = &self.names[n];
            let senses = self.senses(name);
            if name.elsewhere {
                continue;
            } else if let Some(sense) = name.sense {
                self.settle(n, sense);
            } else if !self.gazetteer.name(name.id).marks.has(Marks::TIE)
                && rival(senses, self.ratio(name)).is_none()
                && self.own(senses).is_none()
            {
                self.settle(n, 0);
            }
        }
        if let Some(country) = self.dateline() {
            self.evidence[country.index()] += DATELINE;
        }
    }

    /// Gives name `n` a sense, and its country the evidence of that.
    fn settle(&mut self, n: usize, sense: usize) {
        let name = &self.names[n];
        let chosen = self.senses(name)[sense];
        let Some(country) = chosen.country else { return };
        let weak = (chosen.marks.has(Marks::WEAK) || name.doubtful || name.person) && !name.told;
        let hint = chosen.marks.has(Marks::HINT);
        let hits = name.hits;
        let name = &mut self.names[n];
        name.sense = Some(sense);
        name.counts = hint || !weak;
        self.evidence[country.index()] += match (hint, weak) {
            (true, _) => HINT,
            (false, true) => 0.0,
            (false, false) => strength(hits),
        };
        self.hints[country.index()] += hint as u32;
        self.firm |= !hint && !weak;
    }

    /// How much smaller a namesake may be to be thought of.
    fn ratio(&self, name: &Name) -> u32 {
        if name.resident { RESIDENT_RATIO } else { NAMESAKE_RATIO }
    }

    /// The sense by which a name is the newspaper's own town, if it is one.
    fn own(&self, senses: &[Sense]) -> Option<usize> {
        let home = self.home.filter(|_| !self.towns.is_empty())?;
        let named = |sense: &Sense| sense.place.map(|place| crate::vocab::places::all()[place as usize].name.name);
        senses.iter().position(|sense| {
            sense.country == Some(home)
                && sense.kind().is_some_and(Kind::is_town)
                && named(sense).is_some_and(|name| self.towns.contains(&name))
        })
    }

    /// World cities keep their best known sense, unless all else speaks for a namesake.
    fn settle_cities(&mut self) {
        for n in 0..self.names.len() {
            let name = &self.names[n];
            let resident = name.resident;
            if name.sense.is_some() || name.elsewhere || self.gazetteer.name(name.id).marks.has(Marks::TIE) {
                continue;
            }
            let senses = self.senses(name);
            let of = |sense: &Sense| sense.country.map_or(0.0, |id| self.evidence[id.index()]);
            let ratio = self.ratio(name);
            let mut best = 0;
            if of(&senses[0]) < HINT {
                if let Some(own) = self.own(senses) {
                    self.settle(n, own);
                    continue;
                }
                for (k, sense) in senses.iter().enumerate().skip(1) {
                    let near = senses[0].weight / ratio < sense.weight;
                    let home = self.home.is_some() && sense.country == self.home;
                    let known = home || resident || !sense.marks.has(Marks::WEAK);
                    let local = sense.country.is_some_and(|id| self.hints[id.index()] >= CITY_HINTS);
                    let enough = local || of(sense) >= if home { HOME } else { CITY_SWING };
                    if near && known && enough && of(sense) > of(&senses[best]) {
                        best = k;
                    }
                }
            }
            self.settle(n, best);
        }
    }

    /// The country of the first hit, where that stands at the head of the body in capitals ("PARIS, May 3 -").
    fn dateline(&self) -> Option<CountryId> {
        let n = self.hits.iter().position(|hit| !self.reading.in_title(hit.first as usize))?;
        let hit = &self.hits[n];
        if !is_dateline(self.reading, hit) {
            return None;
        }
        let name = &self.names[self.name_of[n]? as usize];
        self.senses(name)[name.sense?].country
    }

    fn settle_ties(&mut self) {
        let weak = self.among_weak();
        for n in 0..self.names.len() {
            let name = &self.names[n];
            if name.sense.is_some() || name.elsewhere || !self.gazetteer.name(name.id).marks.has(Marks::TIE) {
                continue;
            }
            let senses = self.senses(name);
            let of = |sense: &Sense| sense.country.map_or(0.0, |id| self.evidence[id.index()] + weak[id.index()]);
            let mut best = 0;
            for (k, sense) in senses.iter().enumerate().skip(1) {
                if of(sense) > of(&senses[best]) + SWING {
                    best = k;
                }
            }
            self.settle(n, best);
        }
    }

    /// What the weak names say for each country.
    fn among_weak(&self) -> Vec<f32> {
        let mut among = vec![0.0; self.evidence.len()];
        for name in self.names.iter().filter(|name| !name.counts && !name.person) {
            if let Some(country) = name.sense.and_then(|sense| self.senses(name)[sense].country) {
                among[country.index()] += WEAK;
            }
        }
        among
    }

    /// Weak names, with the support of the others and of one another.
    fn settle_weak(&mut self) {
        let needed = if self.firm { SUPPORT } else { SUPPORT_ALONE };
        let among_weak = self.among_weak();
        for n in 0..self.names.len() {
            let name = &self.names[n];
            if name.counts || name.elsewhere {
                continue;
            }
            let senses = self.senses(name);
            // The sense that the article supports most; the best known first.
            let own = if name.person { 0.0 } else { WEAK };
            let support = |sense: &Sense| {
                sense.country.map_or(0.0, |id| self.evidence[id.index()] + among_weak[id.index()] - own)
            };
            let mut best = name.sense.unwrap_or(0);
            for (k, sense) in senses.iter().enumerate() {
                if support(sense) > support(&senses[best]) {
                    best = k;
                }
            }
            let counts = support(&senses[best]) >= needed && (name.told || !is_word(&senses[best]));
            let name = &mut self.names[n];
            name.sense = Some(best);
            name.counts = counts;
        }
    }

    fn mentions(&self) -> Vec<Mentioned> {
        let mut list = Vec::with_capacity(self.hits.len());
        for (n, hit) in self.hits.iter().enumerate() {
            let Some(at) = self.name_of[n] else { continue };
            let name = &self.names[at as usize];
            let Some(sense) = name.sense.filter(|_| name.counts) else { continue };
            let sense = self.senses(name)[sense];
            if let Some(country) = sense.country {
                list.push(Mentioned { hit: *hit, country, sense });
            }
        }
        list
    }
}

/// Whether a state behind a place's name tells of a namesake: "Horsham, Pa.", "Lebanon, Ky."; not "Japan, Texas".
fn lies_elsewhere(place: Sense, state: Sense) -> bool {
    let known = place.place.is_some() || state.marks.has(Marks::AFTER);
    known && state.kind() == Some(Kind::State) && place.country != state.country
}

/// The best known sense of a name in another country, for a town that may have a
/// namesake at most `ratio` times smaller.
fn rival(senses: &[Sense], ratio: u32) -> Option<&Sense> {
    let first = senses[0];
    if !first.kind().is_some_and(Kind::is_town) {
        return None;
    }
    senses.iter().find(|sense| sense.country != first.country && first.weight / ratio < sense.weight)
}

/// A small place whose name is a word ("Central", "Pest") is none unless the text says so.
fn is_word(sense: &Sense) -> bool {
    let small = matches!(sense.kind(), Some(Kind::Town | Kind::Region | Kind::District));
    small && sense.marks.has(Marks::WORD) && sense.marks.has(Marks::WEAK)
}

/// The senses of a town's and a state's name that go together, if any.
fn fit(towns: &[Sense], states: &[Sense]) -> Option<(usize, usize)> {
    let mut fallback = None;
    for (s, state) in states.iter().enumerate() {
        for (t, town) in towns.iter().enumerate() {
            if town.country != state.country || town.place.is_none() || !town.kind().is_some_and(Kind::is_town) {
                continue;
            }
            let named = state.place.map(|place| crate::vocab::places::all()[place as usize].name.name);
            match named {
                // "Paris, France" says nothing new of Paris, but "London, Canada" does.
                None if !state.demonym => return Some((t, s)),
                Some(named) if named == town.within() => return Some((t, s)),
                Some(_) if state.kind() == Some(Kind::State) => fallback = fallback.or(Some((t, s))),
                _ => {}
            }
        }
    }
    fallback
}

/// Whether a hit is the place of a dateline: in capitals, first in the body,
/// with a comma, a dash or a bracket behind it.
pub(super) fn is_dateline(reading: &Reading<'_>, hit: &Hit) -> bool {
    let title = reading.title_words();
    let first = hit.first as usize;
    if first < title || first > title + DATELINE_WORDS {
        return false;
    }
    let words = reading.words();
    let upper = (title..=hit.last as usize)
        .all(|n| words[n].form.has(Form::UPPER.with(Form::MARK)) || !words[n].form.has(Form::LOWER));
    let next = hit.last as usize + 1;
    upper && next < words.len() && matches!(reading.spelled(next), "," | "-" | "--" | "—" | "–" | "(" | "/" | ":")
}

/// A dateline's place begins within this many words.
const DATELINE_WORDS: usize = 3;
