//! The key phrases of a document: candidates, their scores, and the choice of the best.

use cimai_corpus::{Batch, PhraseEnd, PhraseWord, TermId, Token, Totals, Vocabulary};

use super::frequencies::PhraseFrequencies;
use crate::keywords::{KeyPhrase, LONGEST, TfIdf};

/// The longest key phrase, in characters.
const MOST_CHARACTERS: usize = 14;

/// How many occurrences in the text one in the title is worth on top.
const TITLE: f64 = 3.0;

/// How slowly the score grows with the occurrences.
const FREQUENCY_EXPONENT: f64 = 0.75;

/// What a phrase of 2, 3, … characters is worth; longer than listed, as the last. The terms that
/// authors choose have four characters most often.
const LENGTH: [f64; 8] = [0.45, 0.7, 1.0, 0.85, 0.6, 0.45, 0.35, 0.3];

/// What a phrase of 1, 2, … words is worth.
const WORDS: [f64; LONGEST] = [1.0, 1.5, 1.4, 0.6];

/// For a phrase of several words that occurs but once in all documents.
const ONCE: f64 = 0.4;

/// For what never stands outside a longer candidate.
const NESTED: f64 = 0.47;

/// The phrases that say what a document is about: words and runs of words in one ranking.
///
/// Candidates are runs of one to four words within a clause, of 2 to 14 characters, that hold no
/// stop word, number or function character and end like a noun. Nothing is joined across a mark
/// or a dropped word, and no run begins or ends with half of a word that was cut to pieces.
///
/// score = (tf + 3·t)^¾ · idf(phrase) · min idf(word) · l · n · e · h, where t is 1 if the title
/// has the phrase; the idf is that of [`TfIdf`], over phrases as over words; l rates the length in
/// characters, n that in words and e the parts of speech at the edges (all listed above in the
/// source); h is 0.4 for a phrase of several words that all documents together have but once, and 0.47 for a
/// candidate that never stands outside a longer one.
///
/// After the candidate ranking of El-Beltagy & Rafea, "KP-Miner" (2009), with the nesting of
/// Frantzi, Ananiadou & Mima's C-value (2000). The numbers were fitted as a conditional logit
/// model to the authors' own keywords of 1,000 abstracts (development part of the CSL benchmark,
/// Li et al. 2022) and rounded; none changes the result there by more than 0.004 F1 when it is
/// moved by a fifth.
///
/// ```
/// use cimai_corpus::{Batch, PhraseEnd, PhraseWord, Token, count};
/// use cimai_keyword::{FrequencySearch, KeyPhrases, TfIdf};
///
/// let mut batch = Batch::default();
/// batch.push([], "湿地 公园 建成 , 水鸟 回到 湿地 公园".split(' ').map(|word| match word {
///     "," => Token::Gap,
///     word => Token::Word(word),
/// }), |_| true);
/// let totals = count(&batch).totals(batch.vocabulary());
/// let word = |term: &str| PhraseWord {
///     joins: true,
///     is_noun: term != "建成",
///     ends: if term == "回到" || term == "建成" { PhraseEnd::Never } else { PhraseEnd::Always },
///     first: 1.0,
///     last: 1.0,
///     alone: 1.0,
///     length: term.chars().count(),
///     ..PhraseWord::default()
/// };
/// let words: Vec<PhraseWord> = batch.vocabulary().iter().map(|(_, term)| word(term)).collect();
/// let mut search = FrequencySearch::new(&words, &totals);
/// while search.wants_more() {
///     let found = search.count(&batch);
///     search.add(&found);
/// }
/// let key_phrases = KeyPhrases {
///     tf_idf: &TfIdf::fit(&totals),
///     totals: &totals,
///     words: &words,
///     frequencies: &search.finish(),
/// };
/// let best = &key_phrases.best(&batch, 0, 5)[0];
/// assert_eq!(best.text(batch.vocabulary()), "湿地公园");
/// assert_eq!(best.tf, 2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct KeyPhrases<'a> {
    /// The IDF of words.
    pub tf_idf: &'a TfIdf,
    /// How many documents have each word.
    pub totals: &'a Totals,
    /// What each word may be in a phrase, by its number.
    pub words: &'a [PhraseWord],
    /// How many documents have each phrase.
    pub frequencies: &'a PhraseFrequencies,
}

