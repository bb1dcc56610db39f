//! An article's words as the tagger sees them: without the stops of
//! abbreviations, with their kinds, and with the few that may belong to a name
//! marked as candidates.
//!
//! Takes a [`Reading`] and the lexicon; knows no weights and no tags.

use crate::text::{Form, Reading, Word};
use crate::vocab::people::{Kind, Kinds, LINKS, Lexicon, PHRASE, is_east_asian};

/// A word, and what is known of it without its neighbours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    /// The word's key.
    pub(crate) key: u64,
    /// Index of the word in the reading.
    pub(crate) word: u32,
    /// What the word may be.
    pub(crate) kinds: Kinds,
    /// What it looks like.
    pub(crate) form: Form,
    /// Its length in bytes, 255 at most.
    pub(crate) letters: u8,
    /// Begins a sentence, or a line of its own.
    pub(crate) begins: bool,
    /// Stands in a line all in capitals.
    pub(crate) upper_line: bool,
    /// Stands in a line of capitalised words, such as a headline.
    pub(crate) title_line: bool,
}

/// A unit that may belong to a name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    /// Index of the unit.
    pub(crate) unit: u32,
    /// Index of its article-wide facts; set when they are gathered.
    pub(crate) slot: u32,
    /// First and last candidate of its run: candidates side by side, cut after titles and demonyms.
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// How it follows the candidate before it.
    pub(crate) link: Link,
}

/// What stands between a candidate and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Link {
    /// Too much, or a sentence's border: the chain begins anew.
    None,
    /// Nothing.
    Adjacent,
    /// A comma.
    Comma,
    /// "and", "or", "&", with or without a comma.
    And,
    /// "of", "for", "the" and the like.
    Of,
    /// Up to three other words.
    Near,
}

/// The links by number.
pub(crate) const ALL_LINKS: [Link; LINKS] = [Link::None, Link::Adjacent, Link::Comma, Link::And, Link::Of, Link::Near];

/// The units and candidates of an article.
#[derive(Debug, Default)]
pub(crate) struct Units {
    pub(crate) all: Vec<Unit>,
    pub(crate) candidates: Vec<Candidate>,
    /// Units that begin a listed name of several words, perhaps.
    openers: Vec<u32>,
    /// Units that may turn out to be candidates.
    possible: Vec<u32>,
}

/// Kinds after which a run is cut: what follows is a name of its own.
const CUTS: Kinds = Kinds::one(Kind::Title).with(Kinds::one(Kind::Nation)).with(Kinds::one(Kind::Role));
/// Kinds that keep a word from cutting a run: it may itself be part of a name.
const NAMES: Kinds = Kinds::one(Kind::First).with(Kinds::one(Kind::Last));

/// Kinds of countries and cities.
const PLACES: Kinds = Kinds::one(Kind::Place).with(Kinds::one(Kind::InPlace));

/// Forms that need more than a look at the lexicon: borders and marks.
const SPECIAL: Form = Form::MARK.with(Form::LINE).with(Form::PARAGRAPH).with(Form::SENTENCE);
/// Forms that a word of a name has; without them it is a particle.
const POSSIBLE: Form = Form::CAPITAL.with(Form::HYPHEN).with(Form::APOSTROPHE);

/// Words that stay in lower case in a headline of capitalised words.
const SMALL: Kinds = Kinds::one(Kind::Function).with(Kinds::one(Kind::Preposition)).with(Kinds::one(Kind::Particle));

/// Longest gap, in units, over which a chain goes on.
const GAP: usize = 3;

impl Units {
    /// Reads an article in place of the one before: its units, and its candidates with their runs and links.
    pub(crate) fn read(&mut self, reading: &Reading, lexicon: &Lexicon) {
        self.all.clear();
        self.candidates.clear();
        self.openers.clear();
        self.possible.clear();
        self.collect(reading, lexicon);
        self.mark_phrases(lexicon);
        self.find_candidates(reading);
        self.join_runs();
    }

