//! The formats of files: delimited texts, lines of JSON, workbooks, Word documents, plain texts.

pub(crate) mod csv;
pub(crate) mod dialect;
pub(crate) mod docx;
pub(crate) mod jsonl;
mod quotes;
pub(crate) mod records;
pub(crate) mod source;
pub(crate) mod text;
mod window;
pub(crate) mod xlsx;
