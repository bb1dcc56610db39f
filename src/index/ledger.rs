//! The books of an update: which files are in, under which ids, and what became of each.
//!
//! Takes what happens to files in file order, so that ids and the account do
//! not depend on how many threads work, or how fast. Writes no document.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::account::{Account, NO_READER, Requalified, Tally};
use super::annotated::Annotated;
use super::fields::Fields;
use super::homes::HomesFile;
use super::manifest::{Entry, FileKey, Manifest, SkippedLine};
use super::plan::{Plan, Planned};
use super::update::Writer;
use crate::article::{Annotations, Article};
use crate::source::{Format, Found, Skipped};

/// What the root of all that comes on standard input begins with; the index's identity stands behind it, so that
/// streams of several indexes are told apart when these are merged. No root of files begins so.
const STREAM: &str = "-";

/// What the name of all that comes in one go begins with, before its number.
const STREAMED: &str = "stdin-";

/// Whether an article of a stream came without an id of its own: then one of another stream that is called so is another.
fn is_numbered(id: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = id.strip_prefix(STREAMED).and_then(|rest| rest.split_once('#'));
    parts.is_some_and(|(stream, record)| number(stream) && number(record))
}

fn is_stream(key: &FileKey) -> bool {
    key.root.to_string_lossy().starts_with(STREAM)
}

/// The books, while an update runs.
pub(super) struct Ledger {
    pub(super) manifest: Manifest,
    pub(super) account: Account,
    pub(super) homes: HomesFile,
    /// Whether there is something that the last commit does not know.
    pub(super) uncommitted: bool,
    fields: Fields,
    /// Hashes of all ids in the index.
    ids: HashSet<u64>,
    /// Hashes of the ids that the user has taken out.
    deleted: HashSet<u64>,
    /// Hashes of the ids of articles that are being written although they are to stay out.
    withheld: Vec<u64>,
    /// Of the articles that came on standard input, by the hashes of their ids, where they stand.
    streamed: HashMap<u64, FileKey>,
    /// Of those of them that came once more, the number of the file that holds the last one.
    superseded: BTreeMap<u64, u64>,
    current: Option<Current>,
}

/// An article that goes into the index.
pub(super) struct Claimed {
    /// Its id is one that nobody else bears.
    pub(super) article: Box<Article>,
    pub(super) found: Annotations,
    /// Hash of its id.
    pub(super) key: u64,
    /// Number of its file.
    pub(super) file: u64,
    /// The commit that it comes with.
    pub(super) commit: u64,
}

/// The file whose records are being put in.
struct Current {
    planned: Planned,
    entry: Entry,
    /// Whether any of it was read: from then on it stands in place of its earlier state.
    begun: bool,
    /// Articles of that state.
    before: u64,
}

impl Current {
    fn tally(&mut self, format: Option<&str>, articles: u64, skipped: u64) {
        let Some(format) = format else { return };
        if !self.entry.formats.contains_key(format) {
            self.entry.formats.insert(format.to_owned(), Tally { files: 1, ..Tally::default() });
        }
        let Some(tally) = self.entry.formats.get_mut(format) else { return };
        tally.articles += articles;
        tally.skipped += skipped;
    }

    fn is_stream(&self) -> bool {
        is_stream(&self.planned.key)
    }

    fn skip(&mut self, skipped: Skipped) {
        self.entry.skipped.push(SkippedLine::of(skipped, &self.planned.key.path));
    }
}

/// Makes the id of an article that has none of its own from where its file lay when it was first read.
fn keep_id(article: &mut Article, path: &str, born: &str) {
    let made = article.id == article.path || article.id.strip_prefix(&article.path).is_some_and(|n| n.starts_with('#'));
    if made && let Some(inside) = article.id.strip_prefix(path) {
        article.id = format!("{born}{inside}");
    }
}

