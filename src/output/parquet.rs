//! Records as the columns of a Parquet file, for pandas, DuckDB and R.
//!
//! Takes records and a writer; what type a column has is told by the JSON
//! Schema of the record, so that a field is declared once. Lists and objects
//! become nested columns (`people` is a list of structs), an object without
//! declared properties becomes its JSON. Rows are kept until they make a row
//! group: memory does not grow with their number.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::Value as Json;

use super::export::{ExportRecord, SCHEMA};
use super::record::{Field, Record, Value, rounded};

/// Bytes of values that make a row group: large enough to be read in one go, small enough to be kept.
const GROUP: usize = 16 << 20;

/// Rows of a group, at most, however short they are; DuckDB's own number.
const ROWS: usize = 122_880;

/// A column, or a part of a nested one.
#[derive(Debug)]
struct Column {
    name: String,
    /// Whether a value may be missing.
    optional: bool,
    /// The leaves that hold its values.
    leaves: Range<usize>,
    shape: Shape,
}

#[derive(Debug)]
enum Shape {
    /// Values, which its one leaf keeps.
    Leaf,
    /// Any number of the column inside.
    List {
        item: Box<Column>,
        /// Lists from the row to this one.
        depth: i16,
    },
    /// A value of each column.
    Struct(Vec<Column>),
}

/// The values of a leaf since the last row group, with their definition and repetition levels.
#[derive(Debug)]
struct Leaf {
    values: Values,
    defined: Vec<i16>,
    repeated: Vec<i16>,
    /// Whether there are levels at all: a required leaf outside of lists has none.
    levels: (bool, bool),
}

#[derive(Debug)]
enum Values {
    Texts(Vec<ByteArray>),
    /// Days since 1970-01-01.
    Days(Vec<i32>),
    Counts(Vec<i64>),
    Numbers(Vec<f64>),
    Flags(Vec<bool>),
}

