use std::collections::HashMap;

use crate::{TermId, Vocabulary};

const GAP: u32 = u32::MAX;
const END: u32 = u32::MAX - 1;
const OPEN: u32 = u32::MAX - 2;
const CLOSE: u32 = u32::MAX - 3;

/// A piece of text on its way into a [`Corpus`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// A word.
    Word(&'t str),
    /// Something between words of one sentence: a comma, a blank, a symbol.
    Gap,
    /// A mark that opens a quotation or a title.
    Open,
    /// A mark that closes a quotation or a title.
    Close,
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
    /// A gap that opens a quotation: what stands up to [`Token::Close`] may be a name.
    Open,
    /// A gap that closes a quotation.
    Close,
    /// The end of a sentence or paragraph.
    End,
}

impl Token {
    pub(crate) fn unpack(code: u32) -> Self {
        match code {
            GAP => Token::Gap,
            OPEN => Token::Open,
            CLOSE => Token::Close,
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
    pub(crate) vocabulary: Vocabulary,
    pub(crate) kept: Vec<bool>,
    pub(crate) tokens: Vec<u32>,
    /// Where each document's tokens end.
    pub(crate) ends: Vec<usize>,
    /// Where, within `tokens`, each document's title ends and its body begins.
    pub(crate) bodies: Vec<usize>,
    /// The forms that were merged into a term, if any were.
    pub(crate) variants: HashMap<u32, Vec<(TermId, u64)>>,
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
                    let id = self.intern(term, &keep);
                    self.tokens.push(id.0);
                }
                Piece::Gap => self.mark(GAP, start),
                Piece::Open => self.mark(OPEN, start),
                Piece::Close => self.mark(CLOSE, start),
                Piece::End => self.mark(END, start),
            }
        }
    }

    /// Adds a mark. Gaps give way to any mark beside them, and sentences end once.
    fn mark(&mut self, code: u32, start: usize) {
        match (self.tokens[start..].last(), code) {
            (Some(&(GAP | OPEN | CLOSE | END)), GAP) | (Some(&END), END) => {}
            (Some(&GAP), _) => *self.tokens.last_mut().expect("it has a last token") = code,
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

    pub(crate) fn intern(&mut self, term: &str, keep: impl Fn(&str) -> bool) -> TermId {
        let id = self.vocabulary.intern(term);
        if id.index() == self.kept.len() {
            self.kept.push(keep(term));
        }
        id
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
    use crate::merge::tests::words;

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
}
