//! Bytes as an Office file: a workbook, new or old, or a Word document, by how many they are.
#![no_main]

mod file;

use cimai_ingest::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let name = ["a.xlsx", "a.docx", "a.xls"][bytes.len() % 3];
    file::read_as(name, bytes, &Options::default());
});
