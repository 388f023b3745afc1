use std::ops::Range;
use std::sync::Arc;

use crate::{Document, Placed, Span, TermId, Token, Vocabulary};

const GAP: u32 = u32::MAX;
const END: u32 = u32::MAX - 1;
const OPEN: u32 = u32::MAX - 2;
const CLOSE: u32 = u32::MAX - 3;

/// Some documents of a run with their words in order, complete in itself: what one thread works
/// on at a time, what a [`crate::Spool`] keeps and what a worker is given.
///
/// Every word of a text is here with its place, so that phrases, contexts and windows see the
/// original positions and nothing has to be searched in the text again. Words that no statistic
/// counts (stop words, numbers, single characters) are *dropped*: [`Batch::is_kept`] is false for
/// them, and every table treats their place as a gap.
///
/// How documents are divided into batches shapes no result.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The number of the first document among all of the run, from 0.
    pub first: usize,
    /// The names of the fields that the documents carry.
    pub columns: Arc<[String]>,
    /// The documents; none where only their words were asked for.
    pub documents: Vec<Document>,
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) tokens: Vec<u32>,
    pub(crate) spans: Vec<Span>,
    /// Where, within `tokens`, each document's title ends and its body begins.
    pub(crate) bodies: Vec<usize>,
    /// Where each document's tokens end.
    pub(crate) ends: Vec<usize>,
}

impl Batch {
    /// A batch without documents, whose words will be numbered by `vocabulary`.
    pub fn new(vocabulary: Arc<Vocabulary>) -> Self {
        Self { vocabulary, ..Self::default() }
    }

    /// Adds the words of a document, of which it is not known where they stand: those of its
    /// title, then those of its body. See [`Batch::push_placed`].
    pub fn push<'t>(
        &mut self,
        title: impl IntoIterator<Item = Token<&'t str>>,
        body: impl IntoIterator<Item = Token<&'t str>>,
        keep: impl Fn(&str) -> bool,
    ) {
        self.push_placed(
            title.into_iter().map(Placed::from),
            body.into_iter().map(Placed::from),
            keep,
        );
    }

    /// Adds the words of a document: those of its title, then those of its body. `keep` is asked
    /// once per distinct term whether the statistics count it.
    ///
    /// Marks in a row become one, the strongest; a title is a sentence of its own.
    pub fn push_placed<'t>(
        &mut self,
        title: impl IntoIterator<Item = Placed<&'t str>>,
        body: impl IntoIterator<Item = Placed<&'t str>>,
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
        tokens: impl IntoIterator<Item = Placed<&'t str>>,
        keep: impl Fn(&str) -> bool,
    ) {
        let start = self.tokens.len();
        for Placed { token, span } in tokens {
            match token {
                Token::Word(term) => {
                    let id = match self.vocabulary.get(term) {
                        Some(id) => id,
                        None => Arc::make_mut(&mut self.vocabulary).intern(term, &keep),
                    };
                    self.tokens.push(id.0);
                    self.spans.push(span);
                }
                mark => self.mark(pack(mark.map(|_| TermId(0))), start),
            }
        }
    }

    /// Adds a mark. Gaps give way to any mark beside them, and sentences end once.
    fn mark(&mut self, code: u32, start: usize) {
        match (self.tokens[start..].last(), code) {
            (Some(&(GAP | OPEN | CLOSE | END)), GAP) | (Some(&END), END) => {}
            (Some(&GAP), _) => *self.tokens.last_mut().expect("it has a last token") = code,
            _ => {
                let end = self.spans[start..].last().map_or(0, |span| span.end);
                self.tokens.push(code);
                self.spans.push(Span { start: end, end });
            }
        }
    }

    /// Adds a document of another batch, words and all.
    ///
    /// # Panics
    ///
    /// If the batches number their words by different vocabularies, or there is no such document.
    pub fn push_from(&mut self, other: &Batch, document: usize) {
        assert!(Arc::ptr_eq(&self.vocabulary, &other.vocabulary), "the numbers differ");
        let range = other.range(document);
        let title = other.bodies[document] - range.start;
        self.bodies.push(self.tokens.len() + title);
        self.tokens.extend_from_slice(&other.tokens[range.clone()]);
        self.spans.extend_from_slice(&other.spans[range]);
        self.ends.push(self.tokens.len());
        self.documents.extend(other.documents.get(document).cloned());
    }

    /// Adds the words of a document of another batch without their places and without the document
    /// itself, which is all that is learned from.
    ///
    /// # Panics
    ///
    /// If the batches number their words by different vocabularies, or there is no such document.
    pub fn push_words_from(&mut self, other: &Batch, document: usize) {
        assert!(Arc::ptr_eq(&self.vocabulary, &other.vocabulary), "the numbers differ");
        let range = other.range(document);
        self.bodies.push(self.tokens.len() + other.bodies[document] - range.start);
        self.tokens.extend_from_slice(&other.tokens[range]);
        self.ends.push(self.tokens.len());
    }

    /// The distinct terms that the words are numbered by, kept and dropped.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Whether the statistics count this term.
    pub fn is_kept(&self, id: TermId) -> bool {
        self.vocabulary.is_kept(id)
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The numbers of the documents among all of the run.
    pub fn numbers(&self) -> Range<usize> {
        self.first..self.first + self.len()
    }

    /// A document's sequence: its title, a sentence end, its body.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn tokens(
        &self,
        document: usize,
    ) -> impl DoubleEndedIterator<Item = Token<TermId>> + ExactSizeIterator + Clone + '_ {
        self.tokens[self.range(document)].iter().map(|&code| unpack(code))
    }

    /// The part of [`Batch::tokens`] that is the title.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn title(
        &self,
        document: usize,
    ) -> impl DoubleEndedIterator<Item = Token<TermId>> + ExactSizeIterator + Clone + '_ {
        let start = self.range(document).start;
        self.tokens[start..self.bodies[document]].iter().map(|&code| unpack(code))
    }

    /// The words of a document's title with their places in it.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn title_words(&self, document: usize) -> impl Iterator<Item = (TermId, Span)> + '_ {
        let start = self.range(document).start;
        self.placed(start..self.bodies[document])
    }

    /// The words of a document's body with their places in its text.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn body_words(&self, document: usize) -> impl Iterator<Item = (TermId, Span)> + '_ {
        self.placed(self.bodies[document]..self.ends[document])
    }

    fn placed(&self, range: Range<usize>) -> impl Iterator<Item = (TermId, Span)> + '_ {
        let placed = self.tokens[range.clone()].iter().zip(&self.spans[range]);
        placed.filter_map(|(&code, &span)| unpack(code).word().map(|id| (id, span)))
    }

    /// Where a document's tokens lie.
    pub(crate) fn range(&self, document: usize) -> Range<usize> {
        document.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[document]
    }
}

