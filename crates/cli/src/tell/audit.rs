//! What was read and what was not: from the reader's account to tables, messages and exit codes.

use std::path::Path;

use cimai_corpus::{Lang, Message};
use cimai_ingest::{Account, FileAudit, Reject, Status};
use cimai_report::{InputRow, OutputSet, RejectRow, Tables};

use super::interrupt;
use super::stages::Progress;
use crate::Outcome;
use crate::error::Error;

/// The rows of `inputs.csv` and of `rejects.csv`.
pub(crate) fn rows(account: &Account, lang: Lang) -> (Vec<InputRow>, Vec<RejectRow>) {
    let inputs = account.files.iter().map(|file| input_row(file, lang)).collect();
    let rejects = account.rejects.iter().map(|reject| reject_row(reject, lang)).collect();
    (inputs, rejects)
}

/// Publishes the account of a run that read no document, so that the user can see why, and gives
/// the error to end with. A folder of an earlier run stays as it was.
pub(crate) fn publish_alone(
    output: OutputSet,
    account: &Account,
    folder: &Path,
    progress: Progress,
) -> Error {
    if folder.exists() {
        return no_documents(account);
    }
    let written = write(&output, account, progress.written);
    let published = written.and_then(|()| interrupt::publish(output, progress.lang));
    published.map_or_else(|error| error, |_| no_documents(account))
}

fn write(output: &OutputSet, account: &Account, lang: Lang) -> Result<(), Error> {
    let tables = Tables::new(output, lang, None)?;
    let (inputs, rejects) = rows(account, lang);
    tables.write(inputs)?;
    tables.write(rejects)?;
    Ok(tables.columns()?)
}

/// The error of a run that read no document.
pub(crate) fn no_documents(account: &Account) -> Error {
    Error::NoDocuments(problems(account))
}

/// Whether nothing that the input holds was lost.
pub(crate) fn outcome(account: &Account) -> Outcome {
    let whole = account.files.iter().all(|file| file.status == Status::Ok);
    if whole { Outcome::Complete } else { Outcome::Incomplete }
}

/// The files that were not read as they are, each with the reason.
pub(crate) fn problems(account: &Account) -> Vec<Message> {
    let trouble = account.files.iter().filter(|file| file.status != Status::Ok);
    let named = trouble.map(|file| {
        let (path, message) = (&file.path, &file.message);
        Message::new(format!("{path}：{}", message.zh), format!("{path}: {}", message.en))
    });
    named.collect()
}

fn input_row(file: &FileAudit, lang: Lang) -> InputRow {
    InputRow {
        path: file.path.clone(),
        kind: file.kind_name(),
        encoding: file.encoding.clone(),
        encoding_reason: file.encoding_reason.text(lang).to_owned(),
        documents: file.documents as u64,
        rejected: file.rejected as u64,
        chars: file.chars,
        han_share: file.han_share(),
        replaced_bytes: file.replaced,
        invisible_removed: file.invisible_removed,
        hard_wrapped: file.hard_wrapped,
        articles: file.articles as u64,
        duplicates: file.duplicates as u64,
        status: file.status.name().to_owned(),
        message: file.message.text(lang).to_owned(),
        filtered: file.filtered,
    }
}

fn reject_row(reject: &Reject, lang: Lang) -> RejectRow {
    RejectRow {
        path: reject.path.clone(),
        record: reject.record,
        line: reject.line,
        byte: reject.byte,
        reason: reject.reason.text(lang).to_owned(),
        raw: reject.raw.clone(),
    }
}
