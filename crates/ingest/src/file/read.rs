use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use cimai_corpus::{Document, Message};
use rayon::prelude::*;

use super::look::{Format, Look, Plan, TablePlan};
use super::piece::{FileAccount, Piece};
use crate::bytes::encoding::TextEncoding;
use crate::bytes::load::{self, Loaded, load};
use crate::bytes::{binary, detect};
use crate::formats::jsonl::{Keys, Lines};
use crate::formats::records::Records;
use crate::formats::source::Source;
use crate::formats::{docx, text, xlsx};
use crate::setup::Setup;
use crate::table::documents::Table;
use crate::table::fields::Filling;
use crate::table::rows::{Limit, Rows};
use crate::walk::Entry;
use crate::{Error, Kind};

/// Takes the documents of one part of a file: its number, the documents, and the names of their
/// fields.
pub(crate) type Give<'g, E> = &'g (dyn Fn(u32, &Filling, Vec<Document>) -> Result<(), E> + Sync);

/// Reads the documents of a file that was looked at.
pub(crate) fn read<E: From<Error> + Send>(
    look: Look,
    entry: &Entry,
    setup: &Setup<'_>,
    give: Give<'_, E>,
) -> Result<FileAccount, E> {
    let Look { account, plan, loaded, stamp, .. } = look;
    let mut reader = Reader { account, setup, give };
    match &plan {
        Plan::Skipped => return Ok(reader.account),
        Plan::Nothing => {}
        Plan::Office => reader.read_office(entry)?,
        Plan::Text(_) | Plan::Table(_) => {
            let loaded = loaded.map_or_else(|| load(entry, setup.options.max_size), Ok);
            let loaded = loaded.map_err(|_| reader.changed())?;
            match &plan {
                Plan::Text(encoding) => reader.read_stream(&loaded, encoding)?,
                Plan::Table(plan) => reader.read_table(&loaded, plan)?,
                _ => {}
            }
            if load::stamp(&entry.path) != stamp {
                return Err(reader.changed().into());
            }
        }
    }
    Ok(reader.close())
}

/// Reads one file.
struct Reader<'r, E> {
    account: FileAccount,
    setup: &'r Setup<'r>,
    give: Give<'r, E>,
}

impl<E: From<Error> + Send> Reader<'_, E> {
    /// Says what was found in the file, and adds the columns of its path.
    fn close(self) -> FileAccount {
        let mut account = self.account;
        account.finish();
        let Some(fields) = &self.setup.fields else { return account };
        match fields.values(&account.audit.path) {
            Some(values) => {
                let columns = std::mem::take(&mut account.columns);
                account.columns = Filling::new(columns, values).columns.to_vec();
            }
            None => account.audit.say(&fields.no_fit()),
        }
        account
    }

    fn changed(&self) -> Error {
        Error::Changed { path: self.account.audit.path.clone() }
    }

    /// The names of the fields of its documents, and what its path says of them.
    fn filling(&self) -> Filling {
        let fields = self.setup.fields.as_ref();
        let values = fields.and_then(|fields| fields.values(&self.account.audit.path));
        Filling::new(self.account.columns.clone(), values.unwrap_or_default())
    }

    fn read_stream(&mut self, loaded: &Loaded, encoding: &TextEncoding) -> Result<(), E> {
        let text = whole_text(loaded, encoding).map_err(|_| self.changed())?;
        self.read_text(&text)
    }

    fn read_table(&mut self, loaded: &Loaded, plan: &TablePlan) -> Result<(), E> {
        let source = Source::new(loaded, &plan.encoding, plan.bytes);
        let reader = RowReader::new(&source, &plan.format, self.setup);
        let reader = reader.map_err(|_| self.changed())?;
        let rows = Batches { reader, limit: self.setup.limit(), broken: false };
        self.read_rows(&plan.table, rows)
    }

    /// Reads a workbook or a Word document. It is held as a whole, and so nothing of it is handed
    /// out before all of it is known to be sound.
    fn read_office(&mut self, entry: &Entry) -> Result<(), E> {
        let max = self.setup.options.max_size;
        let loaded = load(entry, max);
        let whole = loaded.as_ref().map_err(Clone::clone).and_then(Loaded::whole);
        let (Ok(loaded), Ok(bytes)) = (&loaded, &whole) else {
            if let Err(refusal) = &whole {
                self.account.refuse_as(refusal);
            }
            return Ok(());
        };
        self.account.audit.bytes = loaded.size;
        self.account.audit.packing = loaded.packing;
        self.account.audit.blake3 = blake3::hash(bytes).to_string();
        if !binary::is_zip(bytes) {
            let known = binary::refuse_nul(bytes).and_then(|()| binary::refuse(bytes));
            self.account.refuse(&known.err().unwrap_or_else(not_office));
            return Ok(());
        }
        if self.account.audit.kind == Kind::Xlsx {
            return self.read_workbook(bytes);
        }
        match docx::text(bytes, max) {
            Ok(text) => {
                self.account.audit.say_if(detect::destroyed(&text).as_ref());
                return self.read_text(&text);
            }
            Err(problem) => self.account.refuse(&problem),
        }
        Ok(())
    }

    fn read_workbook(&mut self, bytes: &[u8]) -> Result<(), E> {
        match xlsx::read(bytes, self.setup, &mut self.account) {
            Ok(Some((table, rows))) => self.read_rows(&table, rows.into_iter().map(Some)),
            Ok(None) => Ok(()),
            Err(error) => Ok(self.account.refuse_table(error)?),
        }
    }

    fn read_text(&mut self, text: &str) -> Result<(), E> {
        let mut piece = text::read(text, self.setup, &mut self.account);
        let filling = self.filling();
        let mut documents = std::mem::take(&mut piece.documents);
        self.account.absorb(piece);
        filling.fill_all(&mut documents);
        let mut number = 0;
        while !documents.is_empty() {
            let rest = documents.split_off(documents.len().min(self.setup.batch()));
            (self.give)(number, &filling, std::mem::replace(&mut documents, rest))?;
            number += 1;
        }
        Ok(())
    }

    /// Reads the rows of a table, several batches at a time. A batch that is missing means that
    /// the file is another one than was looked at.
    fn read_rows(
        &mut self,
        table: &Table,
        rows: impl Iterator<Item = Option<Rows>> + Send,
    ) -> Result<(), E> {
        let filling = self.filling();
        let stop = AtomicBool::new(false);
        let (setup, give, path) = (self.setup, self.give, &self.account.audit.path);
        let read = |(number, rows): (u32, Option<Rows>)| {
            let rows = rows.ok_or_else(|| Error::Changed { path: path.clone() });
            let piece = rows.and_then(|rows| table.read(&rows, setup.options)).map_err(E::from);
            let given = piece.and_then(|piece| hand_out(piece, number, &filling, give));
            stop.fetch_or(given.is_err(), Ordering::Relaxed);
            (number, given)
        };
        let going_on = rows.take_while(|_| !stop.load(Ordering::Relaxed));
        let mut pieces: Vec<_> = (0..).zip(going_on).par_bridge().map(read).collect();
        pieces.sort_unstable_by_key(|&(number, _)| number);
        for (_, piece) in pieces {
            self.account.absorb(piece?);
        }
        table.close(&mut self.account);
        Ok(())
    }
}

