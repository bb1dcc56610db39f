//! Two articles compared word by word.
//!
//! What desks do to wire copy leaves whole passages standing: they cut from
//! the end, put a new lead on top, drop sentences, mend a figure. Serial
//! reports share as many words and put other names and figures into the same
//! sentences. So long passages in common speak for a copy, and words that
//! stand in each other's place between two such passages speak against it.

use std::ops::Range;

use jiff::civil::Date;

use super::compared;
use crate::text::{Form, Reading, mix};

/// Words at which a common passage begins to be looked at.
const SEED: usize = 4;

/// Words of a common passage that speak for nothing: any two articles of one trade share so long ones.
const IDLE: usize = 7;

/// Places of a seed that are tried, at most: a phrase that stands more often is a refrain.
const PLACES: usize = 8;

/// Words between two common passages that may stand in each other's place, at most; more are
/// sentences of their own.
const SLOT: usize = 8;

/// What a slot takes from the words in common, and what one with figures in both takes.
const SLOT_COST: f32 = 10.0;
const FIGURES_COST: f32 = 16.0;

/// Words in common that a copy has at least, after that. Fewer are no evidence, even if they are all
/// there is: two stringers write "The mayor met the fishermen on Monday."
const LEAST: usize = 16;

/// Words of the shortest passage that makes a copy by itself.
pub(super) const EVIDENCE: usize = IDLE + LEAST;

/// Share of the shorter article that they are at least.
const SHARE: f32 = 0.4;

/// The same of the longer article: a digest holds items of many stories and is no copy of any.
const SHARE_OF_LONGER: f32 = 0.15;

/// What [`SHARE`] is for articles whose days lie apart: a series looks like this.
const SHARE_APART: f32 = 0.6;

/// Slots count so many times as much there.
const COST_APART: f32 = 2.0;

/// Days up to which articles are taken for printings of one day's copy.
pub(super) const APART: i32 = 2;

/// Days between two articles; 0 where one has none.
pub(super) fn days_between(a: Option<Date>, b: Option<Date>) -> i32 {
    match (a, b) {
        (Some(a), Some(b)) => a.until(b).map_or(i32::MAX, |span| span.get_days().abs()),
        _ => 0,
    }
}

/// Words from which an article with the same words is the same on another day; a short one
/// ("No operations today.") may be true again.
const TELLING: usize = 30;

/// Share of figures from which an article is a table. What stays the same from one quotation to the
/// next is the market's doing, so a copy of a table has all its figures.
const TABLE: f32 = 0.4;

/// An article made ready to be compared.
#[derive(Debug, Clone)]
pub struct Text {
    words: Vec<u64>,
    figures: Vec<bool>,
    /// A hash of each row of [`SEED`] words, in order of the text.
    seeds: Vec<u32>,
    /// Hash and place of each row, sorted.
    places: Vec<(u32, u32)>,
    day: Option<Date>,
}

/// What two articles have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Words of common passages, without the first few of each.
    pub words: usize,
    /// Places where a few words stand in each other's place between common passages.
    pub slots: usize,
    /// Of these, with figures in both.
    pub figures: usize,
    /// Words of the shorter article.
    pub of: usize,
    /// Of these, figures.
    pub of_figures: usize,
    /// Figures of the shorter article outside of all common passages.
    pub lone_figures: usize,
    /// Words of the longer one.
    pub longer: usize,
}

/// A passage that stands in both.
#[derive(Debug, Clone, Copy)]
struct Passage {
    here: usize,
    there: usize,
    words: usize,
}

impl Text {
    /// Reads an article.
    pub fn new(title: &str, body: &str, day: Option<Date>) -> Text {
        let reading = Reading::new(title, body);
        let mut text = Text { words: Vec::new(), figures: Vec::new(), seeds: Vec::new(), places: Vec::new(), day };
        for word in compared(&reading) {
            text.words.push(word.key);
            text.figures.push(word.form.has(Form::DIGIT));
        }
        let seed = |row: &[u64]| (row.iter().fold(0, |hash, word| mix(hash, *word)) >> 32) as u32;
        text.seeds = text.words.windows(SEED).map(seed).collect();
        text.places = text.seeds.iter().copied().zip(0..).collect();
        text.places.sort_unstable();
        text
    }

