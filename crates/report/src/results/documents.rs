//! The tables with rows for each document, written batch by batch: `documents.csv`,
//! `keywords.csv`, `assignments.csv`.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cimai_corpus::{Batch, Counts, Document, Totals, Vocabulary};
use cimai_keyword::KeyPhrase;
use cimai_topic::{Placement, Standing, Standings, Topics};
use rayon::prelude::*;

use super::{FirstDocument, label};
use crate::Error;
use crate::sink::{TableWriter, Tables};
use crate::tables::{Carried, CarriedKinds, Cells, Piece, Row, TableDef};

/// How many of the first documents are kept for the report.
const FIRST: usize = 300;
/// How many characters of their texts.
const BEGINNING: usize = 120;

/// A batch of documents and what is known of each: every list has one entry per document.
#[derive(Clone, Copy)]
pub struct Annotated<'a> {
    /// The documents and their words, by the vocabulary of the run.
    pub batch: &'a Batch,
    /// How often each term occurs in each.
    pub counts: &'a Counts,
    /// Per method, its name in the tables and each document's keywords, best first.
    pub keywords: &'a [(&'static str, Vec<Vec<KeyPhrase>>)],
    /// Their places among the topics; empty if there are no topics.
    pub placements: &'a [Placement],
    /// The id of the earlier document that a document repeats, by its number among all of the
    /// run, if it repeats one.
    pub duplicate_of: &'a (dyn Fn(usize) -> Option<&'a str> + Sync),
}

/// What is said of documents in general: their columns, the topics, the words.
#[derive(Clone, Copy)]
pub struct Described<'a> {
    /// The names of the metadata columns of the run.
    pub columns: &'a [String],
    /// Which of them hold numbers.
    pub kinds: &'a CarriedKinds,
    /// The vocabulary of the run.
    pub vocabulary: &'a Vocabulary,
    /// How often each term occurs.
    pub totals: &'a Totals,
    /// The topics.
    pub topics: &'a Topics,
    /// Which documents count for them.
    pub standings: &'a Standings,
}

/// `documents.csv`, `keywords.csv` and `assignments.csv` on their way into the tables of a run:
/// they take the rows of each batch, in the order of the batches.
pub struct DocumentTables<'a> {
    writers: [Option<TableWriter<'a>>; 3],
    room: Arc<Room>,
    first: Vec<FirstDocument>,
}

/// How many more rows of each table the workbook takes. What a maker reads there may be old, so
/// that more rows are kept than are taken, never fewer.
type Room = [AtomicU64; 3];

/// Makes the rows of batches, on any thread, while others are written.
pub struct RowMaker<'a> {
    described: Described<'a>,
    labels: Vec<String>,
    /// An empty piece of each table that is wanted.
    blank: [Option<Piece>; 3],
    room: Arc<Room>,
}

/// The rows of a batch.
#[derive(Debug)]
pub struct DocumentRows {
    /// In the order of [`DocumentTables::TABLES`].
    pieces: [Option<Piece>; 3],
    first: Vec<FirstDocument>,
}

impl<'a> DocumentTables<'a> {
    /// The names of the tables.
    pub const TABLES: [&'static str; 3] = ["documents", "keywords", "assignments"];

    /// Starts those of the tables that are wanted; gives what makes their rows as well.
    ///
    /// # Errors
    ///
    /// If one of them cannot be written.
    pub fn create(
        tables: &'a Tables<'_>,
        wanted: &[&str],
        described: Described<'a>,
    ) -> Result<(Self, RowMaker<'a>), Error> {
        let carried = described.kinds.carried(described.columns);
        let writer =
            |name: &str, carried: Vec<Carried>| -> Result<Option<TableWriter<'a>>, Error> {
                let table = TableDef::of(name).filter(|_| wanted.contains(&name));
                table.map(|table| tables.writer(table, carried)).transpose()
            };
        let [documents, keywords, assignments] = Self::TABLES;
        let writers = [
            writer(documents, carried)?,
            writer(keywords, Vec::new())?,
            writer(assignments, Vec::new())?,
        ];
        let blank = writers.each_ref().map(|writer| writer.as_ref().map(TableWriter::piece));
        let room = writers.each_ref().map(|writer| writer.as_ref().map_or(0, TableWriter::room));
        let room = Arc::new(room.map(AtomicU64::new));
        let maker = RowMaker { blank, room: Arc::clone(&room), ..RowMaker::new(described) };
        Ok((Self { writers, room, first: Vec::new() }, maker))
    }

    /// Adds the rows of the next batch.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn append(&mut self, rows: DocumentRows) -> Result<(), Error> {
        for ((writer, piece), room) in self.writers.iter_mut().zip(rows.pieces).zip(&*self.room) {
            if let (Some(writer), Some(piece)) = (writer, piece) {
                writer.append(piece)?;
                room.store(writer.room(), Ordering::Relaxed);
            }
        }
        self.first.extend(rows.first);
        Ok(())
    }

    /// Completes the tables and gives the first documents, for the report.
    ///
    /// # Errors
    ///
    /// If one of the tables cannot be written.
    pub fn finish(self, tables: &Tables<'_>) -> Result<Vec<FirstDocument>, Error> {
        let writers = self.writers.into_par_iter().flatten();
        writers.try_for_each(|writer| tables.finish(writer))?;
        Ok(self.first)
    }
}

impl<'a> RowMaker<'a> {
    /// A maker for no tables.
    fn new(described: Described<'a>) -> Self {
        let topics = described.topics.topics.iter();
        let labels = topics.map(|topic| label(topic, described.vocabulary)).collect();
        Self { described, labels, blank: [const { None }; 3], room: Arc::default() }
    }

