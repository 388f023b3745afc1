use std::io::Write;
use std::path::PathBuf;

use rust_xlsxwriter::XlsxError;

use crate::output::{FileEntry, OutputFile};
use crate::tables::{Carried, Piece, Profile, Row, TableDef};
use crate::xlsx::{Book, TableSheets};
use crate::{Error, OutputSet};

/// Bytes of rows that are gathered before they are written.
const GATHERED: usize = 1 << 16;

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
    pub(super) fn create(
        table: &'static TableDef,
        carried: Vec<Carried>,
        output: &OutputSet,
        book: Option<&'t Book>,
    ) -> Result<Self, Error> {
        let path = output.unfinished(&format!("{}.csv", table.name()));
        let profile = output.profile();
        let mut header = Piece::new(table, profile, carried.len());
        header.add_header(carried.iter().map(|column| &*column.name));
        let mut file = OutputFile::create(&path)?;
        let begun = file.write_all(profile.mark()).and_then(|()| file.write_all(header.bytes()));
        begun.map_err(Error::write(&path))?;
        let sheets = book.and_then(|book| TableSheets::of(table, &carried, book));
        Ok(Self { table, carried, profile, path, file, rows: 0, sheets, book })
    }

    /// An empty piece of this table.
    pub(crate) fn piece(&self) -> Piece {
        let room = self.sheets.as_ref().map_or(0, TableSheets::room);
        Piece::new(self.table, self.profile, self.carried.len()).keeping(room)
    }

    /// Adds the next rows.
    pub(crate) fn append(&mut self, piece: &Piece) -> Result<(), Error> {
        self.rows += piece.rows();
        self.file.write_all(piece.bytes()).map_err(Error::write(&self.path))?;
        if let (Some(sheets), Some(book)) = (&mut self.sheets, self.book) {
            let appended = sheets.append(piece.rows(), piece.kept(), book);
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
                self.append(&piece)?;
                piece = self.piece();
            }
        }
        self.append(&piece)
    }

    /// Completes the file and its sheets.
    pub(super) fn finish(self) -> Result<WrittenTable, Error> {
        let sheets = self.sheets.map(TableSheets::finish).transpose();
        let sheets = sheets.map_err(|error| unwritable(&self.path, error))?;
        let file = self.file.finish(&self.path)?;
        Ok(WrittenTable { table: self.table, carried: self.carried, file, sheets })
    }
}

fn unwritable(path: &std::path::Path, error: XlsxError) -> Error {
    Error::write(path)(std::io::Error::other(error))
}