impl KeyPhrases<'_> {
    /// The best `n` key phrases of a document, best first; of equal ones, the first in byte
    /// order. None repeats a better one: a phrase of several words repeats others if each of its
    /// words stands in one of them, and what makes up half or more of a better phrase repeats
    /// that. The score of the best is 1.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn best(&self, batch: &Batch, document: usize, n: usize) -> Vec<KeyPhrase> {
        let mut candidates = merge(self.occurrences(batch, document));
        mark_nested(&mut candidates);
        let scored = candidates.iter().map(|candidate| self.scored(candidate));
        let mut scored: Vec<KeyPhrase> = scored.filter(|phrase| phrase.score > 0.0).collect();
        scored.sort_by(|a, b| {
            let by_text = || text(a, batch.vocabulary()).cmp(text(b, batch.vocabulary()));
            b.score.total_cmp(&a.score).then_with(by_text)
        });
        let length = |term: TermId| self.word(term).length;
        let mut best = choose(scored, n, length);
        let highest = best.first().map_or(1.0, |best| best.score);
        for phrase in &mut best {
            phrase.score /= highest;
        }
        best
    }

    fn word(&self, term: TermId) -> &PhraseWord {
        &self.words[term.index()]
    }

    /// Every place of every candidate, in the order of the text.
    fn occurrences(&self, batch: &Batch, document: usize) -> Vec<Candidate> {
        let tokens: Vec<Token<TermId>> = batch.tokens(document).collect();
        let title = batch.title(document).len();
        let mut found = Vec::new();
        for start in 0..tokens.len() {
            if self.is_cut(&tokens, start, start.checked_sub(1)) {
                continue;
            }
            self.runs_from(&tokens, start, |run, df| {
                let end = start + run.len();
                if !self.is_cut(&tokens, end - 1, Some(end)) {
                    let title_tf = u32::from(end <= title);
                    found.push(Candidate { title_tf, ..Candidate::of(run, df) });
                }
            });
        }
        found
    }

    /// Gives every run of words from a place on that may be a phrase, with the number of
    /// documents that have it.
    fn runs_from(
        &self,
        tokens: &[Token<TermId>],
        start: usize,
        mut found: impl FnMut(&[TermId], u32),
    ) {
        let mut run = [TermId(0); LONGEST];
        let mut cursor = None;
        let (mut length, mut has_noun, mut df) = (0, false, 0);
        for (n, token) in tokens[start..].iter().take(LONGEST).enumerate() {
            let Token::Word(term) = *token else { break };
            let word = self.word(term);
            length += word.length;
            if !word.joins || length > MOST_CHARACTERS {
                break;
            }
            run[n] = term;
            match &mut cursor {
                None => cursor = Some(self.frequencies.start(term)),
                Some(cursor) => df = cursor.push(term),
            }
            let may_end = match word.ends {
                PhraseEnd::Never => false,
                PhraseEnd::AfterNoun => has_noun,
                PhraseEnd::Always => true,
            };
            if n == 0 && word.alone > 0.0 {
                found(&run[..1], self.totals.df(term));
            } else if n > 0 && may_end {
                found(&run[..=n], df);
            }
            has_noun |= word.is_noun;
        }
    }

    /// Whether the word at the edge of a run is a piece of a longer word, the rest of which stands
    /// beside it.
    fn is_cut(&self, tokens: &[Token<TermId>], edge: usize, beside: Option<usize>) -> bool {
        let word = |at: usize| tokens.get(at)?.word().map(|term| self.word(term));
        let is_piece = word(edge).is_some_and(|word| word.is_piece);
        is_piece && beside.and_then(word).is_some_and(|word| word.cuts)
    }

    fn scored(&self, candidate: &Candidate) -> KeyPhrase {
        let run = candidate.run();
        let word = |term: &TermId| self.word(*term);
        let idf = |term: &TermId| self.tf_idf.idf(*term);
        let edges = match run {
            [only] => word(only).alone,
            [first, .., last] => word(first).first * word(last).last,
            [] => 0.0,
        };
        let characters: usize = run.iter().map(|term| word(term).length).sum();
        let length = LENGTH[characters.saturating_sub(2).min(LENGTH.len() - 1)];
        let occurrences = f64::from(candidate.tf) + TITLE * f64::from(candidate.title_tf.min(1));
        let once = run.len() > 1 && candidate.df == 1 && candidate.tf == 1;
        let nested = candidate.holder_tf >= candidate.tf;
        let score = occurrences.powf(FREQUENCY_EXPONENT)
            * self.tf_idf.phrase_idf(run, candidate.df)
            * run.iter().map(idf).fold(f64::INFINITY, f64::min)
            * length
            * WORDS[run.len() - 1]
            * edges
            * if once { ONCE } else { 1.0 }
            * if nested { NESTED } else { 1.0 };
        KeyPhrase::new(run, score, candidate.tf, candidate.title_tf > 0)
    }
}

