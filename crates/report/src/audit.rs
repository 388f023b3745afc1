use std::io::{self, Write};

use serde::Serialize;

use crate::cell::{Number, Text};
use crate::{Error, OutputSet, Profile, stream};

/// What became of one input file: a row of `inputs.csv`. The columns are explained in
/// `columns.csv`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct InputRow {
    pub path: String,
    pub kind: String,
    pub encoding: String,
    pub encoding_reason: String,
    pub documents: u64,
    pub rejected: u64,
    pub chars: u64,
    pub han_share: f64,
    pub replaced_bytes: u64,
    pub invisible_removed: u64,
    pub hard_wrapped: bool,
    pub articles: u64,
    pub duplicates: u64,
    pub status: String,
    pub message: String,
}

/// A record that was refused: a row of `rejects.csv`. The columns are explained in
/// `columns.csv`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct RejectRow {
    pub path: String,
    pub record: u64,
    pub line: u64,
    pub byte: u64,
    pub reason: String,
    pub raw: String,
}

/// Writes `inputs.csv` and `rejects.csv`: what was read, and what was refused and why.
///
/// # Errors
///
/// If one of them cannot be written.
pub fn audit(output: &OutputSet, inputs: &[InputRow], rejects: &[RejectRow]) -> Result<(), Error> {
    let mut table = output.table("inputs")?;
    for input in inputs {
        table.row(input.cells(output.profile()))?;
    }
    table.finish()?;
    let mut table = output.table("rejects")?;
    for reject in rejects {
        table.row(reject.cells(output.profile()))?;
    }
    table.finish()
}

/// Writes the table `inputs` alone, to a stream.
///
/// # Errors
///
/// If the stream cannot be written.
pub fn inputs(rows: &[InputRow], profile: Profile, out: impl Write) -> io::Result<()> {
    stream::table("inputs", rows.iter().map(|row| row.cells(profile)), profile, out)
}

impl InputRow {
    fn cells(&self, profile: Profile) -> impl Serialize {
        let text = |cell| -> Text<'_> { profile.text(cell) };
        let read = (text(&self.path), text(&self.kind), text(&self.encoding));
        let counted = (self.documents, self.rejected, self.chars, Number(self.han_share));
        let cleaned = (self.replaced_bytes, self.invisible_removed, self.hard_wrapped);
        let found = (self.articles, self.duplicates);
        let told = (text(&self.status), text(&self.message));
        (read, text(&self.encoding_reason), counted, cleaned, found, told)
    }
}

impl RejectRow {
    fn cells(&self, profile: Profile) -> impl Serialize {
        let text = |cell| -> Text<'_> { profile.text(cell) };
        let place = (text(&self.path), self.record, self.line, self.byte);
        (place, text(&self.reason), text(&self.raw))
    }
}
