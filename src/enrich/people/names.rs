//! A name as it stands in the text: which words, where, and how two of them compare.
//!
//! Takes tagged candidates; gives [`Name`]s with clean borders (no title, no
//! possessive). Knows no people: joining names is for `resolve`.

use super::given::{is_short_form, sex_of};
use super::tagger::{Tag, Tagged};
use super::units::{Unit, Units, particle_prefix};
use crate::text::{Form, Reading, key};
use crate::vocab::people::{Kind, Kinds};
use std::sync::LazyLock;

/// Most words of a name that are compared; a longer name keeps its span.
const WORDS: usize = 6;

/// A stretch of units that names a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    /// First and last unit.
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// Keys of its words, without particles and with joined particles cut ("al-Assad": assad).
    keys: [u64; WORDS],
    /// First letters, folded, in the low byte; bit 8 says that the word is nothing but an initial.
    letters: [u16; WORDS],
    len: u8,
    /// Unit of the last word that counts.
    pub(crate) family_unit: u32,
    /// Key of "Jr", "II" and the like after it.
    suffix: u64,
    /// Whether it has a particle that does not count, and whether it begins with one that may be a given name: "Van Driel".
    has_particle: bool,
    opens_with_particle: bool,
    /// What the word before it says: "Mr", "Mrs", "his wife".
    pub(crate) sex: Sex,
}

/// What a courtesy title or a word of kin tells of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sex {
    #[default]
    Unknown,
    Male,
    Female,
}

impl Sex {
    /// What the unit before a name says.
    fn told_by(unit: &Unit) -> Sex {
        static MALE: LazyLock<[u64; 12]> = LazyLock::new(|| {
            ["mr", "sir", "lord", "king", "prince", "baron", "husband", "son", "brother", "father", "uncle", "nephew"]
                .map(key)
        });
        static FEMALE: LazyLock<[u64; 14]> = LazyLock::new(|| {
            [
                "mrs", "ms", "miss", "lady", "dame", "queen", "princess", "baroness", "wife", "widow", "daughter",
                "sister", "mother", "niece",
            ]
            .map(key)
        });
        if !unit.kinds.any(Kinds::one(Kind::Title).with(Kinds::one(Kind::Kin)).with(Kinds::one(Kind::Role))) {
            return Sex::Unknown;
        }
        match unit.key {
            key if MALE.contains(&key) => Sex::Male,
            key if FEMALE.contains(&key) => Sex::Female,
            _ => Sex::Unknown,
        }
    }

    /// Whether both can be said of one person.
    pub(crate) fn agrees(self, other: Sex) -> bool {
        self == other || self == Sex::Unknown || other == Sex::Unknown
    }
}

const INITIAL: u16 = 1 << 8;

/// Words that a name may not consist of alone.
const NO_NAMES: Kinds = Kinds::one(Kind::Title)
    .with(Kinds::one(Kind::Nation))
    .with(Kinds::one(Kind::Date))
    .with(Kinds::one(Kind::Suffix))
    .with(Kinds::one(Kind::Function));
const GIVEN_OR_FAMILY: Kinds = Kinds::one(Kind::First).with(Kinds::one(Kind::Last));

/// The names that the tags tell, in text order.
pub(crate) fn tagged(reading: &Reading, units: &Units, tags: &[Tagged]) -> Vec<Name> {
    let mut names = Vec::new();
    let mut open = 0;
    for (n, tagged) in tags.iter().enumerate() {
        if matches!(tagged.tag, Tag::Begin | Tag::Single) {
            open = n;
        }
        if matches!(tagged.tag, Tag::End | Tag::Single) {
            let Some(name) = Name::clean(reading, units, units.candidates[open].unit, units.candidates[n].unit) else {
                continue;
            };
            // A nickname may have been tagged as a name of its own, between the two words of the whole.
            let back = (1..=2).find_map(|back| {
                let before: &Name = names.get(names.len().checked_sub(back)?)?;
                Some((back, around_nickname(reading, units, before, &name)?))
            });
            match back {
                Some((back, whole)) => {
                    names.truncate(names.len() - back);
                    names.push(whole);
                }
                None => names.push(name),
            }
        }
    }
    names
}

