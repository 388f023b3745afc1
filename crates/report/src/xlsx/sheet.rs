//! A table on its way into sheets of the workbook, row by row.

use std::borrow::Cow;

use cimai_corpus::Lang;
use rust_xlsxwriter::{IgnoreError, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::book::{Book, WorkbookSize, column_format, head_formats};
use crate::tables::{Carried, ColumnDef, Extent, KeptRows, Kind, TableDef};

/// Rows that a sheet of Excel has, its header among them.
const ROWS: u32 = 1_048_576;
/// Columns that a sheet of Excel has.
const COLUMNS: usize = 16_384;
/// UTF-16 units that a cell of Excel holds.
const UNITS: usize = 32_767;
/// Line breaks that a cell of Excel holds.
const BREAKS: usize = 253;
/// Rows of a table that a workbook holds if it is to be brief.
const BRIEF: u64 = 50_000;
/// Rows that decide the width of a column.
const MEASURED: u32 = 200;
/// Cut cells that are listed.
const CUTS: usize = 10_000;

/// The sheets of a table.
pub(crate) struct TableSheets {
    pub(super) table: &'static TableDef,
    /// The columns, in order.
    pub(super) columns: Vec<Column>,
    /// Rows of the table.
    pub(super) rows: u64,
    /// Rows that the workbook holds.
    pub(super) shown: u64,
    /// So many it may hold.
    most: u64,
    lang: Lang,
    /// Rows that wait until it shows whether the workbook takes any of the table.
    held: Vec<KeptRows>,
    open: Option<Box<OpenSheet>>,
    pub(super) sheets: Vec<Worksheet>,
    pub(super) cuts: Vec<Cut>,
}

/// A sheet that takes more rows.
struct OpenSheet {
    sheet: Worksheet,
    name: String,
    /// The last row that was written; the header is row 0.
    row: u32,
    widths: Vec<usize>,
}

/// A column of a table.
#[derive(Debug)]
pub(super) struct Column {
    /// As the CSV has it.
    pub(super) name: String,
    /// In the language of the reader; its name where it was carried along.
    pub(super) title: String,
    /// What the program knows of it; nothing for a column that was carried along.
    pub(super) definition: Option<&'static ColumnDef>,
    kind: Kind,
}

/// A cell that was too long for Excel.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) sheet: String,
    /// From 1, as Excel shows it.
    pub(super) row: u32,
    pub(super) column: String,
    /// Characters of the whole text.
    pub(super) length: usize,
}

impl TableSheets {
    /// The sheets of a table in a workbook, none so far; nothing for a table that has none.
    pub(crate) fn of(table: &'static TableDef, carried: &[Carried], book: &Book) -> Option<Self> {
        let lang = book.lang();
        let most = match (book.size(), table.extent()) {
            (_, Extent::Never) => return None,
            (WorkbookSize::Brief, _) => BRIEF,
            (WorkbookSize::Full, _) => u64::MAX,
        };
        let own = table.columns().iter().map(|definition| Column {
            name: definition.column.clone(),
            title: definition.title(lang).to_owned(),
            definition: Some(definition),
            kind: definition.kind,
        });
        let carried = carried.iter().map(|carried| Column {
            name: carried.name.clone(),
            title: carried.name.clone(),
            definition: None,
            kind: if carried.is_number { Kind::Number } else { Kind::Text },
        });
        let columns = own.chain(carried).take(COLUMNS).collect();
        let (held, sheets, cuts) = (Vec::new(), Vec::new(), Vec::new());
        let (rows, shown, open) = (0, 0, None);
        Some(Self { table, columns, rows, shown, most, lang, held, open, sheets, cuts })
    }

    /// How many more rows the workbook takes.
    pub(crate) fn room(&self) -> u64 {
        self.most.saturating_sub(self.rows)
    }

