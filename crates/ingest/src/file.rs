use cimai_corpus::{Document, Message};
use encoding_rs::Encoding;

use crate::decode::{self, Decoded};
use crate::load::{kind_of, load};
use crate::walk::Entry;
use crate::{Error, FileAudit, Kind, Options, Reject, Status, csv, detect, text};

/// What one file gave.
#[derive(Debug, Default)]
pub(crate) struct FileReading {
    pub(crate) audit: FileAudit,
    /// The names of the fields of its documents.
    pub(crate) columns: Vec<String>,
    pub(crate) documents: Vec<Document>,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) notes: Vec<Message>,
    /// NUL characters that were taken out.
    pub(crate) nul: u64,
    /// Whether the encoding should be asked of the other files of the folder.
    pub(crate) uncertain: bool,
}

/// Reads one file. What is wrong with it stands in its audit; an error stops the run.
pub(crate) fn read(
    entry: &Entry,
    options: &Options,
    forced: Option<(&'static Encoding, Message)>,
) -> Result<FileReading, Error> {
    let mut reading = FileReading::default();
    let (kind, packing) = kind_of(&entry.name);
    reading.audit = FileAudit { path: entry.name.clone(), kind, packing, ..FileAudit::default() };
    if let Some(problem) = entry.problem.clone().or_else(|| unknown(entry, kind)) {
        reading.audit.say(&problem);
        reading.audit.status = Status::Skipped;
        return Ok(reading);
    }
    match load(entry, options.max_size) {
        Ok(loaded) => {
            reading.audit.bytes = loaded.size;
            reading.audit.packing = loaded.packing;
            reading.read_bytes(loaded.bytes, options, forced)?;
        }
        Err(problem) => reading.refuse(problem),
    }
    reading.finish();
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
    fn read_bytes(
        &mut self,
        bytes: Vec<u8>,
        options: &Options,
        forced: Option<(&'static Encoding, Message)>,
    ) -> Result<(), Error> {
        match decode::decode(bytes, forced) {
            Ok(decoded) => self.read_decoded(decoded, options),
            Err(problem) => {
                self.refuse(problem);
                Ok(())
            }
        }
    }

    fn read_decoded(&mut self, decoded: Decoded, options: &Options) -> Result<(), Error> {
        self.uncertain = decoded.uncertain;
        self.audit.replaced = decoded.replaced;
        self.audit.first_replaced = decoded.first_replaced;
        for remark in decoded.remarks() {
            self.audit.warn(&remark);
        }
        self.audit.encoding = decoded.encoding.clone();
        self.audit.encoding_reason = decoded.reason.clone();
        if decoded.is_doubtful() && !options.lossy {
            self.refuse(too_much_replaced());
            return Ok(());
        }
        if let Some(garbled) = detect::destroyed(&decoded.text) {
            self.audit.say(&garbled);
        }
        match self.audit.kind {
            Kind::Csv | Kind::Tsv => csv::read(&decoded.text, options, self),
            _ => {
                text::read(&decoded.text, options, self);
                Ok(())
            }
        }
    }

    /// Refuses the file: nothing of it is taken.
    pub(crate) fn refuse(&mut self, problem: Message) {
        self.documents.clear();
        self.audit.say(&problem);
        self.audit.status = Status::Rejected;
    }

    fn finish(&mut self) {
        self.audit.documents = self.documents.len();
        self.audit.rejected = self.rejects.len();
        if self.nul > 0 {
            let count = self.nul;
            self.audit.warn(&Message::new(
                format!("去掉了 {count} 个 NUL 字符"),
                format!("{count} NUL characters were taken out"),
            ));
        }
        if !self.rejects.is_empty() {
            let count = self.rejects.len();
            self.audit.warn(&Message::new(
                format!("{count} 条记录被拒，见 rejects.csv"),
                format!("{count} records were refused: see rejects.csv"),
            ));
        }
    }
}

fn too_much_replaced() -> Message {
    Message::new(
        "超过 1% 的字符无法解码，未读；请用 --encoding 指定编码，或用 --lossy 照读",
        "over 1 % of the characters could not be decoded; name the encoding with --encoding, or take it as it is with --lossy",
    )
}
