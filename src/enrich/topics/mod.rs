//! Topics: what an article is about, in the news trade's own terms.
//!
//! Takes an article's words and what its publisher says of it; gives Media
//! Topics with probabilities, ancestors included. What the publisher's own
//! codes say stands; the rest is predicted by the model of `schema/topics.model`,
//! helped by the section and the keywords where they name a topic.
//! Must not know where articles come from and what becomes of the topics.

mod features;
mod model;
mod publisher;
mod sums;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(crate) use features::{Hash, Table, is_acronym, is_content, word_hash};
pub use model::Model;
pub(crate) use model::{Label, RARITY_UNIT, Weight, damped, sigmoid};

use crate::article;
use crate::text::Reading;
use crate::vocab;
use crate::vocab::topics::Topic;

/// The model that `dateline train topics` makes, and the topics it predicts, by label.
struct Predictor {
    model: Model,
    topics: Vec<&'static Topic>,
}

static PREDICTOR: LazyLock<Predictor> = LazyLock::new(|| {
    let model = Model::load(include_bytes!("../../../schema/topics.model")).expect("the embedded model is whole");
    let topic = |label: &model::Label| vocab::topics::by_code(&label.name).expect("the model predicts known topics");
    let topics = model.labels.iter().map(topic).collect();
    Predictor { model, topics }
});

/// The topics of an article, best first, each with those above it.
///
/// `publisher` holds the publisher's own subject codes or topic names, which
/// win over prediction; `section` and `keywords` weigh in where they name a topic.
///
/// ```
/// use dateline::{enrich::topics, text::Reading};
/// let reading = Reading::new("Striker scores twice in cup final", "The team won the match 2-1 in extra time.");
/// assert_eq!(topics::find(&reading, &[], None, &[])[0].name, "sport");
/// ```
pub fn find(
    reading: &Reading,
    publisher: &[String],
    section: Option<&str>,
    keywords: &[String],
) -> Vec<article::Topic> {
    let Predictor { model, topics } = &*PREDICTOR;
    let own = publisher::named(publisher);
    let hints = publisher::hints(section, keywords);
    let mut probabilities = model.scores(reading);
    publisher::lift(&hints, topics, model, &mut probabilities);
    model.calibrate(&mut probabilities);

    let mut found = Found::default();
    if own.is_empty() {
        for n in model.given(&probabilities) {
            found.add(topics[n], probabilities[n]);
        }
        for (topic, _) in hints {
            found.add_below(topic);
        }
    } else {
        for &topic in &own {
            topic.lineage().for_each(|t| found.add(t, 1.0));
        }
        // Where the publisher says only "sport", say which part of sport.
        let bare = |root: &Topic| !own.iter().any(|t| t.level > 1 && t.lineage().any(|t| std::ptr::eq(t, root)));
        for n in model.given_below(&probabilities, |n| found.has(topics[n]) && bare(topics[n])) {
            found.add(topics[n], probabilities[n]);
        }
    }
    found.best_first()
}

/// Whether the model knows a topic; others come from publishers only.
pub fn predicts(topic: &Topic) -> bool {
    PREDICTOR.topics.iter().any(|known| std::ptr::eq(*known, topic))
}

/// The labels that a user's own model gives an article, best first; a label's
/// name stands for its code, name and path.
pub fn find_with(model: &Model, reading: &Reading) -> Vec<article::Topic> {
    let probabilities = model.probabilities(reading);
    let given = model.given(&probabilities);
    let topic = |n: usize| {
        let name = &model.labels[n].name;
        article::Topic { code: name.clone(), name: name.clone(), path: name.clone(), score: probabilities[n] }
    };
    given.into_iter().map(topic).collect()
}

/// The words and word pairs that weighed most for a topic (its code or name),
/// heaviest first; those that weighed against it are negative, at the end.
/// Empty for a topic that the model does not predict.
pub fn explain(reading: &Reading, topic: &str) -> Vec<(String, f32)> {
    let Predictor { model, topics } = &*PREDICTOR;
    let Some(topic) = vocab::topics::find(topic) else { return Vec::new() };
    let Some(label) = topics.iter().position(|t| std::ptr::eq(*t, topic)) else { return Vec::new() };
    explain_with(model, reading, label)
}

