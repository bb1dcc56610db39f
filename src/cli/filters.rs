//! The filters that searching verbs share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::completing::values;
use super::terminal::Terminal;
use crate::error::{Error, Result};
use crate::search::query::Days;
use crate::search::{FacetField, Filters, IdSet, Search};

/// Conditions beside the query.
#[derive(Debug, Clone, Default, PartialEq, Args, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[command(next_help_heading = "Filters (repeat one for alternatives)")]
pub(super) struct FilterArguments {
    /// Only articles that name this person, by whole name or part of it
    #[arg(long, value_name = "NAME", visible_alias = "person", add = values(FacetField::People))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<String>,
    /// Only articles that mention this country: name, code, demonym, region or group
    #[arg(long, value_name = "COUNTRY", add = values(FacetField::Countries))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    country: Vec<String>,
    /// Only articles about this country; without one, `facets countries` counts what articles are about
    #[arg(long, value_name = "COUNTRY", num_args = 0..=1, default_missing_value = "",
          add = values(FacetField::Focus))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    focus: Vec<String>,
    /// Only articles on this topic: name, IPTC code or path
    #[arg(long, value_name = "TOPIC", add = values(FacetField::Topics))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    topic: Vec<String>,
    /// Only articles of this source
    #[arg(long, value_name = "SOURCE", add = values(FacetField::Sources))]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source: Vec<String>,
    /// Only articles in this language (ISO 639-1 code)
    #[arg(long, value_name = "CODE")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    language: Vec<String>,
    /// Only articles from this day on: 2015, 2015-09, 2015-09-08, yesterday, "last 7 days"
    #[arg(long, value_name = "DAY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// Only articles up to this day
    #[arg(long, value_name = "DAY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Only articles with these ids: a file of one a line, or - for standard input
    #[arg(long, value_name = "FILE|-")]
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<PathBuf>,
}

impl FilterArguments {
    /// Whether ids are read from standard input.
    pub(super) fn reads_input(&self) -> bool {
        self.ids.as_deref().is_some_and(|path| path.as_os_str() == "-")
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        *self == FilterArguments::default()
    }

    /// Takes out a `--focus` without a country; true if there was one.
    pub(super) fn take_bare_focus(&mut self) -> bool {
        let before = self.focus.len();
        self.focus.retain(|country| !country.is_empty());
        self.focus.len() < before
    }

    /// The filters, with their days read.
    ///
    /// # Errors
    /// A day that is none; a focus without a country.
    pub(super) fn resolve(self) -> Result<Filters> {
        if self.focus.iter().any(String::is_empty) {
            return Err(Error::new("--focus: no country is given")
                .help("name one (--focus syria), or count all with `dateline facets countries --focus`"));
        }
        let days = days(self.since.as_deref(), self.until.as_deref())?;
        Ok(Filters {
            people: self.people,
            countries: self.country,
            focus: self.focus,
            topics: self.topic,
            sources: self.source,
            languages: self.language,
            days,
            commits: None,
            ids: self.ids.as_deref().map(ids).transpose()?,
        })
    }
}

/// The days from one to another, as a user spells them.
///
/// # Errors
/// A day that is none; a first day after the last.
pub(super) fn days(since: Option<&str>, until: Option<&str>) -> Result<Days> {
    let today = jiff::Zoned::now().date();
    let day = |flag: &str, text: Option<&str>| match text {
        None => Ok(Days::default()),
        Some(text) => Days::parse(text, today).ok_or_else(|| {
            Error::new(format!("{flag}: \"{text}\" is no date"))
                .help("dates look like 2015, 2015-09, 2015-09-08, yesterday or \"last 7 days\"")
        }),
    };
    let days = Days { from: day("--since", since)?.from, to: day("--until", until)?.to };
    if let (Some(from), Some(to)) = (days.from, days.to)
        && from > to
    {
        return Err(Error::new(format!("--since {from} is after --until {to}")).help("swap the two"));
    }
    Ok(days)
}

/// Ids of articles that are not there which a note names, at most.
const NAMED: usize = 3;

/// Tells how many of the ids that are asked for no article has.
///
/// # Errors
/// The index cannot be read.
pub(super) fn tell_unknown(search: &Search, filters: &Filters, terminal: &Terminal) -> Result<()> {
    if let Some(note) = filters.ids.as_deref().map(|ids| unknown(search, ids)).transpose()?.flatten() {
        terminal.note(&note);
    }
    Ok(())
}

/// What to say of the ids of a list that no article has, if there are any.
///
/// # Errors
/// The index cannot be read.
pub(super) fn unknown(search: &Search, ids: &IdSet) -> Result<Option<String>> {
    let unknown = search.unknown_ids(ids)?;
    if unknown.is_empty() {
        return Ok(None);
    }
    let named: Vec<String> = unknown.iter().take(NAMED).map(|id| format!("\"{id}\"")).collect();
    let more = if unknown.len() > NAMED { " …" } else { "" };
    let (missing, all) = (unknown.len(), ids.len());
    Ok(Some(format!("{missing} of {all} ids are not in the index: {}{more}", named.join(", "))))
}

/// The ids of a file, one a line or each ended by a NUL.
fn ids(path: &Path) -> Result<Arc<IdSet>> {
    let cannot = |cause: std::io::Error| {
        Error::new("the ids cannot be read").at(path).because(cause).help("name a file of one id a line, or -")
    };
    let text = match path.to_str() {
        Some("-") => std::io::read_to_string(std::io::stdin()),
        _ => std::fs::read_to_string(path),
    };
    let text = text.map_err(cannot)?;
    let ids = text.trim_start_matches('\u{FEFF}').split(['\n', '\0']).map(|id| id.trim_end_matches('\r'));
    Ok(Arc::new(ids.filter(|id| !id.is_empty()).map(str::to_owned).collect()))
}
