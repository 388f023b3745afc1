//! The search for what the report quotes: passages that show its terms in use, and excerpts of
//! documents that stand for topics.

mod excerpt;

use std::collections::{BTreeMap, HashMap};

use cimai_corpus::{Batch, Counts, Document, Span, TermId};

use self::excerpt::excerpt;
use crate::Summary;
use crate::html::{CARDS, EXCERPTS, shown_terms};
use crate::results::{CONTEXT, Citation, Excerpt, Passage, Quotations, Risers};

/// Passages carried for each term.
const PER_TERM: usize = 4;

/// What the report wants to quote. The documents are looked at twice: all of them for the ones in
/// which a term weighs most ([`Quotes::count`]), then these for their words ([`Search::take`]).
pub struct Quotes<'a> {
    summary: &'a Summary,
    is_copy: &'a (dyn Fn(usize) -> bool + Sync),
    terms: Vec<TermId>,
    /// The place of every term among `terms`, by its number.
    places: Vec<Option<u32>>,
}

/// Per term that is to be quoted, the documents in which it weighs most. What was found in parts
/// of the documents merges, in any order, into what is found in all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BestDocuments {
    /// By the place of the term: weights and numbers of documents, the heaviest first, of equal
    /// ones the first.
    best: Vec<Vec<(f64, usize)>>,
}

impl<'a> Quotes<'a> {
    /// Finds out what is to be quoted. Documents that repeat others, known by their numbers, are
    /// passed over.
    pub fn new(summary: &'a Summary, is_copy: &'a (dyn Fn(usize) -> bool + Sync)) -> Self {
        let terms = shown_terms(summary, Risers::of(summary).as_ref());
        let mut places = vec![None; summary.vocabulary.len()];
        for (term, place) in terms.iter().zip(0..) {
            places[term.index()] = Some(place);
        }
        Self { summary, is_copy, terms, places }
    }

    /// The documents of a batch in which each term weighs most by TF-IDF.
    pub fn count(&self, batch: &Batch, counts: &Counts) -> BestDocuments {
        let mut found = BestDocuments { best: vec![Vec::new(); self.terms.len()] };
        for (number, row) in batch.numbers().zip(counts.rows().iter()) {
            if (self.is_copy)(number) || !row.iter().any(|cell| self.place(cell.0).is_some()) {
                continue;
            }
            let idf = &self.summary.tf_idf;
            let weight = |&(term, tf): &(u32, u32)| f64::from(tf) * idf.idf(TermId(term));
            let length = row.iter().map(|cell| weight(cell).powi(2)).sum::<f64>().sqrt();
            for cell in row {
                if let Some(place) = self.place(cell.0) {
                    insert(&mut found.best[place], (weight(cell) / length, number));
                }
            }
        }
        found
    }

    fn place(&self, term: u32) -> Option<usize> {
        self.places[term as usize].map(|place| place as usize)
    }

    /// Looks for passages and excerpts in the documents that were found.
    pub fn search(&self, found: &BestDocuments) -> Search<'_> {
        let mut wanted: BTreeMap<usize, Wanted> = BTreeMap::new();
        for (place, best) in found.best.iter().enumerate() {
            for (rank, &(_, number)) in best.iter().enumerate() {
                wanted.entry(number).or_default().passages.push((place, rank));
            }
        }
        let topics = self.summary.topics.topics.iter().take(CARDS).enumerate();
        for (topic, found) in topics {
            let originals = found.representatives.iter().filter(|number| !(self.is_copy)(**number));
            for (rank, &number) in originals.take(EXCERPTS).enumerate() {
                wanted.entry(number).or_default().excerpts.push((topic, rank));
            }
        }
        Search { quotes: self, wanted, passages: BTreeMap::new(), excerpts: BTreeMap::new() }
    }
}

impl BestDocuments {
    /// Adds what was found in other documents.
    pub fn merge(&mut self, other: Self) {
        self.best.resize(self.best.len().max(other.best.len()), Vec::new());
        for (own, other) in self.best.iter_mut().zip(other.best) {
            for new in other {
                insert(own, new);
            }
        }
    }
}

/// Keeps the best few, the heaviest first; of equal ones the earlier document.
fn insert(best: &mut Vec<(f64, usize)>, new: (f64, usize)) {
    let place = best
        .partition_point(|old| old.0.total_cmp(&new.0).reverse().then(old.1.cmp(&new.1)).is_lt());
    if place < PER_TERM {
        best.insert(place, new);
        best.truncate(PER_TERM);
    }
}

/// What is wanted of one document.
#[derive(Debug, Default)]
struct Wanted {
    /// Places of terms, and of this passage among those of the term.
    passages: Vec<(usize, usize)>,
    /// Places of topics, and of this excerpt among those of the topic.
    excerpts: Vec<(usize, usize)>,
}

