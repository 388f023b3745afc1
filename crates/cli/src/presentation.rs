//! What people look at beside the tables: the report, the workbook, the description of the data.

use std::path::Path;

use cimai_corpus::Lang;
use cimai_ingest::Reading;
use cimai_report::{HashedFile, OutputSet, Presentation, Report, RunRecord, WorkbookSize};

use crate::args::AnalyzeArgs;
use crate::audit;
use crate::error::Error;

/// Writes the report and the workbook of a run whose tables are written.
pub(crate) fn write(
    report: &Report<'_>,
    reading: &Reading,
    run: &RunRecord,
    workbook: Option<WorkbookSize>,
    output: &OutputSet,
    lang: Lang,
) -> Result<(), Error> {
    let (inputs, rejects) = audit::rows(reading, lang);
    let (inputs, rejects, notes) = (&*inputs, &*rejects, &*reading.notes);
    let shown = Presentation { report, inputs, rejects, notes, run, lang };
    let bind = || workbook.map_or(Ok(()), |size| shown.workbook(output, size));
    let (page, workbook) = rayon::join(|| shown.html(output), bind);
    page?;
    Ok(workbook?)
}

/// The files of a run with their hashes: those of the input, and the user's lists.
pub(crate) fn hashes(args: &AnalyzeArgs, reading: &Reading) -> (Vec<HashedFile>, Vec<HashedFile>) {
    let inputs = reading.files.iter().map(|file| HashedFile {
        path: file.path.clone(),
        bytes: Some(file.bytes).filter(|_| !file.blake3.is_empty()),
        blake3: Some(file.blake3.clone()).filter(|hash| !hash.is_empty()),
    });
    let lists = args.lists().map(|path| hash(path));
    (inputs.collect(), lists.collect())
}

/// A file with its hash.
pub(crate) fn hash(path: &Path) -> HashedFile {
    HashedFile::of(&path.to_string_lossy())
}
