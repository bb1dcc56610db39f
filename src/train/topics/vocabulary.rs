//! Which words, pairs and title words a model knows: those whose presence
//! says most about some label. Inflections of a word share a row.

use std::collections::{BTreeMap, HashMap};

use super::Sample;
use crate::enrich::topics::{Hash, RARITY_UNIT, Table, is_acronym, is_content, word_hash};
use crate::text::{Reading, fold_into};

/// How much a model may know. Chosen by cross-validation for size against F1; see `schema/topics.md`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Rows for words.
    pub(super) words: usize,
    /// Rows for pairs and for words in the title, together.
    pub(super) others: usize,
    /// Articles in which a feature must stand.
    pub(super) least: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { words: 16_000, others: 14_000, least: 3 }
    }
}

/// The features of a model: their rows, and how rare each row is.
pub(super) struct Vocabulary {
    pub(super) features: Vec<(Hash, u32)>,
    pub(super) rarity: Vec<u8>,
}

impl Vocabulary {
    /// Chooses the features for `samples`, which have labels below `labels`.
    pub(super) fn choose(samples: &[Sample], labels: usize, limits: Limits) -> Vocabulary {
        let readings: Vec<Reading> = samples.iter().map(|s| Reading::new(&s.text.title, &s.text.body)).collect();
        let mut chooser = Chooser { samples, readings, shares: shares(samples, labels) };
        let words = chooser.words(limits);
        chooser.others(words, limits)
    }
}

struct Chooser<'a> {
    samples: &'a [Sample],
    readings: Vec<Reading<'a>>,
    /// Of each label, the share of the articles that have it.
    shares: Vec<f32>,
}

fn shares(samples: &[Sample], labels: usize) -> Vec<f32> {
    let mut shares = vec![0f32; labels];
    for (label, p) in samples.iter().flat_map(|s| &s.labels) {
        shares[*label as usize] += p;
    }
    shares.iter_mut().for_each(|share| *share /= samples.len().max(1) as f32);
    shares
}