    fn collect(&mut self, reading: &Reading, lexicon: &Lexicon) {
        let words = reading.words();
        let body = reading.title_words();
        let wrapped = is_wrapped(&words[body..]);
        let mut line_from = 0;
        let mut glued = false;
        self.all.reserve(words.len());
        for (n, word) in words.iter().enumerate() {
            let form = word.form;
            let mut begins = false;
            // Most words are plain and stand inside a sentence.
            if form.has(SPECIAL) {
                let field_start = n == 0 || n == body;
                let line_start = form.has(Form::LINE) && !wrapped;
                if field_start || line_start || form.has(Form::PARAGRAPH) {
                    self.mark_line(line_from);
                    line_from = self.all.len();
                }
                begins = field_start || line_start || (form.has(Form::SENTENCE.with(Form::PARAGRAPH)) && !glued);
                if form.has(Form::MARK) && !begins && (is_abbreviation_stop(words, n) || is_glued_initial(words, n)) {
                    glued = true;
                    continue;
                }
            }
            glued = false;
            let kinds = kinds_of(word, n, reading, lexicon);
            if form.has(POSSIBLE) || kinds.has(Kind::Particle) {
                let at = self.all.len() as u32;
                self.possible.push(at);
                if kinds.has(Kind::Opens) && form.has(Form::CAPITAL) {
                    self.openers.push(at);
                }
            }
            self.all.push(Unit {
                key: word.key,
                word: n as u32,
                kinds,
                form,
                letters: (word.end - word.start).min(255) as u8,
                begins,
                upper_line: false,
                title_line: false,
            });
        }
        self.mark_line(line_from);
    }

    /// Marks the units of the last line, which begins with unit `from`, if it is all
    /// in capitals, or of capitalised words but for small ones.
    fn mark_line(&mut self, from: usize) {
        let line = &mut self.all[from..];
        let (mut upper, mut lower, mut capital, mut plain) = (0, 0, 0, 0);
        for (n, unit) in line.iter().enumerate() {
            let small = unit.form.has(Form::LOWER);
            upper += unit.form.has(Form::UPPER) as usize;
            lower += small as usize;
            capital += unit.form.has(Form::CAPITAL) as usize;
            plain += (small & !unit.form.has(Form::CAPITAL) & !unit.kinds.any(SMALL)) as usize;
            // Running text gives itself away early on, whatever the rest of the line is.
            let rest = line.len() - 1 - n;
            if lower * 6 > upper + rest && plain * 8 > capital + rest {
                return;
            }
        }
        if upper >= 2 && lower * 6 <= upper {
            line.iter_mut().for_each(|unit| unit.upper_line = true);
        } else if capital >= 3 && plain * 8 <= capital {
            line.iter_mut().for_each(|unit| unit.title_line = true);
        }
    }

    /// Marks the units of listed names of several words, the longest first.
    fn mark_phrases(&mut self, lexicon: &Lexicon) {
        let mut free_from = 0;
        for n in self.openers.iter().map(|&n| n as usize) {
            if n < free_from {
                continue;
            }
            let room = self.all[n + 1..].iter().take(PHRASE - 1).take_while(|unit| !unit.begins).count();
            let name = &mut self.all[n..=n + room];
            let Some(listed) = lexicon.longest(name.iter().map(|unit| unit.key)) else { continue };
            for unit in &mut name[..listed.words] {
                unit.kinds = listed.kinds; // And nothing else.
            }
            free_from = n + listed.words;
        }
    }

    fn find_candidates(&mut self, reading: &Reading) {
        // The unit after the last candidate: next to it, particles go on.
        let mut beside = u32::MAX;
        for &n in &self.possible {
            let unit = &self.all[n as usize];
            if unit.begins && unit.form.has(Form::MARK) {
                continue;
            }
            if self.is_candidate(n as usize, n == beside, reading) {
                let at = self.candidates.len() as u32;
                self.candidates.push(Candidate { unit: n, slot: 0, first: at, last: at, link: Link::None });
                beside = n + 1;
            }
        }
    }

    /// Whether unit `n` may belong to a name; `open`: the unit before it may.
    fn is_candidate(&self, n: usize, open: bool, reading: &Reading) -> bool {
        let unit = &self.all[n];
        if unit.form.has(Form::CAPITAL) {
            let compound = || unit.form.has(Form::HYPHEN) && is_compound(reading.spelled(unit.word as usize));
            return !unit.kinds.has(Kind::Function) && !compound();
        }
        if unit.form.has(Form::MARK.with(Form::POSSESSIVE).with(Form::DIGIT)) {
            return false;
        }
        if unit.form.has(Form::HYPHEN.with(Form::APOSTROPHE)) {
            return particle_prefix(reading.spelled(unit.word as usize)).is_some();
        }
        unit.kinds.has(Kind::Particle)
            && (open || is_strong_particle(reading.spelled(unit.word as usize)))
            && self.capital_within(n + 1, 2)
    }

