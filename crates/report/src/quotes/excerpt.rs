//! The passage of a document that says most about its topic.

use std::collections::{HashMap, HashSet};

use cimai_corpus::{Span, TermId};

use crate::results::Stretch;

/// Characters of an excerpt.
const LENGTH: usize = 120;
/// Characters of a document that are searched for its best excerpt.
const SEARCHED: usize = 20_000;

/// The passage of a text that begins with a sentence and uses most of the given terms, with each
/// use marked. Of equally good passages the first. `words` are those of the text with their
/// places; `weights` says what each term counts.
pub(super) fn excerpt(
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
