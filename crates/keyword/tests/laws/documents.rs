//! Arbitrary documents, and all that is learned of them before they are scored.

use std::sync::Arc;

use cimai_corpus::{Batch, Relabel, Token, Totals, Vocabulary, count};
use proptest::prelude::*;

/// A title and a text of words and marks.
pub(crate) type Document = (Vec<Token<String>>, Vec<Token<String>>);

/// Documents of words of arbitrary characters between arbitrary marks.
pub(crate) fn documents() -> impl Strategy<Value = Vec<Document>> {
    let word = prop_oneof![6 => "[甲乙丙]{1,2}", 1 => "\\PC{1,3}"];
    let mark = vec![Token::Gap, Token::Open, Token::Close, Token::End];
    let token = prop_oneof![6 => word.prop_map(Token::Word), 1 => prop::sample::select(mark)];
    let tokens = |longest| prop::collection::vec(token.clone(), 0..longest);
    prop::collection::vec((tokens(5), tokens(24)), 1..8)
}

/// Documents as they are counted in a run. Words with 丙 are dropped.
pub(crate) struct Run {
    vocabulary: Arc<Vocabulary>,
    /// All documents.
    pub(crate) batch: Batch,
    /// What they have of each term.
    pub(crate) totals: Totals,
}

impl Run {
    /// Numbers and counts documents.
    pub(crate) fn of(documents: &[Document]) -> Self {
        let mut raw = Batch::default();
        for (title, body) in documents {
            let [title, body] = [title, body].map(|tokens| tokens.iter().map(borrowed));
            raw.push(title, body, |term| !term.contains('丙'));
        }
        let tally = count(&raw);
        let relabel = Relabel::learn(&tally, |_| None, [], |_| true);
        let vocabulary = Arc::clone(relabel.vocabulary());
        Self { totals: tally.totals(&vocabulary), batch: relabel.apply(raw), vocabulary }
    }

    /// The documents in batches of these sizes, and a last one of what is left.
    pub(crate) fn cut(&self, sizes: &[usize]) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut first = 0;
        for &size in sizes.iter().chain([&usize::MAX]) {
            let end = first + size.min(self.batch.len() - first);
            let mut batch = Batch::new(Arc::clone(&self.vocabulary));
            batch.first = first;
            (first..end).for_each(|document| batch.push_from(&self.batch, document));
            batches.push(batch);
            first = end;
        }
        batches
    }
}

fn borrowed(token: &Token<String>) -> Token<&str> {
    match token {
        Token::Word(word) => Token::Word(word),
        Token::Gap => Token::Gap,
        Token::Open => Token::Open,
        Token::Close => Token::Close,
        Token::End => Token::End,
    }
}
