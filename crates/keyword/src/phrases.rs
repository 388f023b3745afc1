use cimai_corpus::{Corpus, Role, TermId};

use crate::ngrams::{Level, Sequence};

/// Finds the phrases and new words of a corpus: neighbouring words that belong together.
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
/// Time and memory grow in a straight line with the corpus: about 40 bytes a word.
///
/// ```
/// use cimai_corpus::{Corpus, Piece, Role};
/// use cimai_keyword::Phrases;
///
/// let mut corpus = Corpus::default();
/// for text in ["看 红色 物业 好", "办 红色 物业", "红色 物业 新", "红色 旗 物业 公司"] {
///     corpus.push([], text.split(' ').map(Piece::Word), |_| true);
/// }
/// let roles = vec![Role { begins: true, ends: true, inside: true, number: false }; corpus.vocabulary().len()];
/// let phrases = Phrases::default().find(&corpus, &roles);
/// assert_eq!(phrases[0].text(&corpus), "红色物业");
/// assert_eq!(phrases[0].count, 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phrases {
    /// The longest phrase, in words.
    pub longest: usize,
    /// The fewest occurrences, in a corpus of up to 100,000 words; 1 more for each further
    /// 100,000.
    pub min_count: u32,
}

impl Default for Phrases {
    /// Up to five words, that stand together at least twice.
    fn default() -> Self {
        Self { longest: 5, min_count: 2 }
    }
}

/// Neighbouring words that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Its words.
    pub words: Vec<TermId>,
    /// How often they stand together.
    pub count: u32,
    /// In how many documents.
    pub df: u32,
    /// Pointwise mutual information of its two parts, at the split where they hold together
    /// least; in natural logarithms.
    pub pmi: f64,
    /// Entropy of what stands before it, in natural logarithms; each mark is a neighbour of its
    /// own, since it shows that the phrase stands free there.
    pub left_entropy: f64,
    /// Entropy of what stands behind it.
    pub right_entropy: f64,
    /// How surely it is a phrase; above 0, higher is better.
    pub score: f64,
    /// How often it stands alone in quotation marks.
    pub in_quotes: u32,
    /// The share of its occurrences that lie within one longer candidate, 0 to 1.
    pub within: f64,
    /// Whether it holds no function word: each of its words may stand at some edge of a phrase.
    pub plain: bool,
    /// The first document that has it.
    pub example: usize,
}

impl Phrase {
    /// Its words joined.
    pub fn text(&self, corpus: &Corpus) -> String {
        self.words.iter().map(|&word| corpus.vocabulary().term(word)).collect()
    }

    /// Whether it is a new word, of which the dictionary has only pieces, and not a phrase of
    /// known words: some piece is a single character.
    pub fn is_new_word(&self, corpus: &Corpus) -> bool {
        let single = |&word: &TermId| corpus.vocabulary().term(word).chars().nth(1).is_none();
        self.words.iter().any(single)
    }

    /// Whether it can be taken for a word without asking: it occurs three times or more, holds
    /// together (PMI 4), has at least as free neighbours on both sides as three different ones
    /// and mostly stands outside longer candidates; and it is quoted, or it has no function word
    /// in it and is a new word or holds together strongly (PMI 5).
    pub fn is_sure(&self, corpus: &Corpus) -> bool {
        let free = self.left_entropy.min(self.right_entropy) > 1.09 && self.within <= 0.5;
        let whole = self.plain && (self.pmi >= 5.0 || self.is_new_word(corpus));
        let bound = self.in_quotes >= 1 || whole;
        self.count >= 3 && self.pmi >= 4.0 && free && bound
    }
}

impl Phrases {
    /// All candidates, best first; of equal ones, the first in byte order. `roles` tells of every
    /// term, by number, where in a phrase it may stand.
    pub fn find(&self, corpus: &Corpus, roles: &[Role]) -> Vec<Phrase> {
        let sequence = Sequence::of(corpus, roles);
        let floor = self.min_count + (sequence.words() / 100_000) as u32;
        let mut levels = vec![Level::words(&sequence, corpus.vocabulary().len(), floor)];
        for n in 2..=self.longest {
            let level = Level::longer(levels.last().expect("there is a first level"), floor);
            levels.push(level.with_quoted(&sequence, n));
        }
        let search = Search { sequence, levels, roles };
        let mut found = search.candidates();
        search.discount_nested(&mut found);
        let mut phrases: Vec<(String, Phrase)> = found
            .into_iter()
            .filter(|found| found.phrase.score > 0.0)
            .map(|found| (found.phrase.text(corpus), found.phrase))
            .collect();
        phrases.sort_by(|(a, x), (b, y)| y.score.total_cmp(&x.score).then_with(|| a.cmp(b)));
        phrases.into_iter().map(|(_, phrase)| phrase).collect()
    }
}

/// The n-grams of a corpus and what decides which of them are candidates.
struct Search<'a> {
    sequence: Sequence,
    levels: Vec<Level>,
    roles: &'a [Role],
}

/// A candidate and the first place where it stands.
struct Found {
    at: usize,
    phrase: Phrase,
}

