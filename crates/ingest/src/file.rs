use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use cimai_corpus::{Document, Message};
use rayon::prelude::*;

use crate::bytes::encoding::{self, Forced, TextEncoding};
use crate::bytes::load::{self, Loaded, Refusal, Stamp, kind_of, load};
use crate::bytes::scan::{Scan, scan};
use crate::bytes::stream::Losses;
use crate::bytes::{binary, detect};
use crate::formats::csv::{self, Delimited};
use crate::formats::dialect::{self, is_table};
use crate::formats::jsonl::{self, Keys, Lines};
use crate::formats::records::Records;
use crate::formats::source::Source;
use crate::formats::{docx, text, xlsx};
use crate::piece::{FileAccount, Piece};
use crate::setup::Setup;
use crate::table::documents::Table;
use crate::table::fields::Filling;
use crate::table::rows::{Limit, Rows};
use crate::walk::Entry;
use crate::{Error, FileAudit, Kind, Status};

/// How much of a text is looked at to see whether its first line is a JSON object.
const LONGEST_FIRST_LINE: usize = 4 << 20;

/// What the first look at a file found, from which it is read.
pub(crate) struct Look {
    pub(crate) account: FileAccount,
    plan: Plan,
    /// About how many bytes of text it holds.
    pub(crate) weight: u64,
    /// The file itself, if it cannot be opened again.
    loaded: Option<Loaded>,
    stamp: Stamp,
}

/// How the documents of a file are read.
enum Plan {
    /// The file is not looked at.
    Skipped,
    /// There are none.
    Nothing,
    /// As those of a workbook or a Word document, held as a whole.
    Office,
    Text(TextEncoding),
    Table(Box<TablePlan>),
}

struct TablePlan {
    encoding: TextEncoding,
    /// How many bytes are read, without the end mark of DOS.
    bytes: u64,
    table: Table,
    format: Format,
}

enum Format {
    Delimited(Delimited),
    Jsonl(Keys),
}

/// Takes the documents of one part of a file: its number, the documents, and the names of their
/// fields.
pub(crate) type Give<'g, E> = &'g (dyn Fn(u32, &Filling, Vec<Document>) -> Result<(), E> + Sync);

/// Looks at a whole file once: finds everything for which it has to be refused, and how it is to
/// be read. What is wrong with it stands in its account; an error stops the run.
pub(crate) fn look(entry: &Entry, setup: &Setup<'_>, forced: &Forced) -> Result<Look, Error> {
    let (kind, packing) = kind_of(&entry.name);
    let audit = FileAudit { path: entry.name.clone(), kind, packing, ..FileAudit::default() };
    let account = FileAccount::new(audit);
    let stamp = load::stamp(&entry.path);
    let mut look = Look { account, plan: Plan::Nothing, weight: 0, loaded: None, stamp };
    if let Some(problem) = entry.problem.clone().or_else(|| unknown(entry, kind)) {
        look.account.audit.say(&problem);
        look.account.audit.status = Status::Skipped;
        look.plan = Plan::Skipped;
        return Ok(look);
    }
    if matches!(kind, Kind::Xlsx | Kind::Docx) {
        look.plan = Plan::Office;
        look.weight = stamp.map_or(u64::MAX, |(size, _)| 8 * size);
        return Ok(look);
    }
    match load(entry, setup.options.max_size) {
        Ok(loaded) => {
            let seen = look.look_at(&loaded, setup, forced);
            seen.or_else(|error| look.account.refuse_table(error))?;
            look.loaded = Some(loaded).filter(|loaded| loaded.once);
        }
        Err(refusal) => look.account.refuse_as(&refusal),
    }
    Ok(look)
}

fn unknown(entry: &Entry, kind: Kind) -> Option<Message> {
    (kind == Kind::Unknown && !entry.named).then(|| {
        Message::new(
            "不认识的扩展名，已跳过；可直接指名该文件",
            "an unknown ending; skipped. Name the file itself to read it",
        )
    })
}

impl Look {
    /// Whether the file was opened.
    pub(crate) fn is_opened(&self) -> bool {
        !matches!(self.plan, Plan::Skipped)
    }

