//! `dateline enrich`: the extraction alone, an article a line.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;

use super::Outcome;
use super::terminal::Terminal;
use crate::article::{Annotations, Article};
use crate::enrich::topics::Model;
use crate::error::Result;
use crate::index::{annotated, read_topics};
use crate::output;
use crate::source::{self, Chunk, Chunks, Skipped};

/// Find the people, countries and topics of articles without an index: JSON Lines
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline enrich article.txt | jq .
  dateline enrich news | jq -r '.countries[] | select(.focus) | .name' | sort | uniq -c
  dateline enrich wire.jsonl --text > annotated.jsonl")]
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
    /// How to print
    #[arg(long, value_parser = ["json", "jsonl"], default_value = "json", value_name = "FORMAT")]
    format: String,
}

/// Bytes of articles that are annotated together.
const BATCH: usize = 8 << 20;

/// What a batch gives, in order.
type Lines = Vec<std::result::Result<Vec<u8>, Skipped>>;

impl EnrichArguments {
    pub(super) fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let own = self.topics.as_deref().map(read_topics).transpose()?.map(|(model, _)| model);
        let walk = source::walk(&self.paths)?;
        let mut skipped = walk.skipped;
        let mut out = terminal.out();
        let mut articles = 0u64;
        let mut batch: Vec<Chunk> = Vec::new();
        let mut bytes = 0;
        let mut print = |batch: &mut Vec<Chunk>, skipped: &mut Vec<Skipped>| -> std::io::Result<()> {
            let lines: Vec<Lines> =
                std::mem::take(batch).par_iter().map(|chunk| lines(chunk, own.as_ref(), self.text)).collect();
            for line in lines.into_iter().flatten() {
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
            let reason = |reason: String| Skipped { path: found.path.clone(), line: None, reason };
            let mut chunks = match Chunks::open(found) {
                Ok(chunks) => chunks,
                Err(error) => {
                    skipped.push(reason(error.to_string()));
                    continue;
                }
            };
            loop {
                match chunks.next_chunk() {
                    Ok(Some(chunk)) => {
                        bytes += chunk.bytes.len();
                        batch.push(chunk);
                    }
                    Ok(None) => break,
                    Err(error) => {
                        skipped.push(reason(format!("reading stopped after {} bytes: {error}", chunks.bytes_read())));
                        break;
                    }
                }
                if bytes >= BATCH {
                    print(&mut batch, &mut skipped)?;
                    bytes = 0;
                }
            }
        }
        print(&mut batch, &mut skipped)?;
        for reason in &skipped {
            terminal.note(&format!("skipped: {reason}"));
        }
        Ok(Outcome::of(articles > 0))
    }
}

/// The lines of a chunk's articles.
fn lines(chunk: &Chunk, own: Option<&Model>, with_body: bool) -> Lines {
    let line = |(article, found): (Box<Article>, Annotations)| {
        let mut line = Vec::new();
        // Writing to memory does not fail.
        let _ = output::json::enriched(&mut line, &article, &found, with_body);
        line
    };
    annotated(chunk, own).into_iter().map(|annotated| annotated.map(line)).collect()
}
