//! IPTC Media Topics: the news trade's own tree of subjects.
//!
//! Turns whatever names a topic (a code, its name, a path of names, an
//! everyday synonym) into the [`Topic`], and knows the tree around it.
//! Knows nothing of articles and of how topics are predicted.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::fold;

/// A topic of the vocabulary.
#[derive(Debug)]
pub struct Topic {
    /// The code without its prefix ("11000000").
    code: &'static str,
    /// Preferred name, British spelling.
    pub name: &'static str,
    /// 1 for the seventeen roots, 2 to 4 below.
    pub level: u8,
    /// What belongs here, in short; empty below level 2.
    pub definition: &'static str,
    synonyms: &'static str,
    parent: Option<usize>,
}

impl Topic {
    /// The code as it is printed: `medtop:11000000`.
    pub fn code(&self) -> String {
        format!("medtop:{}", self.code)
    }

    /// The code without its prefix, as the files of `schema/` hold it: `11000000`.
    pub fn bare_code(&self) -> &'static str {
        self.code
    }

    /// The topic above; none for a root.
    pub fn parent(&self) -> Option<&'static Topic> {
        self.parent.map(|n| &VOCABULARY.topics[n])
    }

    /// The topic itself, then those above it, the root last.
    pub fn lineage(&'static self) -> impl Iterator<Item = &'static Topic> {
        std::iter::successors(Some(self), |topic| topic.parent())
    }

    /// Names from the root to this topic, joined by `/`.
    pub fn path(&'static self) -> String {
        let mut names: Vec<&str> = self.lineage().map(|t| t.name).collect();
        names.reverse();
        names.join("/")
    }

    /// The topics right below, in the vocabulary's order.
    pub fn children(&'static self) -> impl Iterator<Item = &'static Topic> {
        all().iter().filter(move |t| t.parent().is_some_and(|p| std::ptr::eq(p, self)))
    }

    /// Everyday words that mean this topic.
    pub fn synonyms(&self) -> impl Iterator<Item = &'static str> {
        self.synonyms.split("; ").filter(|s| !s.is_empty())
    }
}

struct Vocabulary {
    topics: Vec<Topic>,
    by_code: HashMap<&'static str, usize>,
    by_subject: HashMap<&'static str, usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::read(include_str!("../../schema/topics.tsv")));

impl Vocabulary {
    fn read(table: &'static str) -> Vocabulary {
        let mut topics: Vec<Topic> = Vec::new();
        let mut by_code = HashMap::new();
        let mut by_subject = HashMap::new();
        for row in table.lines().filter(|row| !row.starts_with('#') && !row.is_empty()) {
            let mut cells = row.split('\t');
            let mut cell = || cells.next().unwrap_or_default();
            let (code, parent, level, name, subject) = (cell(), cell(), cell(), cell(), cell());
            by_code.insert(code, topics.len());
            if !subject.is_empty() {
                by_subject.entry(subject).or_insert(topics.len());
            }
            topics.push(Topic {
                code,
                name,
                level: level.parse().unwrap_or(0),
                definition: cell(),
                synonyms: cell(),
                parent: by_code.get(parent).copied(),
            });
        }
        Vocabulary { topics, by_code, by_subject }
    }
}

/// Topics by their names and synonyms, which only few who load the vocabulary look up.
static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let topics = all();
    // A name wins over a synonym, and a topic higher up over a deeper one.
    let mut by_name = HashMap::new();
    let mut order: Vec<usize> = (0..topics.len()).collect();
    order.sort_by_key(|&n| topics[n].level);
    for &n in &order {
        by_name.entry(normal(topics[n].name)).or_insert(n);
    }
    for &n in &order {
        for synonym in topics[n].synonyms() {
            by_name.entry(normal(synonym)).or_insert(n);
        }
    }
    by_name
});

/// A name without case, accents, and the ways in which publishers write "and" and spaces.
fn normal(name: &str) -> String {
    let spaced = name.replace('&', " and ").replace(['_', '-'], " ");
    let words: Vec<String> = spaced.split_whitespace().map(fold).collect();
    words.join(" ")
}

/// Every topic, parents before their children.
pub fn all() -> &'static [Topic] {
    &VOCABULARY.topics
}

/// The seventeen topics of level 1.
pub fn roots() -> impl Iterator<Item = &'static Topic> {
    all().iter().filter(|t| t.level == 1)
}

/// The topic that a code, name, path or synonym means.
///
/// ```
/// use dateline::vocab::topics::find;
/// for text in ["medtop:15000000", "15000000", "subj:15000000", "Sport", "sports"] {
///     assert_eq!(find(text).unwrap().name, "sport", "{text}");
/// }
/// assert_eq!(find("sport/competition discipline").unwrap().code(), "medtop:20000822");
/// assert_eq!(find("football").unwrap().name, "soccer");
/// ```
pub fn find(text: &str) -> Option<&'static Topic> {
    by_code(text).or_else(|| by_path(text))
}

/// The topic with a code: `medtop:11000000`, the bare number, its URI, or an
/// IPTC subject code as older formats carry (`subj:11000000`).
pub fn by_code(text: &str) -> Option<&'static Topic> {
    let code = text.trim().trim_end_matches('/').rsplit(['/', ':']).next()?;
    if code.len() != 8 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let vocabulary = &*VOCABULARY;
    let older = text.contains("subj");
    let found = if older { None } else { vocabulary.by_code.get(code) };
    let found = found.or_else(|| subject_lineage(code).find_map(|code| vocabulary.by_subject.get(code.as_str())));
    found.map(|&n| &vocabulary.topics[n])
}