    /// Where rows with this hash stand, in order of the text.
    fn places(&self, seed: u32) -> impl Iterator<Item = usize> {
        let first = self.places.partition_point(|(hash, _)| *hash < seed);
        let rows = self.places[first..].iter().take_while(move |(hash, _)| *hash == seed);
        rows.take(PLACES).map(|(_, at)| *at as usize)
    }

    /// Whether one of the two was made from the other, or both from a third.
    pub fn is_copy_of(&self, other: &Text) -> bool {
        let apart = days_between(self.day, other.day);
        if self.words == other.words && apart > 0 && self.words.len() < TELLING {
            return false;
        }
        let Overlap { words, slots, figures, of, of_figures, lone_figures, longer } = self.overlap(other);
        if lone_figures > 0 && of_figures as f32 >= TABLE * of as f32 {
            return false;
        }
        let cost = SLOT_COST * (slots - figures) as f32 + FIGURES_COST * figures as f32;
        let (cost, share) = if apart > APART { (cost * COST_APART, SHARE_APART) } else { (cost, SHARE) };
        words as f32 - cost >= (LEAST as f32).max(share * of as f32).max(SHARE_OF_LONGER * longer as f32)
    }

    /// What the two have in common.
    pub fn overlap(&self, other: &Text) -> Overlap {
        if self.words.len() > other.words.len() {
            return other.overlap(self);
        }
        let passages = self.passages(other);
        let of_figures = self.figures.iter().filter(|figure| **figure).count();
        let mut overlap = Overlap {
            words: 0,
            slots: 0,
            figures: 0,
            of: self.words.len(),
            of_figures,
            lone_figures: of_figures,
            longer: other.words.len(),
        };
        let (mut here, mut there) = (0, 0);
        // What stands before the first passage and behind the last one differs too: the hour of a fixing, a total.
        let end = Passage { here: self.words.len(), there: other.words.len(), words: 0 };
        for passage in passages.iter().chain(passages.last().map(|_| &end)) {
            overlap.words += passage.words.saturating_sub(IDLE);
            let slots = [here..passage.here, there..passage.there];
            if slots.iter().all(|slot| (1..=SLOT).contains(&slot.len())) {
                overlap.slots += 1;
                let [here, there] = slots;
                let figures = |text: &Text, slot: Range<usize>| text.figures[slot].contains(&true);
                overlap.figures += usize::from(figures(self, here) && figures(other, there));
            }
            (here, there) = (passage.here + passage.words, passage.there + passage.words);
            overlap.lone_figures -= self.figures[passage.here..here].iter().filter(|figure| **figure).count();
        }
        overlap
    }

