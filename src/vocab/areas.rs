//! What a word of a query stands for: one country, or all of a region.
//!
//! Gives codes for a name, code, demonym, former name or region, and near
//! names for a word that is none of these.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::countries::{Country, all};
use super::marks::Marked;
use crate::text::fold;

/// Some countries under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The name to show.
    pub label: &'static str,
    /// ISO 3166-1 alpha-2 codes, sorted, each once.
    pub codes: Vec<&'static str>,
}

/// Areas by their folded names.
static AREAS: LazyLock<BTreeMap<String, Area>> = LazyLock::new(|| {
    let mut areas: BTreeMap<String, Area> = BTreeMap::new();
    // The surest names first: a later one that is taken already adds nothing.
    let mut claim = |name: &str, country: &'static Country| {
        let area = || Area { label: country.name.name, codes: vec![country.counts.country().code] };
        areas.entry(normal(name)).or_insert_with(area);
    };
    for country in all() {
        for code in [country.code, country.alpha3] {
            if code.len() > 1 {
                claim(code, country);
            }
        }
    }
    for country in all() {
        claim(country.name.name, country);
        claim(country.official, country);
    }
    for names in [|country: &'static Country| country.also, |country: &'static Country| country.people] {
        for country in all() {
            for marked in Marked::list(names(country)) {
                claim(marked.name, country);
            }
        }
    }
    for country in all() {
        for region in [country.region, country.subregion] {
            let area = areas.entry(normal(region)).or_insert_with(|| Area { label: region, codes: Vec::new() });
            if area.label == region {
                area.codes.push(country.counts.country().code);
            }
        }
    }
    areas.remove("");
    for area in areas.values_mut() {
        area.codes.sort_unstable();
        area.codes.dedup();
    }
    areas
});

/// A name without case, accents and doubled spaces.
fn normal(name: &str) -> String {
    name.split_whitespace().map(fold).collect::<Vec<_>>().join(" ")
}

/// The countries that `name` stands for: a name, code, demonym, former name or region.
///
/// ```
/// use dateline::vocab::areas::choose;
/// assert_eq!(choose("Syrian").unwrap().codes, ["SY"]);
/// assert_eq!(choose("burma").unwrap().codes, ["MM"]);
/// assert!(choose("western asia").unwrap().codes.contains(&"SY"));
/// assert!(choose("atlantis").is_none());
/// ```
pub fn choose(name: &str) -> Option<&'static Area> {
    AREAS.get(&normal(name))
}

/// Names that look like `text`, nearest first.
pub fn suggest(text: &str, limit: usize) -> Vec<&'static str> {
    let wanted = normal(text);
    let mut near: Vec<(usize, &'static str)> = AREAS
        .iter()
        .filter(|(name, _)| name.len() > 3)
        .map(|(name, area)| (strsim::osa_distance(&wanted, name), area.label))
        .filter(|(edits, _)| *edits <= 1 + wanted.len() / 4)
        .collect();
    near.sort_unstable();
    let mut names: Vec<&'static str> = Vec::new();
    for (_, name) in near {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(limit);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_kind() {
        for (name, code) in
            [("SY", "SY"), ("prk", "KP"), ("Côte d’Ivoire", "CI"), ("US", "US"), ("british", "GB"), ("USSR", "RU")]
        {
            assert_eq!(choose(name).map(|area| area.codes.clone()), Some(vec![code]), "{name}");
        }
        assert!(choose("africa").unwrap().codes.len() > 50);
    }

    #[test]
    fn near_names_are_offered() {
        assert_eq!(suggest("syrai", 1), ["Syria"]);
        assert_eq!(suggest("untied kingdom", 1), ["United Kingdom"]);
        assert!(suggest("qqqqqqq", 3).is_empty());
    }
}
