use std::path::PathBuf;

use cimai_corpus::{Document, Message};

use crate::{Error, FileAudit, Options, Progress, Reject, read};

/// How many characters of a document are shown.
const SHOWN: usize = 60;

/// What a run would read, without the documents themselves.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// The files, in the byte order of their paths.
    pub files: Vec<Inspected>,
    /// The carried metadata columns over all files.
    pub columns: Vec<String>,
    /// How many documents there are.
    pub documents: usize,
    /// Records that would be refused.
    pub rejects: Vec<Reject>,
    /// What the reader decided by itself, such as the text column.
    pub notes: Vec<Message>,
}

/// One file and the beginnings of its documents.
#[derive(Clone, Debug, Default)]
pub struct Inspected {
    /// What was found in it.
    pub audit: FileAudit,
    /// Its first documents as they were read, one line each.
    pub heads: Vec<Head>,
}

/// The beginning of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The document's id.
    pub id: String,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its title; may be empty.
    pub title: String,
    /// Its first 60 characters, line breaks shown as blanks.
    pub text: String,
}

/// Reads as [`read()`] would, and keeps the account with the first `heads` documents of each file.
///
/// # Errors
///
/// As [`read()`].
///
/// ```
/// use cimai_ingest::{Options, inspect};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("a.txt"), "湿地的水鸟")?;
/// let inspection = inspect(&[folder.path().to_owned()], &Options::default(), 3, &|_| ())?;
/// assert_eq!(inspection.files[0].heads[0].text, "湿地的水鸟");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn inspect(
    inputs: &[PathBuf],
    options: &Options,
    heads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Inspection, Error> {
    let reading = read(inputs, options, progress)?;
    let mut documents = &reading.documents[..];
    let mut files = Vec::with_capacity(reading.files.len());
    for audit in reading.files {
        let own = documents.iter().take_while(|document| document.source == audit.path).count();
        let (of_file, rest) = documents.split_at(own);
        documents = rest;
        files.push(Inspected { audit, heads: of_file.iter().take(heads).map(Head::of).collect() });
    }
    let (columns, documents) = (reading.columns, reading.documents.len());
    Ok(Inspection { files, columns, documents, rejects: reading.rejects, notes: reading.notes })
}

impl Head {
    fn of(document: &Document) -> Self {
        let text = document.text.chars().take(SHOWN).map(|c| if c == '\n' { ' ' } else { c });
        Self {
            id: document.id.clone(),
            line: document.line,
            title: document.title.clone(),
            text: text.collect(),
        }
    }
}