/// The whole name where a quoted or bracketed nickname stands between its
/// words: 'Hector "Macho" Camacho', "Jimmy (Yosef) Karow".
fn around_nickname(reading: &Reading, units: &Units, before: &Name, after: &Name) -> Option<Name> {
    /// Most units of a nickname with its quotes: "Hands of Stone".
    const NICKNAME: u32 = 5;
    let quoted = |from: u32, to: u32| {
        let (open, close) = (units.all.get(from as usize)?, units.all.get(to.checked_sub(1)? as usize)?);
        let opener = reading.spelled(open.word as usize);
        let closer = reading.spelled(close.word as usize);
        let pair = matches!((opener, closer), ("\"", "\"") | ("“", "”") | ("‘", "’") | ("'", "'") | ("(", ")"));
        let inside = &units.all[from as usize + 1..to as usize - 1];
        let plain = inside.iter().all(|unit| !unit.form.has(Form::MARK.with(Form::DIGIT)) && !unit.begins);
        let capital = inside.first().is_some_and(|unit| unit.form.has(Form::CAPITAL) && !unit.kinds.any(PLACES));
        (to - from > 2 && to - from <= NICKNAME && pair && plain && capital).then_some(())
    };
    let same_field = reading.in_title(units.all[before.first as usize].word as usize)
        == reading.in_title(units.all[after.last as usize].word as usize);
    if !same_field || after.first <= before.last + 3 || after.len() != 1 {
        return None;
    }
    quoted(before.last + 1, after.first)?;
    Name::clean(reading, units, before.first, after.last)
}

/// What no nickname is: the country of an athlete in brackets.
const PLACES: Kinds =
    Kinds::one(Kind::Place).with(Kinds::one(Kind::InPlace)).with(Kinds::one(Kind::Firm)).with(Kinds::one(Kind::InFirm));

impl Name {
    /// The name in units `first` to `last`, without titles before it; none if nothing is left.
    pub(crate) fn clean(reading: &Reading, units: &Units, first: u32, last: u32) -> Option<Name> {
        let stretch = &units.all[first as usize..=last as usize];
        let office = office(reading, stretch);
        let titles = office + titles(&stretch[office..]);
        let stretch = &stretch[titles..];
        let real = |unit: &Unit| !unit.kinds.any(NO_NAMES) || unit.kinds.any(GIVEN_OR_FAMILY);
        if !stretch.iter().any(real) || is_thing(units, first + titles as u32, stretch) {
            return None;
        }
        let mut name = Name {
            first: first + titles as u32,
            last,
            keys: [0; WORDS],
            letters: [0; WORDS],
            len: 0,
            family_unit: last,
            suffix: 0,
            has_particle: false,
            opens_with_particle: false,
            sex: Sex::Unknown,
        };
        if !units.all[name.first as usize].begins && name.first > 0 {
            name.sex = Sex::told_by(&units.all[name.first as usize - 1]);
        }
        for (n, unit) in stretch.iter().enumerate() {
            let before = name.len;
            name.push(reading, unit);
            if name.len > before {
                name.family_unit = name.first + n as u32;
            }
        }
        (name.len > 0).then_some(name)
    }

    fn push(&mut self, reading: &Reading, unit: &Unit) {
        let spelled = reading.spelled(unit.word as usize);
        if unit.kinds.has(Kind::Suffix) && self.len > 0 && !unit.kinds.any(GIVEN_OR_FAMILY) {
            self.suffix = unit.key;
            return;
        }
        let lower = !unit.form.has(Form::CAPITAL);
        let arabic = matches!(spelled, "Abd" | "Abdul" | "Abu" | "Ben");
        let particle = lower || self.len > 0 || spelled.len() <= 2 || !(arabic || unit.kinds.any(GIVEN_OR_FAMILY));
        if unit.kinds.has(Kind::Particle) {
            self.has_particle |= particle;
            self.opens_with_particle |= !particle;
        }
        if (unit.kinds.has(Kind::Particle) && particle) || unit.form.has(Form::MARK) || self.len as usize == WORDS {
            return;
        }
        if let Some((initials, family)) = glued(spelled).filter(|_| unit.form.has(Form::DOTTED)) {
            self.add(initials, key(initials), true);
            self.add(family, key(family), false);
            return;
        }
        let cut = joined_particle(unit, spelled);
        let word = &spelled[cut..];
        let initial = unit.form.has(Form::DOTTED) || spelled.chars().count() == 1;
        self.add(word, if cut > 0 { key(word) } else { unit.key }, initial);
    }

    /// Adds a word that counts, if there is room.
    fn add(&mut self, word: &str, key: u64, initial: bool) {
        let at = self.len as usize;
        if at < WORDS {
            let letter = word.chars().next().map_or(0, |c| c.to_ascii_lowercase() as u32 as u16 & 0xFF);
            self.keys[at] = key;
            self.letters[at] = letter | if initial { INITIAL } else { 0 };
            self.len += 1;
        }
    }

