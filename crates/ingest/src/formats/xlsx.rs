use std::io::{Cursor, Read, Seek};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxCellReader, XlsxError};
use cimai_corpus::Message;

use crate::bytes::packing;
use crate::file::piece::FileAccount;
use crate::setup::Setup;
use crate::table::rows::{Fault, Limit, Row, Rows};
use crate::table::{MOST_COLUMNS, Opening, Shape, Table};
use crate::{Error, Options};

/// So many times [`Options::max_size`] may be held of the cells of a sheet.
const HELD: u64 = 4;
/// The part of a workbook that holds its texts, each once, and is held as a whole.
const TEXTS: &str = "xl/sharedStrings.xml";

/// The table of one sheet of a workbook, and all its rows; nothing if there are none or they had
/// to be refused.
pub(crate) fn read(
    bytes: &[u8],
    setup: &Setup<'_>,
    into: &mut FileAccount,
) -> Result<Option<(Table, Vec<Rows>)>, Error> {
    if let Err(problem) = packing::check_container(bytes, TEXTS, setup.options.max_size) {
        into.refuse(&problem);
        return Ok(None);
    }
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => read_workbook(workbook, bytes.len() as u64, setup, into),
        Err(error) => Ok(refuse(&error, into)),
    }
}

fn refuse<T>(error: &XlsxError, into: &mut FileAccount) -> Option<T> {
    into.refuse(&broken(error));
    None
}

fn read_workbook<R: Read + Seek>(
    mut workbook: Xlsx<R>,
    size: u64,
    setup: &Setup<'_>,
    into: &mut FileAccount,
) -> Result<Option<(Table, Vec<Rows>)>, Error> {
    let sheets = workbook.sheet_names();
    let Some(sheet) = choose(&sheets, setup.options, into)? else { return Ok(None) };
    if sheets.len() > 1 {
        into.audit.say(&one_of_several(sheet, sheets.len()));
    }
    let max_cell = setup.options.max_cell;
    let first =
        Cells::of(&mut workbook, sheet).and_then(|mut cells| cells.read(Limit::OPENING, max_cell));
    let first = match first {
        Ok(first) => first,
        Err(error) => return Ok(refuse(&error, into)),
    };
    let Some(opening) = Opening::find(&first, setup.options, into) else { return Ok(None) };
    let shape = Shape { short: true, ..Shape::default() };
    let table = Table::open(opening, &first, shape, setup.options, into)?;
    match all_rows(&mut workbook, sheet, size, setup) {
        Ok(Ok(rows)) => Ok(Some((table, rows))),
        Ok(Err(problem)) => {
            into.refuse(&problem);
            Ok(None)
        }
        Err(error) => Ok(refuse(&error, into)),
    }
}

/// All rows of a sheet, as many together as are handed out together; or why they are too much. Few
/// cells far to the right, or one text in many cells, make a small file large.
fn all_rows<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    sheet: &str,
    size: u64,
    setup: &Setup<'_>,
) -> Result<Result<Vec<Rows>, Message>, XlsxError> {
    let most = setup.options.max_size.saturating_mul(HELD);
    let mut cells = Cells::of(workbook, sheet)?;
    let (mut all, mut weight) = (Vec::new(), 0);
    loop {
        let rows = cells.read(setup.limit(), setup.options.max_cell)?;
        weight += rows.weight() as u64;
        if let Err(problem) = packing::check_size(weight, size, most) {
            return Ok(Err(problem));
        }
        if rows.list.is_empty() {
            return Ok(Ok(all));
        }
        all.push(rows);
    }
}

/// The sheet that was asked for, by name or number, or the first.
fn choose<'s>(
    sheets: &'s [String],
    options: &Options,
    into: &FileAccount,
) -> Result<Option<&'s String>, Error> {
    let Some(wanted) = &options.sheet else { return Ok(sheets.first()) };
    let by_number = || wanted.parse::<usize>().ok()?.checked_sub(1).and_then(|n| sheets.get(n));
    let found = sheets.iter().find(|sheet| *sheet == wanted.trim()).or_else(by_number);
    found.map(Some).ok_or_else(|| Error::SheetNotFound {
        path: into.audit.path.clone(),
        sheet: wanted.clone(),
        sheets: sheets.to_vec(),
    })
}

