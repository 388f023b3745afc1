use cimai_corpus::{Document, Message};

use crate::clean::Cleaned;
use crate::columns::Columns;
use crate::decode::{self, Decoded};
use crate::header::Header;
use crate::load::{kind_of, load};
use crate::rows::Fault;
use crate::setup::{Forced, Setup};
use crate::walk::Entry;
use crate::{
    Error, FileAudit, Kind, Reject, Status, binary, csv, detect, dialect, docx, jsonl, text, xlsx,
};

/// What one file gave.
#[derive(Debug, Default)]
pub(crate) struct FileReading {
    pub(crate) audit: FileAudit,
    /// The names of the fields of its documents.
    pub(crate) columns: Vec<String>,
    pub(crate) documents: Vec<Document>,
    pub(crate) rejects: Vec<Reject>,
    /// What was decided about it, without its name.
    pub(crate) notes: Vec<Message>,
    /// Whether its path fits the pattern of the fields.
    pub(crate) fits: bool,
    /// Why its table could not be used, if it could not.
    pub(crate) error: Option<Error>,
    /// Whether the encoding should be asked of the other files of the folder.
    pub(crate) uncertain: bool,
    /// NUL characters that were taken out.
    nul: u64,
    /// Rows whose quotes were doubtful.
    doubtful: Counted,
    /// Rows that may have swallowed others.
    swallowed: Counted,
}

/// How many rows have a fault.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    count: u64,
    /// The line of the first.
    first: u64,
}

impl Counted {
    fn absorb(&mut self, later: Counted) {
        if self.count == 0 {
            self.first = later.first;
        }
        self.count += later.count;
    }
}

/// Reads one file. What is wrong with it stands in its audit; an error stops the run.
pub(crate) fn read(entry: &Entry, setup: &Setup<'_>, forced: Forced) -> Result<FileReading, Error> {
    let mut reading = FileReading::default();
    let (kind, packing) = kind_of(&entry.name);
    reading.audit = FileAudit { path: entry.name.clone(), kind, packing, ..FileAudit::default() };
    if let Some(problem) = entry.problem.clone().or_else(|| unknown(entry, kind)) {
        reading.audit.say(&problem);
        reading.audit.status = Status::Skipped;
        return Ok(reading);
    }
    match load(entry, setup.options.max_size) {
        Ok(loaded) => {
            reading.audit.bytes = loaded.size;
            reading.audit.packing = loaded.packing;
            reading.audit.blake3 = blake3::hash(&loaded.bytes).to_string();
            let read = reading.read_bytes(&loaded.bytes, setup, forced);
            read.or_else(|error| reading.refuse_table(error))?;
        }
        Err(refusal) => {
            reading.refuse(&refusal.message);
            reading.audit.status = refusal.status;
        }
    }
    reading.finish();
    if let Some(fields) = &setup.fields {
        reading.fits = fields.fill(&mut reading);
    }
    Ok(reading)
}

fn unknown(entry: &Entry, kind: Kind) -> Option<Message> {
    (kind == Kind::Unknown && !entry.named).then(|| {
        Message::new(
            "不认识的扩展名，已跳过；可直接指名该文件",
            "an unknown ending; skipped. Name the file itself to read it",
        )
    })
}

impl FileReading {
    fn read_bytes(&mut self, bytes: &[u8], setup: &Setup<'_>, forced: Forced) -> Result<(), Error> {
        let max = setup.options.max_size;
        let decoded = match self.audit.kind {
            Kind::Xlsx if binary::is_zip(bytes) => return xlsx::read(bytes, setup.options, self),
            Kind::Docx if binary::is_zip(bytes) => docx::text(bytes, max).map(Decoded::known),
            Kind::Xlsx | Kind::Docx => binary::refuse(bytes).and_then(|()| Err(not_office())),
            _ => decode::decode(bytes, forced),
        };
        match decoded {
            Ok(decoded) => self.read_decoded(&decoded, setup),
            Err(problem) => {
                self.refuse(&problem);
                Ok(())
            }
        }
    }

    fn read_decoded(&mut self, decoded: &Decoded<'_>, setup: &Setup<'_>) -> Result<(), Error> {
        self.uncertain = decoded.uncertain;
        self.audit.replaced = decoded.replaced;
        self.audit.first_replaced = decoded.first_replaced;
        self.audit.encoding.clone_from(&decoded.encoding);
        self.audit.encoding_reason.clone_from(&decoded.reason);
        for remark in decoded.remarks() {
            self.audit.warn(&remark);
        }
        if decoded.is_doubtful() && !setup.options.lossy {
            self.refuse(&too_much_replaced());
            return Ok(());
        }
        if let Some(garbled) = detect::destroyed(&decoded.text) {
            self.audit.say(&garbled);
        }
        self.read_text(&decoded.text, setup)
    }

