use cimai_corpus::Message;

use super::book::Book;
use super::cells::{Cell, Cells, Value};
use super::heading::Line;
use crate::bytes::packing;
use crate::file::piece::FileAccount;
use crate::table::MOST_COLUMNS;

/// The rows of a sheet that are not empty, one by one.
pub(super) struct SheetRows<'c> {
    /// Nothing after the last cell: the reader may not be asked again.
    cells: Option<Box<dyn Cells + 'c>>,
    /// The first cell of the next row.
    next: Option<Cell>,
    /// The number of the last row that is passed over.
    above: u64,
    /// The most bytes that a row may take.
    most: u64,
}

impl<'c> SheetRows<'c> {
    /// The rows of a sheet below the one that has the number `above`.
    pub(super) fn below(
        book: &'c mut Book<'_>,
        sheet: &str,
        above: u64,
        most: u64,
    ) -> Result<Self, Message> {
        Ok(Self { cells: Some(book.cells(sheet)?), next: None, above, most })
    }

    /// The next row; rows that the sheet leaves out are no records, but count. What its cells hold
    /// is noted in `seen`.
    pub(super) fn next(&mut self, seen: &mut Seen) -> Result<Option<Line>, Message> {
        let Some(first) = self.take()? else { return Ok(None) };
        let (row, mut weight) = (first.row, 0);
        let mut cells = Vec::new();
        let mut under_way = Some(first);
        while let Some(cell) = under_way {
            let column = cell.column as usize;
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            seen.note(column, &cell.value);
            let text = cell.value.into_text();
            weight += text.len() as u64;
            packing::check_size(weight, u64::MAX, self.most)?;
            cells[column] = text;
            under_way = self.take()?.and_then(|cell| self.keep(row, cell));
        }
        Ok(Some(Line { number: u64::from(row) + 1, cells }))
    }

    /// The next cell that is not empty.
    fn take(&mut self) -> Result<Option<Cell>, Message> {
        if self.next.is_some() {
            return Ok(self.next.take());
        }
        let Some(cells) = &mut self.cells else { return Ok(None) };
        while let Some(cell) = cells.next()? {
            let empty = cell.value.text().is_empty() && cell.value != Value::Error;
            let wanted = u64::from(cell.row) >= self.above && (cell.column as usize) < MOST_COLUMNS;
            if wanted && !empty {
                return Ok(Some(cell));
            }
        }
        self.cells = None;
        Ok(None)
    }

    /// Gives the cell back if it is of this row, and keeps it for the next otherwise.
    fn keep(&mut self, row: u32, cell: Cell) -> Option<Cell> {
        if cell.row == row {
            return Some(cell);
        }
        self.next = Some(cell);
        None
    }
}

/// What the cells of the rows that were read hold.
#[derive(Debug, Default)]
pub(super) struct Seen {
    errors: u64,
    columns: Vec<Column>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Column {
    filled: u64,
    /// Numbers and truths.
    no_text: u64,
    /// Numbers whose last digits are lost.
    lost: u64,
    /// Numbers that are as long and have all their digits.
    whole: u64,
}

impl Seen {
    fn note(&mut self, place: usize, value: &Value) {
        if self.columns.len() <= place {
            self.columns.resize(place + 1, Column::default());
        }
        let column = &mut self.columns[place];
        column.filled += 1;
        match value {
            Value::Error => self.errors += 1,
            Value::Truth(_) => column.no_text += 1,
            Value::Number { text, lost } => {
                column.no_text += 1;
                column.lost += u64::from(*lost);
                column.whole += u64::from(!lost && text.len() > 15 && !text.contains('.'));
            }
            Value::Empty | Value::Text(_) => {}
        }
    }

    /// Says what was lost in the columns that are called so.
    pub(super) fn tell(&self, names: &[String], into: &mut FileAccount) {
        if self.errors > 0 {
            into.audit.warn(&errors(self.errors));
        }
        for (column, name) in self.columns.iter().zip(names) {
            // A whole number that ends with zeros is no loss where others end otherwise.
            if column.lost > 0 && column.whole == 0 {
                into.audit.warn(&lost(name, column.lost));
            }
        }
    }

    /// A doubt whether a column holds texts, if most of its cells are none.
    pub(super) fn doubt(&self, place: usize, name: &str) -> Option<Message> {
        let column = self.columns.get(place)?;
        (column.no_text * 2 > column.filled).then(|| no_texts(name))
    }
}

fn errors(count: u64) -> Message {
    Message::new(
        format!("{count} 个单元格是错误值（如 #N/A），作空处理"),
        format!("{count} cells hold error values such as #N/A and were read as empty"),
    )
}

fn lost(name: &str, count: u64) -> Message {
    Message::new(
        format!(
            "列“{name}”有 {count} 个超过 15 位的数只存了前 15 位，末几位已丢失；请以文本格式重新导出"
        ),
        format!(
            "column '{name}' has {count} numbers of over 15 digits of which the last ones are lost; export it again as text"
        ),
    )
}

fn no_texts(name: &str) -> Message {
    Message::new(
        format!("正文列“{name}”多半是数字或真假值，不像正文；可用 --text 另指一列"),
        format!(
            "the text column '{name}' holds mostly numbers or truth values; --text names another"
        ),
    )
}
