//! The keywords of a document, and how single words are scored: by [`TfIdf`] and by [`TextRank`].

use cimai_corpus::{Batch, Counts, TermId, Token, Totals, Vocabulary};

/// A term of a document with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keyword {
    /// The term.
    pub term: TermId,
    /// Its score by the method that gave it, at least 0, higher is better.
    pub score: f64,
}

/// The `n` keywords with the highest scores, highest first; of equal ones, the first by number,
/// which in the vocabulary of a run is the byte order.
///
/// ```
/// use cimai_corpus::TermId;
/// use cimai_keyword::{Keyword, strongest};
///
/// let scores = [0.5, 1.0, 0.5].into_iter().zip(0..);
/// let keywords: Vec<Keyword> =
///     scores.map(|(score, term)| Keyword { term: TermId(term), score }).collect();
/// let terms: Vec<u32> = strongest(&keywords, 2).iter().map(|k| k.term.0).collect();
/// assert_eq!(terms, [1, 0]);
/// ```
pub fn strongest(keywords: &[Keyword], n: usize) -> Vec<Keyword> {
    let mut sorted = keywords.to_vec();
    let order =
        |a: &Keyword, b: &Keyword| b.score.total_cmp(&a.score).then_with(|| a.term.cmp(&b.term));
    if n < sorted.len() {
        sorted.select_nth_unstable_by(n, order);
        sorted.truncate(n);
    }
    sorted.sort_unstable_by(order);
    sorted
}

/// The longest key phrase, in words.
pub const LONGEST: usize = 4;

/// A word or a run of words of a document, with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyPhrase {
    words: [TermId; LONGEST],
    length: usize,
    /// Its score by the method that gave it, at least 0, higher is better.
    pub score: f64,
    /// Its occurrences in the document, title and text.
    pub tf: u32,
    /// Whether the title has it.
    pub in_title: bool,
}

impl KeyPhrase {
    /// # Panics
    ///
    /// If there are more words than the longest phrase has.
    pub(crate) fn new(run: &[TermId], score: f64, tf: u32, in_title: bool) -> Self {
        let mut words = [TermId(0); LONGEST];
        words[..run.len()].copy_from_slice(run);
        Self { words, length: run.len(), score, tf, in_title }
    }

    /// Its words, in order.
    pub fn words(&self) -> &[TermId] {
        &self.words[..self.length]
    }

    /// Its words joined, as they stand in the text.
    pub fn text(&self, vocabulary: &Vocabulary) -> String {
        self.words().iter().map(|&word| vocabulary.term(word)).collect()
    }
}

/// Single words as key phrases, with what their document says of them: the occurrences are those
/// of `counts`, the counts of the batch.
///
/// # Panics
///
/// If there is no such document.
pub fn described(
    keywords: &[Keyword],
    batch: &Batch,
    counts: &Counts,
    document: usize,
) -> Vec<KeyPhrase> {
    let row = counts.rows().row(document);
    let describe = |keyword: &Keyword| {
        let place = row.binary_search_by_key(&keyword.term.0, |&(term, _)| term);
        let tf = place.map_or(0, |place| row[place].1);
        let in_title = batch.title(document).any(|token| token == Token::Word(keyword.term));
        KeyPhrase::new(&[keyword.term], keyword.score, tf, in_title)
    };
    keywords.iter().map(describe).collect()
}

/// Term frequency × inverse document frequency, with the IDF of these very documents.
///
/// idf(t) = ln((1 + N) / (1 + df(t))) + 1, where N is the number of documents. The weight of a
/// term in a document is tf · idf divided by the Euclidean length of the document's weights, so
/// that it lies between 0 and 1 and a document's squared weights sum to 1. These are the formulas
/// and defaults of scikit-learn's `TfidfVectorizer`; after Salton & Buckley, "Term-weighting
/// approaches in automatic text retrieval" (1988).
#[derive(Clone, Debug)]
pub struct TfIdf {
    idf: Vec<f64>,
    /// How many documents the IDF was learned from, if they are those that are weighed.
    documents: Option<u32>,
}

impl TfIdf {
    /// Learns the IDF of every term.
    pub fn fit(totals: &Totals) -> Self {
        let documents = totals.documents as u32;
        let terms = 0..totals.terms() as u32;
        let idf = terms.map(|term| idf(documents, totals.df(TermId(term)))).collect();
        Self { idf, documents: Some(documents) }
    }

    /// Takes the IDF of every term, by number, from elsewhere: other documents, usually
    /// more of them.
    pub fn given(idf: Vec<f64>) -> Self {
        Self { idf, documents: None }
    }

    /// The IDF of a term: 1 where every document has it, higher the fewer do.
    pub fn idf(&self, term: TermId) -> f64 {
        self.idf[term.index()]
    }

    /// The IDF of a run of words that `df` documents have. With an IDF from
    /// elsewhere, which knows words only, it is the highest of its words: a phrase is at least as
    /// rare as each of them.
    pub(crate) fn phrase_idf(&self, words: &[TermId], df: u32) -> f64 {
        match (self.documents, words) {
            (_, [only]) => self.idf(*only),
            (Some(documents), _) => idf(documents, df),
            (None, _) => words.iter().map(|&word| self.idf(word)).fold(0.0, f64::max),
        }
    }

    /// The weight of every kept term of a document, 0 to 1, in the order of term numbers.
    pub fn weights(&self, counts: &Counts, document: usize) -> Vec<Keyword> {
        let row = counts.rows().row(document);
        let raw = |&(term, tf): &(u32, u32)| f64::from(tf) * self.idf[term as usize];
        let length = row.iter().map(|cell| raw(cell).powi(2)).sum::<f64>().sqrt();
        row.iter().map(|cell| Keyword { term: TermId(cell.0), score: raw(cell) / length }).collect()
    }
}