impl Search<'_> {
    fn candidates(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for n in 2..=self.levels.len() {
            for places in self.levels[n - 1].groups() {
                let at = places[0] as usize;
                if self.may_be_phrase(n, at, places.len() as u32) {
                    found.push(Found { at, phrase: self.describe(n, places) });
                }
            }
        }
        found
    }

    /// Whether the edges allow it. Quotation marks are better evidence than parts of speech: on
    /// the whole n-gram, or on its beginning (“两新” for 两新组织).
    fn may_be_phrase(&self, n: usize, at: usize, count: u32) -> bool {
        let words = self.sequence.words_at(at, n);
        let role = |word: u32| self.roles[word as usize];
        let quoted = self.levels[n - 1].quoted(at);
        if quoted > 0 && quoted * 20 >= count {
            return true;
        }
        let quoted_beginning = || (2..n).any(|k| self.levels[k - 1].quoted(at) >= 2);
        role(words[n - 1]).ends && (role(words[0]).begins || quoted_beginning())
    }

    fn describe(&self, n: usize, places: &[u32]) -> Phrase {
        let at = places[0] as usize;
        let count = f64::from(places.len() as u32);
        let part = |at, n: usize| self.levels[n - 1].count(at);
        let all = self.sequence.words() as f64;
        let pmi = (1..n)
            .map(|split| (count * all / part(at, split) / part(at + split, n - split)).ln())
            .fold(f64::INFINITY, f64::min);
        Phrase {
            words: self.sequence.words_at(at, n).iter().map(|&word| TermId(word)).collect(),
            count: places.len() as u32,
            df: self.sequence.documents(places),
            pmi,
            left_entropy: self.sequence.entropy(places, |at| at - 1),
            right_entropy: self.sequence.entropy(places, |at| at + n),
            score: 0.0,
            in_quotes: self.levels[n - 1].quoted(at),
            within: 0.0,
            plain: self.sequence.words_at(at, n).iter().all(|&word| {
                let role = self.roles[word as usize];
                role.begins || role.ends
            }),
            example: self.sequence.document(at),
        }
    }

    /// Scores the candidates, those within longer ones lower.
    fn discount_nested(&self, found: &mut [Found]) {
        let mut holders: Vec<Vec<u32>> =
            self.levels.iter().map(|level| vec![0; level.len()]).collect();
        for Found { at, phrase } in &*found {
            for n in 2..phrase.words.len() {
                for start in *at..=at + phrase.words.len() - n {
                    let holder = &mut holders[n - 1][self.levels[n - 1].id(start)];
                    *holder = phrase.count.max(*holder);
                }
            }
        }
        for Found { at, phrase } in found {
            let n = phrase.words.len();
            let holder = holders[n - 1][self.levels[n - 1].id(*at)];
            phrase.within = f64::from(holder) / f64::from(phrase.count);
            let free = (1.0 - phrase.within.powi(2)).max(0.0);
            let open = 0.5 + phrase.left_entropy.min(phrase.right_entropy);
            let quotes = 1.0 + f64::from(phrase.in_quotes.min(3));
            phrase.score =
                free * f64::from(phrase.count).ln() * phrase.pmi.max(0.0) * open * quotes;
        }
    }
}

#[cfg(test)]
mod tests {
    use cimai_corpus::Piece;

    use super::*;

    const ANY: Role = Role { begins: true, ends: true, inside: true, number: false };

    fn corpus(texts: &[&str]) -> Corpus {
        let mut corpus = Corpus::default();
        for text in texts {
            let pieces = text.split(' ').map(|piece| match piece {
                "“" => Piece::Open,
                "”" => Piece::Close,
                "," => Piece::Gap,
                word => Piece::Word(word),
            });
            corpus.push([], pieces, |_| true);
        }
        corpus
    }

    fn find(corpus: &Corpus, role: impl Fn(&str) -> Role) -> Vec<(String, u32)> {
        let roles: Vec<Role> = corpus.vocabulary().iter().map(|(_, term)| role(term)).collect();
        let phrases = Phrases::default().find(corpus, &roles);
        phrases.iter().map(|phrase| (phrase.text(corpus), phrase.count)).collect()
    }

    #[test]
    fn nothing_is_joined_across_a_mark() {
        let corpus = corpus(&["红 , 物业", "红 , 物业", "红 “ 物业", "红 “ 物业"]);
        assert!(find(&corpus, |_| ANY).is_empty());
    }

    #[test]
    fn a_part_that_never_stands_alone_gives_way_to_the_whole() {
        let corpus = corpus(&["网格 化 治理 甲", "网格 化 治理 乙", "丙 网格 化 治理"]);
        assert_eq!(find(&corpus, |_| ANY), [("网格化治理".to_owned(), 3)]);
    }

    #[test]
    fn edges_are_obeyed_unless_the_phrase_is_quoted() {
        let no_numbers = |term: &str| Role { begins: term != "两", ..ANY };
        let plain = corpus(&["甲 两 新", "乙 两 新", "丙 两 新"]);
        assert!(find(&plain, no_numbers).is_empty());
        let quoted = corpus(&["甲 “ 两 新 ” 丁", "乙 “ 两 新 ”", "丙 两 新 组织", "两 新 组织 戊"]);
        let found = find(&quoted, no_numbers);
        assert_eq!(found[0].0, "两新");
        assert!(found.iter().any(|(text, _)| text == "两新组织"));
    }

    #[test]
    fn pmi_is_that_of_the_weakest_split() {
        // Of 8 words, 红 and 物业 occur three times each and together: ln(3 · 8 / (3 · 3)).
        let corpus = corpus(&["看 红 物业", "红 物业 好", "办 红 物业"]);
        let roles = vec![ANY; corpus.vocabulary().len()];
        let phrase = &Phrases::default().find(&corpus, &roles)[0];
        assert!((phrase.pmi - (3.0 * 9.0 / 9.0_f64).ln()).abs() < 1e-12);
        assert!((phrase.left_entropy - 3.0_f64.ln()).abs() < 1e-12);
        assert_eq!((phrase.df, phrase.example), (3, 0));
    }
}