    /// Whether a capitalised unit follows at `n`, after at most `more` particles.
    fn capital_within(&self, n: usize, more: usize) -> bool {
        let Some(unit) = self.all.get(n).filter(|unit| !unit.begins) else { return false };
        (unit.form.has(Form::CAPITAL) && !unit.kinds.has(Kind::Function))
            || (more > 0 && unit.kinds.has(Kind::Particle) && self.capital_within(n + 1, more - 1))
    }

    fn join_runs(&mut self) {
        for n in 1..self.candidates.len() {
            let before = self.candidates[n - 1];
            let link = self.link(before.unit as usize, self.candidates[n].unit as usize);
            self.candidates[n].link = link;
            let unit = &self.all[before.unit as usize];
            let next = &self.all[self.candidates[n].unit as usize];
            let kinds = unit.kinds;
            let cut = (kinds.any(CUTS) && !kinds.any(NAMES))
                || (kinds.has(Kind::Head) && next.kinds.has(Kind::First))
                || ends_another_name(unit, next);
            if link == Link::Adjacent && !cut {
                self.candidates[n].first = before.first;
            }
        }
        for n in (1..self.candidates.len()).rev() {
            if self.candidates[n].first < n as u32 {
                self.candidates[n - 1].last = self.candidates[n].last;
            }
        }
    }

    /// How the candidate at unit `b` follows the one at unit `a`.
    fn link(&self, a: usize, b: usize) -> Link {
        let gap = &self.all[a + 1..b];
        if gap.len() > GAP || self.all[a + 1..=b].iter().any(|unit| unit.begins) {
            return Link::None;
        }
        let kind = |unit: &Unit| GapWord::of(unit.key);
        match gap {
            [] => Link::Adjacent,
            [one] => match kind(one) {
                GapWord::Comma => Link::Comma,
                GapWord::And => Link::And,
                GapWord::Of => Link::Of,
                GapWord::Other => Link::Near,
            },
            [one, two] => match (kind(one), kind(two)) {
                (GapWord::Comma, GapWord::And) => Link::And,
                (GapWord::Of, GapWord::Of) => Link::Of,
                _ => Link::Near,
            },
            _ => Link::Near,
        }
    }
}

/// Whether a name of its own ends before the next word: "President of Mongolia Bat Dorj", "RID Bat Dorj".
fn ends_another_name(unit: &Unit, next: &Unit) -> bool {
    let place = unit.kinds.any(PLACES) && !unit.kinds.any(NAMES) && !next.kinds.any(PLACES);
    // Two capitals may be initials: "AB de Villiers".
    let acronym = unit.form.has(Form::UPPER) && !unit.form.has(Form::DOTTED) && !next.form.has(Form::UPPER);
    !unit.upper_line
        && !next.kinds.has(Kind::Head)
        && (place || (acronym && unit.letters > 2 && !unit.kinds.any(NAMES)))
}

enum GapWord {
    Comma,
    And,
    Of,
    Other,
}

impl GapWord {
    fn of(key: u64) -> GapWord {
        use std::sync::LazyLock;
        static KEYS: LazyLock<[u64; 7]> =
            LazyLock::new(|| [",", "and", "or", "&", "of", "the", "for"].map(crate::text::key));
        match KEYS.iter().position(|&known| known == key) {
            Some(0) => GapWord::Comma,
            Some(1..=3) => GapWord::And,
            Some(_) => GapWord::Of,
            None => GapWord::Other,
        }
    }
}

/// The kinds of a word; a hyphenated one that is not listed has those of its last part ("ex-president").
#[inline(always)]
fn kinds_of(word: &Word, n: usize, reading: &Reading, lexicon: &Lexicon) -> Kinds {
    let mark = word.form.has(Form::MARK);
    if mark || (word.form.has(Form::DOTTED) && word.end - word.start == 2) {
        return Kinds::default(); // The second is an initial, not the article "a".
    }
    let capital = word.form.has(Form::CAPITAL);
    let kinds = if capital { lexicon.kinds(word.key) } else { lexicon.kinds_in_lower_case(word.key) };
    if kinds.bits() != 0 || !(capital || word.form.has(Form::HYPHEN)) {
        return kinds;
    }
    kinds_of_unlisted(word, n, reading, lexicon)
}

/// The kinds that the spelling of word `n`, which is not listed, tells.
fn kinds_of_unlisted(word: &Word, n: usize, reading: &Reading, lexicon: &Lexicon) -> Kinds {
    let capital = word.form.has(Form::CAPITAL);
    let last =
        if word.form.has(Form::HYPHEN) { kinds_of_last_part(n, capital, reading, lexicon) } else { Kinds::default() };
    let name = capital && !word.form.has(Form::UPPER) && last.bits() == 0 && {
        let spelled = reading.spelled(n);
        is_east_asian(spelled) && !(word.form.has(Form::HYPHEN) && is_compound(spelled))
    };
    if name { Kinds::one(Kind::Syllables) } else { last }
}

