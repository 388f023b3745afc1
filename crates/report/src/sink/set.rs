use std::sync::{Mutex, PoisonError};

use cimai_corpus::Lang;

use super::writer::{TableWriter, WrittenTable};
use crate::tables::{Carried, Cells, ColumnDef, Row, TableDef, table_of};
use crate::xlsx::Book;
use crate::{Error, OutputSet, WorkbookSize};

/// The tables of a run on their way into an [`OutputSet`], and into the workbook if there is one.
/// Whatever is told of them afterwards (`columns.csv`, `datapackage.json`, `report.xlsx`) comes
/// from here; no file is read again.
///
/// ```
/// use cimai_corpus::Lang;
/// use cimai_report::{OutputSet, Profile, RejectRow, Tables};
///
/// # fn main() -> Result<(), cimai_report::Error> {
/// # let parent = tempfile::tempdir().expect("a temporary folder");
/// # let folder = parent.path().join("out");
/// let output = OutputSet::create(&folder, false, Profile::Spreadsheet)?;
/// let tables = Tables::new(&output, Lang::En, None)?;
/// tables.write([RejectRow { path: "a.csv".to_owned(), ..RejectRow::default() }])?;
/// tables.columns()?;
/// drop(tables);
/// output.publish()?;
/// assert!(folder.join("rejects.csv").exists());
/// # Ok(())
/// # }
/// ```
pub struct Tables<'o> {
    output: &'o OutputSet,
    lang: Lang,
    book: Option<Book>,
    written: Mutex<Vec<WrittenTable>>,
}

impl<'o> Tables<'o> {
    /// No tables so far. `workbook` says how much of them a workbook is to hold.
    ///
    /// # Errors
    ///
    /// If the temporary files of the workbook have no place.
    pub fn new(
        output: &'o OutputSet,
        lang: Lang,
        workbook: Option<WorkbookSize>,
    ) -> Result<Self, Error> {
        let folder = output.unfinished("");
        let book = workbook.map(|size| Book::new(size, lang, &folder)).transpose();
        let book = book.map_err(|error| Error::write(folder)(std::io::Error::other(error)))?;
        Ok(Self { output, lang, book, written: Mutex::default() })
    }

    /// Writes a whole table.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write<R: Row>(&self, rows: impl IntoIterator<Item = R>) -> Result<(), Error> {
        let mut writer = self.writer(table_of::<R>(), Vec::new())?;
        writer.write(rows)?;
        self.finish(writer)
    }

    /// Writes `columns.csv`: what each column of the tables that are complete means, in both
    /// languages.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn columns(&self) -> Result<(), Error> {
        let own = table_of::<&ColumnDef>().name();
        let mut names: Vec<&str> =
            self.with_written(|tables| tables.iter().map(|written| written.table.name()).collect());
        names.push(own);
        self.write(ColumnDef::all().iter().filter(|column| names.contains(&&*column.table)))
    }

    /// Starts a table.
    pub(crate) fn writer(
        &self,
        table: &'static TableDef,
        carried: Vec<Carried>,
    ) -> Result<TableWriter<'_>, Error> {
        TableWriter::create(table, carried, self.output, self.book.as_ref())
    }

    /// Completes a table. One that is dropped without it never reaches the manifest.
    pub(crate) fn finish(&self, writer: TableWriter<'_>) -> Result<(), Error> {
        let written = writer.finish()?;
        self.output.add(written.file.clone());
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(written);
        Ok(())
    }

    pub(crate) fn output(&self) -> &'o OutputSet {
        self.output
    }

    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) fn book(&self) -> Option<&Book> {
        self.book.as_ref()
    }

    /// Looks at the tables that are complete so far, the most wanted first.
    pub(crate) fn with_written<T>(&self, look: impl FnOnce(&mut Vec<WrittenTable>) -> T) -> T {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.sort_by_key(|written| written.table.place());
        look(&mut written)
    }
}

impl Row for &ColumnDef {
    const TABLE: &'static str = "columns";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("table", &self.table);
        cells.put("column", &self.column);
        cells.put("title_zh", self.title(Lang::Zh));
        cells.put("title_en", self.title(Lang::En));
        cells.put("type", self.kind.name());
        cells.put("unit", &self.unit);
        cells.put("meaning_zh", self.meaning(Lang::Zh));
        cells.put("meaning_en", self.meaning(Lang::En));
    }
}
