//! Walking: from the paths that a user names to the files below them.
//!
//! Hidden files and folders are left out, what a `.datelineignore` file (in the
//! syntax of `.gitignore`) names, and what globs exclude. Symbolic links are
//! followed; a file that is reached twice is read once. Everything that cannot
//! be read is reported.

use std::collections::{HashMap, HashSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

use super::Skipped;
use crate::error::{Error, Result};

/// The files below some paths, in a fixed order, and what could not be walked.
#[derive(Debug, Default)]
pub struct Walk {
    /// By root, then by path inside the corpus.
    pub files: Vec<Found>,
    /// Folders and links that could not be read.
    pub skipped: Vec<Skipped>,
    /// By root and path inside the corpus, what was named and is not there.
    pub missing: Vec<(PathBuf, String)>,
    /// What was looked at: a file in it that is not among [`Walk::files`] is gone.
    pub scope: Scope,
}

/// Which files were looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// All below these roots.
    pub roots: HashSet<PathBuf>,
    /// By root and path inside the corpus, these files and all below these folders.
    pub places: HashSet<(PathBuf, String)>,
}

impl Scope {
    /// Whether a file of this root and path was looked for.
    pub fn covers(&self, root: &Path, path: &str) -> bool {
        if self.roots.contains(root) {
            return true;
        }
        if self.places.is_empty() {
            return false;
        }
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        ends.map(|end| (root.to_owned(), path[..end].to_owned())).any(|place| self.places.contains(&place))
    }
}

/// A file of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The path that the user named, made absolute.
    pub root: PathBuf,
    /// Where to open it.
    pub location: PathBuf,
    /// Its path inside the corpus, with `/` between folders.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Whether a symbolic link below the root led to it.
    pub linked: bool,
    /// Time of last change, nanoseconds since 1970 (0 where the system has none).
    pub modified: i64,
}

/// Which files below a root are read, by globs in the syntax of `.gitignore`; a later one decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Globs {
    /// Only files that one of these matches, if there are any.
    pub include: Vec<String>,
    /// No files and folders that one of these matches.
    pub exclude: Vec<String>,
}

impl Globs {
    /// # Errors
    /// A glob that cannot be understood.
    pub(super) fn below(&self, root: &Path) -> Result<Override> {
        let mut builder = OverrideBuilder::new(root);
        let wrong = |glob: &str, cause: ignore::Error| {
            Error::new(format!("\"{glob}\" is no glob"))
                .because(cause)
                .help("globs are those of .gitignore: *.html, sport/**, {2014,2015}/*")
        };
        for glob in &self.include {
            builder.add(glob).map_err(|cause| wrong(glob, cause))?;
        }
        for glob in &self.exclude {
            builder.add(&format!("!{glob}")).map_err(|cause| wrong(glob, cause))?;
        }
        builder.build().map_err(|cause| wrong(&self.include.join(" "), cause))
    }
}

/// Walks every root; a root may be a file. Paths inside the corpus count from
/// the root, or for a file from its folder.
///
/// # Errors
/// A root that does not exist or cannot be looked at, or a glob that is none.
pub fn walk(roots: &[PathBuf], globs: &Globs) -> Result<Walk> {
    let mut walk = Walk::default();
    for absolute in check(roots)? {
        let base =
            if absolute.is_file() { absolute.parent().unwrap_or(&absolute).to_owned() } else { absolute.clone() };
        walk_below(&absolute, &absolute, &base, &globs.below(&base)?, &mut walk);
        walk.scope.roots.insert(absolute);
    }
    settle(&mut walk);
    Ok(walk)
}

/// Puts a walk in order, every file once.
pub(super) fn settle(walk: &mut Walk) {
    leave_one(walk);
    walk.files.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
    walk.files.dedup_by(|a, b| a.location == b.location);
    walk.skipped.sort();
}

/// The paths, made absolute.
///
/// # Errors
/// The first that does not exist or cannot be looked at.
pub fn check(roots: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let absolute = |root: &PathBuf| {
        root.canonicalize().map_err(|cause| {
            let help = match cause.kind() {
                std::io::ErrorKind::NotFound => "name a file or a directory that exists",
                std::io::ErrorKind::PermissionDenied => "give this user the right to read it",
                _ => "check the path",
            };
            Error::new("cannot be opened").at(root).because(cause).help(help)
        })
    };
    roots.iter().map(absolute).collect()
}

/// Leaves a file once that links make appear twice below a root.
fn leave_one(walk: &mut Walk) {
    if !walk.files.iter().any(|found| found.linked) {
        return;
    }
    let mut seen: HashMap<(PathBuf, PathBuf), String> = HashMap::new();
    // What stands there itself comes before what a link leads to.
    let mut order: Vec<usize> = (0..walk.files.len()).collect();
    order.sort_by_key(|&n| (walk.files[n].linked, walk.files[n].path.clone()));
    let mut keep = vec![true; walk.files.len()];
    for n in order {
        let found = &walk.files[n];
        let Ok(real) = found.location.canonicalize() else { continue };
        match seen.entry((found.root.clone(), real)) {
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(found.path.clone());
            }
            std::collections::hash_map::Entry::Occupied(first) => {
                keep[n] = false;
                let reason = format!("a symbolic link to {}: read there", first.get());
                walk.skipped.push(Skipped { path: found.path.clone(), line: None, reason });
            }
        }
    }
    let mut keep = keep.into_iter();
    walk.files.retain(|_| keep.next().unwrap_or(true));
}

