//! The weights of a topic model, laid out to be summed.
//!
//! Takes rows of weights and the rows of an article with their counts, gives a
//! sum per label. Labels stand in blocks, so that the machine can add many weights
//! with one instruction; a row of the embedded model has weights for a quarter of all
//! labels, and none of its blocks is empty as a rule. Knows nothing of words.

use std::sync::LazyLock;

use super::model::{Weight, damped};

/// Labels of a block.
const BLOCK: usize = 32;

/// Rows whose weights a lane of 16 bits can sum.
const MOST_ROWS: usize = i16::MAX as usize / 128;

/// [`damped`] of every count.
static DAMPED: LazyLock<[f32; 256]> = LazyLock::new(|| std::array::from_fn(|count| damped(count as u8)));

/// The weights of all rows in blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums {
    heads: Vec<Head>,
    blocks: Vec<Block>,
    /// Blocks that hold all labels.
    width: usize,
}

/// Where the blocks of a row are, and how much it weighs in an article's length.
#[derive(Debug, Clone, Copy)]
struct Head {
    start: u32,
    end: u32,
    rarity: u32,
}

/// The weights of a row for the labels from `BLOCK * at` on, 0 for those that have none.
#[derive(Debug, Clone, Copy)]
struct Block {
    at: u16,
    weights: [i8; BLOCK],
}

/// What the rows of an article come to.
pub(super) struct Summed {
    /// By label, perhaps with more behind the last.
    pub(super) scores: Vec<f32>,
    /// The square of the article's length, in units of rarity.
    pub(super) length: f32,
}

impl Sums {
    /// Lays out rows, whose weights stand by rising label.
    pub(super) fn new(rows: &[&[Weight]], rarity: &[u8], labels: usize) -> Sums {
        let mut sums = Sums { width: labels.div_ceil(BLOCK), ..Sums::default() };
        let block_of = |weight: &Weight| weight.label / BLOCK as u16;
        for (row, &rarity) in rows.iter().zip(rarity) {
            let start = sums.blocks.len() as u32;
            for weights in row.chunk_by(|a, b| block_of(a) == block_of(b)) {
                let mut block = Block { at: block_of(&weights[0]), weights: [0; BLOCK] };
                weights.iter().for_each(|weight| block.weights[weight.label as usize % BLOCK] = weight.value);
                sums.blocks.push(block);
            }
            sums.heads.push(Head { start, end: sums.blocks.len() as u32, rarity: u32::from(rarity) });
        }
        sums
    }

    /// Sums the weights of some rows, each by how often it counts.
    pub(super) fn of(&self, counts: &[(u32, u8)]) -> Summed {
        // Rows are far apart in memory: asked for at once they come sooner than one by one.
        let first = counts.iter().map(|&(row, _)| self.blocks.get(self.heads[row as usize].start as usize));
        std::hint::black_box(first.flatten().fold(0, |all, block| all ^ block.at));
        let mut sums = vec![[0f32; BLOCK]; self.width];
        let mut lanes = vec![[0i16; BLOCK]; self.width];
        let mut length = 0f32;
        // Rows of one count together: their weights are summed as integers, and multiplied once.
        for (count, rows) in Groups::of(counts).iter() {
            let times = DAMPED[count];
            let mut squares = 0;
            for rows in rows.chunks(MOST_ROWS) {
                for &row in rows {
                    let Head { start, end, rarity } = self.heads[row as usize];
                    squares += u64::from(rarity * rarity);
                    for block in &self.blocks[start as usize..end as usize] {
                        add(&mut lanes[block.at as usize], &block.weights);
                    }
                }
                for (sums, lanes) in sums.iter_mut().zip(&mut lanes) {
                    add_times(times, sums, lanes);
                    *lanes = [0; BLOCK];
                }
            }
            length += times * times * squares as f32;
        }
        Summed { scores: sums.into_flattened(), length }
    }
}

/// Adds the weights of a block, all lanes side by side.
#[inline(always)]
fn add(lanes: &mut [i16; BLOCK], weights: &[i8; BLOCK]) {
    for n in 0..BLOCK {
        lanes[n] = lanes[n].wrapping_add(i16::from(weights[n]));
    }
}

/// Adds so many times the lanes of a block.
#[inline(always)]
fn add_times(times: f32, sums: &mut [f32; BLOCK], lanes: &[i16; BLOCK]) {
    for n in 0..BLOCK {
        sums[n] += times * f32::from(lanes[n]);
    }
}

/// Rows by their counts: counted and laid down, for there are few counts and many rows.
struct Groups {
    rows: Vec<u32>,
    /// By count, where its rows end.
    ends: Vec<usize>,
}

impl Groups {
    fn of(counts: &[(u32, u8)]) -> Groups {
        let most = counts.iter().map(|&(_, count)| count).max().unwrap_or(0);
        let mut ends = vec![0; usize::from(most) + 2];
        counts.iter().for_each(|&(_, count)| ends[usize::from(count) + 1] += 1);
        for count in 1..ends.len() {
            ends[count] += ends[count - 1];
        }
        let mut rows = vec![0; counts.len()];
        for &(row, count) in counts {
            let at = &mut ends[usize::from(count)];
            rows[*at] = row;
            *at += 1;
        }
        Groups { rows, ends }
    }

    /// The rows of each count, by rising count.
    fn iter(&self) -> impl Iterator<Item = (usize, &[u32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let groups = starts.zip(&self.ends).enumerate().map(|(count, (start, &end))| (count, &self.rows[start..end]));
        groups.filter(|(_, rows)| !rows.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_what_the_rows_hold(
            rows in proptest::collection::vec(proptest::collection::btree_map(0u16..80, -128i8..=127, 0..40), 1..20),
            counted in proptest::collection::vec((0usize..20, 1u8..=255), 0..20),
            again in 1usize..700,
        ) {
            let weights: Vec<Vec<Weight>> =
                rows.iter().map(|row| row.iter().map(|(&label, &value)| Weight { label, value }).collect()).collect();
            let slices: Vec<&[Weight]> = weights.iter().map(Vec::as_slice).collect();
            let mut counts: Vec<(u32, u8)> = counted.iter().map(|&(row, n)| ((row % rows.len()) as u32, n)).collect();
            counts.extend(vec![(0, 1); again]); // More than a lane can sum.
            let Summed { scores, length } = Sums::new(&slices, &vec![3; rows.len()], 80).of(&counts);
            for label in 0..80u16 {
                let value = |row: u32| rows[row as usize].get(&label).map_or(0.0, |&value| f64::from(value));
                let sum: f64 = counts.iter().map(|&(row, count)| f64::from(damped(count)) * value(row)).sum();
                prop_assert!((f64::from(scores[label as usize]) - sum).abs() < 0.05, "{label}: {sum}");
            }
            let squares: f64 = counts.iter().map(|&(_, count)| 9.0 * f64::from(damped(count)).powi(2)).sum();
            prop_assert!((f64::from(length) - squares).abs() < squares * 1e-5);
        }
    }
}
