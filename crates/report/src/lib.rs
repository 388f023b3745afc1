//! Results to tables: what is written, under which names, and how it reaches the disk whole.
//!
//! A [`Report`] holds the results of a run and writes its tables into an [`OutputSet`]: a folder
//! that appears under its own name only when every file in it is complete. The columns of every
//! table stand in one dictionary (`data/columns.csv`), which is itself written as `columns.csv`.
//!
//! ```
//! use cimai_report::{OutputSet, Profile};
//!
//! # fn main() -> Result<(), cimai_report::Error> {
//! # let parent = tempfile::tempdir().expect("a temporary folder");
//! # let folder = parent.path().join("out");
//! let output = OutputSet::create(&folder, false, Profile::Spreadsheet)?;
//! cimai_report::columns(&output, &["terms"])?;
//! assert!(!folder.exists(), "nothing is seen before all of it is there");
//! output.publish()?;
//! assert!(folder.join("manifest.json").exists());
//! # Ok(())
//! # }
//! ```
#![warn(missing_docs)]

mod audit;
mod cell;
mod dictionary;
mod error;
mod output;
mod report;
mod rows;
mod run;
mod stream;
mod table;

pub use audit::{InputRow, RejectRow, audit};
pub use cell::Profile;
pub use dictionary::columns;
pub use error::Error;
pub use output::{FileEntry, OutputSet};
pub use report::Report;
pub use run::RunRecord;
pub use stream::{DictionaryRow, dictionary_check};