/// Hands out the documents of a piece; gives what is left of it.
fn hand_out<E>(
    mut piece: Piece,
    number: u32,
    filling: &Filling,
    give: Give<'_, E>,
) -> Result<Piece, E> {
    let mut documents = std::mem::take(&mut piece.documents);
    if !documents.is_empty() {
        filling.fill_all(&mut documents);
        give(number, filling, documents)?;
    }
    Ok(piece)
}

/// Reads rows from a text.
enum RowReader<'f> {
    Delimited(Box<Records<'f>>),
    Jsonl(Box<Lines<'f>>, &'f Keys),
}

impl<'f> RowReader<'f> {
    fn new(source: &'f Source<'_>, format: &'f Format, setup: &Setup<'_>) -> io::Result<Self> {
        Ok(match format {
            Format::Delimited(delimited) => {
                Self::Delimited(Box::new(delimited.records(source, setup.options)?))
            }
            Format::Jsonl(keys) => Self::Jsonl(Box::new(Lines::new(source, setup.options)?), keys),
        })
    }
}

/// Rows in batches.
struct Batches<'f> {
    reader: RowReader<'f>,
    limit: Limit,
    broken: bool,
}

impl Iterator for Batches<'_> {
    type Item = Option<Rows>;

    fn next(&mut self) -> Option<Option<Rows>> {
        if self.broken {
            return None;
        }
        let (rows, window) = match &mut self.reader {
            RowReader::Delimited(records) => (records.read(self.limit).ok(), records.window()),
            RowReader::Jsonl(lines, keys) => (Some(lines.read(keys, self.limit)), lines.window()),
        };
        let rows = rows.filter(|_| window.failed().is_none());
        self.broken = rows.is_none();
        match rows {
            Some(rows) if rows.list.is_empty() => None,
            rows => Some(rows),
        }
    }
}

fn whole_text(loaded: &Loaded, encoding: &TextEncoding) -> io::Result<String> {
    let source = Source::new(loaded, encoding, u64::MAX);
    let mut stream = source.stream()?;
    let mut text = String::new();
    while stream.more(&mut text)? {}
    Ok(text)
}

fn not_office() -> Message {
    Message::new(
        "不是 Office 文件；若是文本，请改扩展名为 txt 或 csv",
        "not an Office file; if it is text, give it the ending txt or csv",
    )
}
