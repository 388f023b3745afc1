//! What changed between two runs: `matches.csv`, `moved.csv`, `differences.csv`.

use crate::cell::Number;
use crate::{Error, OutputSet};

/// A topic of one run and what corresponds to it in another: a row of `matches.csv`. The columns
/// of all three tables are explained in `columns.csv`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct MatchRow {
    pub before: Option<usize>,
    pub label_before: String,
    pub after: Option<usize>,
    pub label_after: String,
    pub shared: usize,
    pub overlap: f64,
}

/// A document or term that is in another topic now: a row of `moved.csv`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct MovedRow {
    pub kind: &'static str,
    pub item: String,
    pub topic_before: Option<usize>,
    pub label_before: String,
    pub topic_after: Option<usize>,
    pub label_after: String,
}

/// Something that two runs did not have in common: a row of `differences.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct DifferenceRow {
    pub kind: &'static str,
    pub name: String,
    pub before: String,
    pub after: String,
}

/// The names of the tables that [`changes()`] writes.
pub const CHANGE_TABLES: [&str; 3] = ["matches", "moved", "differences"];

/// Writes [`CHANGE_TABLES`].
///
/// # Errors
///
/// If one of them cannot be written.
pub fn changes(
    output: &OutputSet,
    matches: &[MatchRow],
    moved: &[MovedRow],
    differences: &[DifferenceRow],
) -> Result<(), Error> {
    let profile = output.profile();
    let text = |cell: &str| profile.text(cell.to_owned());
    let mut table = output.table("matches")?;
    for row in matches {
        let before = (row.before, text(&row.label_before));
        let after = (row.after, text(&row.label_after));
        table.row((before, after, row.shared, Number(row.overlap)))?;
    }
    table.finish()?;
    let mut table = output.table("moved")?;
    for row in moved {
        let before = (row.topic_before, text(&row.label_before));
        let after = (row.topic_after, text(&row.label_after));
        table.row((row.kind, text(&row.item), before, after))?;
    }
    table.finish()?;
    let mut table = output.table("differences")?;
    for row in differences {
        table.row((row.kind, text(&row.name), text(&row.before), text(&row.after)))?;
    }
    table.finish()
}
