//! A trained topic model: rows of weights over words, one logistic regression
//! per label, with the probabilities made honest (calibrated) and a threshold each.
//!
//! Takes an article's words, gives a probability per label. Knows nothing of
//! Media Topics: a label is a string, and may have a label above it.

use super::features::{Hash, Table};
use super::sums::{Summed, Sums};
use crate::error::{Error, Result};
use crate::text::Reading;

/// First bytes of a model file; the last is the version of the layout.
const MAGIC: &[u8; 8] = b"DLTOPIC\x01";

/// A topic model, as [`Model::load`] reads it and training writes it.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// What it predicts; a label stands after the label above it.
    pub(crate) labels: Vec<Label>,
    /// The features and their rows, by hash.
    pub(crate) features: Vec<(Hash, u32)>,
    /// By row: how much the row weighs in an article's length.
    pub(crate) rarity: Vec<u8>,
    /// By row: where its weights end in `weights`.
    pub(crate) ends: Vec<u32>,
    /// Weights of all rows, one after the other.
    pub(crate) weights: Vec<Weight>,
    pub(crate) table: Table,
    /// The weights once more, as prediction sums them.
    pub(crate) sums: Sums,
}

/// A label of a model.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Label {
    /// What it is called: a bare topic code, or the user's own label.
    pub(crate) name: String,
    /// The label above it, by index.
    pub(crate) parent: Option<u16>,
    /// Added to every score.
    pub(crate) bias: f32,
    /// What a weight of 1 is worth.
    pub(crate) unit: f32,
    /// Score to log-odds: `slope * score + offset`; fitted on articles left out of training.
    pub(crate) slope: f32,
    pub(crate) offset: f32,
    /// The probability from which the label is given.
    pub(crate) threshold: f32,
}

/// One weight of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weight {
    pub(crate) label: u16,
    pub(crate) value: i8,
}

/// What one unit of [`Model::rarity`] is worth.
pub(crate) const RARITY_UNIT: f32 = 1.0 / 16.0;

/// How much `count` occurrences of a word count: 1 + ln n.
#[inline]
pub(crate) fn damped(count: u8) -> f32 {
    1.0 + (count.max(1) as f32).ln()
}

