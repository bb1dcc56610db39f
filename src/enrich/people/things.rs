//! What bears a name like a person's and is none: firms, ships, villages,
//! codes, the town of a dateline.
//!
//! Takes units, facts and tags; takes the tags of a person off what the article
//! itself shows to be something else, wherever the same words stand. Knows no
//! weights, and no names but of legal forms and of what things are called.

use super::facts::{Facts, Table};
use super::tagger::{Tag, Tagged};
use super::units::{Link, Unit, Units};
use crate::text::{Form, KeyHasher, Reading, key};
use crate::vocab::people::{FormKind, Kind, Kinds, known, listed};
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// What the article shows of its things.
#[derive(Debug, Default)]
pub(crate) struct Things {
    /// Candidates that together name a thing: first and last.
    phrases: Vec<Stretch>,
    /// By word of the article: whether it alone names a thing.
    alone: Vec<bool>,
    /// By word: whether it is said of it what is said of people only.
    person: Vec<bool>,
}

/// Candidates side by side, the last included.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    first: usize,
    last: usize,
}

/// Words by their keys.
type Set = HashSet<u64, BuildHasherDefault<KeyHasher>>;

/// Words by which a thing is known.
struct Cues {
    /// After a name: what the law calls a firm.
    legal: Set,
    /// First words of firms and places in other languages.
    openers: Set,
    /// Nouns in lower case before a name, without a comma: "the newspaper Cancha".
    before: Set,
    /// What firms are as well as people: "broker".
    roles: Set,
    /// What belongs to a firm, before "of" or "in" and its name: "shares of".
    shares: Set,
    /// Nouns in lower case after a name: "Khuha Tai area".
    after: Set,
    /// Names with a possessive: "Sotheby's".
    brands: Set,
    of: [u64; 2],
    he: [u64; 2],
    /// What a firm says that it did, after "said it": people say "it was".
    deeds: Set,
    said: [u64; 3],
    it: u64,
    its: u64,
    comma: u64,
    bracket: u64,
    ticker: u64,
    dashes: [u64; 2],
}

fn keys(words: &str) -> Set {
    words.split_whitespace().map(key).collect()
}

/// From general knowledge of newspapers and company registers.
static CUES: LazyLock<Cues> = LazyLock::new(|| Cues {
    legal: keys(
        "inc corp corporation co cos company companies ltd limited plc llc llp gmbh kgaa ag sa nv bv spa ab asa oy oyj \
         bhd sdn pty pte pvt kk incorporated bancorp bancshares bankshares holdings industries securities laboratories \
         pharmaceutical pharmaceuticals airlines airways motors stores breweries",
    ),
    openers: keys(
        "banco banca banque bankhaus caisse cassa compagnie compania companhia societe sociedad sociedade grupo gruppo \
         groupe empresa editorial universidad universidade universite instituto ministerio playa playas praia parque \
         puerto presa paseo cerro calle avenida barrio colonia hacienda quebrada laguna volcan catedral colegio estadio \
         teatro museo mercado kampung kampong jalan tanjung bukit sungai pulau khao kfar kibbutz wadi jebel djebel",
    ),
    before: keys(
        "company firm newspaper weekly magazine broadcaster airline bank lender insurer retailer automaker carmaker \
         chipmaker manufacturer subsidiary brand label startup start-up app website ship vessel freighter trawler boat \
         restaurant hotel village town city suburb neighbourhood neighborhood district province county island river lake \
         volcano ngo charity conglomerate tribe brokerage brewery",
    ),
    after: keys(
        "beach area village district neighbourhood neighborhood campus stadium street tribe tribes newspaper magazine \
         website app festival river island refinery mine stores restaurant airport",
    ),
    roles: keys(
        "broker brokers publisher publishers retailer dealer dealers maker makers manufacturer supplier operator insurer \
         lender builder developer distributor giant underwriter underwriters adviser advisers auditor auditors partner \
         partners rival rivals owner owners shareholder creditor creditors bidder buyer seller producer exporter importer",
    ),
    shares: keys("shares stock stake subsidiary unit division"),
    of: ["of", "in"].map(key),
    brands: listed("firm").filter_map(|word| word.strip_suffix("'s")).map(key).collect(),
    he: ["he", "she"].map(key),
    deeds: keys(
        "expects plans intends agreed acquired bought purchased sold sells completed received signed filed declared \
         launched hired reached raised entered",
    ),
    said: ["said", "says", "announced"].map(key),
    it: key("it"),
    its: key("its"),
    comma: key(","),
    bracket: key("("),
    ticker: key("<"),
    dashes: ["-", "—"].map(key),
});

/// Kinds of words that stand between a noun and a name: "the city Mayor".
const TITLES: Kinds =
    Kinds::one(Kind::Title).with(Kinds::one(Kind::Role)).with(Kinds::one(Kind::Nation)).with(Kinds::one(Kind::Kin));

/// Facts that only people give cause for.
const PERSONAL: u32 = Facts::TITLED.0 | Facts::KIN.0 | Facts::AGED.0;

