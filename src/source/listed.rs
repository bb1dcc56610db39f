//! From a list of paths to the files of a corpus: what `find` or `git diff` names,
//! in place of a walk over everything.
//!
//! A path below a root of the corpus is the file that a walk of the root would
//! find, under the same path inside the corpus. A listed folder is walked. What
//! is listed and not there is gone, if it ever was.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use ignore::overrides::Override;

use super::Skipped;
use super::walk::{Found, Globs, Walk, check, inside, settle, walk_below};
use crate::error::Result;

/// The paths of a list: one a line, or each ended by a NUL where there is one.
pub fn paths(list: &[u8]) -> Vec<PathBuf> {
    let end = if list.contains(&0) { 0 } else { b'\n' };
    let whole = |path: &[u8]| match path.strip_suffix(b"\r") {
        Some(line) if end == b'\n' => line.to_owned(),
        _ => path.to_owned(),
    };
    list.split(|&byte| byte == end).map(whole).filter(|path| !path.is_empty()).map(path_of).collect()
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    <OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    OsString::from(String::from_utf8_lossy(&bytes).into_owned()).into()
}

/// Looks at these paths of the corpus that lies at `roots`, and at nothing else. A path outside of all
/// roots stands in the corpus under its whole path.
///
/// # Errors
/// A root that does not exist or cannot be looked at, or a glob that is none.
pub fn listed(paths: &[PathBuf], roots: &[PathBuf], globs: &Globs) -> Result<Walk> {
    let mut bases = Bases::of(roots, globs)?;
    let mut walk = Walk::default();
    for path in paths {
        match bases.place(path)? {
            Ok(place) => place.look(&mut walk),
            Err(cause) => walk.skipped.push(told(path, &cause)),
        }
    }
    settle(&mut walk);
    Ok(walk)
}

/// What is wrong with a path, as it was listed.
fn told(path: &Path, cause: &io::Error) -> Skipped {
    Skipped { path: path.display().to_string(), line: None, reason: format!("cannot be opened: {cause}") }
}

/// The roots of a corpus.
struct Bases<'a> {
    /// A root as the user named it and as the system does, and the folder that paths count from.
    known: Vec<(PathBuf, PathBuf)>,
    globs: &'a Globs,
    overrides: HashMap<PathBuf, Override>,
}

/// A listed path in its corpus.
struct Place<'a> {
    root: PathBuf,
    location: PathBuf,
    globs: &'a Override,
}

impl<'a> Bases<'a> {
    fn of(roots: &[PathBuf], globs: &'a Globs) -> Result<Bases<'a>> {
        let mut known = Vec::new();
        for (named, real) in roots.iter().zip(check(roots)?) {
            known.extend(std::path::absolute(named).ok().map(|named| (named, real.clone())));
            known.push((real.clone(), real));
        }
        Ok(Bases { known, globs, overrides: HashMap::new() })
    }

    /// Where a path lies in the corpus; an error of the system where it cannot be told.
    fn place(&mut self, path: &Path) -> Result<io::Result<Place<'_>>> {
        let (root, location) = match self.located(path) {
            Ok(located) => located,
            Err(cause) => return Ok(Err(cause)),
        };
        let globs = match self.overrides.entry(root.clone()) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => new.insert(self.globs.below(&root)?),
        };
        Ok(Ok(Place { root, location, globs }))
    }

    fn located(&self, path: &Path) -> io::Result<(PathBuf, PathBuf)> {
        let absolute = std::path::absolute(path)?;
        let below = |location: &Path| {
            self.known.iter().find_map(|(named, real)| {
                let rest = location.strip_prefix(named).ok()?;
                Some((real.clone(), if rest.as_os_str().is_empty() { real.clone() } else { real.join(rest) }))
            })
        };
        // ".." behind a link is not the folder before it.
        if !absolute.components().any(|part| part == Component::ParentDir)
            && let Some(place) = below(&absolute)
        {
            return Ok(place);
        }
        // The file itself may be gone, or a link that is read as what it leads to.
        let real = match (absolute.parent(), absolute.file_name()) {
            (Some(folder), Some(name)) => folder.canonicalize()?.join(name),
            _ => absolute.canonicalize()?,
        };
        let anywhere = || real.ancestors().last().unwrap_or(Path::new("/")).to_owned();
        Ok(below(&real).unwrap_or_else(|| (anywhere(), real.clone())))
    }
}

impl Place<'_> {
    fn look(self, walk: &mut Walk) {
        let path = inside(&self.root, &self.location);
        match self.location.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                walk_below(&self.root, &self.location, &self.root, self.globs, walk);
            }
            Ok(_) if self.globs.matched(&self.location, false).is_ignore() => return,
            Ok(metadata) if metadata.is_file() => {
                let linked = self.location.is_symlink();
                walk.files.push(Found::of(&self.root, &self.root, self.location, &metadata, linked));
            }
            Ok(_) => {
                let reason = "neither a file nor a folder".to_owned();
                walk.skipped.push(Skipped { path: path.clone(), line: None, reason });
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                walk.missing.push((self.root.clone(), path.clone()))
            }
            Err(cause) => walk.skipped.push(told(&self.location, &cause)),
        }
        if path == "." {
            walk.scope.roots.insert(self.root);
        } else {
            walk.scope.places.insert((self.root, path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_end_their_paths_by_line_or_nul() {
        let read =
            |list: &str| paths(list.as_bytes()).iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        assert_eq!(read("a\nb c\r\n\nd"), ["a", "b c", "d"]);
        assert_eq!(read("a\nb\0c\r\0"), ["a\nb", "c\r"]);
        assert!(read("").is_empty());
    }

    #[test]
    fn a_listed_path_is_what_a_walk_would_find() {
        let dir = tempfile::tempdir().unwrap();
        let far = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("b/c")).unwrap();
        for name in ["a.txt", "b/c/d.txt", "b/e.txt", "b/f.html"] {
            std::fs::write(root.join(name), "x").unwrap();
        }
        let outside = far.path().canonicalize().unwrap().join("z.txt");
        std::fs::write(&outside, "x").unwrap();
        let globs = Globs { include: vec!["*.txt".into()], exclude: vec![] };
        let list = [root.join("b/c/../../a.txt"), root.join("b"), root.join("gone.txt"), outside.clone()];
        let walk = listed(&list, std::slice::from_ref(&root), &globs).unwrap();
        let paths: Vec<&str> = walk.files.iter().map(|found| found.path.as_str()).collect();
        let outside = outside.display().to_string();
        assert_eq!(paths, [&outside[1..], "a.txt", "b/c/d.txt", "b/e.txt"]);
        assert_eq!(walk.missing, [(root.clone(), "gone.txt".to_owned())]);
        for (path, covered) in [("a.txt", true), ("b/x/y.txt", true), ("gone.txt", true), ("bb/x.txt", false)] {
            assert_eq!(walk.scope.covers(&root, path), covered, "{path}");
        }
    }
}
