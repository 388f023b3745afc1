//! Where in a text its words stand, and passages that show a term in use.

use std::collections::BTreeMap;
use std::ops::Range;

use cimai_corpus::{Corpus, Document, TermId, Token};
use rayon::prelude::*;
use serde::Serialize;

use super::Page;
use super::text::{brief, grouped, term};
use crate::Report;

/// Passages carried for each term.
const PER_TERM: usize = 4;
/// Characters on either side of the term.
const CONTEXT: usize = 34;
/// Bytes that all passages may take, so that the file stays small for any corpus.
const BUDGET: usize = 2_000_000;
/// Characters within which the next word is looked for.
const REACH: usize = 80;

/// The passages of all terms that the report shows, as its script reads them.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Passages {
    terms: Vec<TermPassages>,
    /// Terms whose passages no longer found room.
    #[serde(skip)]
    pub(crate) left_out: usize,
}

#[derive(Debug, Serialize)]
struct TermPassages {
    term: String,
    tf: String,
    df: String,
    passages: Vec<Passage>,
}

/// A term in use.
#[derive(Debug, Serialize)]
struct Passage {
    document: String,
    place: String,
    before: String,
    hit: String,
    after: String,
}

/// Finds passages for the given terms, from the documents in which each weighs most.
pub(crate) fn passages(page: &Page<'_>, terms: &[TermId]) -> Passages {
    let report = page.report;
    let chosen = documents_of(report, terms);
    let mut wanted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, documents) in chosen.iter().enumerate() {
        for &document in documents {
            wanted.entry(document).or_default().push(place);
        }
    }
    let wanted: Vec<_> = wanted.into_iter().collect();
    let found: Vec<_> = wanted
        .par_iter()
        .map(|(document, places)| in_document(page, *document, places, terms))
        .collect();
    let mut by_term: Vec<Vec<(usize, Passage)>> = terms.iter().map(|_| Vec::new()).collect();
    for ((document, _), passages) in wanted.iter().zip(found) {
        for (place, passage) in passages {
            by_term[place].push((*document, passage));
        }
    }
    for (found, order) in by_term.iter_mut().zip(&chosen) {
        found.sort_by_key(|(document, _)| order.iter().position(|other| other == document));
    }
    within_budget(report, terms, by_term)
}

/// Per term, the documents in which it weighs most by TF-IDF, the heaviest first. Documents that
/// repeat others are passed over.
fn documents_of(report: &Report<'_>, terms: &[TermId]) -> Vec<Vec<usize>> {
    let mut places = vec![u32::MAX; report.corpus.vocabulary().len()];
    for (place, term) in terms.iter().enumerate() {
        places[term.index()] = place as u32;
    }
    let mut best: Vec<Vec<(f64, usize)>> = vec![Vec::new(); terms.len()];
    for (document, row) in report.counts.rows().iter().enumerate() {
        if report.duplicate_of[document].is_some() {
            continue;
        }
        let weight = |&(term, tf): &(u32, u32)| f64::from(tf) * report.tf_idf.idf(TermId(term));
        let length = row.iter().map(|cell| weight(cell).powi(2)).sum::<f64>().sqrt();
        for cell in row.iter().filter(|cell| places[cell.0 as usize] != u32::MAX) {
            insert(&mut best[places[cell.0 as usize] as usize], (weight(cell) / length, document));
        }
    }
    best.into_iter().map(|best| best.into_iter().map(|(_, document)| document).collect()).collect()
}

/// Keeps the best few, the heaviest first; of equal ones the earlier document.
fn insert(best: &mut Vec<(f64, usize)>, new: (f64, usize)) {
    let place = best.partition_point(|old| old.0 >= new.0);
    if place < PER_TERM {
        best.insert(place, new);
        best.truncate(PER_TERM);
    }
}

/// The first use in a document of each of the terms at `places`.
fn in_document(
    page: &Page<'_>,
    number: usize,
    places: &[usize],
    terms: &[TermId],
) -> Vec<(usize, Passage)> {
    let document = &page.report.documents[number];
    let mut missing = places.to_vec();
    let mut found = Vec::new();
    for (text, word) in words(page.report.corpus, document, number) {
        let Some(i) = missing.iter().position(|&place| terms[place] == word.term) else { continue };
        found.push((missing.swap_remove(i), passage(page, document, text, &word.place)));
        if missing.is_empty() {
            break;
        }
    }
    found
}

fn passage(page: &Page<'_>, document: &Document, text: &str, place: &Range<usize>) -> Passage {
    let before: Vec<char> = text[..place.start].chars().rev().take(CONTEXT).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = text[place.end..].chars().take(CONTEXT).collect();
    let line = match std::ptr::eq(text, document.text.as_str()) {
        true => document.line_at(place.start),
        false => document.line,
    };
    Passage {
        document: page.name(document),
        place: page.place_of(document, line),
        before: brief(&before, CONTEXT),
        hit: brief(&text[place.clone()], 60),
        after: brief(&after, CONTEXT),
    }
}

fn within_budget(
    report: &Report<'_>,
    terms: &[TermId],
    found: Vec<Vec<(usize, Passage)>>,
) -> Passages {
    let mut passages = Passages::default();
    let mut bytes = 0;
    for (&id, found) in terms.iter().zip(found) {
        let found: Vec<Passage> = found.into_iter().map(|(_, passage)| passage).collect();
        bytes += found.iter().map(Passage::bytes).sum::<usize>();
        if bytes > BUDGET {
            passages.left_out += 1;
            continue;
        }
        passages.terms.push(TermPassages {
            term: term(report.corpus.vocabulary().term(id)),
            tf: grouped(report.counts.tf(id)),
            df: grouped(u64::from(report.counts.df(id))),
            passages: found,
        });
    }
    passages
}

