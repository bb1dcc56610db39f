//! Which segments are merged: those of about one size, as Tantivy's own policy
//! has it, but for the large ones.
//!
//! A merge copies the stored articles of a segment in one piece. Segments whose
//! articles take more than that stay as they are: that many are few.

use std::path::PathBuf;

use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// The policy of an index.
#[derive(Debug)]
pub(super) struct Merging {
    /// Where the segments lie.
    pub(super) folder: PathBuf,
    /// Bytes of stored articles, at most, of a segment that is merged.
    pub(super) store: u64,
}

impl MergePolicy for Merging {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let small = |segment: &&SegmentMeta| {
            let store = self.folder.join(segment.relative_path(SegmentComponent::Store));
            std::fs::metadata(store).is_ok_and(|file| file.len() <= self.store)
        };
        let small: Vec<SegmentMeta> = segments.iter().filter(small).cloned().collect();
        LogMergePolicy::default().compute_merge_candidates(&small)
    }
}
