use cimai_corpus::{Corpus, Counts, TermId, Token};

use crate::key_phrase::KeyPhrase;
use crate::phrase_choice::choose;
use crate::phrase_frequencies::PhraseFrequencies;
use crate::phrase_words::{Ends, PhraseWords};
use crate::{Keyword, TfIdf};

/// The longest key phrase, in words.
pub const LONGEST: usize = 4;

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

/// For a phrase of several words that occurs but once in the whole corpus.
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
/// source); h is 0.4 for a phrase of several words that the corpus has but once, and 0.47 for a
/// candidate that never stands outside a longer one.
///
/// After the candidate ranking of El-Beltagy & Rafea, "KP-Miner" (2009), with the nesting of
/// Frantzi, Ananiadou & Mima's C-value (2000). The numbers were fitted as a conditional logit
/// model to the authors' own keywords of 1,000 abstracts (development part of the CSL benchmark,
/// Li et al. 2022) and rounded; none changes the result there by more than 0.004 F1 when it is
/// moved by a fifth.
///
/// ```
/// use cimai_corpus::{Corpus, Counts, Piece};
/// use cimai_keyword::{KeyPhrases, PhraseFrequencies, PhraseWords, TfIdf};
///
/// let mut corpus = Corpus::default();
/// corpus.push([], "湿地 公园 建成 , 水鸟 回到 湿地 公园".split(' ').map(|word| match word {
///     "," => Piece::Gap,
///     word => Piece::Word(word),
/// }), |_| true);
/// let tags = ["n", "n", "v", "n", "v"].map(String::from);
/// let words = PhraseWords::of(&corpus, &tags);
/// let counts = Counts::of(&corpus);
/// let key_phrases = KeyPhrases {
///     corpus: &corpus,
///     counts: &counts,
///     tf_idf: &TfIdf::fit(&counts),
///     words: &words,
///     frequencies: &PhraseFrequencies::of(&corpus, &words),
/// };
/// let best = &key_phrases.best(0, 5)[0];
/// assert_eq!(best.text(&corpus), "湿地公园");
/// assert_eq!(best.tf, 2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct KeyPhrases<'a> {
    /// The documents.
    pub corpus: &'a Corpus,
    /// Their counts.
    pub counts: &'a Counts,
    /// The IDF of words.
    pub tf_idf: &'a TfIdf,
    /// What each word may be in a phrase.
    pub words: &'a PhraseWords,
    /// How many documents have each phrase.
    pub frequencies: &'a PhraseFrequencies,
}

impl KeyPhrases<'_> {
    /// The best `n` key phrases of a document, best first; of equal ones, the first in byte
    /// order. None repeats a better one: see the crate's source for what counts as repeating. The
    /// score of the best is 1.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn best(&self, document: usize, n: usize) -> Vec<KeyPhrase> {
        let mut candidates = merge(self.occurrences(document));
        mark_nested(&mut candidates);
        let scored = candidates.iter().map(|candidate| self.scored(candidate));
        let mut scored: Vec<KeyPhrase> = scored.filter(|phrase| phrase.score > 0.0).collect();
        scored.sort_by(|a, b| {
            let text = |phrase: &KeyPhrase| phrase.text(self.corpus);
            b.score.total_cmp(&a.score).then_with(|| text(a).cmp(&text(b)))
        });
        let length = |term: TermId| self.words.get(term).length;
        let mut best = choose(scored, n, length);
        let highest = best.first().map_or(1.0, |best| best.score);
        for phrase in &mut best {
            phrase.score /= highest;
        }
        best
    }

    /// Every place of every candidate, in the order of the text.
    fn occurrences(&self, document: usize) -> Vec<Candidate> {
        let tokens: Vec<Token> = self.corpus.tokens(document).collect();
        let title = self.corpus.title(document).count();
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
    fn runs_from(&self, tokens: &[Token], start: usize, mut found: impl FnMut(&[TermId], u32)) {
        let mut run = [TermId(0); LONGEST];
        let mut cursor = None;
        let (mut length, mut has_noun, mut df) = (0, false, 0);
        for (n, token) in tokens[start..].iter().take(LONGEST).enumerate() {
            let Token::Word(term) = *token else { break };
            let word = self.words.get(term);
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
                Ends::Never => false,
                Ends::AfterNoun => has_noun,
                Ends::Always => true,
            };
            if n == 0 && word.alone > 0.0 {
                found(&run[..1], self.counts.df(term));
            } else if n > 0 && may_end {
                found(&run[..=n], df);
            }
            has_noun |= word.is_noun;
        }
    }

    /// Whether the word at the edge of a run is a piece of a longer word, the rest of which stands
    /// beside it.
    fn is_cut(&self, tokens: &[Token], edge: usize, beside: Option<usize>) -> bool {
        let word = |at: usize| match tokens.get(at) {
            Some(&Token::Word(term)) => Some(self.words.get(term)),
            _ => None,
        };
        let is_piece = word(edge).is_some_and(|word| word.is_piece);
        is_piece && beside.and_then(word).is_some_and(|word| word.cuts)
    }

    fn scored(&self, candidate: &Candidate) -> KeyPhrase {
        let run = candidate.run();
        let word = |term: &TermId| self.words.get(*term);
        let idf = |term: &TermId| self.tf_idf.idf(*term);
        let edges = match run {
            [only] => word(only).alone,
            [first, .., last] => word(first).first * word(last).last,
            [] => 0.0,
        };
        let characters: usize = run.iter().map(|term| word(term).length).sum();
        let length = LENGTH[(characters - 2).min(LENGTH.len() - 1)];
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

/// Single words as key phrases, with what the document says of them.
pub fn described(
    keywords: &[Keyword],
    corpus: &Corpus,
    counts: &Counts,
    document: usize,
) -> Vec<KeyPhrase> {
    let row = counts.rows().row(document);
    let describe = |keyword: &Keyword| {
        let place = row.binary_search_by_key(&keyword.term.0, |&(term, _)| term);
        let tf = place.map_or(0, |place| row[place].1);
        let in_title = corpus.title(document).any(|token| token == Token::Word(keyword.term));
        KeyPhrase::new(&[keyword.term], keyword.score, tf, in_title)
    };
    keywords.iter().map(describe).collect()
}