impl Things {
    /// Gathers what an article shows, in place of the one before, and takes off
    /// the tags of names of several words that are things.
    pub(crate) fn find(&mut self, reading: &Reading, units: &Units, table: &Table, tags: &mut [Tagged]) {
        self.phrases.clear();
        self.alone.clear();
        self.alone.resize(table.len(), false);
        self.person.clear();
        self.person.resize(table.len(), false);
        let mut first = 0;
        for last in 0..tags.len() {
            if units.candidates[last].link != Link::Adjacent {
                first = last;
            }
            if units.candidates.get(last + 1).is_none_or(|next| next.link != Link::Adjacent) {
                self.gather(units, table, Stretch { first, last });
            }
        }
        let mut open = 0;
        for n in 0..tags.len() {
            if matches!(tags[n].tag, Tag::Begin | Tag::Single) {
                open = n;
            }
            let name = Stretch { first: open, last: n };
            let ends = matches!(tags[n].tag, Tag::End | Tag::Single);
            if ends && (is_code(reading, units, name) || is_dateline(units, name) || self.is_phrase(units, name)) {
                tags[open..=n].iter_mut().for_each(|tagged| tagged.tag = Tag::Other);
            }
        }
    }

    /// Whether the word with this slot alone names a thing.
    pub(crate) fn is_thing(&self, slot: usize) -> bool {
        self.alone[slot] && !self.person[slot]
    }

    /// Gathers what stands in and around candidates side by side.
    fn gather(&mut self, units: &Units, table: &Table, all: Stretch) {
        let unit = |n: usize| &units.all[units.candidates[n].unit as usize];
        for candidate in &units.candidates[all.first..=all.last] {
            self.person[candidate.slot as usize] |= table.facts(candidate.slot).0 & PERSONAL != 0;
        }
        let around = Around::of(units, all);
        let slot = units.candidates[all.last].slot as usize;
        self.person[slot] |= around.speaks_as == Some(Speaker::Person) || around.role;
        self.alone[slot] |= around.possessive && CUES.brands.contains(&unit(all.last).key);
        let run = Stretch { first: units.candidates[all.last].first as usize, last: all.last };
        let legal = (all.first..=all.last).rev().find(|&n| CUES.legal.contains(&unit(n).key) && !unit(n).upper_line);
        if let Some(legal) = legal {
            if legal > all.first {
                let first = units.candidates[legal].first as usize;
                self.add_firm(units, Stretch { first: if first < legal { first } else { all.first }, last: legal - 1 });
            }
            self.add_partners(units, all.first);
        } else if around.ticker || around.speaks_as == Some(Speaker::Firm) || around.shares {
            self.add_firm(units, run);
        } else if (around.noun && run.first == all.first && !unit(run.first).kinds.any(TITLES))
            || (all.last > all.first && CUES.openers.contains(&unit(all.first).key))
        {
            self.alone[slot] |= all.first == all.last;
            self.phrases.push(all);
        }
    }

    /// Adds the names before "and": "Goldman, Sachs and Co", "Pierce, Fenner and Smith Inc".
    fn add_partners(&mut self, units: &Units, from: usize) {
        let alone = |n: usize| units.candidates[n].first as usize == n;
        let and_co = CUES.legal.contains(&units.all[units.candidates[from].unit as usize].key);
        if from == 0 || units.candidates[from].link != Link::And {
            return;
        }
        let mut last = from - 1;
        let mut first = units.candidates[last].first as usize;
        let listed = alone(last) && units.candidates[last].link == Link::Comma;
        if !and_co && !listed {
            return;
        }
        self.add_firm(units, Stretch { first, last });
        while first > 0 && units.candidates[first].link == Link::Comma && last == first {
            last = first - 1;
            first = units.candidates[last].first as usize;
            self.add_firm(units, Stretch { first, last });
        }
    }

    /// Adds the name of a firm, which its first word may stand for.
    fn add_firm(&mut self, units: &Units, phrase: Stretch) {
        self.alone[units.candidates[phrase.first].slot as usize] = true;
        self.phrases.push(phrase);
    }

    /// Whether a name of several words stands in the name of a thing, and nobody is called so.
    fn is_phrase(&self, units: &Units, name: Stretch) -> bool {
        let slot = |n: usize| units.candidates[n].slot;
        let length = name.last - name.first + 1;
        let person = self.person[slot(name.first) as usize] || self.person[slot(name.last) as usize];
        if length < 2 || person || is_known(units, name) {
            return false;
        }
        self.phrases.iter().any(|phrase| {
            (phrase.first..=(phrase.last + 1).saturating_sub(length)).any(|from| {
                from + length <= phrase.last + 1 && (0..length).all(|n| slot(from + n) == slot(name.first + n))
            })
        })
    }
}

/// What a verb of speech after a name tells: "said he", "said it agreed".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Person,
    Firm,
}

