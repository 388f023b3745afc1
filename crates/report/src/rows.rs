//! One type per table; its fields are the table's columns in order, as the dictionary has them.

use serde::Serialize;

use crate::cell::{Number, Text};

#[derive(Serialize)]
pub(crate) struct DocumentRow<'a> {
    pub(crate) doc_id: Text<'a>,
    pub(crate) source: Text<'a>,
    pub(crate) line: u64,
    pub(crate) title: Text<'a>,
    pub(crate) chars: usize,
    pub(crate) words: u32,
    pub(crate) distinct_words: u32,
    pub(crate) topic: Option<usize>,
    pub(crate) topic_label: Option<Text<'a>>,
    pub(crate) keywords: Text<'a>,
    pub(crate) duplicate_of: Option<Text<'a>>,
}

#[derive(Serialize)]
pub(crate) struct TermRow<'a> {
    pub(crate) rank: usize,
    pub(crate) term: Text<'a>,
    pub(crate) pos: Text<'a>,
    pub(crate) tf: u64,
    pub(crate) df: u32,
    pub(crate) df_share: Number,
    pub(crate) per_10k: Number,
    pub(crate) idf: Number,
    pub(crate) tfidf: Number,
    pub(crate) textrank: Number,
    pub(crate) dispersion: Number,
    pub(crate) example_doc: Text<'a>,
    pub(crate) variants: Text<'a>,
    pub(crate) bare_tf: Option<u64>,
}

#[derive(Serialize)]
pub(crate) struct PhraseRow<'a> {
    pub(crate) candidate: Text<'a>,
    pub(crate) kind: &'static str,
    pub(crate) count: u32,
    pub(crate) df: u32,
    pub(crate) pmi: Number,
    pub(crate) left_entropy: Number,
    pub(crate) right_entropy: Number,
    pub(crate) score: Number,
    pub(crate) in_quotes: u32,
    pub(crate) example_doc: Text<'a>,
    pub(crate) accept: &'static str,
}

#[derive(Serialize)]
pub(crate) struct KeywordRow<'a> {
    pub(crate) doc_id: &'a Text<'a>,
    pub(crate) method: &'static str,
    pub(crate) rank: usize,
    pub(crate) term: Text<'a>,
    pub(crate) score: Number,
    pub(crate) tf: u32,
    pub(crate) in_title: bool,
}

#[derive(Serialize)]
pub(crate) struct AssignmentRow<'a> {
    pub(crate) doc_id: Text<'a>,
    pub(crate) topic: Option<usize>,
    pub(crate) label: Option<Text<'a>>,
    pub(crate) similarity: Option<Number>,
    pub(crate) second_topic: Option<usize>,
    pub(crate) second_similarity: Option<Number>,
    pub(crate) margin: Option<Number>,
    pub(crate) silhouette: Option<Number>,
    pub(crate) standing: &'static str,
}

#[derive(Serialize)]
pub(crate) struct TopicRow<'a> {
    pub(crate) topic: usize,
    pub(crate) label: Text<'a>,
    pub(crate) size: usize,
    pub(crate) share: Number,
    pub(crate) coherence: Number,
    pub(crate) cohesion: Number,
    pub(crate) top_terms: Text<'a>,
    pub(crate) representative_docs: Text<'a>,
    pub(crate) model_share: Option<Number>,
    pub(crate) share_change: Option<Number>,
}

#[derive(Serialize)]
pub(crate) struct TriedRow {
    pub(crate) k: usize,
    pub(crate) silhouette: Number,
    pub(crate) coherence: Number,
    pub(crate) stability: Number,
    pub(crate) largest_share: Number,
    pub(crate) chosen: bool,
}

#[derive(Serialize)]
pub(crate) struct TopicTermRow<'a> {
    pub(crate) topic: usize,
    pub(crate) rank: usize,
    pub(crate) term: Text<'a>,
    pub(crate) weight: Number,
    pub(crate) tf: u64,
    pub(crate) df: u32,
}

#[derive(Serialize)]
pub(crate) struct GroupRow<'a> {
    pub(crate) field: Text<'a>,
    pub(crate) group: Text<'a>,
    pub(crate) term: Text<'a>,
    pub(crate) tf: u64,
    pub(crate) per_10k: Number,
    pub(crate) rank: u32,
    pub(crate) g2: Number,
    pub(crate) log_ratio: Option<Number>,
}

#[derive(Serialize)]
pub(crate) struct CrosstabRow<'a> {
    pub(crate) field: Text<'a>,
    pub(crate) group: Text<'a>,
    pub(crate) topic: usize,
    pub(crate) label: Text<'a>,
    pub(crate) count: u64,
    pub(crate) share: Number,
}

#[derive(Serialize)]
pub(crate) struct TrendRow<'a> {
    pub(crate) period: Text<'a>,
    pub(crate) field: Text<'a>,
    pub(crate) group: Text<'a>,
    pub(crate) kind: &'static str,
    pub(crate) item: Text<'a>,
    pub(crate) count: u64,
    pub(crate) share: Number,
    pub(crate) rank: u32,
    pub(crate) rank_change: Option<i64>,
}

#[derive(Serialize)]
pub(crate) struct PairRow<'a> {
    pub(crate) term_a: Text<'a>,
    pub(crate) term_b: Text<'a>,
    pub(crate) count: u64,
    pub(crate) npmi: Number,
    pub(crate) g2: Number,
}
