use std::io::{Cursor, Read, Seek};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxCellReader, XlsxError};
use cimai_corpus::Message;

use crate::file::FileReading;
use crate::rows::{Fault, Row, Rows};
use crate::table::{Opening, Source, Table};
use crate::{Error, Options, container};

/// No sheet has more columns.
const MOST_COLUMNS: usize = 16_384;

/// Reads one sheet of a workbook.
pub(crate) fn read(bytes: &[u8], options: &Options, into: &mut FileReading) -> Result<(), Error> {
    if let Err(problem) = container::check(bytes, options.max_size) {
        into.refuse(&problem);
        return Ok(());
    }
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => read_workbook(workbook, options, into),
        Err(error) => {
            into.refuse(&broken(&error));
            Ok(())
        }
    }
}

fn read_workbook<R: Read + Seek>(
    mut workbook: Xlsx<R>,
    options: &Options,
    into: &mut FileReading,
) -> Result<(), Error> {
    let sheets = workbook.sheet_names();
    let Some(sheet) = choose(&sheets, options, into)? else { return Ok(()) };
    if sheets.len() > 1 {
        into.audit.say(&one_of_several(sheet, sheets.len()));
    }
    let cells = match workbook.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        Err(error) => {
            into.refuse(&broken(&error));
            return Ok(());
        }
    };
    read_sheet(Cells { cells: Some(cells), next: None }, options, into)
}

/// The sheet that was asked for, by name or number, or the first.
fn choose<'s>(
    sheets: &'s [String],
    options: &Options,
    into: &FileReading,
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

fn read_sheet<R: Read + Seek>(
    mut cells: Cells<'_, R>,
    options: &Options,
    into: &mut FileReading,
) -> Result<(), Error> {
    let first = match cells.read(options.max_cell) {
        Ok(first) => first,
        Err(error) => {
            into.refuse(&broken(&error));
            return Ok(());
        }
    };
    let Some(opening) = Opening::find(&first, options, into) else { return Ok(()) };
    let source = Source { short: true, ..Source::default() };
    let table = Table::open(opening, &first, source, options, into)?;
    loop {
        match cells.read(options.max_cell) {
            Ok(rows) if rows.list.is_empty() => break,
            Ok(rows) => table.read(&rows, &rows.list, into)?,
            Err(error) => {
                into.refuse(&broken(&error));
                return Ok(());
            }
        }
    }
    table.close(into);
    Ok(())
}

/// The cells of a sheet, in the order of rows.
struct Cells<'x, R: Read + Seek> {
    /// Nothing after the last cell: the reader may not be asked again.
    cells: Option<XlsxCellReader<'x, R>>,
    /// The first cell of the next row: its row, column and text.
    next: Option<(u32, u32, String)>,
}

impl<R: Read + Seek> Cells<'_, R> {
    /// Reads rows up to the size of a batch. Rows that the sheet leaves out are no records, but
    /// count.
    fn read(&mut self, max_cell: usize) -> Result<Rows, XlsxError> {
        let mut rows = Rows::default();
        while !rows.is_batch() {
            let Some((row, column, text)) = self.take()? else { break };
            let mut cells = vec![(column, text)];
            while let Some((_, column, text)) = self.take()?.and_then(|cell| self.keep(row, cell)) {
                cells.push((column, text));
            }
            push(&mut rows, u64::from(row) + 1, cells, max_cell);
        }
        Ok(rows)
    }

    /// The next cell that is not empty.
    fn take(&mut self) -> Result<Option<(u32, u32, String)>, XlsxError> {
        if self.next.is_some() {
            return Ok(self.next.take());
        }
        let Some(cells) = &mut self.cells else { return Ok(None) };
        while let Some(cell) = cells.next_cell()? {
            let (row, column) = cell.get_position();
            let text = shown(cell.get_value());
            if !text.is_empty() && (column as usize) < MOST_COLUMNS {
                return Ok(Some((row, column, text)));
            }
        }
        self.cells = None;
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
