//! What a reader must know of a name: the marks in brackets of the tables.

/// Marks of a name, as bits; the tables in `schema/` spell them behind a name
/// ("Reading \[word,weak\]").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(u16);

impl Marks {
    /// Also an English word: needs support where case gives no evidence.
    pub const WORD: Marks = Marks(1);
    /// Also a personal name.
    pub const PERSON: Marks = Marks(1 << 1);
    /// Counts only where another name of the same country stands in the article.
    pub const WEAK: Marks = Marks(1 << 2);
    /// Belongs to several countries: the article decides.
    pub const TIE: Marks = Marks(1 << 3);
    /// Speaks for the country without being a mention of it.
    pub const HINT: Marks = Marks(1 << 4);
    /// Counts only behind a comma ("Akron, OH").
    pub const AFTER: Marks = Marks(1 << 5);
    /// First part of a hyphenated word only ("Anglo-").
    pub const COMPOUND: Marks = Marks(1 << 6);
    /// Written in capitals or with stops ("US", "U.A.E."), never "us".
    pub const CAPITALS: Marks = Marks(1 << 7);
    /// Written in lower case too ("rupiah").
    pub const ANY_CASE: Marks = Marks(1 << 8);
    /// Names no country, and blocks shorter names inside it.
    pub const PHRASE: Marks = Marks(1 << 9);
    /// Of two senses as well known as each other, the second.
    pub const LESS: Marks = Marks(1 << 10);

    /// Whether it has any of the bits of `other`.
    #[inline]
    pub const fn has(self, other: Marks) -> bool {
        self.0 & other.0 != 0
    }

    /// These bits and those of `other`.
    #[inline]
    #[must_use]
    pub const fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    /// These bits without those of `other`.
    #[inline]
    #[must_use]
    pub const fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }

    /// The mark that the tables spell `word`.
    fn spelled(word: &str) -> Option<Marks> {
        Some(match word {
            "word" => Marks::WORD,
            "person" => Marks::PERSON,
            "weak" => Marks::WEAK,
            "tie" => Marks::TIE,
            "less" => Marks::LESS,
            "hint" => Marks::HINT,
            "after" => Marks::AFTER,
            "compound" => Marks::COMPOUND,
            _ => return None,
        })
    }
}

/// A name of a table, split from its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marked<'a> {
    /// The name alone.
    pub name: &'a str,
    /// Its marks, with those that its spelling tells.
    pub marks: Marks,
}

impl<'a> Marked<'a> {
    /// Reads a cell of one name.
    ///
    /// # Panics
    /// If it has a mark that is none; the tables are part of the program.
    pub fn read(cell: &'a str) -> Marked<'a> {
        let cell = cell.trim_ascii();
        // Bytes, for the tables are read at every start.
        let opened = || cell.bytes().rposition(|byte| byte == b'[');
        let marked = match cell.as_bytes().last() {
            Some(b']') => opened().map(|at| (&cell[..at], &cell[at + 1..cell.len() - 1])),
            _ => None,
        };
        let Some((name, list)) = marked else { return Marked { name: cell, marks: marks_of_spelling(cell) } };
        let name = name.trim_end();
        let mut marks = Marks::default();
        for word in list.split(',').filter(|word| !word.is_empty()) {
            marks = marks.with(Marks::spelled(word).unwrap_or_else(|| panic!("no mark {word:?} in {cell:?}")));
        }
        let name = if marks.has(Marks::COMPOUND) { name.trim_end_matches('-') } else { name };
        Marked { name, marks: marks.with(marks_of_spelling(name)) }
    }

    /// Reads a cell of names with "; " between.
    pub fn list(cell: &'a str) -> impl Iterator<Item = Marked<'a>> {
        cell.split(';').map(str::trim).filter(|name| !name.is_empty()).map(Marked::read)
    }
}

/// Longest abbreviation written in capitals, in letters ("USSR", "MINUSMA" is a word of its own).
const LONGEST_ABBREVIATION: usize = 5;

fn marks_of_spelling(name: &str) -> Marks {
    // Most names show a capital and a lower-case letter among their first bytes.
    let bytes = name.as_bytes();
    if let [b'A'..=b'Z', b'a'..=b'z', ..] = bytes {
        return Marks::default();
    }
    let letters = || name.chars().filter(|c| c.is_alphabetic()).count();
    if !name.chars().any(char::is_lowercase) && letters() <= LONGEST_ABBREVIATION {
        Marks::CAPITALS
    } else if !name.chars().any(char::is_uppercase) {
        Marks::ANY_CASE
    } else {
        Marks::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_with_their_marks() {
        let read = Marked::read("Reading [word,weak]");
        assert_eq!(read.name, "Reading");
        assert!(read.marks.has(Marks::WORD) && read.marks.has(Marks::WEAK) && !read.marks.has(Marks::PERSON));
        assert_eq!(Marked::read("Anglo- [compound]").name, "Anglo");
        assert!(Marked::read("U.S.").marks.has(Marks::CAPITALS));
        assert!(Marked::read("crore [hint]").marks.has(Marks::ANY_CASE));
        assert_eq!(Marked::list("Iraqi; Iraqis").count(), 2);
        assert_eq!(Marked::list("").count(), 0);
    }
}
