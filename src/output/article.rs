//! An article and what was found in it, as `enrich` and `show` print it; and
//! the fields that every record of an article shares.

use std::io::{self, Write};

use super::record::{Field, Record, Shown, Value};
use super::{CharOffsets, text};
use crate::article::{self, Annotations, Article, Mention};
use crate::index::{Stored, StoredCountry, StoredPerson, StoredTopic};
use crate::vocab;

/// Records that are about one article.
pub(super) trait OfArticle {
    /// The article, where it was read.
    fn article(&self) -> Option<&Article>;

    /// A text of the article.
    fn text(&self, get: fn(&Article) -> Option<&str>) -> Value<'_> {
        self.article().map_or(Value::Absent, |article| Value::or_null(get(article)))
    }
}

pub(super) fn title<R: OfArticle>() -> Field<R> {
    Field::new("title", |record: &R| record.text(|article| Some(&article.title))).stored()
}

pub(super) fn date<R: OfArticle>() -> Field<R> {
    fn day<R: OfArticle>(record: &R) -> Value<'_> {
        let day = |article: &Article| article.date.map_or(Value::Null, |date| Value::owned(date.to_string()));
        record.article().map_or(Value::Absent, day)
    }
    Field::new("date", day).stored()
}

pub(super) fn source<R: OfArticle>() -> Field<R> {
    Field::new("source", |record: &R| record.text(|article| article.source.as_deref())).stored()
}

pub(super) fn path<R: OfArticle>() -> Field<R> {
    Field::new("path", |record: &R| record.text(|article| Some(&article.path))).stored()
}

pub(super) fn language<R: OfArticle>() -> Field<R> {
    Field::new("language", |record: &R| record.text(|article| article.language.as_deref())).stored()
}

pub(super) fn body<R: OfArticle>() -> Field<R> {
    Field::new("body", |record: &R| record.article().map_or(Value::Absent, |article| Value::Prose(&article.body)))
        .stored()
}

/// What else is known of an article, for those who ask.
pub(super) fn further<R: OfArticle>() -> [Field<R>; 6] {
    fn keywords<R: OfArticle>(record: &R) -> Value<'_> {
        let Some(article) = record.article() else { return Value::Absent };
        Value::List(article.keywords.iter().map(|keyword| Value::from(keyword.as_str())).collect())
    }
    fn metadata<R: OfArticle>(record: &R) -> Value<'_> {
        record.article().map_or(Value::Absent, |article| Value::Json(&article.metadata))
    }
    [
        Field::new("section", |record: &R| record.text(|article| article.section.as_deref())),
        Field::new("author", |record: &R| record.text(|article| article.author.as_deref())),
        Field::new("url", |record: &R| record.text(|article| article.url.as_deref())),
        Field::new("place", |record: &R| record.text(|article| article.place.as_deref())),
        Field::new("keywords", keywords::<R>),
        Field::new("metadata", metadata::<R>),
    ]
    .map(|field| field.stored().shown(Shown::Asked))
}

/// The people of a stored article.
pub(super) fn people(stored: &Stored) -> Value<'_> {
    fn person(person: &StoredPerson) -> Value<'_> {
        Value::Object(vec![("name", Value::from(&*person.name)), ("salience", Value::share(person.salience))])
    }
    Value::List(stored.people.iter().map(person).collect())
}

/// The countries of a stored article.
pub(super) fn countries(stored: &Stored) -> Value<'_> {
    fn value(country: &StoredCountry) -> Option<Value<'_>> {
        let known = vocab::countries::by_code(&country.code)?;
        Some(Value::Object(vec![
            ("code", Value::from(&*country.code)),
            ("name", Value::from(known.name.name)),
            ("region", Value::from(known.region)),
            ("focus", Value::Flag(country.focus)),
            ("salience", Value::share(country.salience)),
        ]))
    }
    Value::List(stored.countries.iter().filter_map(value).collect())
}

/// The codes of the countries that a stored article is about.
pub(super) fn focus(stored: &Stored) -> Value<'_> {
    let focus = stored.countries.iter().filter(|country| country.focus);
    Value::List(focus.map(|country| Value::from(&*country.code)).collect())
}

