//! Regular expressions over the words of an index.

use tantivy_fst::Regex;

use crate::text::fold;

/// Letters of the longest expression: it has to be one for a word.
const LONGEST: usize = 200;

/// An expression that the dictionary of an index can be searched by, its letters `folded` as
/// the index folds words if that is wanted; or what is wrong with it, on one line.
pub(super) fn checked(source: &str, folded: bool) -> Result<String, String> {
    if source.chars().count() > LONGEST {
        return Err(format!("it is longer than {LONGEST} letters"));
    }
    // It has to match the whole word: anchors at its ends say what holds anyway.
    let inner = source.strip_prefix('^').unwrap_or(source);
    let inner = inner.strip_suffix('$').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
    let pattern = if folded { folded_letters(inner) } else { inner.to_owned() };
    match Regex::new(&pattern) {
        Ok(_) => Ok(pattern),
        Err(error) => {
            // The library draws the place over several lines; the last says what it is.
            let said = error.to_string();
            let last = said.lines().last().unwrap_or_default().trim();
            Err(last.strip_prefix("error: ").unwrap_or(last).trim_end_matches(" (hopefully temporary).").to_owned())
        }
    }
}

/// The expression that a pattern with `?` for one character and `*` for any number stands for.
pub(crate) fn of_wildcard(wildcard: &str) -> String {
    let mut regex = String::with_capacity(2 * wildcard.len());
    for c in wildcard.chars() {
        match c {
            '*' if regex.ends_with(".*") => {}
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            c => {
                if c.is_ascii() && !c.is_alphanumeric() {
                    regex.push('\\');
                }
                regex.push(c);
            }
        }
    }
    regex
}

/// Whether a dictionary can be searched by a pattern: a star before many holes is too much.
pub(super) fn is_simple(wildcard: &str) -> bool {
    wildcard.chars().count() <= LONGEST && Regex::new(&of_wildcard(wildcard)).is_ok()
}

/// Letters folded, but for those that a backslash gives a meaning: `\D` is not `\d`.
fn folded_letters(source: &str) -> String {
    let mut folded = String::with_capacity(source.len());
    let mut characters = source.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => {
                folded.push(c);
                folded.extend(characters.next());
            }
            c if c.is_alphabetic() => folded.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn letters_are_folded_and_classes_are_not() {
        assert_eq!(checked("Élys[ÉE]+", true).unwrap(), "elys[ee]+");
        assert_eq!(checked("\\D+\\d", true).unwrap(), "\\D+\\d");
        assert_eq!(checked("A1", false).unwrap(), "A1");
    }

    #[test]
    fn anchors_at_the_ends_are_taken_for_granted() {
        assert_eq!(checked("^oil$", true).unwrap(), "oil");
    }

    #[test]
    fn wildcards_are_expressions_unless_they_are_too_involved() {
        assert_eq!(super::of_wildcard("s?n**n.a*"), "s.n.*n\\.a.*");
        assert!(super::is_simple("*a?b*c*") && !super::is_simple("*a????????????????"));
    }

    #[test]
    fn what_cannot_be_searched_for_is_told_on_one_line() {
        for source in ["[", "a\\b", "a^b", "(a|b){1000}{1000}", "\\", &"a".repeat(300)] {
            let said = checked(source, true).unwrap_err();
            assert!(!said.is_empty() && !said.contains('\n'), "{source}: {said}");
        }
    }
}
