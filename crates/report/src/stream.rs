use std::io::{self, Write};

use serde::Serialize;

use crate::cell::Number;
use crate::{Profile, dictionary};

/// What an entry of a user's dictionary does: a row of the table `dict_check`, which goes to
/// standard output. The columns are explained in `data/columns.csv`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct DictionaryRow {
    pub line: usize,
    pub word: String,
    pub problem: String,
    pub message: String,
    pub hits: usize,
    pub example_doc: String,
    pub example: String,
}

/// Writes the table `dict_check`.
///
/// # Errors
///
/// If the stream cannot be written.
pub fn dictionary_check(
    rows: &[DictionaryRow],
    profile: Profile,
    out: impl Write,
) -> io::Result<()> {
    let text = |cell: &str| profile.text(cell.to_owned());
    let cells = |row: &DictionaryRow| {
        let entry = (row.line, text(&row.word), text(&row.problem), text(&row.message));
        (entry, row.hits, text(&row.example_doc), text(&row.example))
    };
    table("dict_check", rows.iter().map(cells), profile, out)
}

/// A topic of a saved model: a row of the table `model`, which goes to standard output. The columns
/// are explained in `data/columns.csv`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct ModelRow {
    pub topic: usize,
    pub label: String,
    pub share: f64,
    pub terms: Vec<String>,
}

/// Writes the table `model`.
///
/// # Errors
///
/// If the stream cannot be written.
pub fn model(rows: &[ModelRow], profile: Profile, out: impl Write) -> io::Result<()> {
    let cells = |row: &ModelRow| {
        let label = profile.text(row.label.clone());
        (row.topic, label, Number(row.share), profile.list(&row.terms))
    };
    table("model", rows.iter().map(cells), profile, out)
}

/// Writes a table with its header to a stream.
pub(crate) fn table(
    name: &str,
    rows: impl Iterator<Item: Serialize>,
    profile: Profile,
    mut out: impl Write,
) -> io::Result<()> {
    if profile.has_mark() {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(out);
    csv.serialize(dictionary::header(name).collect::<Vec<_>>())?;
    for row in rows {
        csv.serialize(row)?;
    }
    csv.flush()
}
