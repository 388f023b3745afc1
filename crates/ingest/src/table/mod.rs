//! Rows to documents: the header, the columns and what each is for, and the fields of the path.

pub(crate) mod columns;
pub(crate) mod fields;
pub(crate) mod header;
pub(crate) mod rows;

use std::fmt::Write;

use cimai_corpus::{Document, LineStart, Message};
use memchr::{memchr, memchr_iter};

use self::columns::Columns;
use self::rows::{Fault, Header, Row, Rows, first_row, is_header, is_known, key};
use crate::audit::head;
use crate::clean::character::is_han;
use crate::clean::{clean, on_one_line};
use crate::file::piece::{FileAccount, Piece};
use crate::{Error, Options, Ragged, Reject};

/// The largest part of a refused record that is shown.
const SHOWN: usize = 2 << 10;
/// What stands first in a row that adds up others.
const TOTALS: [&str; 8] = ["合计", "总计", "小计", "共计", "总和", "total", "subtotal", "sum"];
/// Rows that the choice of columns looks at.
const LOOKED_AT: usize = 1000;

/// Turns the rows of one table into documents.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    path: String,
    columns: Columns,
    /// Columns without a name.
    unnamed: Vec<usize>,
    /// How many rows stand above the header.
    preamble: usize,
    /// The first row of data.
    first: usize,
    /// What is taken from the number of a row to give that of its record.
    header_rows: u64,
    shape: Shape,
    /// How many empty cells every row has at its end, beyond those of the header.
    tail: usize,
}

/// How the rows of a table are written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape {
    /// What divides its cells, if it is a delimited text.
    pub(crate) delimiter: Option<u8>,
    /// Whether empty cells at the end of a row are left out, as in a workbook.
    pub(crate) short: bool,
}

/// Where the header of a table stands among its first rows.
pub(crate) struct Opening {
    header: Header,
    preamble: usize,
    first: usize,
    header_rows: u64,
}

/// The most columns of a table, as many as Excel has.
pub(crate) const MOST_COLUMNS: usize = 16_384;

fn too_wide(columns: usize) -> Message {
    Message::new(
        format!(
            "有 {columns} 列，超过 {MOST_COLUMNS} 列，不像一张表；请先整理，或检查分隔符（--delimiter）"
        ),
        format!(
            "has {columns} columns, over {MOST_COLUMNS}, and is hardly a table; clean it up, or check the delimiter (--delimiter)"
        ),
    )
}

