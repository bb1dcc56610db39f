//! Values that a shell completes: people, countries, topics and sources of the index, saved searches.
//!
//! The shell asks the program itself, with the words typed so far; what cannot be
//! found out, for want of an index, is not completed.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::place::PlaceArguments;
use super::saved::Saved;
use crate::index::Index;
use crate::search::{FacetCount, FacetField, FacetRequest, Request, Search};
use crate::text::fold;

/// Values that a shell is given, at most: the most frequent.
const MOST: usize = 100;

/// Completes values of a facet.
pub(super) fn values(field: FacetField) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let values = index().and_then(|index| counted(index, field));
        candidates(current, values.unwrap_or_default().into_iter().map(|count| value(field, count)))
    })
}

/// Completes names of saved searches.
pub(super) fn searches() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let saved = index().and_then(|index| Saved::read(&index).ok());
        let searches = saved.map(|saved| saved.searches).unwrap_or_default();
        candidates(current, searches.into_values().map(|search| Offer { text: search.id, help: search.query }))
    })
}

/// A value, and what to say of it.
struct Offer {
    text: String,
    help: String,
}

/// The value as filters take it and people know it.
fn value(field: FacetField, count: FacetCount) -> Offer {
    let articles = format!("{} articles", count.count);
    match field {
        // The last level of a path names a topic.
        FacetField::Topics => {
            let name = count.label.rsplit('/').next().unwrap_or(&count.label).to_owned();
            Offer { text: name, help: format!("{}, {articles}", count.label) }
        }
        FacetField::Countries | FacetField::Focus => {
            Offer { text: count.label, help: format!("{}, {articles}", count.value) }
        }
        _ => Offer { text: count.value, help: articles },
    }
}

fn counted(index: Index, field: FacetField) -> Option<Vec<FacetCount>> {
    let request = Request { facets: vec![FacetRequest::all(field)], ..Request::default() };
    let counts = Search::new(index).ok()?.facets(&request).ok()?;
    counts.into_iter().next().map(|counts| counts.values)
}

/// The index that the command line so far means.
fn index() -> Option<Index> {
    let mut words = std::env::args_os().skip_while(|word| word != "--").skip(1);
    let mut named = std::env::var_os("DATELINE_INDEX").map(PathBuf::from);
    while let Some(word) = words.next() {
        if word == "--index" {
            named = words.next().map(PathBuf::from);
        } else if let Some(folder) = word.to_str().and_then(|word| word.strip_prefix("--index=")) {
            named = Some(folder.into());
        }
    }
    PlaceArguments { index: named }.existing().ok()
}

/// The offers that begin as what is typed, case and accents aside; without any, those of which a
/// word begins so. In the order in which they come.
fn candidates(current: &OsStr, offers: impl Iterator<Item = Offer>) -> Vec<CompletionCandidate> {
    let typed = current.to_string_lossy();
    let bare: String = typed.trim_start_matches(['"', '\'']).chars().filter(|c| *c != '\\').collect();
    let wanted = fold(&bare);
    let offers: Vec<Offer> = offers.collect();
    let begins = |offer: &&Offer| fold(&offer.text).starts_with(&wanted);
    let mut found: Vec<&Offer> = offers.iter().filter(begins).take(MOST).collect();
    if found.is_empty() {
        let has = |offer: &&Offer| fold(&offer.text).split_whitespace().any(|word| word.starts_with(&wanted));
        found = offers.iter().filter(has).take(MOST).collect();
    }
    // Bash takes words as they come; the other shells quote what has spaces.
    let quoting = std::env::var_os("_CLAP_COMPLETE_COMP_TYPE").is_some() && bare == typed.replace('\\', "");
    let candidate = |(n, offer): (usize, &Offer)| {
        let text = if quoting { quoted(&offer.text) } else { offer.text.clone() };
        CompletionCandidate::new(text).help(Some(offer.help.clone().into())).display_order(Some(n))
    };
    found.into_iter().enumerate().map(candidate).collect()
}

/// A text as one word of bash.
fn quoted(text: &str) -> String {
    let mut word = String::new();
    for c in text.chars() {
        if !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.' | '/' | '@' | '%' | '+' | ',') {
            word.push('\\');
        }
        word.push(c);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(current: &str) -> Vec<String> {
        let offers =
            ["Angela Merkel", "Ángel Ruiz", "Ann Lee"].map(|text| Offer { text: text.to_owned(), help: String::new() });
        let found = candidates(OsStr::new(current), offers.into_iter());
        found.iter().map(|candidate| candidate.get_value().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn what_begins_so_comes_before_words_inside() {
        assert_eq!(offered("ang"), ["Angela Merkel", "Ángel Ruiz"]);
        assert_eq!(offered("Angela\\ M"), ["Angela Merkel"]);
        assert_eq!(offered("\"Angela M"), ["Angela Merkel"]);
        assert_eq!(offered("lee"), ["Ann Lee"]);
        assert_eq!(offered("").len(), 3);
        assert!(offered("zz").is_empty());
    }

    #[test]
    fn bash_gets_one_word() {
        assert_eq!(quoted("Gulf & Levant's"), "Gulf\\ \\&\\ Levant\\'s");
    }
}
