//! `report.xlsx`: the tables again, a sheet for each, with a first sheet that explains them and a
//! second one with charts.
//!
//! The sheets are read from the tables as they were written, so that their values are the same.

mod charts;
mod contents;
mod sheet;

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::sheet::TableSheets;
use crate::output::WrittenTable;
use crate::{Error, OutputSet, Presentation};

const NAME: &str = "report.xlsx";

/// Rows of a table that a workbook holds if it is to be brief.
const BRIEF: u64 = 50_000;
/// Tables whose first rows are the most important. Of the others a part would mislead.
const RANKED: [&str; 4] = ["terms", "phrases", "groups", "cooccurrence"];
/// Low, since a workbook is waited for and then thrown away.
const COMPRESSION: u8 = 2;

/// How much of the tables a workbook holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkbookSize {
    /// Every table of up to 50 000 rows; of longer ones the first rows where these are the most
    /// important, and otherwise none.
    #[default]
    Brief,
    /// All rows of all tables, over several sheets where one does not hold them.
    Full,
}

impl WorkbookSize {
    /// How many rows of a table the workbook takes.
    fn rows(self, table: &WrittenTable) -> u64 {
        match self {
            Self::Brief if table.rows <= BRIEF => table.rows,
            Self::Brief if RANKED.contains(&table.name()) => BRIEF,
            Self::Brief => 0,
            Self::Full => table.rows,
        }
    }
}

impl Presentation<'_> {
    /// Writes `report.xlsx` from the tables that are complete.
    ///
    /// # Errors
    ///
    /// If a table cannot be read again or the workbook cannot be written.
    pub fn workbook(&self, output: &OutputSet, size: WorkbookSize) -> Result<(), Error> {
        let path = output.unfinished(NAME);
        let cause = |error: XlsxError| Error::write(&path)(std::io::Error::other(error));
        let tables = output.tables();
        let shown = tables.par_iter().filter(|table| table.name() != "columns");
        let shown: Vec<TableSheets> = shown
            .map(|table| sheet::read(table, output, size.rows(table), self.lang))
            .collect::<Result<_, _>>()?;
        let bytes = self.bind(shown).map_err(cause)?;
        output.bytes(NAME, &bytes)
    }

    /// Puts the sheets together.
    fn bind(&self, tables: Vec<TableSheets>) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // A clock would make every run's file another one.
        let properties = DocProperties::new()
            .set_title("cimai")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        workbook.set_properties(&properties);
        workbook.set_zip_compression_level(COMPRESSION);
        workbook.push_worksheet(contents::sheet(&tables, self.lang)?);
        if let Some(sheet) = charts::sheet(self, &tables)? {
            workbook.push_worksheet(sheet);
        }
        let cuts = contents::cuts(&tables, self.lang)?;
        let sheets = tables.into_iter().flat_map(|table| table.sheets);
        sheets.chain(cuts).for_each(|sheet| workbook.push_worksheet(sheet));
        workbook.save_to_buffer()
    }
}
