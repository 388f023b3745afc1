//! Rows of tables, and the bytes that they are in a file.

use super::cell::{Cell, LIST_SEPARATOR, Profile, push_integer, push_number};
use super::definition::TableDef;

/// A row of a table. What implements it is all that says what the cells of the table are.
pub trait Row {
    /// The name of the table.
    const TABLE: &'static str;

    /// Puts down the cells in the order of the columns.
    fn cells(&self, cells: &mut Cells<'_>);
}

/// The table that a kind of rows belongs to.
pub(crate) fn table_of<R: Row>() -> &'static TableDef {
    TableDef::of(R::TABLE).expect("every kind of row has a table; a test says so")
}

impl<R: Row> Row for &R {
    const TABLE: &'static str = R::TABLE;

    fn cells(&self, cells: &mut Cells<'_>) {
        R::cells(self, cells);
    }
}

/// Rows of a table as the file has them. It can be filled on any thread; what is filled from the
/// same rows has the same bytes.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    table: &'static TableDef,
    format: Format,
    /// Columns beyond those of the definition, which the documents brought along.
    carried: usize,
    bytes: Vec<u8>,
    rows: u64,
    /// So many of the first rows are kept for a sheet.
    most_kept: u64,
    kept: KeptRows,
}

/// What rows are written as.
#[derive(Clone, Copy, Debug)]
enum Format {
    /// Lines of CSV.
    Csv(Profile),
    /// A JSON object a line: the table as `k`, then the cells under the names of their columns.
    Json,
}

/// Rows cell by cell, as texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeptRows {
    texts: String,
    /// Where in `texts` each cell ends, row after row.
    ends: Vec<usize>,
    columns: usize,
}

impl Piece {
    pub(crate) fn new(table: &'static TableDef, profile: Profile, carried: usize) -> Self {
        let columns = table.columns().len() + carried;
        let kept = KeptRows { columns, ..KeptRows::default() };
        let format = Format::Csv(profile);
        Self { table, format, carried, bytes: Vec::new(), rows: 0, most_kept: 0, kept }
    }

    /// Rows as JSON.
    pub(crate) fn json(table: &'static TableDef) -> Self {
        Self { format: Format::Json, ..Self::new(table, Profile::Machine, 0) }
    }

    /// The same, which also keeps the cells of up to so many rows.
    pub(crate) fn keeping(self, most_kept: u64) -> Self {
        Self { most_kept, ..self }
    }

    /// Adds the names of the columns. They are no row of the table.
    pub(crate) fn add_header<'n>(&mut self, carried: impl Iterator<Item = &'n str>) {
        let mut cells = Cells::new(self, false);
        let own = cells.piece.table.columns();
        for name in own.iter().map(|column| &*column.column).chain(carried) {
            cells.add(Cell::Text(name));
        }
        cells.end();
    }

    pub(crate) fn add(&mut self, row: &impl Row) {
        let keep = self.rows < self.most_kept;
        self.rows += 1;
        let mut cells = Cells::new(self, keep);
        row.cells(&mut cells);
        cells.end();
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// The first rows, cell by cell.
    pub(crate) fn into_kept(mut self) -> KeptRows {
        self.kept.texts.shrink_to_fit();
        self.kept.ends.shrink_to_fit();
        self.kept
    }
}

impl KeptRows {
    /// The cells of each row.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Vec<&str>> {
        let mut start = 0;
        self.ends.chunks_exact(self.columns.max(1)).map(move |ends| {
            let mut cells = Vec::with_capacity(ends.len());
            for &end in ends {
                cells.push(&self.texts[start..end]);
                start = end;
            }
            cells
        })
    }
}

/// The cells of a row on their way into a table.
#[derive(Debug)]
pub struct Cells<'p> {
    piece: &'p mut Piece,
    place: usize,
    keep: bool,
}

impl<'p> Cells<'p> {
    fn new(piece: &'p mut Piece, keep: bool) -> Self {
        if let Format::Json = piece.format {
            piece.bytes.extend_from_slice(b"{\"k\":");
            push_json(piece.table.name(), &mut piece.bytes);
        }
        Self { piece, place: 0, keep }
    }

