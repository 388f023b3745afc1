use cimai_corpus::{Document, Message};

use crate::clean::filter::{Filtered, filter};
use crate::clean::{Cleaned, is_non_answer};
use crate::table::columns::Columns;
use crate::table::rows::Fault;
use crate::table::rows::Header;
use crate::{Error, FileAudit, Options, Reject, Status};

/// What a part of a file gave.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    pub(crate) documents: Vec<Document>,
    pub(crate) rejects: Vec<Reject>,
    /// For each carried column whether any of the documents has a value in it; empty where that
    /// does not matter.
    pub(crate) filled: Vec<bool>,
    counts: Counts,
}

/// What is counted as documents are read.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    documents: usize,
    chars: u64,
    han: u64,
    invisible: u64,
    nul: u64,
    filtered: Filtered,
    non_answers: usize,
    /// Rows among the rejects that are no records, such as titles and totals.
    no_records: u64,
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

impl Piece {
    /// Adds a document whose text is `cleaned`.
    pub(crate) fn add(&mut self, document: Document, cleaned: Cleaned) {
        self.counts.documents += 1;
        self.counts.chars += cleaned.chars;
        self.counts.han += cleaned.han;
        self.counts.invisible += cleaned.invisible + cleaned.nul;
        self.counts.nul += cleaned.nul;
        self.documents.push(Document { text: cleaned.text, ..document });
    }

    /// Takes out of the documents what is no word of them, unless that is to be kept, and counts
    /// those that answer nothing.
    pub(crate) fn filter(&mut self, options: &Options) {
        let counts = &mut self.counts;
        for document in &mut self.documents {
            if !options.keep_markup {
                let change = filter(document, &mut counts.filtered);
                counts.chars = counts.chars + change.after.0 - change.before.0;
                counts.han = counts.han + change.after.1 - change.before.1;
            }
            counts.non_answers += usize::from(is_non_answer(&document.text));
        }
    }

    /// Puts a row aside that is no record: nothing is lost with it.
    pub(crate) fn put_aside(&mut self, row: Reject) {
        self.counts.no_records += 1;
        self.rejects.push(row);
    }

    /// Notes that a row was read that is doubtful.
    pub(crate) fn note_fault(&mut self, fault: Option<Fault>, line: u64) {
        let one = Counted { count: 1, first: line };
        match fault {
            Some(Fault::Quotes) => self.counts.doubtful.absorb(one),
            Some(Fault::Swallowed) => self.counts.swallowed.absorb(one),
            _ => {}
        }
    }
}

/// The account of one file.
#[derive(Debug, Default)]
pub(crate) struct FileAccount {
    pub(crate) audit: FileAudit,
    /// The names of the fields of its documents.
    pub(crate) columns: Vec<String>,
    pub(crate) rejects: Vec<Reject>,
    /// What was decided about it, without its name.
    pub(crate) notes: Vec<Message>,
    /// Why its table could not be used, if it could not.
    pub(crate) error: Option<Error>,
    /// Whether the encoding should be asked of the other files of the folder.
    pub(crate) uncertain: bool,
    /// For each carried column whether any document has a value in it.
    pub(crate) filled: Vec<bool>,
    counts: Counts,
}

impl FileAccount {
    /// The account of a file of which nothing was read yet.
    pub(crate) fn new(audit: FileAudit) -> Self {
        Self { audit, ..Self::default() }
    }

    /// Adds what was read of the next part of the file; its documents are not kept.
    pub(crate) fn absorb(&mut self, mut piece: Piece) {
        let (own, new) = (&mut self.counts, piece.counts);
        own.documents += new.documents;
        own.chars += new.chars;
        own.han += new.han;
        own.invisible += new.invisible;
        own.nul += new.nul;
        own.filtered.absorb(new.filtered);
        own.non_answers += new.non_answers;
        own.no_records += new.no_records;
        own.doubtful.absorb(new.doubtful);
        own.swallowed.absorb(new.swallowed);
        self.rejects.append(&mut piece.rejects);
        self.filled.resize(self.filled.len().max(piece.filled.len()), false);
        for (filled, new) in self.filled.iter_mut().zip(piece.filled) {
            *filled |= new;
        }
    }

