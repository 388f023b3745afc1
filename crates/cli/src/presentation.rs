//! What people look at beside the tables: the report, the workbook, the description of the data.

use cimai_corpus::Lang;
use cimai_ingest::Reading;
use cimai_report::{HashedFile, OutputSet, Presentation, Report, RunRecord};

use crate::args::Workbook;
use crate::audit;
use crate::error::Error;

/// Writes the report and the workbook of a run whose tables are written.
pub(crate) fn write(
    report: &Report<'_>,
    reading: &Reading,
    run: &RunRecord,
    workbook: Workbook,
    output: &OutputSet,
    lang: Lang,
) -> Result<(), Error> {
    let (inputs, rejects) = audit::rows(reading, lang);
    let (inputs, rejects, notes) = (&*inputs, &*rejects, &*reading.notes);
    let shown = Presentation { report, inputs, rejects, notes, run, lang };
    let bind = || match workbook {
        Workbook::Of(size) => shown.workbook(output, size),
        Workbook::None => Ok(()),
    };
    let (page, workbook) = rayon::join(|| shown.html(output), bind);
    page?;
    Ok(workbook?)
}

/// The files of the input with their hashes.
pub(crate) fn inputs(reading: &Reading) -> Vec<HashedFile> {
    let inputs = reading.files.iter().map(|file| HashedFile {
        path: file.path.clone(),
        bytes: Some(file.bytes).filter(|_| !file.blake3.is_empty()),
        blake3: Some(file.blake3.clone()).filter(|hash| !hash.is_empty()),
    });
    inputs.collect()
}
