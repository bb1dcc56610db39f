//! `dateline eval`: how good rankings and facets are, on files of the user's own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use rayon::prelude::*;

use super::Outcome;
use super::place::PlaceArguments;
use super::terminal::Terminal;
use crate::error::{Error, Result};
use crate::eval::compare::compare;
use crate::eval::facets;
use crate::eval::measures::{Measures, QueryMeasures, RECALL_DEPTH, mean, measure_all};
use crate::eval::trec::{self, Run, TestQuery};
use crate::search::{Rank, Request, Search};

/// The last column of the runs that are written: who made them.
const TAG: &str = "dateline";

/// Measure rankings against relevance judgements, and facets against a gold file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline eval run queries.tsv qrels.txt --index news/.dateline --run today.run
  dateline eval run queries.tsv qrels.txt --against yesterday.run
  dateline eval score qrels.txt today.run --each
  dateline enrich corpus/text > mine.jsonl; dateline eval facets corpus/gold.jsonl mine.jsonl")]
pub(super) struct EvalArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Run(RunArguments),
    Score(ScoreArguments),
    Facets(FacetsArguments),
}

/// Search for every query of a file and measure the ranking
#[derive(Debug, Args)]
struct RunArguments {
    /// Queries: lines of an id, a tab and words, or TREC topics; signs in them are punctuation
    queries: PathBuf,
    /// Relevance judgements: lines of `query 0 document grade`
    qrels: PathBuf,
    /// Add words that the best articles share
    #[arg(long)]
    expand: bool,
    /// Write the ranking here, as a TREC run
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Hits to rank for each query
    #[arg(long, default_value = "1000", value_name = "N")]
    depth: usize,
    #[command(flatten)]
    report: ReportArguments,
}

/// Measure a TREC run
#[derive(Debug, Args)]
struct ScoreArguments {
    /// Relevance judgements: lines of `query 0 document grade`
    qrels: PathBuf,
    /// The run: lines of `query Q0 document rank score tag`
    run: PathBuf,
    #[command(flatten)]
    report: ReportArguments,
}

/// Measure people, countries and topics against annotations made by hand
#[derive(Debug, Args)]
struct FacetsArguments {
    /// Annotations made by hand, as JSON Lines
    gold: PathBuf,
    /// What `dateline enrich` printed for the same articles
    predicted: PathBuf,
}

#[derive(Debug, Args)]
struct ReportArguments {
    /// Rank to which nDCG and precision look
    #[arg(long, short, default_value = "10", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    k: u16,
    /// Print the measures of every query
    #[arg(long)]
    each: bool,
    /// Compare with another run of the same queries, by a paired t-test
    #[arg(long, value_name = "RUN")]
    against: Option<PathBuf>,
}

impl EvalArguments {
    pub(super) fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        match self.what {
            What::Run(arguments) => arguments.run(place, terminal),
            What::Score(arguments) => {
                let qrels = trec::qrels(&read(&arguments.qrels)?, &arguments.qrels)?;
                let run = trec::run(&read(&arguments.run)?, &arguments.run)?;
                arguments.report.print(&run, &qrels, terminal)
            }
            What::Facets(arguments) => arguments.run(terminal),
        }
    }
}

impl RunArguments {
    fn run(self, place: &PlaceArguments, terminal: &Terminal) -> Result<Outcome> {
        let queries = trec::queries(&read(&self.queries)?, &self.queries)?;
        let qrels = trec::qrels(&read(&self.qrels)?, &self.qrels)?;
        let search = Search::new(place.existing()?)?;
        let rank = |query: &TestQuery| -> Result<Vec<Rank>> {
            search.ranking(&Request {
                query: query.text.clone(),
                plain: true,
                expand: self.expand,
                limit: Some(self.depth),
                ..Request::default()
            })
        };
        let rankings: Vec<Vec<Rank>> = queries.par_iter().map(rank).collect::<Result<_>>()?;
        if let Some(path) = &self.run {
            let cannot = |cause| Error::new("the run cannot be written").at(path).because(cause);
            fs::write(path, lines(&queries, &rankings)).map_err(cannot)?;
        }
        let ids = |ranking: Vec<Rank>| ranking.into_iter().map(|ranked| ranked.id).collect();
        let run = queries.into_iter().zip(rankings).map(|(query, ranking)| (query.id, ids(ranking))).collect();
        self.report.print(&run, &qrels, terminal)
    }
}

