use cimai_corpus::TermId;

use crate::KeyPhrase;

/// What a candidate keeps of its score for each word that it shares with a better one.
const SHARED: f64 = 0.9;

/// The best `n` of the candidates, which come best first, without those that repeat a better one.
///
/// A phrase of several words repeats others if each of its words stands in one of them; and what
/// makes up half or more of a better phrase repeats that. `length` is that of a word in
/// characters. This is the greedy selection of Carbonell & Goldstein, "The use of MMR" (1998),
/// with shared words in place of similarity.
pub(crate) fn choose(
    candidates: Vec<KeyPhrase>,
    n: usize,
    length: impl Fn(TermId) -> usize,
) -> Vec<KeyPhrase> {
    let mut pool = candidates;
    let mut chosen: Vec<KeyPhrase> = Vec::new();
    let mut covered: Vec<TermId> = Vec::new();
    while chosen.len() < n && !pool.is_empty() {
        let best = (1..pool.len()).fold(0, |best, i| match pool[i].score > pool[best].score {
            true => i,
            false => best,
        });
        let best = pool.remove(best);
        covered.extend(best.words());
        let size = |words: &[TermId]| words.iter().map(|&word| length(word)).sum::<usize>();
        pool.retain_mut(|other| {
            let words = other.words();
            let shared = words.iter().filter(|word| best.words().contains(word)).count();
            let is_part = shared == words.len() && 2 * size(words) >= size(best.words());
            let is_new = words.len() == 1 || words.iter().any(|word| !covered.contains(word));
            other.score *= (0..shared).map(|_| SHARED).product::<f64>();
            is_new && !is_part
        });
        chosen.push(best);
    }
    chosen
}