/// The text of a phrase, byte by byte.
fn text<'t>(phrase: &'t KeyPhrase, vocabulary: &'t Vocabulary) -> impl Iterator<Item = u8> + 't {
    phrase.words().iter().flat_map(|&word| vocabulary.term(word).bytes())
}

/// A run of words of a document that may be a key phrase.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    words: [TermId; LONGEST],
    length: usize,
    tf: u32,
    title_tf: u32,
    df: u32,
    /// Occurrences of the most frequent longer candidate that holds it.
    holder_tf: u32,
}

impl Candidate {
    fn of(run: &[TermId], df: u32) -> Self {
        let mut words = [TermId(u32::MAX); LONGEST];
        words[..run.len()].copy_from_slice(run);
        Self { words, length: run.len(), tf: 1, title_tf: 0, df, holder_tf: 0 }
    }

    fn run(&self) -> &[TermId] {
        &self.words[..self.length]
    }
}

/// One candidate for all its places, in the order of term numbers.
fn merge(mut occurrences: Vec<Candidate>) -> Vec<Candidate> {
    occurrences.sort_unstable_by_key(|candidate| candidate.words);
    let same = occurrences.chunk_by(|a, b| a.words == b.words);
    same.map(|same| Candidate {
        tf: same.len() as u32,
        title_tf: same.iter().map(|candidate| candidate.title_tf).sum(),
        ..same[0]
    })
    .collect()
}

/// Notes for every candidate how often the most frequent longer one occurs that holds it.
fn mark_nested(candidates: &mut [Candidate]) {
    for holder in 0..candidates.len() {
        let Candidate { words, length, tf, .. } = candidates[holder];
        for part_length in 1..length {
            for part in words[..length].windows(part_length) {
                let key = Candidate::of(part, 0).words;
                if let Ok(at) = candidates.binary_search_by_key(&key, |other| other.words) {
                    candidates[at].holder_tf = candidates[at].holder_tf.max(tf);
                }
            }
        }
    }
}

/// What a candidate keeps of its score for each word that it shares with a better one.
const SHARED: f64 = 0.9;

/// The best `n` of the candidates, which come best first, without those that repeat a better one.
///
/// A phrase of several words repeats others if each of its words stands in one of them; and what
/// makes up half or more of a better phrase repeats that. `length` is that of a word in
/// characters. This is the greedy selection of Carbonell & Goldstein, "The use of MMR" (1998),
/// with shared words in place of similarity.
fn choose(
    candidates: Vec<KeyPhrase>,
    n: usize,
    length: impl Fn(TermId) -> usize,
) -> Vec<KeyPhrase> {
    let mut pool: Vec<Waiting> = candidates.into_iter().map(Waiting::new).collect();
    let mut chosen: Vec<KeyPhrase> = Vec::new();
    while chosen.len() < n {
        let Some(best) = best_of(&mut pool, &chosen, &length) else { break };
        chosen.push(pool.remove(best).phrase);
    }
    chosen
}

