//! `report.xlsx`: the tables again, a sheet for each, with a first sheet that explains them and a
//! second one with charts.
//!
//! Sheets are filled while the tables are written, so that their values are the same.

mod bind;
mod book;
mod charts;
mod contents;
mod format;
mod sheet;

pub(crate) use book::Book;
pub use book::WorkbookSize;
pub(crate) use sheet::TableSheets;
