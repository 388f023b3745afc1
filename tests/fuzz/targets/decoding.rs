//! Bytes as a text in any encoding.
#![no_main]

mod file;

use cimai_ingest::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| file::read_as("a.txt", bytes, &Options { pages: cimai_ingest::Pages::Off, ..Options::default() }));
