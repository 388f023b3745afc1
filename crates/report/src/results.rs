//! What a run found: of its documents one by one, and of all of them together.
//!
//! The [`Summary`] is what was found apart from the documents one by one: the source of every
//! table but those of documents, of the report, the workbook's charts and the network.

mod compared;
mod documents;
mod network;
mod risers;
mod rows;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use cimai_corpus::{Lang, Message, Relabel, TermId, Totals, Traits, Vocabulary};
use cimai_keyword::{Phrase, TermStatistics, TfIdf};
use cimai_topic::{Placement, Standing, Standings, Topic, Topics};

pub use self::compared::{Compared, ComparedGroups, Labelled, Trend};
pub use self::documents::{Annotated, Described, DocumentRows, DocumentTables, RowMaker};
pub(crate) use self::risers::{Riser, Risers};
use crate::{InputRow, RejectRow, RunRecord};

/// The results of a run. It is bounded by the vocabulary and by what is compared, not by the
/// number of documents.
#[derive(Clone, Debug)]
pub struct Summary {
    /// How many documents are what.
    pub facts: DocumentFacts,
    /// The terms, numbered in byte order.
    pub vocabulary: Arc<Vocabulary>,
    /// How often each occurs.
    pub totals: Totals,
    /// How rare each is.
    pub tf_idf: TfIdf,
    /// The statistics of each.
    pub terms: TermStatistics,
    /// What is known of each without a look at the documents, by number.
    pub traits: Vec<Traits>,
    /// What counts under which term.
    pub relabel: Relabel,
    /// For every term that negates another, by number, that other one.
    pub negated: Vec<Option<TermId>>,
    /// The phrases and new words that were found, best first.
    pub phrases: Vec<Phrase>,
    /// Which of them are terms.
    pub adopted: Vec<bool>,
    /// The topics.
    pub topics: Topics,
    /// Groups and times compared, and what occurs together.
    pub compared: Compared,
    /// The ids of the documents that tables name, by number: those of
    /// [`Summary::named_documents`].
    pub ids: HashMap<usize, String>,
    /// The first documents of the run.
    pub first_documents: Vec<FirstDocument>,
    /// Passages of the documents, for the report.
    pub quotations: Quotations,
}

impl Summary {
    /// The numbers of the documents that tables name by their ids, ascending: examples of terms
    /// and phrases, and representatives of topics.
    pub fn named_documents(&self) -> Vec<usize> {
        let terms = self.ranked_terms().into_iter().map(|term| self.terms.example(term));
        let phrases = self.phrases.iter().map(|phrase| phrase.example);
        let topics = self.topics.topics.iter().flat_map(|topic| topic.representatives.clone());
        let named: BTreeSet<usize> = terms.chain(phrases).chain(topics).collect();
        named.into_iter().collect()
    }

    /// What a document is called; empty if it is not known here.
    pub(crate) fn id(&self, document: usize) -> &str {
        self.ids.get(&document).map_or("", String::as_str)
    }

    /// The text of a term.
    pub fn term(&self, id: TermId) -> &str {
        self.vocabulary.term(id)
    }

    /// All terms that occur, most frequent first; of equally frequent ones the first in byte
    /// order.
    pub fn ranked_terms(&self) -> Vec<TermId> {
        self.totals.ranked_terms()
    }

    /// The label of a topic: what the user calls it, or the terms that set it apart.
    ///
    /// # Panics
    ///
    /// If there is no such topic.
    pub fn label(&self, topic: usize) -> String {
        label(&self.topics.topics[topic], &self.vocabulary)
    }

    /// Per topic its share of the documents of every named period that have a topic, 0–1.
    pub(crate) fn topic_shares(&self) -> Vec<Vec<f64>> {
        let periods = self.compared.named_periods().len();
        let mut shares = vec![vec![0.0; periods]; self.topics.topics.len()];
        let all = self.compared.trends.iter().find(|trend| trend.field.is_empty());
        for (period, items) in all.into_iter().flat_map(|trend| trend.topics.iter().enumerate()) {
            for item in items {
                // The period of documents without a date is not among those that have a name.
                if let Some(share) = shares[item.item].get_mut(period) {
                    *share = item.share;
                }
            }
        }
        shares
    }

    /// The phrases and new words that are terms, best first.
    pub fn adopted_phrases(&self) -> impl Iterator<Item = &Phrase> {
        let all = self.phrases.iter().zip(&self.adopted);
        all.filter(|(_, adopted)| **adopted).map(|(phrase, _)| phrase)
    }
}

/// The label of a topic: what the user calls it, or the terms that set it apart.
fn label(topic: &Topic, vocabulary: &Vocabulary) -> String {
    if let Some(name) = &topic.name {
        return name.clone();
    }
    topic.label.iter().map(|&term| vocabulary.term(term)).collect::<Vec<_>>().join("·")
}

/// How many documents of a run are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentFacts {
    /// Those that repeat earlier ones.
    pub repeated: usize,
    /// Those of which no word says anything about a topic.
    pub without_topic: usize,
    /// Those that lie between topics and count for none.
    pub unclear: usize,
    /// Those that fit none of the topics of a model.
    pub new: usize,
}

impl DocumentFacts {
    /// Counts the documents by their places among the topics, of which there is one per document.
    ///
    /// ```
    /// use cimai_report::DocumentFacts;
    /// use cimai_topic::{Placement, Standings};
    ///
    /// let placements = [Placement::between(Some(0), None), Placement::default()];
    /// let facts = DocumentFacts::of(&placements, &Standings::of(&placements, 0.0), 0);
    /// assert_eq!((facts.without_topic, facts.unclear), (1, 0));
    /// ```
    pub fn of(placements: &[Placement], standings: &Standings, repeated: usize) -> Self {
        let mut facts = Self { repeated, ..Self::default() };
        for (document, placement) in placements.iter().enumerate() {
            let standing = standings.standing(document, placement);
            facts.without_topic += usize::from(placement.topic().is_none());
            facts.unclear += usize::from(standing == Standing::Unclear);
            facts.new += usize::from(standing == Standing::New);
        }
        facts
    }
}

/// One of the first documents of a run, as the report lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstDocument {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The first characters of its text.
    pub(crate) beginning: String,
    /// All its words.
    pub(crate) words: u32,
    /// The place of the topic that it counts for.
    pub(crate) topic: Option<usize>,
    /// Its best keywords.
    pub(crate) keywords: Vec<String>,
}

/// Characters on either side of a term in use.
pub(crate) const CONTEXT: usize = 34;

/// What the documents say, for the report: passages that show terms in use, and excerpts that show
/// what topics are about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quotations {
    /// For each term that the report shows, in that order, its passages, the best first.
    pub(crate) passages: Vec<Vec<Passage>>,
    /// For each topic that has a card its excerpts.
    pub(crate) excerpts: Vec<Vec<Excerpt>>,
}

/// A document as it is cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Citation {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) source: String,
    /// The line of the source.
    pub(crate) line: u64,
}

/// A term in use.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Passage {
    pub(crate) of: Citation,
    pub(crate) before: String,
    pub(crate) hit: String,
    pub(crate) after: String,
}

/// A passage of a document of a topic.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Excerpt {
    pub(crate) of: Citation,
    pub(crate) stretches: Vec<Stretch>,
}

/// A part of an excerpt.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch {
    pub(crate) text: String,
    /// The term that it is a use of, if it is one of those to be marked.
    pub(crate) term: Option<TermId>,
}

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