impl Model {
    /// A model of its parts; the table is made from the features.
    pub(crate) fn assemble(mut self) -> Model {
        self.table = Table::new(&self.features);
        let rows: Vec<&[Weight]> = (0..self.ends.len() as u32).map(|row| self.row(row)).collect();
        self.sums = Sums::new(&rows, &self.rarity, self.labels.len());
        self
    }

    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    /// The weights of a row.
    #[inline]
    pub(crate) fn row(&self, row: u32) -> &[Weight] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.weights[start..self.ends[row] as usize]
    }

    /// The raw score of every label.
    pub(crate) fn scores(&self, reading: &Reading) -> Vec<f32> {
        let counts = self.table.counts(reading);
        let Summed { scores, length } = self.sums.of(&counts);
        let length = (length.sqrt() * RARITY_UNIT).max(f32::MIN_POSITIVE);
        let share = |(label, score): (&Label, f32)| {
            label.bias + if counts.is_empty() { 0.0 } else { score * label.unit / length }
        };
        self.labels.iter().zip(scores).map(share).collect()
    }

    /// The probability of every label; of one below another, that of both.
    pub(crate) fn probabilities(&self, reading: &Reading) -> Vec<f32> {
        let mut odds = self.scores(reading);
        self.calibrate(&mut odds);
        odds
    }

    /// Turns raw scores into probabilities.
    pub(crate) fn calibrate(&self, scores: &mut [f32]) {
        for (n, label) in self.labels.iter().enumerate() {
            let own = sigmoid(label.slope * scores[n] + label.offset);
            scores[n] = label.parent.map_or(own, |parent| own * scores[parent as usize]);
        }
    }

    /// The labels to give for these probabilities, best first: each that
    /// reaches its threshold below a given one; where none does, the likeliest.
    pub(crate) fn given(&self, probabilities: &[f32]) -> Vec<usize> {
        let reaches = |n: &usize| probabilities[*n] >= self.labels[*n].threshold;
        let likelier = |a: &usize, b: &usize| probabilities[*a].total_cmp(&probabilities[*b]).then(b.cmp(a));
        let roots = (0..self.labels.len()).filter(|&n| self.labels[n].parent.is_none());
        let mut given: Vec<usize> = roots.clone().filter(reaches).collect();
        if given.is_empty() {
            let best = roots.max_by(likelier).filter(|&n| probabilities[n] >= self.labels[n].threshold * LAST_RESORT);
            given.extend(best);
        }
        given.extend(self.given_below(probabilities, |n| given.contains(&n)));
        given.sort_by(|a, b| likelier(b, a));
        given
    }

    /// The labels that reach their threshold below those that are `given`.
    pub(crate) fn given_below(&self, probabilities: &[f32], given: impl Fn(usize) -> bool) -> Vec<usize> {
        let reaches = |n: &usize| probabilities[*n] >= self.labels[*n].threshold;
        let below = |n: &usize| self.labels[*n].parent.is_some_and(|parent| given(parent as usize));
        (0..self.labels.len()).filter(below).filter(reaches).collect()
    }

    /// What it predicts: bare topic codes, or the labels of the user's own articles.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(|label| label.name.as_str())
    }

    /// Reads a model that training wrote.
    ///
    /// # Errors
    /// If the bytes are not a model of this version, or are damaged.
    pub fn load(bytes: &[u8]) -> Result<Model> {
        let Some(packed) = bytes.strip_prefix(MAGIC) else {
            return Err(Error::new("not a topic model of this version").help("train it again: `dateline train topics`"));
        };
        let damaged = || Error::new("the topic model is damaged").help("train it again: `dateline train topics`");
        let plain = zstd::decode_all(packed).map_err(|cause| damaged().because(cause))?;
        Reader { bytes: &plain }.model().ok_or_else(damaged)
    }

    /// The bytes that [`Model::load`] reads.
    ///
    /// # Errors
    /// If compression fails, which it does only for lack of memory.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let packed = zstd::encode_all(self.plain().as_slice(), 19)
            .map_err(|cause| Error::new("cannot compress the topic model").because(cause))?;
        Ok([MAGIC.as_slice(), &packed].concat())
    }

    fn plain(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out, self.labels.len() as u32);
        for label in &self.labels {
            put(&mut out, label.name.len() as u32);
            out.extend(label.name.as_bytes());
            put(&mut out, label.parent.map_or(0, |p| p as u32 + 1));
            for number in [label.bias, label.unit, label.slope, label.offset, label.threshold] {
                out.extend(number.to_le_bytes());
            }
        }
        let mut features = self.features.clone();
        features.sort_unstable();
        put(&mut out, features.len() as u32);
        let mut last = 0;
        for &(hash, _) in &features {
            put(&mut out, hash - last);
            last = hash;
        }
        features.iter().for_each(|&(_, row)| put(&mut out, row));
        put(&mut out, self.ends.len() as u32);
        out.extend(&self.rarity);
        (0..self.ends.len() as u32).for_each(|row| put(&mut out, self.row(row).len() as u32));
        // Labels, then values: each compresses better among its like.
        for row in 0..self.ends.len() as u32 {
            let mut last = 0;
            for weight in self.row(row) {
                put(&mut out, (weight.label - last) as u32);
                last = weight.label;
            }
        }
        out.extend(self.weights.iter().map(|w| w.value as u8));
        out
    }
}

/// Below every threshold, the likeliest root is still given from this share of its threshold.
const LAST_RESORT: f32 = 0.35;