impl Ledger {
    pub(super) fn new(manifest: Manifest, homes: HomesFile, fields: Fields) -> Ledger {
        let (ids, deleted) = (manifest.ids(), manifest.deleted());
        Ledger {
            manifest,
            account: Account::default(),
            homes,
            uncommitted: false,
            fields,
            ids,
            deleted,
            withheld: Vec::new(),
            streamed: HashMap::new(),
            superseded: BTreeMap::new(),
            current: None,
        }
    }

    /// Keeps articles with these ids out, as if the user had deleted them here.
    pub(super) fn keep_out(&mut self, keys: impl Iterator<Item = u64>) {
        self.deleted.extend(keys);
    }

    /// Makes ready for a stream: of its articles a later one of an id stands in place of an earlier one. Gives
    /// what is to be read of it.
    pub(super) fn stream(&mut self, identity: &str) -> Planned {
        let entries = self.manifest.files.iter().filter(|(key, _)| is_stream(key));
        self.streamed = entries.flat_map(|(key, entry)| entry.ids.iter().map(|id| (*id, key.clone()))).collect();
        self.next_of_stream(format!("{STREAM}{identity}").into())
    }

    /// What comes on standard input next, as a file of its own.
    fn next_of_stream(&self, root: PathBuf) -> Planned {
        let path = format!("{STREAMED}{}", self.manifest.next_file + 1);
        let key = FileKey { root: root.clone(), path: path.clone() };
        let found = Found { location: root.clone(), root, path, size: 0, linked: false, modified: 0 };
        Planned { key, found, before: None }
    }

    /// Accounts for the unchanged files.
    pub(super) fn keep_unchanged(&mut self, plan: &Plan) {
        for (key, modified) in &plan.unchanged {
            if let Some(entry) = self.manifest.files.get_mut(key) {
                // A new time of change is kept.
                self.uncommitted |= entry.modified != *modified;
                entry.modified = *modified;
                let account = &mut self.account;
                account.files_unchanged += 1;
                account.articles_unchanged += entry.ids.len() as u64;
                account.skipped.extend(entry.skipped.iter().map(|skipped| skipped.at(&key.path)));
                account.count_formats(&entry.formats);
            }
        }
    }

    /// Takes a file's articles out.
    pub(super) fn remove(&mut self, writer: &Writer, key: &FileKey) {
        if let Some(entry) = self.manifest.files.remove(key) {
            writer.delete_term(Term::from_field_u64(self.fields.file, entry.file));
            self.forget_ids(&entry);
            self.account.files_removed += 1;
            self.account.articles_removed += entry.ids.len() as u64;
            self.uncommitted = true;
        }
    }

    fn forget_ids(&mut self, entry: &Entry) {
        for id in &entry.ids {
            self.ids.remove(id);
        }
    }

    /// A file begins.
    pub(super) fn begin(&mut self, planned: Planned) {
        self.uncommitted = true;
        let file = self.manifest.next_file;
        self.manifest.next_file += 1;
        let entry = Entry { file, size: planned.found.size, modified: planned.found.modified, ..Entry::default() };
        self.current = Some(Current { planned, entry, begun: false, before: 0 });
    }

    /// A file begins whose articles come from another index, which knows this of it.
    pub(super) fn begin_taken(&mut self, planned: Planned, entry: &Entry) {
        self.account.bytes += entry.size;
        self.begin(planned);
        if let Some(current) = &mut self.current {
            let Entry { hash, born, skipped, deleted, formats, .. } = entry.clone();
            current.entry = Entry { hash, born, skipped, deleted, formats, ..std::mem::take(&mut current.entry) };
        }
    }

    /// The next records of the file that was begun last; gives the articles among them, each with its id.
    pub(super) fn taken(&mut self, writer: &Writer, records: Vec<Annotated>) -> Vec<Claimed> {
        let Some(current) = self.current.take() else { return Vec::new() };
        self.claim(writer, current, records, None)
    }

    /// The file that was begun last ends.
    pub(super) fn end_taken(&mut self, writer: &Writer) {
        let Some(mut current) = self.current.take() else { return };
        self.take_out_old(writer, &mut current);
        self.enter(current.planned, current.entry, current.before);
    }

