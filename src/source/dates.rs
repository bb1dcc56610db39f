//! Days as publishers write them.

use jiff::civil::Date;
use jiff::fmt::rfc2822;

/// Formats of the day alone, as strptime patterns, most common first.
const DAY_FORMATS: [&str; 12] = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y", "%d %b %y",
    "%y-%m-%d", "%d.%m.%Y", "%m/%d/%Y",
];

/// The day that `text` names: RFC 3339 and RFC 2822 times (their own day, in
/// their own zone), plain dates, and the forms that newspapers print.
///
/// ```
/// let day = dateline::source::parse_day("Tue, 8 Sep 2015 14:03:00 +0200");
/// assert_eq!(day.unwrap().to_string(), "2015-09-08");
/// assert!(dateline::source::parse_day("yesterday").is_none());
/// ```
pub fn parse_day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(day) = text.get(..10).and_then(iso_day) {
        return Some(day);
    }
    // ISO 8601 in its basic form: "20131020T192751+1100".
    if let Some((day, _)) = text.split_once('T').filter(|(day, _)| day.len() == 8)
        && let Ok(day) = Date::strptime("%Y%m%d", day)
    {
        return Some(day);
    }
    if let Ok(zoned) = rfc2822::parse(text) {
        return Some(zoned.date());
    }
    // "26-FEB-1987 15:01:01.79", "September 8, 2015", "8 Sept. 2015": day first, marks aside.
    let plain: String = text.replace([',', '.'], " ").replace("Sept ", "Sep ");
    let words = plain.split_whitespace().filter(|word| !word.contains(':'));
    let words: Vec<&str> = words.skip_while(|word| is_weekday(word)).collect();
    let day = |words: &[&str]| {
        let joined = words.join(" ");
        DAY_FORMATS.iter().find_map(|format| Date::strptime(format, &joined).ok())
    };
    let dotted = text.split_whitespace().next().and_then(|word| day(&[word]));
    dotted.or_else(|| (1..=words.len().min(4)).rev().find_map(|n| day(&words[..n])))
}

/// "Tue", "Tuesday": days of the week are passed over, as feeds get them wrong.
fn is_weekday(word: &str) -> bool {
    let day = word.get(..3).unwrap_or_default().to_ascii_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(&day.as_str())
}

/// `1987-02-26`, and nothing else; times may follow it.
fn iso_day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_forms_that_publishers_use() {
        for (text, day) in [
            ("2015-09-08", "2015-09-08"),
            ("2015-09-08T23:59:59-10:00", "2015-09-08"),
            ("26-FEB-1987 15:01:01.79", "1987-02-26"),
            (" 9-APR-1987 00:00:00", "1987-04-09"),
            ("September 8, 2015", "2015-09-08"),
            ("8 September 2015", "2015-09-08"),
            ("Sept. 8, 2015", "2015-09-08"),
            ("8 Sep 2015 10:30", "2015-09-08"),
            ("Tuesday, September 8, 2015", "2015-09-08"),
            ("2015/09/08", "2015-09-08"),
            ("20150908", "2015-09-08"),
            ("20150908T192751+1100", "2015-09-08"),
            ("08.09.2015", "2015-09-08"),
            ("Tue, 08 Sep 2015 14:03:00 GMT", "2015-09-08"),
            ("Fri, 08 Sep 2015 14:03:00 GMT", "2015-09-08"),
            ("Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01"),
            ("Thu Jan  1 19:48:21 2004", "2004-01-01"),
        ] {
            assert_eq!(parse_day(text).map(|d| d.to_string()).as_deref(), Some(day), "{text}");
        }
        for text in ["", "soon", "2015-13-01", "2015-02-30", "12"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,30}") {
            let _ = parse_day(&text);
        }
    }
}