/// A Parquet file while it is written.
pub struct ParquetTable<W: Write + Send> {
    file: SerializedFileWriter<W>,
    fields: Vec<Field<ExportRecord>>,
    columns: Vec<Column>,
    leaves: Vec<Leaf>,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> ParquetTable<W> {
    /// Begins a file of these fields.
    ///
    /// # Errors
    /// The writer fails.
    pub fn new(out: W, fields: Vec<Field<ExportRecord>>) -> io::Result<ParquetTable<W>> {
        let schema: Json = serde_json::from_str(SCHEMA)?;
        let mut leaves = Vec::new();
        let mut columns = Vec::new();
        let mut types = Vec::new();
        for field in &fields {
            let (column, kind) = column(field.name, &schema, &mut leaves, Levels::default()).map_err(failed)?;
            columns.push(column);
            types.push(kind);
        }
        let root = Type::group_type_builder(ExportRecord::KIND).with_fields(types).build().map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = SerializedFileWriter::new(out, Arc::new(root), Arc::new(properties)).map_err(failed)?;
        Ok(ParquetTable { file, fields, columns, leaves, rows: 0, bytes: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The writer fails; a field has a value that its schema does not allow.
    pub fn record(&mut self, record: &ExportRecord) -> io::Result<()> {
        for (field, column) in self.fields.iter().zip(&self.columns) {
            let value = (field.get)(record);
            self.bytes += shred(column, Some(&value), Levels::default(), &mut self.leaves)?;
        }
        self.rows += 1;
        if self.bytes >= GROUP || self.rows >= ROWS {
            self.group()?;
        }
        Ok(())
    }

    /// Writes what is kept as a row group.
    fn group(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group().map_err(failed)?;
        for leaf in &mut self.leaves {
            let Some(mut column) = group.next_column().map_err(failed)? else { break };
            leaf.write(&mut column).map_err(failed)?;
            column.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        self.file.flush()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// Writes the last rows and the footer, without which a file is none.
    ///
    /// # Errors
    /// The writer fails.
    pub fn finish(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.group()?;
        }
        let mut out = self.file.into_inner().map_err(failed)?;
        out.flush()
    }
}

/// How deep a value lies: optional and repeated columns above it, lists above it.
#[derive(Debug, Clone, Copy, Default)]
struct Levels {
    defined: i16,
    repeated: i16,
}

/// The column of a property, as its schema tells, and its Parquet type.
fn column(name: &str, object: &Json, leaves: &mut Vec<Leaf>, above: Levels) -> Result<(Column, TypePtr), ParquetError> {
    let schema = &object["properties"][name];
    let required = object["required"].as_array().is_some_and(|names| names.iter().any(|required| required == name));
    let nullable = schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"));
    typed(name, schema, nullable || !required, leaves, above)
}

fn typed(
    name: &str,
    schema: &Json,
    optional: bool,
    leaves: &mut Vec<Leaf>,
    above: Levels,
) -> Result<(Column, TypePtr), ParquetError> {
    let kinds = schema["type"].as_array().map_or_else(|| vec![&schema["type"]], |kinds| kinds.iter().collect());
    let kind = kinds.into_iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")).unwrap_or("string");
    let repetition = if optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let levels = Levels { defined: above.defined + i16::from(optional), ..above };
    let first = leaves.len();
    let named = |shape, end| Column { name: name.to_owned(), optional, leaves: first..end, shape };
    if kind == "array" {
        let inside = Levels { defined: levels.defined + 1, repeated: levels.repeated + 1 };
        let (item, item_type) = typed("element", &schema["items"], false, leaves, inside)?;
        let repeated =
            Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(vec![item_type]);
        let list = Type::group_type_builder(name)
            .with_repetition(repetition)
            .with_converted_type(ConvertedType::LIST)
            .with_logical_type(Some(LogicalType::List))
            .with_fields(vec![Arc::new(repeated.build()?)]);
        let shape = Shape::List { item: Box::new(item), depth: inside.repeated };
        return Ok((named(shape, leaves.len()), Arc::new(list.build()?)));
    }
    if let (Some(properties), "object") = (schema["properties"].as_object(), kind) {
        let inside: Result<Vec<(Column, TypePtr)>, ParquetError> =
            properties.keys().map(|name| column(name, schema, leaves, levels)).collect();
        let (columns, types) = inside?.into_iter().unzip();
        let group = Type::group_type_builder(name).with_repetition(repetition).with_fields(types);
        return Ok((named(Shape::Struct(columns), leaves.len()), Arc::new(group.build()?)));
    }
    let (values, physical, logical) = match (kind, schema["format"].as_str()) {
        ("string", Some("date")) => (Values::Days(Vec::new()), Physical::INT32, Some(LogicalType::Date)),
        ("integer", _) => (Values::Counts(Vec::new()), Physical::INT64, None),
        ("number", _) => (Values::Numbers(Vec::new()), Physical::DOUBLE, None),
        ("boolean", _) => (Values::Flags(Vec::new()), Physical::BOOLEAN, None),
        // What has no declared properties is JSON in a text.
        _ => (Values::Texts(Vec::new()), Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let primitive =
        Type::primitive_type_builder(name, physical).with_repetition(repetition).with_logical_type(logical).build()?;
    leaves.push(Leaf {
        values,
        defined: Vec::new(),
        repeated: Vec::new(),
        levels: (levels.defined > 0, levels.repeated > 0),
    });
    Ok((named(Shape::Leaf, leaves.len()), Arc::new(primitive)))
}

/// Takes a value apart into its leaves; gives the bytes that they take.
fn shred(column: &Column, value: Option<&Value<'_>>, above: Levels, leaves: &mut [Leaf]) -> io::Result<usize> {
    let unexpected = || {
        let what = format!("the column \"{}\" cannot hold {value:?}", column.name);
        io::Error::new(io::ErrorKind::InvalidData, what)
    };
    let Some(value) = value.filter(|value| !matches!(value, Value::Absent | Value::Null)) else {
        leaves[column.leaves.clone()].iter_mut().for_each(|leaf| leaf.level(above));
        return if column.optional { Ok(0) } else { Err(unexpected()) };
    };
    let here = Levels { defined: above.defined + i16::from(column.optional), ..above };
    match (&column.shape, value) {
        (Shape::Leaf, value) => {
            let leaf = &mut leaves[column.leaves.start];
            leaf.level(here);
            leaf.values.push(value).ok_or_else(unexpected)
        }
        (Shape::List { .. }, Value::List(values)) if values.is_empty() => {
            leaves[column.leaves.clone()].iter_mut().for_each(|leaf| leaf.level(here));
            Ok(0)
        }
        (Shape::List { item, depth }, Value::List(values)) => {
            let mut bytes = 0;
            for (n, value) in values.iter().enumerate() {
                let repeated = if n == 0 { above.repeated } else { *depth };
                bytes += shred(item, Some(value), Levels { defined: here.defined + 1, repeated }, leaves)?;
            }
            Ok(bytes)
        }
        (Shape::Struct(columns), Value::Object(properties)) => {
            let mut bytes = 0;
            for (n, column) in columns.iter().enumerate() {
                // Properties mostly stand in the order of the schema.
                let here_too = properties.get(n).filter(|(name, _)| *name == column.name);
                let found = here_too.or_else(|| properties.iter().find(|(name, _)| *name == column.name));
                bytes += shred(column, found.map(|(_, value)| value), here, leaves)?;
            }
            Ok(bytes)
        }
        _ => Err(unexpected()),
    }
}

impl Leaf {
    fn level(&mut self, levels: Levels) {
        self.defined.push(levels.defined);
        self.repeated.push(levels.repeated);
    }

    /// Writes what is kept as a column of a row group, and keeps it no longer.
    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let defined = self.levels.0.then_some(self.defined.as_slice());
        let repeated = self.levels.1.then_some(self.repeated.as_slice());
        match (&mut self.values, column.untyped()) {
            (Values::Texts(texts), ColumnWriter::ByteArrayColumnWriter(column)) => {
                put(column, texts, defined, repeated)?
            }
            (Values::Days(days), ColumnWriter::Int32ColumnWriter(column)) => put(column, days, defined, repeated)?,
            (Values::Counts(counts), ColumnWriter::Int64ColumnWriter(column)) => {
                put(column, counts, defined, repeated)?
            }
            (Values::Numbers(numbers), ColumnWriter::DoubleColumnWriter(column)) => {
                put(column, numbers, defined, repeated)?
            }
            (Values::Flags(flags), ColumnWriter::BoolColumnWriter(column)) => put(column, flags, defined, repeated)?,
            _ => return Err(ParquetError::General("a column is not of the type of its schema".to_owned())),
        }
        self.defined.clear();
        self.repeated.clear();
        Ok(())
    }
}

/// Writes values with their levels, and keeps them no longer.
fn put<T: DataType>(
    column: &mut ColumnWriterImpl<'_, T>,
    values: &mut Vec<T::T>,
    defined: Option<&[i16]>,
    repeated: Option<&[i16]>,
) -> Result<(), ParquetError> {
    column.write_batch(values, defined, repeated)?;
    values.clear();
    Ok(())
}

impl Values {
    /// Keeps a value; gives the bytes that it takes, `None` where it is of another type.
    fn push(&mut self, value: &Value<'_>) -> Option<usize> {
        match (self, value) {
            (Values::Days(days), Value::Text(text)) => {
                let day: jiff::civil::Date = text.parse().ok()?;
                let since = day.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1))).ok()?;
                days.push(since.get_days());
                Some(size_of::<i32>())
            }
            (Values::Texts(texts), value) => {
                let text = match value {
                    Value::Text(text) => text.as_bytes().to_vec(),
                    Value::Prose(text) => text.as_bytes().to_vec(),
                    Value::Json(map) => serde_json::to_vec(map).ok()?,
                    _ => return None,
                };
                let bytes = size_of::<ByteArray>() + text.len();
                texts.push(text.into());
                Some(bytes)
            }
            (Values::Counts(counts), Value::Count(count)) => {
                counts.push(i64::try_from(*count).ok()?);
                Some(size_of::<i64>())
            }
            (Values::Numbers(numbers), Value::Number { value, decimals }) => {
                numbers.push(rounded(*value, *decimals));
                Some(size_of::<f64>())
            }
            (Values::Flags(flags), Value::Flag(flag)) => {
                flags.push(*flag);
                Some(size_of::<bool>())
            }
            _ => None,
        }
    }
}

/// What Parquet's writer fails with, as an error of its stream.
fn failed(cause: ParquetError) -> io::Error {
    match cause {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(cause) => io::Error::other(cause),
        },
        cause => io::Error::other(cause),
    }
}