impl Opening {
    /// Finds the header of a table. Gives nothing for a table without rows.
    pub(crate) fn find(rows: &Rows, options: &Options, into: &mut FileAccount) -> Option<Self> {
        let preamble = below_titles(rows, first_row(rows)?, options);
        let cells: Vec<&str> = rows.cells(&rows.list[preamble]).collect();
        if cells.len() > MOST_COLUMNS {
            into.refuse(&too_wide(cells.len()));
            return None;
        }
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

impl Table {
    /// Opens a table, of which `rows` are the first.
    pub(crate) fn open(
        opening: Opening,
        rows: &Rows,
        shape: Shape,
        options: &Options,
        into: &mut FileAccount,
    ) -> Result<Self, Error> {
        let Opening { mut header, preamble, first, header_rows } = opening;
        let tail = match surplus(rows, &rows.list[first..], header.names.len()) {
            Some(Surplus { cells, filled: true }) => {
                header.add_missing(cells);
                into.audit.say(&fewer_names(cells));
                0
            }
            surplus => surplus.map_or(0, |surplus| surplus.cells),
        };
        let letters = letters(rows, &rows.list[first..], header.names.len());
        let path = into.audit.path.clone();
        let columns = Columns::choose(&path, &header, &letters, options)?;
        into.open_table(&columns, &header);
        let unnamed = header.unnamed;
        Ok(Table { path, columns, unnamed, preamble, first, header_rows, shape, tail })
    }

    /// Reads rows into documents, in order. An error is one that the options ask for.
    pub(crate) fn read(&self, rows: &Rows, options: &Options) -> Result<Piece, Error> {
        let mut piece = Piece::default();
        piece.documents.reserve(rows.list.len());
        for (place, row) in (rows.before..).zip(&rows.list) {
            if place >= self.first {
                self.read_row(rows, row, options, &mut piece)?;
            } else if place < self.preamble && !row.blank {
                piece.put_aside(self.refuse(rows, row, before_header()));
            }
        }
        self.note_filled(&mut piece);
        Ok(piece)
    }

    /// Notes in which of the columns without a name there are values.
    fn note_filled(&self, piece: &mut Piece) {
        if self.unnamed.is_empty() {
            return;
        }
        let documents = &piece.documents;
        let filled =
            |field: usize| documents.iter().any(|document| !document.fields[field].is_empty());
        piece.filled = (0..self.columns.carried.len()).map(filled).collect();
    }

    /// The names of its columns, and which of them holds the texts.
    pub(crate) fn names(&self) -> (&[String], usize) {
        (&self.columns.names, self.columns.text)
    }

    /// Ends the table: columns that have neither a name nor a value go.
    pub(crate) fn close(&self, into: &mut FileAccount) {
        let filled = |field: usize| into.filled.get(field).copied().unwrap_or(false);
        let carried = self.columns.carried.iter().enumerate();
        let nameless = carried.filter(|(_, column)| self.unnamed.contains(column));
        let empty: Vec<usize> =
            nameless.map(|(field, _)| field).filter(|&field| !filled(field)).collect();
        for &field in empty.iter().rev() {
            into.columns.remove(field);
        }
        if self.unnamed.len() > empty.len() && into.documents() > 0 {
            into.audit.say(&unnamed());
        }
    }

    fn read_row(
        &self,
        rows: &Rows,
        row: &Row,
        options: &Options,
        into: &mut Piece,
    ) -> Result<(), Error> {
        if row.blank && self.columns.names.len() > 1 {
            return Ok(());
        }
        if let Some(reason) = self.no_record(rows, row) {
            into.put_aside(self.refuse(rows, row, reason));
            return Ok(());
        }
        let id = self.columns.id.map(|column| clean(rows.get(row, column)).text);
        let no_id = id.as_ref().is_some_and(String::is_empty).then(no_id);
        if let Some(reason) = self.refusal(rows, row, options)?.or(no_id) {
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
            ..Document::default()
        };
        let swallowed = || self.looks_swallowed(rows.raw(row)).then_some(Fault::Swallowed);
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
    fn refusal(&self, rows: &Rows, row: &Row, options: &Options) -> Result<Option<Message>, Error> {
        let reason = match row.fault {
            Some(Fault::TooLarge) => too_large(options.max_cell),
            Some(Fault::Syntax) => syntax(),
            _ if self.looks_joined(rows, row) => joined(),
            _ => return self.ragged(rows, row, options.ragged),
        };
        Ok(Some(reason))
    }

    /// Why a row is no record, if it is none.
    fn no_record(&self, rows: &Rows, row: &Row) -> Option<Message> {
        if self.is_header(rows, row) {
            return Some(header_again());
        }
        let text = rows.get(row, self.columns.text);
        let first = rows.cells(row).map(str::trim).find(|cell| !cell.is_empty())?;
        let is_total = self.columns.names.len() > 1
            && TOTALS.contains(&&*key(first.trim_end_matches(['：', ':'])))
            && (text.trim() == first || rows::letters(text) == 0.0);
        is_total.then(total)
    }

    fn is_header(&self, rows: &Rows, row: &Row) -> bool {
        let names = &self.columns.names;
        // Comparing the text first spares the cleaning of nearly every row.
        names.len() > 1
            && row.cells.len() == names.len()
            && rows.get(row, self.columns.text).trim().len() <= names[self.columns.text].len() + 4
            && rows.cells(row).zip(names).all(|(cell, name)| clean(cell).text == *name)
    }

    fn ragged(&self, rows: &Rows, row: &Row, ragged: Ragged) -> Result<Option<Message>, Error> {
        let (found, expected) = (row.cells.len(), self.columns.names.len());
        let filled = rows.cells(row).skip(expected).any(|cell| !cell.trim().is_empty());
        // Empty cells too many say as well that a row is not what the header says, unless all rows
        // have them.
        let fits = found == expected || found == expected + self.tail || self.shape.short;
        match ragged {
            _ if fits && !filled => Ok(None),
            Ragged::Pad if found < expected => Ok(None),
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

    /// Whether a separator is missing before a quoted cell: a number or a code, and behind it in the
    /// same cell a text between quotes, in a row that comes to its width by an empty cell at its
    /// end, or does not come to it.
    fn looks_joined(&self, rows: &Rows, row: &Row) -> bool {
        let last = rows.get(row, self.columns.names.len().saturating_sub(1));
        if self.shape.delimiter.is_none() || !last.is_empty() || !rows.raw(row).contains('"') {
            return false;
        }
        let is_joined = |cell: &str| {
            let Some((before, quoted)) = cell.split_once('"') else { return false };
            let is_code = !before.trim().is_empty() && !before.contains(is_han);
            // A quote within a quoted cell is doubled in the file.
            is_code && quoted.len() > 1 && quoted.ends_with('"') && rows.raw(row).contains(cell)
        };
        rows.cells(row).any(is_joined)
    }

    /// Whether a quoted cell with line breaks holds what looks like a whole row of the table, as
    /// it does where a quote too many swallowed it.
    fn looks_swallowed(&self, raw: &str) -> bool {
        let (Some(delimiter), Some(_)) = (self.shape.delimiter, memchr(b'\n', raw.as_bytes()))
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
        let raw = match rows.raw(row) {
            "" => head(&rows.cells(row).collect::<Vec<_>>().join("\t"), SHOWN).to_owned(),
            raw => head(raw, SHOWN).to_owned(),
        };
        Reject {
            path: self.path.clone(),
            record: self.record(row),
            line: row.line,
            byte: row.byte,
            reason,
            raw,
        }
    }
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// Rows in which a header is looked for.
const TITLES: usize = 20;

/// The row with which the table begins, where titles filled up with empty cells stand above it.
fn below_titles(rows: &Rows, first: usize, options: &Options) -> usize {
    let sample = rows.list[first..].iter().take(TITLES);
    let sample: Vec<Vec<String>> =
        sample.map(|row| rows.cells(row).map(str::to_owned).collect()).collect();
    let found = first + header::find(&sample).unwrap_or(0);
    let [top, cells] = [first, found].map(|row| rows.cells(&rows.list[row]).collect::<Vec<_>>());
    let is_title = found > first
        && top.len() == cells.len()
        && !top.iter().any(|cell| is_known(&key(cell), options));
    if is_title && is_header(&cells, None, options) { found } else { first }
}

/// Cells that every row of a table has behind those of the header.
struct Surplus {
    cells: usize,
    /// Whether there is anything in them.
    filled: bool,
}

/// The cells that all of the first rows have too many, if they are as many in each. One row alone
/// says nothing of the others.
fn surplus(rows: &Rows, of: &[Row], columns: usize) -> Option<Surplus> {
    let mut sample = of.iter().filter(|row| !row.blank).take(LOOKED_AT).peekable();
    let cells = sample.peek()?.cells.len().checked_sub(columns).filter(|&cells| cells > 0)?;
    let (mut count, mut filled) = (0, false);
    for row in sample {
        if row.cells.len() != columns + cells {
            return None;
        }
        count += 1;
        filled = filled || rows.cells(row).skip(columns).any(|cell| !cell.trim().is_empty());
    }
    (count > 1).then_some(Surplus { cells, filled })
}

/// How many letters the cells of each column have on average, by the first rows.
fn letters(rows: &Rows, of: &[Row], columns: usize) -> Vec<f64> {
    let sample: Vec<&Row> = of.iter().filter(|row| !row.blank).take(LOOKED_AT).collect();
    let total = |column| sample.iter().map(|row| rows::letters(rows.get(row, column))).sum();
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

fn too_large(max: usize) -> Message {
    Message::new(
        format!("有一格超过 {max} 字节；可提高 --max-cell"),
        format!("a cell is larger than {max} bytes; --max-cell raises the limit"),
    )
}

fn syntax() -> Message {
    Message::new("不是合法的 JSON 对象；请检查这一行", "not a JSON object; check this line")
}

fn joined() -> Message {
    Message::new(
        "引号前像是少了一个分隔符，两格成了一格；请补上",
        "a separator seems to be missing before a quote, so that two cells became one; put it in",
    )
}

fn before_header() -> Message {
    Message::new("表头之前的说明行，不作文档", "stands above the header; not a document")
}

fn total() -> Message {
    Message::new("合计行，不作文档", "a row of totals; not a document")
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
    let mut reason = Message::new(
        format!("有 {found} 格，表头有 {expected} 格；请检查逗号和引号"),
        format!("{found} cells where the header has {expected}; check commas and quotes"),
    );
    // Nothing can be filled up in a row that is too long.
    if found < expected {
        reason.zh.push_str("，或用 --ragged pad");
        reason.en.push_str(", or use --ragged pad");
    }
    reason
}

fn fewer_names(cells: usize) -> Message {
    Message::new(
        format!("每行都比表头多 {cells} 格，多出的列记为 column_N"),
        format!(
            "every row has {cells} cells more than the header; their columns are called column_N"
        ),
    )
}
