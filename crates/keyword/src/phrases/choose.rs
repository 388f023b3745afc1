use cimai_corpus::TermId;

use super::key_phrase::KeyPhrase;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(words: &[u32], score: f64) -> KeyPhrase {
        let words: Vec<TermId> = words.iter().map(|&word| TermId(word)).collect();
        KeyPhrase::new(&words, score, 1, false)
    }

    fn chosen(candidates: &[(&[u32], f64)], n: usize) -> Vec<Vec<u32>> {
        let candidates = candidates.iter().map(|&(words, score)| phrase(words, score)).collect();
        let chosen = choose(candidates, n, |_| 2);
        chosen.iter().map(|phrase| phrase.words().iter().map(|word| word.0).collect()).collect()
    }

    #[test]
    fn half_of_a_better_phrase_repeats_it_and_less_does_not() {
        let candidates: &[(&[u32], f64)] = &[(&[1, 2], 9.0), (&[1], 8.0), (&[3], 7.0)];
        assert_eq!(chosen(candidates, 9), [vec![1, 2], vec![3]]);
        let candidates: &[(&[u32], f64)] = &[(&[1, 2, 4], 9.0), (&[1], 8.0)];
        assert_eq!(chosen(candidates, 9), [vec![1, 2, 4], vec![1]]);
    }

    #[test]
    fn a_phrase_of_which_every_word_was_chosen_repeats_them() {
        let candidates: &[(&[u32], f64)] = &[(&[1, 5, 6], 9.0), (&[2, 7, 8], 8.0), (&[1, 2], 7.0)];
        assert_eq!(chosen(candidates, 9).len(), 2);
        assert_eq!(chosen(candidates, 1).len(), 1);
    }

    #[test]
    fn shared_words_cost_a_tenth_each() {
        let candidates: &[(&[u32], f64)] = &[(&[1, 2], 10.0), (&[2, 3], 5.0), (&[4], 4.6)];
        assert_eq!(chosen(candidates, 3), [vec![1, 2], vec![4], vec![2, 3]]);
    }
}
