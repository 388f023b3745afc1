use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use cimai_corpus::{Relabel, TermId, Totals, Traits, Vocabulary};
use cimai_keyword::{Phrase, TermStatistics, TfIdf};
use cimai_topic::{Topic, Topics};

use super::compared::Compared;
use super::document_facts::{DocumentFacts, FirstDocument};
use super::quotations::Quotations;

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
pub(crate) fn label(topic: &Topic, vocabulary: &Vocabulary) -> String {
    if let Some(name) = &topic.name {
        return name.clone();
    }
    topic.label.iter().map(|&term| vocabulary.term(term)).collect::<Vec<_>>().join("·")
}
