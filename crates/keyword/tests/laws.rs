//! The laws of words and numbers, tried on arbitrary sequences.

use cimai_corpus::{Corpus, Counts, Piece, Role, Token};
use cimai_keyword::{Phrases, TextRank, TfIdf};
use proptest::prelude::*;

/// Words of arbitrary characters between arbitrary marks; of the words, some are dropped.
fn documents() -> impl Strategy<Value = Vec<Vec<Option<String>>>> {
    let word = prop_oneof![3 => "[甲乙丙]{1,2}", 1 => "\\PC{1,3}"];
    let piece = prop_oneof![4 => word.prop_map(Some), 1 => Just(None)];
    prop::collection::vec(prop::collection::vec(piece, 0..24), 1..6)
}

fn corpus(documents: &[Vec<Option<String>>]) -> Corpus {
    let mut corpus = Corpus::default();
    for document in documents {
        let pieces = document.iter().map(|word| word.as_deref().map_or(Piece::Gap, Piece::Word));
        corpus.push([], pieces, |term| !term.contains('丙'));
    }
    corpus
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Law 2: what is counted is what is scored, by every method, and nothing else.
    #[test]
    fn what_is_counted_is_what_is_scored(documents in documents()) {
        let corpus = corpus(&documents);
        let counts = Counts::of(&corpus);
        let tf_idf = TfIdf::fit(&counts);
        for document in 0..corpus.len() {
            let counted: Vec<u32> =
                counts.rows().row(document).iter().map(|&(term, _)| term).collect();
            let weighed = tf_idf.weights(&counts, document);
            let ranked = TextRank::default().ranks(&corpus, document);
            for scored in [weighed, ranked] {
                let terms: Vec<u32> = scored.iter().map(|keyword| keyword.term.0).collect();
                prop_assert_eq!(&terms, &counted);
                prop_assert!(scored.iter().all(|k| k.score.is_finite() && k.score >= 0.0));
            }
        }
    }

    /// Law 3: every phrase stands in the text as it is, with no mark inside, as often as it says.
    #[test]
    fn no_phrase_crosses_a_mark(documents in documents()) {
        let corpus = corpus(&documents);
        let role = Role { begins: true, ends: true, inside: true, number: false };
        let phrases = Phrases::default().find(&corpus, &vec![role; corpus.vocabulary().len()]);
        for phrase in phrases {
            let words: Vec<Token> = phrase.words.iter().map(|&word| Token::Word(word)).collect();
            let occurrences = (0..corpus.len()).map(|document| {
                let tokens: Vec<Token> = corpus.tokens(document).collect();
                tokens.windows(words.len()).filter(|window| *window == &words[..]).count()
            });
            prop_assert_eq!(occurrences.sum::<usize>(), phrase.count as usize);
        }
    }
}