/// A TREC run.
fn lines(queries: &[TestQuery], rankings: &[Vec<Rank>]) -> String {
    let mut lines = String::new();
    for (query, ranking) in queries.iter().zip(rankings) {
        for (rank, ranked) in (1..).zip(ranking) {
            lines.push_str(&format!("{} Q0 {} {rank} {:.6} {TAG}\n", query.id, ranked.id, ranked.score));
        }
    }
    lines
}

impl ReportArguments {
    fn print(&self, run: &Run, qrels: &trec::Qrels, terminal: &Terminal) -> Result<Outcome> {
        let k = usize::from(self.k);
        let measured = measure_all(run, qrels, k);
        let mut out = terminal.out();
        if self.each {
            writeln!(out, "query\tAP\tnDCG@{k}\tP@{k}\tRR\tR@{RECALL_DEPTH}")?;
            for QueryMeasures { query, measures: m } in &measured {
                let values = [m.average_precision, m.ndcg, m.precision, m.reciprocal_rank, m.recall];
                let values = values.map(|value| format!("{value:.4}"));
                writeln!(out, "{query}\t{}", values.join("\t"))?;
            }
        }
        let m = mean(&measured);
        writeln!(
            out,
            "{} queries  MAP {:.4}  nDCG@{k} {:.4}  P@{k} {:.4}  MRR {:.4}  R@{RECALL_DEPTH} {:.4}",
            measured.len(),
            m.average_precision,
            m.ndcg,
            m.precision,
            m.reciprocal_rank,
            m.recall
        )?;
        if let Some(path) = &self.against {
            let other = measure_all(&trec::run(&read(path)?, path)?, qrels, k);
            for (name, of) in [
                ("AP".to_owned(), (|m| m.average_precision) as fn(&Measures) -> f64),
                (format!("nDCG@{k}"), |m| m.ndcg),
                (format!("P@{k}"), |m| m.precision),
            ] {
                let values = |each: &[QueryMeasures]| each.iter().map(|q| of(&q.measures)).collect::<Vec<f64>>();
                let c = compare(&values(&measured), &values(&other));
                writeln!(
                    out,
                    "{name}: {:+.4} against {}; better for {}, worse for {}; p = {:.4} (paired t-test)",
                    c.difference,
                    path.display(),
                    c.better,
                    c.worse,
                    c.p
                )?;
            }
        }
        out.flush()?;
        Ok(Outcome::of(!measured.is_empty()))
    }
}

impl FacetsArguments {
    fn run(self, terminal: &Terminal) -> Result<Outcome> {
        let gold = facets::gold(&read(&self.gold)?, &self.gold)?;
        let predicted = facets::predicted(&read(&self.predicted)?, &self.predicted)?;
        let scores = facets::score(&gold, &predicted);
        let mut out = terminal.out();
        for (name, tally) in &scores.tallies {
            writeln!(
                out,
                "{name:<20} P {:.3}  R {:.3}  F1 {:.3}   (tp {} fp {} fn {})",
                tally.precision(),
                tally.recall(),
                tally.f1(),
                tally.right,
                tally.wrong,
                tally.missed
            )?;
        }
        writeln!(out, "{} articles, {} without a prediction", scores.articles, scores.absent)?;
        out.flush()?;
        Ok(Outcome::of(scores.articles > 0))
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|cause| Error::new("cannot be read").at(path).because(cause))
}
