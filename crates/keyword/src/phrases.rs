//! Runs of words: the phrases and new words of all documents, which are searched here, and the key
//! phrases of each.

mod candidates;
mod frequencies;
mod key_phrases;
mod ngrams;

use std::ops::Range;

use cimai_corpus::{Batch, Edge, TermId, Vocabulary};

use self::candidates::{Candidate, CountedRuns};
use self::ngrams::{CLOSE, MARK, Ngrams, OPEN, codes};

pub use self::candidates::{Phrase, PhraseEvidence};
pub use self::frequencies::{FrequencySearch, PhraseFrequencies};
pub use self::key_phrases::KeyPhrases;
pub use self::ngrams::RunCounts;

/// Any number, as a neighbour.
const NUMBER: u32 = CLOSE - 1;

/// The most occurrences of candidates whose neighbours are counted in one pass. It bounds the
/// memory that a pass takes.
const MOST_DESCRIBED: u64 = 4_000_000;

/// Finds the phrases and new words of all documents: neighbouring words that belong together.
///
/// Candidates are runs of two to `longest` words that no mark interrupts, that occur often
/// enough, and whose first and last word may stand there, or that stand in quotation marks. What
/// holds a candidate together is pointwise mutual information, at the split where it is lowest;
/// what shows it to be whole is the entropy of its neighbours on either side. Candidates that
/// stand mostly within a longer one lose by it, as in the C-value of Frantzi, Ananiadou & Mima,
/// "Automatic recognition of multi-word terms" (2000).
///
/// score = (1 − (w/c)²) · ln c · PMI · (½ + min(Hₗ, Hᵣ)) · (1 + min(q, 3)), where c is the count,
/// w the count of the commonest longer candidate that holds it, H the entropies and q the times
/// in quotation marks.
///
/// The search itself is a [`PhraseSearch`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phrases {
    /// The longest phrase, in words.
    pub longest: usize,
    /// The fewest occurrences, in documents of up to 100,000 words together; 1 more for each
    /// further 100,000.
    pub min_count: u32,
}

impl Default for Phrases {
    /// Up to five words, that stand together at least twice.
    fn default() -> Self {
        Self { longest: 5, min_count: 2 }
    }
}

/// The search for [`Phrases`]: several passes over all batches, of which each counts what the ones
/// before left open. It runs over words as they are counted, before phrases are joined.
///
/// A pass counts all batches, in any order and by several threads, merges what was found, and adds
/// it. First single words are counted, then, length by length, runs whose two shorter parts are
/// frequent, and in the end what stands beside those that may be phrases. Memory is bounded by
/// what is frequent: where runs of a length may stand at 4 million places or more, a pass with a
/// filter of at most 64 MiB goes before their exact count, so that rare runs are never held; and
/// neighbours are counted for as many candidates at a time as occur 4 million times together.
///
/// ```
/// use cimai_corpus::{Batch, Edge, Token};
/// use cimai_keyword::{PhraseSearch, Phrases};
///
/// let mut batch = Batch::default();
/// for text in ["看 红色 物业 好", "办 红色 物业", "红色 物业 新", "红色 旗 物业 公司"] {
///     batch.push([], text.split(' ').map(Token::Word), |_| true);
/// }
/// let edge = Edge { begins: true, ends: true, inside: true, number: false };
/// let edges = vec![edge; batch.vocabulary().len()];
/// let mut search = PhraseSearch::new(Phrases::default(), &edges);
/// while search.wants_more() {
///     let found = search.count(&batch);
///     search.add(&found);
/// }
/// let phrases = search.finish(batch.vocabulary());
/// assert_eq!(phrases[0].text(), "红色物业");
/// assert_eq!(phrases[0].count, 3);
/// ```
#[derive(Debug)]
pub struct PhraseSearch<'a> {
    phrases: Phrases,
    edges: &'a [Edge],
    pass: Pass,
    /// All words that a phrase may hold.
    words: u64,
    ngrams: Ngrams,
    /// By length from one word and by number: how often each frequent run occurs.
    counts: Vec<Vec<u32>>,
    /// How often each stands alone in quotation marks.
    quoted: Vec<Vec<u32>>,
    candidates: Vec<Candidate>,
    /// By length from two words and by number: the place of each run in `candidates`.
    places: Vec<Vec<Option<u32>>>,
}

