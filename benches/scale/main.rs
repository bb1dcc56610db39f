//! Dateline as a whole against bare Tantivy, on as many made articles as wanted.
//!
//! `cargo bench --bench scale -- --articles 300000` makes the articles, indexes
//! them with both programs in turn, asks both the same queries and prints
//! a table: medians, and ratios of pairs that ran one after the other.

#![allow(clippy::print_stdout, reason = "the table is what the bench is run for")]

#[path = "../made/mod.rs"]
mod made;

mod bare;
mod process;
mod queries;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;
use dateline::article::Article;
use made::Stock;
use process::{Cost, median};

/// Measure Dateline against bare Tantivy
#[derive(Debug, Parser)]
struct Arguments {
    /// Articles to make
    #[arg(long, default_value = "20000")]
    articles: usize,
    /// Times that both programs index them; none asks the indexes of a run before
    #[arg(long, default_value = "3")]
    pairs: usize,
    /// Queries of each kind
    #[arg(long, default_value = "200")]
    queries: usize,
    /// Folder for articles and indexes; articles made before are used again
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Make the articles and stop
    #[arg(long)]
    only_make: bool,
    /// Index with bare Tantivy in this folder, once, and stop
    #[arg(long)]
    bare: Option<PathBuf>,
    /// Cargo says so
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let folder = arguments.dir.unwrap_or_else(|| std::env::temp_dir().join("dateline-scale"));
    std::fs::create_dir_all(&folder).expect("a folder to work in");
    let articles = folder.join(format!("articles-{}.jsonl", arguments.articles));
    if let Some(index) = arguments.bare {
        return bare::index(&articles, &index);
    }
    if !articles.exists() {
        write(&Stock::read(), arguments.articles, &articles).expect("articles can be written");
    }
    if arguments.only_make {
        println!("{}", articles.display());
        return;
    }
    let scale = Scale { articles, count: arguments.articles, folder };
    if arguments.pairs > 0 {
        scale.index(arguments.pairs);
    }
    scale.start();
    scale.search(arguments.queries);
}

/// Writes `count` articles as JSON Lines.
fn write(stock: &Stock, count: usize, file: &Path) -> io::Result<()> {
    let draft = file.with_extension("new");
    let mut out = BufWriter::new(File::create(&draft)?);
    for n in 0..count {
        let Article { id, title, body, date, .. } = stock.article(n);
        let record = serde_json::json!({"id": id, "title": title, "body": body, "date": date});
        writeln!(out, "{record}")?;
    }
    out.into_inner()?.sync_all()?;
    std::fs::rename(draft, file)
}

/// What is measured, and where.
struct Scale {
    articles: PathBuf,
    count: usize,
    folder: PathBuf,
}

/// A line of the table.
fn row(name: &str, figures: std::fmt::Arguments<'_>) {
    println!("{name:<34} {figures}");
}

impl Scale {
    fn dateline(&self) -> PathBuf {
        self.folder.join("dateline")
    }

    fn bare(&self) -> PathBuf {
        self.folder.join("bare")
    }

    /// Both programs index the articles, in turn; the last indexes stay for the queries.
    fn index(&self, pairs: usize) {
        let text = std::fs::metadata(&self.articles).map_or(0, |metadata| metadata.len()) as f64;
        row("articles", format_args!("{} in {:.0} MB of JSON Lines", self.count, text / 1e6));
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..pairs {
            clear(&self.bare());
            let mut command = Command::new(std::env::current_exe().expect("this program"));
            command.arg("--articles").arg(self.count.to_string()).arg("--dir").arg(&self.folder);
            theirs.push(process::run(command.arg("--bare").arg(self.bare())));
            clear(&self.dateline());
            let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
            command.args(["index", "--quiet"]).arg(&self.articles).arg("--index").arg(self.dateline());
            ours.push(process::run(&mut command));
        }
        let count = self.count as f64;
        let tell = |name, costs: &[Cost], folder: &Path| {
            let wall = median(costs.iter().map(|cost| cost.wall));
            let processor = median(costs.iter().map(|cost| cost.processor));
            let memory = median(costs.iter().map(|cost| cost.memory as f64)) / 1e6;
            let size = process::size(folder) as f64;
            row(
                name,
                format_args!(
                    "{:.0} articles/s, {:.1} MB/s, {wall:.2} s, {processor:.2} s of processor, {memory:.0} MB of memory, \
                 index {:.0} MB: {:.2} of the text",
                    count / wall,
                    text / 1e6 / wall,
                    size / 1e6,
                    size / text
                ),
            );
        };
        tell("index, bare Tantivy", &theirs, &self.bare());
        tell("index, Dateline", &ours, &self.dateline());
        let ratio = median(ours.iter().zip(&theirs).map(|(ours, theirs)| theirs.wall / ours.wall));
        row("Dateline / bare, articles a second", format_args!("{ratio:.2}"));
    }

    /// A whole process that searches and ends.
    fn start(&self) {
        const TIMES: u32 = 20;
        let search = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
            command.args(arguments).arg("--index").arg(self.dateline());
            process::run(&mut command)
        };
        for (name, arguments) in [
            ("search, whole process", &["search", "oil price"][..]),
            ("facets people, whole process", &["facets", "people", "oil price"]),
            ("search --help, whole process", &["search", "--help"]),
        ] {
            search(arguments);
            let processor: f64 = (0..TIMES).map(|_| search(arguments).processor).sum();
            row(name, format_args!("{:.1} ms of processor", processor / f64::from(TIMES) * 1e3));
        }
    }

    fn search(&self, count: usize) {
        queries::compare(&self.dateline(), &self.bare(), &Stock::read(), self.count, count);
    }
}

fn clear(folder: &Path) {
    if folder.exists() {
        std::fs::remove_dir_all(folder).expect("the old index can be taken away");
    }
}
