//! What a table is: its definition, its rows, and their bytes. Here stand the rows that other
//! crates fill in: one type per table, whose fields are its columns.

mod carried;
mod cell;
mod definition;
mod row;

pub(crate) use self::carried::Carried;
pub use self::carried::CarriedKinds;
pub use self::cell::{Cell, Profile};
pub(crate) use self::cell::{LIST_SEPARATOR, unguarded};
pub(crate) use self::definition::{ColumnDef, Extent, Kind};
pub use self::definition::{Stage, TableDef};
pub use self::row::{Cells, Row};
pub(crate) use self::row::{KeptRows, Piece, table_of};

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
    pub filtered: u64,
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
        cells.put("filtered", self.filtered);
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

/// A term and how rare it is: a row of the table `idf`, which goes to standard output and can be
/// read again. The columns are explained in `data/columns.csv`.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the dictionary of columns says what each field is")]
pub struct IdfRow {
    pub term: String,
    pub df: u32,
    pub idf: f64,
}

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

impl Row for KwicRow {
    const TABLE: &'static str = "kwic";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("doc_id", &self.doc_id);
        cells.put("source", &self.source);
        cells.put("line", self.line);
        cells.put("left", &self.left);
        cells.put("hit", &self.hit);
        cells.put("right", &self.right);
    }
}

impl Row for IdfRow {
    const TABLE: &'static str = "idf";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("term", &self.term);
        cells.put("df", self.df);
        cells.put("idf", self.idf);
    }
}

impl Row for DictionaryRow {
    const TABLE: &'static str = "dict_check";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("line", self.line);
        cells.put("word", &self.word);
        cells.put("problem", &self.problem);
        cells.put("message", &self.message);
        cells.put("hits", self.hits);
        cells.put("example_doc", &self.example_doc);
        cells.put("example", &self.example);
    }
}

impl Row for ModelRow {
    const TABLE: &'static str = "model";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("topic", self.topic);
        cells.put("label", &self.label);
        cells.put("share", self.share);
        cells.put_list("terms", &self.terms);
    }
}
