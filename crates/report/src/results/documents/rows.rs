//! `documents.csv`, `keywords.csv`, `assignments.csv`.

use cimai_corpus::{Document, Vocabulary};
use cimai_keyword::KeyPhrase;
use cimai_topic::{Placement, Standing};

use crate::tables::{Cells, Row};

/// How many keywords a document shows.
const SHOWN_KEYWORDS: usize = 5;
/// The method that they come from.
const SHOWN_METHOD: &str = "phrase";

/// What stands for the label of a document that lies between topics, or fits none of a model.
const UNCLEAR: &str = "不明";
const NEW: &str = "新";

/// A document and all that is known of it.
pub(super) struct OneDocument<'a> {
    pub(super) document: &'a Document,
    pub(super) running_words: u32,
    pub(super) distinct_words: u32,
    /// Per method, its name and the keywords, best first.
    pub(super) keywords: Vec<(&'static str, &'a [KeyPhrase])>,
    /// The earlier document that it repeats.
    pub(super) repeats: Option<&'a str>,
    pub(super) placement: Placement,
    pub(super) standing: Standing,
    /// For each topic of the model its place among those of the run.
    pub(super) places: &'a [usize],
    /// What the topics of the run are called.
    pub(super) labels: &'a [String],
    pub(super) vocabulary: &'a Vocabulary,
}

impl OneDocument<'_> {
    /// The place of its topic among those of the run.
    fn topic(&self) -> Option<usize> {
        self.placement.topic().map(|topic| self.places[topic])
    }

    /// The same, if the document counts for it.
    pub(super) fn clear_topic(&self) -> Option<usize> {
        self.topic().filter(|_| self.standing == Standing::Clear)
    }

    fn label(&self) -> Option<&str> {
        match self.standing {
            Standing::Unclear => Some(UNCLEAR),
            Standing::New => Some(NEW),
            Standing::Clear | Standing::Unplaced => {
                self.clear_topic().map(|topic| &*self.labels[topic])
            }
        }
    }

    /// Its best keywords.
    pub(super) fn shown_keywords(&self) -> impl Iterator<Item = String> {
        let shown = self.keywords.iter().find(|(method, _)| *method == SHOWN_METHOD);
        let best = shown.map_or(&[][..], |(_, keywords)| keywords).iter().take(SHOWN_KEYWORDS);
        best.map(|keyword| keyword.text(self.vocabulary))
    }

    /// The characters that are not blanks.
    fn characters(&self) -> usize {
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        visible(&self.document.title) + visible(&self.document.text)
    }
}

/// A document with the columns that it brought along.
pub(super) struct DocumentRow<'a> {
    pub(super) one: &'a OneDocument<'a>,
    /// For each column of the run its place among the document's fields, if it has it.
    pub(super) columns: &'a [Option<usize>],
}

impl Row for DocumentRow<'_> {
    const TABLE: &'static str = "documents";

    fn cells(&self, cells: &mut Cells<'_>) {
        let Self { one, columns } = *self;
        cells.put("doc_id", &one.document.id);
        cells.put("source", &one.document.source);
        cells.put("line", one.document.line);
        cells.put("title", &one.document.title);
        cells.put("chars", one.characters());
        cells.put("words", one.running_words);
        cells.put("distinct_words", one.distinct_words);
        cells.put("topic", one.clear_topic().map(|topic| topic + 1));
        cells.put("topic_label", one.label());
        cells.put_list("keywords", one.shown_keywords());
        cells.put("duplicate_of", one.repeats);
        for &column in columns {
            let field = column.and_then(|place| one.document.fields.get(place));
            cells.put_carried(field.map_or("", String::as_str));
        }
    }
}

/// A keyword of a document, with its place by a method.
pub(super) struct KeywordRow<'a> {
    pub(super) doc_id: &'a str,
    pub(super) method: &'static str,
    pub(super) place: usize,
    pub(super) term: &'a str,
    pub(super) keyword: &'a KeyPhrase,
    /// Whether it is one of the terms that are counted.
    pub(super) is_term: bool,
}

impl Row for KeywordRow<'_> {
    const TABLE: &'static str = "keywords";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("doc_id", self.doc_id);
        cells.put("method", self.method);
        cells.put("rank", self.place + 1);
        cells.put("term", self.term);
        cells.put("score", self.keyword.score);
        cells.put("tf", self.keyword.tf);
        cells.put("in_title", self.keyword.in_title);
        cells.put("in_terms", self.is_term);
    }
}

/// A document among the topics.
pub(super) struct AssignmentRow<'a> {
    pub(super) one: &'a OneDocument<'a>,
}

impl Row for AssignmentRow<'_> {
    const TABLE: &'static str = "assignments";

    fn cells(&self, cells: &mut Cells<'_>) {
        let (one, placement) = (self.one, self.one.placement);
        let topic = one.topic();
        let second = placement.second().map(|topic| one.places[topic]).filter(|_| topic.is_some());
        let placed = |value: f64| topic.map(|_| value);
        let against_second = |value: f64| second.map(|_| value);
        cells.put("doc_id", &one.document.id);
        cells.put("topic", topic.map(|topic| topic + 1));
        cells.put("label", topic.map(|topic| &one.labels[topic]));
        cells.put("similarity", placed(placement.similarity.into()));
        cells.put("second_topic", second.map(|topic| topic + 1));
        cells.put("second_similarity", against_second(placement.second_similarity.into()));
        cells.put("margin", against_second(placement.margin()));
        cells.put("silhouette", against_second(placement.silhouette.into()));
        cells.put("standing", one.standing.word());
    }
}
