//! The passage of a document that says most about its topic.

use std::collections::{HashMap, HashSet};

use cimai_corpus::TermId;
use serde::Serialize;

use super::passages::{Placed, body};
use super::text::term;
use crate::Report;

/// Characters of an excerpt.
const LENGTH: usize = 120;
/// Characters of a document that are searched for its best excerpt.
const SEARCHED: usize = 20_000;

/// A piece of an excerpt.
#[derive(Debug, Serialize)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// The term that it is a use of, if it is one of those to be marked.
    pub(crate) term: Option<String>,
}

/// The passage of a document that begins with a sentence and uses most of the given terms, with
/// each use marked. Of equally good passages the first. `weights` says what each term counts.
pub(crate) fn excerpt(
    report: &Report<'_>,
    number: usize,
    weights: &HashMap<TermId, f64>,
) -> Vec<Piece> {
    let text = report.documents[number].text.as_str();
    let text = text.char_indices().nth(SEARCHED).map_or(text, |(end, _)| &text[..end]);
    let uses: Vec<Placed> = body(report.corpus, &report.documents[number], number)
        .take_while(|word| word.place.end <= text.len())
        .filter(|word| weights.contains_key(&word.term))
        .collect();
    let windows = sentence_starts(text).into_iter().map(|start| (start, end(text, start)));
    let best = windows
        .map(|(start, end)| (score(&uses, weights, start, end), start, end))
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map_or_else(Vec::new, |(_, start, end)| pieces(report, text, &uses, start, end))
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
fn score(uses: &[Placed], weights: &HashMap<TermId, f64>, start: usize, end: usize) -> f64 {
    let first = uses.partition_point(|word| word.place.start < start);
    let inside = uses[first..].iter().take_while(|word| word.place.end <= end);
    let mut seen = HashSet::new();
    inside.filter(|word| seen.insert(word.term)).map(|word| weights[&word.term]).sum()
}

fn pieces(
    report: &Report<'_>,
    text: &str,
    uses: &[Placed],
    start: usize,
    end: usize,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = start;
    let plain = |from: usize, to: usize| Piece { text: on_one_line(&text[from..to]), term: None };
    for word in uses.iter().filter(|word| word.place.start >= start && word.place.end <= end) {
        pieces.push(plain(at, word.place.start));
        let name = term(report.corpus.vocabulary().term(word.term));
        pieces.push(Piece { text: text[word.place.clone()].to_owned(), term: Some(name) });
        at = word.place.end;
    }
    pieces.push(plain(at, end));
    if end < text.len() {
        pieces.push(Piece { text: "…".to_owned(), term: None });
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// The text with every control character a blank; the blanks at its ends stay, since other pieces
/// join there.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
