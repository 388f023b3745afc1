//! Results to tables: what is written, under which names, and how it reaches the disk whole.
//!
//! An [`OutputSet`] is a folder that appears under its own name only when every file in it is
//! complete. [`Tables`] are the tables on their way into it: [`DocumentTables`] takes those with
//! rows for each document batch by batch, as a [`RowMaker`] makes them, and a [`Summary`] writes
//! all others when the documents are through.
//! [`Presentation`] draws the report and the workbook.
//!
//! A table is defined once ([`TableDef`]); its titles, columns and meanings stand in
//! `data/tables.csv` and `data/columns.csv`, and whatever implements [`Row`] says what its cells
//! are. From that come the CSV file, the sheet of the workbook, `columns.csv` and
//! `datapackage.json`.
//!
//! ```
//! use cimai_corpus::Lang;
//! use cimai_report::{OutputSet, Profile, RejectRow, Tables};
//!
//! # fn main() -> Result<(), cimai_report::Error> {
//! # let parent = tempfile::tempdir().expect("a temporary folder");
//! # let folder = parent.path().join("out");
//! let output = OutputSet::create(&folder, false, Profile::Spreadsheet)?;
//! let tables = Tables::new(&output, Lang::En, None)?;
//! tables.write([RejectRow { path: "a.csv".to_owned(), ..RejectRow::default() }])?;
//! tables.columns()?;
//! tables.package()?;
//! assert!(!folder.exists(), "nothing is seen before all of it is there");
//! drop(tables);
//! output.publish()?;
//! assert!(folder.join("manifest.json").exists());
//! # Ok(())
//! # }
//! ```
#![warn(missing_docs)]

mod error;
mod html;
mod output;
mod package;
mod quotes;
mod read_back;
mod results;
mod run;
mod sink;
mod tables;
mod xlsx;

pub use error::Error;
pub use output::{Difference, FileEntry, OutputSet, Published, verify};
pub use quotes::{BestDocuments, Quotes, Search};
pub use read_back::{NamedTopic, read_idf, read_labels};
pub use results::{
    Annotated, Compared, ComparedGroups, Described, DocumentFacts, DocumentRows, DocumentTables,
    FirstDocument, Labelled, Presentation, Quotations, RowMaker, Summary, Trend,
};
pub use run::{AgreementRecord, HashedFile, NotARun, PublishedRun, RunRecord};
pub use sink::{Tables, stream};
pub use tables::{
    CarriedKinds, Cell, Cells, DictionaryRow, DifferenceRow, IdfRow, InputRow, KwicRow, MatchRow,
    ModelRow, MovedRow, Profile, RejectRow, Row, Stage, TableDef,
};
pub use xlsx::WorkbookSize;