/// The logistic function.
#[inline]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Appends a number in as many bytes as it needs (LEB128).
fn put(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a model's parts from the front of its bytes; none where they end early or make no sense.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0u32;
        for shift in (0..35).step_by(7) {
            let byte = self.take(1)?[0];
            number |= ((byte & 0x7F) as u32).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// How many things follow, each of at least a byte.
    fn length(&mut self) -> Option<usize> {
        self.number().map(|n| n as usize).filter(|&n| n <= self.bytes.len())
    }

    fn float(&mut self) -> Option<f32> {
        let bytes = self.take(4)?;
        Some(f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn label(&mut self, before: usize) -> Option<Label> {
        let len = self.length()?;
        let name = std::str::from_utf8(self.take(len)?).ok()?.to_owned();
        let parent = match self.number()? {
            0 => None,
            n if (n as usize) <= before => Some((n - 1) as u16),
            _ => return None,
        };
        let (bias, unit, slope) = (self.float()?, self.float()?, self.float()?);
        let (offset, threshold) = (self.float()?, self.float()?);
        Some(Label { name, parent, bias, unit, slope, offset, threshold })
    }

    fn model(mut self) -> Option<Model> {
        let count = self.length().filter(|&n| n < u16::MAX as usize)?;
        let labels = (0..count).map(|n| self.label(n)).collect::<Option<Vec<Label>>>()?;
        let count = self.length()?;
        let mut hash = 0u32;
        let mut features = Vec::with_capacity(count);
        for _ in 0..count {
            hash = hash.checked_add(self.number()?)?;
            features.push((hash, 0));
        }
        for feature in &mut features {
            feature.1 = self.number()?;
        }
        let rows = self.length()?;
        if features.iter().any(|f| f.1 as usize >= rows) {
            return None;
        }
        let rarity = self.take(rows)?.to_vec();
        let mut end = 0u32;
        let mut ends = Vec::with_capacity(rows);
        for _ in 0..rows {
            end = end.checked_add(self.number()?)?;
            ends.push(end);
        }
        if end as usize > self.bytes.len() {
            return None;
        }
        let mut weights = Vec::with_capacity(end as usize);
        for &end in &ends {
            let mut label = 0u32;
            while weights.len() < end as usize {
                label = label.checked_add(self.number()?).filter(|&l| (l as usize) < labels.len())?;
                weights.push(Weight { label: label as u16, value: 0 });
            }
        }
        for (weight, &value) in weights.iter_mut().zip(self.take(end as usize)?) {
            weight.value = value as i8;
        }
        let model = Model { labels, features, rarity, ends, weights, ..Model::default() };
        self.bytes.is_empty().then(|| model.assemble())
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::word_hash;
    use super::*;
    use crate::text::key;
    use proptest::prelude::*;

    /// Two roots and one label below the first.
    pub(crate) fn tiny() -> Model {
        let label = |name: &str, parent, threshold| Label {
            name: name.into(),
            parent,
            bias: -2.0,
            unit: 0.1,
            slope: 1.0,
            offset: 0.0,
            threshold,
        };
        Model {
            labels: vec![label("sport", None, 0.5), label("money", None, 0.5), label("football", Some(0), 0.4)],
            features: vec![(word_hash(key("match"), false), 0), (word_hash(key("shares"), false), 1)],
            rarity: vec![16, 16],
            ends: vec![2, 3],
            weights: vec![
                Weight { label: 0, value: 60 },
                Weight { label: 2, value: 60 },
                Weight { label: 1, value: 60 },
            ],
            ..Model::default()
        }
        .assemble()
    }

    #[test]
    fn gives_labels_below_given_ones_only() {
        let model = tiny();
        let given = |text: &str| model.given(&model.probabilities(&Reading::new("", text)));
        assert_eq!(given("The match"), [0, 2]);
        assert_eq!(given("shares fell"), [1]);
        assert!(given("").is_empty());
        assert!(given("nothing known here").is_empty());
    }

    #[test]
    fn reads_what_it_writes_and_refuses_the_rest() {
        let model = tiny();
        let bytes = model.to_bytes().unwrap();
        let again = Model::load(&bytes).unwrap();
        assert_eq!(again.labels, model.labels);
        assert_eq!(again.weights, model.weights);
        assert_eq!(again.to_bytes().unwrap(), bytes);
        assert!(Model::load(b"something else").is_err());
        assert!(Model::load(&bytes[..bytes.len() - 1]).is_err());
        let plain = model.plain();
        for end in 0..plain.len() {
            assert!(Reader { bytes: &plain[..end] }.model().is_none(), "{end} of {} bytes", plain.len());
        }
    }

    proptest! {
        #[test]
        fn damage_is_refused_or_harmless(at in 0usize..200, byte: u8, text in "\\PC{0,30}") {
            let mut plain = tiny().plain();
            let at = at % plain.len();
            plain[at] = byte;
            if let Some(model) = (Reader { bytes: &plain }).model() {
                let _ = model.given(&model.probabilities(&Reading::new(&text, "match shares")));
            }
        }
    }
}
