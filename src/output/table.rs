//! CSV and TSV: a head line, then a row a hit or value. Lists are joined by `; `.

use std::io::{self, Write};

use crate::search::{FacetCounts, Hit};

/// The columns of hits.
const HIT_COLUMNS: [&str; 12] =
    ["rank", "id", "score", "date", "source", "title", "path", "people", "countries", "focus", "topics", "snippet"];

/// The columns of facet values.
const FACET_COLUMNS: [&str; 4] = ["field", "value", "label", "count"];

/// Writes rows with `separator` between the cells.
pub struct Table<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Table<W> {
    /// A table on a writer; `b','` makes CSV, `b'\t'` TSV.
    pub fn new(out: W, separator: u8) -> Table<W> {
        Table { writer: csv::WriterBuilder::new().delimiter(separator).from_writer(out) }
    }

    /// Hits under their head line.
    ///
    /// # Errors
    /// The writer fails.
    pub fn hits(&mut self, hits: &[Hit]) -> io::Result<()> {
        self.writer.write_record(HIT_COLUMNS)?;
        for hit in hits {
            let article = &hit.stored.article;
            let people: Vec<&str> = hit.stored.people.iter().map(|person| person.name.as_str()).collect();
            let countries: Vec<&str> = hit.stored.countries.iter().map(|country| country.code.as_str()).collect();
            let focus = hit.stored.countries.iter().filter(|country| country.focus);
            let topics: Vec<&str> = hit.stored.topics.iter().map(|topic| topic.code.as_str()).collect();
            self.writer.write_record([
                hit.rank.to_string(),
                article.id.clone(),
                format!("{:.4}", hit.score),
                article.date.map(|date| date.to_string()).unwrap_or_default(),
                article.source.clone().unwrap_or_default(),
                one_line(&article.title),
                article.path.clone(),
                people.join("; "),
                countries.join("; "),
                focus.map(|country| country.code.as_str()).collect::<Vec<_>>().join("; "),
                topics.join("; "),
                hit.snippet.text.clone(),
            ])?;
        }
        self.writer.flush()
    }

    /// Facet values under their head line.
    ///
    /// # Errors
    /// The writer fails.
    pub fn facets(&mut self, facets: &[FacetCounts]) -> io::Result<()> {
        self.writer.write_record(FACET_COLUMNS)?;
        for facet in facets {
            for value in &facet.values {
                self.writer.write_record([facet.field.name(), &value.value, &value.label, &value.count.to_string()])?;
            }
        }
        self.writer.flush()
    }
}

/// Line breaks as spaces: a row is a line, also for tools that do not know quotes.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