    /// Whether the file can be opened again.
    pub(crate) fn is_lasting(&self) -> bool {
        self.loaded.is_none()
    }

    fn look_at(
        &mut self,
        loaded: &Loaded,
        setup: &Setup<'_>,
        forced: &Forced,
    ) -> Result<(), Error> {
        let scan = match scan(loaded) {
            Ok(scan) => scan,
            Err(refusal) => {
                self.account.refuse_as(&refusal);
                return Ok(());
            }
        };
        self.weight = scan.bytes;
        self.account.note_loaded(loaded, &scan);
        match encoding::find(&scan, forced) {
            Ok(encoding) => self.look_at_text(loaded, &scan, encoding, setup),
            Err(problem) => {
                self.account.refuse(&problem);
                Ok(())
            }
        }
    }

    fn look_at_text(
        &mut self,
        loaded: &Loaded,
        scan: &Scan,
        encoding: TextEncoding,
        setup: &Setup<'_>,
    ) -> Result<(), Error> {
        self.account.uncertain = encoding.uncertain;
        let source = Source::new(loaded, &encoding, scan.bytes);
        let seen = losses(&source, &encoding).and_then(|found| {
            let refused = self.account.note_encoding(&encoding, found, setup.options.lossy);
            let mut window = source.window()?;
            let longest = match self.account.audit.kind {
                Kind::Unknown => LONGEST_FIRST_LINE,
                _ => dialect::LOOKED_AT,
            };
            Ok((!refused).then(|| window.look_ahead(longest).to_owned()))
        });
        match seen {
            Ok(Some(head)) => {
                if let Some(garbled) = detect::destroyed(&head) {
                    self.account.audit.say(&garbled);
                }
                let found = self.find_table(&head, source, scan.last, setup);
                self.plan = match found? {
                    Found::Table(bytes, table, format) => {
                        Plan::Table(Box::new(TablePlan { encoding, bytes, table, format }))
                    }
                    Found::Nothing => Plan::Nothing,
                    Found::Text => Plan::Text(encoding),
                };
            }
            Ok(None) => {}
            Err(error) => self.account.refuse_as(&loaded.failed(&error)),
        }
        Ok(())
    }

    /// Opens the table that a text is, if it is one; `head` is its beginning.
    fn find_table(
        &mut self,
        head: &str,
        source: Source<'_>,
        last: [u8; 2],
        setup: &Setup<'_>,
    ) -> Result<Found, Error> {
        let (options, account) = (setup.options, &mut self.account);
        let is_jsonl = match account.audit.kind {
            Kind::Csv | Kind::Tsv => false,
            Kind::Jsonl => true,
            Kind::Unknown if jsonl::is_jsonl(head) => true,
            Kind::Text | Kind::Unknown if is_table(head, options) => false,
            _ => return Ok(Found::Text),
        };
        let source = if is_jsonl { source } else { source.without_dos_end(last) };
        let found = match is_jsonl {
            true => jsonl::look(&source, options, account)?
                .map(|(keys, table)| (table, Format::Jsonl(keys))),
            false => csv::look(&source, options, account)?
                .map(|(delimited, table)| (table, Format::Delimited(delimited))),
        };
        let bytes = source.bytes();
        Ok(found.map_or(Found::Nothing, |(table, format)| Found::Table(bytes, table, format)))
    }
}

/// What a text turned out to be.
enum Found {
    Table(u64, Table, Format),
    /// A table without rows, or one that had to be refused.
    Nothing,
    Text,
}

/// What is lost in decoding a text, and how many characters it has.
fn losses(source: &Source<'_>, encoding: &TextEncoding) -> io::Result<(Losses, u64)> {
    if encoding.is_sound {
        return Ok((Losses::default(), 0));
    }
    let (mut stream, mut piece, mut chars) = (source.stream()?, String::new(), 0);
    loop {
        piece.clear();
        let more = stream.more(&mut piece)?;
        chars += piece.chars().count() as u64;
        if !more {
            return Ok((stream.losses, chars));
        }
    }
}

impl FileAccount {
    fn refuse_as(&mut self, refusal: &Refusal) {
        self.refuse(&refusal.message);
        self.audit.status = refusal.status;
    }