/// What stands around candidates side by side.
struct Around {
    speaks_as: Option<Speaker>,
    possessive: bool,
    /// A role that no firm has stands before it: "trader".
    role: bool,
    /// The sign of a firm at an exchange follows: "<IBM>".
    ticker: bool,
    /// Shares or the like of it are spoken of.
    shares: bool,
    /// A noun beside it says what it is.
    noun: bool,
}

impl Around {
    fn of(units: &Units, all: Stretch) -> Around {
        let (start, end) = (units.candidates[all.first].unit as usize, units.candidates[all.last].unit as usize);
        let next = units.all.get(end + 1).filter(|unit| !unit.begins);
        let beyond = units.all.get(end + 2).filter(|unit| next.is_some() && !unit.begins);
        let before = |n: usize| {
            let inside = (start + 1 - n..=start).all(|at| !units.all[at].begins);
            start.checked_sub(n).filter(|_| inside).map(|at| &units.all[at])
        };
        let lower = |unit: &&Unit| unit.form.has(Form::LOWER) && !unit.form.has(Form::CAPITAL);
        let possessive = next.is_some_and(|unit| unit.form.has(Form::POSSESSIVE));
        let verb = next.filter(lower).is_some_and(|unit| unit.kinds.has(Kind::Speech));
        let deed = units.all.get(end + 3).is_some_and(|unit| CUES.deeds.contains(&unit.key));
        let said = next.is_some_and(|unit| CUES.said.contains(&unit.key));
        let speaks_as = beyond.filter(|_| verb).and_then(|who| match who.key {
            key if CUES.he.contains(&key) => Some(Speaker::Person),
            key if said && (key == CUES.its || (key == CUES.it && deed)) => Some(Speaker::Firm),
            _ => None,
        });
        let of = start > 0 && before(1).is_some_and(|unit| CUES.of.contains(&unit.key));
        Around {
            speaks_as,
            possessive,
            role: start > 0
                && before(1).filter(lower).is_some_and(|unit| {
                    unit.kinds.has(Kind::Role) && !CUES.roles.contains(&unit.key) && !CUES.before.contains(&unit.key)
                }),
            ticker: next.is_some_and(|unit| unit.key == CUES.ticker)
                && beyond.is_some_and(|unit| unit.form.has(Form::UPPER)),
            shares: of && !possessive && start > 1 && before(2).is_some_and(|unit| CUES.shares.contains(&unit.key)),
            noun: next.filter(lower).is_some_and(|unit| CUES.after.contains(&unit.key))
                || (start > 0 && before(1).filter(lower).is_some_and(|unit| CUES.before.contains(&unit.key))),
        }
    }
}

/// Whether a name is a known person's, after whom the firm is called.
fn is_known(units: &Units, name: Stretch) -> bool {
    let keys = (name.first..=name.last).map(|n| units.all[units.candidates[n].unit as usize].key);
    known().called(keys).any(|(_, kind)| kind == FormKind::Full)
}

/// Whether a name has a number in it, "&" inside a word or two capitals before small letters ("C&I", "IISc"), or is
/// nothing but a letter: "Mar8", "Gen Z".
fn is_code(reading: &Reading, units: &Units, name: Stretch) -> bool {
    let unit = |n: usize| &units.all[units.candidates[n].unit as usize];
    let letter = |unit: &Unit| {
        let spelled = reading.spelled(unit.word as usize);
        spelled.chars().filter(|c| c.is_alphanumeric()).count() < 2
    };
    let odd = |unit: &Unit| {
        let spelled = reading.spelled(unit.word as usize).as_bytes();
        let capitals = spelled.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let small = spelled.get(capitals).is_some_and(u8::is_ascii_lowercase);
        spelled.contains(&b'&') || (name.first == name.last && capitals > 1 && capitals < 5 && small)
    };
    (name.first..=name.last).any(|n| unit(n).form.has(Form::DIGIT) || odd(unit(n)))
        || (name.first..=name.last).all(|n| letter(unit(n)))
}

/// Whether a name is the town before the day and the text of a story: "ROCKY HILL, Conn., April 1 -".
fn is_dateline(units: &Units, name: Stretch) -> bool {
    let at = |n: usize| units.candidates[n].unit as usize;
    let unit = |n: usize| &units.all[at(n)];
    let capitals = (name.first..=name.last).all(|n| unit(n).form.has(Form::UPPER) && !unit(n).upper_line);
    // "ST. PAUL": the line may begin with a word that is no part of the name.
    let opens = (0..=2).any(|back| at(name.first).checked_sub(back).is_some_and(|n| units.all[n].begins));
    if !capitals || !opens {
        return false;
    }
    let Some(next) = units.all.get(at(name.last) + 1).filter(|next| !next.begins) else { return false };
    let beyond = units.all.get(at(name.last) + 2);
    let place = Kinds::one(Kind::Place).with(Kinds::one(Kind::Town)).with(Kinds::one(Kind::Date));
    CUES.dashes.contains(&next.key)
        || next.key == CUES.bracket
        || (next.key == CUES.comma && beyond.is_some_and(|unit| unit.kinds.any(place) || unit.form.has(Form::DIGIT)))
}
