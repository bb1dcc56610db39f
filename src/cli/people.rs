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
use crate::search::{FacetCount, FacetField, FacetRequest, Request, Search};
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
                let into = names.pop().unwrap_or_default();
                mend(&search, terminal, |aliases| {
                    for name in &names {
                        aliases.set(name, Target::Name(into.clone()));
                    }
                    // The goal stands for itself, whatever was said of it before.
                    aliases.set(&into, Target::Name(into.clone()));
                })
            }
            Action::Split { name } => mend(&search, terminal, |aliases| aliases.set(&name, Target::Name(name.clone()))),
            Action::Hide { name } => mend(&search, terminal, |aliases| aliases.set(&name, Target::Hidden)),
        }
    }
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
        .map(|(variant, origin)| record(variant, origin, why(variant, origin).to_owned()))
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
    if printing.count.is_none() && printing.records.layout().format == Format::Text {
        writeln!(terminal.out(), "{canonical}")?;
    }
    printing.print(terminal, variants)
}

/// Why a name stands for another, where the alias file says so.
fn why(variant: &str, origin: Origin) -> &'static str {
    match origin {
        Origin::Learned if variant.contains(' ') => {
            "the same name in other capitals, accents or hyphens, or but for a middle initial"
        }
        Origin::Learned => "of all who bear the surname in this index, nearly all articles are this person's",
        Origin::Known => "the list of known people gives this person the surname, and this index knows no other bearer",
        Origin::User => "said by a user",
    }
}
