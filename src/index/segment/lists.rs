//! Lists of documents and positions while a segment is made.
//!
//! A list grows in blocks, each twice as long as the one before, that lie between
//! those of other lists in one arena: a rare term takes a few bytes, and a
//! common one few steps from block to block. Numbers are written as
//! differences in seven bits a byte. Takes documents in order.

/// Bytes of a page of the arena; no block is longer.
const PAGE: usize = 1 << 20;

/// Bits of an address that tell the place in a page.
const PAGE_BITS: u32 = PAGE.trailing_zeros();

/// Bytes of the first block of a list that it can fill: a term that stands once in one document.
const FIRST: usize = 12;

/// Doublings of a block: the longest holds 3 KiB.
const DOUBLINGS: u8 = 8;

/// Bytes of the address of the next block.
const LINK: usize = 4;

/// Bytes of a number, at most.
const LONGEST: usize = 5;

/// Memory that lists grow in.
#[derive(Debug, Default)]
pub(in crate::index) struct Arena {
    pages: Vec<Box<[u8]>>,
    /// Pages that are in use, and bytes of the last of them that are taken.
    used: usize,
    taken: usize,
}

impl Arena {
    /// Bytes that are in use.
    pub(super) fn memory(&self) -> usize {
        self.used * PAGE
    }

    /// Makes all of it free for other lists.
    pub(super) fn clear(&mut self) {
        (self.used, self.taken) = (0, 0);
    }

    /// Takes over the memory of another one, of whose lists none is needed any more.
    pub(in crate::index) fn adopt(&mut self, other: Arena) {
        self.pages.extend(other.pages);
    }

    fn take(&mut self, bytes: usize) -> u32 {
        if self.used == 0 || self.taken + bytes > PAGE {
            if self.used == self.pages.len() {
                self.pages.push(vec![0; PAGE].into_boxed_slice());
            }
            (self.used, self.taken) = (self.used + 1, 0);
        }
        let address = (self.used - 1) << PAGE_BITS | self.taken;
        self.taken += bytes;
        u32::try_from(address).expect("a segment is written long before its lists fill 4 GiB")
    }

    #[inline]
    fn bytes(&mut self, address: u32, len: usize) -> &mut [u8] {
        let at = address as usize & (PAGE - 1);
        &mut self.pages[(address >> PAGE_BITS) as usize][at..at + len]
    }

    fn read(&self, address: u32, len: usize) -> &[u8] {
        let at = address as usize & (PAGE - 1);
        &self.pages[(address >> PAGE_BITS) as usize][at..at + len]
    }
}

/// The documents of one term, with the positions in each where the field has positions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct List {
    /// How many documents.
    docs: u32,
    /// The last of them.
    doc: u32,
    /// The last position in it.
    position: u32,
    /// Address of the first block.
    head: u32,
    /// Address behind the last byte.
    at: u32,
    /// Bytes that the last block has left.
    left: u16,
    /// Doublings of the last block.
    doublings: u8,
}

impl List {
    /// How many documents there are.
    pub(super) fn docs(&self) -> u32 {
        self.docs
    }

    /// The byte at which it ends, or another of the arena where it is empty.
    #[inline]
    pub(super) fn end(&self, arena: &Arena) -> u8 {
        let page = arena.pages.get((self.at >> PAGE_BITS) as usize);
        page.map_or(0, |page| page[self.at as usize & (PAGE - 1)])
    }

    /// Notes that a document has the term.
    #[inline]
    pub(super) fn add_doc(&mut self, arena: &mut Arena, doc: u32) {
        if self.docs == 0 || self.doc != doc {
            self.write(arena, doc - self.doc);
            self.doc = doc;
            self.docs += 1;
        }
    }

    /// Notes that a document has the term at this position, not before the last one there.
    #[inline]
    pub(super) fn add(&mut self, arena: &mut Arena, doc: u32, position: u32) {
        if self.docs == 0 || self.doc != doc {
            if self.docs > 0 {
                self.write(arena, 0);
            }
            self.add_doc(arena, doc);
            self.position = 0;
        }
        // One more than the difference: nothing is the end of a document.
        self.write(arena, position - self.position + 1);
        self.position = position;
    }

    #[inline]
    fn write(&mut self, arena: &mut Arena, number: u32) {
        if number < 0x80 && self.left > 0 {
            arena.bytes(self.at, 1)[0] = number as u8;
            self.at += 1;
            self.left -= 1;
        } else if number < 0x4000 && self.left > 1 {
            let bytes = arena.bytes(self.at, 2);
            (bytes[0], bytes[1]) = (number as u8 | 0x80, (number >> 7) as u8);
            self.at += 2;
            self.left -= 2;
        } else {
            self.write_long(arena, number);
        }
    }

