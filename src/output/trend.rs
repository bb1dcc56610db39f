//! Trends: counts over time.

use std::io::{self, Write};
use std::sync::Arc;

use super::record::{Field, Record, Value};
use super::style::{FAINT, TITLE};
use super::styled;
use super::text::counted;
use crate::search::{Series, Trend};

/// Characters that a line of marks takes, at most.
const WIDTH: usize = 60;

/// Characters that a label takes, at most.
const LABEL: usize = 32;

/// One series in one period.
#[derive(Debug, Clone)]
pub struct PointRecord {
    trend: Arc<Trend>,
    series: usize,
    period: usize,
}

impl PointRecord {
    /// Every series in every period, series after series.
    pub fn all(trend: Trend) -> impl Iterator<Item = PointRecord> {
        let trend = Arc::new(trend);
        let periods = trend.starts.len();
        (0..trend.series.len() * periods).map(move |n| PointRecord {
            trend: Arc::clone(&trend),
            series: n / periods,
            period: n % periods,
        })
    }

    fn series(&self) -> &Series {
        &self.trend.series[self.series]
    }

    fn count(&self) -> u64 {
        self.series().counts[self.period]
    }

    fn all_articles(&self) -> u64 {
        self.trend.all[self.period]
    }
}

impl Record for PointRecord {
    const KIND: &'static str = "point";

    fn fields() -> Vec<Field<Self>> {
        vec![
            Field::new("field", |point| Value::from(point.series().field.map_or("query", |field| field.name()))),
            Field::new("value", |point| Value::from(&*point.series().value)),
            Field::new("label", |point| Value::from(&*point.series().label)),
            Field::new("period", |point| Value::owned(point.trend.by.label(point.trend.starts[point.period]))),
            Field::new("start", |point| Value::owned(point.trend.starts[point.period].to_string())),
            Field::new("count", |point| Value::Count(point.count())),
            Field::new("all", |point| Value::Count(point.all_articles())),
            Field::new("share", |point| Value::Number {
                value: share(point.count(), point.all_articles()),
                decimals: 6,
            }),
        ]
    }
}

/// A share of a period; none of nothing.
pub(super) fn share(count: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { count as f64 / all as f64 }
}

/// A single series period by period, several a line of marks each.
///
/// # Errors
/// The writer fails.
pub fn text(out: &mut dyn Write, trend: &Trend) -> io::Result<()> {
    if let (Some(first), Some(last)) = (trend.starts.first(), trend.starts.last()) {
        let (first, last) = (trend.by.label(*first), trend.by.label(*last));
        match trend.series.as_slice() {
            [only] => bars(out, trend, only)?,
            several => {
                let per = trend.starts.len().div_ceil(WIDTH);
                let length = match per {
                    1 => format!("a {}", trend.by.name()),
                    per => format!("for {per} {}s", trend.by.name()),
                };
                let head = format!("{first} to {last}, one mark {length}");
                writeln!(out, "{}", styled(FAINT, &head))?;
                let width = several.iter().map(|s| s.label.chars().count()).max().unwrap_or(0).min(LABEL);
                for series in several {
                    marks(out, trend, series, per, width)?;
                }
            }
        }
    }
    let undated = if trend.undated > 0 { format!(", {} of them without a day", trend.undated) } else { String::new() };
    writeln!(out, "{}", styled(FAINT, &format!("{} found{undated}", counted(trend.matching, "article"))))
}

/// A line a period: its name, a bar, the count and the share.
fn bars(out: &mut dyn Write, trend: &Trend, series: &Series) -> io::Result<()> {
    writeln!(out, "{}", styled(TITLE, &series.label))?;
    let most = series.counts.iter().copied().max().unwrap_or(0).max(1);
    for (n, start) in trend.starts.iter().enumerate() {
        let count = series.counts[n];
        let bar = bar(count as f64 / most as f64 * (WIDTH / 2) as f64);
        let share = share(count, trend.all[n]) * 100.0;
        writeln!(out, "{}  {bar:<30}  {count:>7}  {share:>5.1}%", trend.by.label(*start))?;
    }
    Ok(())
}

/// A bar of so many characters, to an eighth.
fn bar(length: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (length * 8.0).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// A series as one line: its label, a mark for every `per` periods, its total and its peak.
fn marks(out: &mut dyn Write, trend: &Trend, series: &Series, per: usize, width: usize) -> io::Result<()> {
    let sums: Vec<u64> = series.counts.chunks(per).map(|chunk| chunk.iter().sum()).collect();
    let peak = series.counts.iter().enumerate().max_by_key(|(n, count)| (**count, std::cmp::Reverse(*n)));
    let peak = peak.filter(|(_, count)| **count > 0).map(|(n, count)| {
        let note = format!("most in {}: {count}", trend.by.label(trend.starts[n]));
        styled(FAINT, &note)
    });
    let label = short(&series.label, width);
    writeln!(out, "{label:<width$}  {}  {:>7}  {}", sparkline(&sums), series.total(), peak.unwrap_or_default())
}

/// Counts as marks of eight heights; none stays empty.
fn sparkline(counts: &[u64]) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().copied().max().unwrap_or(0);
    let mark = |count: &u64| match count {
        0 => ' ',
        count => HEIGHTS[(u128::from(*count) * 8).div_ceil(u128::from(most)) as usize - 1],
    };
    counts.iter().map(mark).collect()
}

/// A label of a path by its end, where the whole is too long.
pub(super) fn short(label: &str, width: usize) -> String {
    let length = label.chars().count();
    if length <= width {
        return label.to_owned();
    }
    let end: String = label.chars().skip(length + 1 - width).collect();
    format!("…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_tell_nothing_from_little() {
        assert_eq!(sparkline(&[0, 1, 50, 100, 0]), " ▁▄█ ");
        assert_eq!(sparkline(&[0, 0]), "  ");
        assert_eq!(sparkline(&[u64::MAX]), "█");
    }

    #[test]
    fn bars_are_exact_to_an_eighth() {
        assert_eq!(bar(0.0), "");
        assert_eq!(bar(2.5), "██▌");
    }

    #[test]
    fn long_paths_keep_their_end() {
        assert_eq!(short("sport/football", 20), "sport/football");
        assert_eq!(short("sport/football", 9), "…football");
    }
}
