//! Days, weeks, months and years, as trends count by them.

use jiff::ToSpan;
use jiff::civil::Date;

/// A length of time that articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// A week from Monday to Sunday, numbered after ISO 8601.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Period {
    /// Its name on the command line and in output.
    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        }
    }

    /// The first day of the period that a day lies in.
    pub fn start(self, day: Date) -> Date {
        match self {
            Period::Day => day,
            // The first week of the calendar may have begun before it.
            Period::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Period::Month => day.first_of_month(),
            Period::Year => day.first_of_year(),
        }
    }

    /// The first day of the next period; none after the last of the calendar.
    fn after(self, start: Date) -> Option<Date> {
        let next = match self {
            Period::Day => start.checked_add(1.day()),
            Period::Week => start.checked_add(1.week()),
            Period::Month => start.checked_add(1.month()),
            Period::Year => start.checked_add(1.year()),
        };
        next.ok()
    }

    /// The first days of all periods from the one of `first` to the one of `last`, `most` at most.
    pub(super) fn between(self, first: Date, last: Date, most: usize) -> Option<Vec<Date>> {
        let starts = std::iter::successors(Some(self.start(first)), |start| self.after(*start));
        let starts: Vec<Date> = starts.take_while(|start| *start <= last).take(most + 1).collect();
        (starts.len() <= most).then_some(starts)
    }

    /// What a period is called: `2015-09-08`, `2015-W37`, `2015-09`, `2015`.
    pub fn label(self, start: Date) -> String {
        match self {
            Period::Day => start.to_string(),
            Period::Week => {
                let week = start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Period::Month => format!("{:04}-{:02}", start.year(), start.month()),
            Period::Year => format!("{:04}", start.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_are_those_of_iso_8601() {
        // A Friday in the last week of the year before.
        let start = Period::Week.start(date(2016, 1, 1));
        assert_eq!((start, Period::Week.label(start)), (date(2015, 12, 28), "2015-W53".to_owned()));
    }

    #[test]
    fn no_period_is_left_out() {
        let months = Period::Month.between(date(2015, 11, 30), date(2016, 2, 1), 10).unwrap();
        let labels: Vec<String> = months.into_iter().map(|start| Period::Month.label(start)).collect();
        assert_eq!(labels, ["2015-11", "2015-12", "2016-01", "2016-02"]);
        assert_eq!(Period::Day.between(date(2015, 1, 1), date(2015, 3, 1), 59), None);
        assert_eq!(Period::Day.between(date(2015, 1, 1), date(2015, 3, 1), 60).unwrap().len(), 60);
        assert_eq!(Period::Day.between(Date::MAX, Date::MAX, 5).unwrap(), [Date::MAX]);
    }
}
