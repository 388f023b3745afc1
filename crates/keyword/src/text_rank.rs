use cimai_corpus::{Batch, TermId, Token};

use crate::Keyword;

/// TextRank: the PageRank of a document's words in the graph of which word stands near which.
///
/// Two kept words are joined when they stand less than `window` places apart; each such meeting
/// adds 1 to the weight of their edge. Places are those of the text: a dropped word and a comma
/// take one place each and the window runs over them, but never over the end of a sentence.
/// After Mihalcea & Tarau, "TextRank: Bringing Order into Texts" (2004).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextRank {
    /// Places that a word and its neighbours span together, at least 2.
    pub window: usize,
    /// The probability of following an edge instead of jumping to any word, 0 to 1.
    pub damping: f64,
    /// Stops when no rank moves by more than this.
    pub tolerance: f64,
    /// Stops after this many rounds in any case.
    pub max_rounds: usize,
}

impl Default for TextRank {
    /// Window 5 and damping 0.85, as jieba and HanLP have them, run until ranks stand still.
    fn default() -> Self {
        Self { window: 5, damping: 0.85, tolerance: 1e-9, max_rounds: 200 }
    }
}

impl TextRank {
    /// The rank of every kept word of a document, in the order of term numbers, from 0 to 1: the
    /// highest of a document is 1.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn ranks(&self, batch: &Batch, document: usize) -> Vec<Keyword> {
        let graph = Graph::of(batch, document, self.window);
        let ranks = self.page_rank(&graph);
        let highest = ranks.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let scaled = graph.terms.iter().zip(ranks);
        scaled.map(|(&term, rank)| Keyword { term, score: rank / highest }).collect()
    }

    /// The stationary distribution over the nodes; it sums to 1. A node without edges spreads its
    /// rank over all nodes.
    fn page_rank(&self, graph: &Graph) -> Vec<f64> {
        let n = graph.terms.len();
        let mut ranks = vec![1.0 / n as f64; n];
        for _ in 0..self.max_rounds {
            let loose: f64 = (0..n).filter(|&i| graph.strength[i] == 0.0).map(|i| ranks[i]).sum();
            let base = (1.0 - self.damping + self.damping * loose) / n as f64;
            let mut next = vec![base; n];
            for (i, next) in next.iter_mut().enumerate() {
                let inflow = |&(j, weight): &(u32, f64)| {
                    ranks[j as usize] * weight / graph.strength[j as usize]
                };
                *next += self.damping * graph.neighbours(i).iter().map(inflow).sum::<f64>();
            }
            let moved = ranks.iter().zip(&next).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            ranks = next;
            if moved <= self.tolerance {
                break;
            }
        }
        ranks
    }
}

/// A document's words and how often they meet: symmetric, stored row by row.
struct Graph {
    terms: Vec<TermId>,
    edges: Vec<(u32, f64)>,
    ends: Vec<usize>,
    /// The weights of each node's edges added up.
    strength: Vec<f64>,
}

impl Graph {
    fn of(batch: &Batch, document: usize, window: usize) -> Self {
        let mut terms: Vec<TermId> = kept(batch, document).flatten().collect();
        terms.sort_unstable();
        terms.dedup();
        let meetings = meetings(batch, document, window, &terms);
        let mut graph = Self {
            ends: Vec::with_capacity(terms.len()),
            strength: vec![0.0; terms.len()],
            edges: Vec::new(),
            terms,
        };
        let mut same = meetings.chunk_by(|a, b| a == b).peekable();
        for node in 0..graph.terms.len() as u32 {
            while let Some(edge) = same.next_if(|edge| edge[0].0 == node) {
                graph.edges.push((edge[0].1, edge.len() as f64));
                graph.strength[node as usize] += edge.len() as f64;
            }
            graph.ends.push(graph.edges.len());
        }
        graph
    }

    fn neighbours(&self, node: usize) -> &[(u32, f64)] {
        let start = node.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.edges[start..self.ends[node]]
    }
}

/// Every meeting of two different words within the window, in both directions, sorted. `terms` are
/// the kept words of the document in order, each a node.
fn meetings(batch: &Batch, document: usize, window: usize, terms: &[TermId]) -> Vec<(u32, u32)> {
    let mut meetings = Vec::new();
    // The sentence so far: the node at each place, none where a word was dropped.
    let mut sentence: Vec<Option<u32>> = Vec::new();
    for (token, kept) in batch.tokens(document).zip(kept(batch, document)) {
        if token == Token::End {
            sentence.clear();
            continue;
        }
        let node = kept.and_then(|term| terms.binary_search(&term).ok()).map(|node| node as u32);
        if let Some(node) = node {
            let near = sentence.iter().rev().take(window - 1).flatten();
            for &other in near.filter(|&&other| other != node) {
                meetings.push((node, other));
                meetings.push((other, node));
            }
        }
        sentence.push(node);
    }
    meetings.sort_unstable();
    meetings
}

/// The kept word at each place of a document.
fn kept(batch: &Batch, document: usize) -> impl Iterator<Item = Option<TermId>> + '_ {
    batch.tokens(document).map(|token| match token {
        Token::Word(term) if batch.is_kept(term) => Some(term),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    fn ranks(text: &str, window: usize) -> Vec<(String, f64)> {
        let sample = Sample::of(&[text]);
        let text_rank = TextRank { window, ..TextRank::default() };
        let ranks = text_rank.ranks(&sample.batch, 0).into_iter();
        ranks.map(|k| (sample.term(k.term).to_owned(), k.score)).collect()
    }

    #[test]
    fn a_window_counts_dropped_words_and_stops_at_a_sentence_end() {
        // Within two places only a and b meet: x stands between b and c, a full stop before d.
        let found = ranks("a b x c . d", 2);
        let score = |term| found.iter().find(|(found, _)| found == term).unwrap().1;
        assert!((score("a") - 1.0).abs() < 1e-9);
        assert!((score("b") - 1.0).abs() < 1e-9);
        assert!(score("c") < 0.5);
        assert!((score("c") - score("d")).abs() < 1e-9);
    }

    /// networkx 3.6.1: pagerank(G, alpha=0.85, tol=1e-12) of the graph with the weighted edges
    /// a–b 2, a–c 1, b–c 2, c–d 1 and the single node e.
    const PAGE_RANKS: [(&str, f64); 5] = [
        ("a", 0.233_905_752),
        ("b", 0.304_980_280),
        ("c", 0.320_680_257),
        ("d", 0.104_289_133),
        ("e", 0.036_144_578),
    ];

    #[test]
    fn ranks_are_those_of_networkx() {
        let sample = Sample::of(&["a b . a b . a c . b c . b c . c d . e"]);
        let graph = Graph::of(&sample.batch, 0, 2);
        let ranks = TextRank { tolerance: 1e-12, ..TextRank::default() }.page_rank(&graph);
        for ((&term, rank), (expected, value)) in graph.terms.iter().zip(ranks).zip(PAGE_RANKS) {
            assert_eq!(sample.term(term), expected);
            assert!((rank - value).abs() < 1e-6, "{expected}: {rank}");
        }
    }

    #[test]
    fn small_documents_have_sensible_ranks() {
        assert!(ranks("x , .", 5).is_empty());
        assert_eq!(ranks("a a a", 5), [("a".to_owned(), 1.0)]);
    }
}
