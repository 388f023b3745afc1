use std::fmt::Write;

use cimai_corpus::{Document, LineStart, Message};
use memchr::{memchr, memchr_iter};
use rayon::prelude::*;

use crate::clean::clean;
use crate::columns::{self, Columns};
use crate::file::FileReading;
use crate::header::{Header, first_row, is_header};
use crate::reading::head;
use crate::rows::{Fault, Row, Rows};
use crate::{Error, Options, Ragged, Reject};

/// The largest part of a refused record that is shown.
const SHOWN: usize = 2 << 10;
/// Rows that are read on one thread.
const CHUNK: usize = 1 << 10;
/// Rows that the choice of columns looks at.
const LOOKED_AT: usize = 1000;

/// Turns the rows of one table into documents.
pub(crate) struct Table<'o> {
    path: String,
    options: &'o Options,
    columns: Columns,
    /// Columns without a name.
    unnamed: Vec<usize>,
    /// What is taken from the number of a row to give that of its record.
    header_rows: u64,
    source: Source<'o>,
}

/// What rows were read from.
#[derive(Clone, Copy, Default)]
pub(crate) struct Source<'t> {
    /// The text, to show refused records; empty for a workbook.
    pub(crate) text: &'t str,
    /// What divides its cells, if it is a delimited text.
    pub(crate) delimiter: Option<u8>,
    /// Whether empty cells at the end of a row are left out, as in a workbook.
    pub(crate) short: bool,
}

/// Where the header of a table stands among its first rows.
pub(crate) struct Opening {
    header: Header,
    /// How many rows stand above the header.
    preamble: usize,
    /// The first row of data.
    first: usize,
    /// What is taken from the number of a row to give that of its record.
    header_rows: u64,
}

impl Opening {
    /// Finds the header of a table. Gives nothing for a table without rows.
    pub(crate) fn find(rows: &Rows, options: &Options, into: &mut FileReading) -> Option<Self> {
        let preamble = first_row(rows)?;
        let cells: Vec<&str> = rows.cells(&rows.list[preamble]).collect();
        let below = &rows.list[preamble + 1..];
        let letters = letters(rows, below, cells.len());
        let has_header = is_header(&cells, (!below.is_empty()).then_some(&letters[..]), options);
        let header = if has_header {
            Header::read(cells.iter().copied())
        } else {
            into.warn_no_header();
            Header::missing(cells.len())
        };
        let header_rows = rows.list[preamble].record - u64::from(!has_header);
        Some(Self { header, preamble, first: preamble + usize::from(has_header), header_rows })
    }

    /// A table whose columns are known, such as keys.
    pub(crate) fn named(names: &[String]) -> Self {
        let header = Header::read(names.iter().map(String::as_str));
        Self { header, preamble: 0, first: 0, header_rows: 0 }
    }
}

impl<'o> Table<'o> {
    /// Opens a table with its first rows, and reads those.
    pub(crate) fn open(
        opening: Opening,
        rows: &Rows,
        source: Source<'o>,
        options: &'o Options,
        into: &mut FileReading,
    ) -> Result<Self, Error> {
        let Opening { header, preamble, first, header_rows } = opening;
        let letters = letters(rows, &rows.list[first..], header.names.len());
        let columns = Columns::choose(&into.audit.path, &header, &letters, options)?;
        into.open_table(&columns, &header);
        let path = into.audit.path.clone();
        let table = Table { path, options, columns, unnamed: header.unnamed, header_rows, source };
        into.rejects.extend(table.preamble(rows, &rows.list[..preamble]));
        table.read(rows, &rows.list[first..], into)?;
        Ok(table)
    }

    fn preamble(&self, all: &Rows, rows: &[Row]) -> impl Iterator<Item = Reject> {
        let filled = rows.iter().filter(|row| !row.blank);
        filled.map(|row| self.refuse(all, row, before_header()))
    }

