//! Workbooks: `.xlsx`, `.xlsb`, `.xls` and `.ods`. The format is seen by the bytes.
//!
//! The sheets that share a header are read as one table; `book` opens the format, `cells` and
//! `ods` give its cells, `sheets` chooses, `heading` finds the header and `rows` puts rows together.

pub(crate) mod biff;
mod book;
mod cells;
mod digits;
mod heading;
mod ods;
mod rows;
mod sheets;

use cimai_corpus::Message;

use self::book::{Book, Bounds};
use self::heading::{Heading, Line};
use self::rows::{Seen, SheetRows};
use self::sheets::{Choice, Face};
use crate::Error;
use crate::bytes::packing;
use crate::file::piece::FileAccount;
use crate::setup::Setup;
use crate::table::rows::{Fault, Limit, Row, Rows};
use crate::table::{Opening, Shape, Table};

/// So many times [`Options::max_size`](crate::Options::max_size) may be held of the cells of a
/// workbook.
const HELD: u64 = 4;
/// The column that names the sheet of a row, where several are read.
const SHEET: &str = "sheet";

/// The table of the sheets of a workbook that are read, and all its rows; nothing if there are
/// none or they had to be refused.
pub(crate) fn read(
    bytes: &[u8],
    setup: &Setup<'_>,
    into: &mut FileAccount,
) -> Result<Option<(Table, Vec<Rows>)>, Error> {
    let texts = setup.options.max_size;
    let bounds = Bounds { texts, cells: texts.saturating_mul(HELD) };
    let mut book = match Book::open(bytes, bounds) {
        Ok(book) => book,
        Err(problem) => return Ok(refuse(&problem, into)),
    };
    into.audit.kind = book.kind();
    let Choice { read, told } = match sheets::choose(&mut book, bounds, setup.options, into)? {
        Ok(choice) => choice,
        Err(problem) => return Ok(refuse(&problem, into)),
    };
    for told in told.into_iter().chain(read.iter().filter_map(above)) {
        into.note(&told);
    }
    let mut reading = Reading::new(&read, setup, bytes.len() as u64, bounds);
    let first = match reading.read(&mut book, Limit::OPENING, true) {
        Ok(batches) => batches.into_iter().next().unwrap_or_default(),
        Err(problem) => return Ok(refuse(&problem, into)),
    };
    let Some(opening) = Opening::find(&first, setup.options, into) else { return Ok(None) };
    let shape = Shape { short: true, ..Shape::default() };
    let table = Table::open(opening, &first, shape, setup.options, into)?;
    drop(first);
    match reading.read(&mut book, setup.limit(), false) {
        Ok(rows) => {
            tell(&table, &reading.seen, into);
            Ok(Some((table, rows)))
        }
        Err(problem) => Ok(refuse(&problem, into)),
    }
}

fn refuse<T>(problem: &Message, into: &mut FileAccount) -> Option<T> {
    into.refuse(problem);
    None
}

/// Says what the cells of the table hold that is no text.
fn tell(table: &Table, seen: &Seen, into: &mut FileAccount) {
    let (names, text) = table.names();
    seen.tell(names, into);
    if let Some(doubt) = seen.doubt(text, &names[text]) {
        into.note(&doubt);
    }
}

/// Reads the rows of the sheets that were chosen, one sheet behind the other.
struct Reading<'r> {
    faces: &'r [Face],
    setup: &'r Setup<'r>,
    /// The size of the file.
    size: u64,
    bounds: Bounds,
    /// How many columns the table has before that of the sheet's name, if it has such a column.
    width: Option<usize>,
    seen: Seen,
}

/// Rows in batches, under way.
struct Batches {
    all: Vec<Rows>,
    rows: Rows,
    /// The number of the last record.
    record: u64,
}

impl<'r> Reading<'r> {
    fn new(faces: &'r [Face], setup: &'r Setup<'r>, size: u64, bounds: Bounds) -> Self {
        let names = faces.first().and_then(|face| face.heading.as_ref()).map(Heading::keys);
        let width = names.filter(|names| faces.len() > 1 && !names.iter().any(|n| n == SHEET));
        let width = width.map(|names| names.len());
        Self { faces, setup, size, bounds, width, seen: Seen::default() }
    }

    /// All rows in batches, or those of the first batch; or why they are too much. Few cells far
    /// to the right, or one text in many cells, make a small file large.
    fn read(
        &mut self,
        book: &mut Book<'_>,
        limit: Limit,
        first_only: bool,
    ) -> Result<Vec<Rows>, Message> {
        self.seen = Seen::default();
        let mut batches = Batches { all: Vec::new(), rows: Rows::default(), record: 0 };
        let mut weight = 0;
        for (number, face) in self.faces.iter().enumerate() {
            let header = face.heading.as_ref().map_or(0, |heading| heading.row);
            if number == 0 {
                self.push_header(face, &mut batches);
            }
            // Records are counted on through the sheets; lines are those of each sheet.
            let (before, passed) = if number == 0 { (0, 0) } else { (batches.record, header) };
            let mut rows = SheetRows::below(book, &face.name, header, self.bounds.cells)?;
            while let Some(line) = rows.next(&mut self.seen)? {
                weight += line.weight();
                packing::check_size(weight, self.size, self.bounds.cells)?;
                let record = before + line.number - passed;
                self.push(line, record, &face.name, &mut batches);
                if batches.rows.is_full(limit) {
                    batches.flush();
                    if first_only {
                        return Ok(batches.all);
                    }
                }
            }
        }
        batches.flush();
        Ok(batches.all)
    }

    fn push_header(&self, face: &Face, batches: &mut Batches) {
        if let Some(heading) = &face.heading {
            let line = Line { number: heading.row, cells: heading.names.clone() };
            self.push(line, heading.row, SHEET, batches);
        }
    }

    fn push(&self, line: Line, record: u64, sheet: &str, batches: &mut Batches) {
        let Line { number, mut cells } = line;
        let mut row = Row { record, line: number, ..Row::default() };
        if cells.iter().any(|text| text.len() > self.setup.options.max_cell) {
            row.fault = Some(Fault::TooLarge);
            cells.clear();
        }
        if let Some(width) = self.width {
            cells.resize(cells.len().max(width), String::new());
            cells.insert(width, sheet.to_owned());
        }
        for cell in &cells {
            batches.rows.push_cell(cell);
        }
        batches.rows.end_row(row);
        batches.record = record;
    }
}

impl Batches {
    /// Ends the batch under way.
    fn flush(&mut self) {
        if !self.rows.list.is_empty() {
            let next = Rows::after(self.rows.before + self.rows.list.len());
            self.all.push(std::mem::replace(&mut self.rows, next));
        }
    }
}

/// Says of the rows above the header that they are no documents.
fn above(face: &Face) -> Option<Message> {
    let heading = face.heading.as_ref().filter(|heading| !heading.above.is_empty())?;
    let (row, count) = (heading.row, heading.above.len());
    let shown: String = heading.above[0].chars().take(30).collect();
    Some(Message::new(
        format!("工作表“{}”的表头在第 {row} 行，上面 {count} 行不作文档：{shown}", face.name),
        format!(
            "the header of the sheet '{}' is row {row}; {count} rows above it are no documents: {shown}",
            face.name
        ),
    ))
}
