//! How the number of topics was chosen.

use cimai_corpus::{Lang, Message};
use cimai_topic::VectorKind;
use serde::Serialize;

use super::Page;
use super::charts::{Curve, curve};
use super::text::{brief, decimal, percent};

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
    let tried = &page.report.topics.tried;
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
        reason: reason(&page.report.topics.reason, page.lang),
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