/// The file that names what is left out, in the syntax of `.gitignore`.
pub(super) const IGNORE_FILE: &str = ".datelineignore";

/// The file of settings that may lie beside an index, and so among the articles.
pub const SETTINGS_FILE: &str = "dateline.toml";

/// Walks what lies at `start`, of the corpus at `base`.
pub(super) fn walk_below(root: &Path, start: &Path, base: &Path, globs: &Override, walk: &mut Walk) {
    let mut links: Vec<PathBuf> = Vec::new();
    let entries = WalkBuilder::new(start)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .add_custom_ignore_filename(IGNORE_FILE)
        .overrides(globs.clone())
        .build();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walk.skipped.push(unreadable(base, &error));
                continue;
            }
        };
        if entry.path_is_symlink() {
            links.push(entry.path().to_owned());
        }
        // Settings of ours are no article.
        if entry.depth() > 0 && entry.file_name() == SETTINGS_FILE {
            continue;
        }
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        match entry.metadata() {
            Ok(metadata) => {
                let linked = links.iter().any(|link| entry.path().starts_with(link));
                walk.files.push(Found::of(root, base, entry.into_path(), &metadata, linked));
            }
            Err(error) => walk.skipped.push(unreadable(base, &error)),
        }
    }
}

impl Found {
    /// The file at `location`, of the corpus at `base`.
    pub(super) fn of(root: &Path, base: &Path, location: PathBuf, metadata: &Metadata, linked: bool) -> Found {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Found {
            root: root.to_owned(),
            path: inside(base, &location),
            location,
            size: metadata.len(),
            linked,
            modified: modified.map_or(0, |since| since.as_nanos() as i64),
        }
    }
}

fn unreadable(base: &Path, error: &ignore::Error) -> Skipped {
    let (path, reason) = match error {
        ignore::Error::WithPath { path, err } => (inside(base, path), err.to_string()),
        ignore::Error::WithDepth { err, .. } => return unreadable(base, err),
        ignore::Error::Loop { child, .. } => {
            (inside(base, child), "a symbolic link to a folder above it: not followed again".to_owned())
        }
        other => (String::from("."), other.to_string()),
    };
    Skipped { path, line: None, reason }
}

/// `location` as a path inside the corpus; bytes that are not UTF-8 are replaced.
pub(super) fn inside(base: &Path, location: &Path) -> String {
    let relative = location.strip_prefix(base).unwrap_or(location);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_files_in_order_and_leaves_out_hidden_and_ignored_ones() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::create_dir_all(root.join("b/c")).unwrap();
        std::fs::create_dir_all(root.join(".dateline")).unwrap();
        for name in ["z.txt", "b/c/a.txt", "b/skip.jsonl", ".dateline/x.txt", "a.txt"] {
            std::fs::write(root.join(name), "x").unwrap();
        }
        std::fs::write(root.join(".datelineignore"), "skip.jsonl\n").unwrap();
        let found = walk(&[root.to_owned(), root.join("a.txt")], &Globs::default()).unwrap();
        let paths: Vec<&str> = found.files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["a.txt", "b/c/a.txt", "z.txt", "a.txt"]);
        assert!(found.skipped.is_empty());
    }

    #[test]
    fn globs_include_and_exclude() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.html", "old/c.html", "old/d.txt", "new/e.html"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let paths = |include: &[&str], exclude: &[&str]| {
            let list = |globs: &[&str]| globs.iter().map(|&glob| glob.to_owned()).collect();
            let globs = Globs { include: list(include), exclude: list(exclude) };
            let found = walk(&[dir.path().to_owned()], &globs).unwrap();
            found.files.into_iter().map(|found| found.path).collect::<Vec<_>>()
        };
        assert_eq!(paths(&["*.html"], &[]), ["b.html", "new/e.html", "old/c.html"]);
        assert_eq!(paths(&[], &["old"]), ["a.txt", "b.html", "new/e.html"]);
        assert_eq!(paths(&["*.html"], &["old/**"]), ["b.html", "new/e.html"]);
        let wrong = Globs { include: vec!["[a".into()], exclude: vec![] };
        assert!(walk(&[dir.path().to_owned()], &wrong).unwrap_err().to_string().contains("no glob"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_once_and_loops_are_told() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::create_dir(root.join("a")).unwrap();
        std::fs::write(root.join("a/one.txt"), "x").unwrap();
        std::fs::write(outside.path().join("two.txt"), "x").unwrap();
        symlink(root.join("a/one.txt"), root.join("again.txt")).unwrap();
        symlink(root, root.join("a/loop")).unwrap();
        symlink(outside.path(), root.join("far")).unwrap();
        let found = walk(&[root.to_owned()], &Globs::default()).unwrap();
        let paths: Vec<&str> = found.files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["a/one.txt", "far/two.txt"]);
        let reasons: Vec<String> = found.skipped.iter().map(ToString::to_string).collect();
        assert!(reasons[0].starts_with("a/loop: a symbolic link to a folder above it"), "{reasons:?}");
        assert_eq!(reasons[1], "again.txt: a symbolic link to a/one.txt: read there");
    }

    #[test]
    fn a_missing_root_says_what_would_work() {
        let error = walk(&["no/such/place".into()], &Globs::default()).unwrap_err();
        assert!(error.to_string().starts_with("no/such/place: cannot be opened"));
        assert!(error.hint().unwrap().contains("exists"));
    }
}
