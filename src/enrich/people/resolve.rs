//! From names to people, inside one article: full names first, then what
//! abbreviates them.
//!
//! Takes names in text order; gives people as groups of mentions, each with
//! the rule that joined it. Knows nothing of other articles.

use super::names::{Agreement, Name, Sex};
use crate::text::KeyHasher;
use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasherDefault;

/// Why a mention belongs to its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The first mention of the full name.
    First,
    /// The same words again.
    Same,
    /// Some words of the full name.
    Part,
    /// A short form of the given name, or the full form of a short one.
    Nickname,
    /// A given name abbreviated to its initial.
    Initial,
    /// The family name alone.
    Family,
    /// The given name, or another single word of the name, alone.
    Given,
    /// Another spelling of the family name: one letter more, less or other.
    Spelling,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rule::First => "the first mention of the full name",
            Rule::Same => "the same words again",
            Rule::Part => "some words of the full name",
            Rule::Nickname => "another form of the given name",
            Rule::Initial => "a given name abbreviated to its initial",
            Rule::Family => "the family name alone",
            Rule::Given => "a given name, or another word of the name, alone",
            Rule::Spelling => "another spelling of the family name",
        })
    }
}

/// A person: an index of the fullest name and the mentions.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// The name to show, an index into the names.
    pub(crate) full: usize,
    /// Indices of the names, in text order, with the rule that joined each.
    pub(crate) names: Vec<(usize, Rule)>,
    /// What titles before the names tell.
    pub(crate) sex: Sex,
}

/// Groups by a word of their names.
type Index = HashMap<u64, Vec<u32>, BuildHasherDefault<KeyHasher>>;

/// Groups that one word may lead to: more would be a list, not an article.
const FAN: usize = 40;

#[derive(Default)]
struct Resolver {
    groups: Vec<Group>,
    index: Index,
}

/// The people that the names tell.
///
/// `spelled` gives the family name of a name as the text spells it; `differ` says
/// that two full names are those of two people whom everybody knows.
pub(crate) fn people<'a>(
    names: &[Name],
    spelled: impl Fn(&Name) -> &'a str,
    differ: impl Fn(&Name, &Name) -> bool,
) -> Vec<Group> {
    let mut resolver = Resolver::default();
    // A family name with its particle in a capital waits for the full names, as one alone does: "Van Driel".
    let whole = |name: &Name| names.iter().any(|full| full.has_particle() && full.family() == name.family());
    let is_short = |name: &Name| name.len() == 1 || (name.may_be_family() && whole(name));
    for (n, name) in names.iter().enumerate().filter(|(_, name)| !is_short(name)) {
        match resolver.full(names, name, &differ).or_else(|| resolver.misspelt(names, name, &spelled)) {
            Some((group, rule)) => resolver.join(names, group, n, rule),
            None => resolver.found(name, n),
        }
    }
    for (n, name) in names.iter().enumerate().filter(|(_, name)| is_short(name)) {
        match resolver.single(names, n, name).or_else(|| resolver.misspelt(names, name, &spelled)) {
            Some((group, rule)) => resolver.join(names, group, n, rule),
            None => resolver.found(name, n),
        }
    }
    for group in &mut resolver.groups {
        group.names.sort_by_key(|(n, _)| *n);
    }
    resolver.groups.sort_by_key(|group| group.names[0].0);
    resolver.groups
}

impl Resolver {
    fn found(&mut self, name: &Name, n: usize) {
        let group = self.groups.len() as u32;
        self.groups.push(Group { full: n, names: vec![(n, Rule::First)], sex: name.sex });
        self.enter(name, group);
    }

    fn enter(&mut self, name: &Name, group: u32) {
        for &key in name.keys() {
            let list = self.index.entry(key).or_default();
            if list.len() < FAN && !list.contains(&group) {
                list.push(group);
            }
        }
    }

    fn join(&mut self, names: &[Name], group: u32, n: usize, rule: Rule) {
        let entry = &mut self.groups[group as usize];
        entry.names.push((n, rule));
        if entry.sex == Sex::Unknown {
            entry.sex = names[n].sex;
        }
        if names[n].fullness() > names[entry.full].fullness() && !names[n].is_initialled() {
            entry.full = n;
        }
        if rule != Rule::Same {
            self.enter(&names[n], group);
        }
    }