    /// Number of words that count.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// The keys of the words that count.
    pub(crate) fn keys(&self) -> &[u64] {
        &self.keys[..self.len()]
    }

    /// The key of the last word that counts: the family name in most languages.
    pub(crate) fn family(&self) -> u64 {
        self.keys[self.len() - 1]
    }

    /// The key of the first word.
    pub(crate) fn given(&self) -> u64 {
        self.keys[0]
    }

    /// The sex that the given name tells.
    pub(crate) fn given_sex(&self) -> Sex {
        if self.len > 1 && !self.is_initialled() { sex_of(self.given()) } else { Sex::Unknown }
    }

    /// Whether it may be a family name and the particle that belongs to it, not a given name: "Van Driel" for "van Driel".
    pub(crate) fn may_be_family(&self) -> bool {
        self.len == 2 && self.opens_with_particle
    }

    /// Whether a particle belongs to the family name.
    pub(crate) fn has_particle(&self) -> bool {
        self.has_particle
    }

    /// Whether both have something like "Jr" after them, and not the same.
    pub(crate) fn is_other_generation(&self, other: &Name) -> bool {
        self.suffix != 0 && other.suffix != 0 && self.suffix != other.suffix
    }

    /// Whether the first word is only an initial.
    pub(crate) fn is_initialled(&self) -> bool {
        self.letters[0] & INITIAL != 0
    }

    /// The first letter, where an initial and one name are all there is: "U. Tegshee".
    pub(crate) fn initial(&self) -> Option<char> {
        let letter = (self.len == 2 && self.is_initialled() && self.suffix == 0).then_some(self.letters[0] & 0xFF)?;
        char::from_u32(u32::from(letter)).filter(char::is_ascii_lowercase)
    }

    /// How full the name is: words count, initials less.
    pub(crate) fn fullness(&self) -> u32 {
        let words = self.letters[..self.len()].iter().map(|l| if l & INITIAL != 0 { 1 } else { 4 }).sum::<u32>();
        words * 2 + (self.suffix != 0) as u32
    }

    /// Whether two names of several words can be one person's.
    pub(crate) fn agrees(&self, other: &Name) -> Option<Agreement> {
        if self.is_other_generation(other) {
            return None;
        }
        if self.keys() == other.keys() {
            return Some(Agreement::Same);
        }
        let (long, short) = if self.len >= other.len { (self, other) } else { (other, self) };
        if short.len() >= 2 && short.within(long) {
            let abbreviated = short.is_initialled() && !long.is_initialled();
            return Some(if abbreviated { Agreement::Initial } else { Agreement::Within });
        }
        if self.family() == other.family() && self.len > 1 && other.len > 1 {
            if self.given() == other.given() && (self.len == 2 || other.len == 2) {
                return Some(Agreement::Within);
            }
            if is_short_form(self.given(), other.given()) && (self.len == 2 || other.len == 2) {
                return Some(Agreement::Nickname);
            }
            let initials = self.letters[0] | other.letters[0];
            if initials & INITIAL != 0 && self.letters[0] & 0xFF == other.letters[0] & 0xFF {
                return Some(Agreement::Initial);
            }
        }
        None
    }

    /// Whether all words come in `long` in this order, an initial standing for a word.
    fn within(&self, long: &Name) -> bool {
        let mut at = 0;
        (0..self.len()).all(|n| {
            let found = (at..long.len()).find(|&m| {
                self.keys[n] == long.keys[m]
                    || ((self.letters[n] | long.letters[m]) & INITIAL != 0
                        && self.letters[n] & 0xFF == long.letters[m] & 0xFF)
            });
            at = found.map_or(usize::MAX, |m| m + 1);
            found.is_some()
        })
    }
}

/// Whether what is named is a storm, a ship or an agency, not a person.
fn is_thing(units: &Units, first: u32, stretch: &[Unit]) -> bool {
    /// How many of the words mean storms.
    const STORMS: usize = 4;
    static THINGS: LazyLock<[u64; 18]> = LazyLock::new(|| {
        [
            "storm",
            "hurricane",
            "typhoon",
            "cyclone",
            "uss",
            "hms",
            "ins",
            "mv",
            "ss",
            "carrier",
            "carriers",
            "frigate",
            "destroyer",
            "tanker",
            "yacht",
            "trawler",
            "ferry",
            "submarine",
        ]
        .map(key)
    });
    static AGENCIES: LazyLock<[u64; 5]> = LazyLock::new(|| ["reuter", "reuters", "god", "covid", "brexit"].map(key));
    let before = first.checked_sub(1).map(|b| &units.all[b as usize]);
    let begins = stretch[0].begins;
    // "Storm Gaston" taken for a name of two words; ships and ferries may be family names.
    let storm = stretch.len() > 1 && THINGS[..STORMS].contains(&stretch[0].key);
    storm
        || (!begins && before.is_some_and(|unit| THINGS.contains(&unit.key)))
        || (stretch.len() == 1
            && (AGENCIES.contains(&stretch[0].key)
                || (stretch[0].kinds.has(Kind::Head) && !stretch[0].kinds.any(GIVEN_OR_FAMILY))))
}

