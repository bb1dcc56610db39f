//! Answers for people.

use std::io::{self, Write};

use super::style::{COUNTRY, FAINT, PERSON, TITLE};
use super::{marked, styled};
use crate::article::{Annotations, Article, Field, Mention};
use crate::enrich::countries::source_of;
use crate::enrich::people::Explained;
use crate::index::{Account, Stored};
use crate::search::{Explanation, FacetCount, FacetCounts, FacetField, Hit, PartShare};
use crate::text::one_line;
use crate::vocab;

/// People that a hit shows, at most.
const SHOWN_PEOPLE: usize = 5;

/// Copies that a hit names, at most.
const SHOWN_COPIES: usize = 3;

/// Words that are shown for a topic, at most.
const SHOWN_WORDS: usize = 8;

/// Reasons of each kind that an account shows without being asked for all.
const SHOWN_REASONS: usize = 20;

/// A line above what belongs together.
pub fn heading(text: &str) -> String {
    styled(TITLE, text)
}

/// Counts of facets, each under its name.
///
/// # Errors
/// The writer fails.
pub fn facets(out: &mut dyn Write, counts: &[FacetCounts]) -> io::Result<()> {
    for counts in counts {
        writeln!(out, "{}", styled(TITLE, counts.field.name()))?;
        counts.values.iter().try_for_each(|value| facet(out, counts.field, value))?;
        writeln!(out)?;
    }
    Ok(())
}

/// How many articles match, and which of them are shown (first and last rank).
///
/// # Errors
/// The writer fails.
pub fn total(out: &mut dyn Write, total: u64, shown: Option<(usize, usize)>) -> io::Result<()> {
    let shown = match shown {
        None => String::new(),
        Some((first, last)) if first == last => format!(", number {first} shown"),
        Some((first, last)) => format!(", {first} to {last} shown"),
    };
    writeln!(out, "{}", styled(FAINT, &format!("{}{shown}", articles(total))))
}

/// A hit.
///
/// # Errors
/// The writer fails.
pub fn hit(out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
    let article = &hit.stored.article;
    let title = match one_line(&hit.title.text) {
        line if line == hit.title.text => marked(TITLE, &hit.title.text, &hit.title.matches),
        line if line.is_empty() => styled(TITLE, "(no title)"),
        line => styled(TITLE, &line),
    };
    writeln!(out, "{:>3}. {title}", hit.rank)?;
    let day = article.date.map(|date| date.to_string());
    let about = [day.as_deref(), article.source.as_deref(), Some(article.id.as_str())];
    writeln!(out, "     {}", styled(FAINT, &about.into_iter().flatten().collect::<Vec<_>>().join(" · ")))?;
    if !hit.snippet.text.is_empty() {
        writeln!(out, "     {}", marked(anstyle::Style::new(), &hit.snippet.text, &hit.snippet.matches))?;
    }
    let facets = facet_line(&hit.stored);
    if !facets.is_empty() {
        writeln!(out, "     {facets}")?;
    }
    if !hit.copies.others.is_empty() {
        writeln!(out, "     {}", styled(FAINT, &same_copy(&hit.copies.others)))?;
    }
    if let Some(explanation) = &hit.explanation {
        explained(out, hit.score, explanation)?;
    }
    writeln!(out)
}

