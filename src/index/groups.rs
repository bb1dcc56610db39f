//! Which articles are copies of each other, as a file beside the segments.
//!
//! Groups change when articles come and go, and segments never do; so the
//! groups have a file of their own, `copies-N.bin` for the manifest of
//! generation N. It is mapped, not read: a search looks up what it meets.
//! Little-endian numbers behind a magic word, a checksum of all before it at
//! the end.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};
use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, Result};

/// First bytes of the file; the last two tell the version.
const MAGIC: &[u8; 8] = b"DLCOPY01";

/// Numbers of the head: generation, grouped files, members, groups, edges, bytes of ids.
const HEAD: usize = 6;

/// Bits for each member in the filter before the keys: one key in 16 that is no member is looked up in vain.
const BITS: usize = 16;

/// The groups of copies in an index; see [`super::Index::copies`].
#[derive(Clone)]
pub struct Copies {
    bytes: OwnedBytes,
    current: bool,
    generation: u64,
    grouped: u64,
    members: usize,
    groups: usize,
    edges: usize,
    filter_shift: u32,
    at: Sections,
}

/// Where each section of the file begins.
#[derive(Debug, Clone, Copy, Default)]
struct Sections {
    filter: usize,
    keys: usize,
    places: usize,
    starts: usize,
    group_of: usize,
    id_ends: usize,
    ids: usize,
    edges: usize,
    end: usize,
}

/// An article that has copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its group.
    pub group: u32,
    /// Its place in the group, from 0: the earliest article is the first.
    pub place: u32,
}

/// A group while the file is made: its members, the earliest first.
pub(super) type Group = Vec<(u64, String)>;

impl std::fmt::Debug for Copies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Copies({} articles in {} groups)", self.members, self.groups)
    }
}

impl Default for Copies {
    /// No groups, of no generation.
    fn default() -> Copies {
        Copies {
            bytes: OwnedBytes::empty(),
            current: true,
            generation: 0,
            grouped: 0,
            members: 0,
            groups: 0,
            edges: 0,
            filter_shift: 63,
            at: Sections::default(),
        }
    }
}

pub(super) fn name(generation: u64) -> String {
    format!("copies-{generation}.bin")
}

/// The files of groups in an index folder, by generation, rising.
fn files(folder: &Path) -> Vec<(u64, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let generation = |name: &str| name.strip_prefix("copies-")?.strip_suffix(".bin")?.parse().ok();
    let mut files: Vec<(u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| Some((generation(&entry.file_name().to_string_lossy())?, entry.path())))
        .collect();
    files.sort();
    files
}

impl Copies {
    /// The latest groups in an index folder; none where articles were never grouped.
    ///
    /// # Errors
    /// The file cannot be read, or is not whole.
    pub(super) fn open(folder: &Path) -> Result<Copies> {
        // An update may put a later file in the place of the one just seen.
        let mut last = None;
        for _ in 0..3 {
            let Some((_, path)) = files(folder).pop() else { return Ok(Copies::default()) };
            match Copies::map(folder, &path) {
                Ok(bytes) => {
                    return Copies::of(bytes).filter(Copies::is_whole).ok_or_else(|| {
                        Error::new("the groups of copies are damaged").at(&path).help(
                            "delete this file and run `dateline index` again: it makes the groups anew; \
                             `dateline check` looks at the rest",
                        )
                    });
                }
                Err(cause) => last = Some((path, cause)),
            }
        }
        Err(match last {
            Some((path, cause)) => Error::new("the groups of copies cannot be read").at(path).because(cause),
            None => Error::new("the groups of copies cannot be read").at(folder),
        })
    }

    fn map(folder: &Path, path: &Path) -> std::result::Result<OwnedBytes, Box<dyn std::error::Error + Send + Sync>> {
        let file = MmapDirectory::open(folder)?.open_read(Path::new(path.file_name().unwrap_or_default()))?;
        Ok(file.read_bytes()?)
    }