/// The cells of a sheet, in the order of rows.
struct Cells<'x, R: Read + Seek> {
    /// Nothing after the last cell: the reader may not be asked again.
    reader: Option<XlsxCellReader<'x, R>>,
    /// The first cell of the next row: its row, column and text.
    next: Option<(u32, u32, String)>,
    /// How many rows were read.
    rows: usize,
}

impl<'x, R: Read + Seek> Cells<'x, R> {
    fn of(workbook: &'x mut Xlsx<R>, sheet: &str) -> Result<Self, XlsxError> {
        let cells = workbook.worksheet_cells_reader(sheet)?;
        Ok(Self { reader: Some(cells), next: None, rows: 0 })
    }

    /// Reads the next rows, none at the end. Rows that the sheet leaves out are no records, but
    /// count.
    fn read(&mut self, limit: Limit, max_cell: usize) -> Result<Rows, XlsxError> {
        let mut rows = Rows::after(self.rows);
        while !rows.is_full(limit) {
            let Some((row, column, text)) = self.take()? else { break };
            let mut cells = vec![(column, text)];
            while let Some((_, column, text)) = self.take()?.and_then(|cell| self.keep(row, cell)) {
                cells.push((column, text));
            }
            push(&mut rows, u64::from(row) + 1, cells, max_cell);
        }
        self.rows += rows.list.len();
        Ok(rows)
    }

    /// The next cell that is not empty.
    fn take(&mut self) -> Result<Option<(u32, u32, String)>, XlsxError> {
        if self.next.is_some() {
            return Ok(self.next.take());
        }
        let Some(cells) = &mut self.reader else { return Ok(None) };
        while let Some(cell) = cells.next_cell()? {
            let (row, column) = cell.get_position();
            let text = shown(cell.get_value());
            if !text.is_empty() && (column as usize) < MOST_COLUMNS {
                return Ok(Some((row, column, text)));
            }
        }
        self.reader = None;
        Ok(None)
    }

    /// Gives the cell back if it is of this row, and keeps it for the next otherwise.
    fn keep(&mut self, row: u32, cell: (u32, u32, String)) -> Option<(u32, u32, String)> {
        if cell.0 == row {
            return Some(cell);
        }
        self.next = Some(cell);
        None
    }
}

fn push(rows: &mut Rows, number: u64, cells: Vec<(u32, String)>, max_cell: usize) {
    let mut row = Row { record: number, line: number, ..Row::default() };
    if cells.iter().any(|(_, text)| text.len() > max_cell) {
        row.fault = Some(Fault::TooLarge);
    } else {
        let mut column = 0;
        for (place, text) in cells {
            (column..place).for_each(|_| rows.push_cell(""));
            rows.push_cell(&text);
            column = place + 1;
        }
    }
    rows.end_row(row);
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(date) => date_text(date),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A date without its time where that is midnight, a time without its date where there is none.
fn date_text(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let value = date.as_f64();
    if date.is_duration() || value < 1.0 {
        return format!("{:02.0}:{minute:02}:{second:02}", (value * 24.0).floor());
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if value.fract() == 0.0 { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
}

fn one_of_several(sheet: &str, count: usize) -> Message {
    Message::new(
        format!("读了 {count} 个工作表中的“{sheet}”，其他请用 --sheet"),
        format!("read the sheet '{sheet}', one of {count}; --sheet names another"),
    )
}

fn broken(error: &XlsxError) -> Message {
    Message::new(
        format!("Excel 文件损坏（{error}）；请重新导出"),
        format!("the workbook is damaged ({error}); export it again"),
    )
}
