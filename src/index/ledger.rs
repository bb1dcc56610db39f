//! The books of an update: which files are in, under which ids, and what became of each.
//!
//! Takes what happens to files in file order, so that ids and the account do
//! not depend on how many threads work, or how fast. Writes no document.

use std::collections::{BTreeMap, HashSet};

use tantivy::Term;

use super::account::{Account, NO_READER, Requalified};
use super::annotated::Annotated;
use super::fields::Fields;
use super::homes::HomesFile;
use super::manifest::{Entry, FileKey, Manifest, SkippedLine};
use super::plan::{Plan, Planned};
use super::update::Writer;
use crate::article::{Annotations, Article};
use crate::source::{Format, Skipped};

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
}

impl Current {
    fn tally(&mut self, format: &str, articles: u64, skipped: u64) {
        let tally = self.entry.formats.entry(format.to_owned()).or_default();
        tally.files = 1;
        tally.articles += articles;
        tally.skipped += skipped;
    }

    fn skip(&mut self, skipped: Skipped) {
        self.entry.skipped.push(SkippedLine::of(skipped, &self.planned.key.path));
    }
}

impl Ledger {
    pub(super) fn new(manifest: Manifest, account: Account, homes: HomesFile, fields: Fields) -> Ledger {
        let (ids, deleted) = (manifest.ids(), manifest.deleted());
        Ledger {
            manifest,
            account,
            homes,
            uncommitted: false,
            fields,
            ids,
            deleted,
            withheld: Vec::new(),
            current: None,
        }
    }

    /// Keeps articles with these ids out, as if the user had deleted them here.
    pub(super) fn keep_out(&mut self, keys: impl Iterator<Item = u64>) {
        self.deleted.extend(keys);
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
        self.current = Some(Current { planned, entry, begun: false });
    }

    /// A file begins whose articles come from another index, which knows this of it.
    pub(super) fn begin_taken(&mut self, planned: Planned, entry: &Entry) {
        self.account.bytes += entry.size;
        self.begin(planned);
        if let Some(current) = &mut self.current {
            let Entry { hash, skipped, deleted, formats, .. } = entry.clone();
            current.entry = Entry { hash, skipped, deleted, formats, ..std::mem::take(&mut current.entry) };
        }
    }

    /// The next records of the file that was begun last; gives the articles among them, each with its id.
    pub(super) fn taken(&mut self, writer: &Writer, records: Vec<Annotated>) -> Vec<Claimed> {
        let Some(mut current) = self.current.take() else { return Vec::new() };
        let claimed = self.claim(writer, &mut current, records);
        self.current = Some(current);
        claimed
    }

    /// The file that was begun last ends.
    pub(super) fn end_taken(&mut self, writer: &Writer) {
        let Some(mut current) = self.current.take() else { return };
        self.take_out_old(writer, &mut current);
        self.enter(current.planned, current.entry);
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
        let Some(mut current) = self.current.take() else { return Vec::new() };
        let articles = records.iter().filter(|record| record.is_ok()).count() as u64;
        current.tally(format.name(), articles, records.len() as u64 - articles);
        self.account.bytes += bytes;
        let claimed = self.claim(writer, &mut current, records);
        self.current = Some(current);
        claimed
    }

    fn claim(&mut self, writer: &Writer, current: &mut Current, records: Vec<Annotated>) -> Vec<Claimed> {
        self.take_out_old(writer, current);
        let mut claimed = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Ok((mut article, found)) => {
                    let own = super::key(&article.id);
                    let key = self.claim_id(&mut article);
                    let deleted = [own, key].into_iter().find(|key| self.deleted.contains(key));
                    match deleted {
                        None => current.entry.ids.push(key),
                        Some(deleted) => self.withhold(current, deleted, key),
                    }
                    claimed.push(Claimed {
                        article,
                        found,
                        key,
                        file: current.entry.file,
                        commit: self.manifest.generation + 1,
                    });
                }
                Err(skipped) => current.skip(skipped),
            }
        }
        claimed
    }

    /// Notes that an article is to stay out: its words are in a segment already.
    fn withhold(&mut self, current: &mut Current, deleted: u64, key: u64) {
        self.ids.remove(&key);
        self.withheld.push(key);
        current.entry.deleted.push(deleted);
        self.account.articles_withheld += 1;
    }

    /// Takes out what the user has deleted, before the commit that would show it.
    pub(super) fn take_out_withheld(&mut self, writer: &Writer) {
        for key in self.withheld.drain(..) {
            writer.delete_term(Term::from_field_u64(self.fields.key, key));
        }
    }

    /// A part of the file that was begun last holds no articles.
    pub(super) fn skipped(&mut self, skipped: Skipped) {
        if let Some(current) = self.current.as_mut() {
            current.tally(NO_READER, 0, 1);
            current.skip(skipped);
        }
    }

    /// Takes the articles of a file's earlier state out, once its new one is being read.
    fn take_out_old(&mut self, writer: &Writer, current: &mut Current) {
        if !std::mem::replace(&mut current.begun, true)
            && let Some(old) = self.manifest.files.get(&current.planned.key).cloned()
        {
            writer.delete_term(Term::from_field_u64(self.fields.file, old.file));
            self.forget_ids(&old);
        }
    }

    /// Makes the article's id one that nobody else bears, and gives its hash.
    fn claim_id(&mut self, article: &mut Article) -> u64 {
        let mut hash = super::key(&article.id);
        if !self.ids.insert(hash) {
            let came_with = std::mem::take(&mut article.id);
            for n in 1u32.. {
                article.id = match n {
                    1 => format!("{}#{came_with}", article.path),
                    n => format!("{}#{came_with}#{n}", article.path),
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
        let Current { planned, mut entry, .. } = current;
        match result {
            Ok(hash) => entry.hash = hash.map(|hash| format!("{hash:032x}")).unwrap_or_default(),
            Err(reason) => {
                // Tried again next time, however the file looks then.
                entry.modified = i64::MIN;
                entry.skipped.push(SkippedLine { member: None, line: None, reason });
            }
        }
        self.enter(planned, entry);
    }

    /// Accounts for a file and puts it in its place in the manifest.
    fn enter(&mut self, planned: Planned, entry: Entry) {
        let articles = entry.ids.len() as u64;
        let before = self.manifest.files.get(&planned.key).map_or(0, |old| old.ids.len() as u64);
        let account = &mut self.account;
        account.skipped.extend(entry.skipped.iter().map(|skipped| skipped.at(&planned.key.path)));
        account.count_formats(&entry.formats);
        if articles == 0 {
            account.files_skipped += 1;
        } else if planned.known {
            account.files_changed += 1;
        } else {
            account.files_new += 1;
        }
        if planned.known {
            account.articles_replaced += articles.min(before);
            account.articles_indexed += articles.saturating_sub(before);
            account.articles_removed += before.saturating_sub(articles);
        } else {
            account.articles_indexed += articles;
        }
        self.manifest.files.insert(planned.key, entry);
    }
}
