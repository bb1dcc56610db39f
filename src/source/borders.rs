//! Where the records of a format begin and end, in bytes that are not yet parsed.

use memchr::memmem;

use super::format::Format;
use super::{array, json, sgml, wiki};

/// Whether files of a format can be cut between their records.
pub(super) fn has(format: Format) -> bool {
    use Format::{Csv, JsonArray, JsonLines, MediaWiki, Sgml, Tsv};
    matches!(format, JsonArray | JsonLines | Sgml | Csv | Tsv | MediaWiki)
}

/// Whether files of a format say something before their first record that every chunk needs.
pub(super) fn has_head(format: Format) -> bool {
    matches!(format, Format::Csv | Format::Tsv | Format::MediaWiki)
}

/// Where the first record begins, behind the head.
pub(super) fn first(format: Format, bytes: &[u8]) -> Option<usize> {
    match format {
        Format::Csv | Format::Tsv => rows(bytes).next(),
        Format::MediaWiki => memmem::find(bytes, wiki::OPENING),
        _ => Some(0),
    }
}

/// Where the last whole record of what is at hand ends, if there is one.
pub(super) fn last(format: Format, bytes: &[u8]) -> Option<usize> {
    match format {
        Format::JsonLines => memchr::memrchr(b'\n', bytes).map(|at| at + 1),
        Format::Sgml => memmem::rfind(bytes, sgml::OPENING).filter(|&at| at > 0),
        Format::MediaWiki => memmem::rfind(bytes, wiki::OPENING).filter(|&at| at > 0),
        Format::Csv | Format::Tsv => rows(bytes).last(),
        Format::JsonArray => array::ends(bytes).last(),
        _ => None,
    }
}

/// How many records there are.
pub(super) fn records(format: Format, bytes: &[u8]) -> u64 {
    let count = match format {
        Format::JsonLines => json::lines(bytes).count(),
        Format::Sgml => memmem::find_iter(bytes, sgml::OPENING).count(),
        Format::MediaWiki => memmem::find_iter(bytes, wiki::OPENING).count(),
        Format::Csv | Format::Tsv => rows(bytes).count(),
        Format::JsonArray => array::ends(bytes).count(),
        _ => 1,
    };
    count as u64
}

/// Ends of the rows of a table (RFC 4180): line ends that do not stand in quotes. A quote opens
/// a field only at the field's beginning.
fn rows(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    memchr::memchr2_iter(b'"', b'\n', bytes).filter_map(move |at| {
        if bytes[at] == b'\n' {
            return (!quoted).then_some(at + 1);
        }
        let opens = at == 0 || matches!(bytes[at - 1], b',' | b';' | b'\t' | b'\n' | b'|' | b'"' | 0xBF);
        quoted = if quoted { false } else { opens };
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_outside_quotes() {
        let table = b"a,b\n\"one\ntwo\",\"say \"\"hi\"\"\nthere\"\nit is 5\" wide,x\nlast";
        let ends: Vec<usize> = rows(table).collect();
        assert_eq!(ends.len(), 3);
        assert_eq!(&table[ends[1]..], b"it is 5\" wide,x\nlast");
    }
}