impl Chooser<'_> {
    /// Words by row: first grouped by stem, then the most telling groups.
    fn words(&mut self, limits: Limits) -> Vec<(Hash, u32)> {
        let mut stems: HashMap<Hash, String> = HashMap::new();
        let mut folded = String::new();
        for reading in &self.readings {
            for (n, word) in reading.words().iter().enumerate().filter(|(_, word)| is_content(word)) {
                let acronym = is_acronym(reading, n);
                stems.entry(word_hash(word.key, acronym)).or_insert_with(|| {
                    folded.clear();
                    fold_into(reading.spelled(n), &mut folded);
                    match acronym {
                        true => format!("{folded}!"),
                        false if STOP.binary_search(&folded.as_str()).is_ok() => String::new(),
                        false => stem(&folded).to_owned(),
                    }
                });
            }
        }
        let mut groups: BTreeMap<&str, Vec<Hash>> = BTreeMap::new();
        for (hash, stem) in stems.iter().collect::<BTreeMap<_, _>>() {
            if !stem.is_empty() {
                groups.entry(stem).or_default().push(*hash);
            }
        }
        let all: Vec<(Hash, u32)> =
            groups.values().zip(0..).flat_map(|(hashes, row)| hashes.iter().map(move |&hash| (hash, row))).collect();
        let table = Table::new(&all);
        let mut tallies = vec![Tally::default(); groups.len()];
        for (sample, reading) in self.samples.iter().zip(&self.readings) {
            for (row, _) in table.counts(reading) {
                tallies[row as usize].add(sample, self.shares.len());
            }
        }
        let candidates: Vec<(u32, &Tally)> = (0..).zip(&tallies).collect();
        let kept = self.most_telling(candidates, limits.words, limits.least);
        let rows: HashMap<u32, u32> = kept.into_iter().zip(0..).collect();
        all.into_iter().filter_map(|(hash, row)| rows.get(&row).map(|&row| (hash, row))).collect()
    }

    /// Adds the most telling pairs and title words.
    fn others(&self, mut features: Vec<(Hash, u32)>, limits: Limits) -> Vocabulary {
        let table = Table::new(&features);
        let mut found: HashMap<Hash, u32> = HashMap::new();
        for reading in &self.readings {
            for hash in distinct_others(&table, reading) {
                *found.entry(hash).or_default() += 1;
            }
        }
        let mut tallies: BTreeMap<Hash, Tally> = BTreeMap::new();
        for (sample, reading) in self.samples.iter().zip(&self.readings) {
            for hash in distinct_others(&table, reading) {
                if found[&hash] > limits.least {
                    tallies.entry(hash).or_default().add(sample, self.shares.len());
                }
            }
        }
        let candidates = tallies.iter().map(|(&hash, tally)| (hash, tally)).collect();
        let kept = self.most_telling(candidates, limits.others, limits.least + 1);
        let first = table.rows() as u32;
        features.extend(kept.into_iter().zip(first..));
        let rarity = self.rarity(&features);
        Vocabulary { features, rarity }
    }

    /// How rare each row is: ln (articles / articles that have it).
    fn rarity(&self, features: &[(Hash, u32)]) -> Vec<u8> {
        let table = Table::new(features);
        let mut articles = vec![0u32; table.rows()];
        for reading in &self.readings {
            table.counts(reading).into_iter().for_each(|(row, _)| articles[row as usize] += 1);
        }
        let all = self.readings.len() as f32;
        let rare = |&n: &u32| ((all / n.max(1) as f32).ln().max(0.5) / RARITY_UNIT).round().min(255.0) as u8;
        articles.iter().map(rare).collect()
    }

    /// The candidates that say most about some label; ties go to the smaller hash or row.
    fn most_telling(&self, candidates: Vec<(u32, &Tally)>, limit: usize, least: u32) -> Vec<u32> {
        let mut ranked: Vec<(f32, u32)> = candidates
            .into_iter()
            .filter(|(_, tally)| tally.articles >= least)
            .map(|(feature, tally)| (tally.tells(&self.shares), feature))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.truncate(limit);
        let mut kept: Vec<u32> = ranked.into_iter().map(|(_, feature)| feature).collect();
        kept.sort_unstable();
        kept
    }
}

/// The pairs and title words of an article, known or not, each once.
fn distinct_others(table: &Table, reading: &Reading) -> Vec<Hash> {
    let mut others = Vec::new();
    table.walk(reading, |hash, row, _| {
        if row.is_none() {
            others.push(hash);
        }
    });
    others.sort_unstable();
    others.dedup();
    others
}

/// In how many articles a feature stands, and with which labels.
#[derive(Debug, Clone, Default)]
struct Tally {
    articles: u32,
    labels: Vec<f32>,
}

impl Tally {
    fn add(&mut self, sample: &Sample, labels: usize) {
        if self.labels.is_empty() {
            self.labels.resize(labels, 0.0);
        }
        self.articles += 1;
        sample.labels.iter().for_each(|&(label, p)| self.labels[label as usize] += p);
    }

    /// How far beyond chance the feature and its best label go together, in standard deviations.
    fn tells(&self, shares: &[f32]) -> f32 {
        let beyond = |(&had, &share): (&f32, &f32)| {
            let expected = share * self.articles as f32;
            (had - expected) / (expected + 0.5).sqrt()
        };
        self.labels.iter().zip(shares).map(beyond).fold(0.0, f32::max)
    }
}

