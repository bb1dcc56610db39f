//! Changes to an index that the corpus does not ask for: articles that the
//! user takes out, segments that are merged.

use std::collections::HashSet;

use tantivy::Term;

use super::budget::Shares;
use super::copies::regroup;
use super::key;
use super::open::Index;
use super::turn::writer;
use super::update::commit;
use crate::error::{Error, Result};

/// What an optimisation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Optimized {
    /// Segments before.
    pub segments_before: usize,
    /// Segments now.
    pub segments: usize,
    /// Articles whose deletion left their bytes behind, until now.
    pub purged: u64,
}

/// Takes the articles with these ids out; gives how many there were. They stay out when their
/// files are indexed again, until [`restore`] lets them in.
///
/// # Errors
/// Another process writes this index, or the disk fails.
pub fn delete(index: &Index, ids: &[String]) -> Result<u64> {
    let mut writer = writer(index, Shares::default())?;
    let mut manifest = index.manifest()?;
    let wanted: HashSet<u64> = ids.iter().map(|id| key(id)).collect();
    let mut deleted = 0;
    for entry in manifest.files.values_mut() {
        let (gone, kept) = entry.ids.iter().partition::<Vec<u64>, _>(|key| wanted.contains(key));
        if gone.is_empty() {
            continue;
        }
        for key in &gone {
            writer.delete_term(Term::from_field_u64(index.fields().key, *key));
        }
        deleted += gone.len() as u64;
        entry.ids = kept;
        entry.deleted.extend(gone);
    }
    if deleted > 0 {
        commit(index, &mut writer, &mut manifest)?;
        regroup(index, &manifest, Shares::default().sorting)?;
        manifest.clean(index.folder());
    }
    writer.wait_merging_threads()?;
    Ok(deleted)
}

/// Lets articles in again that the user has taken out: the next update reads their files. Gives how
/// many there are.
///
/// # Errors
/// As [`delete`].
pub fn restore(index: &Index) -> Result<u64> {
    let mut writer = writer(index, Shares::default())?;
    let mut manifest = index.manifest()?;
    let mut restored = 0;
    for entry in manifest.files.values_mut().filter(|entry| !entry.deleted.is_empty()) {
        restored += entry.deleted.len() as u64;
        entry.deleted.clear();
        // No file looks like this: it is read again.
        entry.modified = i64::MIN;
        entry.hash.clear();
    }
    if restored > 0 {
        commit(index, &mut writer, &mut manifest)?;
        manifest.clean(index.folder());
    }
    Ok(restored)
}

/// Merges all segments into one, without the articles that were deleted, and takes files away that
/// no commit names.
///
/// # Errors
/// As [`delete`].
pub fn optimize(index: &Index) -> Result<Optimized> {
    let mut writer = writer(index, Shares::default())?;
    let before = index.tantivy().searchable_segment_metas()?;
    let purged = before.iter().map(|segment| u64::from(segment.num_deleted_docs())).sum();
    if before.len() > 1 || purged > 0 {
        let ids: Vec<_> = before.iter().map(|segment| segment.id()).collect();
        writer.merge(&ids).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    index.manifest()?.clean(index.folder());
    writer.wait_merging_threads()?;
    index
        .sync()
        .map_err(|cause| Error::new("the index folder cannot be synced to disk").at(index.folder()).because(cause))?;
    let segments = index.tantivy().searchable_segment_ids()?.len();
    Ok(Optimized { segments_before: before.len(), segments, purged })
}