/// How many units before a name are titles: all up to the last that is
/// nothing else ("House Speaker"), and a royal or church title at the start.
fn titles(stretch: &[Unit]) -> usize {
    let inner = &stretch[..stretch.len() - 1];
    let plain = inner.iter().rposition(is_title).map_or(0, |at| at + 1);
    if plain > 0 {
        return plain + titles(&stretch[plain..]);
    }
    (stretch.len() > 1 && SURE.contains(&stretch[0].key)) as usize
}

/// How many units before a name end an office: "Secretary of *State* John Kerry".
fn office(reading: &Reading, stretch: &[Unit]) -> usize {
    let word = stretch[0].word as usize;
    let before = |back: usize| word.checked_sub(back).map(|n| reading.words()[n].key);
    if before(1) != Some(OFFICES.of) || !before(2).is_some_and(|head| OFFICES.heads.contains(&head)) {
        return 0;
    }
    let inner = &stretch[..stretch.len() - 1];
    inner.iter().take_while(|unit| OFFICES.duties.contains(&unit.key)).count()
}

/// The words of offices with "of".
struct Offices {
    of: u64,
    /// Who holds them.
    heads: [u64; 8],
    /// What they are for.
    duties: [u64; 30],
}

/// Common titles of ministers and their departments in English; from general knowledge.
static OFFICES: LazyLock<Offices> = LazyLock::new(|| Offices {
    of: key("of"),
    heads: ["secretary", "undersecretary", "minister", "ministers", "ministry", "department", "chief", "chiefs"]
        .map(key),
    duties: [
        "state",
        "defence",
        "defense",
        "finance",
        "interior",
        "commerce",
        "labor",
        "labour",
        "agriculture",
        "energy",
        "education",
        "justice",
        "health",
        "transport",
        "transportation",
        "treasury",
        "staff",
        "war",
        "foreign",
        "affairs",
        "homeland",
        "security",
        "trade",
        "industry",
        "economy",
        "environment",
        "culture",
        "tourism",
        "information",
        "police",
    ]
    .map(key),
});

/// Titles that are family names too, but before a name always titles.
static SURE: LazyLock<[u64; 13]> = LazyLock::new(|| {
    [
        "king",
        "pope",
        "prince",
        "princess",
        "queen",
        "bishop",
        "archbishop",
        "cardinal",
        "justice",
        "judge",
        "pm",
        "sen",
        "sheikh",
    ]
    .map(key)
});

/// How two names of one person compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The same words.
    Same,
    /// One leaves out words of the other.
    Within,
    /// One has a short form of the other's given name.
    Nickname,
    /// One abbreviates a given name.
    Initial,
}

/// Whether a unit is a title and nothing else.
pub(crate) fn is_title(unit: &Unit) -> bool {
    unit.kinds.any(Kinds::one(Kind::Title).with(Kinds::one(Kind::Nation))) && !unit.kinds.any(GIVEN_OR_FAMILY)
}

/// The initials and the name of a word like "U.Tegshee"; the initials of a country are nobody's.
pub(crate) fn glued(spelled: &str) -> Option<(&str, &str)> {
    let (initials, name) = spelled.rsplit_once('.')?;
    let long = name.chars().count() > 2;
    let country = matches!(initials, "U.S" | "U.K" | "U.N" | "E.U" | "U.A.E");
    (long && !country && name.starts_with(char::is_uppercase)).then_some((initials, name))
}

/// Bytes of an Arabic article or elided particle joined to a word, in either case ("Al-Assad", "el-Sisi").
fn joined_particle(unit: &Unit, spelled: &str) -> usize {
    if !unit.form.has(Form::HYPHEN.with(Form::APOSTROPHE)) {
        return 0;
    }
    if let Some(cut) = particle_prefix(spelled) {
        return cut;
    }
    match spelled.split_once('-') {
        Some((front, rest)) if matches!(front, "Al" | "El" | "Ul" | "AL" | "EL") && rest.len() > 2 => front.len() + 1,
        _ => 0,
    }
}