/// A word without its commonest endings, so that "elections" is "election" and "bombed" "bombing".
/// Crude, but it only has to bring inflections together, and it costs nothing at prediction.
fn stem(word: &str) -> &str {
    if !word.is_ascii() || word.len() < 4 {
        return word;
    }
    let bytes = word.as_bytes();
    let cut = |n: usize| &word[..word.len() - n];
    let word = if word.ends_with("sses") || (word.ends_with("ies") && word.len() > 4) {
        cut(2)
    } else if word.ends_with('s') && !matches!(bytes[bytes.len() - 2], b's' | b'u' | b'i' | b'\'') {
        cut(1)
    } else if word.ends_with("ing") && word.len() > 6 {
        cut(3)
    } else if word.ends_with("ed") && word.len() > 5 {
        cut(2)
    } else {
        word
    };
    let bytes = word.as_bytes();
    let doubled = bytes.len() > 4 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    if doubled && !matches!(bytes[bytes.len() - 1], b's' | b'l' | b'e') {
        return &word[..word.len() - 1];
    }
    if bytes.len() > 4 && matches!(bytes[bytes.len() - 1], b'e' | b'y' | b'i') {
        return &word[..word.len() - 1];
    }
    word
}

/// Words that tell nothing of what a text is about: the closed classes of English, the days
/// of the week and the reporting words of the news.
const STOP: [&str; 180] = [
    "a",
    "about",
    "after",
    "again",
    "against",
    "all",
    "also",
    "although",
    "among",
    "an",
    "and",
    "another",
    "any",
    "are",
    "around",
    "as",
    "at",
    "away",
    "back",
    "be",
    "became",
    "because",
    "been",
    "before",
    "being",
    "between",
    "both",
    "but",
    "by",
    "came",
    "can",
    "cannot",
    "come",
    "could",
    "did",
    "do",
    "does",
    "doing",
    "don't",
    "down",
    "during",
    "each",
    "either",
    "else",
    "even",
    "ever",
    "every",
    "few",
    "for",
    "friday",
    "from",
    "further",
    "get",
    "go",
    "got",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "him",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "just",
    "last",
    "let",
    "like",
    "made",
    "make",
    "many",
    "me",
    "meanwhile",
    "might",
    "monday",
    "more",
    "most",
    "mr",
    "mrs",
    "ms",
    "much",
    "must",
    "my",
    "next",
    "no",
    "nor",
    "not",
    "now",
    "of",
    "off",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "our",
    "out",
    "over",
    "own",
    "per",
    "put",
    "said",
    "same",
    "saturday",
    "say",
    "saying",
    "says",
    "she",
    "should",
    "since",
    "so",
    "some",
    "still",
    "such",
    "sunday",
    "take",
    "than",
    "that",
    "the",
    "their",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "through",
    "thursday",
    "thus",
    "to",
    "told",
    "too",
    "took",
    "tuesday",
    "two",
    "under",
    "until",
    "up",
    "upon",
    "us",
    "very",
    "was",
    "we",
    "wednesday",
    "well",
    "went",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yesterday",
    "yet",
    "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_share_a_stem() {
        for group in [
            ["election", "elections", "election"],
            ["bombing", "bombed", "bombings"],
            ["company", "companies", "company"],
            ["stopped", "stopping", "stop"],
            ["price", "prices", "pricing"],
        ] {
            let stems: Vec<&str> = group.iter().map(|word| stem(stem(word))).collect();
            assert!(stems.iter().all(|s| *s == stems[0]), "{group:?} {stems:?}");
        }
        assert_eq!(stem("crisis"), "crisis");
        assert_eq!(stem("bus"), "bus");
        assert_eq!(stem("Café"), "Café");
    }

    #[test]
    fn keeps_the_words_that_tell_labels_apart() {
        let sample = |body: &str, label: u16| Sample {
            text: super::super::corpus::Text { body: body.to_owned(), ..Default::default() },
            labels: vec![(label, 1.0)],
            ..Sample::default()
        };
        let samples: Vec<Sample> = (0..8)
            .flat_map(|_| [sample("the striker and the paper", 0), sample("the shares and the paper", 1)])
            .collect();
        let vocabulary = Vocabulary::choose(&samples, 2, Limits { words: 2, others: 0, least: 3 });
        let hashes: Vec<Hash> = vocabulary.features.iter().map(|f| f.0).collect();
        assert_eq!(hashes.len(), 2);
        for word in ["striker", "shares"] {
            assert!(hashes.contains(&word_hash(crate::text::key(word), false)), "{word}");
        }
    }
}
