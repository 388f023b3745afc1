use std::collections::HashMap;

use crate::{TermId, Vocabulary};

const GAP: u32 = u32::MAX;
const END: u32 = u32::MAX - 1;

/// A piece of text on its way into a [`Corpus`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// A word.
    Word(&'t str),
    /// Something between words of one sentence: a comma, a blank, a symbol.
    Gap,
    /// The end of a sentence or paragraph.
    End,
}

/// One place in a document's sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// A word, kept or dropped: see [`Corpus::is_kept`].
    Word(TermId),
    /// A mark between words of one sentence. Nothing is joined across it.
    Gap,
    /// The end of a sentence or paragraph.
    End,
}

impl Token {
    fn unpack(code: u32) -> Self {
        match code {
            GAP => Token::Gap,
            END => Token::End,
            id => Token::Word(TermId(id)),
        }
    }
}

/// The words of all documents, in their order, as numbers in one flat array.
///
/// Every word of the text is here, so that phrases, contexts and windows see the original
/// positions. Words that no statistic counts (stop words, numbers, single characters) are
/// *dropped*: [`Corpus::is_kept`] is false for them, and every table treats their place as a gap.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    vocabulary: Vocabulary,
    kept: Vec<bool>,
    tokens: Vec<u32>,
    /// Where each document's tokens end.
    ends: Vec<usize>,
    /// Where, within `tokens`, each document's title ends and its body begins.
    bodies: Vec<usize>,
}