/// What is counted next.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pass {
    /// Single words.
    Words,
    /// Runs of the next length.
    Runs,
    /// What stands beside these candidates, and in which documents they are.
    Neighbours(Range<usize>),
    /// Nothing.
    None,
}

impl<'a> PhraseSearch<'a> {
    /// A search that has not counted anything. `edges` tells of every term, by number, where in a
    /// phrase it may stand.
    pub fn new(phrases: Phrases, edges: &'a [Edge]) -> Self {
        Self {
            phrases,
            edges,
            pass: Pass::Words,
            words: 0,
            ngrams: Ngrams::new(Vec::new(), 0, 0),
            counts: Vec::new(),
            quoted: Vec::new(),
            candidates: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Whether another pass over all documents is needed.
    pub fn wants_more(&self) -> bool {
        self.pass != Pass::None
    }

    /// What this pass finds in a batch. All batches of a search have the same vocabulary.
    ///
    /// # Panics
    ///
    /// If a term of the batch has no edge.
    pub fn count(&self, batch: &Batch) -> PhraseEvidence {
        let mut evidence = PhraseEvidence::default();
        for document in 0..batch.len() {
            let codes = codes(batch, document, |term| self.edges[term.index()].inside);
            match &self.pass {
                Pass::Words => {
                    let words = codes.iter().filter(|&&code| code < CLOSE);
                    words.for_each(|&word| evidence.runs.add(u64::from(word), 1));
                }
                Pass::Runs => self.count_runs(&codes, &mut evidence),
                Pass::Neighbours(range) => {
                    let number = (batch.first + document) as u32;
                    for candidate in self.count_neighbours(&codes, range, &mut evidence) {
                        evidence.add_document(candidate, number);
                    }
                }
                Pass::None => {}
            }
        }
        evidence
    }

    fn count_runs(&self, codes: &[u32], evidence: &mut PhraseEvidence) {
        let length = self.ngrams.runs().longest() + 1;
        for (at, key) in self.ngrams.candidates(codes) {
            let counted = self.ngrams.count(key, &mut evidence.runs);
            if counted && codes[at - 1] == OPEN && codes[at + length] == CLOSE {
                evidence.quoted.add(key, 1);
            }
        }
    }

    /// Counts the neighbours of the candidates in a document; gives the candidates that it has.
    fn count_neighbours(
        &self,
        codes: &[u32],
        range: &Range<usize>,
        evidence: &mut PhraseEvidence,
    ) -> Vec<u32> {
        let mut found = Vec::new();
        for (at, length, number) in self.ngrams.found(codes) {
            let place = self.places[length - 2][number as usize];
            let Some(place) = place.filter(|&place| range.contains(&(place as usize))) else {
                continue;
            };
            found.push(place);
            for (side, beside) in [(0, at - 1), (1, at + length)] {
                evidence.add_neighbour(place, side, self.neighbour(codes[beside]));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What a code counts as where it stands beside a phrase.
    fn neighbour(&self, code: u32) -> u32 {
        match code {
            CLOSE.. => MARK,
            word if self.edges[word as usize].number => NUMBER,
            word => word,
        }
    }

    /// Adds what a pass found in all documents.
    pub fn add(&mut self, evidence: &PhraseEvidence) {
        match self.pass.clone() {
            Pass::Words => self.add_words(&evidence.runs),
            Pass::Runs => self.add_runs(evidence),
            Pass::Neighbours(range) => {
                self.describe(evidence);
                self.pass = self.neighbours_from(range.end);
            }
            Pass::None => {}
        }
    }

    fn add_words(&mut self, words: &RunCounts) {
        let counts: Vec<u32> = (0..self.edges.len() as u64).map(|word| words.get(word)).collect();
        self.words = counts.iter().map(|&count| u64::from(count)).sum();
        let floor = self.phrases.min_count + (self.words / 100_000) as u32;
        let frequent = counts.iter().map(|&count| count >= floor).collect();
        self.ngrams = Ngrams::new(frequent, floor, self.words);
        self.quoted.push(vec![0; counts.len()]);
        self.counts.push(counts);
        self.pass = if self.phrases.longest > 1 { Pass::Runs } else { Pass::None };
    }

    fn add_runs(&mut self, evidence: &PhraseEvidence) {
        let Some(frequent) = self.ngrams.add(&evidence.runs) else { return };
        self.counts.push(frequent.iter().map(|&(_, count)| count).collect());
        self.quoted.push(frequent.iter().map(|&(key, _)| evidence.quoted.get(key)).collect());
        if frequent.is_empty() || self.ngrams.runs().longest() == self.phrases.longest {
            self.find_candidates();
            self.pass = self.neighbours_from(0);
        }
    }

    fn find_candidates(&mut self) {
        let runs = CountedRuns {
            runs: self.ngrams.runs(),
            counts: &self.counts,
            quoted: &self.quoted,
            words: self.words,
            edges: self.edges,
        };
        self.candidates = runs.candidates();
        self.places = self.counts[1..].iter().map(|counts| vec![None; counts.len()]).collect();
        for (candidate, place) in self.candidates.iter().zip(0..) {
            self.places[candidate.length - 2][candidate.number as usize] = Some(place);
        }
    }

    /// The pass over the neighbours of the next candidates.
    fn neighbours_from(&self, start: usize) -> Pass {
        let mut occurrences = 0;
        let fits = |candidate: &&Candidate| {
            let is_first = occurrences == 0;
            occurrences += u64::from(candidate.count);
            is_first || occurrences <= MOST_DESCRIBED
        };
        match self.candidates[start..].iter().take_while(fits).count() {
            0 => Pass::None,
            n => Pass::Neighbours(start..start + n),
        }
    }

    fn describe(&mut self, evidence: &PhraseEvidence) {
        for (place, seen) in evidence.seen() {
            let candidate = &mut self.candidates[place as usize];
            (candidate.df, candidate.example) = (seen.df, seen.first as usize);
        }
        for (place, side, entropy) in evidence.entropies() {
            self.candidates[place as usize].entropies[side] = entropy;
        }
    }

    /// All candidates, best first; of equal ones, the first in byte order. `vocabulary` is that of
    /// the batches.
    pub fn finish(self, vocabulary: &Vocabulary) -> Vec<Phrase> {
        let scored = self.candidates.iter().filter(|candidate| candidate.score() > 0.0);
        let mut phrases: Vec<(String, Phrase)> = scored
            .map(|candidate| self.phrase(candidate, vocabulary))
            .map(|phrase| (phrase.text(), phrase))
            .collect();
        phrases.sort_by(|(a, x), (b, y)| {
            let by_words = || x.words.cmp(&y.words);
            y.score.total_cmp(&x.score).then_with(|| a.cmp(b)).then_with(by_words)
        });
        phrases.into_iter().map(|(_, phrase)| phrase).collect()
    }

    fn phrase(&self, candidate: &Candidate, vocabulary: &Vocabulary) -> Phrase {
        let words = self.ngrams.runs().words(candidate.length, candidate.number);
        let may_be_edge = |&word: &u32| {
            let edge = self.edges[word as usize];
            edge.begins || edge.ends
        };
        Phrase {
            plain: words.iter().all(may_be_edge),
            words: words.iter().map(|&word| vocabulary.term(TermId(word)).to_owned()).collect(),
            count: candidate.count,
            df: candidate.df,
            pmi: candidate.pmi,
            left_entropy: candidate.entropies[0],
            right_entropy: candidate.entropies[1],
            score: candidate.score(),
            in_quotes: candidate.in_quotes,
            within: candidate.within,
            example: candidate.example,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    const ANY: Edge = Edge { begins: true, ends: true, inside: true, number: false };

    fn phrases(sample: &Sample, edge: impl Fn(&str) -> Edge) -> Vec<Phrase> {
        let edges = sample.edges(edge);
        let mut search = PhraseSearch::new(Phrases::default(), &edges);
        while search.wants_more() {
            let evidence = search.count(&sample.batch);
            search.add(&evidence);
        }
        search.finish(sample.batch.vocabulary())
    }

    fn find(texts: &[&str], edge: impl Fn(&str) -> Edge) -> Vec<(String, u32)> {
        let phrases = phrases(&Sample::of(texts), edge);
        phrases.iter().map(|phrase| (phrase.text(), phrase.count)).collect()
    }

    #[test]
    fn nothing_is_joined_across_a_mark() {
        let texts = ["红 , 物业", "红 , 物业", "红 “ 物业", "红 “ 物业", "红 / 物业", "红 / 物业"];
        assert!(find(&texts, |_| ANY).is_empty());
        let never = |term: &str| Edge { inside: term != "的", ..ANY };
        assert!(find(&["红 的 物业", "红 的 物业"], never).is_empty());
    }

    #[test]
    fn a_part_that_never_stands_alone_gives_way_to_the_whole() {
        let texts = ["网格 化 治理 甲", "网格 化 治理 乙", "丙 网格 化 治理"];
        assert_eq!(find(&texts, |_| ANY), [("网格化治理".to_owned(), 3)]);
    }

    #[test]
    fn edges_are_obeyed_unless_the_phrase_is_quoted() {
        let no_numbers = |term: &str| Edge { begins: term != "两", ..ANY };
        assert!(find(&["甲 两 新", "乙 两 新", "丙 两 新"], no_numbers).is_empty());
        let quoted = ["甲 “ 两 新 ” 丁", "乙 “ 两 新 ”", "丙 两 新 组织", "两 新 组织 戊"];
        let found = find(&quoted, no_numbers);
        assert_eq!(found[0].0, "两新");
        assert!(found.iter().any(|(text, _)| text == "两新组织"));
    }

    #[test]
    fn one_in_twenty_in_quotation_marks_is_enough() {
        let no_edge = |_: &str| Edge { inside: true, ..Edge::default() };
        let of = |times: usize| "“ 两 新 ” 甲 ".to_owned() + &"两 新 , ".repeat(times - 1);
        assert_eq!(find(&[&of(20)], no_edge), [("两新".to_owned(), 20)]);
        assert!(find(&[&of(21)], no_edge).is_empty());
    }

    #[test]
    fn pmi_is_that_of_the_weakest_split() {
        // Of 9 words, 红 and 物业 occur three times each and together: ln(3 · 9 / (3 · 3)).
        let sample = Sample::of(&["看 红 物业", "红 物业 好", "办 红 物业"]);
        let phrase = &phrases(&sample, |_| ANY)[0];
        assert!((phrase.pmi - (3.0 * 9.0 / 9.0_f64).ln()).abs() < 1e-12);
        assert!((phrase.left_entropy - 3.0_f64.ln()).abs() < 1e-12);
        assert_eq!((phrase.df, phrase.example), (3, 0));
    }

    #[test]
    fn all_numbers_are_one_neighbour_and_every_mark_is_another() {
        let number = |term: &str| Edge { number: "三五".contains(term), ..ANY };
        let sample = Sample::of(&["三 红 物业 , 五 红 物业 好", "红 物业 好 , 红 物业"]);
        let phrases = phrases(&sample, number);
        let phrase = phrases.iter().find(|phrase| phrase.text() == "红物业").unwrap();
        // Before it stand two numbers and two marks, behind it twice 好 and two marks.
        let expected = 0.5 * 2.0_f64.ln() + 0.5 * 4.0_f64.ln();
        assert!((phrase.left_entropy - expected).abs() < 1e-12);
        assert!((phrase.right_entropy - expected).abs() < 1e-12);
        assert_eq!((phrase.df, phrase.example, phrase.count), (2, 0, 4));
        assert!((phrase.within - 0.5).abs() < 1e-12, "two of four lie within 红物业好");
    }

    #[test]
    fn many_candidates_are_described_in_several_passes() {
        let sample = Sample::of(&["甲 乙 丙 , 甲 乙 , 乙 丙"]);
        let edges = sample.edges(|_| ANY);
        let mut search = PhraseSearch::new(Phrases::default(), &edges);
        search.candidates = [3_000_000, 1_000_000, 1, 5_000_000]
            .map(|count| Candidate { count, ..Candidate::default() })
            .to_vec();
        assert_eq!(search.neighbours_from(0), Pass::Neighbours(0..2));
        assert_eq!(search.neighbours_from(2), Pass::Neighbours(2..3));
        assert_eq!(search.neighbours_from(3), Pass::Neighbours(3..4));
        assert_eq!(search.neighbours_from(4), Pass::None);
    }
}
