//! How the number of topics was chosen.

use cimai_corpus::{Lang, Message};
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

/// The reason as a sentence of its own.
fn reason(message: &Message, lang: Lang) -> String {
    let text = brief(message.text(lang), 300);
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}
