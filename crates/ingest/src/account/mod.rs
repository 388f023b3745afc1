//! The account of a run, and what documents are recognised by in it: their ids, and their texts
//! where copies are looked for.

mod copies;
mod ids;

use std::collections::{HashMap, HashSet};
use std::io;

use cimai_corpus::{Document, Message};

use self::copies::Prints;
use self::ids::Ids;
use crate::clean::filter::Filtered;
use crate::file::piece::{FileAccount, non_answers};
use crate::{DuplicateIds, Duplicates, Error, FileAudit, Options, Reject};

/// The account of everything that was read, and what is needed to settle ids and copies once all
/// documents are known: 8 bytes a document where ids can meet, 16 where copies are looked for,
/// and 64 for a long text.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The carried metadata columns over all files, in order of first appearance.
    pub columns: Vec<String>,
    /// One account per file, in the byte order of their paths.
    pub files: Vec<FileAudit>,
    /// Records that were refused, in the order of the files.
    pub rejects: Vec<Reject>,
    /// What the reader decided by itself, such as the text column.
    pub notes: Vec<Message>,
    wanted: Wanted,
    marks: Marks,
}

/// What is to be settled when all documents are known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// Whether two documents can have one id at all.
    ids: bool,
    /// Whether an id that two documents have is an error.
    strict: bool,
    duplicates: Duplicates,
}

impl Wanted {
    /// What the options want of files with these paths. Ids made from paths differ, unless the
    /// name of a file holds the mark that divides path and number.
    pub(crate) fn new<'p>(options: &Options, mut paths: impl Iterator<Item = &'p str>) -> Self {
        let named = options.id.is_some();
        let strict = named && options.duplicate_ids == DuplicateIds::Error;
        let ids = named || paths.any(|path| path.contains('#'));
        Self { ids, strict, duplicates: options.duplicates }
    }

    /// The marks of some documents.
    pub(crate) fn marks(self, documents: &[Document]) -> Marks {
        Marks::of(documents, self.ids, self.duplicates != Duplicates::Off)
    }
}

impl Account {
    /// Puts the accounts of files together, in their order, and the marks of all documents.
    pub(crate) fn new(files: Vec<FileAccount>, wanted: Wanted, marks: Vec<Marks>) -> Self {
        let mut account = Self { wanted, ..Self::default() };
        let (mut seen, mut notes) = (HashSet::new(), Vec::new());
        let (mut filtered, mut empty) = (Filtered::default(), 0);
        for file in files {
            filtered.absorb(file.filtered());
            empty += file.audit.non_answers;
            let new = file.columns.into_iter().filter(|column| seen.insert(column.clone()));
            account.columns.extend(new);
            account.rejects.extend(file.rejects);
            notes.extend(file.notes.into_iter().map(|note| (note, file.audit.path.clone())));
            account.files.push(file.audit);
        }
        account.notes = together(notes);
        account.notes.extend(filtered.message().into_iter().chain(non_answers(empty)));
        for marks in marks {
            account.marks.append(marks);
        }
        account
    }

    /// Makes ids differ, as [`Options::duplicate_ids`] asks for: gives the documents, by their
    /// numbers, that get another id. `document` gives the document with a number, which counts
    /// from 0 in the order of the places of the parts.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateIds`] if two documents have one id and that is an error, and
    /// [`Error::Fetch`] if a document cannot be had.
    pub fn settle_ids(
        &mut self,
        document: &(dyn Fn(usize) -> io::Result<Document> + Sync),
    ) -> Result<Vec<(usize, String)>, Error> {
        let ids = std::mem::take(&mut self.marks.ids);
        let settle = || {
            let again = ids.again(document)?;
            if self.wanted.strict && !again.is_empty() {
                return Ok(Err(ids::error(&again, document)?));
            }
            ids.suffixed(&again, document).map(Ok)
        };
        settle().unwrap_or_else(|source| Err(Error::Fetch { source }))
    }

