//! Printers: answers as text for people, JSON Lines, CSV, TSV, plain ids, TREC
//! runs and templates.
//!
//! Each kind of answer is a [`Record`] of named fields; a [`Printer`] writes
//! any of them in any format. Takes plain data and a writer. The JSON shapes are
//! the output contract: they are versioned, and `schema/json` describes them.

mod account;
mod article;
pub mod compare;
mod config;
mod duplicate;
mod export;
mod facet;
mod finding;
mod format;
mod hit;
mod matched;
mod mistake;
mod news;
mod offsets;
pub mod pairs;
#[cfg(feature = "parquet")]
mod parquet;
mod people;
pub mod plot;
mod printer;
mod record;
mod saved;
mod stats;
mod style;
mod template;
pub mod text;
mod total;
pub mod trend;

pub use account::AccountRecord;
pub use article::ArticleRecord;
pub use compare::ContrastRecord;
pub use config::ConfigRecord;
pub use duplicate::DuplicateRecord;
pub use export::ExportRecord;
pub use facet::FacetRecord;
pub use finding::FindingRecord;
pub use format::FormatRecord;
pub use hit::HitRecord;
pub use matched::MatchRecord;
pub use mistake::MistakeRecord;
pub use news::NewsRecord;
pub use offsets::CharOffsets;
pub use pairs::PairRecord;
#[cfg(feature = "parquet")]
pub use parquet::ParquetTable;
pub use people::{PersonRecord, VariantRecord};
pub use printer::{Format, Layout, Printer};
pub use record::{Field, Record, Shown, Value};
pub use saved::SavedRecord;
pub use stats::StatsRecord;
pub use style::{marked, styled};
pub use template::{Template, TemplateError};
pub use total::{CountRecord, SummaryRecord};
pub use trend::PointRecord;

/// Version of the output contract: within one, fields may be added, never renamed, removed or
/// given another type or meaning.
pub const VERSION: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    /// The schemas name the fields of their records, and no others.
    #[test]
    fn every_record_has_its_schema() {
        check::<AccountRecord>();
        check::<ArticleRecord>();
        check::<ConfigRecord>();
        check::<ContrastRecord>();
        check::<CountRecord>();
        check::<ExportRecord>();
        check::<DuplicateRecord>();
        check::<FacetRecord>();
        check::<FindingRecord>();
        check::<FormatRecord>();
        check::<HitRecord>();
        check::<MatchRecord>();
        check::<NewsRecord>();
        check::<PairRecord>();
        check::<MistakeRecord>();
        check::<PersonRecord>();
        check::<PointRecord>();
        check::<SavedRecord>();
        check::<StatsRecord>();
        check::<SummaryRecord>();
        check::<VariantRecord>();
    }

    fn check<R: Record>() {
        let path = format!("{}/schema/json/{}.schema.json", env!("CARGO_MANIFEST_DIR"), R::KIND);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut described: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut printed = vec!["version"];
        printed.extend(R::fields().iter().map(|field| field.name));
        described.sort_unstable();
        printed.sort_unstable();
        assert_eq!(described, printed, "{path}");
    }
}