    fn note_loaded(&mut self, loaded: &Loaded, scan: &Scan) {
        self.audit.bytes = loaded.size;
        self.audit.packing = loaded.packing;
        self.audit.blake3.clone_from(&scan.blake3);
    }

    /// Notes how a text is decoded; gives whether so much was lost that it has to be refused.
    fn note_encoding(
        &mut self,
        encoding: &TextEncoding,
        (losses, chars): (Losses, u64),
        lossy: bool,
    ) -> bool {
        self.audit.replaced = losses.replaced;
        self.audit.first_replaced = losses.first_replaced;
        encoding.encoding.name().clone_into(&mut self.audit.encoding);
        self.audit.encoding_reason.clone_from(&encoding.reason);
        for remark in losses.remarks(encoding.encoding.name()) {
            self.audit.warn(&remark);
        }
        let refused = losses.are_many(chars) && !lossy;
        if refused {
            self.refuse(&too_much_replaced());
        }
        refused
    }
}

/// Reads the documents of a file that was looked at.
pub(crate) fn read<E: From<Error> + Send>(
    look: Look,
    entry: &Entry,
    setup: &Setup<'_>,
    give: Give<'_, E>,
) -> Result<FileAccount, E> {
    let Look { mut account, plan, loaded, stamp, .. } = look;
    match plan {
        Plan::Skipped => return Ok(account),
        Plan::Nothing => {}
        Plan::Office => match load(entry, setup.options.max_size) {
            Ok(loaded) => account.read_office(&loaded, setup, give)?,
            Err(refusal) => account.refuse_as(&refusal),
        },
        Plan::Text(_) | Plan::Table(_) => {
            let loaded = loaded.map_or_else(|| load(entry, setup.options.max_size), Ok);
            let loaded = loaded.map_err(|_| account.changed())?;
            account.read_plan(&loaded, plan, setup, give)?;
            if load::stamp(&entry.path) != stamp {
                return Err(account.changed().into());
            }
        }
    }
    account.close(setup);
    Ok(account)
}

impl FileAccount {
    /// Says what was found in the file, and adds the columns of its path.
    fn close(&mut self, setup: &Setup<'_>) {
        self.finish();
        let Some(fields) = &setup.fields else { return };
        match fields.values(&self.audit.path) {
            Some(values) => {
                let columns = std::mem::take(&mut self.columns);
                self.columns = Filling::new(columns, values).columns.to_vec();
            }
            None => self.audit.say(&fields.no_fit()),
        }
    }

    fn changed(&self) -> Error {
        Error::Changed { path: self.audit.path.clone() }
    }

    /// The names of the fields of its documents, and what its path says of them.
    fn filling(&self, setup: &Setup<'_>) -> Filling {
        let values = setup.fields.as_ref().and_then(|fields| fields.values(&self.audit.path));
        Filling::new(self.columns.clone(), values.unwrap_or_default())
    }

    fn read_plan<E: From<Error> + Send>(
        &mut self,
        loaded: &Loaded,
        plan: Plan,
        setup: &Setup<'_>,
        give: Give<'_, E>,
    ) -> Result<(), E> {
        match plan {
            Plan::Skipped | Plan::Nothing | Plan::Office => Ok(()),
            Plan::Text(encoding) => {
                let text = whole_text(loaded, &encoding).map_err(|_| self.changed())?;
                self.read_text(&text, setup, give)
            }
            Plan::Table(plan) => {
                let source = Source::new(loaded, &plan.encoding, plan.bytes);
                let reader = match &plan.format {
                    Format::Delimited(delimited) => {
                        let records = delimited.records(&source, setup.options);
                        records.map(RowReader::Delimited)
                    }
                    Format::Jsonl(keys) => Lines::new(&source, setup.options)
                        .map(|lines| RowReader::Jsonl(lines, keys)),
                };
                let reader = reader.map_err(|_| self.changed())?;
                let rows = Batches { reader, limit: setup.limit(), broken: false };
                self.read_rows(&plan.table, rows, setup, give)
            }
        }
    }