    fn of(bytes: OwnedBytes) -> Option<Copies> {
        let head = |n: usize| {
            let at = MAGIC.len() + n * 8;
            Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
        };
        if bytes.get(..MAGIC.len())? != MAGIC {
            return None;
        }
        let size = |n: usize| usize::try_from(head(n)?).ok().filter(|size| *size <= bytes.len());
        let (members, groups, edges, ids) = (size(2)?, size(3)?, size(4)?, size(5)?);
        let bits = filter_bits(members);
        let mut at = Sections { filter: MAGIC.len() + HEAD * 8, ..Sections::default() };
        at.keys = at.filter + bits / 8;
        at.places = at.keys + members * 8;
        at.starts = at.places + members * 4;
        at.group_of = at.starts + (groups + 1) * 4;
        at.id_ends = at.group_of + members * 4;
        at.ids = at.id_ends + members * 8;
        at.edges = at.ids + ids;
        at.end = at.edges + edges * 8;
        (bytes.len() == at.end + 8).then_some(())?;
        let (generation, grouped) = (head(0)?, head(1)?);
        let filter_shift = 64 - bits.trailing_zeros();
        Some(Copies { current: true, generation, grouped, members, groups, edges, filter_shift, at, bytes })
    }

    /// Says for which generation of the manifest they are asked.
    pub(super) fn asked_for(mut self, generation: u64) -> Copies {
        self.current = generation == self.generation;
        self
    }

    /// Whether they were made for the commit that is searched; else an article of a group may be gone.
    pub fn is_current(&self) -> bool {
        self.current
    }

    /// Whether the articles of the file with this number were looked at.
    pub fn has_seen(&self, file: u64) -> bool {
        file < self.grouped
    }

    /// Whether there are no copies at all.
    pub fn is_empty(&self) -> bool {
        self.members == 0
    }

    /// Groups of copies.
    pub fn groups(&self) -> u32 {
        self.groups as u32
    }

    /// Generation of the manifest that they were made for.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Files of lower number were looked at.
    pub(super) fn grouped(&self) -> u64 {
        self.grouped
    }

    /// The place of the article with this key, if it has copies.
    #[inline]
    pub fn member(&self, key: u64) -> Option<Member> {
        if self.members == 0 {
            return None;
        }
        let bit = (key >> self.filter_shift) as usize;
        if self.bytes[self.at.filter + bit / 8] & (1 << (bit % 8)) == 0 {
            return None;
        }
        let (mut low, mut high) = (0, self.members);
        while low < high {
            let middle = (low + high) / 2;
            match self.u64(self.at.keys, middle).cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let place = self.u32(self.at.places, middle);
                    let group = self.u32(self.at.group_of, place as usize);
                    return Some(Member {
                        group,
                        place: place.saturating_sub(self.u32(self.at.starts, group as usize)),
                    });
                }
            }
        }
        None
    }

    /// The ids of a group, the earliest article's first.
    pub fn ids(&self, group: u32) -> impl Iterator<Item = &str> {
        let range = match group < self.groups() {
            true => self.u32(self.at.starts, group as usize)..self.u32(self.at.starts, group as usize + 1),
            false => 0..0,
        };
        range.map(|place| self.id(place as usize))
    }

    fn id(&self, place: usize) -> &str {
        let from = if place == 0 { 0 } else { self.u64(self.at.id_ends, place - 1) as usize };
        let to = self.u64(self.at.id_ends, place) as usize;
        let bytes = self.bytes[self.at.ids..self.at.edges].get(from..to).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The pairs that hold the groups together, by key.
    pub(super) fn pairs(&self) -> Vec<[u64; 2]> {
        let mut keys = vec![0; self.members];
        for n in 0..self.members {
            if let Some(key) = keys.get_mut(self.u32(self.at.places, n) as usize) {
                *key = self.u64(self.at.keys, n);
            }
        }
        let key = |n| keys.get(self.u32(self.at.edges, n) as usize).copied().unwrap_or(0);
        (0..self.edges).map(|n| [key(2 * n), key(2 * n + 1)]).collect()
    }

    /// Whether the checksum is that of the content.
    fn is_whole(&self) -> bool {
        self.bytes.is_empty() || xxh3_64(&self.bytes[..self.at.end]).to_le_bytes() == self.bytes[self.at.end..]
    }

    /// Number `n` of a section; 0 outside of it.
    fn u64(&self, section: usize, n: usize) -> u64 {
        let at = section + n * 8;
        self.bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
    }

    fn u32(&self, section: usize, n: usize) -> u32 {
        let at = section + n * 4;
        self.bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
    }
}

fn filter_bits(members: usize) -> usize {
    (members * BITS).next_power_of_two().max(64)
}

