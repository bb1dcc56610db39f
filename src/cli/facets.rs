//! `dateline facets`: how many articles each value has.

use clap::Args;

use super::choices::FacetName;
use super::duplicates::CollapseArguments;
use super::filters::{FilterArguments, tell_unknown};
use super::lenient::LenientArguments;
use super::output::OutputArguments;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use super::{Outcome, conflict};
use crate::error::Result;
use crate::output::FacetRecord;
use crate::search::{FacetField, FacetRequest, Request, Search};

/// Count articles by person, country, topic, source or time, exactly
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline facets people 'earthquake OR flood' --limit 20
  dateline facets people --like lavr
  dateline facets topics --under sport
  dateline facets countries 'earthquake' --focus
  dateline facets places --under japan
  dateline facets months --country iran --format csv")]
pub(super) struct FacetsArguments {
    /// What to count
    #[arg(value_enum, value_name = "FACET")]
    facet: FacetName,
    /// Count only over the articles that match this
    query: Option<String>,
    #[command(flatten)]
    filters: FilterArguments,
    /// Values to print; 0 for all
    #[arg(long, short = 'n', default_value = "20", value_name = "N")]
    limit: usize,
    /// Only values below this topic, region or group of countries
    #[arg(long, value_name = "VALUE")]
    under: Option<String>,
    /// Only values whose name holds this, case and accents aside
    #[arg(long, value_name = "TEXT")]
    like: Option<String>,
    #[command(flatten)]
    copies: CollapseArguments,
    #[command(flatten)]
    lenient: LenientArguments,
    #[command(flatten)]
    output: OutputArguments,
}

impl FacetsArguments {
    pub(super) fn run(mut self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let mut field = FacetField::from(self.facet);
        if self.filters.take_bare_focus() {
            if ![FacetField::Countries, FacetField::Focus].contains(&field) {
                return Err(conflict(
                    &format!("--focus without a country does not go with {}", field.name()),
                    "use it with countries, or name a country",
                ));
            }
            field = FacetField::Focus;
        }
        let drills =
            [FacetField::Topics, FacetField::Countries, FacetField::Focus, FacetField::Places].contains(&field);
        if self.under.is_some() && !drills {
            return Err(conflict(
                &format!("--under does not go with {}: that facet has no levels", field.name()),
                "use it with topics, countries, focus or places",
            ));
        }
        let request = Request {
            query: self.query.unwrap_or_default(),
            filters: self.filters.resolve()?,
            facets: vec![FacetRequest {
                field,
                limit: (self.limit > 0).then_some(self.limit),
                under: self.under,
                like: self.like,
            }],
            lenient: self.lenient.resolve(terminal),
            collapse: self.copies.collapse(),
            limit: Some(0),
            hits_only: true,
            ..Request::default()
        };
        let printing = self.output.resolve::<FacetRecord>()?;
        let search = Search::new(place.existing()?)?;
        tell_unknown(&search, &request.filters, terminal)?;
        let page = search.page(&request)?;
        page.notes.iter().for_each(|note| terminal.note(note));
        printing.print(terminal, page.facets.into_iter().flat_map(FacetRecord::all))
    }
}
