//! One file: the look at it as a whole, and the reading of its documents.

pub(crate) mod look;
pub(crate) mod piece;

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use cimai_corpus::{Document, Message};
use encoding_rs::Encoding;
use rayon::prelude::*;

use self::look::{Format, Look, Plan, TablePlan};
use self::piece::{FileAccount, Piece};
use crate::Error;
use crate::bytes::encoding::{self, Forced, TextEncoding, is_common};
use crate::bytes::load::{self, Loaded, load};
use crate::bytes::packing;
use crate::formats::csv::Records;
use crate::formats::docx::{self, Word};
use crate::formats::jsonl::{Keys, Lines};
use crate::formats::workbook::{self, biff};
use crate::formats::{Source, text};
use crate::setup::Setup;
use crate::table::Table;
use crate::table::fields::Filling;
use crate::table::rows::{Limit, Rows};
use crate::walk::Entry;

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
        }
    }
    if load::stamp(&entry.path) != stamp {
        return Err(reader.changed().into());
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
        let is_container = packing::is_zip(bytes) || biff::is_ole(bytes);
        if is_container && self.account.audit.kind.is_workbook() {
            return self.read_workbook(bytes);
        }
        match docx::text(bytes, max) {
            _ if !packing::is_zip(bytes) => self.account.refuse(&not_office(bytes)),
            Ok(word) => return self.read_word(&word),
            Err(problem) => self.account.refuse(&problem),
        }
        Ok(())
    }

    fn read_word(&mut self, word: &Word) -> Result<(), E> {
        let audit = &mut self.account.audit;
        if word.unknown > 0 {
            audit.replaced += word.unknown;
            audit.warn(&docx::unknown(word.unknown));
        }
        audit.say_if(encoding::destroyed(&word.text).as_ref());
        self.read_text(&word.text)
    }

    fn read_workbook(&mut self, bytes: &[u8]) -> Result<(), E> {
        match workbook::read(bytes, self.setup, &mut self.account) {
            Ok(Some((table, rows))) => self.read_rows(&table, rows.into_iter().map(Some)),
            Ok(None) => Ok(()),
            Err(error) => Ok(self.account.refuse_table(error)?),
        }
    }

    fn read_text(&mut self, text: &str) -> Result<(), E> {
        let mut piece = text::read(text, self.setup, &mut self.account);
        piece.filter(self.setup.options);
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
            let given = piece.and_then(|mut piece| {
                piece.filter(setup.options);
                hand_out(piece, number, &filling, give)
            });
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

/// What is said of a file that is no container of an Office program, or not of the one that its
/// name speaks of.
fn not_office(bytes: &[u8]) -> Message {
    let ole = if biff::is_ole(bytes) { biff::check(bytes, u64::MAX) } else { Ok(()) };
    let known = ole.and_then(|()| packing::refuse_nul(bytes)).and_then(|()| packing::refuse(bytes));
    known.err().unwrap_or_else(unknown)
}

fn unknown() -> Message {
    Message::new(
        "不是 Office 文件；若是文本，请改扩展名为 txt 或 csv",
        "not an Office file; if it is text, give it the ending txt or csv",
    )
}

/// Looks again at the files that are too short to tell their encoding, in the encoding that most
/// other files of their folder have, unless that makes less sense.
pub(crate) fn ask_neighbours(entries: &[Entry], looks: &mut [Look], setup: &Setup<'_>) {
    let usual = usual_encodings(looks);
    for (entry, look) in entries.iter().zip(looks) {
        let uncertain = look.account.uncertain && look.is_lasting();
        let Some(&encoding) = usual.get(folder(&entry.name)).filter(|_| uncertain) else {
            continue;
        };
        let reason = Message::new(
            "字数太少，按同文件夹多数文件的编码",
            "too short to tell; as most files of its folder",
        );
        let asked = Some((encoding, reason));
        if makes_sense(entry, look, &asked, setup).unwrap_or(false)
            && let Ok(better) = look::look(entry, setup, &asked)
        {
            *look = better;
        }
    }
}

/// Whether a file makes no less sense in the encoding that was asked for.
fn makes_sense(
    entry: &Entry,
    look: &Look,
    asked: &Forced,
    setup: &Setup<'_>,
) -> Result<bool, Error> {
    let other = look::look(entry, setup, asked)?;
    // A table whose header makes no sense any more is no better reading.
    if other.account.error.is_some() && look.account.error.is_none() {
        return Ok(false);
    }
    let (own, new) = (look.account.audit.replaced, other.account.audit.replaced);
    let own_common = common(entry, look::look(entry, setup, &setup.encoding)?, setup)?;
    Ok(common(entry, other, setup)? + 2 * own >= own_common + 2 * new)
}

/// How many characters of a file's texts are common ones.
fn common(entry: &Entry, look: Look, setup: &Setup<'_>) -> Result<u64, Error> {
    let found = AtomicU64::new(0);
    read(look, entry, setup, &|_, _, documents| {
        let text = documents.iter().flat_map(|document| document.text.chars());
        found.fetch_add(text.filter(|&c| is_common(c)).count() as u64, Ordering::Relaxed);
        Ok::<_, Error>(())
    })?;
    Ok(found.into_inner())
}

/// For each folder, the most common encoding of the files that tell it, other than those of
/// Unicode: a file that asks is not valid UTF-8, and UTF-16 shows itself.
fn usual_encodings(looks: &[Look]) -> HashMap<String, &'static Encoding> {
    let mut counts: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
    for account in looks.iter().map(|look| &look.account).filter(|account| !account.uncertain) {
        let name = account.audit.encoding.as_str();
        if !name.is_empty() && !name.starts_with("UTF-") {
            let folder = counts.entry(folder(&account.audit.path)).or_default();
            *folder.entry(name).or_insert(0) += 1;
        }
    }
    let most = |counts: HashMap<&str, usize>| {
        let best = counts.into_iter().max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0)));
        best.and_then(|(name, _)| Encoding::for_label(name.as_bytes()))
    };
    let usual = counts.into_iter().map(|(folder, counts)| (folder.to_owned(), most(counts)));
    usual.filter_map(|(folder, encoding)| Some((folder, encoding?))).collect()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