    /// Finds reprints and copies: gives pairs of a copy and the first document that it is a copy
    /// of, ascending by the copies, and notes how many there are, in the files and for all of them.
    /// `document` gives the document with a number, as for [`Account::settle_ids`] but with its new
    /// id. With [`Duplicates::Drop`] the caller leaves the copies out.
    ///
    /// # Errors
    ///
    /// If a document cannot be had.
    pub fn find_copies(
        &mut self,
        document: &(dyn Fn(usize) -> io::Result<Document> + Sync),
    ) -> io::Result<Vec<(u32, u32)>> {
        let copies = std::mem::take(&mut self.marks.prints).copies(document)?;
        self.count_copies(&copies);
        self.note_copies(copies.len());
        Ok(copies)
    }

    /// Notes in each file how many of its documents are copies.
    fn count_copies(&mut self, copies: &[(u32, u32)]) {
        let (mut copies, mut end) = (copies.iter().peekable(), 0);
        for file in &mut self.files {
            end += file.documents;
            while copies.next_if(|&&(copy, _)| (copy as usize) < end).is_some() {
                file.duplicates += 1;
            }
        }
    }

    /// Says how many texts there are but for copies, where these weigh in every count.
    fn note_copies(&mut self, copies: usize) {
        let documents: usize = self.files.iter().map(|file| file.documents).sum();
        let (percent, texts) = (100 * copies / documents.max(1), documents - copies);
        if self.wanted.duplicates == Duplicates::Drop && copies > 0 {
            self.notes.push(Message::new(
                format!("略去 {copies} 篇与前面相同或几乎相同的文档（{percent}%），留下 {texts} 篇；--duplicates mark 全部保留"),
                format!("{copies} documents ({percent}%) that copy earlier ones were left out, {texts} stay; --duplicates mark keeps all"),
            ));
        } else if percent >= MANY_COPIES {
            self.notes.push(Message::new(
                format!("{copies} 篇文档与前面的相同或几乎相同（{percent}%），不同的文本有 {texts} 篇；--duplicates drop 只留第一篇"),
                format!("{copies} documents ({percent}%) are copies of earlier ones, {texts} texts differ; --duplicates drop keeps the first of each"),
            ));
        }
    }
}

/// From which percentage on copies are told of.
const MANY_COPIES: usize = 10;

/// Notes with the files that they are about; what was decided alike in many files is said once.
fn together(notes: Vec<(Message, String)>) -> Vec<Message> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (note, _) in &notes {
        *counts.entry(note.en.clone()).or_insert(0) += 1;
    }
    let mut said = Vec::new();
    for (note, path) in notes {
        let Some(count) = counts.remove(&note.en) else { continue };
        let more = count - 1;
        let zh = if more == 0 { String::new() } else { format!(" 等 {count} 个文件") };
        let en = if more == 0 { String::new() } else { format!(" and {more} more") };
        let (zh, en) = (format!("{path}{zh}：{}", note.zh), format!("{path}{en}: {}", note.en));
        said.push(Message::new(zh, en));
    }
    said
}

/// The marks of documents, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    pub(crate) ids: Ids,
    pub(crate) prints: Prints,
}

impl Marks {
    /// The marks of some documents: of their ids, and of their texts, if these are wanted.
    pub(crate) fn of(documents: &[Document], ids: bool, texts: bool) -> Self {
        let ids = documents.iter().filter(|_| ids).map(|document| &*document.id);
        let texts = documents.iter().filter(|_| texts).map(|document| &*document.text);
        Self { ids: Ids::of(ids), prints: Prints::of(texts) }
    }

    /// Adds the marks of the next documents.
    pub(crate) fn append(&mut self, later: Self) {
        self.ids.append(later.ids);
        self.prints.append(later.prints);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, columns: &[&str]) -> FileAccount {
        let mut file = FileAccount::default();
        file.columns = columns.iter().map(|&column| column.to_owned()).collect();
        file.notes = vec![Message::new("注", "note")];
        file.audit.path = path.into();
        file
    }

    #[test]
    fn columns_of_all_files_are_in_order_of_first_appearance() {
        let files = vec![file("a", &["x", "y"]), file("b", &["z", "x"])];
        let account = Account::new(files, Wanted::default(), Vec::new());
        assert_eq!(account.columns, ["x", "y", "z"]);
    }

    #[test]
    fn what_holds_for_many_files_is_said_once() {
        let files = ["a", "b", "c"].map(|path| file(path, &[]));
        let account = Account::new(files.into(), Wanted::default(), Vec::new());
        assert_eq!(account.notes, [Message::new("a 等 3 个文件：注", "a and 2 more: note")]);
    }
}
