//! Byte offsets as character offsets, which is what the output contract counts in.

/// Bytes between two remembered counts.
const STEP: usize = 256;

/// Turns byte offsets of one text into character offsets (Unicode scalar values).
///
/// ```
/// let offsets = dateline::output::CharOffsets::of("naïve plan");
/// assert_eq!(offsets.at(7), 6);
/// ```
#[derive(Debug)]
pub struct CharOffsets<'a> {
    text: &'a str,
    /// Characters before each multiple of [`STEP`] bytes; empty for plain ASCII.
    counts: Vec<usize>,
}

impl<'a> CharOffsets<'a> {
    /// Prepares a text.
    pub fn of(text: &'a str) -> CharOffsets<'a> {
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in text.as_bytes().chunks(STEP) {
                counts.push(count);
                count += starts(chunk);
            }
        }
        CharOffsets { text, counts }
    }

    /// Characters before byte `byte`.
    ///
    /// # Panics
    /// If `byte` is beyond the text.
    pub fn at(&self, byte: usize) -> usize {
        if self.counts.is_empty() {
            return byte;
        }
        let step = (byte / STEP).min(self.counts.len() - 1);
        self.counts[step] + starts(&self.text.as_bytes()[step * STEP..byte])
    }
}

/// Bytes that begin a character.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| (byte as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting(text in "[a-zé漢🙂]{0,700}") {
            let offsets = CharOffsets::of(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(offsets.at(byte), n);
            }
            prop_assert_eq!(offsets.at(text.len()), text.chars().count());
        }
    }
}
