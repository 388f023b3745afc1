//! Tables that are the whole output of a command of their own and go to standard output.

use crate::tables::row::{Cells, Row};

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
