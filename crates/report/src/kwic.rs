use std::io::{self, Write};

use crate::Profile;
use crate::stream::table;

/// A place where a term is used: a row of the table `kwic`, which goes to standard output. The
/// columns are explained in `data/columns.csv`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct KwicRow {
    pub doc_id: String,
    pub source: String,
    pub line: u64,
    pub left: String,
    pub hit: String,
    pub right: String,
}

/// Writes the table `kwic`.
///
/// # Errors
///
/// If the stream cannot be written.
pub fn kwic(rows: &[KwicRow], profile: Profile, out: impl Write) -> io::Result<()> {
    let text = |cell: &str| profile.text(cell.to_owned());
    let cells = |row: &KwicRow| {
        let place = (text(&row.doc_id), text(&row.source), row.line);
        (place, text(&row.left), text(&row.hit), text(&row.right))
    };
    table("kwic", rows.iter().map(cells), profile, out)
}