impl Passage {
    /// About what it takes in the file, where some characters are escaped.
    fn bytes(&self) -> usize {
        let texts = [&self.document, &self.place, &self.before, &self.hit, &self.after];
        let bytes = |c: char| match c {
            '<' | '\u{2028}' => 6,
            '"' | '\\' => 2,
            _ => c.len_utf8(),
        };
        texts.iter().flat_map(|text| text.chars()).map(bytes).sum::<usize>() + 70
    }
}

/// A word where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) term: TermId,
    /// Its bytes.
    pub(crate) place: Range<usize>,
}

/// The words of a document, each with the text that holds it: the title, then the body.
fn words<'a>(
    corpus: &'a Corpus,
    document: &'a Document,
    number: usize,
) -> impl Iterator<Item = (&'a str, Placed)> {
    let title = Words::new(corpus, &document.title, corpus.title(number));
    let title = title.map(|word| (document.title.as_str(), word));
    title.chain(body(corpus, document, number).map(|word| (document.text.as_str(), word)))
}

/// The words of a document's body in their order.
pub(crate) fn body<'a>(
    corpus: &'a Corpus,
    document: &'a Document,
    number: usize,
) -> impl Iterator<Item = Placed> + 'a {
    let skipped = corpus.title(number).count();
    Words::new(corpus, &document.text, corpus.tokens(number).skip(skipped))
}

/// Finds the words of a sequence again in the text that it was cut from. A word that goes by
/// another form there (a synonym, a spelling) is found by that form.
struct Words<'a, T> {
    corpus: &'a Corpus,
    text: &'a str,
    at: usize,
    tokens: T,
}

impl<'a, T: Iterator<Item = Token>> Words<'a, T> {
    fn new(corpus: &'a Corpus, text: &'a str, tokens: T) -> Self {
        Self { corpus, text, at: 0, tokens }
    }

    fn locate(&self, term: TermId) -> Option<Range<usize>> {
        let mark = |c: char| !c.is_alphanumeric();
        let rest = self.text[self.at..].trim_start_matches(mark);
        let start = self.text.len() - rest.len();
        let near = rest.char_indices().nth(REACH).map_or(rest, |(end, _)| &rest[..end]);
        let forms = self.corpus.variants(term).iter().map(|&(form, _)| form);
        let places = forms.chain([term]).filter_map(|form| {
            let form = self.corpus.vocabulary().term(form);
            // A form may begin with a mark of its own, such as a bracket.
            let marked = form.starts_with(mark).then(|| self.text[self.at..start].find(form));
            let place = marked.flatten().map(|place| self.at + place);
            let place = place.or_else(|| near.find(form).map(|place| start + place))?;
            Some(place..place + form.len())
        });
        places.min_by_key(|place| (place.start, std::cmp::Reverse(place.end)))
    }
}

impl<T: Iterator<Item = Token>> Iterator for Words<'_, T> {
    type Item = Placed;

    fn next(&mut self) -> Option<Placed> {
        loop {
            let Token::Word(term) = self.tokens.next()? else { continue };
            if let Some(place) = self.locate(term) {
                self.at = place.end;
                return Some(Placed { term, place });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use cimai_corpus::Piece;

    use super::*;

    /// What stands where the words of a body are found.
    fn found(corpus: &Corpus, title: &str, text: &str) -> Vec<String> {
        let document =
            Document { title: title.to_owned(), text: text.to_owned(), ..Document::default() };
        body(corpus, &document, 0).map(|word| document.text[word.place].to_owned()).collect()
    }

    #[test]
    fn words_are_found_where_they_stand_behind_marks_and_titles() {
        let mut corpus = Corpus::default();
        let body =
            [Piece::Word("湿地"), Piece::Gap, Piece::Word("的"), Piece::Word("湿地"), Piece::End];
        corpus.push([Piece::Word("湿地")], body, |term| term != "的");
        assert_eq!(found(&corpus, "湿地", "“湿地”——的湿地。"), ["湿地", "的", "湿地"]);
    }

    #[test]
    fn a_word_that_counts_as_another_is_found_as_it_is_written() {
        let mut corpus = Corpus::default();
        corpus.push([], ["WiFi", "WIFI", "新冠"].map(Piece::Word), |_| true);
        corpus.merge_variants(|term| term.is_ascii().then(|| term.to_lowercase()));
        corpus.merge_synonyms([("新冠", "冠状病毒")], |_| true);
        assert_eq!(found(&corpus, "", "WiFi、WIFI和新冠"), ["WiFi", "WIFI", "新冠"]);
    }

    #[test]
    fn a_word_that_is_not_there_is_passed_over() {
        let mut corpus = Corpus::default();
        corpus.push([], ["甲乙", "丙丁", "戊己"].map(Piece::Word), |_| true);
        assert_eq!(found(&corpus, "", "甲乙，戊己"), ["甲乙", "戊己"]);
    }

    #[test]
    fn the_heaviest_come_first_and_of_equal_ones_the_earlier() {
        let mut best = Vec::new();
        for (document, weight) in [0.5, 0.9, 0.5, 0.7, 0.1, 0.8].into_iter().enumerate() {
            insert(&mut best, (weight, document));
        }
        assert_eq!(best.iter().map(|(_, document)| *document).collect::<Vec<_>>(), [1, 5, 3, 0]);
    }
}
