use cimai_corpus::Message;

use crate::dialect::{self, Dialect};
use crate::file::FileReading;
use crate::header::{is_known, key};
use crate::reading::head;
use crate::records::{Records, Unclosed};
use crate::rows::Rows;
use crate::table::{Opening, Source, Table};
use crate::{Error, Kind, Options, Reject};

/// Reads a delimited text.
pub(crate) fn read(text: &str, options: &Options, into: &mut FileReading) -> Result<(), Error> {
    let text = without_marks(text, into);
    let (dialect, start) = dialect::sniff(text, into.audit.kind, options);
    tell_dialect(dialect, into);
    let mut records = Records::new(text, start, dialect, options.max_cell);
    let mut rows = Rows::default();
    let Ok(()) = records.read(&mut rows).map_err(|unclosed| refuse_unclosed(&unclosed, text, into))
    else {
        return Ok(());
    };
    if has_wide_commas(&rows, options) {
        into.refuse(&wide_commas());
        return Ok(());
    }
    let Some(opening) = Opening::find(&rows, options, into) else { return Ok(()) };
    let source = Source { text, delimiter: Some(dialect.delimiter), short: false };
    let table = Table::open(opening, &rows, source, options, into)?;
    loop {
        match records.read(&mut rows) {
            Ok(()) if rows.list.is_empty() => break,
            Ok(()) => table.read(&rows, &rows.list, into)?,
            Err(unclosed) => {
                refuse_unclosed(&unclosed, text, into);
                return Ok(());
            }
        }
    }
    table.close(into);
    Ok(())
}

/// The text without byte-order marks at its start and the end mark of DOS.
fn without_marks<'t>(text: &'t str, into: &mut FileReading) -> &'t str {
    let text = text.trim_start_matches('\u{FEFF}');
    let Some(text) = text.strip_suffix('\u{1A}') else { return text };
    into.audit.warn(&Message::new(
        "末尾的 DOS 结束符（Ctrl-Z）已去掉",
        "the DOS end mark (Ctrl-Z) was taken off the end",
    ));
    text
}

fn tell_dialect(dialect: Dialect, into: &mut FileReading) {
    into.audit.kind = if dialect.delimiter == b'\t' { Kind::Tsv } else { Kind::Csv };
    into.audit.say(&dialect.describe());
    if dialect.escape.is_some() {
        into.audit.warn(&Message::new(
            "单元格内的引号用反斜杠转义，已照此读",
            "quotes within cells are escaped with backslashes, and were read so",
        ));
    }
}

/// Whether the cells are divided by the full-width comma, which no program writes on purpose.
fn has_wide_commas(rows: &Rows, options: &Options) -> bool {
    let filled: Vec<_> = rows.list.iter().filter(|row| !row.blank).take(100).collect();
    let [first, rest @ ..] = &filled[..] else { return false };
    let commas = |row| rows.get(row, 0).matches('，').count();
    let is_header = rows.get(first, 0).split('，').any(|name| is_known(&key(name), options));
    is_header
        && commas(first) > 0
        && filled.iter().all(|row| row.cells.len() == 1)
        && rest.iter().all(|row| commas(row) == commas(first))
}

fn wide_commas() -> Message {
    Message::new(
        "各格之间是全角逗号“，”，整行只算一列；请替换为半角逗号",
        "cells are divided by the full-width comma ‘，’, so each row is a single cell; replace it by a plain comma",
    )
}

fn refuse_unclosed(unclosed: &Unclosed, text: &str, into: &mut FileReading) {
    let line = unclosed.line;
    let reason = Message::new(
        format!("第 {line} 行的引号没有结束，后面的内容会被吞掉；请补上引号"),
        format!(
            "the quote opened on line {line} is not closed and would swallow what follows; close it"
        ),
    );
    into.refuse(&reason);
    into.rejects.push(Reject {
        path: into.audit.path.clone(),
        record: unclosed.record,
        line,
        byte: unclosed.byte as u64,
        reason,
        raw: head(text[unclosed.byte..].lines().next().unwrap_or(""), 2 << 10).to_owned(),
    });
}
