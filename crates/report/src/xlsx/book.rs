use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cimai_corpus::Lang;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::format::table_formats;

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

/// A workbook whose sheets are filled row by row. What is filled lies in temporary files, so that
/// memory holds one row a sheet.
pub(crate) struct Book {
    workbook: Mutex<Workbook>,
    size: WorkbookSize,
    lang: Lang,
}

impl Book {
    /// A workbook without sheets, with a folder for its temporary files.
    pub(crate) fn new(size: WorkbookSize, lang: Lang, folder: &Path) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        // A clock would make every run's file another one.
        let properties = DocProperties::new()
            .set_title("cimai")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        workbook.set_properties(&properties);
        workbook.set_zip_compression_level(COMPRESSION);
        workbook.set_tempdir(folder)?;
        // Formats are numbered when they are first seen, and sheets are filled in any order.
        for format in table_formats() {
            workbook.register_format(&format);
        }
        Ok(Self { workbook: Mutex::new(workbook), size, lang })
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    pub(super) fn size(&self) -> WorkbookSize {
        self.size
    }

    /// An empty sheet that keeps nothing but its last row.
    pub(super) fn sheet(&self) -> Result<Worksheet, XlsxError> {
        self.workbook().new_worksheet_with_constant_memory()
    }

    /// The workbook itself, to be put together.
    pub(super) fn workbook(&self) -> MutexGuard<'_, Workbook> {
        self.workbook.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