/// A candidate that is not chosen yet.
struct Waiting {
    /// Its score falls with each word that it shares with what was chosen.
    phrase: KeyPhrase,
    /// What its score was before anything was chosen.
    first_score: f64,
    /// How many of the chosen it was compared with.
    compared: usize,
    /// Whether it repeats one of them.
    repeats: bool,
}

impl Waiting {
    fn new(phrase: KeyPhrase) -> Self {
        Self { phrase, first_score: phrase.score, compared: 0, repeats: false }
    }

    /// Compares it with those that were chosen since it was looked at last.
    fn compare(&mut self, chosen: &[KeyPhrase], length: impl Fn(TermId) -> usize) {
        let size = |words: &[TermId]| words.iter().map(|&word| length(word)).sum::<usize>();
        for better in &chosen[self.compared..] {
            let words = self.phrase.words();
            let shared = words.iter().filter(|word| better.words().contains(word)).count();
            self.repeats |= shared == words.len() && 2 * size(words) >= size(better.words());
            self.phrase.score *= (0..shared).map(|_| SHARED).product::<f64>();
        }
        self.compared = chosen.len();
        let words = self.phrase.words();
        let is_covered = |word| chosen.iter().any(|better| better.words().contains(word));
        self.repeats |= words.len() > 1 && words.iter().all(is_covered);
    }
}

