use std::fmt;

use cimai_corpus::Message;

/// How far reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that are finished.
    pub files_done: usize,
    /// Files in all.
    pub files: usize,
    /// Bytes read so far, as they lie on disk.
    pub bytes_done: u64,
    /// Documents found so far.
    pub documents: usize,
}

/// What was found in one file and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileAudit {
    /// The path as the user named it, with `/` between its parts. Bytes of a name that are not
    /// UTF-8 are written `\xD6`.
    pub path: String,
    /// What kind of file it is, with its compression: `csv`, `txt.gz`.
    pub kind: Kind,
    /// How it is compressed.
    pub packing: Packing,
    /// Its size on disk, in bytes.
    pub bytes: u64,
    /// The BLAKE3 hash of what it holds, unpacked, in hexadecimal; empty if it was not read.
    pub blake3: String,
    /// The encoding that it was read in; empty where there is none, as in a workbook.
    pub encoding: String,
    /// Why that encoding.
    pub encoding_reason: Message,
    /// Documents taken from it.
    pub documents: usize,
    /// Records refused.
    pub rejected: usize,
    /// Characters of the cleaned texts.
    pub chars: u64,
    /// Han characters of the cleaned texts.
    pub han: u64,
    /// Sequences that could not be decoded and stand as U+FFFD.
    pub replaced: u64,
    /// Where in the file the first of them is, in bytes from 0.
    pub first_replaced: Option<u64>,
    /// Invisible characters that were taken out, NUL among them.
    pub invisible_removed: u64,
    /// Whether lines were broken at a column width and have been joined.
    pub hard_wrapped: bool,
    /// Articles, if it is a newspaper page; otherwise 0.
    pub articles: usize,
    /// Documents that are copies of earlier ones, in this or another file.
    pub duplicates: usize,
    /// Pieces that were taken out of its texts and titles, since they are no words: tags, links,
    /// names behind an @ and the like.
    pub filtered: u64,
    /// Documents whose whole text answers nothing; see [`crate::is_non_answer`].
    pub non_answers: usize,
    /// What became of it.
    pub status: Status,
    /// What the user should know of it; may be empty.
    pub message: Message,
    /// What every line of a newspaper page was told to be, if that was asked for.
    pub lines: Vec<LineAccount>,
}

/// What a line of a newspaper page was told to be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineAccount {
    /// Its number in the file, from 1.
    pub line: u64,
    /// Its text, cleaned and mended.
    pub text: String,
    /// `title`, `byline`, `text`, `subhead` or `note`.
    pub state: &'static str,
    /// The signs that it shows, each with the points that it gave to the state: `wide +4`.
    pub reasons: Vec<String>,
}

impl FileAudit {
    /// The share of Han among the characters, from 0 to 1; 0 for an empty file.
    pub fn han_share(&self) -> f64 {
        if self.chars == 0 { 0.0 } else { self.han as f64 / self.chars as f64 }
    }

    /// The kind with its compression: `csv`, `txt.gz`.
    pub fn kind_name(&self) -> String {
        format!("{}{}", self.kind.name(), self.packing.suffix())
    }

    /// Adds something to tell.
    pub(crate) fn say(&mut self, message: &Message) {
        if self.message.en.is_empty() {
            self.message = message.clone();
        } else {
            self.message.zh = format!("{}；{}", self.message.zh, message.zh);
            self.message.en = format!("{}; {}", self.message.en, message.en);
        }
    }

    /// Adds something to tell, if there is something.
    pub(crate) fn say_if(&mut self, message: Option<&Message>) {
        if let Some(message) = message {
            self.say(message);
        }
    }

    /// Adds something to tell that makes the reading of the file less than whole.
    pub(crate) fn warn(&mut self, message: &Message) {
        self.say(message);
        self.status = self.status.max(Status::Lossy);
    }
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Not looked at.
    #[default]
    Unknown,
    /// Plain text.
    Text,
    /// A newspaper page in plain text.
    Page,
    /// A table with a delimiter.
    Csv,
    /// A table with tabs.
    Tsv,
    /// JSON, an object a line.
    Jsonl,
    /// An Excel workbook.
    Xlsx,
    /// An Excel workbook in the binary form of the new format.
    Xlsb,
    /// An Excel workbook in the old format.
    Xls,
    /// A workbook of LibreOffice and others.
    Ods,
    /// A Word document.
    Docx,
}

impl Kind {
    /// Whether it has columns.
    pub(crate) fn is_table(self) -> bool {
        matches!(self, Kind::Csv | Kind::Tsv | Kind::Jsonl) || self.is_workbook()
    }

    /// Whether it is a workbook.
    pub(crate) fn is_workbook(self) -> bool {
        matches!(self, Kind::Xlsx | Kind::Xlsb | Kind::Xls | Kind::Ods)
    }

    /// Whether it is held as a whole to be read.
    pub(crate) fn is_office(self) -> bool {
        self.is_workbook() || self == Kind::Docx
    }

    /// The short name that tables show.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Unknown => "",
            Kind::Text => "txt",
            Kind::Page => "page",
            Kind::Csv => "csv",
            Kind::Tsv => "tsv",
            Kind::Jsonl => "jsonl",
            Kind::Xlsx => "xlsx",
            Kind::Xlsb => "xlsb",
            Kind::Xls => "xls",
            Kind::Ods => "ods",
            Kind::Docx => "docx",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    #[default]
    None,
    /// As `.gz`.
    Gzip,
    /// As `.zst`.
    Zstd,
}

impl Packing {
    fn suffix(self) -> &'static str {
        match self {
            Packing::None => "",
            Packing::Gzip => ".gz",
            Packing::Zstd => ".zst",
        }
    }
}

/// What became of a file, from best to worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Read whole.
    #[default]
    Ok,
    /// Read, but something was replaced, refused or doubtful: see the message.
    Lossy,
    /// Not read, because of what is in it.
    Rejected,
    /// Not looked at, because of what it is.
    Skipped,
}

impl Status {
    /// The word that tables show.
    pub fn name(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Lossy => "lossy",
            Status::Rejected => "rejected",
            Status::Skipped => "skipped",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A record that was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reject {
    /// The file, as in [`FileAudit::path`].
    pub path: String,
    /// Its place among the records, from 1; 0 before the header, and for a copy that was left out.
    pub record: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Where it begins in the decoded file, in bytes of UTF-8 from 0.
    pub byte: u64,
    /// Why, and what to do about it.
    pub reason: Message,
    /// The record as it stands in the file, at most 2 KB.
    pub raw: String,
}

/// The beginning of `text`, at most `limit` bytes, cut at a character.
pub(crate) fn head(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
