//! Wire frames: IPTC 7901 and its American sister ANPA 1312, as agencies sent
//! them over teleprinter lines and still write them to files.
//!
//! A frame begins with SOH and a header line (service, number, category, words),
//! has its text after STX and ends with ETX, often followed by the time of
//! sending. A file may hold several frames.

use jiff::civil::Date;

use super::super::blocks::{Blocks, one_line};
use super::super::{Record, skip};
use super::{add, byline, keep};
use crate::article::Article;

/// Start of heading.
const SOH: char = '\u{1}';
/// Start of text.
const STX: char = '\u{2}';
/// End of text.
const ETX: char = '\u{3}';

/// Lines that stand before a headline and say what has changed.
const ADVISORIES: [&str; 14] = [
    "REFILE",
    "LEAD",
    "EXTRA",
    "URGENT",
    "CORRECTION",
    "CORRECTED",
    "REPEAT",
    "UPDATE",
    "EMBARGO",
    "ADVISORY",
    "ROUNDUP",
    "FLASH",
    "BULLETIN",
    "KILL",
];

/// Whether a file begins like a wire frame.
pub(in super::super) fn is_frame(head: &[u8]) -> bool {
    let start = head.iter().take_while(|&&b| b == 0x16 || b.is_ascii_whitespace()).count();
    head.get(start) == Some(&0x01) && head.contains(&0x02)
}

/// The articles of a file's frames.
pub(in super::super) fn parse(text: &str) -> Vec<Record> {
    let mut line = 1;
    let mut records = Vec::new();
    for (n, frame) in text.split(SOH).enumerate() {
        if n > 0 {
            records.push(read(frame, line));
        }
        line += memchr::memchr_iter(b'\n', frame.as_bytes()).count() as u64;
    }
    records
}

fn read(frame: &str, line: u64) -> Record {
    let Some((header, text)) = frame.split_once(STX) else {
        return Err(skip(Some(line), "a wire frame without start of text (STX)"));
    };
    let (text, trailer) = text.split_once(ETX).unwrap_or((text, ""));
    let mut article = Article::default();
    read_header(header, &mut article);
    let american = text.trim_start().starts_with('^') || header.starts_with('^') || header.contains("\u{13}\u{11}");
    if american {
        read_anpa(text, &mut article)
    } else {
        read_iptc(text, &mut article)
    }
    let signed = || trailer.lines().find_map(|line| signature_date(line.trim().trim_start_matches('^')));
    article.date = trailer_date(trailer).or_else(signed).or(article.date);
    if article.title.is_empty() && article.body.is_empty() {
        return Err(skip(Some(line), "a wire frame without text"));
    }
    Ok(Box::new(article))
}

/// "eca0003 3 i 380  dpa 0045", then a line of keywords.
fn read_header(header: &str, article: &mut Article) {
    let header: String = header.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    let mut lines = header.lines().map(str::trim).filter(|line| !line.is_empty());
    if let Some(first) = lines.next() {
        keep(article, "header", Some(one_line(first)));
        let words: Vec<&str> = first.split_whitespace().collect();
        // Priority, category, words, perhaps an option, the agency.
        if let [_, _, _, _, .., agency, _] = words.as_slice()
            && agency.chars().all(|c| c.is_alphabetic() || c == '-')
        {
            article.source = Some((*agency).to_owned());
        }
    }
    let slug = lines.collect::<Vec<_>>().join(" ");
    if !slug.is_empty() {
        keep(article, "slugline", Some(slug.trim_end_matches('/')));
        for word in slug.split('/').filter(|word| !word.contains("  ")) {
            add(&mut article.keywords, word);
        }
    }
}

/// Headline and byline up to a line that ends in `=`, then the story.
fn read_iptc(text: &str, article: &mut Article) {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches(['\r', '\u{7f}'])).collect();
    let head = lines.iter().take(10).position(|line| line.trim_end().ends_with('='));
    let mut headline = Vec::new();
    let first = head.map_or(0, |head| head + 1);
    for line in &lines[..first] {
        let words = line.trim().trim_end_matches('=').trim_end();
        if words.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by ")) {
            article.author = byline(words.split(", dpa").next().unwrap_or(words));
        } else if !words.is_empty() && !is_advisory(words) {
            headline.push(words);
        }
    }
    article.title = headline.join(" ");
    let mut blocks = Blocks::default();
    for line in &lines[first..] {
        match line.trim() {
            "" => blocks.end_paragraph(),
            notes if notes.trim_start_matches('#').trim().eq_ignore_ascii_case("notebook") => break,
            words => {
                blocks.text(words);
                blocks.text(" ");
            }
        }
    }
    article.body = readable(blocks);
}

/// "1ST LEAD", "REFILE": nothing but what has changed.
fn is_advisory(line: &str) -> bool {
    !line.contains(char::is_lowercase) && ADVISORIES.iter().any(|word| line.contains(word)) && line.len() < 40
}

