//! What a publisher says of an article: subject codes, topic names, its
//! section and keywords, as topics of the vocabulary.
//!
//! Codes and names given as topics are taken at their word; a section or a
//! keyword is a hint, which lifts what the model thinks.

use super::model::Model;
use crate::vocab::topics::{self, Topic};

/// What a section adds to the score (log-odds) of the topic it names: it
/// decides where the text says little, and yields where the text says much.
/// Of the labelled articles whose collection has sections, 88 in 100 are
/// about what their section says.
const SECTION_LIFT: f32 = 4.0;

/// What a keyword adds: keywords also name what is mentioned in passing.
const KEYWORD_LIFT: f32 = 1.5;

/// The topics that codes and names mean, each once; what means none is passed over.
pub(super) fn named(texts: &[String]) -> Vec<&'static Topic> {
    let mut named: Vec<&'static Topic> = Vec::new();
    for topic in texts.iter().filter_map(|text| topics::find(text)) {
        if !named.iter().any(|t| std::ptr::eq(*t, topic)) {
            named.push(topic);
        }
    }
    named
}

/// The topics that a section and keywords name, and the lift of each.
pub(super) fn hints(section: Option<&str>, keywords: &[String]) -> Vec<(&'static Topic, f32)> {
    let section = section.and_then(section_topic).map(|topic| (topic, SECTION_LIFT));
    let keywords = keywords.iter().filter_map(|word| topics::find(word)).map(|topic| (topic, KEYWORD_LIFT));
    section.into_iter().chain(keywords).collect()
}

/// The topic of a section: "Sport", "news/business", "Home > Politics > Elections".
fn section_topic(section: &str) -> Option<&'static Topic> {
    let last = || section.rsplit(['/', '>', '|', ':']).find_map(|part| topics::find(part.trim()));
    topics::find(section).or_else(last)
}

/// Lifts the raw scores of the topics that are hinted at, and of those above them.
pub(super) fn lift(hints: &[(&'static Topic, f32)], labels: &[&'static Topic], model: &Model, scores: &mut [f32]) {
    for (label, topic) in labels.iter().enumerate() {
        let strongest = hints
            .iter()
            .filter(|(hint, _)| hint.lineage().any(|t| std::ptr::eq(t, *topic)))
            .map(|&(_, lift)| lift)
            .fold(0.0, f32::max);
        scores[label] += strongest / model.labels[label].slope.max(0.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_from_their_last_part() {
        let name = |section: &str| section_topic(section).map(|t| t.name);
        assert_eq!(name("Sport"), Some("sport"));
        assert_eq!(name("news/business"), Some("economy, business and finance"));
        assert_eq!(name("Home > Politics > Elections"), Some("election"));
        assert_eq!(name("World"), None);
        assert_eq!(name(""), None);
    }

    #[test]
    fn every_topic_is_named_once() {
        let texts = ["sport", "medtop:15000000", "nothing"].map(String::from);
        assert_eq!(named(&texts).len(), 1);
    }
}
