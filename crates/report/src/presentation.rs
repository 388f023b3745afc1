use cimai_corpus::{Lang, Message};

use crate::{InputRow, RejectRow, RunRecord, Summary};

/// A run as people look at it: its results, and what has to be told beside them.
#[derive(Clone, Copy, Debug)]
pub struct Presentation<'a> {
    /// The results.
    pub summary: &'a Summary,
    /// What became of each input file.
    pub inputs: &'a [InputRow],
    /// The records that were refused.
    pub rejects: &'a [RejectRow],
    /// What the reader decided by itself.
    pub notes: &'a [Message],
    /// What was run.
    pub run: &'a RunRecord,
    /// The language of the reader.
    pub lang: Lang,
}
