//! The weights of the tagger of people.

use crate::error::{Error, Result};
use std::sync::LazyLock;

/// Number of tags; `enrich::people` says what each is.
pub const TAGS: usize = 8;
/// Kinds of links between neighbouring candidates, each with its own transitions.
pub const LINKS: usize = 6;
/// Rows are addressed by this many bits of a feature's hash.
pub const ROWS_LOG2: u32 = 17;

/// Number of rows.
pub const ROWS: usize = 1 << ROWS_LOG2;

/// A feature's weight for each tag.
pub type Row = [i8; TAGS];

/// First bytes of a stored model: name and version of the layout.
const MAGIC: [u8; 4] = *b"DPM1";
/// Compression level of stored models: slow to make, smallest, quick to read.
const LEVEL: i32 = 19;

/// What is added to each stored weight, so that it is not negative.
const LIFT: i32 = 128;
/// A row of stored weights.
type Lifted = [u8; TAGS];
/// A row without weights.
const EMPTY: Lifted = [LIFT as u8; TAGS];
/// Rows whose lifted weights a lane of 16 bits can sum.
pub const MOST_ROWS: usize = u16::MAX as usize / 255;

/// The weights of a linear-chain model over candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// One row per feature hash.
    rows: Box<[Lifted; ROWS]>,
    /// `links[link][from][to]`: weight of tag `to` after tag `from`.
    pub links: Box<[[[i16; TAGS]; TAGS]; LINKS]>,
}

impl Model {
    /// A model without weights.
    ///
    /// # Panics
    /// Never: the vector has the array's length.
    pub fn empty() -> Model {
        Model {
            rows: vec![EMPTY; ROWS].try_into().expect("as many rows as were asked for"),
            links: Box::new([[[0; TAGS]; TAGS]; LINKS]),
        }
    }

    /// The weights of row `n`.
    pub fn row(&self, n: usize) -> Row {
        self.rows[n].map(|lifted| (i32::from(lifted) - LIFT) as i8)
    }

    /// Sets the weights of row `n`.
    pub fn set_row(&mut self, n: usize, row: Row) {
        self.rows[n] = row.map(|weight| (i32::from(weight) + LIFT) as u8);
    }

    /// The weights of some rows, at most [`MOST_ROWS`], summed by tag.
    #[inline]
    pub fn sum(&self, rows: &[u32]) -> [i32; TAGS] {
        debug_assert!(rows.len() <= MOST_ROWS);
        // Eight lanes of 16 bits, which is one addition a row where the machine has such.
        let mut lanes = [0u16; TAGS];
        for &n in rows {
            let row = &self.rows[n as usize & (ROWS - 1)];
            for tag in 0..TAGS {
                lanes[tag] = lanes[tag].wrapping_add(u16::from(row[tag]));
            }
        }
        let lift = LIFT * rows.len() as i32;
        let mut weights = [0; TAGS];
        for (weight, lane) in weights.iter_mut().zip(lanes) {
            *weight = i32::from(lane) - lift;
        }
        weights
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
        if rows.len() != TAGS * ROWS {
            return Err(wrong());
        }
        let mut model = Model::empty();
        let mut pairs = links.chunks_exact(2);
        for weight in model.links.iter_mut().flatten().flatten() {
            let pair = pairs.next().ok_or_else(wrong)?;
            *weight = i16::from_le_bytes([pair[0], pair[1]]);
        }
        // Stored tag by tag: the rows of one tag compress better together.
        for (tag, column) in rows.chunks_exact(ROWS).enumerate() {
            for (row, &byte) in model.rows.iter_mut().zip(column) {
                row[tag] = byte ^ LIFT as u8; // The same as adding it, in eight bits.
            }
        }
        Ok(model)
    }

    /// The model as bytes, the same for the same weights.
    ///
    /// # Errors
    /// If the compressor fails.
    pub fn store(&self) -> Result<Vec<u8>> {
        let mut flat = Vec::with_capacity(TAGS * ROWS);
        for weight in self.links.iter().flatten().flatten() {
            flat.extend(weight.to_le_bytes());
        }
        for tag in 0..TAGS {
            flat.extend((0..ROWS).map(|n| self.row(n)[tag] as u8));
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
        model.set_row(5, [1, -2, 3, -4, 5, -6, 7, -128]);
        model.links[2][3][4] = -700;
        let bytes = model.store().expect("stores");
        assert_eq!(Model::load(&bytes).expect("loads"), model);
        assert!(Model::load(&bytes[..bytes.len() - 1]).is_err());
        assert!(Model::load(b"something else").is_err());
    }

    #[test]
    fn embedded_model_loads() {
        assert!((0..ROWS).any(|n| model().row(n) != [0; TAGS]));
    }

    #[test]
    fn sums_rows() {
        let mut model = Model::empty();
        model.set_row(1, [127, -128, 3, 0, 1, -1, 64, -64]);
        model.set_row(2, [127, -128, -3, 0, 1, -1, 64, 64]);
        assert_eq!(model.sum(&[1, 2, 1]), [381, -384, 3, 0, 3, -3, 192, -64]);
        assert_eq!(model.sum(&[]), [0; TAGS]);
        assert_eq!(model.sum(&[1; MOST_ROWS])[1], -128 * MOST_ROWS as i32);
    }
}
