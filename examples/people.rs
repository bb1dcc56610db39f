//! Trains and measures the extractor of people.
//!
//! usage: people train DATA MODEL            writes the model
//!        people enrich [MODEL] < ARTICLES   JSON Lines {id, title, body, date} to the people of each
//!        people time [MODEL] < ARTICLES     bytes per second on one core
//!        people reuters FILE.sgm..          Reuters SGML to JSON Lines
//!        people gold DIR                    text files, first line the title, to JSON Lines
use dateline::article::Field;
use dateline::enrich::people;
use dateline::text::{Reading, Words};
use dateline::vocab::people::{Model, model};
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::path::Path;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.as_slice() {
        ["train", data, to] => {
            let report = dateline::train::people::train(Path::new(data), Path::new(to))?;
            writeln!(out, "{report:?}")?;
            Ok(())
        }
        ["enrich", rest @ ..] => enrich(&chosen(rest)?, &mut out),
        ["time", rest @ ..] => time(&chosen(rest)?, &mut out),
        ["reuters", files @ ..] => files.iter().try_for_each(|file| reuters(file, &mut out)),
        ["gold", folder] => gold(folder, &mut out),
        _ => Err("usage: people train|enrich|time|reuters|gold".into()),
    }
}

fn chosen(rest: &[&str]) -> Result<Model, Box<dyn std::error::Error>> {
    Ok(match rest.first() {
        Some(path) => Model::load(&std::fs::read(path)?)?,
        None => model().clone(),
    })
}

fn articles() -> impl Iterator<Item = Result<Value, Box<dyn std::error::Error>>> {
    std::io::stdin().lock().lines().map(|line| Ok(serde_json::from_str(&line?)?))
}

fn enrich(model: &Model, out: &mut impl Write) -> Outcome {
    for article in articles() {
        let article = article?;
        let text = |name: &str| article[name].as_str().unwrap_or("");
        let (title, body) = (text("title"), text("body"));
        let date = text("date").parse().ok();
        let people = people::find_with(model, &Reading::new(title, body), date);
        let people: Vec<Value> = people
            .iter()
            .map(|person| {
                let mentions: Vec<Value> = person
                    .mentions
                    .iter()
                    .map(|m| {
                        let field = if m.field == Field::Title { title } else { body };
                        let (start, end) = (m.start as usize, m.end as usize);
                        let at = |byte: usize| field[..byte].chars().count();
                        json!({"field": m.field, "start": at(start), "end": at(end), "text": &field[start..end]})
                    })
                    .collect();
                json!({"name": person.name, "salience": person.salience, "mentions": mentions})
            })
            .collect();
        let empty: [Value; 0] = [];
        writeln!(
            out,
            "{}",
            json!({"version": 1, "id": article["id"], "people": people, "countries": empty, "topics": empty})
        )?;
    }
    Ok(())
}

fn time(model: &Model, out: &mut impl Write) -> Outcome {
    let articles: Vec<(String, String)> = articles()
        .map(|article| {
            article.map(|a| (a["title"].as_str().unwrap_or("").into(), a["body"].as_str().unwrap_or("").into()))
        })
        .collect::<Result<_, _>>()?;
    let bytes: usize = articles.iter().map(|(title, body)| title.len() + body.len()).sum();
    let mut words = Words::default();
    for _ in 0..3 {
        let start = processor_time()?;
        let mut count = 0;
        for (title, body) in &articles {
            let reading = Reading::reusing(words, title, body);
            count += reading.words().len();
            words = reading.into_words();
        }
        let reading_only = processor_time()? - start;
        let start = processor_time()?;
        let mut people = 0;
        for (title, body) in &articles {
            let reading = Reading::reusing(words, title, body);
            people += people::find_with(model, &reading, None).len();
            words = reading.into_words();
        }
        let all = processor_time()? - start;
        let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
        writeln!(
            out,
            "{bytes} bytes, {count} words, {people} people: words alone {:.1} MB/s, with people {:.1} MB/s",
            rate(reading_only),
            rate(all)
        )?;
    }
    Ok(())
}

/// Seconds of processor time so far: unlike a clock, it does not count other programs.
fn processor_time() -> Result<f64, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or("0").parse::<f64>()? / 1e9)
}

fn reuters(file: &str, out: &mut impl Write) -> Outcome {
    let text: String = std::fs::read(file)?.iter().map(|&b| b as char).collect();
    for record in text.split("<REUTERS").skip(1) {
        let between = |open: &str, close: &str| {
            let from = record.find(open)? + open.len();
            Some(&record[from..from + record[from..].find(close)?])
        };
        let clean =
            |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&#3;", "");
        let id = between("NEWID=\"", "\"").unwrap_or("");
        let title = clean(between("<TITLE>", "</TITLE>").unwrap_or("")).replace('\n', " ");
        let unprocessed = || between("<TEXT TYPE=\"UNPROC\">", "</TEXT>");
        let body = clean(between("<BODY>", "</BODY>").or_else(unprocessed).unwrap_or(""));
        writeln!(
            out,
            "{}",
            json!({"id": id, "title": title, "body": body, "date": date(between("<DATE>", "</DATE>").unwrap_or(""))})
        )?;
    }
    Ok(())
}

/// "26-FEB-1987 15:01:01.79" to "1987-02-26".
fn date(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let mut parts = text.split_whitespace().next()?.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|&name| name == month)? + 1;
    Some(format!("{year}-{month:02}-{day:0>2}"))
}

fn gold(folder: &str, out: &mut impl Write) -> Outcome {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let (title, body) = text.split_once("\n\n").unwrap_or(("", &text));
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        writeln!(out, "{}", json!({"id": id, "title": title, "body": body}))?;
    }
    Ok(())
}
