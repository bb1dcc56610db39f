//! Who has printed the same wire copy: the copies of one article, and the
//! groups of copies among those that match a request.

use tantivy::query::Query;

use super::ids::by_id;
use super::{FacetCount, FacetRequest, Request, Search};
use crate::error::Result;
use crate::index::{Stored, key};
use crate::text::{fold, one_line};

/// The other articles of the same wire copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopiesOf {
    /// The id of the earliest of them, where this is not it.
    pub first: Option<String>,
    /// The ids of all others, the earliest first.
    pub others: Vec<String>,
}

/// Articles that are copies of each other.
#[derive(Debug, Clone)]
pub struct CopyGroup {
    /// The earliest first.
    pub articles: Vec<Stored>,
}

impl Search {
    /// The copies of the article with this id.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn copies_of(&self, id: &str) -> Result<CopiesOf> {
        let Some(member) = self.copies.member(key(id)) else { return Ok(CopiesOf::default()) };
        let all = self.members(member.group)?;
        let first = all.first().filter(|first| *first != id).cloned();
        Ok(CopiesOf { first, others: all.into_iter().filter(|other| other != id).collect() })
    }

    /// The groups of copies of which an article matches, the largest first; for a query that is
    /// the id of an article, its own group.
    ///
    /// # Errors
    /// The query is not understood; the index cannot be read.
    pub fn duplicates(&self, request: &Request) -> Result<(Vec<CopyGroup>, u64)> {
        let groups = match self.copies.member(key(&request.query)) {
            Some(member) if self.copies.ids(member.group).any(|id| id == request.query) => vec![member.group],
            _ if self.is_there(&request.query)? => Vec::new(),
            _ => {
                let understood = self.understand(request)?;
                let mut groups: Vec<u32> = self.groups_of(&*understood.query)?.into_keys().collect();
                groups.sort_unstable();
                groups
            }
        };
        let mut groups = groups.into_iter().map(|group| self.members(group)).collect::<Result<Vec<_>>>()?;
        groups.retain(|ids| ids.len() > 1);
        groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let total = groups.len() as u64;
        let wanted = groups.into_iter().skip(request.offset).take(request.limit.unwrap_or(usize::MAX));
        let group = |ids: Vec<String>| {
            let articles = ids.iter().map(|id| self.article(id)).collect::<Result<_>>()?;
            Ok(CopyGroup { articles })
        };
        Ok((wanted.map(group).collect::<Result<_>>()?, total))
    }

    /// The groups of copies of which several articles match, each with their number: never counted once.
    pub(super) fn clusters(&self, query: &dyn Query, facet: &FacetRequest) -> Result<Vec<FacetCount>> {
        let like = facet.like.as_deref().map(fold);
        let mut counts = Vec::new();
        for (group, count) in self.groups_of(query)?.into_iter().filter(|(_, count)| *count > 1) {
            let Some(first) = self.members(group)?.into_iter().next() else { continue };
            counts.push(FacetCount { value: first, label: String::new(), count });
        }
        counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        let limit = facet.limit.unwrap_or(usize::MAX);
        let mut labelled = Vec::new();
        for mut count in counts {
            if labelled.len() >= limit {
                break;
            }
            let title = self.article(&count.value)?.article.title;
            count.label = one_line(&title);
            if like.as_ref().is_none_or(|like| fold(&count.label).contains(like.as_str())) {
                labelled.push(count);
            }
        }
        Ok(labelled)
    }

    /// The ids of a group; without those that went after the groups were made.
    fn members(&self, group: u32) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for id in self.copies.ids(group) {
            if self.copies.is_current() || self.is_there(id)? {
                ids.push(id.to_owned());
            }
        }
        Ok(ids)
    }

    fn is_there(&self, id: &str) -> Result<bool> {
        Ok(self.searcher.search(&by_id(self.index.fields().id, id), &tantivy::collector::Count)? > 0)
    }
}
