//! `dateline people`: who is in the index, and which names stand for whom.

use std::io::Write;

use clap::{Args, Subcommand};

use super::Outcome;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::{Error, Result};
use crate::index::{Aliases, Origin, Target};
use crate::output::{Format, PersonRecord, VariantRecord};
use crate::search::{FacetCount, FacetField, FacetRequest, Filters, Request, Search};
use crate::text::fold;
use crate::vocab::people::{FormKind, known};

/// List the people of the index, and mend which names stand for whom, without indexing again
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline people list lavr
  dateline people merge \"S. Lavrov\" Lavrow \"Sergei Lavrov\"
  dateline people variants \"Sergei Lavrov\"")]
pub(super) struct PeopleArguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print people and their numbers of articles
    List {
        /// Only names that hold this, case and accents aside
        like: Option<String>,
        /// Names to print; 0 for all
        #[arg(long, short = 'n', default_value = "50", value_name = "N")]
        limit: usize,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Let names stand for another: the last one
    Merge {
        /// The names, and last the one that they stand for
        #[arg(required = true, num_args = 2.., value_name = "NAME")]
        names: Vec<String>,
    },
    /// Let a name stand for itself again
    Split {
        /// The name
        name: String,
    },
    /// Do not show or count a name: it is no person
    Hide {
        /// The name
        name: String,
    },
    /// Print which names stand for one, and why
    Variants {
        /// The name
        name: String,
        #[command(flatten)]
        output: OutputArguments,
    },
}

impl PeopleArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let search = Search::new(place.existing()?)?;
        match self.action {
            Action::List { like, limit, output } => list(&search, like.as_deref(), limit, &output, terminal),
            Action::Variants { name, output } => variants(&search, &name, &output, terminal),
            Action::Merge { mut names } => {
                let wanted = names.pop().unwrap_or_default();
                let names =
                    names.iter().map(|name| stored_or_new(&search, name, terminal)).collect::<Result<Vec<_>>>()?;
                let into = goal(&search, wanted.trim(), terminal)?;
                mend(&search, terminal, |aliases| {
                    for name in &names {
                        aliases.set(name, Target::Name(into.clone()));
                    }
                    // The goal stands for itself, whatever was said of it before.
                    aliases.set(&into, Target::Name(into.clone()));
                })
            }
            Action::Split { name } => {
                let name = stored(&search, &name)?;
                mend(&search, terminal, |aliases| aliases.set(&name, Target::Name(name.clone())))
            }
            Action::Hide { name } => {
                let name = stored_or_new(&search, &name, terminal)?;
                mend(&search, terminal, |aliases| aliases.set(&name, Target::Hidden))
            }
        }
    }
}

/// Names that an error lists, at most.
const NEAR: usize = 5;

/// The value that `name` means, case and accents aside: one that the index shows, or one of which the alias file speaks.
///
/// # Errors
/// There is none; says which hold the same words.
fn stored(search: &Search, name: &str) -> Result<String> {
    let aliases = search.aliases();
    if aliases.get(name).is_some() {
        return Ok(name.to_owned());
    }
    if let Some(value) = shown(search, name, None)?.iter().find(|value| fold(value) == fold(name)) {
        return Ok(value.clone());
    }
    if let Some((value, _)) = aliases.iter().find(|(value, _)| fold(value) == fold(name)) {
        return Ok(value.to_owned());
    }
    let words = || name.split_whitespace().rev().filter(|word| word.chars().count() > 2);
    let near = std::iter::once(name).chain(words()).map(|word| shown(search, word, Some(NEAR)));
    let near = near.collect::<Result<Vec<_>>>()?.into_iter().find(|near| !near.is_empty()).unwrap_or_default();
    let error = Error::new(format!("nobody in this index is called \"{name}\""));
    Err(if near.is_empty() || name.trim().is_empty() {
        error.help("`dateline people list TEXT` looks names up by a part of them")
    } else {
        error.help(format!("there are: {}", near.join(", ")))
    })
}

/// [`stored`], or the name itself, which articles to come may have, with a note.
fn stored_or_new(search: &Search, name: &str, terminal: &Terminal) -> Result<String> {
    if !is_name(name) {
        return stored(search, name);
    }
    Ok(stored(search, name).unwrap_or_else(|unknown| {
        tell_nobody(terminal, &unknown);
        name.trim().to_owned()
    }))
}

/// Whether the alias file can hold a name.
fn is_name(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && name != "-" && !name.starts_with('#') && !name.chars().any(char::is_control)
}