fn explain_with(model: &Model, reading: &Reading, label: usize) -> Vec<(String, f32)> {
    let mut rows: BTreeMap<u32, (usize, usize, u8)> = BTreeMap::new();
    model.table().walk(reading, |_, row, seen| {
        if let Some(row) = row {
            let (_, _, count) = rows.entry(row).or_insert((seen.from, seen.at, 0));
            *count = count.saturating_add(seen.count);
        }
    });
    let mut weights: Vec<(String, f32)> = Vec::new();
    let mut length = 0.0;
    for (row, (from, at, count)) in rows {
        let share = damped(count) * model.rarity[row as usize] as f32 * RARITY_UNIT;
        length += share * share;
        if let Some(weight) = model.row(row).iter().find(|w| w.label as usize == label) {
            let value = damped(count) * weight.value as f32 * model.labels[label].unit;
            weights.push((reading.span(from, at).to_owned(), value));
        }
    }
    weights.iter_mut().for_each(|(_, weight)| *weight /= length.sqrt());
    // A word and the same word in the title are two rows, but one reason.
    weights.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    weights.dedup_by(|b, a| {
        a.0 == b.0 && {
            a.1 += b.1;
            true
        }
    });
    weights.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    weights
}

/// Topics as they are found, each once, with its best score.
#[derive(Default)]
struct Found {
    topics: Vec<(&'static Topic, f32)>,
}

impl Found {
    fn has(&self, topic: &Topic) -> bool {
        self.topics.iter().any(|(t, _)| std::ptr::eq(*t, topic))
    }

    fn add(&mut self, topic: &'static Topic, score: f32) {
        match self.topics.iter_mut().find(|(t, _)| std::ptr::eq(*t, topic)) {
            Some((_, best)) => *best = score.max(*best),
            None => self.topics.push((topic, score)),
        }
    }

    /// Adds what a hint names below a topic that was found, as sure as that one.
    fn add_below(&mut self, topic: &'static Topic) {
        let above = topic.lineage().skip(1).find(|t| t.level == 2);
        let score = above.and_then(|above| self.topics.iter().find(|(t, _)| std::ptr::eq(*t, above)));
        if let Some(&(_, score)) = score {
            topic.lineage().take_while(|t| t.level > 2).for_each(|t| self.add(t, score));
        }
    }

    fn best_first(mut self) -> Vec<article::Topic> {
        self.topics.sort_by(|(a, s), (b, t)| {
            t.total_cmp(s).then(a.level.cmp(&b.level)).then_with(|| a.bare_code().cmp(b.bare_code()))
        });
        let article_topic = |(topic, score): (&'static Topic, f32)| article::Topic {
            code: topic.code(),
            name: topic.name.to_owned(),
            path: topic.path(),
            score,
        };
        self.topics.into_iter().map(article_topic).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MATCH: (&str, &str) = (
        "Late goal sends United into cup final",
        "The striker scored in the last minute as his team beat the champions 2-1 in front of 40,000 fans at the stadium.",
    );

    fn names(topics: &[article::Topic]) -> Vec<&str> {
        topics.iter().map(|t| t.name.as_str()).collect()
    }

    #[test]
    fn predicts_both_levels_with_paths() {
        let found = find(&Reading::new(MATCH.0, MATCH.1), &[], None, &[]);
        assert_eq!(found[0].code, "medtop:15000000");
        assert!(found.iter().any(|t| t.path.starts_with("sport/")), "{:?}", names(&found));
        assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }

    #[test]
    fn the_publishers_codes_win_and_come_with_their_ancestors() {
        let reading = Reading::new(MATCH.0, MATCH.1);
        let found = find(&reading, &["medtop:20000385".into(), "what is this".into()], None, &[]);
        assert_eq!(names(&found), ["economy, business and finance", "market and exchange"]);
        assert!(found.iter().all(|t| t.score == 1.0));
        let found = find(&reading, &["subj:15000000".into()], None, &[]);
        assert_eq!((found[0].name.as_str(), found[0].score), ("sport", 1.0));
        assert!(found.len() > 1 && found[1].score < 1.0, "level 2 is predicted: {found:?}");
        let deep = find(&reading, &["Sport/Tennis".into()], None, &[]);
        assert_eq!(names(&deep), ["sport", "competition discipline", "tennis"]);
    }

    #[test]
    fn sections_and_keywords_lift_what_they_name() {
        let reading = Reading::new("What to see this week", "It opens on Friday and runs for a month.");
        let found = find(&reading, &[], Some("Theatre"), &["the arts".into()]);
        for name in ["arts, culture, entertainment and media", "arts and entertainment", "theatre"] {
            assert!(names(&found).contains(&name), "{name} in {:?}", names(&found));
        }
    }

    #[test]
    fn explains_by_the_words_that_weighed_most() {
        let why = explain(&Reading::new(MATCH.0, MATCH.1), "sport");
        assert!(why.len() > 3 && why[0].1 > 0.0);
        assert!(why.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        assert!(explain(&Reading::new("", "words"), "no such topic").is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(title in "\\PC{0,30}", body in "\\PC{0,80}", keyword in "\\PC{0,12}") {
            let reading = Reading::new(&title, &body);
            for topic in find(&reading, std::slice::from_ref(&keyword), Some(&keyword), std::slice::from_ref(&body)) {
                prop_assert!((0.0..=1.0).contains(&topic.score));
            }
            let _ = explain(&reading, "politics");
        }
    }
}