pub(crate) fn unpack(code: u32) -> Token<TermId> {
    match code {
        GAP => Token::Gap,
        OPEN => Token::Open,
        CLOSE => Token::Close,
        END => Token::End,
        id => Token::Word(TermId(id)),
    }
}

pub(crate) fn pack(token: Token<TermId>) -> u32 {
    match token {
        Token::Gap => GAP,
        Token::Open => OPEN,
        Token::Close => CLOSE,
        Token::End => END,
        Token::Word(id) => id.0,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A document as it reads, marks drawn.
    pub(crate) fn words(batch: &Batch, document: usize) -> String {
        let show = |token| match token {
            Token::Word(term) => batch.vocabulary().term(term).to_owned(),
            Token::Gap => "·".to_owned(),
            Token::Open => "“".to_owned(),
            Token::Close => "”".to_owned(),
            Token::End => "|".to_owned(),
        };
        batch.tokens(document).map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_in_a_row_become_one_and_the_strongest_stays() {
        let mut batch = Batch::default();
        let body = [Token::Word("a"), Token::Gap, Token::End, Token::Gap, Token::Word("b")];
        batch.push([Token::Word("t")], body, |_| true);
        assert_eq!(words(&batch, 0), "t | a | b");
        assert_eq!(batch.title(0).count(), 2);
    }

    #[test]
    fn words_keep_their_places_through_marks_and_copies() {
        let word = |text, start: u32| Placed {
            token: Token::Word(text),
            span: Span { start, end: start + 1 },
        };
        let mut batch = Batch::default();
        batch
            .push_placed([word("t", 0)], [word("a", 0), Token::End.into(), word("b", 4)], |_| true);
        let mut copy = Batch::new(Arc::clone(&batch.vocabulary));
        copy.push_from(&batch, 0);
        let starts: Vec<u32> = copy.body_words(0).map(|(_, span)| span.start).collect();
        assert_eq!(starts, [0, 4]);
        assert_eq!(copy.title_words(0).count(), 1);
        assert_eq!(words(&copy, 0), words(&batch, 0));
    }
}
