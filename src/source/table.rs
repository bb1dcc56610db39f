//! CSV and TSV with named columns: an article a row.

use serde_json::{Map, Value};

use super::fields::{ContractField, FieldMap};
use super::{Record, json, skip};

/// The rows of a table whose first line is `head`; the first of them is line `first_line` of the file.
pub(super) fn parse(head: &str, text: &str, tabs: bool, first_line: u64, fields: &FieldMap) -> Vec<Record> {
    let head = head.trim_start_matches('\u{FEFF}');
    let delimiter = if tabs { b'\t' } else { delimiter(head) };
    let reader = |text| {
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter).from_reader(std::io::Cursor::new(text))
    };
    let Some(Ok(names)) = reader(head.to_owned()).into_records().next() else {
        return vec![Err(skip(Some(1), "a table without a header"))];
    };
    let columns: Vec<String> = names.iter().map(|name| column(name, fields)).collect();
    let has = |field| columns.iter().any(|column| fields.field(column) == Some(field));
    if !has(ContractField::Title) && !has(ContractField::Body) {
        let names = names.iter().take(12).collect::<Vec<_>>().join(", ");
        let reason =
            format!("no column is called title or body: --map title=COLUMN,body=COLUMN names them (here: {names})");
        return vec![Err(skip(Some(1), reason))];
    }
    let mut records = Vec::new();
    for row in reader(text.to_owned()).into_records() {
        match row {
            Ok(row) => {
                let line = first_line + row.position().map_or(0, |position| position.line() - 1);
                let cells = columns.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
                let record: Map<String, Value> =
                    cells.map(|(column, cell)| (column.clone(), Value::String(cell.to_owned()))).collect();
                records.push(json::article(record, Some(line), fields));
            }
            Err(error) => {
                let line = error.position().map(|position| first_line + position.line() - 1);
                records.push(Err(skip(line, format!("not a row of the table: {error}"))));
            }
        }
    }
    if records.is_empty() {
        records.push(Err(skip(Some(1), "a table without rows")));
    }
    records
}

/// The name of a column: the user's as it is, known ones in whatever case.
fn column(name: &str, fields: &FieldMap) -> String {
    let name = name.trim();
    let lower = name.to_lowercase();
    if fields.field(name).is_none() && fields.field(&lower).is_some() { lower } else { name.to_owned() }
}

/// What separates the cells: the mark that the header has most of.
fn delimiter(head: &str) -> u8 {
    let count = |mark: u8| memchr::memchr_iter(mark, head.as_bytes()).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|&mark| count(mark)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_become_articles_with_their_lines() {
        let rows = "1,\"Cranes, \"\"again\"\"\",\"One.\n\nTwo.\",2015-09-08,7\n2,,,,\n3,B,Text\n";
        let records = parse("id,Title,text,date,page\n", rows, false, 2, &FieldMap::default());
        let first = records[0].as_ref().unwrap();
        assert_eq!((first.title.as_str(), first.body.as_str()), ("Cranes, \"again\"", "One.\n\nTwo."));
        assert_eq!((first.id.as_str(), first.metadata["page"].as_str()), ("1", Some("7")));
        assert_eq!(records[1].as_ref().unwrap_err().line, Some(5));
        assert_eq!(records[2].as_ref().unwrap().body, "Text");
    }

    #[test]
    fn columns_are_mapped_and_missing_ones_told() {
        let fields: FieldMap = "title=Kop,body=Verhaal".parse().unwrap();
        let records = parse("Kop;Verhaal", "A;B\n", false, 2, &fields);
        assert_eq!(records[0].as_ref().unwrap().body, "B");
        let unknown = parse("Kop;Verhaal", "A;B\n", false, 2, &FieldMap::default());
        assert!(unknown[0].as_ref().unwrap_err().reason.contains("--map title=COLUMN"));
        assert!(parse("a\tb", "", true, 2, &"title=a".parse().unwrap())[0].is_err());
    }

    proptest! {
        #[test]
        fn never_panics(head in "[a-c,;\t\"\n]{0,20}", text in "[a-c,;\t\"\n]{0,60}") {
            let _ = parse(&head, &text, false, 2, &"title=a".parse().unwrap());
        }
    }
}