/// The place of the best that repeats nothing. Candidates came best first and scores only fall, so
/// the search ends where a score is reached that cannot be exceeded.
fn best_of(
    pool: &mut [Waiting],
    chosen: &[KeyPhrase],
    length: impl Fn(TermId) -> usize,
) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (place, waiting) in pool.iter_mut().enumerate().filter(|(_, waiting)| !waiting.repeats) {
        let most = best.map_or(f64::NEG_INFINITY, |(_, score)| score);
        if waiting.first_score <= most {
            break;
        }
        waiting.compare(chosen, &length);
        if !waiting.repeats && waiting.phrase.score > most {
            best = Some((place, waiting.phrase.score));
        }
    }
    best.map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::frequencies::FrequencySearch;
    use crate::sample::Sample;

    /// What `ask` finds out of the key phrases of some documents.
    fn with<T>(
        texts: &[&str],
        change: impl Fn(&str, &mut PhraseWord),
        ask: impl FnOnce(&KeyPhrases<'_>, &Batch) -> T,
    ) -> T {
        let sample = Sample::of(texts);
        let mut words = sample.nouns();
        for (id, term) in sample.batch.vocabulary().iter() {
            change(term, &mut words[id.index()]);
        }
        let mut search = FrequencySearch::new(&words, &sample.totals);
        while search.wants_more() {
            let found = search.count(&sample.batch);
            search.add(&found);
        }
        let key_phrases = KeyPhrases {
            tf_idf: &TfIdf::fit(&sample.totals),
            totals: &sample.totals,
            words: &words,
            frequencies: &search.finish(),
        };
        ask(&key_phrases, &sample.batch)
    }

    /// The key phrases of the first document: text, occurrences, whether in the title, score.
    fn best(
        texts: &[&str],
        change: impl Fn(&str, &mut PhraseWord),
    ) -> Vec<(String, u32, bool, f64)> {
        with(texts, change, |key_phrases, batch| {
            let best = key_phrases.best(batch, 0, 20).into_iter();
            best.map(|p| (p.text(batch.vocabulary()), p.tf, p.in_title, p.score)).collect()
        })
    }

    fn texts(best: &[(String, u32, bool, f64)]) -> Vec<&str> {
        best.iter().map(|(text, ..)| text.as_str()).collect()
    }

    #[test]
    fn a_title_ends_before_the_text_and_its_last_word_is_still_in_it() {
        let best = best(&["a b / c d . c d", "e"], |_, _| ());
        let shown: Vec<_> =
            best.iter().map(|(text, tf, title, _)| (&**text, *tf, *title)).collect();
        assert_eq!(shown, [("cd", 2, false), ("ab", 1, true)]);
        // One occurrence in the title counts as four; the phrase that occurs once loses by that.
        assert!((best[1].3 - (4.0_f64 / 2.0).powf(0.75) * 0.4).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_joined_across_a_mark_or_a_dropped_word() {
        let best = best(&["a x b , c . d", "e"], |_, _| ());
        assert_eq!(texts(&best), ["a", "b", "c", "d"]);
    }

    #[test]
    fn runs_are_of_four_words_and_fourteen_characters_at_most() {
        let longest = |length: usize| {
            let of_length = move |_: &str, word: &mut PhraseWord| word.length = length;
            with(&["a b c d e f", "g"], of_length, |key_phrases, batch| {
                let lengths = key_phrases.occurrences(batch, 0).into_iter().map(|run| run.length);
                lengths.max().unwrap_or(0)
            })
        };
        assert_eq!([1, 3, 4, 7, 8, 14, 15].map(longest), [4, 4, 3, 2, 1, 1, 0]);
    }

    #[test]
    fn a_verb_ends_a_phrase_behind_a_noun_only() {
        let verb = |term: &str, word: &mut PhraseWord| {
            if term == "v" {
                (word.is_noun, word.ends, word.alone) = (false, PhraseEnd::AfterNoun, 0.0);
            }
        };
        assert_eq!(texts(&best(&["a v", "e"], verb))[0], "av");
        assert!(best(&["v v", "e"], verb).is_empty());
    }

    #[test]
    fn no_run_begins_or_ends_with_half_of_a_word_in_pieces() {
        let piece = |term: &str, word: &mut PhraseWord| {
            if "pq".contains(term) {
                (word.is_piece, word.cuts) = (true, true);
            }
        };
        let found = with(&["a p q b", "e"], piece, |key_phrases, batch| {
            let found = key_phrases.occurrences(batch, 0).into_iter();
            let text = |term: &TermId| batch.vocabulary().term(*term).to_owned();
            found.map(|run| run.run().iter().map(text).collect()).collect::<Vec<String>>()
        });
        assert_eq!(found, ["a", "apq", "apqb", "pq", "pqb", "b"]);
    }

    #[test]
    fn the_first_in_byte_order_of_equal_phrases_comes_first() {
        assert_eq!(texts(&best(&["c , a , b", "e"], |_, _| ())), ["a", "b", "c"]);
    }

    #[test]
    fn a_score_is_the_product_that_is_documented() {
        let uneven = |term: &str, word: &mut PhraseWord| match term {
            "a" => (word.first, word.alone) = (0.5, 0.7),
            "b" => word.last = 0.8,
            _ => {}
        };
        with(&["a b", "b", "c"], uneven, |key_phrases, batch| {
            let [a, b] = ["a", "b"].map(|term| batch.vocabulary().get(term).unwrap());
            let idf = key_phrases.tf_idf.idf(a).min(key_phrases.tf_idf.idf(b));
            let score = |candidate: Candidate| key_phrases.scored(&candidate).score;
            let two = Candidate::of(&[a, b], 2);
            let phrase = key_phrases.tf_idf.phrase_idf(&[a, b], 2);
            // Two words of two characters each.
            let expected = phrase * idf * 1.0 * 1.5 * 0.5 * 0.8;
            assert!((score(two) - expected).abs() < 1e-12);
            let nested = Candidate { holder_tf: 1, ..two };
            assert!((score(nested) - 0.47 * expected).abs() < 1e-12);
            let in_title = Candidate { tf: 2, title_tf: 1, holder_tf: 1, ..two };
            assert!((score(in_title) - 5.0_f64.powf(0.75) * expected).abs() < 1e-12);
            let once = key_phrases.tf_idf.phrase_idf(&[a, b], 1) / phrase * expected * 0.4;
            assert!((score(Candidate { df: 1, ..two }) - once).abs() < 1e-12);
            let alone = 0.45 * key_phrases.tf_idf.idf(a).powi(2) * 0.7;
            assert!((score(Candidate::of(&[a], 1)) - alone).abs() < 1e-12);
        });
    }

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