    fn read_office<E: From<Error> + Send>(
        &mut self,
        loaded: &Loaded,
        setup: &Setup<'_>,
        give: Give<'_, E>,
    ) -> Result<(), E> {
        let bytes = match loaded.whole() {
            Ok(bytes) => bytes,
            Err(refusal) => {
                self.refuse_as(&refusal);
                return Ok(());
            }
        };
        self.audit.bytes = loaded.size;
        self.audit.packing = loaded.packing;
        self.audit.blake3 = blake3::hash(&bytes).to_string();
        if !binary::is_zip(&bytes) {
            let known = binary::refuse_nul(&bytes).and_then(|()| binary::refuse(&bytes));
            self.refuse(&known.err().unwrap_or_else(not_office));
            return Ok(());
        }
        if self.audit.kind == Kind::Docx {
            match docx::text(&bytes, setup.options.max_size) {
                Ok(text) => return self.read_checked(&text, setup, give),
                Err(problem) => self.refuse(&problem),
            }
            return Ok(());
        }
        match xlsx::read(&bytes, setup, self) {
            Ok(Some((table, rows))) => {
                self.read_rows(&table, rows.into_iter().map(Some), setup, give)
            }
            Ok(None) => Ok(()),
            Err(error) => Ok(self.refuse_table(error)?),
        }
    }

    /// Reads a text whose encoding was never in doubt.
    fn read_checked<E: From<Error> + Send>(
        &mut self,
        text: &str,
        setup: &Setup<'_>,
        give: Give<'_, E>,
    ) -> Result<(), E> {
        if let Some(garbled) = detect::destroyed(text) {
            self.audit.say(&garbled);
        }
        self.read_text(text, setup, give)
    }

    fn read_text<E: From<Error> + Send>(
        &mut self,
        text: &str,
        setup: &Setup<'_>,
        give: Give<'_, E>,
    ) -> Result<(), E> {
        let mut piece = text::read(text, setup, self);
        let filling = self.filling(setup);
        let mut documents = std::mem::take(&mut piece.documents);
        self.absorb(piece);
        documents.iter_mut().for_each(|document| filling.fill(document));
        let mut number = 0;
        while !documents.is_empty() {
            let rest = documents.split_off(documents.len().min(setup.batch()));
            give(number, &filling, std::mem::replace(&mut documents, rest))?;
            number += 1;
        }
        Ok(())
    }

    /// Reads the rows of a table, several batches at a time. A batch that is missing means that
    /// the file is another one than was looked at.
    fn read_rows<E: From<Error> + Send>(
        &mut self,
        table: &Table,
        rows: impl Iterator<Item = Option<Rows>> + Send,
        setup: &Setup<'_>,
        give: Give<'_, E>,
    ) -> Result<(), E> {
        let filling = self.filling(setup);
        let stop = AtomicBool::new(false);
        let read = |number: u32, rows: Option<Rows>| -> Result<Piece, E> {
            let rows = rows.ok_or_else(|| self.changed())?;
            let mut piece = table.read(&rows, setup.options)?;
            drop(rows);
            let mut documents = std::mem::take(&mut piece.documents);
            documents.iter_mut().for_each(|document| filling.fill(document));
            if !documents.is_empty() {
                give(number, &filling, documents)?;
            }
            Ok(piece)
        };
        let going_on = rows.take_while(|_| !stop.load(Ordering::Relaxed));
        let numbered = (0..).zip(going_on).par_bridge();
        let mut pieces: Vec<(u32, Result<Piece, E>)> = numbered
            .map(|(number, rows)| {
                let piece = read(number, rows);
                stop.fetch_or(piece.is_err(), Ordering::Relaxed);
                (number, piece)
            })
            .collect();
        pieces.sort_unstable_by_key(|&(number, _)| number);
        for (_, piece) in pieces {
            self.absorb(piece?);
        }
        table.close(self);
        Ok(())
    }
}

/// Reads rows from a text.
enum RowReader<'f> {
    Delimited(Records<'f>),
    Jsonl(Lines<'f>, &'f Keys),
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

fn too_much_replaced() -> Message {
    Message::new(
        "超过 1% 的字符无法解码，未读；请用 --encoding 指定编码，或用 --lossy 照读",
        "over 1 % of the characters could not be decoded; name the encoding with --encoding, or take it as it is with --lossy",
    )
}
