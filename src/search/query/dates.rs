//! Days in queries: `2015`, `2015-09`, `2015-09-08`, ranges of them, and
//! words such as `yesterday` and `last 7 days`.

use jiff::ToSpan;
use jiff::civil::Date;

/// A span of days, both ends included; an open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Days {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// What a date in a query may look like, for messages.
pub(super) const FORMS: &str = "2015, 2015-09, 2015-09-08, \"8 September 2015\", 2015-09-01..2015-09-15, >=1987, today, yesterday or \"last 7 days\"";

impl Days {
    /// The days that `text` names, seen from `today`: a year, a month, a day, a range
    /// `A..B` with either end open, a comparison (`>=1987`), `today`, `yesterday`, `last 3 weeks`.
    ///
    /// ```
    /// use dateline::search::query::Days;
    /// let today = jiff::civil::date(2026, 3, 1);
    /// let days = Days::parse("2015-02", today).unwrap();
    /// assert_eq!(days.to.unwrap().to_string(), "2015-02-28");
    /// assert!(Days::parse("soon", today).is_none());
    /// ```
    pub fn parse(text: &str, today: Date) -> Option<Days> {
        let text = text.trim();
        if let Some((from, to)) = text.split_once("..") {
            let end = |part: &str| match part.trim() {
                "" | "*" => Some(Days::default()),
                part => Days::compared(part, today).or_else(|| Days::point(part, today)),
            };
            let (from, to) = (end(from)?, end(to)?);
            return Some(Days { from: from.from, to: to.to });
        }
        Days::compared(text, today).or_else(|| Days::point(text, today))
    }

    /// A comparison: `>=1987`.
    fn compared(text: &str, today: Date) -> Option<Days> {
        for (sign, days) in [(">=", 0), ("<=", 1), (">", 2), ("<", 3)] {
            if let Some(rest) = text.strip_prefix(sign) {
                let point = Days::point(rest.trim(), today)?;
                return Some(match days {
                    0 => Days { from: point.from, to: None },
                    1 => Days { from: None, to: point.to },
                    2 => Days { from: point.to?.tomorrow().ok(), to: None },
                    _ => Days { from: None, to: point.from?.yesterday().ok() },
                });
            }
        }
        None
    }

    /// A year, month or day, or words for days.
    fn point(text: &str, today: Date) -> Option<Days> {
        let day = |day: Date| Some(Days { from: Some(day), to: Some(day) });
        match text.to_lowercase().as_str() {
            "today" => return day(today),
            "yesterday" => return day(today.yesterday().ok()?),
            words => {
                if let Some(days) = Days::last(words, today) {
                    return Some(days);
                }
            }
        }
        if let Some(days) = Days::spelled(text) {
            return Some(days);
        }
        let plain = text.replace(['/', '.'], "-");
        let text = plain.as_str();
        let mut parts = text.split('-').map(|part| part.parse::<i16>().ok().filter(|_| digits(part)));
        let year = parts.next()??;
        if !(1..=9999).contains(&year) || text.split('-').next().is_some_and(|part| part.len() != 4) {
            return None;
        }
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Some(Days { from: Date::new(year, 1, 1).ok(), to: Date::new(year, 12, 31).ok() }),
            (Some(month), None, _) => {
                let first = Date::new(year, month? as i8, 1).ok()?;
                Some(Days { from: Some(first), to: Some(first.last_of_month()) })
            }
            (Some(month), Some(number), None) => day(Date::new(year, month? as i8, number? as i8).ok()?),
            _ => None,
        }
    }

    /// `last 7 days`, `last month`.
    fn last(words: &str, today: Date) -> Option<Days> {
        let mut words = words.split_whitespace();
        if !matches!(words.next()?, "last" | "past") {
            return None;
        }
        let second = words.next()?;
        let (count, unit) = match second.parse::<i32>() {
            Ok(count) if (1..=100_000).contains(&count) => (count, words.next()?),
            Ok(_) => return None,
            Err(_) => (1, second),
        };
        if words.next().is_some() {
            return None;
        }
        let back = match unit.trim_end_matches('s') {
            "day" => count.days(),
            "week" => count.weeks(),
            "month" => count.months(),
            "year" if count < 9999 => count.years(),
            _ => return None,
        };
        let from = today.checked_sub(back).ok()?.tomorrow().ok()?;
        Some(Days { from: Some(from), to: Some(today) })
    }

    /// A month or day with the month's name: `March 1987`, `8 Sept 2015`, `September 8, 2015`.
    fn spelled(text: &str) -> Option<Days> {
        let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let month = |word: &str| {
            let word = word.trim_end_matches('.').to_lowercase();
            let named = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
            Some(named as i8 + 1)
        };
        let year = |word: &str| word.parse::<i16>().ok().filter(|_| word.len() == 4 && digits(word));
        let number = |word: &str| word.parse::<i8>().ok().filter(|_| digits(word));
        let (year, month, day) = match words[..] {
            [m, y] => (year(y)?, month(m)?, None),
            [a, b, y] => match (month(a), month(b)) {
                (Some(month), None) => (year(y)?, month, Some(number(b)?)),
                (None, Some(month)) => (year(y)?, month, Some(number(a)?)),
                _ => return None,
            },
            _ => return None,
        };
        let first = Date::new(year, month, day.unwrap_or(1)).ok().filter(|_| year > 0)?;
        let last = if day.is_some() { first } else { first.last_of_month() };
        Some(Days { from: Some(first), to: Some(last) })
    }

    /// The ends as the numbers that the index keeps (19870226).
    pub fn numbers(&self) -> (Option<u64>, Option<u64>) {
        let number = |date: Date| (date.year() as u64 * 100 + date.month() as u64) * 100 + date.day() as u64;
        (self.from.map(number), self.to.map(number))
    }
}

