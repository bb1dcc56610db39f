//! Any bytes behind the first word of a zip archive, and as a tar archive of one member, give what is inside and
//! reasons.

#![no_main]

use libfuzzer_sys::fuzz_target;

/// Where a tar header has its magic word.
const USTAR: usize = 257;

fuzz_target!(|bytes: &[u8]| {
    dateline_fuzz::read_file("file", &[b"PK\x03\x04", bytes].concat());
    let mut tar = bytes.to_vec();
    if tar.len() > USTAR + 5 {
        tar[USTAR..USTAR + 5].copy_from_slice(b"ustar");
        dateline_fuzz::read_file("file", &tar);
    }
});