    /// The passages that stand in both, in the order of this text, the longest at each place.
    fn passages(&self, other: &Text) -> Vec<Passage> {
        let mut passages = Vec::new();
        let (mut at, mut end) = (0, 0);
        while at + SEED <= self.words.len() {
            let passage = |there: usize| {
                let pairs = self.words[at..].iter().zip(&other.words[there..]);
                Passage { here: at, there, words: pairs.take_while(|(a, b)| a == b).count() }
            };
            // Of equally long ones the next after the last passage: copies keep the order.
            let best = other.places(self.seeds[at]).map(passage).max_by_key(|passage| {
                let jump = passage.there.checked_sub(end).unwrap_or(usize::MAX);
                (passage.words, std::cmp::Reverse(jump))
            });
            match best.filter(|passage| passage.words >= SEED) {
                Some(passage) => {
                    at += passage.words;
                    end = passage.there + passage.words;
                    passages.push(passage);
                }
                None => at += 1,
            }
        }
        passages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const WIRE: &str = "OSLO, March 16 - Norway's parliament has approved an extensive trade ban against South \
        Africa but left shipowners a key loophole, government officials said. The unilateral boycott gives domestic \
        companies until late September to cut remaining trade ties. Although the legislation bars crude oil shipments \
        on Norwegian tankers, a crucial clause permits them to call at the ports if their destination is not known. \
        Shipping companies have told the ministry that 12 of their 98 tankers called there last year.";

    fn text(body: &str) -> Text {
        Text::new("", body, Some(date(1987, 3, 16)))
    }

    #[test]
    fn what_desks_do_leaves_a_copy() {
        let wire = text(WIRE);
        let sentences: Vec<&str> = WIRE.split_inclusive(". ").collect();
        let cut = sentences[..2].concat();
        let topped =
            format!("Ships will go on calling at Durban, critics of the new law say. {}", sentences[1..].concat());
        let corrected = WIRE.replace("12 of their 98", "13 of their 98");
        for copy in [WIRE, &cut, &topped, &corrected, &WIRE.to_uppercase()] {
            assert!(wire.is_copy_of(&text(copy)), "{copy}");
            assert!(text(copy).is_copy_of(&wire), "{copy}");
        }
    }

    #[test]
    fn a_series_is_no_copy() {
        let report = |rate: &str, amount: &str, day: i8| {
            let body = format!(
                "NEW YORK, March {day} - The Federal Reserve entered the government securities market to arrange {amount} \
                 of customer repurchase agreements, a Fed spokesman said. Dealers said Federal funds were trading at \
                 {rate} pct when the Fed began its temporary and indirect supply of reserves to the banking system."
            );
            Text::new("Fed adds reserves", &body, Some(date(1987, 3, day)))
        };
        assert!(!report("6.2", "1.5 billion dlrs", 17).is_copy_of(&report("6.0", "two billion dlrs", 20)));
        let shares = |body: &str| text(body);
        assert!(
            !shares("Shr 12 cts vs 9 cts. Net 4,346,000 vs 4,202,000. Revs 232.0 mln vs 223.2 mln. Avg shrs 3,020,000")
                .is_copy_of(&shares(
                    "Shr 37 cts vs 35 cts. Net 1,346,000 vs 1,202,000. Revs 32.0 mln vs 23.2 mln. Avg shrs 9,020,000"
                ))
        );
    }

    #[test]
    fn the_same_words_on_another_day_may_be_news_again() {
        let body = "LONDON - The Bank of England said that it had not operated in the money market this morning, \
            and that it had revised its estimate of the shortage upwards.";
        let on = |day| Text::new("No operations", body, Some(day));
        assert!(on(date(1987, 3, 16)).is_copy_of(&on(date(1987, 3, 16))));
        assert!(!on(date(1987, 3, 16)).is_copy_of(&on(date(1987, 4, 2))));
    }

    /// Stringers, tests and calendars are full of them.
    #[test]
    fn a_few_words_are_no_evidence() {
        for (title, body) in
            [("", ""), ("Title", "Body"), ("Harbour plan", "The mayor, Mr Quellwood, met the fishermen.")]
        {
            assert!(!Text::new(title, body, None).is_copy_of(&Text::new(title, body, None)), "{body}");
        }
    }

    #[test]
    fn the_next_quotation_is_no_copy_and_a_repeated_one_is() {
        let table = |head: &str, may: &str, december: &str| {
            text(&format!(
                "{head} spot 880 882 three months 861 862 April 881 May {may} June 870 July 868 August 865 \
                 September 863 October 862 November 861 December {december} sales 1,250 tonnes"
            ))
        };
        let (one, next) = (table("London copper 1230", "875", "860"), table("London copper 1330", "875", "859"));
        assert!(!one.is_copy_of(&next) && !next.is_copy_of(&one));
        assert!(one.is_copy_of(&table("Repeating London copper 1230", "875", "860")));
    }
}
