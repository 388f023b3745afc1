use cimai_corpus::Message;

use crate::columns::{self, Columns, Header, Shape};
use crate::dialect;
use crate::file::FileReading;
use crate::records::{Records, Unclosed};
use crate::rows::{Fault, Rows};
use crate::table::Table;
use crate::{Error, Kind, Options, Status};

/// Rows and bytes of cells that are read at a time.
const ROWS: usize = 1 << 16;
const BYTES: usize = 8 << 20;
/// Rows that the choice of columns looks at.
const LOOKED_AT: usize = 1000;

/// Reads a delimited text.
pub(crate) fn read(text: &str, options: &Options, into: &mut FileReading) -> Result<(), Error> {
    let text = text.trim_start_matches('\u{FEFF}');
    let (text, ctrl_z) = text.strip_suffix('\u{1A}').map_or((text, false), |text| (text, true));
    let (dialect, start) = dialect::sniff(text, into.audit.kind, options.delimiter);
    if into.audit.kind != Kind::Csv || dialect.delimiter == b'\t' {
        into.audit.kind = if dialect.delimiter == b'\t' { Kind::Tsv } else { Kind::Csv };
    }
    into.audit.say(&dialect.describe());
    if ctrl_z {
        into.audit.warn(&Message::new(
            "末尾的 DOS 结束符（Ctrl-Z）已去掉",
            "a DOS end mark (Ctrl-Z) was taken off the end",
        ));
    }
    if dialect.escape.is_some() {
        into.audit.warn(&Message::new(
            "引号用反斜杠转义，已照此读",
            "quotes are escaped with backslashes, and were read so",
        ));
    }
    let mut records = Records::new(text, start, dialect, options.max_cell);
    match read_all(text, &mut records, options, into) {
        Ok(result) => result,
        Err(unclosed) => {
            into.refuse(unclosed_quote(unclosed));
            Ok(())
        }
    }
}

fn read_all(
    text: &str,
    records: &mut Records<'_>,
    options: &Options,
    into: &mut FileReading,
) -> Result<Result<(), Error>, Unclosed> {
    let mut rows = records.read(1, usize::MAX)?;
    let path = into.audit.path.clone();
    let Some(first) = rows.rows.first().cloned() else { return Ok(Ok(())) };
    let _ = &first;
    let header: Vec<String> = rows.cells(&rows.rows[0]).map(str::to_owned).collect();
    records.start_counting();
    records.blank_is_record = header.len() == 1;
    let below = records.read(ROWS, BYTES)?;
    let shapes = shapes(&below, header.len());
    let cells: Vec<&str> = header.iter().map(String::as_str).collect();
    let is_header =
        columns::is_header(&cells, (!below.rows.is_empty()).then_some(&shapes[..]), options);
    let header =
        if is_header { Header::read(cells.into_iter()) } else { Header::missing(cells.len()) };
    let columns = match Columns::choose(&path, header, &shapes, options) {
        Ok(columns) => columns,
        Err(error) => return Ok(Err(error)),
    };
    let _ = Fault::Quotes;
    let _ = Status::Ok;
    for doubt in &columns.doubts {
        into.audit.warn(doubt);
    }
    if !columns.note.en.is_empty() {
        into.audit.say(&columns.note);
        into.notes.push(columns.note.clone());
    }
    into.columns = columns.carried.iter().map(|&column| columns.names[column].clone()).collect();
    let table = Table { path: &path, options, columns, source: text };
    if !is_header {
        rows.rows[0].record = 1;
        if let Err(error) = table.read(&rows, into) {
            return Ok(Err(error));
        }
    }
    rows = below;
    while !rows.rows.is_empty() {
        if let Err(error) = table.read(&rows, into) {
            return Ok(Err(error));
        }
        rows = records.read(ROWS, BYTES)?;
    }
    Ok(Ok(()))
}

/// What the cells of each column look like, by the first rows.
pub(crate) fn shapes(rows: &Rows, columns: usize) -> Vec<Shape> {
    let sample = &rows.rows[..rows.rows.len().min(LOOKED_AT)];
    let mean = |column| {
        let letters: f64 = sample.iter().map(|row| columns::letters(rows.get(row, column))).sum();
        Shape { letters: letters / sample.len().max(1) as f64 }
    };
    (0..columns).map(mean).collect()
}

fn unclosed_quote(unclosed: Unclosed) -> Message {
    let line = unclosed.line;
    Message::new(
        format!("第 {line} 行的引号没有结束，后面的内容会被吞掉；请补上引号"),
        format!(
            "the quote opened on line {line} is not closed and would swallow what follows; close it"
        ),
    )
}