    /// Adds the next `rows` rows of the table, of which the first were kept.
    pub(crate) fn append(
        &mut self,
        rows: u64,
        kept: KeptRows,
        book: &Book,
    ) -> Result<(), XlsxError> {
        self.rows += rows;
        if self.table.extent() != Extent::AllOrNone || self.most == u64::MAX {
            return self.add_all(&kept, book);
        }
        // A part of this table would mislead, and writing rows in vain takes long.
        if self.rows > self.most {
            (self.most, self.held) = (0, Vec::new());
        } else {
            self.held.push(kept);
        }
        Ok(())
    }

    fn add_all(&mut self, kept: &KeptRows, book: &Book) -> Result<(), XlsxError> {
        let room = usize::try_from(self.most - self.shown).unwrap_or(usize::MAX);
        kept.iter().take(room).try_for_each(|row| self.add(&row, book))
    }

    fn add(&mut self, row: &[&str], book: &Book) -> Result<(), XlsxError> {
        let mut open = match self.open.take().filter(|open| open.row + 1 < ROWS) {
            Some(open) => open,
            None => self.begin(book)?,
        };
        open.row += 1;
        for (i, &cell) in row.iter().enumerate().take(self.columns.len()) {
            if open.row <= MEASURED {
                let width = cell.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
                open.widths[i] = open.widths[i].max(width + 2);
            }
            self.write(&mut open, i, cell)?;
        }
        self.shown += 1;
        if open.row + 1 == ROWS {
            self.end(open)?;
        } else {
            self.open = Some(open);
        }
        Ok(())
    }

    /// Begins a sheet with what all sheets have: a header that stays in sight, formats.
    fn begin(&self, book: &Book) -> Result<Box<OpenSheet>, XlsxError> {
        let title = self.table.title(self.lang);
        let name = match self.sheets.len() {
            0 => title.to_owned(),
            before => format!("{title} ({})", before + 1),
        };
        let mut sheet = book.sheet()?;
        sheet.set_name(&name)?;
        let [left, right] = head_formats();
        for (i, column) in self.columns.iter().enumerate() {
            sheet.set_column_format(i as u16, &column_format(column.definition, column.kind))?;
            let head = if column.is_number() { &right } else { &left };
            sheet.write_string_with_format(0, i as u16, fitting(&column.title), head)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        // On paper all columns stand on one page, below their names.
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        let widths = self.columns.iter().map(|column| column.title.width() + 4).collect();
        Ok(Box::new(OpenSheet { sheet, name, row: 0, widths }))
    }

    /// Ends a sheet with what follows from its rows: filters, widths.
    fn end(&mut self, open: Box<OpenSheet>) -> Result<(), XlsxError> {
        let OpenSheet { mut sheet, row, widths, .. } = *open;
        let last = self.columns.len().saturating_sub(1) as u16;
        sheet.autofilter(0, 0, row, last)?;
        sheet.ignore_error_range(0, 0, row, last, IgnoreError::NumberStoredAsText)?;
        for (i, width) in widths.into_iter().enumerate() {
            sheet.set_column_width(i as u16, width.clamp(8, 60) as f64)?;
        }
        self.sheets.push(sheet);
        Ok(())
    }

    pub(crate) fn finish(mut self, book: &Book) -> Result<Self, XlsxError> {
        for kept in std::mem::take(&mut self.held) {
            self.add_all(&kept, book)?;
        }
        if let Some(open) = self.open.take() {
            self.end(open)?;
        }
        Ok(self)
    }

    fn write(&mut self, open: &mut OpenSheet, i: usize, cell: &str) -> Result<(), XlsxError> {
        let (row, place) = (open.row, i as u16);
        match (self.columns[i].kind, cell) {
            (_, "") => {}
            (Kind::Boolean, "true" | "false") => {
                open.sheet.write_boolean(row, place, cell == "true")?;
            }
            (Kind::Integer | Kind::Number, _) => match cell.parse::<f64>() {
                Ok(number) => _ = open.sheet.write_number(row, place, number)?,
                Err(_) => self.write_text(open, i, cell)?,
            },
            _ => self.write_text(open, i, cell)?,
        }
        Ok(())
    }

    /// Writes a text, cut where Excel would refuse it.
    fn write_text(&mut self, open: &mut OpenSheet, i: usize, cell: &str) -> Result<(), XlsxError> {
        let text = fitting(cell);
        if matches!(text, Cow::Owned(_)) && self.cuts.len() < CUTS {
            let (sheet, column) = (open.name.clone(), self.columns[i].title.clone());
            let length = cell.chars().count();
            self.cuts.push(Cut { sheet, row: open.row + 1, column, length });
        }
        open.sheet.write_string(open.row, i as u16, text)?;
        Ok(())
    }
}

impl Column {
    fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Integer | Kind::Number)
    }
}