/// The kinds of what stands after the last hyphen of word `n`.
fn kinds_of_last_part(n: usize, capital: bool, reading: &Reading, lexicon: &Lexicon) -> Kinds {
    match reading.spelled(n).rsplit_once('-') {
        Some((_, last)) if last.starts_with(char::is_uppercase) => lexicon.kinds(crate::text::key(last)),
        Some((_, last)) if !capital => lexicon.kinds_in_lower_case(crate::text::key(last)),
        _ => Kinds::default(),
    }
}

/// Whether lines are broken at a width rather than ended: a third of them begin in lower case.
fn is_wrapped(words: &[Word]) -> bool {
    let mut lines = 0;
    let mut lower = 0;
    for word in words.iter().filter(|word| word.form.has(Form::LINE) && !word.form.has(Form::PARAGRAPH)) {
        lines += 1;
        lower += (word.form.has(Form::LOWER) && !word.form.has(Form::CAPITAL)) as usize;
    }
    lower * 3 >= lines && lower > 0
}

/// Whether mark `n` is a stop that abbreviates the word before it: no sentence begins after it.
fn is_abbreviation_stop(words: &[Word], n: usize) -> bool {
    let (Some(before), Some(after)) = (n.checked_sub(1).and_then(|b| words.get(b)), words.get(n + 1)) else {
        return false;
    };
    words[n].end - words[n].start == 1
        && words[n].key == stop_key()
        && before.form.has(Form::CAPITAL)
        && before.end - before.start <= 5
        && after.form.has(Form::CAPITAL)
        && !after.form.has(Form::SENTENCE.with(Form::PARAGRAPH))
}

/// Whether mark `n` is the stop of an initial to which a name is glued: "S.Amarsaikhan".
fn is_glued_initial(words: &[Word], n: usize) -> bool {
    let (Some(before), Some(after)) = (n.checked_sub(1).and_then(|b| words.get(b)), words.get(n + 1)) else {
        return false;
    };
    words[n].key == stop_key()
        && before.form.has(Form::CAPITAL)
        && before.end - before.start == 1
        && words[n].start == before.end
        && after.start == words[n].end
        && after.form.has(Form::CAPITAL)
        && after.form.has(Form::LOWER)
}

fn stop_key() -> u64 {
    use std::sync::LazyLock;
    static STOP: LazyLock<u64> = LazyLock::new(|| crate::text::key("."));
    *STOP
}

/// Whether a capitalised word with a hyphen is an adjective: "London-based".
fn is_compound(word: &str) -> bool {
    const ENDS: [&str; 36] = [
        "based",
        "led",
        "backed",
        "born",
        "style",
        "era",
        "allied",
        "bound",
        "owned",
        "run",
        "controlled",
        "held",
        "occupied",
        "trained",
        "educated",
        "made",
        "listed",
        "speaking",
        "dominated",
        "inspired",
        "like",
        "wide",
        "only",
        "friendly",
        "type",
        "linked",
        "related",
        "area",
        "class",
        "brokered",
        "sponsored",
        "funded",
        "ruled",
        "appointed",
        "registered",
        "native",
    ];
    word.rsplit_once(['-', '‑', '‐']).is_some_and(|(_, end)| ENDS.contains(&end))
}

/// Particles that begin names in lower case without a capital before them.
fn is_strong_particle(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "bin"
            | "bint"
            | "ibn"
            | "van"
            | "von"
            | "de"
            | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "du"
            | "der"
            | "den"
            | "ter"
            | "ten"
            | "ul"
            | "abu"
    )
}

/// Length of a lower-case particle joined to a capitalised word: "al-Assad", "d'Estaing".
pub(crate) fn particle_prefix(word: &str) -> Option<usize> {
    // Arabic articles with their assimilations, and the elided particles of Romance languages.
    const JOINED: [&str; 19] = [
        "al", "el", "ul", "as", "ad", "ar", "az", "an", "at", "ash", "ed", "es", "ed", "bin", "ibn", "d", "l", "de",
        "ould",
    ];
    let border = word.find(['-', '\'', '’'])?;
    let rest = &word[border..];
    let after = border + rest.chars().next()?.len_utf8();
    (word[after..].starts_with(char::is_uppercase) && JOINED.contains(&&word[..border])).then_some(after)
}
