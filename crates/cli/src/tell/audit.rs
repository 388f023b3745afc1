//! What was read and what was not: from the reader's account to tables, messages and exit codes.

use std::path::Path;

use cimai_corpus::{Lang, Message};
use cimai_ingest::{FileAudit, Reading, Reject, Status};
use cimai_report::{InputRow, OutputSet, RejectRow};

use crate::error::Error;
use super::interrupt;
use crate::Outcome;

/// The tables that [`write()`] writes.
pub(crate) const TABLES: [&str; 2] = ["inputs", "rejects"];

/// Writes `inputs.csv` and `rejects.csv`.
pub(crate) fn write(output: &OutputSet, reading: &Reading, lang: Lang) -> Result<(), Error> {
    let (inputs, rejects) = rows(reading, lang);
    Ok(cimai_report::audit(output, &inputs, &rejects)?)
}

/// The rows of `inputs.csv` and of `rejects.csv`.
pub(crate) fn rows(reading: &Reading, lang: Lang) -> (Vec<InputRow>, Vec<RejectRow>) {
    let inputs = reading.files.iter().map(|file| input_row(file, lang)).collect();
    let rejects = reading.rejects.iter().map(|reject| reject_row(reject, lang)).collect();
    (inputs, rejects)
}

/// Publishes the account of a run that read no document, so that the user can see why, and gives
/// the error to end with. A folder of an earlier run stays as it was.
pub(crate) fn publish_alone(
    output: OutputSet,
    reading: &Reading,
    folder: &Path,
    lang: Lang,
) -> Error {
    if folder.exists() {
        return no_documents(reading);
    }
    let published = write(&output, reading, lang)
        .and_then(|()| Ok(cimai_report::columns(&output, &TABLES)?))
        .and_then(|()| interrupt::publish(output, lang));
    published.map_or_else(|error| error, |_| no_documents(reading))
}

/// The error of a run that read no document.
pub(crate) fn no_documents(reading: &Reading) -> Error {
    Error::NoDocuments(problems(reading))
}

/// Whether all input was read as it is.
pub(crate) fn outcome(reading: &Reading) -> Outcome {
    let whole = reading.files.iter().all(|file| file.status == Status::Ok);
    if whole && reading.rejects.is_empty() { Outcome::Complete } else { Outcome::Incomplete }
}

/// The files that were not read as they are, each with the reason.
pub(crate) fn problems(reading: &Reading) -> Vec<Message> {
    let trouble = reading.files.iter().filter(|file| file.status != Status::Ok);
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
