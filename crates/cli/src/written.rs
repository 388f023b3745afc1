//! Everything of a run that is written when its documents are through.

use cimai_corpus::Lang;
use cimai_ingest::Account;
use cimai_report::{HashedFile, Labelled, OutputSet, Presentation, RunRecord, Summary, Tables};

use crate::args::Named;
use crate::error::Error;
use crate::flow::reading::Reading;
use crate::job::Job;
use crate::tell::audit;

/// Writes the tables, the record and what people look at beside them.
pub(crate) fn write(
    job: &Job,
    summary: &Summary,
    reading: &Reading,
    output: &OutputSet,
    tables: &Tables<'_>,
    lang: Lang,
) -> Result<(), Error> {
    let wanted: Vec<&str> = job.wanted.tables().collect();
    summary.write(&wanted, tables)?;
    let (inputs, rejects) = audit::rows(&reading.account, lang);
    tables.write(&inputs)?;
    tables.write(&rejects)?;
    tables.columns()?;
    let record = record(job, summary, reading, lang);
    record.write(output)?;
    if job.wanted.has_report() {
        summary.network(output)?;
        let shown = Presentation {
            summary,
            inputs: &inputs,
            rejects: &rejects,
            notes: &reading.account.notes,
            run: &record,
            lang,
        };
        let (page, workbook) = rayon::join(|| shown.html(output), || shown.workbook(tables));
        page?;
        workbook?;
    }
    tables.package()?;
    Ok(())
}

/// What was run, so that it can be run again.
fn record(job: &Job, summary: &Summary, reading: &Reading, lang: Lang) -> RunRecord {
    RunRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: job.record(),
        seed: job.seed,
        inputs: inputs(&reading.account),
        lists: job.lists.clone(),
        rejected: reading.account.rejects.len(),
        duplicates: reading.copies.len(),
        documents: summary.totals.documents,
        words: summary.totals.running_words,
        terms: summary.ranked_terms().len(),
        topics: summary.topics.topics.len(),
        topics_reason: summary.topics.reason.text(lang).to_owned(),
        agreement: summary.compared.labelled.as_ref().map(Labelled::record),
        lsa_share: summary.topics.lsa_share,
        vectors: summary.topics.vectors.name().to_owned(),
        cooccurrence: summary.compared.within.map_or("", Named::name).to_owned(),
    }
}

/// The files of the input with their hashes.
fn inputs(account: &Account) -> Vec<HashedFile> {
    let file = |file: &cimai_ingest::FileAudit| HashedFile {
        path: file.path.clone(),
        bytes: Some(file.bytes).filter(|_| !file.blake3.is_empty()),
        blake3: Some(file.blake3.clone()).filter(|hash| !hash.is_empty()),
    };
    account.files.iter().map(file).collect()
}