    /// The next records of the file that was begun last, and the bytes of it that they take; gives the
    /// articles among them, each with its id.
    pub(super) fn records(
        &mut self,
        writer: &Writer,
        records: Vec<Annotated>,
        bytes: u64,
        format: Format,
    ) -> Vec<Claimed> {
        let Some(current) = self.current.take() else { return Vec::new() };
        self.account.bytes += bytes;
        self.claim(writer, current, records, Some(format.name()))
    }

    /// Enters the records of a file into the books, those of a format under its name.
    fn claim(
        &mut self,
        writer: &Writer,
        mut current: Current,
        records: Vec<Annotated>,
        format: Option<&str>,
    ) -> Vec<Claimed> {
        self.take_out_old(writer, &mut current);
        let mut claimed = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Ok((mut article, found)) => {
                    if current.is_stream() {
                        article.path.clone_from(&current.planned.key.path);
                        if !is_numbered(&article.id) {
                            current = self.make_way(writer, &mut article, current);
                        }
                    } else if let Some(born) = &current.entry.born {
                        keep_id(&mut article, &current.planned.key.path, born);
                    }
                    let own = super::key(&article.id);
                    let key = self.claim_id(&mut article, current.entry.born.as_deref());
                    if current.is_stream() {
                        self.streamed.insert(key, current.planned.key.clone());
                    }
                    current.tally(format, 1, 0);
                    let deleted = [own, key].into_iter().find(|key| self.deleted.contains(key));
                    match deleted {
                        None => current.entry.ids.push(key),
                        Some(deleted) => self.withhold(&mut current, deleted, key),
                    }
                    claimed.push(Claimed {
                        article,
                        found,
                        key,
                        file: current.entry.file,
                        commit: self.manifest.generation + 1,
                    });
                }
                Err(skipped) => {
                    current.tally(format, 0, 1);
                    current.skip(skipped);
                }
            }
        }
        self.current = Some(current);
        claimed
    }

    /// Notes that an article is to stay out: its words are in a segment already.
    fn withhold(&mut self, current: &mut Current, deleted: u64, key: u64) {
        self.ids.remove(&key);
        self.withheld.push(key);
        current.entry.deleted.push(deleted);
        self.account.articles_withheld += 1;
    }

    /// Takes out what the user has deleted, and of the articles of a stream those of which a later one came,
    /// before the commit that would show them.
    ///
    /// # Errors
    /// Tantivy fails.
    pub(super) fn take_out_withheld(&mut self, writer: &Writer) -> Result<(), tantivy::TantivyError> {
        for (key, file) in std::mem::take(&mut self.superseded) {
            let term = |field, value| -> Box<dyn Query> {
                Box::new(TermQuery::new(Term::from_field_u64(field, value), IndexRecordOption::Basic))
            };
            let earlier =
                vec![(Occur::Must, term(self.fields.key, key)), (Occur::MustNot, term(self.fields.file, file))];
            writer.delete_query(Box::new(BooleanQuery::from(earlier)))?;
        }
        for key in self.withheld.drain(..) {
            writer.delete_term(Term::from_field_u64(self.fields.key, key));
        }
        Ok(())
    }

    /// Takes the earlier article of a stream with this one's id out of the books. Where it came in the same
    /// file, what follows is another one: in a file an id stands once.
    fn make_way(&mut self, writer: &Writer, article: &mut Article, mut current: Current) -> Current {
        let key = super::key(&article.id);
        let Some(before) = self.streamed.remove(&key) else { return current };
        if before == current.planned.key {
            let root = current.planned.key.root.clone();
            self.current = Some(current);
            self.end(writer, Ok(None));
            let planned = self.next_of_stream(root);
            self.begin(planned);
            current = self.current.take().expect("a file was begun");
            current.begun = true;
            article.path.clone_from(&current.planned.key.path);
        }
        self.ids.remove(&key);
        self.superseded.insert(key, current.entry.file);
        if let Some(entry) = self.manifest.files.get_mut(&before) {
            entry.ids.retain(|id| *id != key);
            if entry.ids.is_empty() && entry.skipped.is_empty() {
                self.manifest.files.remove(&before);
            }
        }
        current.before += 1;
        current
    }

    /// A part of the file that was begun last holds no articles.
    pub(super) fn skipped(&mut self, skipped: Skipped) {
        if let Some(current) = self.current.as_mut() {
            current.tally(Some(NO_READER), 0, 1);
            current.skip(skipped);
        }
    }

    /// Takes the articles of a file's earlier state out, once its new one is being read; where it lay elsewhere
    /// then, what it was called stays the beginning of its ids.
    fn take_out_old(&mut self, writer: &Writer, current: &mut Current) {
        if std::mem::replace(&mut current.begun, true) {
            return;
        }
        let Some(before) = &current.planned.before else { return };
        let old = if current.planned.has_moved() {
            self.manifest.files.remove(before)
        } else {
            self.manifest.files.get(before).cloned()
        };
        if let Some(old) = old {
            writer.delete_term(Term::from_field_u64(self.fields.file, old.file));
            self.forget_ids(&old);
            current.before = old.ids.len() as u64;
            let born = current.entry.born.take().or(old.born).unwrap_or_else(|| before.path.clone());
            current.entry.born = Some(born).filter(|born| *born != current.planned.key.path);
        }
    }

    /// Makes the article's id one that nobody else bears, and gives its hash.
    fn claim_id(&mut self, article: &mut Article, born: Option<&str>) -> u64 {
        let mut hash = super::key(&article.id);
        if !self.ids.insert(hash) {
            let came_with = std::mem::take(&mut article.id);
            let place = born.unwrap_or(&article.path);
            for n in 1u32.. {
                article.id = match n {
                    1 => format!("{place}#{came_with}"),
                    n => format!("{place}#{came_with}#{n}"),
                };
                hash = super::key(&article.id);
                if self.ids.insert(hash) {
                    break;
                }
            }
            self.account.requalified.push(Requalified {
                path: article.path.clone(),
                id: came_with,
                now: article.id.clone(),
            });
        }
        hash
    }

    /// The file that was begun last ends: its content's hash where it was worth reading, or why
    /// it could not be read (on).
    pub(super) fn end(&mut self, writer: &Writer, result: Result<Option<u128>, String>) {
        let Some(mut current) = self.current.take() else { return };
        if let (false, Err(reason)) = (current.begun, &result) {
            // What the index holds of it stays; the next update tries again.
            let skipped = SkippedLine { member: None, line: None, reason: reason.clone() };
            self.account.skipped.push(skipped.at(&current.planned.key.path));
            self.account.count_formats(&BTreeMap::new());
            self.account.files_skipped += 1;
            return;
        }
        self.take_out_old(writer, &mut current);
        let Current { planned, mut entry, before, .. } = current;
        match result {
            Ok(hash) => entry.hash = hash.map(|hash| format!("{hash:032x}")).unwrap_or_default(),
            Err(reason) => {
                // Tried again next time, however the file looks then.
                entry.modified = i64::MIN;
                entry.skipped.push(SkippedLine { member: None, line: None, reason });
            }
        }
        self.enter(planned, entry, before);
    }

    /// Accounts for a file and puts it in its place in the manifest.
    fn enter(&mut self, planned: Planned, entry: Entry, before: u64) {
        let articles = entry.ids.len() as u64;
        let account = &mut self.account;
        account.skipped.extend(entry.skipped.iter().map(|skipped| skipped.at(&planned.key.path)));
        account.count_formats(&entry.formats);
        if articles == 0 {
            account.files_skipped += 1;
        } else if planned.has_moved() {
            account.files_moved += 1;
        } else if planned.before.is_some() {
            account.files_changed += 1;
        } else {
            account.files_new += 1;
        }
        let known = articles.min(before);
        if planned.has_moved() {
            account.articles_moved += known;
        } else {
            account.articles_replaced += known;
        }
        account.articles_indexed += articles - known;
        account.articles_removed += before - known;
        self.manifest.files.insert(planned.key, entry);
    }
}