impl Corpus {
    /// Adds a document. `keep` is asked once per distinct term whether the statistics count it.
    pub fn push<'t>(
        &mut self,
        title: impl IntoIterator<Item = Piece<'t>>,
        body: impl IntoIterator<Item = Piece<'t>>,
        keep: impl Fn(&str) -> bool,
    ) {
        let start = self.tokens.len();
        self.extend(title, &keep);
        if self.tokens.len() > start {
            self.mark(END, start);
        }
        self.bodies.push(self.tokens.len());
        self.extend(body, &keep);
        self.ends.push(self.tokens.len());
    }

    fn extend<'t>(
        &mut self,
        pieces: impl IntoIterator<Item = Piece<'t>>,
        keep: impl Fn(&str) -> bool,
    ) {
        let start = self.tokens.len();
        for piece in pieces {
            match piece {
                Piece::Word(term) => {
                    let id = self.vocabulary.intern(term);
                    if id.index() == self.kept.len() {
                        self.kept.push(keep(term));
                    }
                    self.tokens.push(id.0);
                }
                Piece::Gap => self.mark(GAP, start),
                Piece::End => self.mark(END, start),
            }
        }
    }

    /// Adds a mark; of several in a row one stays, the end of a sentence before a gap.
    fn mark(&mut self, code: u32, start: usize) {
        match self.tokens[start..].last() {
            Some(&END) => {}
            Some(&GAP) if code == GAP => {}
            Some(&GAP) => *self.tokens.last_mut().expect("it has a last token") = END,
            _ => self.tokens.push(code),
        }
    }

    /// Adds the documents of `other` behind these.
    ///
    /// Term numbers come out as if all documents had been pushed here one by one, so the
    /// result does not depend on how documents were divided into pieces.
    pub fn append(&mut self, other: &Corpus) {
        let mut numbers = Vec::with_capacity(other.kept.len());
        for (term, &kept) in other.vocabulary.shared().iter().zip(&other.kept) {
            let id = self.vocabulary.intern_shared(term);
            if id.index() == self.kept.len() {
                self.kept.push(kept);
            }
            numbers.push(id.0);
        }
        let start = self.tokens.len();
        let renumbered = |&code: &u32| numbers.get(code as usize).copied().unwrap_or(code);
        self.tokens.extend(other.tokens.iter().map(renumbered));
        self.ends.extend(other.ends.iter().map(|end| start + end));
        self.bodies.extend(other.bodies.iter().map(|body| start + body));
    }

    /// Counts terms that share a key as one term, under the spelling that is most frequent
    /// (of equally frequent ones, the first in byte order). `key` gives `None` for a term that
    /// has no variants.
    ///
    /// ```
    /// use cimai_corpus::{Corpus, Counts, Piece};
    ///
    /// let mut corpus = Corpus::default();
    /// corpus.push([], ["WiFi", "wifi", "WiFi"].map(Piece::Word), |_| true);
    /// corpus.merge_variants(|term| Some(term.to_lowercase()));
    ///
    /// let wifi = corpus.vocabulary().get("WiFi").expect("the frequent spelling stays");
    /// assert_eq!(Counts::of(&corpus).tf(wifi), 3);
    /// ```
    pub fn merge_variants(&mut self, key: impl Fn(&str) -> Option<String>) {
        let mut groups: HashMap<String, Vec<TermId>> = HashMap::new();
        for (id, term) in self.vocabulary.iter() {
            if let Some(key) = key(term) {
                groups.entry(key).or_default().push(id);
            }
        }
        let mut frequency = vec![0_u64; self.vocabulary.len()];
        for &code in &self.tokens {
            if let Token::Word(id) = Token::unpack(code) {
                frequency[id.index()] += 1;
            }
        }
        let mut main: Vec<u32> = (0..self.vocabulary.len() as u32).collect();
        for variants in groups.into_values().filter(|variants| variants.len() > 1) {
            let best = variants.iter().copied().min_by(|&a, &b| {
                let by_frequency = frequency[b.index()].cmp(&frequency[a.index()]);
                by_frequency.then_with(|| self.vocabulary.term(a).cmp(self.vocabulary.term(b)))
            });
            let best = best.expect("a group has at least two variants");
            let kept = variants.iter().any(|variant| self.kept[variant.index()]);
            for variant in variants {
                main[variant.index()] = best.0;
                self.kept[variant.index()] = kept && variant == best;
            }
        }
        for code in &mut self.tokens {
            *code = main.get(*code as usize).copied().unwrap_or(*code);
        }
    }

    /// The distinct terms, kept and dropped.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Whether the statistics count this term.
    pub fn is_kept(&self, id: TermId) -> bool {
        self.kept[id.index()]
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A document's sequence: its title, a sentence end, its body.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn tokens(&self, document: usize) -> impl DoubleEndedIterator<Item = Token> + Clone + '_ {
        self.tokens[self.start(document)..self.ends[document]].iter().map(|&c| Token::unpack(c))
    }

    /// The part of [`Corpus::tokens`] that is the title.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn title(&self, document: usize) -> impl DoubleEndedIterator<Item = Token> + Clone + '_ {
        self.tokens[self.start(document)..self.bodies[document]].iter().map(|&c| Token::unpack(c))
    }

    fn start(&self, document: usize) -> usize {
        document.checked_sub(1).map_or(0, |before| self.ends[before])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(corpus: &Corpus, document: usize) -> String {
        let show = |token| match token {
            Token::Word(id) => corpus.vocabulary().term(id).to_owned(),
            Token::Gap => "·".to_owned(),
            Token::End => "|".to_owned(),
        };
        corpus.tokens(document).map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_in_a_row_become_one_and_the_strongest_stays() {
        let mut corpus = Corpus::default();
        let body = [Piece::Word("a"), Piece::Gap, Piece::End, Piece::Gap, Piece::Word("b")];
        corpus.push([Piece::Word("t")], body, |_| true);
        assert_eq!(words(&corpus, 0), "t | a | b");
        assert_eq!(corpus.title(0).count(), 2);
    }

    #[test]
    fn pieces_put_together_equal_one_piece() {
        let documents = [["x", "y"], ["y", "z"], ["w", "x"]];
        let mut whole = Corpus::default();
        let mut joined = Corpus::default();
        for document in documents {
            whole.push([], document.map(Piece::Word), |term| term != "y");
            let mut part = Corpus::default();
            part.push([], document.map(Piece::Word), |term| term != "y");
            joined.append(&part);
        }
        assert_eq!(joined.tokens, whole.tokens);
        assert_eq!(joined.kept, whole.kept);
        assert_eq!(joined.ends, whole.ends);
        assert_eq!(words(&joined, 2), "w x");
    }

    #[test]
    fn equally_frequent_variants_take_the_first_in_byte_order() {
        let mut corpus = Corpus::default();
        corpus.push([], ["app", "App", "股"].map(Piece::Word), |_| true);
        corpus.merge_variants(|term| term.is_ascii().then(|| term.to_lowercase()));
        assert_eq!(words(&corpus, 0), "App App 股");
    }
}
