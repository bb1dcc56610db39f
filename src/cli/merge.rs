//! `dateline merge`: several indexes in one.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::progress::Bar;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::{Error, Result};
use crate::index::{FOLDER, Index, Settings, is_index, merge};
use crate::output::{self, AccountRecord};

/// Put the articles of several indexes into one; their files need not be at hand
#[derive(Debug, Args)]
#[command(after_help = "\
The merged index is a new one, or one that holds articles already; the others stay as they are. Homes of sources, names
of people and duplicates are found over all articles; what was deleted from one of the indexes stays out, and what you
told one of them of people and homes is kept. `dateline index` with the paths of all goes on from there: it reads what
has changed since. A merge that was cut short goes on when it is run again.

Examples:
  dateline merge news/.dateline .dateline --index archive
  dateline merge news --index archive --format json            # a directory with an index in it
  dateline index 2014 && dateline merge 2014 --index .dateline # into an index that is there")]
pub(super) struct MergeArguments {
    /// Index folders, or directories that were indexed
    #[arg(required = true, value_name = "INDEX")]
    indexes: Vec<PathBuf>,
    /// Threads that write the index [default: one a core, 8 at most]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
    /// Do not look for copies of one article among those that are merged
    #[arg(long)]
    no_duplicates: bool,
    #[command(flatten)]
    output: OutputArguments,
}

impl MergeArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let printing = self.output.resolve::<AccountRecord>()?;
        let Some(folder) = &place.index else {
            return Err(conflict("nothing says where the merged index is to be", "name its folder with --index DIR"));
        };
        let mut settings = Settings { duplicates: !self.no_duplicates, ..Settings::default() };
        if let Some(threads) = self.threads {
            settings.threads = usize::from(threads);
        }
        let began = Instant::now();
        let open = |path: &PathBuf| Index::open(&other_than(folder, in_it(path))?);
        // An index that is not there is an error before one is made for it.
        let sources = self.indexes.iter().map(open).collect::<Result<Vec<_>>>()?;
        let merged = merge(&Index::open_or_create(folder)?, &sources, &settings, &Bar::new(terminal))?;
        let seconds = began.elapsed().as_secs_f64();
        terminal.tell(|err| output::text::account(err, &merged.account, seconds, terminal.verbose));
        if merged.files_in_several > 0 {
            let files = merged.files_in_several;
            terminal.note(&format!("{files} files stand in several indexes: the state that changed last was taken"));
        }
        for value in &merged.contradictions {
            terminal.note(&format!(
                "{value:?} stands for different people in these indexes: what the first of them says was taken; \
                 `dateline people merge` changes it"
            ));
        }
        let found = Outcome::of(merged.account.articles_total > 0);
        if !printing.is_text() {
            printing.print(terminal, [AccountRecord(merged.account)])?;
        }
        Ok(found)
    }
}

/// The index folder that a path is, or has in it.
fn in_it(path: &Path) -> PathBuf {
    let inside = path.join(FOLDER);
    if !is_index(path) && is_index(&inside) { inside } else { path.to_owned() }
}

/// The folder, unless it is that of the merged index.
fn other_than(merged: &Path, folder: PathBuf) -> Result<PathBuf> {
    match (merged.canonicalize(), folder.canonicalize()) {
        (Ok(one), Ok(other)) if one == other => Err(Error::new("is the index that the others are to be merged into")
            .at(&folder)
            .help("leave it out: what it holds stays in it")),
        _ => Ok(folder),
    }
}
