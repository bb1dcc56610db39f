//! The line that gave the project its name: `LONDON, April 8 -` at the head of
//! a story, with the place it was filed from and often the day.

use jiff::civil::Date;

use super::dates::parse_day;

/// A dateline, as read from the head of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// The place as written, without the day ("LONDON", "PARIS, Texas").
    pub place: String,
    /// The day, where the dateline gives the year too.
    pub date: Option<Date>,
    /// Bytes of the text that the dateline takes, its dash included.
    pub len: usize,
}

/// Characters into the text within which the dash of a dateline must come.
const REACH: usize = 100;

impl Dateline {
    /// The dateline at the head of `text`, if there is one: a place that begins with
    /// a word in capitals, perhaps a day and an agency in brackets, then a dash.
    ///
    /// ```
    /// use dateline::source::Dateline;
    /// let line = Dateline::read("ST. LOUIS, Mo., April 8, 1987 (Wire) - A court").unwrap();
    /// assert_eq!(line.place, "ST. LOUIS, Mo.");
    /// assert_eq!(line.date.unwrap().to_string(), "1987-04-08");
    /// assert!(Dateline::read("NATO - an alliance").is_none());
    /// ```
    pub fn read(text: &str) -> Option<Dateline> {
        let start = text.len() - text.trim_start().len();
        let head: &str = &text[start..];
        let reach = head.char_indices().nth(REACH).map_or(head.len(), |(at, _)| at);
        let (dash, dash_len) = find_dash(&head[..reach])?;
        let line = head[..dash].trim_end();
        let (line, agency) = match line.rfind('(') {
            Some(open) if line.ends_with(')') => (line[..open].trim_end(), true),
            _ => (line, false),
        };
        let first = line.split([' ', ',']).next()?;
        let capitals = first.chars().filter(|c| c.is_alphabetic()).count();
        if capitals < 2 || first.chars().any(char::is_lowercase) || line.contains(['"', '“', ';', ':']) {
            return None;
        }
        let line = line.trim_end_matches(',');
        let (place, day) = split_day(line);
        // A lone acronym before a dash is no dateline; a place of two words, a day or an agency make it one.
        if day.is_none() && !agency && !text[start..].starts_with(char::is_uppercase) {
            return None;
        }
        if day.is_none() && !agency && !lone_place(place, &head[dash..dash + dash_len]) {
            return None;
        }
        Some(Dateline {
            place: place.to_owned(),
            date: day.filter(|day| has_year(day)).and_then(parse_day),
            len: start + dash + dash_len,
        })
    }
}

/// Where the dash of a dateline stands and how long it is: one with space around it, or a long one.
fn find_dash(head: &str) -> Option<(usize, usize)> {
    head.char_indices().find_map(|(at, c)| {
        let rest = &head[at..];
        match c {
            '-' if rest.starts_with("--") => Some((at, 2)),
            '-' if (rest.starts_with("- ") || rest.starts_with("-\n")) && head[..at].ends_with([' ', '\n']) => {
                Some((at, 1))
            }
            '–' | '—' => Some((at, c.len_utf8())),
            _ => None,
        }
    })
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether `word` is the name of a month, whole or cut ("Sept.").
fn is_month(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',']).to_lowercase();
    word.len() >= 3 && MONTHS.iter().any(|month| word.starts_with(month)) && word.chars().all(char::is_alphabetic)
}

/// Splits "LONDON, April 8, 1987" before its day.
fn split_day(line: &str) -> (&str, Option<&str>) {
    let mut begins = std::iter::once(0).chain(line.match_indices([' ', ',']).map(|(at, _)| at + 1));
    let day = begins.find(|&at| {
        let mut words = line[at..].split_whitespace();
        let (first, second) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        at > 0 && ((is_month(first) && number(second)) || (number(first) && is_month(second)))
    });
    match day {
        Some(at) => (line[..at].trim_end_matches([' ', ',']), Some(line[at..].trim())),
        None => (line, None),
    }
}

fn has_year(day: &str) -> bool {
    day.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4)
}

/// Whether a place stands before a dash with neither day nor agency: in capitals throughout,
/// up to four words, and not one short acronym.
fn lone_place(place: &str, dash: &str) -> bool {
    let head = place.split(',').next().unwrap_or(place);
    let letters = head.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = head.chars().all(|c| !c.is_lowercase());
    capitals && letters >= 4 && place.split_whitespace().count() <= 4 && (dash.len() > 1 || letters >= 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        Dateline::read(text).map(|line| (line.place, line.date.map(|date| date.to_string())))
    }

    #[test]
    fn reads_places_and_days() {
        for (text, place, date) in [
            ("LONDON, April 8 - A court", "LONDON", None),
            ("    SALVADOR, Feb 26 - Showers", "SALVADOR", None),
            ("SAIGON, April 30, 1975 (Wire) - Tanks", "SAIGON", Some("1975-04-30")),
            ("PARIS, Texas, March 3 - A jury", "PARIS, Texas", None),
            ("UNITED NATIONS (Wire) -- The council", "UNITED NATIONS", None),
            ("NEW DELHI — Voters", "NEW DELHI", None),
            ("KYIV, 24 February 2022 – Troops", "KYIV", Some("2022-02-24")),
            ("SÃO PAULO, Sept. 7 - Crowds", "SÃO PAULO", None),
        ] {
            let expected = Some((place.to_owned(), date.map(str::to_owned)));
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn leaves_other_openings_alone() {
        for text in [
            "NATO - an alliance of many - met",
            "The plan - an old one - failed",
            "IBM said its profit rose - again",
            "A man, 40 - dead",
            "",
            "-",
            "EU-US talks",
            "\"WE WON\" - a banner said",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn takes_the_dash_with_it() {
        let text = "LONDON, April 8 - A court";
        let line = Dateline::read(text).unwrap();
        assert_eq!(&text[line.len..], " A court");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[A-Zé ,(]{0,20}(\\PC{0,20}|- )?") {
            let _ = Dateline::read(&text);
        }
    }
}