/// The IDF of what `df` of so many documents have.
fn idf(documents: u32, df: u32) -> f64 {
    ((1.0 + f64::from(documents)) / (1.0 + f64::from(df))).ln() + 1.0
}

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
        // Sums in another order differ in the last digits, which would order equal ranks by chance.
        let score = |rank: f64| (rank / highest * 1e9).round() / 1e9;
        let scaled = graph.terms.iter().zip(ranks);
        scaled.map(|(&term, rank)| Keyword { term, score: score(rank) }).collect()
    }

    /// The stationary distribution over the nodes; it sums to 1. A node without edges spreads its
    /// rank over all nodes. All ranks of a round follow from those of the round before, so that
    /// nodes of the same standing have the same rank.
    fn page_rank(&self, graph: &Graph) -> Vec<f64> {
        let n = graph.terms.len();
        let alone: Vec<usize> = (0..n).filter(|&node| graph.neighbours(node).is_empty()).collect();
        let mut ranks = vec![1.0 / n as f64; n];
        let mut next = vec![0.0; n];
        for _ in 0..self.max_rounds {
            let loose: f64 = alone.iter().map(|&node| ranks[node]).sum();
            let base = (1.0 - self.damping + self.damping * loose) / n as f64;
            let mut moved = 0.0_f64;
            for (node, next) in next.iter_mut().enumerate() {
                let inflow = |&(other, share): &(u32, f64)| ranks[other as usize] * share;
                let inflow: f64 = graph.neighbours(node).iter().map(inflow).sum();
                *next = base + self.damping * inflow;
                moved = moved.max((*next - ranks[node]).abs());
            }
            std::mem::swap(&mut ranks, &mut next);
            if moved <= self.tolerance {
                break;
            }
        }
        ranks
    }
}

/// A document's words and how often they meet, row by row.
struct Graph {
    terms: Vec<TermId>,
    /// For each word those that it meets, and the share of that other word's meetings.
    edges: Vec<(u32, f64)>,
    ends: Vec<usize>,
}

impl Graph {
    fn of(batch: &Batch, document: usize, window: usize) -> Self {
        let mut terms: Vec<TermId> = kept(batch, document).flatten().collect();
        terms.sort_unstable();
        terms.dedup();
        let meetings = meetings(batch, document, window, &terms);
        let mut all = vec![0_u32; terms.len()];
        for &(node, _) in &meetings {
            all[node as usize] += 1;
        }
        let mut graph = Self { ends: Vec::with_capacity(terms.len()), edges: Vec::new(), terms };
        let mut same = meetings.chunk_by(|a, b| a == b).peekable();
        for node in 0..graph.terms.len() as u32 {
            while let Some(edge) = same.next_if(|edge| edge[0].0 == node) {
                let other = edge[0].1;
                let share = edge.len() as f64 / f64::from(all[other as usize]);
                graph.edges.push((other, share));
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

    #[test]
    fn words_are_described_by_their_document() {
        let sample = Sample::of(&["a / b a", "c"]);
        let keywords = ["a", "b"].map(|term| Keyword { term: sample.id(term), score: 1.0 });
        let described = described(&keywords, &sample.batch, &sample.counts, 0);
        let shown: Vec<_> = described.iter().map(|phrase| (phrase.tf, phrase.in_title)).collect();
        assert_eq!(shown, [(2, true), (1, false)]);
    }

    /// Weights that scikit-learn 1.9.1 gives for the documents "a b b c", "b c" and "c d":
    /// `TfidfVectorizer(analyzer=str.split).fit_transform(documents).toarray()`.
    const EXPECTED: [&[(&str, f64)]; 3] = [
        &[("a", 0.522_535_3), ("b", 0.794_803_1), ("c", 0.308_617_8)],
        &[("b", 0.789_806_9), ("c", 0.613_355_5)],
        &[("c", 0.508_542_3), ("d", 0.861_037)],
    ];

    #[test]
    fn weights_are_those_of_scikit_learn() {
        let sample = Sample::of(&["a b b c", "b c", "c d"]);
        let tf_idf = TfIdf::fit(&sample.totals);
        for (document, expected) in EXPECTED.iter().enumerate() {
            let weights = tf_idf.weights(&sample.counts, document);
            assert_eq!(weights.len(), expected.len());
            for (found, &(term, weight)) in weights.iter().zip(*expected) {
                assert_eq!(sample.term(found.term), term);
                assert!((found.score - weight).abs() < 1e-6, "{term}: {}", found.score);
            }
        }
    }

    #[test]
    fn a_phrase_is_as_rare_as_its_documents_or_else_as_its_rarest_word() {
        let words = [TermId(0), TermId(1)];
        let sample = Sample::of(&["a b", "a b", "a", "c"]);
        let [a, b] = ["a", "b"].map(|term| sample.id(term));
        let own = TfIdf::fit(&sample.totals);
        assert!((own.phrase_idf(&[a, b], 1) - own.phrase_idf(&[a, b], 2)).abs() > 0.1);
        assert!((own.phrase_idf(&[a, b], 2) - own.idf(b)).abs() < 1e-12);
        assert!((own.phrase_idf(&[a], 99) - own.idf(a)).abs() < 1e-12);
        let given = TfIdf::given(vec![2.0, 3.0]);
        assert!((given.phrase_idf(&words, 1) - 3.0).abs() < 1e-12);
    }

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
