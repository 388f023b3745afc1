//! The topics as cards.

use std::collections::HashMap;

use cimai_corpus::TermId;
use rayon::prelude::*;
use serde::Serialize;

use super::Page;
use super::charts::Line;
use super::excerpt::{Piece, excerpt};
use super::text::{brief, decimal, grouped, percent, term};
use crate::Report;

/// Topics that get a card; the rest stand in the workbook and the tables.
pub(crate) const CARDS: usize = 60;
/// Terms named on a card.
const TERMS: usize = 14;
/// Passages on a card.
const EXCERPTS: usize = 3;

/// A topic as it is shown.
#[derive(Debug, Serialize)]
pub(crate) struct Card {
    pub(crate) number: usize,
    pub(crate) label: String,
    pub(crate) size: String,
    pub(crate) share: String,
    /// Of the widest bar, 0–100.
    pub(crate) width: f64,
    pub(crate) coherence: String,
    pub(crate) cohesion: String,
    pub(crate) terms: Vec<String>,
    pub(crate) excerpts: Vec<Excerpt>,
    pub(crate) trend: Option<Line>,
}

/// A passage of a document of the topic.
#[derive(Debug, Serialize)]
pub(crate) struct Excerpt {
    pub(crate) document: String,
    pub(crate) place: String,
    pub(crate) pieces: Vec<Piece>,
}

/// The cards of the largest topics, largest first.
pub(crate) fn cards(page: &Page<'_>, trends: &[Option<Line>]) -> Vec<Card> {
    let shown = page.report.topics.topics.len().min(CARDS);
    let mut cards: Vec<Card> = (0..shown).into_par_iter().map(|topic| card(page, topic)).collect();
    for (card, trend) in cards.iter_mut().zip(trends) {
        card.trend.clone_from(trend);
    }
    cards
}

fn card(page: &Page<'_>, number: usize) -> Card {
    let report = page.report;
    let topic = &report.topics.topics[number];
    let largest =
        report.topics.topics.iter().map(|topic| topic.share).fold(f64::MIN_POSITIVE, f64::max);
    let word = |id: TermId| term(report.corpus.vocabulary().term(id));
    Card {
        number: number + 1,
        label: brief(&report.label(number), 60),
        size: grouped(topic.size as u64),
        share: percent(topic.share),
        width: (topic.share / largest * 1000.0).round() / 10.0,
        coherence: decimal(topic.coherence, 2),
        cohesion: decimal(topic.cohesion, 2),
        terms: topic.terms.iter().take(TERMS).map(|term| word(term.term)).collect(),
        excerpts: excerpts(page, number),
        trend: None,
    }
}

fn excerpts(page: &Page<'_>, number: usize) -> Vec<Excerpt> {
    let report = page.report;
    let topic = &report.topics.topics[number];
    let weights: HashMap<TermId, f64> =
        topic.terms.iter().map(|term| (term.term, term.weight.max(0.0))).collect();
    let originals = topic.representatives.iter().filter(|&&d| report.duplicate_of[d].is_none());
    let one = |&document: &usize| {
        let pieces = excerpt(report, document, &weights);
        let document = &report.documents[document];
        let place = page.place_of(document, document.line);
        Excerpt { document: page.name(document), place, pieces }
    };
    originals.take(EXCERPTS).map(one).filter(|excerpt| !excerpt.pieces.is_empty()).collect()
}

/// The terms that the cards name, for their passages.
pub(crate) fn named_terms<'a>(report: &'a Report<'_>) -> impl Iterator<Item = TermId> + 'a {
    let shown = report.topics.topics.iter().take(CARDS);
    // The excerpts mark more terms than the cards list.
    shown.flat_map(|topic| topic.terms.iter().map(|term| term.term))
}
