//! What changed between two runs: `matches.csv`, `moved.csv`, `differences.csv`.

use crate::tables::row::{Cells, Row};

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

impl Row for MatchRow {
    const TABLE: &'static str = "matches";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("before", self.before);
        cells.put("label_before", &self.label_before);
        cells.put("after", self.after);
        cells.put("label_after", &self.label_after);
        cells.put("shared", self.shared);
        cells.put("overlap", self.overlap);
    }
}

impl Row for MovedRow {
    const TABLE: &'static str = "moved";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("kind", self.kind);
        cells.put("item", &self.item);
        cells.put("topic_before", self.topic_before);
        cells.put("label_before", &self.label_before);
        cells.put("topic_after", self.topic_after);
        cells.put("label_after", &self.label_after);
    }
}

impl Row for DifferenceRow {
    const TABLE: &'static str = "differences";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("kind", self.kind);
        cells.put("name", &self.name);
        cells.put("before", &self.before);
        cells.put("after", &self.after);
    }
}
