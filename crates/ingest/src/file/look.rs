use std::io;

use cimai_corpus::Message;

use super::piece::FileAccount;
use crate::bytes::Losses;
use crate::bytes::encoding::{self, Forced, TextEncoding};
use crate::bytes::load::{self, Loaded, Refusal, Stamp, kind_of, load};
use crate::bytes::load::{Scan, scan};
use crate::bytes::packing;
use crate::formats::Source;
use crate::formats::csv::{self, Delimited};
use crate::formats::dialect::{self, is_table};
use crate::formats::jsonl::{self, Keys};
use crate::setup::Setup;
use crate::table::Table;
use crate::walk::Entry;
use crate::{Error, FileAudit, Kind, Status};

/// How much of a text is looked at to see whether its first line is a JSON object.
const LONGEST_FIRST_LINE: usize = 4 << 20;

/// What the first look at a file found, from which it is read.
pub(crate) struct Look {
    pub(crate) account: FileAccount,
    pub(super) plan: Plan,
    /// About how many bytes of text it holds.
    pub(crate) weight: u64,
    /// The file itself, if it cannot be opened again.
    pub(super) loaded: Option<Loaded>,
    pub(super) stamp: Stamp,
}

/// How the documents of a file are read.
pub(super) enum Plan {
    /// The file is not looked at.
    Skipped,
    /// There are none.
    Nothing,
    /// As those of a workbook or a Word document, held as a whole.
    Office,
    Text(TextEncoding),
    Table(Box<TablePlan>),
}

pub(super) struct TablePlan {
    pub(super) encoding: TextEncoding,
    /// How many bytes are read, without the end mark of DOS.
    pub(super) bytes: u64,
    pub(super) table: Table,
    pub(super) format: Format,
}

pub(super) enum Format {
    Delimited(Delimited),
    Jsonl(Keys),
}

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
    let text = match kind {
        Kind::Xls => text_as_xls(entry, setup.options.max_size),
        _ => Ok(!kind.is_office()),
    };
    match text {
        Ok(true) => {}
        Ok(false) => {
            look.plan = Plan::Office;
            look.weight = stamp.map_or(u64::MAX, |(size, _)| 8 * size);
            return Ok(look);
        }
        Err(refusal) => {
            look.account.refuse_as(&refusal);
            return Ok(look);
        }
    }
    if kind == Kind::Xls {
        look.account.audit.kind = Kind::Csv;
        look.account.audit.say(&not_xls());
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

/// Whether a file that is called `.xls` is a text: websites export tables of text or pages of HTML
/// under this name, since Excel opens them.
fn text_as_xls(entry: &Entry, max: u64) -> Result<bool, Refusal> {
    let head = load(entry, max)?.head(512)?;
    // The first Excel wrote its records without a container around them.
    let is_first_excel = matches!(head[..], [9, 0 | 2 | 4 | 8, ..]);
    let is_known = packing::refuse(&head).and_then(|()| packing::refuse_nul(&head)).is_err();
    if head.is_empty() || is_first_excel || is_known {
        return Ok(false);
    }
    let mut shown = head.iter().filter(|byte| !b"\xEF\xBB\xBF\xFF\xFE\0 \t\r\n".contains(byte));
    if shown.next() == Some(&b'<') { Err(web_page().into()) } else { Ok(true) }
}

fn web_page() -> Message {
    Message::new(
        "扩展名是 xls，内容其实是网页（HTML 或 XML）；请用 Excel 打开后另存为 xlsx",
        "called xls, but this is a page of HTML or XML; open it in Excel and save it as xlsx",
    )
}

fn not_xls() -> Message {
    Message::new(
        "扩展名是 xls，内容其实是文本，已按文本表格读",
        "called xls, but this is text, and was read as a table of text",
    )
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
            Ok(encoding) => self.look_at_text(loaded, &scan, &encoding, setup),
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
        encoding: &TextEncoding,
        setup: &Setup<'_>,
    ) -> Result<(), Error> {
        self.account.uncertain = encoding.uncertain;
        let source = Source::new(loaded, encoding, scan.bytes);
        match self.decode_head(&source, encoding, setup.options.lossy) {
            Ok(Some(head)) => {
                self.account.audit.say_if(encoding::destroyed(&head).as_ref());
                self.plan = self.find_plan(&head, source, scan.last, setup)?;
            }
            Ok(None) => {}
            Err(error) => self.account.refuse_as(&loaded.failed(&error)),
        }
        Ok(())
    }

    /// The beginning of a text; nothing if so much of it is lost that it has to be refused.
    fn decode_head(
        &mut self,
        source: &Source<'_>,
        encoding: &TextEncoding,
        lossy: bool,
    ) -> io::Result<Option<String>> {
        let found = losses(source, encoding)?;
        if self.account.note_encoding(encoding, found, lossy) {
            return Ok(None);
        }
        let longest = match self.account.audit.kind {
            Kind::Unknown => LONGEST_FIRST_LINE,
            _ => dialect::LOOKED_AT,
        };
        Ok(Some(source.window()?.look_ahead(longest).to_owned()))
    }

    /// How a text is read; opens the table that it is, if it is one. `head` is its beginning.
    fn find_plan(
        &mut self,
        head: &str,
        source: Source<'_>,
        last: [u8; 2],
        setup: &Setup<'_>,
    ) -> Result<Plan, Error> {
        let (options, account) = (setup.options, &mut self.account);
        let encoding = source.encoding().clone();
        let is_jsonl = match account.audit.kind {
            Kind::Csv | Kind::Tsv => false,
            Kind::Jsonl => true,
            Kind::Unknown if jsonl::is_jsonl(head) => true,
            Kind::Text | Kind::Unknown if is_table(head, options) => false,
            _ => return Ok(Plan::Text(encoding)),
        };
        let source = if is_jsonl { source } else { source.without_dos_end(last) };
        let found = match is_jsonl {
            true => jsonl::look(&source, options, account)?
                .map(|(keys, table)| (table, Format::Jsonl(keys))),
            false => csv::look(&source, options, account)?
                .map(|(delimited, table)| (table, Format::Delimited(delimited))),
        };
        let bytes = source.bytes();
        Ok(found.map_or(Plan::Nothing, |(table, format)| {
            Plan::Table(Box::new(TablePlan { encoding, bytes, table, format }))
        }))
    }
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
    pub(super) fn refuse_as(&mut self, refusal: &Refusal) {
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

fn too_much_replaced() -> Message {
    Message::new(
        "超过 1% 的字符无法解码，未读；请用 --encoding 指定编码，或用 --lossy 照读",
        "over 1 % of the characters could not be decoded; name the encoding with --encoding, or take it as it is with --lossy",
    )
}
