//! `dateline query`, and `dateline help query`: the query language on one page.

use std::io::Write;

use clap::Args;

use super::Outcome;
use super::terminal::Terminal;
use crate::error::Result;

/// The page. Lines that begin with four spaces are queries, with what they
/// find behind two spaces or more; a test parses every one of them.
const PAGE: &str = "\
The query language of `dateline search`, `facets` and `eval`.

Words are found in title and text, whatever their case, accents and endings; articles that
have more of them, and the rarer ones, come first. Words such as \"the\" are left out where
others are left.

    chemical weapons                 either word; both are better, side by side best
    what became of the berlin wall   a question will do
    al-Assad                         also al Assad and alAssad; U.N. also finds UN
    \"peace talks\"                    these words in a row
    \"syria peace\"~5                  nearly: at most five moves bring them in a row
    sanction*                        words that begin so, the shorter the better
    s?nction                         ? stands for one letter, * for any number
    lavorv~1                         words at most one edit away, the nearer the better; ~2 for two
    /len+ing?rad/                    words that match a regular expression, from end to end
    generals                         also finds \"general\", after articles with the word as typed
    US troops                        the country; so does: us troops, but not: he told us
    oil^2 price                      oil counts twice

What must, may and must not be there:

    oil AND price                    both
    oil OR gas                       either; the same as: oil gas
    oil NOT gas                      not gas; -gas is the same
    +oil price -shares               oil must, price may, shares must not be there
    (oil OR gas) AND price           brackets group
    NOT sport                        everything else; !sport is the same, and so is -- '-sport'

Text in one field: title, body, author.

    title:berlin                     in the title
    title:(berlin OR bonn)           a field holds for its group
    author:\"Jane Doe\"                in the byline
    title:strik*                     patterns, too: title:/strik.*/ title:strik~1

What articles are about, whatever words they use: person, country (mentioned), focus
(the story is about it), region, topic.

    person:gorbachev                 whole names or part of one
    country:syria                    names, codes (SY), demonyms (syrian)
    country:(SY OR \"North Korea\")    several; values with spaces stand in quotes
    focus:germany talks              the story is about Germany
    region:\"Western Asia\"            any country of a region
    topic:sport                      names, paths and codes (medtop:15000000)
    topic:\"sport/competition discipline\"   a path, as facets print it
    person:gorbach*                  patterns match the words of names
    country:*                        any country at all; NOT country:* for none
    oil OR country:SA^2              a value with a boost counts in the ranking

Other fields hold whole values: source, section, language, id, path, url.

    source:\"Dateline Wire\"           as the publisher is called
    language:en                      ISO 639-1
    id:text/1989-wall-opens.txt      one article
    path:text/*                      values that begin so; also w?ldcards, fuzzy~1 and /expressions/

Days of publication:

    date:1989-11                     a year, month or day
    date:2015-09-01..2015-09-15      from one day to another; either may be left out
    date:>=1987                      also <, <= and >
    date:[2015-09-01 TO *]           as other engines write it
    date:\"8 September 2015\"          also \"September 2015\" and 2015/09/08
    since:1989 until:1990-06         the same
    date:\"last 7 days\"               also today, yesterday, \"last 2 months\"

A query that is not understood is an error that points at the place; with --lenient, and on
a terminal, it is repaired and a note says how. The shell reads quotes, * and ! itself: put the
whole query in single quotes, and one that begins with - behind two hyphens: -- '-sport'.
Filters beside the query (--country, --people, --since and others) say the same without the
language.
";

/// Show the query language on one page
#[derive(Debug, Args)]
#[command(long_about = PAGE)]
pub(super) struct QueryArguments {}

impl QueryArguments {
    pub(super) fn run(&self, terminal: &Terminal) -> Result<Outcome> {
        let mut out = terminal.out();
        out.write_all(PAGE.as_bytes())?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}

#[cfg(test)]
mod tests {
    use super::PAGE;
    use crate::search::query::parse;

    #[test]
    fn every_example_is_understood() {
        let examples: Vec<&str> = PAGE
            .lines()
            .filter_map(|line| line.strip_prefix("    "))
            .filter_map(|line| line.split("  ").next())
            .collect();
        assert!(examples.len() > 30);
        for example in examples {
            let parsed = parse(example.trim(), jiff::civil::date(2026, 3, 10));
            assert!(parsed.is_ok(), "{example}: {parsed:?}");
        }
        assert!(PAGE.lines().all(|line| line.len() <= 100));
    }
}