/// The topics of a stored article.
pub(super) fn topics(stored: &Stored) -> Value<'_> {
    let topic = |stored: &StoredTopic| {
        // A label of the user's own taxonomy stands for itself.
        let own = || stored.code.clone();
        let known = vocab::topics::by_code(&stored.code);
        Value::Object(vec![
            ("code", Value::owned(known.map_or_else(own, |known| known.code()))),
            ("name", Value::owned(known.map_or_else(own, |known| known.name.to_owned()))),
            ("path", Value::owned(known.map_or_else(own, |known| known.path()))),
            ("score", Value::share(stored.score)),
        ])
    };
    Value::List(stored.topics.iter().map(topic).collect())
}

/// An article and what was found in it, with every mention.
#[derive(Debug, Clone)]
pub struct ArticleRecord {
    /// The article.
    pub article: Box<Article>,
    /// What was found in it.
    pub found: Annotations,
}

/// Turns byte offsets of an article's texts into characters.
struct Offsets<'a> {
    article: &'a Article,
    title: CharOffsets<'a>,
    body: CharOffsets<'a>,
}

impl<'a> Offsets<'a> {
    fn of(article: &'a Article) -> Offsets<'a> {
        Offsets { article, title: CharOffsets::of(&article.title), body: CharOffsets::of(&article.body) }
    }

    /// Mentions, their offsets in characters.
    fn mentions(&self, mentions: &[Mention]) -> Value<'a> {
        let mention = |mention: &Mention| {
            let (field, offsets) = match mention.field {
                article::Field::Title => ("title", &self.title),
                article::Field::Body => ("body", &self.body),
            };
            Value::Object(vec![
                ("field", Value::from(field)),
                ("start", Value::Count(offsets.at(mention.start as usize) as u64)),
                ("end", Value::Count(offsets.at(mention.end as usize) as u64)),
                ("text", Value::from(mention.text(self.article))),
            ])
        };
        Value::List(mentions.iter().map(mention).collect())
    }
}

impl ArticleRecord {
    fn people(&self) -> Value<'_> {
        let offsets = Offsets::of(&self.article);
        let person = |person: &article::Person| {
            Value::Object(vec![
                ("name", Value::owned(&*person.name)),
                ("salience", Value::share(person.salience)),
                ("mentions", offsets.mentions(&person.mentions)),
            ])
        };
        Value::List(self.found.people.iter().map(person).collect())
    }

    fn countries(&self) -> Value<'_> {
        let offsets = Offsets::of(&self.article);
        let country = |country: &article::Country| {
            Value::Object(vec![
                ("code", Value::from(country.code)),
                ("name", Value::from(country.name)),
                ("region", Value::from(country.region)),
                ("focus", Value::Flag(country.focus)),
                ("salience", Value::share(country.salience)),
                ("mentions", offsets.mentions(&country.mentions)),
            ])
        };
        Value::List(self.found.countries.iter().map(country).collect())
    }

    fn focus(&self) -> Value<'_> {
        let focus = self.found.countries.iter().filter(|country| country.focus);
        Value::List(focus.map(|country| Value::from(country.code)).collect())
    }

    fn topics(&self) -> Value<'_> {
        fn topic(topic: &article::Topic) -> Value<'_> {
            Value::Object(vec![
                ("code", Value::from(&*topic.code)),
                ("name", Value::from(&*topic.name)),
                ("path", Value::from(&*topic.path)),
                ("score", Value::share(topic.score)),
            ])
        }
        Value::List(self.found.topics.iter().map(topic).collect())
    }
}

impl OfArticle for ArticleRecord {
    fn article(&self) -> Option<&Article> {
        Some(&self.article)
    }
}

impl Record for ArticleRecord {
    const KIND: &'static str = "article";

    fn fields() -> Vec<Field<Self>> {
        let fields = [
            Field::new("id", |record: &Self| Value::from(&*record.article.id)),
            path(),
            title(),
            date(),
            source(),
            language(),
            Field::new("people", |record: &Self| record.people()),
            Field::new("countries", |record: &Self| record.countries()),
            Field::new("focus", |record: &Self| record.focus()).shown(Shown::Tables),
            Field::new("topics", |record: &Self| record.topics()),
            body().shown(Shown::Asked),
        ];
        fields.into_iter().chain(further()).collect()
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        text::article(out, &self.article, &self.found)
    }
}
