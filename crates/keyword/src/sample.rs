//! Small documents for tests.

use cimai_corpus::{Batch, Counts, Edge, PhraseEnd, PhraseWord, Relabel, TermId, Token, Totals};

/// Documents with all that is counted of them, numbered as in a run.
pub(crate) struct Sample {
    pub(crate) batch: Batch,
    pub(crate) counts: Counts,
    pub(crate) totals: Totals,
}

impl Sample {
    /// Documents of words between blanks, a title before a `/`. Comma, full stop and quotation
    /// marks are marks; the word x is dropped.
    pub(crate) fn of(texts: &[&str]) -> Self {
        let mut raw = Batch::default();
        for text in texts {
            let (title, body) = text.split_once('/').unwrap_or(("", text));
            raw.push(tokens(title), tokens(body), |term| term != "x");
        }
        let tally = cimai_corpus::count(&raw);
        let relabel = Relabel::learn(&tally, |_| None, [], |_| true);
        let totals = tally.totals(relabel.vocabulary());
        let batch = relabel.apply(raw);
        Self { counts: Counts::of(&batch), batch, totals }
    }

    pub(crate) fn id(&self, term: &str) -> TermId {
        self.batch.vocabulary().get(term).unwrap()
    }

    pub(crate) fn term(&self, id: TermId) -> &str {
        self.batch.vocabulary().term(id)
    }

    /// What every term may be at the edges of a phrase.
    pub(crate) fn edges(&self, edge: impl Fn(&str) -> Edge) -> Vec<Edge> {
        self.batch.vocabulary().iter().map(|(_, term)| edge(term)).collect()
    }

    /// Every kept term as a noun of two characters.
    pub(crate) fn nouns(&self) -> Vec<PhraseWord> {
        let noun = |id| PhraseWord {
            joins: self.batch.is_kept(id),
            is_noun: true,
            ends: PhraseEnd::Always,
            first: 1.0,
            last: 1.0,
            alone: f64::from(u8::from(self.batch.is_kept(id))),
            length: 2,
            ..PhraseWord::default()
        };
        self.batch.vocabulary().iter().map(|(id, _)| noun(id)).collect()
    }
}

fn tokens(text: &str) -> impl Iterator<Item = Token<&str>> {
    text.split_whitespace().map(|token| match token {
        "," => Token::Gap,
        "." => Token::End,
        "“" => Token::Open,
        "”" => Token::Close,
        word => Token::Word(word),
    })
}
