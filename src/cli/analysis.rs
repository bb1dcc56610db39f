//! What `trend`, `compare` and `pairs` share: facets that can be analysed, formats, drawings.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::choices::FacetName;
use super::conflict;
use super::duplicates::CollapseArguments;
use super::lenient::LenientArguments;
use super::output::{OutputArguments, Printing};
use super::terminal::Terminal;
use crate::error::{Error, Result};
use crate::index::replace_file;
use crate::output::Record;
use crate::search::FacetField;

/// How to read queries and print what comes of them.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    #[command(flatten)]
    lenient: LenientArguments,
    #[command(flatten)]
    pub(super) copies: CollapseArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl ReportArguments {
    pub(super) fn lenient(&self, terminal: &Terminal) -> bool {
        self.lenient.resolve(terminal)
    }

    /// How records `R` are printed.
    ///
    /// # Errors
    /// As [`OutputArguments::resolve`].
    pub(super) fn resolve<R: Record>(&self) -> Result<Printing<R>> {
        self.output.resolve()
    }
}

/// The facet of this name, where it is one.
pub(super) fn facet(name: &str) -> Option<FacetField> {
    FacetName::from_str(name, false).ok().map(FacetField::from)
}

/// A facet that articles hold themselves: not the groups of copies, which count once.
pub(super) fn no_clusters(field: FacetField, verb: &str) -> Result<FacetField> {
    if field == FacetField::Clusters {
        return Err(conflict(
            &format!("{verb} does not go with clusters"),
            "`dateline duplicates QUERY` lists groups of copies; here each counts as one article",
        ));
    }
    Ok(field)
}

/// A facet of values that articles have several of: not a length of time.
pub(super) fn timeless(field: FacetField, verb: &str) -> Result<FacetField> {
    let field = no_clusters(field, verb)?;
    if matches!(field, FacetField::Years | FacetField::Months) {
        return Err(conflict(
            &format!("{verb} does not go with {}", field.name()),
            "use people, countries, focus, regions, places, topics, sources, sections or languages",
        ));
    }
    Ok(field)
}

/// Writes a drawing, whole or not at all.
pub(super) fn draw(path: &Path, svg: &str, terminal: &Terminal) -> Result<()> {
    replace_file(path, svg.as_bytes()).map_err(|cause| {
        Error::new("the drawing cannot be written")
            .at(path)
            .because(cause)
            .help("name a file in a directory that this user may write")
    })?;
    terminal.note(&format!("{} is drawn", path.display()));
    Ok(())
}
