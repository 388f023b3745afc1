use cimai_corpus::TermId;

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
