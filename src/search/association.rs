//! How strongly two things go together: measures over counts of articles.

/// Dunning's log-likelihood ratio G² of a two by two table, in which every article stands in one cell.
///
/// T. Dunning, "Accurate methods for the statistics of surprise and coincidence", Computational
/// Linguistics 19 (1993), with all four cells: Rayson and Garside (2000) leave out those that lack
/// the word, which is near enough for words among millions but not for values that half of the
/// articles have. Under independence G² follows the χ² distribution of one degree of freedom:
/// 3.84 is exceeded by chance once in twenty times, 6.63 in a hundred, 10.83 in a thousand.
pub(super) fn log_likelihood(table: [[u64; 2]; 2]) -> f64 {
    let cells = table.map(|row| row.map(|count| count as f64));
    let rows = cells.map(|row| row[0] + row[1]);
    let columns = [cells[0][0] + cells[1][0], cells[0][1] + cells[1][1]];
    let all = rows[0] + rows[1];
    let mut sum = 0.0;
    for (row, total) in cells.iter().zip(rows) {
        for (&observed, column) in row.iter().zip(columns) {
            if observed > 0.0 {
                sum += observed * (observed * all / (total * column)).ln();
            }
        }
    }
    // Rounding may take a table without any association below zero.
    (2.0 * sum).max(0.0)
}

/// Normalised pointwise mutual information of two values: 1 where they are only named together,
/// 0 where they are independent, towards -1 where they hardly ever are.
///
/// G. Bouma, "Normalized (pointwise) mutual information in collocation extraction", GSCL 2009.
pub(super) fn npmi(joint: u64, counts: [u64; 2], all: u64) -> f64 {
    if joint == 0 {
        return -1.0;
    }
    let [joint, a, b, all] = [joint, counts[0], counts[1], all].map(|count| count as f64);
    let information = -(joint / all).ln();
    // Both in every article: as close together as can be.
    if information <= 0.0 { 1.0 } else { (joint * all / (a * b)).ln() / information }
}

/// Binary logarithm of the ratio of two shares: 1 is twice as often. Half an article stands in
/// for none, so that the ratio is finite (A. Hardie, "Log ratio", 2014).
pub(super) fn log_ratio(counts: [u64; 2], articles: [u64; 2]) -> f64 {
    let share = |side: usize| (counts[side] as f64).max(0.5) / (articles[side] as f64).max(1.0);
    (share(0) / share(1)).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.005
    }

    /// The first rows of table 1 of Dunning (1993): bigrams of a report on banks, of 31,777 words.
    #[test]
    fn g2_is_that_of_dunnings_table() {
        assert!(near(log_likelihood([[110, 2442], [111, 29114]]), 270.72));
        assert!(near(log_likelihood([[29, 13], [123, 31612]]), 263.90));
        assert!(near(log_likelihood([[31, 23], [139, 31584]]), 256.84));
    }

    #[test]
    fn independent_values_have_no_association() {
        assert_eq!(log_likelihood([[10, 90], [20, 180]]), 0.0);
        assert_eq!(log_likelihood([[0, 0], [0, 0]]), 0.0);
        assert!(npmi(10, [100, 100], 1000).abs() < 1e-12);
        assert_eq!(log_ratio([5, 10], [100, 200]), 0.0);
    }

    #[test]
    fn npmi_has_its_bounds() {
        assert_eq!(npmi(7, [7, 7], 7), 1.0);
        assert!((npmi(7, [7, 7], 70) - 1.0).abs() < 1e-12);
        assert_eq!(npmi(0, [7, 7], 70), -1.0);
        assert!(npmi(1, [50, 50], 70) < 0.0);
    }
}