/// English names of the months; three letters and more of one are enough.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn every_form() {
        let today = date(2026, 3, 10);
        for (text, from, to) in [
            ("2015", "2015-01-01", "2015-12-31"),
            ("2016-02", "2016-02-01", "2016-02-29"),
            ("2015-09-08", "2015-09-08", "2015-09-08"),
            ("2015-09-01..2015-09-15", "2015-09-01", "2015-09-15"),
            ("1987..", "1987-01-01", "-"),
            ("..1987-03", "-", "1987-03-31"),
            (">=1987", "1987-01-01", "-"),
            (">1987", "1988-01-01", "-"),
            ("<1987-03", "-", "1987-02-28"),
            ("<=1987", "-", "1987-12-31"),
            (">1987-02..<1987-05", "1987-03-01", "1987-04-30"),
            ("March 1987", "1987-03-01", "1987-03-31"),
            ("8 Sept. 2015", "2015-09-08", "2015-09-08"),
            ("september 8, 2015", "2015-09-08", "2015-09-08"),
            ("2015/09/08", "2015-09-08", "2015-09-08"),
            ("today", "2026-03-10", "2026-03-10"),
            ("last 7 days", "2026-03-04", "2026-03-10"),
            ("last week", "2026-03-04", "2026-03-10"),
            ("last 2 months", "2026-01-11", "2026-03-10"),
        ] {
            let days = Days::parse(text, today).unwrap_or_else(|| panic!("{text}"));
            let show = |end: Option<Date>| end.map_or("-".to_owned(), |day| day.to_string());
            assert_eq!((show(days.from), show(days.to)), (from.to_owned(), to.to_owned()), "{text}");
        }
        for text in [
            "",
            "soon",
            "2015-13",
            "2015-02-30",
            "15",
            "last 0 days",
            "2015-1-1-1",
            "last 7 days ago",
            "Mai 1987",
            "March 87",
        ] {
            assert_eq!(Days::parse(text, today), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9.<>=-]{0,14}|last -?[0-9]{0,12} (day|week|month|year)s?|[0-9]{0,3} ?(march|Sept|feb)[., ]{0,2}[0-9]{0,5}|\\PC{0,20}") {
            let _ = Days::parse(&text, date(2026, 3, 1));
        }
    }
}
