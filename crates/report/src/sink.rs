//! Where rows go: the tables of a run, each to its file and its sheet at once, or one table to a
//! stream.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cimai_corpus::Lang;
use rust_xlsxwriter::XlsxError;

use crate::output::{FileEntry, OutputFile};
use crate::tables::{Carried, Piece, Profile, Row, TableDef, table_of};
use crate::xlsx::{Book, TableSheets};
use crate::{Error, OutputSet, WorkbookSize};

/// Bytes of rows that are gathered before they are written.
const GATHERED: usize = 1 << 16;

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
        let book = book.map_err(|error| Error::write(folder)(io::Error::other(error)))?;
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

/// A table on its way to its file and, if the workbook wants it, to its sheet. Rows are made to
/// pieces on any thread; pieces are appended in the order of the rows.
pub(crate) struct TableWriter<'t> {
    table: &'static TableDef,
    carried: Vec<Carried>,
    profile: Profile,
    path: PathBuf,
    file: OutputFile,
    rows: u64,
    sheets: Option<TableSheets>,
    book: Option<&'t Book>,
}

/// A table that is complete.
pub(crate) struct WrittenTable {
    pub(crate) table: &'static TableDef,
    /// The columns that the documents brought along.
    pub(crate) carried: Vec<Carried>,
    pub(crate) file: FileEntry,
    pub(crate) sheets: Option<TableSheets>,
}

impl<'t> TableWriter<'t> {
    fn create(
        table: &'static TableDef,
        carried: Vec<Carried>,
        output: &OutputSet,
        book: Option<&'t Book>,
    ) -> Result<Self, Error> {
        let path = output.unfinished(&format!("{}.csv", table.name()));
        let profile = output.profile();
        let mut header = Piece::new(table, profile, carried.len());
        header.add_header(carried.iter().map(|column| &*column.name));
        let mut file = output.file(&path)?;
        let begun = file.write_all(profile.mark()).and_then(|()| file.write_all(header.bytes()));
        begun.map_err(Error::write(&path))?;
        let sheets = book.and_then(|book| TableSheets::of(table, &carried, book));
        Ok(Self { table, carried, profile, path, file, rows: 0, sheets, book })
    }

    /// An empty piece of this table.
    pub(crate) fn piece(&self) -> Piece {
        Piece::new(self.table, self.profile, self.carried.len()).keeping(self.room())
    }

    /// How many more rows the workbook takes.
    pub(crate) fn room(&self) -> u64 {
        self.sheets.as_ref().map_or(0, TableSheets::room)
    }

    /// Adds the next rows.
    pub(crate) fn append(&mut self, piece: Piece) -> Result<(), Error> {
        self.rows += piece.rows();
        self.file.write_all(piece.bytes()).map_err(Error::write(&self.path))?;
        if let (Some(sheets), Some(book)) = (&mut self.sheets, self.book) {
            let appended = sheets.append(piece.rows(), piece.into_kept(), book);
            appended.map_err(|error| unwritable(&self.path, error))?;
        }
        Ok(())
    }

    /// Adds rows one after another.
    pub(crate) fn write<R: Row>(&mut self, rows: impl IntoIterator<Item = R>) -> Result<(), Error> {
        let mut piece = self.piece();
        for row in rows {
            piece.add(&row);
            if piece.bytes().len() >= GATHERED {
                self.append(piece)?;
                piece = self.piece();
            }
        }
        self.append(piece)
    }

    /// Completes the file and its sheets.
    fn finish(self) -> Result<WrittenTable, Error> {
        let sheets = self.sheets.zip(self.book).map(|(sheets, book)| sheets.finish(book));
        let sheets = sheets.transpose().map_err(|error| unwritable(&self.path, error))?;
        let file = self.file.finish(&self.path)?;
        Ok(WrittenTable { table: self.table, carried: self.carried, file, sheets })
    }
}

fn unwritable(path: &Path, error: XlsxError) -> Error {
    Error::write(path)(io::Error::other(error))
}

/// Writes a table with its header to a stream, such as standard output.
///
/// ```
/// use cimai_report::{IdfRow, Profile};
///
/// let rows = [IdfRow { term: "湿地".to_owned(), df: 3, idf: 1.5 }];
/// let mut out = Vec::new();
/// cimai_report::stream(rows, Profile::Machine, &mut out)?;
/// assert_eq!(String::from_utf8_lossy(&out), "term,df,idf\n湿地,3,1.5\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// If the stream cannot be written.
pub fn stream<R: Row>(
    rows: impl IntoIterator<Item = R>,
    profile: Profile,
    mut out: impl Write,
) -> io::Result<()> {
    let table = table_of::<R>();
    let new = || Piece::new(table, profile, 0);
    let mut piece = new();
    piece.add_header(std::iter::empty());
    out.write_all(profile.mark())?;
    for row in rows {
        piece.add(&row);
        if piece.bytes().len() >= GATHERED {
            out.write_all(piece.bytes())?;
            piece = new();
        }
    }
    out.write_all(piece.bytes())?;
    out.flush()
}
