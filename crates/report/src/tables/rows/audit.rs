//! What was read, and what was refused: `inputs.csv` and `rejects.csv`.

use crate::tables::row::{Cells, Row};

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

impl Row for InputRow {
    const TABLE: &'static str = "inputs";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("path", &self.path);
        cells.put("kind", &self.kind);
        cells.put("encoding", &self.encoding);
        cells.put("encoding_reason", &self.encoding_reason);
        cells.put("documents", self.documents);
        cells.put("rejected", self.rejected);
        cells.put("chars", self.chars);
        cells.put("han_share", self.han_share);
        cells.put("replaced_bytes", self.replaced_bytes);
        cells.put("invisible_removed", self.invisible_removed);
        cells.put("hard_wrapped", self.hard_wrapped);
        cells.put("articles", self.articles);
        cells.put("duplicates", self.duplicates);
        cells.put("status", &self.status);
        cells.put("message", &self.message);
    }
}

impl Row for RejectRow {
    const TABLE: &'static str = "rejects";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("path", &self.path);
        cells.put("record", self.record);
        cells.put("line", self.line);
        cells.put("byte", self.byte);
        cells.put("reason", &self.reason);
        cells.put("raw", &self.raw);
    }
}
