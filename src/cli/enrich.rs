//! `dateline enrich`: the extraction alone, an article a line.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;

use super::Outcome;
use super::output::{FormatName, OutputArguments, Printing};
use super::reading::ReadingArguments;
use super::terminal::Terminal;
use crate::error::Result;
use crate::index::{Annotated, DEFAULT_MEMORY, annotated, read_homes, read_topics, settle_homes};
use crate::output::{ArticleRecord, CountRecord};
use crate::source::{self, Chunk, Piece, Skipped};

/// Find the people, countries and topics of articles without an index
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline enrich article.txt | jq .
  dateline enrich news | jq -r '.countries[] | select(.focus) | .name' | sort | uniq -c
  dateline enrich wire.jsonl --text > annotated.jsonl
  dateline enrich wire.jsonl --format csv --fields id,date,people,focus > facets.csv")]
pub(super) struct EnrichArguments {
    /// Directories and files to read
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print the body of each article too
    #[arg(long)]
    text: bool,
    /// Give the topics of your own model in place of Media Topics
    #[arg(long, value_name = "MODEL")]
    topics: Option<PathBuf>,
    /// Home countries of sources: a line each, source, tab, country; they stand against what is learned
    #[arg(long, value_name = "FILE")]
    homes: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// Bytes of articles that are annotated together.
const BATCH: usize = 8 << 20;

impl EnrichArguments {
    pub(super) fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let also: &[&str] = if self.text { &["body"] } else { &[] };
        let printing = self.output.resolve_with::<ArticleRecord>(FormatName::Json, also)?;
        let own = self.topics.as_deref().map(read_topics).transpose()?.map(|(model, _)| model);
        let mut homes = self.homes.as_deref().map(read_homes).transpose()?.unwrap_or_default();
        let (reading, globs) = self.reading.resolve(DEFAULT_MEMORY);
        let walk = source::walk(&self.paths, &globs)?;
        let mut skipped = walk.skipped;
        let mut out = printing.out(terminal);
        if printing.count.is_none() {
            printing.records.head(&mut out)?;
        }
        let mut articles = 0u64;
        let mut batch: Vec<Chunk> = Vec::new();
        let mut bytes = 0;
        let mut print = |batch: &mut Vec<Chunk>, skipped: &mut Vec<Skipped>| -> std::io::Result<()> {
            let mut records: Vec<Annotated> =
                std::mem::take(batch).par_iter().flat_map(|chunk| annotated(chunk, own.as_ref(), &homes)).collect();
            settle_homes(records.iter_mut(), &mut homes);
            let lines: Vec<_> = records.into_par_iter().map(|record| line(record, &printing)).collect();
            for line in lines {
                match line {
                    Ok(line) => {
                        articles += 1;
                        out.write_all(&line)?;
                    }
                    Err(reason) => skipped.push(reason),
                }
            }
            out.flush()
        };
        for found in &walk.files {
            let mut failed = None;
            let mut told = Vec::new();
            let read = source::read(found, &reading, &mut |piece| {
                match piece {
                    Piece::Chunk(chunk) => {
                        bytes += chunk.bytes.len();
                        batch.push(chunk);
                    }
                    Piece::Skipped(reason) => told.push(reason),
                }
                if bytes >= BATCH {
                    failed = print(&mut batch, &mut skipped).err();
                    bytes = 0;
                }
                failed.is_none()
            });
            if let Some(error) = failed {
                return Err(error.into());
            }
            skipped.append(&mut told);
            if let Err(reason) = read {
                skipped.push(Skipped { path: found.path.clone(), line: None, reason });
            }
        }
        print(&mut batch, &mut skipped)?;
        if let Some(count) = &printing.count {
            count.all(&mut out, [CountRecord { query_id: None, count: articles }])?;
            out.flush()?;
        }
        for reason in &skipped {
            terminal.note(&format!("skipped: {reason}"));
        }
        Ok(Outcome::of(articles > 0))
    }
}

/// The line of an article; empty where only the number of articles is wanted.
fn line(record: Annotated, printing: &Printing<ArticleRecord>) -> std::result::Result<Vec<u8>, Skipped> {
    let (article, found) = record?;
    let mut line = Vec::new();
    if printing.count.is_none() {
        // Writing to memory does not fail.
        let _ = printing.records.record(&mut line, &ArticleRecord { article, found });
    }
    Ok(line)
}
