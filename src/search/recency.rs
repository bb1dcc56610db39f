//! Preferring recent articles among the best.

use tantivy::Searcher;

use super::ranked::Ranked;

/// Days in which half of what can be lost by age is lost.
const HALF_LIFE: f32 = 30.0;

/// What the oldest article keeps of its score.
const KEPT: f32 = 0.5;

/// Lowers the scores of the first `head` by their age and orders them again; those
/// behind lose as much as the oldest, and so stay behind. Age counts from
/// the latest article of the index, so that an old index answers as it did.
pub(super) fn prefer_recent(searcher: &Searcher, top: &mut [Ranked], head: usize) -> tantivy::Result<()> {
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        columns.push(segment.fast_fields().u64("day")?);
    }
    let latest = columns.iter().map(|column| days(column.max_value())).fold(0.0, f32::max);
    let head = head.min(top.len());
    for (n, ranked) in top.iter_mut().enumerate() {
        let day = columns[ranked.address.segment_ord as usize].first(ranked.address.doc_id).filter(|_| n < head);
        let recent = day.map_or(0.0, |day| (-(latest - days(day)).max(0.0) / HALF_LIFE).exp2());
        ranked.score *= KEPT + (1.0 - KEPT) * recent;
    }
    top[..head].sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    Ok(())
}

/// The number 19870226 in days, near enough to tell ages by.
fn days(number: u64) -> f32 {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    year as f32 * 365.25 + month as f32 * 30.4 + day as f32
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn days_apart() {
        assert!((days(19870326) - days(19870226) - 30.0).abs() < 2.0);
        assert!((days(19880101) - days(19871231) - 1.0).abs() < 2.0);
    }
}
