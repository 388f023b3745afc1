//! `report.xlsx`: the tables again, a sheet for each, with a first sheet that explains them and a
//! second one with charts.
//!
//! Sheets are filled while the tables are written, so that their values are the same.

mod binding;
mod book;
mod charts;
mod sheet;

pub(crate) use self::book::Book;
pub use self::book::WorkbookSize;
pub(crate) use self::sheet::TableSheets;
