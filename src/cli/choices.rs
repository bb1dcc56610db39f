//! The choice of facets, which several verbs offer.

use clap::ValueEnum;
use serde::Deserialize;

use crate::search::{FacetField, FacetRequest};

/// The facets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FacetName {
    /// People
    People,
    /// Countries mentioned
    Countries,
    /// Countries that stories are about
    Focus,
    /// Regions and subregions of countries mentioned
    Regions,
    /// Towns and regions
    Places,
    /// IPTC Media Topics
    Topics,
    /// Newspapers, agencies, sites
    Sources,
    /// Publishers' sections
    Sections,
    /// Languages
    Languages,
    /// Years
    Years,
    /// Months
    Months,
    /// Articles that are the same wire copy, by the earliest
    Clusters,
}

impl From<FacetName> for FacetField {
    fn from(name: FacetName) -> FacetField {
        match name {
            FacetName::People => FacetField::People,
            FacetName::Countries => FacetField::Countries,
            FacetName::Focus => FacetField::Focus,
            FacetName::Regions => FacetField::Regions,
            FacetName::Places => FacetField::Places,
            FacetName::Topics => FacetField::Topics,
            FacetName::Sources => FacetField::Sources,
            FacetName::Sections => FacetField::Sections,
            FacetName::Languages => FacetField::Languages,
            FacetName::Years => FacetField::Years,
            FacetName::Months => FacetField::Months,
            FacetName::Clusters => FacetField::Clusters,
        }
    }
}

/// Requests for facets by name, each once.
pub(super) fn named_facets(names: &[FacetName], limit: usize) -> Vec<FacetRequest> {
    let mut fields: Vec<FacetField> = Vec::new();
    for &name in names {
        if !fields.contains(&name.into()) {
            fields.push(name.into());
        }
    }
    requests(fields.into_iter(), limit)
}

/// Facet requests of one limit; 0 for all values.
pub(super) fn requests(fields: impl Iterator<Item = crate::search::FacetField>, limit: usize) -> Vec<FacetRequest> {
    fields.map(|field| FacetRequest { limit: (limit > 0).then_some(limit), ..FacetRequest::all(field) }).collect()
}
