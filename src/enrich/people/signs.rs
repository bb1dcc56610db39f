//! What one place alone shows of a name: a code, a day, a town before the news.
//!
//! Takes a name as a stretch of candidates; tells whether it names nobody
//! there. Knows nothing of the rest of the article.

use super::cues::CUES;
use super::things::{Stretch, TITLES};
use super::units::{Link, Unit, Units};
use crate::text::{Form, Reading};
use crate::vocab::people::{Kind, Kinds};

/// Whether a name has a number in it, "&" inside a word or two capitals before small letters ("C&I", "IISc"), or is
/// nothing but a letter: "Mar8", "Gen Z".
pub(super) fn is_code(reading: &Reading, units: &Units, name: Stretch) -> bool {
    let mut words = (name.first..=name.last).map(|n| name.unit(units, n));
    if words.all(|unit| is_plain(reading, unit)) {
        return false;
    }
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
    (name.first..=name.last).any(|n| name.unit(units, n).form.has(Form::DIGIT) || odd(name.unit(units, n)))
        || (name.first..=name.last).all(|n| letter(name.unit(units, n)))
}

/// Whether a word is a capital and small letters and has more than a code with "&" has, as nearly all words of names do.
fn is_plain(reading: &Reading, unit: &Unit) -> bool {
    const ODD: Form =
        Form::DIGIT.with(Form::HYPHEN).with(Form::APOSTROPHE).with(Form::DOTTED).with(Form::WIDE).with(Form::UPPER);
    unit.letters > SHORT
        && !unit.form.has(ODD)
        && reading.spelled(unit.word as usize).as_bytes()[1].is_ascii_lowercase()
}

/// Letters of a word with "&" inside, at most: "AT&T".
const SHORT: u8 = 4;

/// Whether a name is the town before the day and the text of a story: "ROCKY HILL, Conn., April 1 -".
pub(super) fn is_dateline(units: &Units, name: Stretch) -> bool {
    let start = units.candidates[name.first].unit as usize;
    let capitals = (name.first..=name.last).all(|n| {
        let unit = name.unit(units, n);
        unit.form.has(Form::UPPER) && !unit.upper_line
    });
    // "ST. PAUL": the line may begin with a word that is no part of the name.
    let opens = || units.all[start.saturating_sub(2)..=start].iter().any(|unit| unit.begins);
    if !capitals || !opens() {
        return false;
    }
    let Some(next) = after(units, name, 1) else { return false };
    let place = Kinds::one(Kind::Place).with(Kinds::one(Kind::Town)).with(Kinds::one(Kind::Date));
    let state = |unit: &Unit| CUES.states.contains(&unit.key) || unit.kinds.any(place) || unit.form.has(Form::DIGIT);
    let beyond = || units.all.get(units.candidates[name.last].unit as usize + 2);
    CUES.dashes.contains(&next.key)
        || next.key == CUES.bracket
        || (next.key == CUES.comma && beyond().is_some_and(state))
}

/// Whether a name is a state as datelines shorten it, after the town: "Charleston, W. Va".
pub(super) fn is_state(units: &Units, name: Stretch) -> bool {
    let comma = before(units, name).is_some_and(|before| before.key == CUES.comma);
    comma
        && (name.first..name.last).all(|n| name.unit(units, n).letters <= 2)
        && CUES.states.contains(&name.unit(units, name.last).key)
}

/// Whether a name ends with a month before its day: "Ended Jan 31".
pub(super) fn is_day(units: &Units, name: Stretch) -> bool {
    name.unit(units, name.last).kinds.has(Kind::Date)
        && after(units, name, 1).is_some_and(|next| next.form.has(Form::DIGIT))
}

/// Whether a name is a saint's, after whom a place is called: "St David's Hall".
pub(super) fn is_saint(units: &Units, name: Stretch) -> bool {
    units.candidates[name.first].link == Link::Adjacent
        && before(units, name).is_some_and(|unit| unit.key == CUES.saint)
}

/// Whether a name goes on in an adjective: "Hong Kong-based".
pub(super) fn is_cut(units: &Units, name: Stretch) -> bool {
    let compound = Form::HYPHEN;
    let next = after(units, name, 1).filter(|next| next.form.has(compound) && next.form.has(Form::CAPITAL));
    let open = units.candidates.get(name.last + 1).is_none_or(|next| next.link != Link::Adjacent);
    next.is_some_and(|next| next.form.has(Form::LOWER)) && open
}

/// Whether a name is a currency.
pub(super) fn is_money(units: &Units, name: Stretch) -> bool {
    name.first == name.last && CUES.money.contains(&name.unit(units, name.first).key)
}

/// Whether a name of several words ends with what firms and events are called: "Davis Cup".
pub(super) fn is_headed(units: &Units, name: Stretch) -> bool {
    name.first < name.last && CUES.heads.contains(&name.unit(units, name.last).key)
}

/// Whether a given name alone ends a stretch of capitalised words that are no title: "the Transport Bill".
pub(super) fn is_given_after_capital(units: &Units, name: Stretch) -> bool {
    let unit = name.unit(units, name.first);
    if name.first != name.last || unit.upper_line {
        return false;
    }
    let Some(before) = before(units, name) else { return false };
    let other = TITLES.with(Kinds::one(Kind::Date)).with(Kinds::one(Kind::Place)).with(Kinds::one(Kind::Speech));
    unit.kinds.has(Kind::First)
        && !unit.kinds.has(Kind::Last)
        && !unit.title_line
        && before.form.has(Form::CAPITAL)
        && !before.begins
        && !before.kinds.any(other)
}

/// Whether a name stands before a number in a line of capitals: a row of a table, "AMER CAN 49".
pub(super) fn is_in_table(units: &Units, name: Stretch) -> bool {
    let next = after(units, name, 1);
    name.unit(units, name.last).upper_line && next.is_some_and(|next| next.upper_line && next.form.has(Form::DIGIT))
}

/// The unit before a name in its sentence.
fn before(units: &Units, name: Stretch) -> Option<&Unit> {
    let start = units.candidates[name.first].unit as usize;
    start.checked_sub(1).filter(|_| !units.all[start].begins).map(|at| &units.all[at])
}

/// The unit `n` places after a name, if no sentence begins with it.
fn after(units: &Units, name: Stretch, n: usize) -> Option<&Unit> {
    units.all.get(units.candidates[name.last].unit as usize + n).filter(|unit| !unit.begins)
}
