//! Files to documents: what an analyst has lying about, read into [`Document`](cimai_corpus::Document)s,
//! with an account of every file and every record that was refused.
//!
//! [`read()`] takes files, folders and patterns, hands out their documents in [`Part`]s and gives
//! an [`Account`]; [`clean()`] is what is done to every text; [`DateForms`] reads dates. Every file
//! is passed over twice: a first look finds out how it is to be read and whether it has to be
//! refused, and then its documents are handed out.
//!
//! ```text
//! walk ─ look:  bytes (load, encoding) ─ formats (dialect, csv, jsonl) ─ table (rows, columns) ┐
//!        read:  bytes (load, TextStream) ─┬─ formats (csv, jsonl, xlsx) ─ table ─ clean ─┐     │
//!                                         └─ formats (text, docx) ─ page ────────────────┴─ parts
//! ```
//!
//! ```
//! use std::sync::Mutex;
//!
//! use cimai_ingest::{Error, Options, Part, read};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("a.csv"), "编号,评论\n7,湿地很美\n8,路不好走\n")?;
//! let parts: Mutex<Vec<Part>> = Mutex::default();
//! let account = read(&[folder.path().to_owned()], &Options::default(), &|_| (), &|part| {
//!     parts.lock().expect("no thread failed").push(part);
//!     Ok::<_, Error>(())
//! })?;
//! let parts = parts.into_inner()?;
//! assert_eq!(parts[0].documents[1].text, "路不好走");
//! assert_eq!(account.columns, ["编号"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![warn(missing_docs)]

mod account;
mod audit;
mod bytes;
mod clean;
mod dates;
mod error;
mod file;
mod formats;
mod options;
mod page;
mod read;
mod setup;
mod table;
mod walk;

pub use account::Account;
pub use audit::{FileAudit, Kind, LineAccount, Packing, Progress, Reject, Status};
pub use bytes::encoding::list_text;
pub use clean::{Cleaned, Intake, clean, is_non_answer};
pub use dates::{DateForms, Form, Period, Time, Written};
pub use error::{DuplicateId, Error};
pub use options::{DuplicateIds, Duplicates, Options, Pages, Ragged};
pub use read::{Part, read};
