//! Conditions beside the query: what the filters of the command line say.

use std::sync::Arc;

use tantivy::query::{BooleanQuery, ConstScoreQuery, Query};

use super::chosen::IdSet;
use super::compile::{Compiler, Unknown};
use super::counts::FacetField;
use super::query::{Days, ValueField};
use super::rank::RankedQuery;
use crate::error::{Error, Result};

/// Conditions that a hit must meet. Values of one filter are alternatives;
/// different filters must all hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// Names of people, whole or in part.
    pub people: Vec<String>,
    /// Countries mentioned: names, codes, demonyms, regions, groups.
    pub countries: Vec<String>,
    /// Countries that the story is about.
    pub focus: Vec<String>,
    /// Topics: names, codes, paths.
    pub topics: Vec<String>,
    /// Newspapers, agencies, sites.
    pub sources: Vec<String>,
    /// ISO 639-1 codes.
    pub languages: Vec<String>,
    /// Days of publication.
    pub days: Days,
    /// Ids of articles; `None` for all of them.
    pub ids: Option<Arc<IdSet>>,
    /// Commits that the article came or changed with.
    pub commits: Option<Commits>,
}

/// Commits of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commits {
    /// Those after this one,
    pub after: u64,
    /// and up to this one.
    pub to: u64,
}

impl Filters {
    /// These filters, and where one of them says nothing, what `others` say.
    #[must_use]
    pub fn or(self, others: &Filters) -> Filters {
        let or = |own: Vec<String>, other: &Vec<String>| if own.is_empty() { other.clone() } else { own };
        Filters {
            people: or(self.people, &others.people),
            countries: or(self.countries, &others.countries),
            focus: or(self.focus, &others.focus),
            topics: or(self.topics, &others.topics),
            sources: or(self.sources, &others.sources),
            languages: or(self.languages, &others.languages),
            days: Days { from: self.days.from.or(others.days.from), to: self.days.to.or(others.days.to) },
            ids: self.ids.or_else(|| others.ids.clone()),
            commits: self.commits.or(others.commits),
        }
    }

    /// Whether values of a facet are selected.
    pub(super) fn selects(&self, facet: FacetField) -> bool {
        !self.without(facet).eq(self)
    }

    /// The filters but for those on a facet: its own selection does not hide its other values.
    pub(super) fn without(&self, facet: FacetField) -> Filters {
        let mut filters = self.clone();
        match facet {
            FacetField::People => filters.people.clear(),
            FacetField::Countries | FacetField::Regions => filters.countries.clear(),
            FacetField::Focus => filters.focus.clear(),
            FacetField::Topics => filters.topics.clear(),
            FacetField::Sources => filters.sources.clear(),
            FacetField::Languages => filters.languages.clear(),
            // Places have no filter of their own, and days are a range, not a selection of values.
            FacetField::Sections
            | FacetField::Places
            | FacetField::Years
            | FacetField::Months
            | FacetField::Clusters => {}
        }
        filters
    }

    /// `query`, restricted to what the filters let through; scores stay as they are.
    ///
    /// # Errors
    /// A country or topic that is not known.
    pub(super) fn restrict(&self, compiler: &mut Compiler<'_>, query: Box<dyn Query>) -> Result<Box<dyn Query>> {
        let mut filters: Vec<Arc<dyn Query>> = Vec::new();
        let values = [
            ("--people", ValueField::Person, &self.people),
            ("--country", ValueField::Country, &self.countries),
            ("--focus", ValueField::Focus, &self.focus),
            ("--topic", ValueField::Topic, &self.topics),
            ("--source", ValueField::Source, &self.sources),
            ("--language", ValueField::Language, &self.languages),
        ];
        for (flag, field, values) in values {
            let mut either = Vec::new();
            for value in values {
                let unknown = |Unknown { what, help }| Error::new(format!("{flag}: {what}")).help(help);
                either.push(compiler.value(field, value).map_err(unknown)?);
            }
            match either.len() {
                0 => {}
                1 => filters.extend(either.into_iter().map(Arc::from)),
                _ => filters.push(Arc::new(BooleanQuery::union(either))),
            }
        }
        if self.days != Days::default() {
            filters.push(compiler.published(&self.days).into());
        }
        if let Some(commits) = &self.commits {
            filters.push(compiler.changed(commits).into());
        }
        if let Some(ids) = &self.ids {
            filters.push(compiler.ids(ids).into());
        }
        if filters.is_empty() {
            return Ok(query);
        }
        if let Some(ranked) = query.downcast_ref::<RankedQuery>() {
            return Ok(Box::new(ranked.clone().filtered(filters)));
        }
        let selecting =
            |filter: Arc<dyn Query>| -> Box<dyn Query> { Box::new(ConstScoreQuery::new(filter.box_clone(), 0.0)) };
        let mut all: Vec<Box<dyn Query>> = filters.into_iter().map(selecting).collect();
        all.push(query);
        Ok(Box::new(BooleanQuery::intersection(all)))
    }
}
