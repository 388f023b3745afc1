//! All frequent runs of words of a corpus, level by level: two words, three words, and so on.
//!
//! A run can only be frequent if both runs that are one word shorter are, so each level looks
//! only at pairs of neighbours that the level before kept. Nothing is hashed: equal pairs meet by
//! sorting, which also makes their order the same on every run.

use cimai_corpus::{Corpus, Role, Token};

/// No word stands here.
const MARK: u32 = u32::MAX;
/// A mark that opens a quotation.
const OPEN: u32 = u32::MAX - 1;
/// A mark that closes one. All words lie below.
const CLOSE: u32 = u32::MAX - 2;
/// Any number, as a neighbour.
const NUMBER: u32 = u32::MAX - 3;
/// No n-gram of this length begins here, or it is too rare.
const NONE: u32 = u32::MAX;

/// All words of a corpus in one line, with marks between documents and at both ends.
pub(crate) struct Sequence {
    codes: Vec<u32>,
    /// Where each document begins.
    starts: Vec<usize>,
    words: usize,
    /// Whether each term is a number.
    numbers: Vec<bool>,
}

impl Sequence {
    pub(crate) fn of(corpus: &Corpus, roles: &[Role]) -> Self {
        let code = |token| match token {
            Token::Word(term) if roles[term.index()].inside => term.0,
            Token::Open => OPEN,
            Token::Close => CLOSE,
            _ => MARK,
        };
        let mut codes = Vec::new();
        let mut starts = Vec::with_capacity(corpus.len());
        for document in 0..corpus.len() {
            codes.push(MARK);
            starts.push(codes.len());
            codes.extend(corpus.tokens(document).map(code));
        }
        codes.push(MARK);
        let words = codes.iter().filter(|&&code| code < CLOSE).count();
        let numbers = roles.iter().map(|role| role.number).collect();
        Self { codes, starts, words, numbers }
    }

    /// How many words there are.
    pub(crate) fn words(&self) -> usize {
        self.words
    }

    /// The `n` words from a place on.
    pub(crate) fn words_at(&self, at: usize, n: usize) -> &[u32] {
        &self.codes[at..at + n]
    }

    /// The document that a place belongs to.
    pub(crate) fn document(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at) - 1
    }

    /// How many documents the ascending places lie in.
    pub(crate) fn documents(&self, places: &[u32]) -> u32 {
        let mut documents = 0;
        let mut next = 0;
        for &at in places {
            if at as usize >= next {
                documents += 1;
                let document = self.document(at as usize);
                next = self.starts.get(document + 1).copied().unwrap_or(usize::MAX);
            }
        }
        documents
    }

    /// The entropy of what stands at `beside` each place. Every mark differs from every other,
    /// and no number from another.
    pub(crate) fn entropy(&self, places: &[u32], beside: impl Fn(usize) -> usize) -> f64 {
        let neighbour = |&at: &u32| match self.codes[beside(at as usize)] {
            code if code < CLOSE && self.numbers[code as usize] => NUMBER,
            code => code,
        };
        let mut neighbours: Vec<u32> = places.iter().map(neighbour).collect();
        neighbours.sort_unstable();
        let all = neighbours.len() as f64;
        let same = neighbours.chunk_by(|a, b| a == b && *a <= NUMBER);
        let shares = same.map(|group| group.len() as f64 / all);
        shares.map(|share| -share * share.ln()).sum()
    }
}

/// The frequent n-grams of one length.
pub(crate) struct Level {
    /// At each place, the number of the n-gram that begins there.
    ids: Vec<u32>,
    /// How often each occurs.
    counts: Vec<u32>,
    /// How often each stands alone in quotation marks.
    quoted: Vec<u32>,
    /// The places of the n-grams, n-gram by n-gram, in ascending order.
    places: Vec<u32>,
}

impl Level {
    /// The words that occur `floor` times or more. They are numbered as in the vocabulary.
    pub(crate) fn words(sequence: &Sequence, terms: usize, floor: u32) -> Self {
        let mut counts = vec![0; terms];
        for &code in sequence.codes.iter().filter(|&&code| code < CLOSE) {
            counts[code as usize] += 1;
        }
        let frequent = |code: u32| code < CLOSE && counts[code as usize] >= floor;
        let ids = sequence.codes.iter().map(|&code| if frequent(code) { code } else { NONE });
        Self { ids: ids.collect(), quoted: Vec::new(), counts, places: Vec::new() }
    }

    /// The n-grams that are one word longer and occur `floor` times or more.
    pub(crate) fn longer(shorter: &Self, floor: u32) -> Self {
        let pairs = shorter.ids.windows(2).zip(0_u32..);
        let frequent = pairs.filter(|(pair, _)| pair[0] != NONE && pair[1] != NONE);
        let key = |pair: &[u32]| (u64::from(pair[0]) << 32) | u64::from(pair[1]);
        let mut pairs: Vec<(u64, u32)> = frequent.map(|(pair, at)| (key(pair), at)).collect();
        pairs.sort_unstable();
        let ids = vec![NONE; shorter.ids.len()];
        let mut level = Self { ids, counts: Vec::new(), quoted: Vec::new(), places: Vec::new() };
        let same = pairs.chunk_by(|a, b| a.0 == b.0);
        for group in same.filter(|group| group.len() >= floor as usize) {
            for &(_, at) in group {
                level.ids[at as usize] = level.counts.len() as u32;
                level.places.push(at);
            }
            level.counts.push(group.len() as u32);
        }
        level
    }

    /// Counts how often each n-gram stands alone in quotation marks.
    pub(crate) fn with_quoted(mut self, sequence: &Sequence, n: usize) -> Self {
        let codes = &sequence.codes;
        let alone = |&&at: &&u32| {
            let at = at as usize;
            codes[at - 1] == OPEN && codes[at + n] == CLOSE
        };
        self.quoted =
            self.groups().map(|places| places.iter().filter(alone).count() as u32).collect();
        self
    }

    /// The places of each n-gram.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let mut rest = &self.places[..];
        self.counts.iter().map(move |&count| {
            let (places, behind) = rest.split_at(count as usize);
            rest = behind;
            places
        })
    }

    /// How many n-grams there are.
    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    /// The number of the n-gram that begins at a place where one does.
    pub(crate) fn id(&self, at: usize) -> usize {
        self.ids[at] as usize
    }

    /// How often the n-gram that begins at this place occurs.
    pub(crate) fn count(&self, at: usize) -> f64 {
        f64::from(self.counts[self.id(at)])
    }

    /// How often the n-gram that begins at this place stands alone in quotation marks.
    pub(crate) fn quoted(&self, at: usize) -> u32 {
        self.quoted[self.id(at)]
    }
}