/// The text that a cell holds, with `…` at its end where it had to be cut.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more units or breaks than bytes.
    if text.len() <= BREAKS {
        return Cow::Borrowed(text);
    }
    let (mut units, mut breaks) = (0, 0);
    for (place, c) in text.char_indices() {
        let last = text.len() - place == c.len_utf8();
        units += c.len_utf16();
        breaks += usize::from(c == '\n');
        // The mark needs a unit of its own where the text goes on.
        if units + usize::from(!last) > UNITS || breaks > BREAKS {
            return Cow::Owned(format!("{}…", &text[..place]));
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Cells, Piece, Profile, Row};

    #[test]
    fn a_cell_holds_what_excel_allows() {
        let fits = |text: &str| matches!(fitting(text), Cow::Borrowed(_));
        assert!(fits(&"水".repeat(UNITS)) && !fits(&"水".repeat(UNITS + 1)));
        assert!(fits(&"\n".repeat(BREAKS)) && !fits(&"\n".repeat(BREAKS + 1)));
        // Sixteen-bit units count, and no character is cut in two.
        let cut = fitting(&"😀".repeat(UNITS / 2 + 1)).into_owned();
        assert_eq!(cut.encode_utf16().count(), UNITS);
        assert!(cut.ends_with("😀…"));
    }

    /// A row of a table whose first rows are the most important.
    struct PairRow;

    impl Row for PairRow {
        const TABLE: &'static str = "cooccurrence";

        fn cells(&self, cells: &mut Cells<'_>) {
            cells.put("term_a", "湿地");
            cells.put("term_b", "水鸟");
            cells.put("count", 1_u32);
            cells.put("npmi", 0.5);
            cells.put("g2", 1.5);
        }
    }

    /// A table of so many equal rows as sheets.
    fn sheets(row: &impl Row, table: &str, rows: u64, size: WorkbookSize) -> TableSheets {
        let folder = tempfile::tempdir().unwrap();
        let book = Book::new(size, Lang::En, folder.path()).unwrap();
        let table = TableDef::of(table).unwrap();
        let mut sheets = TableSheets::of(table, &[], &book).unwrap();
        let mut left = rows;
        while left > 0 {
            let some = left.min(4096);
            let mut piece = Piece::new(table, Profile::Machine, 0).keeping(sheets.room());
            (0..some).for_each(|_| piece.add(row));
            sheets.append(some, piece.into_kept(), &book).unwrap();
            left -= some;
        }
        sheets.finish(&book).unwrap()
    }

    #[test]
    fn of_a_very_long_table_a_brief_workbook_has_the_first_rows_or_none() {
        let reject = crate::RejectRow::default();
        let shown = |found: &TableSheets| (found.rows, found.shown, found.sheets.len());
        let brief = WorkbookSize::Brief;
        assert_eq!(shown(&sheets(&reject, "rejects", BRIEF, brief)), (BRIEF, BRIEF, 1));
        assert_eq!(shown(&sheets(&reject, "rejects", BRIEF + 1, brief)), (BRIEF + 1, 0, 0));
        assert_eq!(
            shown(&sheets(&PairRow, "cooccurrence", BRIEF + 1, brief)),
            (BRIEF + 1, BRIEF, 1)
        );
        let full = sheets(&reject, "rejects", u64::from(ROWS), WorkbookSize::Full);
        assert_eq!(shown(&full), (u64::from(ROWS), u64::from(ROWS), 2));
        assert_eq!(full.sheets[1].name(), "Rejects (2)");
    }
}