/// A subject code, then the codes above it: 15054001, 15054000, 15000000.
fn subject_lineage(code: &str) -> impl Iterator<Item = String> {
    [code.to_owned(), format!("{}000", &code[..5]), format!("{}000000", &code[..2])].into_iter()
}

fn by_path(text: &str) -> Option<&'static Topic> {
    let named = |name: &str| BY_NAME.get(&normal(name)).map(|&n| &all()[n]);
    if let Some(topic) = named(text) {
        return Some(topic);
    }
    // "sport/football/…": the last part decides, where every part lies above it.
    let parts: Vec<&str> = text.split(['/', '>']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let (last, above) = parts.split_last()?;
    if above.is_empty() {
        return None;
    }
    let candidates = named(last).into_iter().chain(all().iter().filter(|t| normal(t.name) == normal(last)));
    let mut fits = candidates.filter(|topic| {
        above.iter().all(|part| named(part).is_some_and(|part| topic.lineage().any(|t| std::ptr::eq(t, part))))
    });
    fits.next()
}

/// Names that look like `text`, nearest first, for "did you mean".
pub fn suggest(text: &str, limit: usize) -> Vec<&'static str> {
    let wanted = normal(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let vocabulary = &*VOCABULARY;
    let mut near: Vec<(u32, u8, &'static str)> = Vec::new();
    for topic in &vocabulary.topics {
        let names = std::iter::once(topic.name).chain(topic.synonyms());
        if let Some(distance) = names.filter_map(|name| unlikeness(&wanted, &normal(name))).min() {
            near.push((distance, topic.level, topic.name));
        }
    }
    near.sort_unstable();
    near.truncate(limit);
    near.into_iter().map(|(_, _, name)| name).collect()
}

/// How far `name` is from what was `wanted`; none where they have nothing in common.
fn unlikeness(wanted: &str, name: &str) -> Option<u32> {
    let edits = strsim::levenshtein(wanted, name);
    let allowed = 1 + wanted.chars().count() / 4;
    if edits <= allowed {
        return Some(edits as u32);
    }
    let whole = name.split(' ').any(|word| word == wanted);
    let begins = wanted.chars().count() > 3 && name.split(' ').any(|word| word.starts_with(wanted));
    match (whole, begins) {
        (true, _) => Some(4),
        (_, true) => Some(8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_a_tree_of_seventeen_roots() {
        let mut codes = HashSet::new();
        let mut names = HashSet::new();
        for topic in all() {
            assert!(codes.insert(topic.code), "{} twice", topic.code);
            assert!(names.insert(normal(topic.name)), "{} twice", topic.name);
            assert_eq!(topic.code.len(), 8);
            match topic.parent() {
                None => assert_eq!(topic.level, 1, "{} has no parent", topic.name),
                Some(parent) => assert_eq!(topic.level, parent.level + 1, "{}", topic.name),
            }
            assert_eq!(topic.level <= 2, !topic.definition.is_empty(), "{}", topic.name);
        }
        assert!(VOCABULARY.by_subject.keys().all(|code| code.len() == 8));
        assert_eq!(roots().count(), 17);
        assert_eq!(all().iter().filter(|t| t.level == 2).count(), 121);
        assert_eq!(roots().map(|t| t.children().count()).sum::<usize>(), 121);
    }

    #[test]
    fn every_name_code_path_and_synonym_leads_to_its_topic() {
        let mut synonyms = HashSet::new();
        for topic in all() {
            let found = |text: &str| find(text).map(|t| t.name);
            assert_eq!(found(&topic.code()), Some(topic.name));
            assert_eq!(found(topic.name), Some(topic.name));
            assert_eq!(found(&topic.path()), Some(topic.name), "{}", topic.path());
            for synonym in topic.synonyms() {
                assert!(synonyms.insert(normal(synonym)), "{synonym} twice");
                assert_eq!(found(synonym), Some(topic.name), "{synonym}");
            }
        }
    }

    #[test]
    fn reads_what_files_carry() {
        let name = |text: &str| find(text).map(|t| t.name);
        assert_eq!(name("http://cv.iptc.org/newscodes/mediatopic/20000538"), Some("leisure"));
        assert_eq!(name("subj:15054000"), Some("soccer"));
        assert_eq!(name("iptc:11000000"), Some("politics"));
        assert_eq!(name("Arts & Entertainment"), Some("arts and entertainment"));
        assert_eq!(name("Sport > Football"), Some("soccer"));
        assert_eq!(name("Stock Market"), Some("market and exchange"));
        assert_eq!(name("religion/football"), None);
        assert_eq!(name("medtop:99999999"), None);
        assert_eq!(name(""), None);
    }

    #[test]
    fn suggests_near_names() {
        assert_eq!(suggest("politcs", 3)[0], "politics");
        assert_eq!(suggest("footbal", 1), ["soccer"]);
        assert!(suggest("crime", 5).contains(&"crime, law and justice"));
        assert!(suggest("qwertyuiop", 3).is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,20}|[0-9:/a-z]{0,12}") {
            let _ = find(&text);
            let _ = suggest(&text, 3);
        }
    }
}