/// Writes the groups for the manifest of `generation` and takes older files away.
///
/// # Errors
/// The disk fails.
pub(super) fn write(
    folder: &Path,
    generation: u64,
    grouped: u64,
    groups: &[Group],
    pairs: &[[u64; 2]],
) -> std::io::Result<()> {
    let draft = folder.join(".copies.new");
    let mut file = File::create(&draft)?;
    file.write_all(&encoded(generation, grouped, groups, pairs))?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(name(generation)))?;
    for (older, path) in files(folder) {
        if older != generation {
            // One that stays behind is not the latest, and goes the next time.
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}

fn encoded(generation: u64, grouped: u64, groups: &[Group], pairs: &[[u64; 2]]) -> Vec<u8> {
    let members: Vec<(u64, &str)> = groups.iter().flatten().map(|(key, id)| (*key, id.as_str())).collect();
    let mut sorted: Vec<(u64, u32)> = members.iter().zip(0..).map(|((key, _), place)| (*key, place)).collect();
    sorted.sort_unstable();
    let place = |key: &u64| sorted.binary_search_by_key(key, |(key, _)| *key).ok().map(|n| sorted[n].1);
    let edges: Vec<[u32; 2]> = pairs.iter().filter_map(|[a, b]| Some([place(a)?, place(b)?])).collect();
    let id_bytes: usize = members.iter().map(|(_, id)| id.len()).sum();
    let mut out = MAGIC.to_vec();
    for number in [generation, grouped, members.len() as u64, groups.len() as u64, edges.len() as u64, id_bytes as u64]
    {
        out.extend(number.to_le_bytes());
    }
    let bits = filter_bits(members.len());
    let mut filter = vec![0u8; bits / 8];
    for (key, _) in &sorted {
        let bit = (key >> (64 - bits.trailing_zeros())) as usize;
        filter[bit / 8] |= 1 << (bit % 8);
    }
    out.extend(filter);
    out.extend(sorted.iter().flat_map(|(key, _)| key.to_le_bytes()));
    out.extend(sorted.iter().flat_map(|(_, place)| place.to_le_bytes()));
    let mut start = 0u32;
    out.extend(start.to_le_bytes());
    for group in groups {
        start += group.len() as u32;
        out.extend(start.to_le_bytes());
    }
    for (n, group) in (0u32..).zip(groups) {
        out.extend(std::iter::repeat_n(n.to_le_bytes(), group.len()).flatten());
    }
    let mut end = 0u64;
    for (_, id) in &members {
        end += id.len() as u64;
        out.extend(end.to_le_bytes());
    }
    out.extend(members.iter().flat_map(|(_, id)| id.bytes()));
    out.extend(edges.iter().flatten().flat_map(|place| place.to_le_bytes()));
    out.extend(xxh3_64(&out).to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups() -> Vec<Group> {
        let member = |id: &str| (xxh3_64(id.as_bytes()), id.to_owned());
        vec![vec![member("a"), member("b")], vec![member("é"), member("d"), member("f")]]
    }

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Copies::open(dir.path()).unwrap().is_empty());
        let key = |id: &str| xxh3_64(id.as_bytes());
        let pairs = [[key("b"), key("a")], [key("f"), key("é")], [key("d"), key("f")]];
        write(dir.path(), 6, 20, &[], &[]).unwrap();
        write(dir.path(), 7, 21, &groups(), &pairs).unwrap();
        let copies = Copies::open(dir.path()).unwrap();
        assert_eq!((copies.generation(), copies.grouped(), copies.groups()), (7, 21, 2));
        assert_eq!(copies.member(key("d")), Some(Member { group: 1, place: 1 }));
        assert_eq!(copies.member(key("none")), None);
        assert_eq!(copies.ids(1).collect::<Vec<_>>(), ["é", "d", "f"]);
        assert_eq!(copies.ids(9).count(), 0);
        assert_eq!(copies.pairs(), pairs);
        assert!(copies.is_whole());
        assert_eq!(files(dir.path()).len(), 1);
    }

    #[test]
    fn a_damaged_file_is_told() {
        let bytes = encoded(1, 1, &groups(), &[]);
        for cut in 0..bytes.len() {
            assert!(Copies::of(OwnedBytes::new(bytes[..cut].to_vec())).is_none());
        }
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 4;
            // Whatever it says, it is told or does no harm.
            if let Some(copies) = Copies::of(OwnedBytes::new(flipped)) {
                assert!(!copies.is_whole());
            }
        }
    }
}
