//! What stands around candidates side by side, and what it tells of them.

use super::cues::CUES;
use super::units::{Unit, Units};
use crate::text::Form;
use crate::vocab::people::Kind;

/// What a verb of speech after a name tells: "said he", "said it agreed".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    Person,
    Firm,
}

/// What stands around candidates side by side.
pub(super) struct Around {
    pub(super) speaks_as: Option<Speaker>,
    pub(super) possessive: bool,
    /// A verb of speech follows.
    pub(super) speaks: bool,
    /// A role that no firm has stands before it: "trader".
    pub(super) role: bool,
    /// The sign of a firm at an exchange follows: "<IBM>".
    pub(super) ticker: bool,
    /// Shares or the like of it are spoken of.
    pub(super) shares: bool,
    /// Whoever works at a market works for it: "analyst with X", "X oil analyst", "lead manager X", "brokers X".
    pub(super) market: bool,
    /// "the firm of X".
    pub(super) house: bool,
    /// A noun beside it says what it is.
    pub(super) noun: bool,
    /// It is a thing if it is one word: "X nominations", "X's unit", "an X" where X is a given name.
    pub(super) one: bool,
}

impl Around {
    /// What stands around the units from `start` to `end`.
    pub(super) fn of(units: &Units, (start, end): (usize, usize)) -> Around {
        let next = units.all.get(end + 1).filter(|unit| !unit.begins);
        let beyond = units.all.get(end + 2).filter(|unit| next.is_some() && !unit.begins);
        let third = units.all.get(end + 3).filter(|unit| beyond.is_some() && !unit.begins);
        let before = |at: usize| at.checked_sub(1).filter(|_| !units.all[at].begins).map(|at| &units.all[at]);
        let one = before(start);
        let two = one.and_then(|_| before(start - 1));
        let possessive = next.is_some_and(|unit| unit.form.has(Form::POSSESSIVE));
        let verb = next.filter(lower).is_some_and(|unit| unit.kinds.has(Kind::Speech));
        let deed = units.all.get(end + 3).is_some_and(|unit| CUES.deeds.contains(&unit.key));
        let said = next.is_some_and(|unit| CUES.said.contains(&unit.key));
        let speaks_as = beyond.filter(|_| verb).and_then(|who| match who.key {
            key if CUES.he.contains(&key) => Some(Speaker::Person),
            key if said && (key == CUES.its || (key == CUES.it && deed)) => Some(Speaker::Firm),
            _ => None,
        });
        let of = one.is_some_and(|unit| CUES.of.contains(&unit.key));
        let lead =
            one.is_some_and(|unit| CUES.manager.contains(&unit.key)) && two.is_some_and(|unit| unit.key == CUES.lead);
        let noun = next.filter(lower).is_some_and(|unit| CUES.after.contains(&unit.key));
        let prize = two.is_some_and(|unit| CUES.best.contains(&unit.key));
        let joined = next.is_some_and(|unit| [CUES.comma, CUES.and, CUES.ampersand].contains(&unit.key));
        let many = !joined && one.filter(lower).is_some_and(|unit| CUES.many.contains(&unit.key));
        let works = |unit: &Unit| CUES.market.contains(&unit.key);
        let employed = two.filter(lower).zip(one).is_some_and(|(who, at)| {
            let at_it = at.key == CUES.at && who.kinds.has(Kind::Role);
            at_it || (works(who) && CUES.employs.contains(&at.key))
        });
        let employs = next.filter(lower).is_some_and(|next| {
            works(next) || beyond.filter(lower).is_some_and(|unit| works(unit) && !next.kinds.has(Kind::Function))
        });
        let owns = possessive && [beyond, third].into_iter().flatten().any(|unit| CUES.owned.contains(&unit.key));
        let given = units.all[start].kinds.has(Kind::First) && !units.all[start].kinds.has(Kind::Last);
        Around {
            speaks_as,
            possessive,
            speaks: verb,
            role: !(lead || noun || prize || many)
                && one.filter(lower).is_some_and(|unit| {
                    unit.kinds.has(Kind::Role) && !CUES.roles.contains(&unit.key) && !CUES.before.contains(&unit.key)
                }),
            ticker: next.is_some_and(|unit| unit.key == CUES.ticker)
                && beyond.is_some_and(|unit| unit.form.has(Form::UPPER)),
            shares: of && !possessive && two.is_some_and(|unit| CUES.shares.contains(&unit.key)),
            market: !possessive && (lead || many || employed || employs),
            house: of && two.is_some_and(|unit| CUES.before.contains(&unit.key)),
            noun: noun || one.filter(lower).is_some_and(|unit| CUES.before.contains(&unit.key)),
            one: next.filter(lower).is_some_and(|unit| CUES.after_one.contains(&unit.key))
                || owns
                || prize
                || (given && one.is_some_and(|unit| CUES.articles.contains(&unit.key))),
        }
    }
}

/// Whether a word is in small letters.
fn lower(unit: &&Unit) -> bool {
    unit.form.has(Form::LOWER) && !unit.form.has(Form::CAPITAL)
}