    /// Reads rows into documents, in order.
    pub(crate) fn read(
        &self,
        rows: &Rows,
        of: &[Row],
        into: &mut FileReading,
    ) -> Result<(), Error> {
        let parts: Vec<_> = of.par_chunks(CHUNK).map(|chunk| self.part(rows, chunk)).collect();
        for part in parts {
            into.absorb(part?);
        }
        Ok(())
    }

    fn part(&self, rows: &Rows, of: &[Row]) -> Result<FileReading, Error> {
        let mut part = FileReading::default();
        part.documents.reserve(of.len());
        for row in of {
            self.read_row(rows, row, &mut part)?;
        }
        Ok(part)
    }

    /// Ends the table: columns that have neither a name nor a value go.
    pub(crate) fn close(&self, into: &mut FileReading) {
        let carried = self.columns.carried.iter().enumerate();
        let nameless = carried.filter(|(_, column)| self.unnamed.contains(column));
        let empty = |&(field, _): &(usize, &usize)| {
            into.documents.iter().all(|document| document.fields[field].is_empty())
        };
        let empty: Vec<usize> = nameless.filter(empty).map(|(field, _)| field).collect();
        for &field in empty.iter().rev() {
            into.columns.remove(field);
            for document in &mut into.documents {
                document.fields.remove(field);
            }
        }
        if self.unnamed.len() > empty.len() && !into.documents.is_empty() {
            into.audit.warn(&unnamed());
        }
    }

    fn read_row(&self, rows: &Rows, row: &Row, into: &mut FileReading) -> Result<(), Error> {
        if row.blank && self.columns.names.len() > 1 {
            return Ok(());
        }
        let id = self.columns.id.map(|column| clean(rows.get(row, column)).text);
        let no_id = id.as_ref().is_some_and(String::is_empty).then(no_id);
        if let Some(reason) = self.refusal(rows, row)?.or(no_id) {
            into.rejects.push(self.refuse(rows, row, reason));
            return Ok(());
        }
        let cleaned = clean(rows.get(row, self.columns.text));
        let line = row.line + cleaned.leading_lines;
        let document = Document {
            id: id.unwrap_or_else(|| self.id(row)),
            source: self.path.clone(),
            line,
            title: self.columns.title.map_or(String::new(), |c| on_one_line(rows.get(row, c))),
            fields: self.columns.carried.iter().map(|&c| on_one_line(rows.get(row, c))).collect(),
            lines: line_starts(&cleaned.text, line),
            text: String::new(),
        };
        let swallowed = || self.looks_swallowed(row).then_some(Fault::Swallowed);
        into.note_fault(row.fault.or_else(swallowed), row.line);
        into.add(document, cleaned);
        Ok(())
    }

    fn id(&self, row: &Row) -> String {
        let mut id = String::with_capacity(self.path.len() + 12);
        // Writing to a string cannot fail.
        let _ = write!(id, "{}#{}", self.path, self.record(row));
        id
    }

    /// Why a row cannot be a document.
    fn refusal(&self, rows: &Rows, row: &Row) -> Result<Option<Message>, Error> {
        let reason = match row.fault {
            Some(Fault::TooLarge) => too_large(self.options.max_cell),
            Some(Fault::Syntax) => syntax(),
            _ if self.is_header(rows, row) => header_again(),
            _ => return self.ragged(rows, row),
        };
        Ok(Some(reason))
    }

    fn is_header(&self, rows: &Rows, row: &Row) -> bool {
        let names = &self.columns.names;
        // Comparing the text first spares the cleaning of nearly every row.
        names.len() > 1
            && row.cells.len() == names.len()
            && rows.get(row, self.columns.text).trim().len() <= names[self.columns.text].len() + 4
            && rows.cells(row).zip(names).all(|(cell, name)| clean(cell).text == *name)
    }

    fn ragged(&self, rows: &Rows, row: &Row) -> Result<Option<Message>, Error> {
        let (found, expected) = (row.cells.len(), self.columns.names.len());
        let surplus = rows.cells(row).skip(expected).any(|cell| !cell.trim().is_empty());
        match self.options.ragged {
            _ if !surplus && (found >= expected || self.source.short) => Ok(None),
            Ragged::Pad if !surplus => Ok(None),
            Ragged::Error => Err(Error::Ragged {
                path: self.path.clone(),
                record: self.record(row),
                line: row.line,
                found,
                expected,
            }),
            Ragged::Reject | Ragged::Pad => Ok(Some(wrong_width(found, expected))),
        }
    }

