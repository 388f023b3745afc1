use std::io;

use cimai_corpus::Message;

use super::dialect::{self, Dialect};
use super::records::{Records, Unclosed};
use super::source::Source;
use crate::audit::head;
use crate::file::piece::FileAccount;
use crate::table::documents::{Opening, Shape, Table};
use crate::table::header::is_known;
use crate::table::names::key;
use crate::table::rows::{Limit, Rows};
use crate::{Error, Kind, Options, Reject};

/// The largest part of a refused record that is shown.
const SHOWN: usize = 2 << 10;

/// How a delimited text is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delimited {
    dialect: Dialect,
    /// Where its records begin.
    start: usize,
}

impl Delimited {
    /// The records of the text.
    pub(crate) fn records<'f>(
        self,
        source: &'f Source<'_>,
        options: &Options,
    ) -> io::Result<Records<'f>> {
        let window = source.window()?;
        Ok(Records::new(window, self.start, self.dialect, options.max_cell))
    }
}

/// Looks at the whole of a delimited text, and opens its table unless it has to be refused.
pub(crate) fn look(
    source: &Source<'_>,
    options: &Options,
    into: &mut FileAccount,
) -> Result<Option<(Delimited, Table)>, Error> {
    if source.has_dos_end() {
        into.audit.warn(&dos_end());
    }
    let mut window = match source.window() {
        Ok(window) => window,
        Err(error) => return Ok(source.refuse(&error, into)),
    };
    let ahead = window.look_ahead(dialect::LOOKED_AT);
    let (dialect, start) = dialect::sniff(ahead, into.audit.kind, options);
    tell_dialect(dialect, into);
    let mut records = Records::new(window, start, dialect, options.max_cell);
    let rows = match records.read(Limit::OPENING) {
        Ok(rows) => rows,
        Err(unclosed) => return Ok(refuse_unclosed(&unclosed, source, into)),
    };
    if has_wide_commas(&rows, options) {
        into.refuse(&wide_commas());
        return Ok(None);
    }
    let Some(opening) = Opening::find(&rows, options, into) else { return Ok(None) };
    let shape = Shape { delimiter: Some(dialect.delimiter), short: false };
    let table = Table::open(opening, &rows, shape, options, into)?;
    drop(rows);
    if let Err(unclosed) = check_quotes(&mut records) {
        return Ok(refuse_unclosed(&unclosed, source, into));
    }
    if let Some(error) = records.window().failed() {
        return Ok(source.refuse(&error, into));
    }
    Ok(Some((Delimited { dialect, start }, table)))
}

/// Reads on to the end, to see whether every quote is closed.
fn check_quotes(records: &mut Records<'_>) -> Result<(), Unclosed> {
    while !records.read(Limit::OPENING)?.list.is_empty() {}
    Ok(())
}

fn dos_end() -> Message {
    Message::new(
        "末尾的 DOS 结束符（Ctrl-Z）已去掉",
        "the DOS end mark (Ctrl-Z) was taken off the end",
    )
}

fn tell_dialect(dialect: Dialect, into: &mut FileAccount) {
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

fn refuse_unclosed<T>(
    unclosed: &Unclosed,
    source: &Source<'_>,
    into: &mut FileAccount,
) -> Option<T> {
    let line = unclosed.line;
    let reason = Message::new(
        format!("第 {line} 行的引号没有结束，后面的内容会被吞掉；请补上引号"),
        format!(
            "the quote opened on line {line} is not closed and would swallow what follows; close it"
        ),
    );
    into.refuse(&reason);
    let raw = source.excerpt(unclosed.byte, SHOWN).unwrap_or_default();
    into.rejects.push(Reject {
        path: into.audit.path.clone(),
        record: unclosed.record,
        line,
        byte: unclosed.byte,
        reason,
        raw: head(raw.lines().next().unwrap_or(""), SHOWN).to_owned(),
    });
    None
}
