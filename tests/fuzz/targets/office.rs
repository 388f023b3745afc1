//! Bytes as an Office file: a workbook or a Word document, by whether their number is even.
#![no_main]

mod file;

use cimai_ingest::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let name = if bytes.len() % 2 == 0 { "a.xlsx" } else { "a.docx" };
    file::read_as(name, bytes, &Options::default());
});
