//! However documents are cut into batches, and in whatever order their tallies are merged, all of
//! them together give the same.
#![expect(clippy::unwrap_used, reason = "a test may end where it finds something missing")]

use cimai_corpus::{Batch, Document, Relabel, SpoolWriter, Tally, Token, count};
use proptest::prelude::*;

/// Documents of a few words and marks: a number each, of which the last ones are marks.
fn documents() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(0_u8..12, 0..12), 1..12)
}

const WORDS: [&str; 8] = ["湿地", "的", "WiFi", "WIFI", "wifi", "水鸟", "红色", "物业"];

fn token(number: u8) -> Token<&'static str> {
    match number {
        8 => Token::Gap,
        9 => Token::Open,
        10 => Token::Close,
        11 => Token::End,
        word => Token::Word(WORDS[usize::from(word)]),
    }
}

fn batch(documents: &[Vec<u8>]) -> Batch {
    let mut batch = Batch::default();
    for document in documents {
        let (title, body) = document.split_at(document.len() / 3);
        let tokens = |part: &[u8]| part.iter().copied().map(token).collect::<Vec<_>>();
        batch.push(tokens(title), tokens(body), |term| term != "的");
        batch.documents.push(Document { text: format!("{document:?}"), ..Document::default() });
    }
    batch
}

/// The documents in pieces: `cuts` tells behind which of them a piece ends.
fn pieces(documents: &[Vec<u8>], cuts: &[bool]) -> Vec<Batch> {
    let mut pieces = vec![Vec::new()];
    for (document, &cut) in documents.iter().zip(cuts.iter().cycle()) {
        pieces.last_mut().unwrap().push(document.clone());
        if cut {
            pieces.push(Vec::new());
        }
    }
    pieces.iter().map(|piece| batch(piece)).collect()
}

fn learned(tally: &Tally) -> Relabel {
    let spelling = |term: &str| term.is_ascii().then(|| term.to_lowercase());
    let phrase = ["红色", "物业"].map(String::from).to_vec();
    Relabel::learn(tally, spelling, [("水鸟", "鸟")], |_| true).with_phrases(&[phrase])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn tallies_merge_to_the_same_in_any_order(
        documents in documents(),
        cuts in prop::collection::vec(any::<bool>(), 1..6),
        order in any::<u64>(),
    ) {
        let whole = count(&batch(&documents));
        let mut tallies: Vec<Tally> = pieces(&documents, &cuts).iter().map(count).collect();
        let mut merged = Tally::default();
        while !tallies.is_empty() {
            let next = order.rotate_left(tallies.len() as u32) as usize % tallies.len();
            merged.merge(tallies.swap_remove(next));
        }
        prop_assert_eq!(&merged, &whole);
        let relabel = learned(&whole);
        prop_assert_eq!(merged.totals(relabel.vocabulary()), whole.totals(relabel.vocabulary()));
    }

    #[test]
    fn a_spool_gives_back_the_same_words_with_the_same_numbers(
        documents in documents(),
        cuts in prop::collection::vec(any::<bool>(), 1..6),
        budget in 0_u64..400,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let writer = SpoolWriter::new(budget, folder.path());
        for (place, piece) in pieces(&documents, &cuts).iter().enumerate().rev() {
            writer.push((place as u32, 0), piece).unwrap();
        }
        let spool = writer.finish();
        let relabel = learned(&count(&batch(&documents)));
        let whole = relabel.apply(batch(&documents));
        prop_assert_eq!(spool.documents(), documents.len());
        for number in 0..spool.batches() {
            let read = relabel.apply(spool.read(number).unwrap());
            for (document, place) in read.numbers().enumerate() {
                prop_assert!(read.tokens(document).eq(whole.tokens(place)));
                prop_assert!(read.title(document).eq(whole.title(place)));
                prop_assert_eq!(&read.documents[document], &whole.documents[place]);
            }
        }
    }
}
