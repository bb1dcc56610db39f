//! What foreign field names mean: `--map title=headline,body=text`.

use std::str::FromStr;

/// A field of the input contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractField {
    /// The record's own id.
    Id,
    /// Headline.
    Title,
    /// Running text.
    Body,
    /// Day of publication.
    Date,
    /// Where it was published.
    Url,
    /// Newspaper, agency or site.
    Source,
    /// Byline.
    Author,
    /// ISO 639-1 code.
    Language,
    /// The publisher's section.
    Section,
    /// The publisher's keywords.
    Keywords,
    /// The publisher's codes or topic names.
    Topics,
}

/// The fields with the names by which records are known to call them, the first their own.
pub(super) const NAMES: [(ContractField, &[&str]); 11] = [
    (ContractField::Id, &["id", "guid"]),
    (ContractField::Title, &["title", "headline"]),
    (ContractField::Body, &["body", "text", "content"]),
    (ContractField::Date, &["date", "published"]),
    (ContractField::Url, &["url"]),
    (ContractField::Source, &["source"]),
    (ContractField::Author, &["author"]),
    (ContractField::Language, &["language"]),
    (ContractField::Section, &["section"]),
    (ContractField::Keywords, &["keywords"]),
    (ContractField::Topics, &["topics"]),
];

/// Names that a user gave to fields; they come before the known ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap(Vec<(ContractField, String)>);

impl FieldMap {
    /// The names under which a field is looked for, best first.
    pub(super) fn names(&self, field: ContractField) -> impl Iterator<Item = &str> {
        let own = self.0.iter().filter(move |(mapped, _)| *mapped == field).map(|(_, name)| name.as_str());
        let known = NAMES.iter().filter(move |(known, _)| *known == field).flat_map(|(_, names)| names.iter().copied());
        own.chain(known)
    }

    /// The field that a name means.
    pub(super) fn field(&self, name: &str) -> Option<ContractField> {
        let own = self.0.iter().find(|(_, mapped)| mapped == name).map(|(field, _)| *field);
        own.or_else(|| NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| *field))
    }

    /// Whether the user gave no names.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for FieldMap {
    type Err = String;

    /// ```
    /// use dateline::source::FieldMap;
    /// assert!("title=headline,body=text".parse::<FieldMap>().is_ok());
    /// assert!("titel=headline".parse::<FieldMap>().unwrap_err().contains("title, body"));
    /// ```
    fn from_str(text: &str) -> Result<FieldMap, String> {
        let mut map = FieldMap::default();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (field, name) = pair.split_once('=').ok_or_else(|| format!("\"{pair}\" is not FIELD=NAME"))?;
            let known = NAMES.iter().find(|(_, names)| names[0] == field.trim());
            let (field, _) = known.ok_or_else(|| {
                let fields = NAMES.iter().map(|(_, names)| names[0]).collect::<Vec<_>>().join(", ");
                format!("\"{}\" is no field: {fields}", field.trim())
            })?;
            if name.trim().is_empty() {
                return Err(format!("\"{pair}\" names no field of the records"));
            }
            map.0.push((*field, name.trim().to_owned()));
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_user_come_first() {
        let map: FieldMap = "body=story, body=lead,title=kop".parse().unwrap();
        assert_eq!(map.names(ContractField::Body).collect::<Vec<_>>(), ["story", "lead", "body", "text", "content"]);
        assert_eq!(map.field("kop"), Some(ContractField::Title));
        assert_eq!(map.field("published"), Some(ContractField::Date));
        assert_eq!(map.field("page"), None);
        assert!("title".parse::<FieldMap>().is_err() && "title=".parse::<FieldMap>().is_err());
    }
}
