//! A JSON array of articles that is too large to be read in one piece: where its
//! elements end, and reading some of them.
//!
//! Nothing but quotes and brackets is looked at to tell elements apart; each is then
//! parsed alone, so that a broken one is told and its neighbours are read.

use serde_json::Value;

use super::fields::FieldMap;
use super::{Record, json, skip};

/// Bytes of the array's head, with its bracket; `None` where the text is no array.
pub(super) fn opening(bytes: &[u8]) -> Option<usize> {
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let at = mark + bytes[mark..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    (bytes[at] == b'[').then_some(at + 1)
}

/// Ends of the elements that end here, each behind its comma or the bracket that closes the array.
pub(super) fn ends(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let (mut at, mut depth, mut closed) = (0, 0u32, false);
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(at).filter(|_| !closed) {
            at += 1;
            match byte {
                b'"' => at = string_end(bytes, at)?,
                b'[' | b'{' => depth += 1,
                b']' | b'}' if depth > 0 => depth -= 1,
                b']' => {
                    closed = true;
                    return Some(at);
                }
                b',' if depth == 0 => return Some(at),
                _ => {}
            }
        }
        None
    })
}

/// Where a string ends that begins at `from`, behind its quote; `None` where it does not end here.
fn string_end(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr::memchr2(b'"', b'\\', &bytes[from..])?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            // What is escaped may be a quote.
            _ => from = (at + 2).min(bytes.len()),
        }
    }
}

/// The records of some elements, whose text begins in line `first_line` of the file.
pub(super) fn parse(text: &str, first_line: u64, fields: &FieldMap) -> Vec<Record> {
    let (mut records, mut from, mut line) = (Vec::new(), 0, first_line);
    let mut read = |element: &str, line: u64| {
        let bare = element.trim();
        if bare.is_empty() {
            return;
        }
        let line = line + newlines(&element[..element.len() - element.trim_start().len()]);
        records.push(match serde_json::from_str::<Value>(bare) {
            Ok(value) => json::element(value, line, fields),
            Err(error) => Err(skip(Some(line + error.line() as u64 - 1), json::invalid(&error))),
        });
    };
    for end in ends(text.as_bytes()) {
        read(&text[from..end - 1], line);
        line += newlines(&text[from..end]);
        from = end;
    }
    // An element that does not end, or what stands behind the array.
    read(&text[from..], line);
    records
}

fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Record> {
        parse(text, 7, &FieldMap::default())
    }

    #[test]
    fn elements_end_outside_strings_and_brackets() {
        let text = r#"{"a":"x,]\""},{"b":[1,{"c":"\\","d":"]"}]}, 3 ] "#;
        let ends: Vec<usize> = ends(text.as_bytes()).collect();
        assert_eq!(ends.len(), 3, "{text}");
        assert!(
            text[..ends[0]].ends_with("},") && text[..ends[1]].ends_with("]},") && text[..ends[2]].ends_with("3 ]")
        );
        assert_eq!(opening(b"\xEF\xBB\xBF \n[{"), Some(6));
        assert_eq!(opening(b"{\"a\":[]}"), None);
        assert_eq!(opening(b"  "), None);
    }

    #[test]
    fn a_broken_element_is_told_with_its_line_and_its_neighbours_are_read() {
        let records = read("{\"title\":\"a\"},\n\n{\"title\" \"b\"},\n3,{\"title\":\n\"c\"}\n]\n");
        let lines: Vec<_> = records.iter().map(|r| r.as_ref().err().and_then(|s| s.line)).collect();
        assert_eq!(lines, [None, Some(9), Some(10), None]);
        // The file ends before the array does.
        let records = read("{\"title\":\"a\"},{\"title\":\"b");
        assert_eq!(records.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
    }

    proptest! {
        /// However it is cut, an array holds the same records.
        #[test]
        fn elements_are_those_of_the_whole(
            texts in proptest::collection::vec("[a-z\\[\\]{},:\"\\\\ \n]{0,12}", 1..8),
            space in "[ \n]{0,3}",
        ) {
            let values: Vec<Value> = texts.iter().map(|text| serde_json::json!({"title": format!("T{text}"), "n": [text]})).collect();
            let elements: Vec<String> = values.iter().map(|value| format!("{space}{value}{space}")).collect();
            let inside = elements.join(",");
            let titles = |records: Vec<Record>| records.into_iter().map(|r| r.map(|a| a.title.clone()).ok()).collect::<Vec<_>>();
            let whole = titles(json::parse_document(&format!("[{inside}]"), &FieldMap::default()));
            prop_assert_eq!(titles(read(&format!("{inside}]"))), whole.clone());
            let ends: Vec<usize> = ends(inside.as_bytes()).collect();
            prop_assert_eq!(ends.len() + 1, values.len());
            for cut in ends {
                let parts = [read(&inside[..cut]), read(&inside[cut..])];
                prop_assert_eq!(titles(parts.into_iter().flatten().collect()), whole.clone());
            }
        }

        #[test]
        fn never_panics(text in "[\\[{\":a,}\\]\\\\ \\n0-9é]{0,60}") {
            let _ = (read(&text), opening(text.as_bytes()));
        }
    }
}
