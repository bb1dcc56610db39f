//! The maker of copies: what desks do to wire copy, done to real articles.
//!
//! Seeded, so that the same articles give the same pairs. Beside the copies it
//! makes hard negatives: a series with the sentences of an article and other
//! figures and names, as market reports and earnings are.

use serde_json::{Value, json};

/// xorshift64*: the same numbers everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides.max(1)
    }
}

/// What is done to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    Same,
    Cut,
    Retopped,
    Corrected,
    Abridged,
    All,
    /// No copy: the same sentences with other figures and names.
    Series,
}

pub(crate) const EDITS: [Edit; 7] =
    [Edit::Same, Edit::Cut, Edit::Retopped, Edit::Corrected, Edit::Abridged, Edit::All, Edit::Series];

/// An article and what was made of it.
pub(crate) struct Made {
    pub(crate) edit: Edit,
    pub(crate) original: String,
    pub(crate) copy: Value,
    /// Share of three-word shingles in both.
    pub(crate) resemblance: f64,
}

/// Shares below which an edited article is no copy any more.
const LEAST_RESEMBLANCE: f64 = 0.3;

/// Sentences of an article that lends its lead to another, at least.
const LONG: usize = 8;

/// Makes one copy of each article that is long enough, by each edit in turn.
pub(crate) fn make(articles: &[Value], seed: u64) -> Vec<Made> {
    let mut dice = Dice::new(seed);
    let bodies: Vec<Vec<&str>> = articles.iter().map(|article| sentences(text(article, "body"))).collect();
    let mut made = Vec::new();
    for (n, article) in articles.iter().enumerate() {
        if bodies[n].len() < 4 || text(article, "body").split_whitespace().count() < 60 {
            continue;
        }
        let edit = EDITS[made.len() % EDITS.len()];
        // A lead out of a long article: of a short one it would be all there is, and a copy of that too.
        let long = (0..bodies.len()).map(|_| &bodies[dice.roll(bodies.len())]).find(|body| body.len() >= LONG);
        let other = long.unwrap_or(&bodies[n]);
        let body = edited(edit, &bodies[n], other, &mut dice);
        let resemblance = resemblance(text(article, "body"), &body);
        if edit != Edit::Series && resemblance < LEAST_RESEMBLANCE {
            continue;
        }
        let id = text(article, "id");
        let copy = json!({
            "id": format!("{id}/{edit:?}"), "title": text(article, "title"), "date": article["date"], "body": body,
        });
        made.push(Made { edit, original: id.to_owned(), copy, resemblance });
    }
    made
}

fn text<'a>(article: &'a Value, field: &str) -> &'a str {
    article[field].as_str().unwrap_or_default()
}

fn sentences(body: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, _) in body.match_indices(['.', '!', '?']) {
        if body[at + 1..].starts_with(char::is_whitespace) && at > start {
            sentences.push(body[start..=at].trim());
            start = at + 1;
        }
    }
    sentences.push(body[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

fn edited(edit: Edit, body: &[&str], other: &[&str], dice: &mut Dice) -> String {
    let mut kept: Vec<String> = body.iter().map(|sentence| (*sentence).to_owned()).collect();
    if matches!(edit, Edit::Retopped | Edit::All) {
        let lead = 1 + dice.roll(2);
        kept.drain(..(1 + dice.roll(2)).min(kept.len() - 1));
        kept.splice(0..0, other.iter().take(lead).map(|sentence| (*sentence).to_owned()));
    }
    if matches!(edit, Edit::Cut | Edit::All) {
        let share = 35 + dice.roll(50);
        kept.truncate((kept.len() * share / 100).max(2));
    }
    if matches!(edit, Edit::Abridged | Edit::All) {
        let all = kept.clone();
        kept.retain(|_| dice.roll(4) > 0);
        if kept.is_empty() {
            kept = all;
        }
    }
    if matches!(edit, Edit::Corrected | Edit::All) {
        for _ in 0..1 + dice.roll(2) {
            let at = dice.roll(kept.len());
            kept[at] = corrected(&kept[at], dice);
        }
    }
    if edit == Edit::Series {
        kept = kept.iter().map(|sentence| another_report(sentence, dice)).collect();
    }
    kept.join(" ")
}

/// Another figure, or where there is none another word.
fn corrected(sentence: &str, dice: &mut Dice) -> String {
    let mut words: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
    let figures: Vec<usize> = (0..words.len()).filter(|n| words[*n].contains(|c: char| c.is_ascii_digit())).collect();
    let at = if figures.is_empty() { dice.roll(words.len()) } else { figures[dice.roll(figures.len())] };
    words[at] = if figures.is_empty() { "reportedly".to_owned() } else { other_figure(&words[at], dice) };
    words.join(" ")
}

fn other_figure(word: &str, dice: &mut Dice) -> String {
    let other = |c: char| match c.to_digit(10) {
        Some(digit) => char::from(b'0' + ((digit as usize + 1 + dice.roll(8)) % 10) as u8),
        None => c,
    };
    word.chars().map(other).collect()
}

/// The sentence as the next report of a series has it: other figures, other names, other details.
fn another_report(sentence: &str, dice: &mut Dice) -> String {
    const NAMES: [&str; 6] = ["Altona", "Brandeis", "Corvey", "Dunmore", "Everton", "Falkirk"];
    const DETAILS: [&str; 6] = ["eight", "lower", "higher", "northern", "monthly", "former"];
    let another = |(n, word): (usize, &str)| {
        if word.contains(|c: char| c.is_ascii_digit()) {
            other_figure(word, dice)
        } else if n > 0 && word.starts_with(char::is_uppercase) {
            NAMES[dice.roll(NAMES.len())].to_owned()
        } else if n % 9 == 4 {
            DETAILS[dice.roll(DETAILS.len())].to_owned()
        } else {
            word.to_owned()
        }
    };
    sentence.split(' ').enumerate().map(another).collect::<Vec<_>>().join(" ")
}

fn resemblance(a: &str, b: &str) -> f64 {
    let shingles = |text: &str| -> std::collections::HashSet<Vec<String>> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        words.windows(3).map(<[String]>::to_vec).collect()
    };
    let (a, b) = (shingles(a), shingles(b));
    a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
}
