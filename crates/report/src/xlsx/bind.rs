//! Puts the sheets of a run together.

use rust_xlsxwriter::XlsxError;

use super::book::Book;
use super::sheet::TableSheets;
use super::{charts, contents};
use crate::sink::Tables;
use crate::{Error, Presentation};

const NAME: &str = "report.xlsx";

impl Presentation<'_> {
    /// Writes `report.xlsx` from the tables that are complete, if they go into a workbook.
    ///
    /// # Errors
    ///
    /// If the workbook cannot be written.
    pub fn workbook(&self, tables: &Tables<'_>) -> Result<(), Error> {
        let Some(book) = tables.book() else { return Ok(()) };
        let shown = tables.with_written(|written| {
            written.iter_mut().filter_map(|written| written.sheets.take()).collect()
        });
        let path = tables.output().unfinished(NAME);
        let bytes = self.bind(book, shown);
        let bytes = bytes.map_err(|error| Error::write(path)(std::io::Error::other(error)))?;
        tables.output().bytes(NAME, &bytes)
    }

    /// Puts the sheets together.
    fn bind(&self, book: &Book, tables: Vec<TableSheets>) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = book.workbook();
        workbook.push_worksheet(contents::sheet(&tables, self.lang)?);
        if let Some(sheet) = charts::sheet(self)? {
            workbook.push_worksheet(sheet);
        }
        let cuts = contents::cuts(&tables, self.lang)?;
        let sheets = tables.into_iter().flat_map(|table| table.sheets);
        for sheet in sheets.chain(cuts) {
            workbook.push_worksheet(sheet);
        }
        workbook.save_to_buffer()
    }
}