    fn read_text(&mut self, text: &str, setup: &Setup<'_>) -> Result<(), Error> {
        let options = setup.options;
        match self.audit.kind {
            Kind::Csv | Kind::Tsv => csv::read(text, options, self),
            Kind::Jsonl => jsonl::read(text, options, self),
            Kind::Unknown if jsonl::is_jsonl(text) => jsonl::read(text, options, self),
            Kind::Text | Kind::Unknown if dialect::is_table(text, options) => {
                csv::read(text, options, self)
            }
            _ => {
                text::read(text, setup, self);
                Ok(())
            }
        }
    }

    /// Adds a document whose text is `cleaned`.
    pub(crate) fn add(&mut self, document: Document, cleaned: Cleaned) {
        self.audit.chars += cleaned.chars;
        self.audit.han += cleaned.han;
        self.audit.invisible_removed += cleaned.invisible + cleaned.nul;
        self.nul += cleaned.nul;
        self.documents.push(Document { text: cleaned.text, ..document });
    }

    /// Adds what was read of a later part of the file.
    pub(crate) fn absorb(&mut self, mut part: FileReading) {
        self.audit.chars += part.audit.chars;
        self.audit.han += part.audit.han;
        self.audit.invisible_removed += part.audit.invisible_removed;
        self.nul += part.nul;
        self.doubtful.absorb(part.doubtful);
        self.swallowed.absorb(part.swallowed);
        self.documents.append(&mut part.documents);
        self.rejects.append(&mut part.rejects);
    }

    /// Refuses the file: nothing of it is taken.
    pub(crate) fn refuse(&mut self, problem: &Message) {
        self.documents.clear();
        self.rejects.clear();
        (self.audit.chars, self.audit.han) = (0, 0);
        self.audit.say(problem);
        self.audit.status = Status::Rejected;
    }

    /// Refuses a table that has not the columns that are wanted; any other error stays one.
    fn refuse_table(&mut self, error: Error) -> Result<(), Error> {
        let Some(problem) = error.of_table() else { return Err(error) };
        self.refuse(&problem);
        self.error = Some(error);
        Ok(())
    }

    pub(crate) fn warn_no_header(&mut self) {
        let note = Message::new(
            "首行像数据而不是表头，各列记为 column_1 等",
            "the first line looks like data and not like a header; columns are called column_1 and so on",
        );
        self.audit.say(&note);
        self.notes.push(note);
    }

    /// Takes over what was found out about the columns of a table.
    pub(crate) fn open_table(&mut self, columns: &Columns, header: &Header) {
        for doubt in &header.doubts {
            self.audit.warn(doubt);
        }
        for note in &columns.notes {
            self.audit.say(note);
            self.notes.push(note.clone());
        }
        self.columns = columns.carried.iter().map(|&place| columns.names[place].clone()).collect();
    }

    pub(crate) fn note_fault(&mut self, fault: Option<Fault>, line: u64) {
        let one = Counted { count: 1, first: line };
        match fault {
            Some(Fault::Quotes) => self.doubtful.absorb(one),
            Some(Fault::Swallowed) => self.swallowed.absorb(one),
            _ => {}
        }
    }

    fn finish(&mut self) {
        self.audit.documents = self.documents.len();
        self.audit.rejected = self.rejects.len();
        let Counted { count, first: line } = self.doubtful;
        self.warn_if(count, || Message::new(
            format!("{count} 条记录的引号后还有文字，第一处在第 {line} 行；请核对"),
            format!("{count} records have text behind a closing quote, the first on line {line}; check them"),
        ));
        let Counted { count, first: line } = self.swallowed;
        self.warn_if(count, || Message::new(
            format!("{count} 格里像是吞进了整行，第一处在第 {line} 行；请核对引号"),
            format!("{count} cells look as if they had swallowed whole rows, the first on line {line}; check the quotes"),
        ));
        let count = self.nul;
        self.warn_if(count, || {
            Message::new(
                format!("去掉了 {count} 个 NUL 字符"),
                format!("{count} NUL characters were taken out"),
            )
        });
        if self.audit.status >= Status::Rejected {
            return;
        }
        let count = self.rejects.len() as u64;
        self.warn_if(count, || {
            Message::new(
                format!("{count} 条记录被拒，见 rejects.csv"),
                format!("{count} records were refused: see rejects.csv"),
            )
        });
        if self.documents.is_empty() && count > 0 {
            self.audit.status = Status::Rejected;
        }
    }

    fn warn_if(&mut self, count: u64, message: impl FnOnce() -> Message) {
        if count > 0 {
            self.audit.warn(&message());
        }
    }
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