/// Says which people of a filter nobody in the index is called, with the names that come near.
pub(super) fn tell_unknown_people(search: &Search, names: &[String], terminal: &Terminal) -> Result<()> {
    for name in names {
        let filters = Filters { people: vec![name.clone()], ..Filters::default() };
        let found = search.page(&Request { filters, limit: Some(0), ..Request::default() })?.total;
        if found == 0
            && let Err(unknown) = stored(search, name)
        {
            tell_nobody(terminal, &unknown);
        }
    }
    Ok(())
}

/// Tells of a name that is nobody's, on one line.
fn tell_nobody(terminal: &Terminal, unknown: &Error) {
    terminal.note(&format!("{unknown}; {}", unknown.hint().unwrap_or_default()));
}

/// The name that others are to stand for: one of the index, or a new one.
fn goal(search: &Search, name: &str, terminal: &Terminal) -> Result<String> {
    if !is_name(name) {
        return Err(Error::new(format!("{name:?} is no name")).help("`dateline people hide` shows a name no more"));
    }
    let found = shown(search, name, None)?.into_iter().find(|value| fold(value) == fold(name));
    if found.is_none() {
        terminal.note(&format!("nobody was called \"{name}\" so far"));
    }
    Ok(found.unwrap_or_else(|| name.to_owned()))
}

/// The names of people that hold `like`, most frequent first.
fn shown(search: &Search, like: &str, limit: Option<usize>) -> Result<Vec<String>> {
    let request = Request {
        facets: vec![FacetRequest { limit, like: Some(like.to_owned()), ..FacetRequest::all(FacetField::People) }],
        ..Request::default()
    };
    Ok(search.facets(&request)?.into_iter().flat_map(|counts| counts.values).map(|value| value.value).collect())
}

fn mend(search: &Search, terminal: &Terminal, change: impl FnOnce(&mut Aliases)) -> Result<Outcome> {
    let folder = search.index().folder();
    let mut aliases = search.aliases().clone();
    change(&mut aliases);
    aliases.write(folder)?;
    terminal.note(&format!("{} is up to date", folder.join(crate::index::ALIASES_FILE).display()));
    Ok(Outcome::Found)
}

fn list(
    search: &Search,
    like: Option<&str>,
    limit: usize,
    output: &OutputArguments,
    terminal: &Terminal,
) -> Result<Outcome> {
    let printing = output.resolve::<PersonRecord>()?;
    let request = Request {
        facets: vec![FacetRequest {
            limit: (limit > 0).then_some(limit),
            like: like.map(str::to_owned),
            ..FacetRequest::all(FacetField::People)
        }],
        ..Request::default()
    };
    let found = search.facets(&request)?.into_iter().flat_map(|counts| counts.values);
    let person = |value: FacetCount| PersonRecord {
        also: search.aliases().variants(&value.value).map(|(variant, _)| variant.to_owned()).collect(),
        name: value.label,
        count: value.count,
    };
    printing.print(terminal, found.map(person))
}

fn variants(search: &Search, name: &str, output: &OutputArguments, terminal: &Terminal) -> Result<Outcome> {
    let printing = output.resolve::<VariantRecord>()?;
    let aliases = search.aliases();
    let canonical = aliases
        .canonical(name)
        .ok_or_else(|| Error::new(format!("\"{name}\" is hidden")).help("`dateline people split` shows it again"))?;
    let known = known();
    let mut called = known.spelled(canonical).into_iter();
    // A form of one known person only leads to that person, whom the index shows by another name.
    let person = known.named(canonical).or_else(|| called.next().filter(|_| called.next().is_none()));
    let canonical = person.map_or(canonical, |person| person.name);
    let record = |variant: &str, origin: Origin, why: String| VariantRecord {
        name: canonical.to_owned(),
        variant: variant.to_owned(),
        origin,
        why,
    };
    let mut variants: Vec<VariantRecord> = aliases
        .variants(canonical)
        .map(|(variant, origin)| record(variant, origin, origin.why(variant).to_owned()))
        .collect();
    for (form, kind) in person.iter().flat_map(|person| person.forms()) {
        let said = match (kind, person.and_then(|person| person.alone)) {
            (FormKind::Full, _) => "another full form in the list of known people".to_owned(),
            (FormKind::Short, Some(years)) => {
                format!("alone, it means this person in articles of {}-{}", years.first, years.last)
            }
            (FormKind::Short, None) => continue,
        };
        variants.push(record(form, Origin::Known, said));
    }
    if variants.is_empty()
        && let Err(unknown) = stored(search, name)
    {
        tell_nobody(terminal, &unknown);
        return Ok(Outcome::Nothing);
    }
    if printing.count.is_none() && printing.records.layout().format == Format::Text {
        writeln!(terminal.out(), "{canonical}")?;
    }
    printing.print(terminal, variants)
}
