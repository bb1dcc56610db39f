//! `dateline train`: the models, from labelled data, reproducibly.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Outcome;
use super::terminal::Terminal;
use crate::error::Result;
use crate::train;

/// Train a model from labelled data, the same bytes every time
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline train topics --labels desk.jsonl --out desk.model
  dateline train topics --labels schema/labels --data data --out schema/topics.model
  dateline train people --data data --out schema/people.model")]
pub(super) struct TrainArguments {
    #[command(subcommand)]
    model: Model,
}

#[derive(Debug, Subcommand)]
enum Model {
    /// The tagger of names of people
    People {
        /// Directory of the training sets that schema/people.md lists
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The model file to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// The weights that tell which countries a story is about
    Countries {
        /// Directory of the Reuters-21578 SGML files
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The table to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// The topic model, or one for a taxonomy of your own
    Topics {
        /// JSON Lines of labelled articles ("title", "body", "labels"), or the directory schema/labels
        #[arg(long, value_name = "FILE|DIR")]
        labels: PathBuf,
        /// Directory of the texts that the labels of schema/labels mean
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// The model file to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

impl TrainArguments {
    pub(super) fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let report = match self.model {
            Model::People { data, out } => {
                let report = train::people::train(&data, &out)?;
                format!(
                    "{} texts, {} candidates, {} chains relabelled, {} bytes",
                    report.texts, report.candidates, report.relabelled, report.bytes
                )
            }
            Model::Countries { data, out } => {
                let report = train::countries::train(&data, &out)?;
                format!(
                    "{} stories, {} examples, mean log-likelihood {:.4}",
                    report.stories, report.examples, report.likelihood
                )
            }
            Model::Topics { labels, data: Some(data), out } => train::topics::train(&data, &labels, &out)?.to_string(),
            Model::Topics { labels, data: None, out } => train::topics::train_own(&labels, &out)?.to_string(),
        };
        let mut out = terminal.out();
        writeln!(out, "{}", report.trim_end())?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}