    /// The keywords and the assignments of a batch as JSON, an object a line: the cells under the
    /// names of their columns, and the table as `k`. They are what the rows of the tables are.
    ///
    /// # Panics
    ///
    /// If the lists have not one entry per document.
    pub fn json_lines(described: Described<'a>, annotated: &Annotated<'_>) -> Vec<u8> {
        let maker = Self::new(described);
        let piece = |name| Piece::json(TableDef::of(name).expect("it is one of the tables"));
        let [_, keywords, assignments] = DocumentTables::TABLES;
        let (mut keywords, mut assignments) = (piece(keywords), piece(assignments));
        for document in 0..annotated.batch.len() {
            let one = maker.one(annotated, document);
            maker.keyword_rows(&one, &mut keywords);
            assignments.add(&AssignmentRow { one: &one });
        }
        [keywords.bytes(), assignments.bytes()].concat()
    }

    /// The rows of a batch.
    pub fn rows(&self, annotated: &Annotated<'_>) -> DocumentRows {
        let room = self.room.each_ref().map(|room| room.load(Ordering::Relaxed));
        let mut pieces = self.blank.clone();
        for (piece, room) in pieces.iter_mut().zip(room) {
            *piece = piece.take().map(|piece| piece.keeping(room));
        }
        let [documents, keywords, assignments] = &mut pieces;
        let places = self.places_of_columns(annotated.batch);
        let mut first_documents = Vec::new();
        for document in 0..annotated.batch.len() {
            let one = self.one(annotated, document);
            if let Some(piece) = documents {
                piece.add(&DocumentRow { one: &one, columns: &places });
            }
            if let Some(piece) = keywords {
                self.keyword_rows(&one, piece);
            }
            if let Some(piece) = assignments {
                piece.add(&AssignmentRow { one: &one });
            }
            if annotated.batch.first + document < FIRST {
                first_documents.push(first(&one));
            }
        }
        DocumentRows { pieces, first: first_documents }
    }

    /// For each column of the run its place among those of a batch, if that has it.
    fn places_of_columns(&self, batch: &Batch) -> Vec<Option<usize>> {
        let names = batch.columns.iter().enumerate().rev();
        let places: HashMap<&str, usize> = names.map(|(place, name)| (&**name, place)).collect();
        self.described.columns.iter().map(|column| places.get(&**column).copied()).collect()
    }

    /// All that is known of a document, by its place in the batch.
    fn one<'o>(&'o self, annotated: &'o Annotated<'_>, document: usize) -> OneDocument<'o> {
        let Described { vocabulary, topics, standings, .. } = self.described;
        let number = annotated.batch.first + document;
        let placement = annotated.placements.get(document).copied().unwrap_or_default();
        OneDocument {
            document: &annotated.batch.documents[document],
            running_words: annotated.counts.running_words(document),
            distinct_words: annotated.counts.distinct_words(document),
            keywords: annotated
                .keywords
                .iter()
                .map(|(name, all)| (*name, &*all[document]))
                .collect(),
            repeats: (annotated.duplicate_of)(number),
            placement,
            standing: standings.standing(number, &placement),
            places: &topics.places,
            labels: &self.labels,
            vocabulary,
        }
    }

    fn keyword_rows(&self, one: &OneDocument<'_>, piece: &mut Piece) {
        for &(method, keywords) in &one.keywords {
            for (place, keyword) in keywords.iter().enumerate() {
                let Described { vocabulary, totals, .. } = self.described;
                let term = keyword.text(vocabulary);
                let is_term = vocabulary.get(&term).is_some_and(|id| totals.tf(id) > 0);
                let doc_id = &one.document.id;
                piece.add(&KeywordRow { doc_id, method, place, term: &term, keyword, is_term });
            }
        }
    }
}

fn first(one: &OneDocument<'_>) -> FirstDocument {
    FirstDocument {
        id: one.document.id.clone(),
        title: one.document.title.clone(),
        beginning: one.document.text.chars().take(BEGINNING).collect(),
        words: one.running_words,
        topic: one.clear_topic(),
        keywords: one.shown_keywords().collect(),
    }
}

/// How many keywords a document shows.
const SHOWN_KEYWORDS: usize = 5;
/// The method that they come from.
const SHOWN_METHOD: &str = "phrase";

/// What stands for the label of a document that lies between topics, or fits none of a model.
const UNCLEAR: &str = "不明";
const NEW: &str = "新";

/// A document and all that is known of it.
struct OneDocument<'a> {
    document: &'a Document,
    running_words: u32,
    distinct_words: u32,
    /// Per method, its name and the keywords, best first.
    keywords: Vec<(&'static str, &'a [KeyPhrase])>,
    /// The earlier document that it repeats.
    repeats: Option<&'a str>,
    placement: Placement,
    standing: Standing,
    /// For each topic of the model its place among those of the run.
    places: &'a [usize],
    /// What the topics of the run are called.
    labels: &'a [String],
    vocabulary: &'a Vocabulary,
}

impl OneDocument<'_> {
    /// The place of its topic among those of the run.
    fn topic(&self) -> Option<usize> {
        self.placement.topic().map(|topic| self.places[topic])
    }

    /// The same, if the document counts for it.
    fn clear_topic(&self) -> Option<usize> {
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
    fn shown_keywords(&self) -> impl Iterator<Item = String> {
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
struct DocumentRow<'a> {
    one: &'a OneDocument<'a>,
    /// For each column of the run its place among the document's fields, if it has it.
    columns: &'a [Option<usize>],
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
struct KeywordRow<'a> {
    doc_id: &'a str,
    method: &'static str,
    place: usize,
    term: &'a str,
    keyword: &'a KeyPhrase,
    /// Whether it is one of the terms that are counted.
    is_term: bool,
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
struct AssignmentRow<'a> {
    one: &'a OneDocument<'a>,
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