    /// How many documents the file gave so far.
    pub(crate) fn documents(&self) -> usize {
        self.counts.documents
    }

    /// What was taken out of the texts of the file.
    pub(crate) fn filtered(&self) -> Filtered {
        self.counts.filtered
    }

    /// Refuses the file: nothing of it is taken.
    pub(crate) fn refuse(&mut self, problem: &Message) {
        self.audit.say(problem);
        self.audit.status = Status::Rejected;
    }

    /// Refuses a table that has not the columns that are wanted; any other error stays one.
    pub(crate) fn refuse_table(&mut self, error: Error) -> Result<(), Error> {
        let Some(problem) = error.of_table() else { return Err(error) };
        self.refuse(&problem);
        self.error = Some(error);
        Ok(())
    }

    /// Notes what was decided about the file by itself.
    pub(crate) fn note(&mut self, note: &Message) {
        self.audit.say(note);
        self.notes.push(note.clone());
    }

    /// Notes that a table has no header.
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
            self.audit.say(doubt);
        }
        for note in &columns.notes {
            self.audit.say(note);
            self.notes.push(note.clone());
        }
        self.columns = columns.carried.iter().map(|&place| columns.names[place].clone()).collect();
    }

    /// Ends the file: says what was found in it.
    pub(crate) fn finish(&mut self) {
        let counts = self.counts;
        self.audit.documents = counts.documents;
        self.audit.rejected = self.rejects.len();
        (self.audit.chars, self.audit.han) = (counts.chars, counts.han);
        self.audit.invisible_removed += counts.invisible;
        self.audit.filtered = counts.filtered.pieces();
        self.audit.non_answers = counts.non_answers;
        self.audit.say_if(counts.filtered.message().as_ref());
        self.audit.say_if(non_answers(counts.non_answers).as_ref());
        self.warn_of_rows(&counts);
        if self.audit.status >= Status::Rejected {
            return;
        }
        let aside = counts.no_records;
        if aside > 0 {
            self.audit.say(&Message::new(
                format!("{aside} 行不是记录（标题、表头、合计），见 rejects.csv"),
                format!("{aside} rows are no records (titles, headers, totals): see rejects.csv"),
            ));
        }
        let count = self.rejects.len() as u64 - aside;
        self.warn_if(count, || {
            Message::new(
                format!("{count} 条记录被拒，见 rejects.csv"),
                format!("{count} records were refused: see rejects.csv"),
            )
        });
        if counts.documents == 0 && count > 0 {
            self.audit.status = Status::Rejected;
        }
    }

    fn warn_of_rows(&mut self, counts: &Counts) {
        let Counted { count, first: line } = counts.doubtful;
        self.warn_if(count, || Message::new(
            format!("{count} 条记录的引号后还有文字，第一处在第 {line} 行；请核对"),
            format!("{count} records have text behind a closing quote, the first on line {line}; check them"),
        ));
        let Counted { count, first: line } = counts.swallowed;
        self.warn_if(count, || Message::new(
            format!("{count} 格里像是吞进了整行，第一处在第 {line} 行；请核对引号"),
            format!("{count} cells look as if they had swallowed whole rows, the first on line {line}; check the quotes"),
        ));
        let count = counts.nul;
        self.warn_if(count, || {
            Message::new(
                format!("去掉了 {count} 个 NUL 字符"),
                format!("{count} NUL characters were taken out"),
            )
        });
    }

    fn warn_if(&mut self, count: u64, message: impl FnOnce() -> Message) {
        if count > 0 {
            self.audit.warn(&message());
        }
    }
}

/// How many documents answer nothing, if any do.
pub(crate) fn non_answers(count: usize) -> Option<Message> {
    (count > 0).then(|| {
        Message::new(
            format!("{count} 篇是空答（“无”“没有建议”之类），不计词"),
            format!("{count} documents answer nothing (无, 没有建议 and the like); their words do not count"),
        )
    })
}