/// Lines that begin with `^` are the headline, notes and byline; the story's paragraphs are indented.
fn read_anpa(text: &str, article: &mut Article) {
    let mut blocks = Blocks::default();
    let mut story = false;
    for (n, line) in text.lines().enumerate() {
        let indented = line.starts_with(['\t', ' ']);
        let words = one_line(&line.replace(|c: char| c.is_control() && c != '\t', " "));
        let tagged = words.starts_with('^');
        let words = words.trim_matches(['^', '<', ' ']);
        if words.is_empty() {
            continue;
        }
        if tagged || n == 0 {
            if let Some(date) = signature_date(words) {
                article.date = Some(date);
            } else if n == 0 {
                keep(article, "slugline", Some(words));
            } else if words.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by ")) && words.ends_with('=') {
                article.author = byline(words);
            } else if !story && article.title.is_empty() && !words.starts_with("Eds:") && !words.starts_with("AP Photo")
            {
                article.title = words.trim_end_matches(['=', '<']).to_owned();
            } else if !story && (words.starts_with("Eds:") || words.starts_with("AP Photo") || words.ends_with('=')) {
                continue;
            } else {
                blocks.end_paragraph();
                blocks.text(words);
            }
        } else {
            story = true;
            if indented {
                blocks.end_paragraph();
            }
            blocks.text(words);
            blocks.text(" ");
        }
    }
    article.body = readable(blocks);
}

/// The wire's marks as readers know them: an underscore between spaces is a dash, two backticks a quote.
fn readable(blocks: Blocks) -> String {
    blocks.finish().replace("``", "“").replace("''", "”").replace(" _ ", " – ")
}

/// "AP-WF-08-29-16 1626GMT": month, day, year.
fn signature_date(words: &str) -> Option<Date> {
    let words = words.strip_prefix("AP-")?.split(' ').next()?;
    let numbers: Vec<i16> = words.split('-').filter_map(|part| part.parse().ok()).collect();
    let [month, day, year] = numbers.as_slice() else { return None };
    Date::new(century(*year), i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()
}

/// "212101 GMT Nov 18": day, hour and minute, month, year.
fn trailer_date(trailer: &str) -> Option<Date> {
    let line = trailer.lines().map(str::trim).find(|line| !line.is_empty())?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let [time, _, month, year, ..] = words.as_slice() else { return None };
    let day = time.get(..2)?.parse::<i8>().ok()?;
    let month = Date::strptime("%Y %b %d", format!("2000 {} 1", month.get(..3)?)).ok()?.month();
    let year = year.parse::<i16>().ok()?;
    Date::new(if year < 100 { century(year) } else { year }, month, day).ok()
}

/// Two digits as a year: wires were standardised in 1979, so that 70 and later are of the last century.
fn century(year: i16) -> i16 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_iptc_7901() {
        let text = "\u{1}eca0003 3 i 380  wire 0045\r\n\r\nNorway/shipping/\r\n\u{2}REFILE\n1ST LEAD\nCranes move\nin Oslo harbour\n\
            By Jane Doe =\r\n\r\nOslo (wire) - The cranes moved again, the\r\nport said.\r\n\r\nNobody was hurt.\r\n\r\n# Notebook\r\n\r\n- x\r\n\u{3}212101 GMT Nov 18\r\n\u{7f}\u{4}";
        assert!(is_frame(text.as_bytes()));
        let article = parse(text).remove(0).unwrap();
        assert_eq!(article.title, "Cranes move in Oslo harbour");
        assert_eq!(article.body, "Oslo (wire) - The cranes moved again, the port said.\n\nNobody was hurt.");
        assert_eq!(article.author.as_deref(), Some("Jane Doe"));
        assert_eq!(article.source.as_deref(), Some("wire"));
        assert_eq!(article.date.unwrap().to_string(), "2018-11-21");
        assert_eq!(article.keywords, ["Norway", "shipping"]);
    }

    #[test]
    fn reads_anpa_1312() {
        let text = "\u{16}\u{16}\u{16}\u{1}G7787^_glbsm\r\nr d\u{13}\u{11} BC-NO--Cranes 1stLd-Writethru   08-29 0590\r\n\
            \u{2}^BC-NO--Cranes, 1st Ld,127<\r\n^Cranes move in Oslo<\r\n^Eds: New approach.<\r\n^By JANE DOE=\r\n^Wire Writer=\r\n\
            \t   OSLO (Wire) _ The cranes moved.\r\n\t   ``Again,'' a man said.\r\n\r\n\t   ^\u{3}AP-WF-08-29-16 1626GMT<\r\n\r\n\u{4}";
        let article = parse(text).remove(0).unwrap();
        assert_eq!(article.title, "Cranes move in Oslo");
        assert_eq!(article.body, "OSLO (Wire) – The cranes moved.\n\n“Again,” a man said.");
        assert_eq!(article.author.as_deref(), Some("JANE DOE"));
        assert_eq!(article.date.unwrap().to_string(), "2016-08-29");
    }

    #[test]
    fn a_frame_without_text_says_so() {
        assert!(parse("\u{1}header").remove(0).is_err());
        assert!(parse("\u{1}h\n\u{2}\u{3}").remove(0).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in "[\u{1}\u{2}\u{3}\\^< =\n\té0-9A-Za-z-]{0,80}") {
            let _ = parse(&text);
        }
    }
}
