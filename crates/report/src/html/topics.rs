//! The topics as cards, and how their number was chosen.

use cimai_corpus::{Lang, Message, TermId};
use cimai_topic::VectorKind;
use serde::Serialize;

use super::charts::{Curve, Line, curve};
use super::page::{Page, brief, decimal, grouped, percent, term};
use crate::Summary;
use crate::results::{Excerpt, Stretch};

/// Topics that get a card; the rest stand in the workbook and the tables.
pub(crate) const CARDS: usize = 60;
/// Terms named on a card.
const TERMS: usize = 14;
/// Passages on a card.
pub(crate) const EXCERPTS: usize = 3;

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
    pub(crate) excerpts: Vec<Quotation>,
    pub(crate) trend: Option<Line>,
}

/// A passage of a document of the topic.
#[derive(Debug, Serialize)]
pub(crate) struct Quotation {
    document: String,
    place: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct Piece {
    text: String,
    /// The term that it is a use of, if it is one of those to be marked.
    term: Option<String>,
}

/// The cards of the largest topics, largest first.
pub(crate) fn cards(page: &Page<'_>, trends: &[Option<Line>]) -> Vec<Card> {
    let shown = page.summary.topics.topics.len().min(CARDS);
    let mut cards: Vec<Card> = (0..shown).map(|topic| card(page, topic)).collect();
    for (card, trend) in cards.iter_mut().zip(trends) {
        card.trend.clone_from(trend);
    }
    cards
}

fn card(page: &Page<'_>, number: usize) -> Card {
    let summary = page.summary;
    let topic = &summary.topics.topics[number];
    let largest =
        summary.topics.topics.iter().map(|topic| topic.share).fold(f64::MIN_POSITIVE, f64::max);
    let word = |id: TermId| term(summary.term(id));
    Card {
        number: number + 1,
        label: brief(&summary.label(number), 60),
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

fn excerpts(page: &Page<'_>, number: usize) -> Vec<Quotation> {
    let piece = |stretch: &Stretch| Piece {
        text: stretch.text.clone(),
        term: stretch.term.map(|id| term(page.summary.term(id))),
    };
    let quote = |excerpt: &Excerpt| Quotation {
        document: page.name(&excerpt.of),
        place: page.place_of(&excerpt.of),
        pieces: excerpt.stretches.iter().map(piece).collect(),
    };
    let found = page.summary.quotations.excerpts.get(number);
    found.into_iter().flatten().map(quote).collect()
}

/// The terms that the cards name, for their passages.
pub(crate) fn named_terms(summary: &Summary) -> impl Iterator<Item = TermId> {
    let shown = summary.topics.topics.iter().take(CARDS);
    // The excerpts mark more terms than the cards list.
    shown.flat_map(|topic| topic.terms.iter().map(|term| term.term))
}

/// The numbers of topics that were tried, by three measures.
#[derive(Debug, Serialize)]
pub(crate) struct Choice {
    reason: String,
    curves: Vec<Measure>,
    rows: Vec<[String; 5]>,
    /// Which of the rows was taken.
    chosen: Option<usize>,
}

#[derive(Debug, Serialize)]
struct Measure {
    name: String,
    curve: Curve,
}

pub(crate) fn choice(page: &Page<'_>) -> Choice {
    let tried = &page.summary.topics.tried;
    let measure = |zh: &str, en: &str, values: Vec<f64>| {
        let items = tried.iter().zip(values).map(|(k, value)| (k.k.to_string(), value, k.chosen));
        let name = Message::new(zh, en).text(page.lang).to_owned();
        Measure { name, curve: curve(&items.collect::<Vec<_>>(), |value| decimal(value, 2)) }
    };
    let curves = match tried.len() {
        0 | 1 => Vec::new(),
        _ => vec![
            measure("轮廓系数", "Silhouette", tried.iter().map(|k| k.silhouette).collect()),
            measure("一致性", "Coherence", tried.iter().map(|k| k.coherence).collect()),
            measure("稳定性", "Stability", tried.iter().map(|k| k.stability).collect()),
        ],
    };
    let rows = tried.iter().map(|k| {
        let measures = [k.silhouette, k.coherence, k.stability].map(|value| decimal(value, 3));
        let [silhouette, coherence, stability] = measures;
        [k.k.to_string(), silhouette, coherence, stability, percent(k.largest_share)]
    });
    Choice {
        reason: reason(&page.summary.topics.reason, page.lang),
        curves,
        rows: rows.collect(),
        chosen: tried.iter().position(|k| k.chosen),
    }
}

/// What the documents are to the topics.
pub(crate) fn vectors(kind: VectorKind) -> Message {
    match kind {
        VectorKind::Ppmi => Message::new(
            "由本语料得出的词向量（PPMI）的加权平均",
            "weighted means of word vectors that come from this corpus (PPMI)",
        ),
        VectorKind::Lsa => {
            Message::new("TF-IDF 的潜在语义分析（LSA）", "latent semantic analysis of TF-IDF (LSA)")
        }
        _ => Message::new(
            "TF-IDF 的潜在语义分析（LSA），加上由本语料得出的词向量（PPMI）的平均",
            "latent semantic analysis of TF-IDF (LSA), with means of word vectors that come from \
             this corpus (PPMI)",
        ),
    }
}

/// The reason as a sentence of its own.
fn reason(message: &Message, lang: Lang) -> String {
    let text = brief(message.text(lang), 300);
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}
