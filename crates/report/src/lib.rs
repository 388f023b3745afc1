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
mod changes;
mod comparison;
mod dictionary;
mod error;
mod guide;
mod html;
mod idf;
mod kwic;
mod labels;
mod network;
mod output;
mod over_time;
mod package;
mod presentation;
mod published;
mod report;
mod rows;
mod run;
mod stream;
mod table;
mod xlsx;

pub use audit::{InputRow, RejectRow, audit, inputs};
pub use cell::Profile;
pub use changes::{CHANGE_TABLES, DifferenceRow, MatchRow, MovedRow, changes};
pub use comparison::{Compared, ComparedGroups, Labelled, Trend};
pub use dictionary::columns;
pub use error::Error;
pub use idf::{IdfRow, idf, read_idf};
pub use kwic::{KwicRow, kwic};
pub use labels::{NamedTopic, read_labels};
pub use output::{FileEntry, OutputSet, Published};
pub use package::package;
pub use presentation::Presentation;
pub use published::{NotARun, PublishedRun};
pub use report::Report;
pub use run::{AgreementRecord, HashedFile, RunRecord};
pub use stream::{DictionaryRow, ModelRow, dictionary_check, model};
pub use xlsx::WorkbookSize;
