//! `dateline people`: who is in the index, and which names stand for whom.

use std::io::Write;

use clap::{Args, Subcommand};

use super::Outcome;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::{Error, Result};
use crate::index::{Aliases, Origin, Target};
use crate::search::{FacetField, FacetRequest, Request, Search};
use crate::text::fold;

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
    },
}

impl PeopleArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let search = Search::new(place.existing()?)?;
        match self.action {
            Action::List { like, limit } => list(&search, like.as_deref(), limit, terminal),
            Action::Variants { name } => variants(&search, &name, terminal),
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

fn list(search: &Search, like: Option<&str>, limit: usize, terminal: &Terminal) -> Result<Outcome> {
    let request = Request {
        facets: vec![FacetRequest { field: FacetField::People, limit: None, under: None }],
        ..Request::default()
    };
    let wanted = like.map(fold);
    let counts = search.facets(&request)?;
    let values = counts.iter().flat_map(|counts| &counts.values);
    let found =
        values.filter(|value| wanted.as_ref().is_none_or(|wanted| fold(&value.label).contains(wanted.as_str())));
    let mut out = terminal.out();
    let mut any = false;
    for value in found.take(if limit > 0 { limit } else { usize::MAX }) {
        any = true;
        let also: Vec<&str> = search.aliases().variants(&value.value).map(|(variant, _)| variant).collect();
        let also = if also.is_empty() { String::new() } else { format!("  (also {})", also.join(", ")) };
        writeln!(out, "{:>8}  {}{also}", value.count, value.label)?;
    }
    out.flush()?;
    Ok(Outcome::of(any))
}

fn variants(search: &Search, name: &str, terminal: &Terminal) -> Result<Outcome> {
    let aliases = search.aliases();
    let canonical = aliases
        .canonical(name)
        .ok_or_else(|| Error::new(format!("\"{name}\" is hidden")).help("`dateline people split` shows it again"))?;
    let mut out = terminal.out();
    writeln!(out, "{canonical}")?;
    let mut any = false;
    for (variant, origin) in aliases.variants(canonical) {
        any = true;
        let why = match origin {
            Origin::Learned => {
                "learned: of all who bear the surname in this index, nearly all articles are this person's"
            }
            Origin::User => "said by a user",
        };
        writeln!(out, "  {variant}  {why}")?;
    }
    out.flush()?;
    Ok(Outcome::of(any))
}
