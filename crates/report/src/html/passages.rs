//! The terms that the page names, and passages that show them in use, as the script of the page
//! reads them.

use std::collections::HashSet;

use cimai_corpus::TermId;
use serde::Serialize;

use super::page::{Page, brief, grouped, term};
use super::{comparisons, grids, network, topics};
use crate::Summary;
use crate::results::{CONTEXT, Passage, Risers};

/// Every term that the page names, the most important first.
pub(crate) fn shown_terms(summary: &Summary, risers: Option<&Risers>) -> Vec<TermId> {
    let frequent = summary.ranked_terms().into_iter().take(grids::TERMS);
    let phrases = summary.phrases.iter().take(grids::PHRASES);
    let phrases = phrases.filter_map(|phrase| summary.vocabulary.get(&phrase.text()));
    let changed = risers.into_iter().flat_map(Risers::terms).flatten();
    let compared =
        changed.chain(comparisons::named_terms(summary)).chain(network::named_terms(summary));
    let all = topics::named_terms(summary).chain(compared).chain(frequent).chain(phrases);
    let mut seen = HashSet::new();
    all.filter(|term| seen.insert(*term)).collect()
}

/// Bytes that all passages may take, so that the file stays small for any corpus.
const BUDGET: usize = 2_000_000;

/// The passages of all terms that the report shows.
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
    passages: Vec<ShownPassage>,
}

/// A term in use.
#[derive(Debug, Serialize)]
struct ShownPassage {
    document: String,
    place: String,
    before: String,
    hit: String,
    after: String,
}

/// The passages of the terms that are shown, as many as find room.
pub(crate) fn passages(page: &Page<'_>, terms: &[TermId]) -> Passages {
    let mut passages = Passages::default();
    let mut bytes = 0;
    for (place, &id) in terms.iter().enumerate() {
        let found = page.summary.quotations.passages.get(place);
        let found = found.into_iter().flatten().map(|passage| ShownPassage::of(page, passage));
        let found: Vec<ShownPassage> = found.collect();
        bytes += found.iter().map(ShownPassage::bytes).sum::<usize>();
        if bytes > BUDGET {
            passages.left_out += 1;
            continue;
        }
        passages.terms.push(TermPassages {
            term: term(page.summary.term(id)),
            tf: grouped(page.summary.totals.tf(id)),
            df: grouped(page.summary.totals.df(id).into()),
            passages: found,
        });
    }
    passages
}

impl ShownPassage {
    fn of(page: &Page<'_>, passage: &Passage) -> Self {
        Self {
            document: page.name(&passage.of),
            place: page.place_of(&passage.of),
            before: brief(&passage.before, CONTEXT),
            hit: brief(&passage.hit, 60),
            after: brief(&passage.after, CONTEXT),
        }
    }

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