/// The second look at documents.
pub struct Search<'q> {
    quotes: &'q Quotes<'q>,
    wanted: BTreeMap<usize, Wanted>,
    /// By the places of the term and of the passage.
    passages: BTreeMap<(usize, usize), Passage>,
    /// By the places of the topic and of the excerpt.
    excerpts: BTreeMap<(usize, usize), Excerpt>,
}

impl Search<'_> {
    /// The numbers of the documents that are to be taken, ascending.
    pub fn documents(&self) -> Vec<usize> {
        self.wanted.keys().copied().collect()
    }

    /// Takes passages and excerpts from a document, by its number. The batch holds it with its
    /// words by the vocabulary of the run. A document that is not wanted gives nothing.
    ///
    /// # Panics
    ///
    /// If the batch does not hold the document.
    pub fn take(&mut self, batch: &Batch, number: usize) {
        let Some(wanted) = self.wanted.get(&number) else { return };
        let place = number - batch.first;
        let document = &batch.documents[place];
        self.passages.extend(passages(batch, place, &wanted.passages, &self.quotes.terms));
        for &(topic, rank) in &wanted.excerpts {
            let terms = self.quotes.summary.topics.topics[topic].terms.iter();
            let weights: HashMap<TermId, f64> =
                terms.map(|term| (term.term, term.weight.max(0.0))).collect();
            let stretches = excerpt(&document.text, batch.body_words(place), &weights);
            if !stretches.is_empty() {
                let excerpt = Excerpt { of: citation(document, document.line), stretches };
                self.excerpts.insert((topic, rank), excerpt);
            }
        }
    }

    /// What was found, for [`Summary::quotations`].
    pub fn finish(self) -> Quotations {
        let topics = self.quotes.summary.topics.topics.len();
        Quotations {
            passages: by_first(self.passages, self.quotes.terms.len()),
            excerpts: by_first(self.excerpts, topics),
        }
    }
}

/// Lists by the first of two places, each in the order of the second.
fn by_first<T>(found: BTreeMap<(usize, usize), T>, length: usize) -> Vec<Vec<T>> {
    let mut lists: Vec<Vec<T>> = Vec::new();
    lists.resize_with(length, Vec::new);
    for ((place, _), one) in found {
        lists[place].push(one);
    }
    lists
}

/// The first use in a document of each of the terms that are wanted of it.
fn passages(
    batch: &Batch,
    place: usize,
    wanted: &[(usize, usize)],
    terms: &[TermId],
) -> Vec<((usize, usize), Passage)> {
    let document = &batch.documents[place];
    let title = batch.title_words(place).map(|word| (word, false));
    let body = batch.body_words(place).map(|word| (word, true));
    let mut missing = wanted.to_vec();
    let mut found = Vec::new();
    for ((term, span), in_body) in title.chain(body) {
        let Some(i) = missing.iter().position(|wanted| terms[wanted.0] == term) else { continue };
        let (text, line) = match in_body {
            true => (&document.text, document.line_at(span.range().start)),
            false => (&document.title, document.line),
        };
        found.push((missing.swap_remove(i), passage(citation(document, line), text, span)));
        if missing.is_empty() {
            break;
        }
    }
    found
}

fn passage(of: Citation, text: &str, span: Span) -> Passage {
    let place = span.range();
    let before = text[..place.start].char_indices().rev().take(CONTEXT).last();
    let before = before.map_or("", |(start, _)| &text[start..place.start]).to_owned();
    let after = text[place.end..].chars().take(CONTEXT).collect();
    Passage { of, before, hit: text[place].to_owned(), after }
}

fn citation(document: &Document, line: u64) -> Citation {
    Citation {
        id: document.id.clone(),
        title: document.title.clone(),
        source: document.source.clone(),
        line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_come_first_and_of_equal_ones_the_earlier_in_any_order_of_merging() {
        let found = |documents: &[usize]| {
            let weights = [0.5, 0.9, 0.5, 0.7, 0.1, 0.8];
            let mut best = Vec::new();
            for &document in documents {
                insert(&mut best, (weights[document], document));
            }
            BestDocuments { best: vec![best] }
        };
        let whole = found(&[0, 1, 2, 3, 4, 5]);
        assert_eq!(whole.best[0].iter().map(|one| one.1).collect::<Vec<_>>(), [1, 5, 3, 0]);
        let mut merged = found(&[5, 2]);
        merged.merge(found(&[4]));
        merged.merge(found(&[3, 1, 0]));
        assert_eq!(merged, whole);
    }

    #[test]
    fn a_passage_is_the_use_with_what_stands_around_it() {
        let text = format!("{}湿地水鸟{}", "甲".repeat(50), "乙".repeat(50));
        let found = passage(Citation::default(), &text, Span { start: 150, end: 156 });
        assert_eq!((&*found.hit, found.before.chars().count()), ("湿地", CONTEXT));
        assert!(found.after.starts_with("水鸟乙") && found.after.chars().count() == CONTEXT);
        let first = passage(Citation::default(), "湿地", Span { start: 0, end: 6 });
        assert_eq!((&*first.before, &*first.after), ("", ""));
    }
}