    /// Puts down the cell of the next column, which is named to make sure of it.
    ///
    /// # Panics
    ///
    /// In debug builds, if that is not the name of the next column.
    pub fn put<'c>(&mut self, column: &str, cell: impl Into<Cell<'c>>) {
        debug_assert_eq!(
            self.piece.table.columns().get(self.place).map(|column| &*column.column),
            Some(column),
            "column {} of {}",
            self.place + 1,
            self.piece.table.name()
        );
        self.add(cell.into());
    }

    /// Puts down several texts in one cell.
    ///
    /// # Panics
    ///
    /// In debug builds, if that is not the name of the next column.
    pub fn put_list(&mut self, column: &str, items: impl IntoIterator<Item: AsRef<str>>) {
        let mut list = String::new();
        for item in items {
            if !list.is_empty() {
                list.push_str(LIST_SEPARATOR);
            }
            list.push_str(item.as_ref());
        }
        self.put(column, &list);
    }

    /// Puts down a cell of the columns that the documents brought along.
    pub(crate) fn put_carried(&mut self, text: &str) {
        debug_assert!(self.place >= self.piece.table.columns().len());
        self.add(Cell::Text(text));
    }

    fn add(&mut self, cell: Cell<'_>) {
        self.begin_cell();
        let piece = &mut *self.piece;
        let start = piece.bytes.len();
        match cell {
            Cell::Empty => {
                if let Format::Json = piece.format {
                    piece.bytes.extend_from_slice(b"null");
                }
            }
            Cell::Text(text) => return self.add_text(text),
            Cell::Integer(number) => push_integer(number, &mut piece.bytes),
            Cell::Number(number) => push_number(number, &mut piece.bytes),
            Cell::Boolean(answer) => {
                piece.bytes.extend_from_slice(if answer { b"true" } else { b"false" });
            }
        }
        if self.keep {
            let digits = piece.bytes[start..].iter().map(|&byte| char::from(byte));
            piece.kept.texts.extend(digits);
            piece.kept.ends.push(piece.kept.texts.len());
        }
    }

    /// Divides the cell from the one before, and names it where cells have names.
    fn begin_cell(&mut self) {
        let piece = &mut *self.piece;
        if self.place > 0 || matches!(piece.format, Format::Json) {
            piece.bytes.push(b',');
        }
        if let Format::Json = piece.format {
            push_json(&piece.table.columns()[self.place].column, &mut piece.bytes);
            piece.bytes.push(b':');
        }
        self.place += 1;
    }

    fn add_text(&mut self, text: &str) {
        let piece = &mut *self.piece;
        let Format::Csv(profile) = piece.format else {
            return push_json(text, &mut piece.bytes);
        };
        let guard = profile.guard(text);
        push_quoted(guard, text, &mut piece.bytes);
        if self.keep {
            piece.kept.texts.push_str(guard);
            piece.kept.texts.push_str(text);
            piece.kept.ends.push(piece.kept.texts.len());
        }
    }

    fn end(self) {
        let columns = self.piece.table.columns().len() + self.piece.carried;
        debug_assert_eq!(self.place, columns, "cells of a row of {}", self.piece.table.name());
        let end: &[u8] = if let Format::Json = self.piece.format { b"}\n" } else { b"\n" };
        self.piece.bytes.extend_from_slice(end);
    }
}

/// Writes a text as JSON has it.
fn push_json(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a text can always be written to memory");
}

/// Writes a text as CSV has it: in quotation marks where a reader would take a part of it for the
/// end of the cell (RFC 4180).
fn push_quoted(guard: &str, text: &str, out: &mut Vec<u8>) {
    let special = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    if !text.as_bytes().iter().any(special) {
        out.extend_from_slice(guard.as_bytes());
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(guard.as_bytes());
    for &byte in text.as_bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Entry {
        term: &'static str,
        idf: Option<f64>,
    }

    impl Row for Entry {
        const TABLE: &'static str = "idf";

        fn cells(&self, cells: &mut Cells<'_>) {
            cells.put("term", self.term);
            cells.put("df", 3_u32);
            cells.put("idf", self.idf);
        }
    }

    fn piece(profile: Profile, rows: &[Entry]) -> Piece {
        let mut piece = Piece::new(TableDef::of("idf").unwrap(), profile, 0).keeping(1);
        for row in rows {
            piece.add(row);
        }
        piece
    }

    fn text(piece: &Piece) -> &str {
        std::str::from_utf8(piece.bytes()).unwrap()
    }

    #[test]
    fn texts_that_would_end_a_cell_are_quoted_as_a_csv_writer_does() {
        for term in ["湿地", "a,b", "a\"b", "\"", "a\nb", "a\rb", " a ", "", "；"] {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record([term, "3", "0.5"]).unwrap();
            let expected = writer.into_inner().unwrap();
            let found = piece(Profile::Machine, &[Entry { term, idf: Some(0.5) }]);
            assert_eq!(found.bytes(), expected);
        }
    }

    #[test]
    fn a_formula_is_guarded_within_its_quotation_marks() {
        let row = || Entry { term: "=a,b", idf: None };
        assert_eq!(text(&piece(Profile::Spreadsheet, &[row()])), "\"'=a,b\",3,\n");
        assert_eq!(text(&piece(Profile::Machine, &[row()])), "\"=a,b\",3,\n");
    }

    #[test]
    fn the_first_rows_are_kept_as_they_are_written() {
        let rows = [Entry { term: "=a", idf: Some(0.25) }, Entry { term: "b", idf: None }];
        let piece = piece(Profile::Spreadsheet, &rows);
        assert_eq!(piece.rows(), 2);
        let kept = piece.into_kept();
        assert_eq!(kept.iter().collect::<Vec<_>>(), [["'=a", "3", "0.25"]]);
    }

    #[test]
    fn a_row_as_json_names_its_table_and_its_columns() {
        let mut piece = Piece::json(TableDef::of("idf").unwrap());
        piece.add(&Entry { term: "=a\"b", idf: None });
        assert_eq!(text(&piece), "{\"k\":\"idf\",\"term\":\"=a\\\"b\",\"df\":3,\"idf\":null}\n");
    }

    #[test]
    #[should_panic(expected = "column 1 of idf")]
    fn a_cell_in_the_wrong_place_is_noticed() {
        struct Wrong;
        impl Row for Wrong {
            const TABLE: &'static str = "idf";
            fn cells(&self, cells: &mut Cells<'_>) {
                cells.put("df", 1_u32);
            }
        }
        Piece::new(TableDef::of("idf").unwrap(), Profile::Machine, 0).add(&Wrong);
    }
}