    /// Whether a quoted cell with line breaks holds what looks like a whole row of the table, as
    /// it does where a quote too many swallowed it.
    fn looks_swallowed(&self, row: &Row) -> bool {
        let raw = self.source.text.get(row.raw.clone()).unwrap_or("");
        let (Some(delimiter), Some(_)) = (self.source.delimiter, memchr(b'\n', raw.as_bytes()))
        else {
            return false;
        };
        let delimiter = char::from(delimiter);
        let digits = |line: &str| line.split(delimiter).next().is_some_and(is_number);
        let width = self.columns.names.len();
        let is_row = |line: &str| line.split(delimiter).count() == width && digits(line);
        digits(raw) && raw.lines().skip(1).any(is_row)
    }

    fn record(&self, row: &Row) -> u64 {
        row.record.saturating_sub(self.header_rows)
    }

    /// A row as it goes to the rejects.
    fn refuse(&self, rows: &Rows, row: &Row, reason: Message) -> Reject {
        let raw = match self.source.text.get(row.raw.clone()) {
            Some(raw) if !raw.is_empty() => head(raw, SHOWN).to_owned(),
            _ => head(&rows.cells(row).collect::<Vec<_>>().join("\t"), SHOWN).to_owned(),
        };
        Reject {
            path: self.path.clone(),
            record: self.record(row),
            line: row.line,
            byte: row.raw.start as u64,
            reason,
            raw,
        }
    }
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many letters the cells of each column have on average, by the first rows.
fn letters(rows: &Rows, of: &[Row], columns: usize) -> Vec<f64> {
    let sample: Vec<&Row> = of.iter().filter(|row| !row.blank).take(LOOKED_AT).collect();
    let total = |column| sample.iter().map(|row| columns::letters(rows.get(row, column))).sum();
    let mean = |column| {
        let total: f64 = total(column);
        total / sample.len().max(1) as f64
    };
    (0..columns).map(mean).collect()
}

/// Where the lines of a text that begins on `line` begin, but for the first.
pub(crate) fn line_starts(text: &str, line: u64) -> Vec<LineStart> {
    let breaks = memchr_iter(b'\n', text.as_bytes()).zip(line + 1..);
    breaks.map(|(at, line)| LineStart { offset: at as u32 + 1, line }).collect()
}

/// A title or a metadata cell, cleaned.
pub(crate) fn on_one_line(cell: &str) -> String {
    let text = clean(cell).text;
    if text.contains('\n') { text.replace('\n', " ") } else { text }
}

fn too_large(max: usize) -> Message {
    Message::new(
        format!("有一格超过 {max} 字节；可提高 --max-cell"),
        format!("a cell is larger than {max} bytes; --max-cell raises the limit"),
    )
}

fn syntax() -> Message {
    Message::new("不是合法的 JSON 对象；请检查这一行", "not a JSON object; check this line")
}

fn before_header() -> Message {
    Message::new("表头之前的说明行，不作文档", "stands above the header; not a document")
}

fn header_again() -> Message {
    Message::new(
        "又是表头（文件可能是拼接的），不作文档",
        "the header again, as in files put together; not a document",
    )
}

fn unnamed() -> Message {
    Message::new(
        "有的列没有列名，记为 column_1 等",
        "columns without a name are called column_1 and so on",
    )
}

fn no_id() -> Message {
    Message::new(
        "编号列为空；请补上编号或不用 --id",
        "the id is empty; fill it in or leave --id out",
    )
}

fn wrong_width(found: usize, expected: usize) -> Message {
    Message::new(
        format!("有 {found} 格，表头有 {expected} 格；请检查逗号和引号，或用 --ragged pad"),
        format!(
            "{found} cells where the header has {expected}; check commas and quotes, or use --ragged pad"
        ),
    )
}
