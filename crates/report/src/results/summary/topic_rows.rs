//! `topics.csv`, `topic_terms.csv`, `k.csv`.

use cimai_topic::{Topic, TopicTerm, TriedK};

use super::results::Summary;
use crate::tables::{Cells, Row};

/// A topic with its place among all.
struct TopicRow<'s> {
    summary: &'s Summary,
    place: usize,
    topic: &'s Topic,
}

impl Row for TopicRow<'_> {
    const TABLE: &'static str = "topics";

    fn cells(&self, cells: &mut Cells<'_>) {
        let Self { summary, place, topic } = *self;
        let terms = topic.terms.iter().map(|term| summary.term(term.term));
        let documents = topic.representatives.iter().map(|&document| summary.id(document));
        cells.put("topic", place + 1);
        cells.put("label", &summary.label(place));
        cells.put("size", topic.size);
        cells.put("share", topic.share);
        cells.put("coherence", topic.coherence);
        cells.put("cohesion", topic.cohesion);
        cells.put_list("top_terms", terms);
        cells.put_list("representative_docs", documents);
        cells.put("model_share", topic.model_share);
        cells.put("share_change", topic.model_share.map(|before| topic.share - before));
    }
}

/// A term of a topic with its place in it.
struct TopicTermRow<'s> {
    topic: usize,
    place: usize,
    term: &'s TopicTerm,
    text: &'s str,
}

impl Row for TopicTermRow<'_> {
    const TABLE: &'static str = "topic_terms";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("topic", self.topic + 1);
        cells.put("rank", self.place + 1);
        cells.put("term", self.text);
        cells.put("weight", self.term.weight);
        cells.put("tf", self.term.tf);
        cells.put("df", self.term.df);
    }
}

impl Row for TriedK {
    const TABLE: &'static str = "k";

    fn cells(&self, cells: &mut Cells<'_>) {
        cells.put("k", self.k);
        cells.put("silhouette", self.silhouette);
        cells.put("coherence", self.coherence);
        cells.put("stability", self.stability);
        cells.put("largest_share", self.largest_share);
        cells.put("chosen", self.chosen);
    }
}

impl Summary {
    pub(super) fn topic_rows(&self) -> impl Iterator<Item = impl Row> {
        let topics = self.topics.topics.iter().enumerate();
        topics.map(|(place, topic)| TopicRow { summary: self, place, topic })
    }

    pub(super) fn topic_term_rows(&self) -> impl Iterator<Item = impl Row> {
        self.topics.topics.iter().enumerate().flat_map(move |(topic, found)| {
            found.terms.iter().enumerate().map(move |(place, term)| TopicTermRow {
                topic,
                place,
                term,
                text: self.term(term.term),
            })
        })
    }
}