    fn write_long(&mut self, arena: &mut Arena, mut number: u32) {
        let mut bytes = [0; LONGEST];
        let mut len = 0;
        while number >= 0x80 {
            bytes[len] = number as u8 | 0x80;
            number >>= 7;
            len += 1;
        }
        bytes[len] = number as u8;
        let mut rest = &bytes[..=len];
        while !rest.is_empty() {
            if self.left == 0 {
                self.grow(arena);
            }
            let (now, later) = rest.split_at(rest.len().min(self.left as usize));
            arena.bytes(self.at, now.len()).copy_from_slice(now);
            self.at += now.len() as u32;
            self.left -= now.len() as u16;
            rest = later;
        }
    }

    fn grow(&mut self, arena: &mut Arena) {
        let first = self.docs == 0 && self.at == 0;
        let doublings = if first { 0 } else { (self.doublings + 1).min(DOUBLINGS) };
        let block = arena.take(room(doublings) + LINK);
        if first {
            self.head = block;
        } else {
            arena.bytes(self.at, LINK).copy_from_slice(&block.to_le_bytes());
        }
        (self.at, self.left, self.doublings) = (block, room(doublings) as u16, doublings);
    }

    /// Appends the bytes of the list.
    fn copy(&self, arena: &Arena, bytes: &mut Vec<u8>) {
        let (mut block, mut doublings) = (self.head, 0);
        let last = self.at - (room(self.doublings) - self.left as usize) as u32;
        while block != last {
            let (inside, link) = arena.read(block, room(doublings) + LINK).split_at(room(doublings));
            bytes.extend_from_slice(inside);
            block = link.first_chunk().map_or(last, |link| u32::from_le_bytes(*link));
            doublings = (doublings + 1).min(DOUBLINGS);
        }
        bytes.extend_from_slice(arena.read(last, (self.at - last) as usize));
    }

    /// Gives every document with the differences of its positions; of a list without positions none.
    pub(super) fn each(
        &self,
        arena: &Arena,
        positions: bool,
        buffers: &mut Buffers,
        mut give: impl FnMut(u32, &[u32]),
    ) {
        if self.docs == 0 {
            return;
        }
        let Buffers { bytes, differences } = buffers;
        bytes.clear();
        self.copy(arena, bytes);
        let mut numbers = Numbers { rest: bytes };
        let mut doc = 0;
        while let Some(difference) = numbers.next() {
            doc += difference;
            differences.clear();
            if positions {
                differences.extend(numbers.by_ref().take_while(|&number| number > 0).map(|number| number - 1));
            }
            give(doc, differences);
        }
    }
}

/// Bytes of a block that its list can fill.
fn room(doublings: u8) -> usize {
    FIRST << doublings
}

/// Memory for reading lists.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    bytes: Vec<u8>,
    differences: Vec<u32>,
}

/// Numbers of seven bits a byte.
struct Numbers<'a> {
    rest: &'a [u8],
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn lists_give_back_what_they_were_given(
            given in proptest::collection::vec((0usize..3, 0u32..3, 0u32..40_000), 0..2000),
            long in 0u32..200,
        ) {
            let mut arena = Arena::default();
            let mut lists = [List::default(); 3];
            let mut expected = vec![BTreeMap::<u32, Vec<u32>>::new(); 3];
            let mut doc = 0;
            let mut last = [(0, 0); 3];
            for (list, docs, positions) in given {
                doc += docs * long;
                let position = if last[list].0 == doc { last[list].1 } else { 0 } + positions;
                last[list] = (doc, position);
                lists[list].add(&mut arena, doc, position);
                expected[list].entry(doc).or_default().push(position);
            }
            for (list, expected) in lists.iter().zip(expected) {
                let mut found = BTreeMap::new();
                list.each(&arena, true, &mut Buffers::default(), |doc, differences| {
                    let mut position = 0;
                    let positions = differences.iter().map(|difference| { position += difference; position });
                    found.insert(doc, positions.collect::<Vec<u32>>());
                });
                prop_assert_eq!(list.docs() as usize, found.len());
                prop_assert_eq!(found, expected);
            }
        }

        #[test]
        fn lists_without_positions_hold_each_document_once(mut docs in proptest::collection::vec(any::<u32>(), 0..3000)) {
            docs.sort_unstable();
            let mut arena = Arena::default();
            let mut list = List::default();
            docs.iter().for_each(|&doc| list.add_doc(&mut arena, doc));
            docs.dedup();
            let mut found = Vec::new();
            list.each(&arena, false, &mut Buffers::default(), |doc, _| found.push(doc));
            prop_assert_eq!(found, docs);
        }
    }
}