    /// The group that a name of several words joins.
    fn full(&self, names: &[Name], name: &Name, differ: &impl Fn(&Name, &Name) -> bool) -> Option<(u32, Rule)> {
        let mut best: Option<(u8, u32, Rule)> = None;
        let ends = [name.family(), name.given()];
        for &group in ends.iter().filter_map(|key| self.index.get(key)).flatten() {
            let full = &names[self.groups[group as usize].full];
            let found = match full.agrees(name) {
                Some(Agreement::Same) => (4, group, Rule::Same),
                Some(Agreement::Within | Agreement::Nickname) if differ(full, name) => continue,
                Some(Agreement::Within) => (3, group, Rule::Part),
                Some(Agreement::Nickname) => (2, group, Rule::Nickname),
                Some(Agreement::Initial) => (1, group, Rule::Initial),
                None => continue,
            };
            if best.is_none_or(|b| (found.0, found.1) > (b.0, b.1)) {
                best = Some(found);
            }
        }
        best.map(|(_, group, rule)| (group, rule))
    }

    /// The group of which a name spells the family name otherwise; a name of
    /// several words must have the given name in common.
    fn misspelt<'a>(&self, names: &[Name], name: &Name, spelled: &impl Fn(&Name) -> &'a str) -> Option<(u32, Rule)> {
        let wrong = spelled(name);
        let found = self.groups.iter().take(FAN).position(|group| {
            let full = &names[group.full];
            let given = name.len() == 1 || (full.given() == name.given() && full.len() == name.len());
            let other = spelled(full) != wrong && one_letter_apart(spelled(full), wrong);
            full.len() > 1 && given && group.sex.agrees(name.sex) && other
        });
        found.map(|group| (group as u32, Rule::Spelling))
    }

    /// The sex of a group's person: what a title told, else what the given name tells.
    fn sex(&self, names: &[Name], group: &Group) -> Sex {
        if group.sex == Sex::Unknown { names[group.full].given_sex() } else { group.sex }
    }

    /// The group that a name of one word joins: the family name before other
    /// words of a name, and of several people the one with the same courtesy
    /// title, or a given name that goes with it, else the one named last before it. "Mrs" is nobody called "Mr".
    fn single(&self, names: &[Name], n: usize, name: &Name) -> Option<(u32, Rule)> {
        let groups = self.index.get(&name.family())?;
        let rank = |&&group: &&u32| {
            let group = &self.groups[group as usize];
            let full = &names[group.full];
            let family = full.family() == name.family();
            let last = group.names.iter().map(|(m, _)| *m).filter(|&m| m < n).max();
            let first = group.names.iter().map(|(m, _)| *m).min().unwrap_or(usize::MAX);
            let told = name.sex != Sex::Unknown && self.sex(names, group) == name.sex;
            (family, told, last, std::cmp::Reverse(first))
        };
        let possible = groups.iter().filter(|&&group| {
            let group = &self.groups[group as usize];
            self.sex(names, group).agrees(name.sex) && !names[group.full].is_other_generation(name)
        });
        let group = *possible.max_by_key(rank)?;
        let full = &names[self.groups[group as usize].full];
        let rule = match full {
            full if full.len() == 1 => Rule::Same,
            full if full.family() == name.family() => Rule::Family,
            _ => Rule::Given,
        };
        Some((group, rule))
    }
}

/// Shortest family name, in letters, of which another spelling is told from another name.
const SPELLING: usize = 6;

/// Whether two long words with one first letter differ by one letter more, less or other.
fn one_letter_apart(a: &str, b: &str) -> bool {
    let (long, short) = if a.chars().count() >= b.chars().count() { (a, b) } else { (b, a) };
    let (longer, shorter) = (long.chars().count(), short.chars().count());
    if shorter < SPELLING || longer - shorter > 1 || a.chars().next() != b.chars().next() {
        return false;
    }
    let same = long.chars().zip(short.chars()).take_while(|(x, y)| x == y).count();
    let rest = |word: &str, from: usize| word.chars().skip(from).collect::<String>();
    same == shorter || rest(long, same + 1) == rest(short, same + (longer == shorter) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        assert!(one_letter_apart("Mkhewane", "Mkhewana"));
        assert!(one_letter_apart("Petriccioli", "Petricioli"));
        assert!(one_letter_apart("Jansson", "Janssons"));
        assert!(!one_letter_apart("Hansen", "Jansen"));
        assert!(!one_letter_apart("Clark", "Clarke"), "too short to tell");
        assert!(!one_letter_apart("Whitfield", "Whitman"));
    }
}
