//! The weights of the tagger of people.

use crate::error::{Error, Result};
use std::sync::LazyLock;

/// Number of tags; `enrich::people` says what each is.
pub const TAGS: usize = 8;
/// Kinds of links between neighbouring candidates, each with its own transitions.
pub const LINKS: usize = 6;
/// Rows are addressed by this many bits of a feature's hash.
pub const ROWS_LOG2: u32 = 18;

/// A feature's weight for each tag.
pub type Row = [i8; TAGS];

/// First bytes of a stored model: name and version of the layout.
const MAGIC: [u8; 4] = *b"DPM1";
/// Compression level of stored models: slow to make, smallest, quick to read.
const LEVEL: i32 = 19;

/// The weights of a linear-chain model over candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// One row per feature hash.
    pub rows: Box<[Row]>,
    /// `links[link][from][to]`: weight of tag `to` after tag `from`.
    pub links: Box<[[[i16; TAGS]; TAGS]; LINKS]>,
}

impl Model {
    /// A model without weights.
    pub fn empty() -> Model {
        Model {
            rows: vec![[0; TAGS]; 1 << ROWS_LOG2].into(),
            links: Box::new([[[0; TAGS]; TAGS]; LINKS]),
        }
    }

    /// The row of a feature.
    #[inline]
    pub fn row(&self, feature: u32) -> &Row {
        &self.rows[feature as usize & ((1 << ROWS_LOG2) - 1)]
    }

    /// Reads what [`Model::store`] wrote.
    ///
    /// # Errors
    /// If the bytes are not a model of this version.
    pub fn load(bytes: &[u8]) -> Result<Model> {
        let wrong = || Error::new("this is not a people model of this version").help("run `dateline train people`");
        let body = bytes.strip_prefix(&MAGIC).ok_or_else(wrong)?;
        let flat = zstd::decode_all(body).map_err(|e| wrong().because(e))?;
        let (links, rows) = flat.split_at_checked(LINKS * TAGS * TAGS * 2).ok_or_else(wrong)?;
        if rows.len() != TAGS << ROWS_LOG2 {
            return Err(wrong());
        }
        let mut model = Model::empty();
        let mut pairs = links.chunks_exact(2);
        for weight in model.links.iter_mut().flatten().flatten() {
            let pair = pairs.next().ok_or_else(wrong)?;
            *weight = i16::from_le_bytes([pair[0], pair[1]]);
        }
        // Stored tag by tag: the rows of one tag compress better together.
        for (tag, column) in rows.chunks_exact(1 << ROWS_LOG2).enumerate() {
            for (row, &byte) in model.rows.iter_mut().zip(column) {
                row[tag] = byte as i8;
            }
        }
        Ok(model)
    }

    /// The model as bytes, the same for the same weights.
    ///
    /// # Errors
    /// If the compressor fails.
    pub fn store(&self) -> Result<Vec<u8>> {
        let mut flat = Vec::with_capacity(TAGS << ROWS_LOG2);
        for weight in self.links.iter().flatten().flatten() {
            flat.extend(weight.to_le_bytes());
        }
        for tag in 0..TAGS {
            flat.extend(self.rows.iter().map(|row| row[tag] as u8));
        }
        let mut bytes = MAGIC.to_vec();
        let packed = zstd::encode_all(flat.as_slice(), LEVEL);
        bytes.extend(packed.map_err(|e| Error::new("the people model cannot be compressed").because(e))?);
        Ok(bytes)
    }
}

/// The embedded model.
///
/// # Panics
/// If the binary was built with a broken `schema/people.model`, which a test rules out.
pub fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        Model::load(include_bytes!("../../../schema/people.model")).expect("the embedded people model is whole")
    });
    &MODEL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_and_loaded_is_the_same() {
        let mut model = Model::empty();
        model.rows[5] = [1, -2, 3, -4, 5, -6, 7, -128];
        model.links[2][3][4] = -700;
        let bytes = model.store().expect("stores");
        assert_eq!(Model::load(&bytes).expect("loads"), model);
        assert!(Model::load(&bytes[..bytes.len() - 1]).is_err());
        assert!(Model::load(b"something else").is_err());
    }

    #[test]
    fn embedded_model_loads() {
        assert_eq!(model().rows.len(), 1 << ROWS_LOG2);
    }
}
