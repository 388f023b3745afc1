//! Files to documents: what an analyst has lying about, read into [`Document`](cimai_corpus::Document)s,
//! with an account of every file and every record that was refused.
//!
//! [`read()`] takes files, folders and patterns and gives a [`Reading`]; [`clean()`] is what is done
//! to every text. A file goes through these modules:
//!
//! ```text
//! walk → load (unpack) → decode (detect, utf16) ─┬─ csv → records → rows ┐
//!                                                ├─ jsonl, xlsx ─────────┴→ table → clean ┐
//!                                                └─ text (docx) → page → articles ────────┴→ gather
//! ```
//!
//! ```
//! use cimai_ingest::{Options, read};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("a.csv"), "编号,评论\n7,湿地很美\n8,路不好走\n")?;
//! let reading = read(&[folder.path().to_owned()], &Options::default(), &|_| ())?;
//! assert_eq!(reading.documents[1].text, "路不好走");
//! assert_eq!(reading.columns, ["编号"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![warn(missing_docs)]

mod binary;
mod character;
mod clean;
mod columns;
mod container;
mod csv;
mod date;
mod decode;
mod detect;
mod dialect;
mod docx;
mod duplicates;
mod error;
mod fields;
mod file;
mod gather;
mod header;
mod ids;
mod jsonl;
mod list;
mod load;
mod neighbours;
mod options;
mod page;
mod quotes;
mod read;
mod reading;
mod records;
mod rows;
mod setup;
mod simplify;
mod table;
mod text;
mod unpack;
mod utf16;
mod walk;
mod xlsx;

pub use clean::{Cleaned, clean};
pub use error::{DuplicateId, Error};
pub use list::list_text;
pub use options::{DuplicateIds, Duplicates, Options, Pages, Ragged};
pub use read::read;
pub use reading::{FileAudit, Kind, Packing, Progress, Reading, Reject, Status};
