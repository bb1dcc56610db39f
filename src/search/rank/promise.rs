//! What may be added to the score of a document once it is known to be among the best.

/// What nearness and exactness may add to the score of a document, by the parts that it has: no more than this.
#[derive(Debug, Clone, Default)]
pub(crate) struct Promise {
    /// In every document.
    always: f64,
    /// In those that have all of some parts, which are told by bits.
    having: Vec<(u32, f64)>,
    /// In any document.
    whole: f64,
}

impl Promise {
    /// Adds what a document may gain that has these parts; every document, where their numbers have no bit.
    pub(super) fn add(&mut self, parts: &[Option<usize>], gain: f64) {
        let bits = parts.iter().map(|part| part.map(bit).filter(|bit| *bit != 0));
        match bits.collect::<Option<Vec<u32>>>() {
            Some(bits) => self.having.push((bits.into_iter().fold(0, |all, bit| all | bit), gain)),
            None => self.always += gain,
        }
        self.whole += gain;
    }

    /// In a document that has no parts but these.
    pub(super) fn of(&self, parts: u32) -> f64 {
        let here = self.having.iter().filter(|(bits, _)| parts & bits == *bits);
        self.always + here.map(|(_, gain)| gain).sum::<f64>()
    }

    /// Whether a document with this score and no parts but these stays short of what is needed.
    #[inline]
    pub(super) fn is_short(&self, score: f64, parts: u32, needed: f64) -> bool {
        score < needed && (score + self.whole < needed || score + self.of(parts) < needed)
    }
}

/// The bit of the n-th part of a query; none for those behind the first 32.
pub(super) fn bit(n: usize) -> u32 {
    if n < 32 { 1 << n } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::Promise;

    #[test]
    fn a_document_gains_by_what_it_has() {
        let mut promise = Promise::default();
        promise.add(&[Some(0)], 1.0);
        promise.add(&[Some(0), Some(1)], 2.0);
        promise.add(&[Some(40), Some(1)], 4.0);
        promise.add(&[None], 8.0);
        assert_eq!([0b00, 0b01, 0b10, 0b11].map(|parts| promise.of(parts)), [12.0, 13.0, 12.0, 15.0]);
        assert!(promise.is_short(1.0, 0b01, 15.0));
        assert!(!promise.is_short(1.0, 0b11, 15.0));
        assert!(!promise.is_short(15.0, 0, 15.0));
    }
}
