//! Zip and tar: the files in them, as `archive!path/inside`.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};

use super::super::chunks::{Chunk, Place, Reading, too_large};
use super::super::cutter::fill;
use super::super::format::Format;
use super::super::walk::Found;
use super::{Counted, TOO_MUCH, reason};

/// What makes a zip archive a Word document.
const WORD: &str = "word/document.xml";

/// Parts that only other office documents have.
const OFFICE: [&str; 2] = ["xl/workbook.xml", "ppt/presentation.xml"];

/// Reads the members of a tar archive.
pub(super) fn tar(reading: &mut Reading<'_>, place: &Place, input: impl Read, nesting: u32) -> io::Result<()> {
    let mut archive = tar::Archive::new(input);
    for entry in archive.entries()? {
        let mut entry = entry?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if let Some(member) = member(reading, place, &name) {
            reading.stream(&member, &mut entry, None, nesting + 1)?;
        }
        if reading.stopped {
            break;
        }
    }
    Ok(())
}

/// Reads the members of a zip archive: from its file, or where it has none of its own, from memory.
pub(super) fn zip(
    reading: &mut Reading<'_>,
    place: &Place,
    mut input: impl Read,
    file: Option<&Found>,
    nesting: u32,
) -> io::Result<()> {
    if let Some(found) = file {
        return members(reading, place, BufReader::new(File::open(&found.location)?), nesting);
    }
    let most = reading.options.limits.piece;
    let mut bytes = Vec::new();
    if !fill(&mut input, &mut bytes, most as usize + 1)? {
        reading.skip(&place.path, None, format!("an archive inside another, larger than {} MiB", most >> 20));
        return Ok(());
    }
    members(reading, place, Cursor::new(bytes), nesting)
}

fn members<R: Read + Seek>(reading: &mut Reading<'_>, place: &Place, mut input: R, nesting: u32) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(&mut input).map_err(io::Error::from)?;
    if archive.index_for_name(WORD).is_some() {
        drop(archive);
        return word(reading, place, input);
    }
    if OFFICE.iter().any(|part| archive.index_for_name(part).is_some()) {
        reading.skip(&place.path, None, "an office document that is not text: no reader");
        return Ok(());
    }
    for n in 0..archive.len() {
        let mut entry = match archive.by_index(n) {
            Ok(entry) => entry,
            Err(error) => {
                reading.skip(&place.path, None, format!("member {}: {error}", n + 1));
                continue;
            }
        };
        if !entry.is_file() {
            continue;
        }
        let Ok(name) = entry.name().map(|name| name.into_owned()) else {
            reading.skip(&place.path, None, format!("member {} has no readable name", n + 1));
            continue;
        };
        let Some(member) = member(reading, place, &name) else { continue };
        let (unpacked, allowed) = (reading.unpacked, reading.allowed);
        let mut counted = Counted { inner: &mut entry, unpacked, allowed };
        match reading.stream(&member, &mut counted, None, nesting + 1) {
            Err(error) if error.to_string().contains(TOO_MUCH) => return Err(error),
            Err(error) => reading.skip(&member.path, None, reason(&error)),
            Ok(()) => {}
        }
        if reading.stopped {
            break;
        }
    }
    Ok(())
}

/// A Word document, whole: its reader opens it again.
fn word<R: Read + Seek>(reading: &mut Reading<'_>, place: &Place, mut input: R) -> io::Result<()> {
    input.rewind()?;
    let most = reading.options.limits.article;
    let mut bytes = Vec::new();
    if !fill(&mut input, &mut bytes, most as usize + 1)? {
        reading.skip(&place.path, None, too_large(most));
        return Ok(());
    }
    let chunk = Chunk::new(&place.path, Format::Docx, bytes, reading.options);
    reading.chunk(chunk);
    Ok(())
}

/// Where a member stands; `None` for hidden ones, and for those whose path leads out of the archive.
fn member(reading: &mut Reading<'_>, place: &Place, name: &str) -> Option<Place> {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches("./");
    let path = format!("{}!{name}", place.path);
    let climbs = name.starts_with('/') || name.split('/').any(|part| part == "..") || name.get(1..3) == Some(":/");
    if climbs {
        reading.skip(&path, None, "a path that leads out of its archive: not read");
        return None;
    }
    let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    (!hidden).then(|| Place { path, name: name.to_owned() })
}
