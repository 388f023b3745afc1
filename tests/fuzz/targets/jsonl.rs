//! Bytes as a table of JSON lines.
#![no_main]

mod file;

use cimai_ingest::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| file::read_as("a.jsonl", bytes, &Options::default()));
