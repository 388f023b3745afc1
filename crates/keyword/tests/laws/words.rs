//! What is counted, what is scored and what is joined.

use cimai_corpus::{Batch, Counts, Edge, PhraseEnd, PhraseWord, TermId, Token};
use cimai_keyword::{FrequencySearch, KeyPhrases, Phrase, PhraseSearch, Phrases, TextRank, TfIdf};
use proptest::prelude::*;

use crate::documents::{Run, documents};

/// All phrases of a run whose words may stand anywhere, but for 丙, which never may.
fn phrases(run: &Run) -> Vec<Phrase> {
    let edge = |(_, term): (TermId, &str)| {
        let any = !term.contains('丙');
        Edge { begins: any, ends: any, inside: any, number: false }
    };
    let edges: Vec<Edge> = run.batch.vocabulary().iter().map(edge).collect();
    let mut search = PhraseSearch::new(Phrases::default(), &edges);
    while search.wants_more() {
        let evidence = search.count(&run.batch);
        search.add(&evidence);
    }
    search.finish(run.batch.vocabulary())
}

/// How often a sequence of words stands in some tokens as it is.
fn occurrences(tokens: impl Iterator<Item = Token<TermId>>, words: &[TermId]) -> usize {
    let tokens: Vec<Token<TermId>> = tokens.collect();
    let words: Vec<Token<TermId>> = words.iter().map(|&word| Token::Word(word)).collect();
    tokens.windows(words.len()).filter(|window| *window == words).count()
}

fn ids(batch: &Batch, words: &[String]) -> Vec<TermId> {
    words.iter().map(|word| batch.vocabulary().get(word).expect("it is a word")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Law 2: what is counted is what is scored, by every method, and nothing else.
    #[test]
    fn what_is_counted_is_what_is_scored(documents in documents()) {
        let run = Run::of(&documents);
        let counts = Counts::of(&run.batch);
        let tf_idf = TfIdf::fit(&run.totals);
        for document in 0..run.batch.len() {
            let counted: Vec<u32> =
                counts.rows().row(document).iter().map(|&(term, _)| term).collect();
            let weighed = tf_idf.weights(&counts, document);
            let ranked = TextRank::default().ranks(&run.batch, document);
            for scored in [weighed, ranked] {
                let terms: Vec<u32> = scored.iter().map(|keyword| keyword.term.0).collect();
                prop_assert_eq!(&terms, &counted);
                prop_assert!(scored.iter().all(|k| k.score.is_finite() && k.score >= 0.0));
            }
        }
    }

    /// Law 3: every phrase stands in the text as it is, with no mark and no dropped word inside, as
    /// often as it says.
    #[test]
    fn no_phrase_crosses_a_mark_or_a_dropped_word(documents in documents()) {
        let run = Run::of(&documents);
        for phrase in phrases(&run) {
            let words = ids(&run.batch, &phrase.words);
            prop_assert!(!phrase.text().contains('丙'));
            let found: Vec<usize> = (0..run.batch.len())
                .map(|document| occurrences(run.batch.tokens(document), &words))
                .collect();
            prop_assert_eq!(found.iter().sum::<usize>(), phrase.count as usize);
            let having = found.iter().filter(|&&n| n > 0).count();
            prop_assert_eq!(having, phrase.df as usize);
            prop_assert_eq!(found.iter().position(|&n| n > 0), Some(phrase.example));
        }
    }

    /// Law 3 for the key phrases of a document: they stand in it, title and text apart, as often
    /// as they say.
    #[test]
    fn no_key_phrase_crosses_a_mark_or_a_dropped_word(documents in documents()) {
        let run = Run::of(&documents);
        let word = |(id, term): (TermId, &str)| PhraseWord {
            joins: run.batch.is_kept(id),
            ends: PhraseEnd::Always,
            first: 1.0,
            last: 1.0,
            alone: 1.0,
            length: term.chars().count(),
            ..PhraseWord::default()
        };
        let words: Vec<PhraseWord> = run.batch.vocabulary().iter().map(word).collect();
        let mut search = FrequencySearch::new(&words, &run.totals);
        while search.wants_more() {
            let counts = search.count(&run.batch);
            search.add(&counts);
        }
        let key_phrases = KeyPhrases {
            tf_idf: &TfIdf::fit(&run.totals),
            totals: &run.totals,
            words: &words,
            frequencies: &search.finish(),
        };
        for document in 0..run.batch.len() {
            for phrase in key_phrases.best(&run.batch, document, 9) {
                let found = occurrences(run.batch.tokens(document), phrase.words());
                prop_assert_eq!(found, phrase.tf as usize);
                let in_title = occurrences(run.batch.title(document), phrase.words());
                prop_assert_eq!(in_title > 0, phrase.in_title);
                prop_assert!(phrase.words().iter().all(|&word| run.batch.is_kept(word)));
            }
        }
    }
}