/// "the same copy in 5 more articles: a.txt, b.txt, c.txt, …"
fn same_copy(others: &[String]) -> String {
    let shown = others.iter().take(SHOWN_COPIES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if others.len() > SHOWN_COPIES { ", …" } else { "" };
    let count = counted(others.len() as u64, "more article");
    format!("the same copy in {count}: {shown}{more}")
}

/// Where a score comes from, in words.
fn explained(out: &mut dyn Write, score: f32, explanation: &Explanation) -> io::Result<()> {
    writeln!(out, "     {}", styled(FAINT, &format!("score {score:.3} =")))?;
    for share in &explanation.parts {
        let PartShare { part, occurrences, rarity, length, score } = share;
        let why = format!("{occurrences:.0} times, rarity {rarity:.2}, {length:.1} times the mean length");
        writeln!(out, "     {}", styled(FAINT, &format!("{score:>8.3}  {part}: {why}")))?;
    }
    if explanation.nearness != 0.0 {
        let why = format!("{:>8.3}  query words near each other", explanation.nearness);
        writeln!(out, "     {}", styled(FAINT, &why))?;
    }
    Ok(())
}

/// People, countries and topics on one line.
fn facet_line(stored: &Stored) -> String {
    let mut people: Vec<&str> = stored.people.iter().take(SHOWN_PEOPLE).map(|p| p.name.as_str()).collect();
    if stored.people.len() > SHOWN_PEOPLE {
        people.push("…");
    }
    let countries: Vec<&str> = stored
        .countries
        .iter()
        .filter(|country| country.focus)
        .filter_map(|country| vocab::countries::by_code(&country.code))
        .map(|country| country.name.name)
        .collect();
    let topics: Vec<&str> = stored
        .topics
        .iter()
        .take(3)
        .map(|t| vocab::topics::by_code(&t.code).map_or(&*t.code, |topic| topic.name))
        .collect();
    let parts =
        [styled(PERSON, &people.join(", ")), styled(COUNTRY, &countries.join(", ")), styled(FAINT, &topics.join(", "))];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  |  ")
}

/// A value of a facet, count first.
///
/// # Errors
/// The writer fails.
pub fn facet(out: &mut dyn Write, field: FacetField, value: &FacetCount) -> io::Result<()> {
    let code = match field {
        FacetField::Countries | FacetField::Focus | FacetField::Topics => format!("  {}", value.value),
        _ => String::new(),
    };
    writeln!(out, "{:>8}  {}{}", value.count, value.label, styled(FAINT, &code))
}

/// One article with its mentions marked, and what they resolve to.
///
/// # Errors
/// The writer fails.
pub fn article(out: &mut dyn Write, article: &Article, found: &Annotations) -> io::Result<()> {
    writeln!(out, "{}", mentions_marked(article, found, Field::Title))?;
    let day = article.date.map(|date| date.to_string());
    let about = [
        day.as_deref(),
        article.source.as_deref(),
        article.section.as_deref(),
        article.author.as_deref(),
        article.language.as_deref(),
        article.url.as_deref(),
        Some(article.id.as_str()),
    ];
    writeln!(out, "{}\n", styled(FAINT, &about.into_iter().flatten().collect::<Vec<_>>().join(" · ")))?;
    writeln!(out, "{}\n", mentions_marked(article, found, Field::Body))?;
    writeln!(out, "{}", styled(TITLE, "people"))?;
    for person in &found.people {
        let forms = forms(article, &person.mentions);
        writeln!(out, "  {}  {}", styled(PERSON, &person.name), styled(FAINT, &forms))?;
    }
    writeln!(out, "{}", styled(TITLE, "countries"))?;
    if let (Some(home), Some(source)) = (&found.home, source_of(article)) {
        let towns: String = home.towns.iter().map(|town| format!(", its own town: {town}")).collect();
        writeln!(out, "  {}", styled(FAINT, &format!("home of {source}: {}{towns}", home.country)))?;
    }
    for country in &found.countries {
        let focus = if country.focus { ", in focus" } else { "" };
        let forms = forms(article, &country.mentions);
        let name = format!("{} {}", country.code, country.name);
        writeln!(out, "  {}{focus}  {}", styled(COUNTRY, &name), styled(FAINT, &forms))?;
    }
    writeln!(out, "{}", styled(TITLE, "topics"))?;
    for topic in &found.topics {
        writeln!(out, "  {}  {}", topic.path, styled(FAINT, &format!("{} {:.2}", topic.code, topic.score)))?;
    }
    Ok(())
}

/// Why an article has its values: each mention with the rule that joined it,
/// and the words that speak for each topic, which `words` gives for a code.
///
/// # Errors
/// The writer fails.
pub fn why(
    out: &mut dyn Write,
    article: &Article,
    people: &[Explained],
    shown: impl Fn(&str) -> Option<String>,
    found: &Annotations,
    words: impl Fn(&str) -> Vec<(String, f32)>,
) -> io::Result<()> {
    let place = |mention: &Mention| match mention.field {
        Field::Title => format!("title, byte {}", mention.start),
        Field::Body => format!("body, byte {}", mention.start),
    };
    writeln!(out, "{}", styled(TITLE, "people"))?;
    for person in people {
        let known = if person.known { "  (well known: the name that all articles share)" } else { "" };
        let shown = shown(&person.person.name).map(|shown| format!("  ({shown})")).unwrap_or_default();
        writeln!(out, "  {}{}{}", styled(PERSON, &person.person.name), styled(FAINT, known), styled(FAINT, &shown))?;
        for (mention, rule) in person.person.mentions.iter().zip(&person.rules) {
            writeln!(out, "    {}  {}", mention.text(article), styled(FAINT, &format!("{}; {rule}", place(mention))))?;
        }
    }
    writeln!(out, "{}", styled(TITLE, "countries"))?;
    if let (Some(home), Some(source)) = (&found.home, source_of(article)) {
        let towns: String = home.towns.iter().map(|town| format!(", its own town: {town}")).collect();
        writeln!(out, "  {}", styled(FAINT, &format!("home of {source}: {}{towns}", home.country)))?;
    }
    for country in &found.countries {
        let focus = if country.focus { ", in focus" } else { "" };
        writeln!(out, "  {}{focus}", styled(COUNTRY, country.name))?;
        for mention in &country.mentions {
            writeln!(out, "    {}  {}", mention.text(article), styled(FAINT, &place(mention)))?;
        }
    }
    writeln!(out, "{}", styled(TITLE, "topics"))?;
    for topic in &found.topics {
        writeln!(out, "  {}  {}", topic.path, styled(FAINT, &format!("{:.2}", topic.score)))?;
        let spoken = words(&topic.code).into_iter().take(SHOWN_WORDS).filter(|(_, weight)| *weight > 0.0);
        let spoken: Vec<String> = spoken.map(|(word, weight)| format!("{word} {weight:+.2}")).collect();
        if !spoken.is_empty() {
            writeln!(out, "    {}", styled(FAINT, &spoken.join(", ")))?;
        }
    }
    Ok(())
}

/// The distinct spellings of mentions and how often each stands.
fn forms(article: &Article, mentions: &[Mention]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for mention in mentions {
        let text = mention.text(article);
        match counted.iter_mut().find(|(form, _)| *form == text) {
            Some((_, count)) => *count += 1,
            None => counted.push((text, 1)),
        }
    }
    let form = |(form, count): &(&str, usize)| {
        let form = one_line(form);
        if *count > 1 { format!("{form} ×{count}") } else { form }
    };
    counted.iter().map(form).collect::<Vec<_>>().join(", ")
}

fn mentions_marked(article: &Article, found: &Annotations, field: Field) -> String {
    let people = found.people.iter().flat_map(|person| person.mentions.iter().map(|mention| (mention, PERSON)));
    let countries = found.countries.iter().flat_map(|country| country.mentions.iter().map(|m| (m, COUNTRY)));
    let mut mentions: Vec<_> = people.chain(countries).filter(|(mention, _)| mention.field == field).collect();
    mentions.sort_by_key(|(mention, _)| (mention.start, mention.end));
    let text = article.text(field);
    let base = if field == Field::Title { TITLE } else { anstyle::Style::new() };
    let mut out = String::new();
    let mut at = 0;
    for (mention, style) in mentions {
        let (start, end) = (mention.start as usize, mention.end as usize);
        if start >= at {
            out.push_str(&styled(base, &text[at..start]));
            out.push_str(&styled(style, &text[start..end]));
            at = end;
        }
    }
    out.push_str(&styled(base, &text[at..]));
    out
}

/// The closing account of an update; `all` shows every reason.
///
/// # Errors
/// The writer fails.
pub fn account(out: &mut dyn Write, account: &Account, seconds: f64, all: bool) -> io::Result<()> {
    if account.nothing_changed() && account.files_skipped == 0 {
        let unchanged = format!("{} in {}", articles(account.articles_unchanged), files(account.files_unchanged));
        writeln!(out, "nothing to do: {unchanged} unchanged")?;
    } else {
        let rate = account.bytes as f64 / 1e6 / seconds.max(1e-3);
        writeln!(
            out,
            "{} in the index; {} read in {seconds:.1} s ({:.1} MB, {rate:.1} MB/s)",
            articles(account.articles_total),
            files(account.files_new + account.files_changed + account.files_moved + account.files_skipped),
            account.bytes as f64 / 1e6,
        )?;
        let rows = [
            ("indexed", account.articles_indexed, account.files_new),
            ("replaced", account.articles_replaced, account.files_changed),
            ("moved", account.articles_moved, account.files_moved),
            ("unchanged", account.articles_unchanged, account.files_unchanged),
            ("removed", account.articles_removed, account.files_removed),
        ];
        for (what, count, in_files) in rows {
            if count + in_files > 0 {
                writeln!(out, "{what:>12}  {} in {}", articles(count), files(in_files))?;
            }
        }
        if account.articles_withheld > 0 {
            writeln!(out, "{:>12}  {} that you deleted", "left out", articles(account.articles_withheld))?;
        }
    }
    if all {
        for (name, tally) in &account.formats {
            let skipped = if tally.skipped > 0 { format!(", {} skipped", tally.skipped) } else { String::new() };
            writeln!(out, "{name:>12}  {} in {}{skipped}", articles(tally.articles), files(tally.files))?;
        }
    }
    reasons(out, "skipped", &account.skipped.iter().map(ToString::to_string).collect::<Vec<_>>(), all)?;
    let renamed =
        account.requalified.iter().map(|r| format!("{}: id \"{}\" is taken, now \"{}\"", r.path, r.id, r.now));
    reasons(out, "requalified", &renamed.collect::<Vec<_>>(), all)
}

fn reasons(out: &mut dyn Write, what: &str, reasons: &[String], all: bool) -> io::Result<()> {
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(out, "{what:>12}  {}", reasons.len())?;
    let shown = if all { reasons.len() } else { SHOWN_REASONS };
    for reason in reasons.iter().take(shown) {
        writeln!(out, "{:>12}  {reason}", "")?;
    }
    if reasons.len() > shown {
        writeln!(out, "{:>12}  and {} more: --verbose shows them all", "", reasons.len() - shown)?;
    }
    Ok(())
}

fn articles(count: u64) -> String {
    counted(count, "article")
}

fn files(count: u64) -> String {
    counted(count, "file")
}

/// "1 file", "15,390 articles".
pub(super) fn counted(count: u64, what: &str) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        assert_eq!(articles(1), "1 article");
        assert_eq!(articles(15390), "15,390 articles");
        assert_eq!(files(0), "0 files");
    }
}
