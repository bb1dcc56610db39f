//! Tells the program by which vocabularies and models it reads articles.
//!
//! `dateline check` holds this against what an index was made with.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let schema = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("schema");
    println!("cargo:rerun-if-changed={}", schema.display());
    let declared = |path: &PathBuf| path.extension().is_some_and(|end| end == "tsv" || end == "model");
    let mut files: Vec<PathBuf> = fs::read_dir(schema)?.flatten().map(|entry| entry.path()).filter(declared).collect();
    files.sort();
    // FNV-1a: short, and the same with every compiler.
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for file in files {
        for byte in fs::read(file)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    println!("cargo:rustc-env=DATELINE_VOCABULARIES={hash:016x}");
    Ok(())
}
