//! The search for what the report quotes: passages that show its terms in use, and excerpts of
//! documents that stand for topics.

use std::collections::{BTreeMap, HashMap, HashSet};

use cimai_corpus::{Batch, Counts, Document, Span, TermId};

use crate::Summary;
use crate::html::{CARDS, EXCERPTS, shown_terms};
use crate::results::{CONTEXT, Citation, Excerpt, Passage, Quotations, Risers, Stretch};

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

/// Characters of an excerpt.
const LENGTH: usize = 120;
/// Characters of a document that are searched for its best excerpt.
const SEARCHED: usize = 20_000;

/// The passage of a text that begins with a sentence and uses most of the given terms, with each
/// use marked. Of equally good passages the first. `words` are those of the text with their
/// places; `weights` says what each term counts.
fn excerpt(
    text: &str,
    words: impl Iterator<Item = (TermId, Span)>,
    weights: &HashMap<TermId, f64>,
) -> Vec<Stretch> {
    let text = text.char_indices().nth(SEARCHED).map_or(text, |(end, _)| &text[..end]);
    let uses: Vec<(TermId, Span)> = words
        .take_while(|(_, span)| span.range().end <= text.len())
        .filter(|(term, _)| weights.contains_key(term))
        .collect();
    let windows = sentence_starts(text).into_iter().map(|start| (start, end(text, start)));
    let best = windows
        .map(|(start, end)| (score(&uses, weights, start, end), start, end))
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map_or_else(Vec::new, |(_, start, end)| stretches(text, &uses, start, end))
}

/// Where sentences begin.
fn sentence_starts(text: &str) -> Vec<usize> {
    let ends =
        text.char_indices().filter(|(_, c)| matches!(c, '。' | '！' | '？' | '!' | '?' | '\n'));
    let behind = ends.map(|(place, c)| place + c.len_utf8()).filter(|&place| place < text.len());
    std::iter::once(0).chain(behind).collect()
}

fn end(text: &str, start: usize) -> usize {
    text[start..].char_indices().nth(LENGTH).map_or(text.len(), |(length, _)| start + length)
}

/// The weights of the different terms that a window uses.
fn score(uses: &[(TermId, Span)], weights: &HashMap<TermId, f64>, start: usize, end: usize) -> f64 {
    let first = uses.partition_point(|(_, span)| span.range().start < start);
    let inside = uses[first..].iter().take_while(|(_, span)| span.range().end <= end);
    let mut seen = HashSet::new();
    inside.filter(|(term, _)| seen.insert(*term)).map(|(term, _)| weights[term]).sum()
}

fn stretches(text: &str, uses: &[(TermId, Span)], start: usize, end: usize) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut at = start;
    let plain = |from: usize, to: usize| Stretch { text: on_one_line(&text[from..to]), term: None };
    let inside =
        |(_, span): &&(TermId, Span)| span.range().start >= start && span.range().end <= end;
    for (term, span) in uses.iter().filter(inside) {
        stretches.push(plain(at, span.range().start));
        stretches.push(Stretch { text: text[span.range()].to_owned(), term: Some(*term) });
        at = span.range().end;
    }
    stretches.push(plain(at, end));
    if end < text.len() {
        stretches.push(Stretch { text: "…".to_owned(), term: None });
    }
    stretches.retain(|stretch| !stretch.text.is_empty());
    stretches
}

/// The text with every control character a blank; the blanks at its ends stay, since other
/// stretches join there.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
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

    #[test]
    fn the_sentence_with_most_terms_is_taken_and_its_terms_are_marked() {
        let text = format!("{}。湿地有水鸟。", "无".repeat(LENGTH));
        let places = [("湿地", 0_u32), ("水鸟", 1), ("无", 2)];
        let words = places.map(|(word, term)| {
            let start = text.find(word).unwrap() as u32;
            (TermId(term), Span { start, end: start + word.len() as u32 })
        });
        let mut words = words.to_vec();
        words.sort_by_key(|word| word.1.start);
        let weights = HashMap::from([(TermId(0), 0.5), (TermId(1), 0.25), (TermId(2), 0.6)]);
        let found = excerpt(&text, words.into_iter(), &weights);
        let shown: Vec<_> = found.iter().map(|s| (&*s.text, s.term)).collect();
        let (wetland, birds) = (Some(TermId(0)), Some(TermId(1)));
        assert_eq!(shown, [("湿地", wetland), ("有", None), ("水鸟", birds), ("。", None)]);
    }

    #[test]
    fn a_text_without_any_of_the_terms_begins_at_its_beginning() {
        let found = excerpt("甲\n乙。", std::iter::empty(), &HashMap::new());
        assert_eq!(found, [Stretch { text: "甲 乙。".to_owned(), term: None }]);
        assert!(excerpt("", std::iter::empty(), &HashMap::new()).is_empty());
    }
}
