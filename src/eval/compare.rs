//! Whether two runs over the same queries differ by more than chance: the
//! paired t-test (Student's), two-sided.

/// How one run compares to another in one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Mean difference, first less second.
    pub difference: f64,
    /// Queries where the first is better.
    pub better: usize,
    /// Queries where it is worse.
    pub worse: usize,
    /// Probability of a difference at least as large by chance; 1 where nothing can be said.
    pub p: f64,
}

/// Compares two lists of values, query by query.
///
/// ```
/// use dateline::eval::compare::compare;
/// let same = compare(&[0.1, 0.5], &[0.1, 0.5]);
/// assert_eq!((same.difference, same.p), (0.0, 1.0));
/// ```
///
/// # Panics
/// If the lists are of different lengths: they are not of the same queries.
pub fn compare(first: &[f64], second: &[f64]) -> Comparison {
    assert_eq!(first.len(), second.len(), "a paired test needs pairs");
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    let n = differences.len() as f64;
    let mean = if differences.is_empty() { 0.0 } else { differences.iter().sum::<f64>() / n };
    let spread: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
    let p = if differences.len() < 2 || (spread == 0.0 && mean == 0.0) {
        1.0
    } else {
        let error = (spread / (n - 1.0) / n).sqrt();
        two_sided(mean / error, n - 1.0)
    };
    Comparison {
        difference: mean,
        better: differences.iter().filter(|d| **d > 0.0).count(),
        worse: differences.iter().filter(|d| **d < 0.0).count(),
        p,
    }
}

/// Probability that Student's t with so many degrees of freedom is as far from 0.
fn two_sided(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// The regularised incomplete beta function (Numerical Recipes, 6.4).
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(1.0 - x, b, a) / b
    }
}

/// Its continued fraction, by Lentz's method.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const STEPS: i32 = 500;
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-12 {
            break;
        }
    }
    fraction
}

/// Logarithm of the gamma function (Lanczos' approximation with g = 5).
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 6] = [
        76.180_091_729_471_46,
        -86.505_320_329_416_77,
        24.014_098_240_830_91,
        -1.231_739_572_450_155,
        0.120_865_097_386_617_9e-2,
        -0.539_523_938_495_3e-5,
    ];
    let base = x + 5.5;
    let series = TERMS.iter().zip(1..).fold(1.000_000_000_190_015, |sum, (term, n)| sum + term / (x + f64::from(n)));
    (x + 0.5) * base.ln() - base + (2.506_628_274_631_000_5 * series / x).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_tables_of_t() {
        // Two-sided 5% and 1% points of Student's t.
        for (t, freedom, p) in [(12.706, 1.0, 0.05), (2.228, 10.0, 0.05), (3.169, 10.0, 0.01), (1.984, 100.0, 0.05)] {
            assert!((two_sided(t, freedom) - p).abs() < 2e-4, "{t} {freedom}: {}", two_sided(t, freedom));
        }
    }

    #[test]
    fn counts_and_says_nothing_of_one_query() {
        let one = compare(&[0.3], &[0.1]);
        assert_eq!((one.better, one.worse, one.p), (1, 0, 1.0));
        let many = compare(&[0.3, 0.4, 0.5, 0.6], &[0.1, 0.25, 0.3, 0.45]);
        assert!(many.p < 0.01 && many.difference > 0.17, "{many:?}");
        let opposite = compare(&[0.1, 0.25, 0.3, 0.45], &[0.3, 0.4, 0.5, 0.6]);
        assert!((opposite.p - many.p).abs() < 1e-9 && opposite.difference < 0.0);
    }
}
