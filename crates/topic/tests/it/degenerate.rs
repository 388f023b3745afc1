//! Any number of documents, topics and words gives sensible topics: no panic, no empty topic, no
//! number that is none.

use cimai_corpus::{Batch, Counts, Token};
use cimai_topic::{Choice, Model, Options, VectorKind};

use crate::sample::{self, Found};

/// The words of a document, by its number.
type Words = fn(usize) -> String;

const VOCABULARIES: [(&str, Words); 6] = [
    ("none", |_| String::new()),
    ("one", |i| if i % 2 == 0 { "山水".to_owned() } else { String::new() }),
    ("all the same", |_| "山水 风光".to_owned()),
    ("distinct", |i| format!("甲{i} 乙{i}")),
    ("one word each of three", |i| ["山水", "楼盘", "球队"][i % 3].to_owned()),
    ("mixed", |i| ["山水 风光", "楼盘 均价 楼盘", "", "山水 楼盘"][i % 4].to_owned()),
];

fn corpus(documents: usize, words: Words) -> (Batch, Counts) {
    let mut batch = Batch::default();
    for document in 0..documents {
        let text = words(document);
        batch.push([], text.split_whitespace().map(Token::Word), |_| true);
    }
    let counts = Counts::of(&batch);
    (batch, counts)
}

fn check(found: &Found, counts: &Counts, what: &str) {
    let Found { placements, topics, .. } = found;
    assert_eq!(placements.len(), counts.documents(), "{what}");
    let mut terms: Vec<u32> = counts.rows().iter().flatten().map(|&(term, _)| term).collect();
    terms.sort_unstable();
    terms.dedup();
    let sizes: usize = topics.topics.iter().map(|topic| topic.size).sum();
    assert_eq!(placements.iter().filter(|p| p.topic().is_some()).count(), sizes, "{what}");
    for (document, p) in placements.iter().enumerate() {
        let Some(topic) = found.topic(document) else { continue };
        assert!(counts.kept_words(document) > 0, "{what}: a topic without words");
        assert!(topic < topics.topics.len(), "{what}");
        let numbers = [p.similarity, p.second_similarity, p.silhouette];
        assert!(numbers.iter().all(|x| (-1.001..=1.001).contains(x)), "{what}: {p:?}");
        let both = p.probability + p.second_probability;
        assert!(p.probability > 0.0 && both <= 1.001, "{what}: {p:?}");
    }
    for topic in &topics.topics {
        assert!(topic.size > 0, "{what}: {topic:?}");
        assert!(!topic.label.is_empty() || terms.len() < topics.topics.len(), "{what}: {topic:?}");
        assert!(!topic.representatives.is_empty(), "{what}: {topic:?}");
        let numbers = [topic.share, topic.coherence, topic.cohesion];
        assert!(numbers.iter().all(|x| x.is_finite()), "{what}: {topic:?}");
        assert!(topic.terms.iter().all(|term| term.weight.is_finite()), "{what}: {topic:?}");
    }
    let mut labels: Vec<_> = topics.topics.iter().flat_map(|topic| &topic.label).collect();
    let all = labels.len();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), all, "{what}: a term in two labels");
    for tried in &topics.tried {
        let numbers = [tried.silhouette, tried.coherence, tried.stability, tried.largest_share];
        assert!(numbers.iter().all(|x| x.is_finite()), "{what}: {tried:?}");
    }
}

fn check_assigned(model: &Model, batch: &Batch, counts: &Counts, options: &Options, what: &str) {
    let assigned = sample::assign(model, batch, counts, options);
    assert_eq!(assigned.placements.len(), batch.len(), "{what}");
    assert_eq!(assigned.topics.topics.len(), model.topics.len(), "{what}");
    let clear = |&document: &usize| {
        assigned.standings.topic(document, &assigned.placements[document]).is_some()
    };
    let sizes = assigned.topics.topics.iter().map(|topic| topic.size);
    assert_eq!(sizes.sum::<usize>(), (0..batch.len()).filter(clear).count(), "{what}");
}

#[test]
fn every_size_every_number_of_topics_every_vocabulary() {
    let choices = [1, 2, 5, 100].map(Choice::Fixed);
    let choices = choices.into_iter().chain([Choice::Auto { min: 2, max: 4 }]);
    for topics in choices {
        for vectors in [VectorKind::Auto, VectorKind::Both] {
            for documents in [0, 1, 2, 3, 10, 30] {
                for (name, words) in VOCABULARIES {
                    let what =
                        format!("{topics:?} {vectors:?} {documents} documents, words {name}");
                    let (batch, counts) = corpus(documents, words);
                    let options = Options { topics, vectors, ..Options::default() };
                    let (found, model) = sample::fit(&batch, &counts, &options);
                    check(&found, &counts, &what);
                    let read = Model::from_bytes(&model.to_bytes());
                    assert_eq!(read.as_ref(), Ok(&model), "{what}");
                    check_assigned(&model, &batch, &counts, &options, &what);
                }
            }
        }
    }
}

#[test]
fn distinct_documents_get_topics_of_their_own() {
    let (batch, counts) = corpus(3, |i| ["山水", "楼盘", "球队"][i].to_owned());
    let options = Options { topics: Choice::Fixed(3), ..Options::default() };
    let Found { topics, placements, .. } = sample::fit(&batch, &counts, &options).0;
    assert_eq!(topics.topics.iter().map(|topic| topic.size).collect::<Vec<_>>(), [1, 1, 1]);
    // There is nobody else to be near to.
    assert!(placements.iter().all(|placement| placement.silhouette.to_bits() == 0));
}

#[test]
fn more_topics_than_different_documents_are_clipped_with_a_note() {
    let (batch, counts) = corpus(10, |i| ["山水", "楼盘"][i % 2].to_owned());
    let options = Options { topics: Choice::Fixed(5), ..Options::default() };
    let topics = sample::fit(&batch, &counts, &options).0.topics;
    assert_eq!(topics.topics.len(), 2);
    assert_eq!(topics.notes.len(), 1, "{:?}", topics.notes);
}

#[test]
fn documents_without_kept_words_have_no_topic() {
    let (batch, counts) = corpus(8, |i| ["山水 风光", "楼盘 均价", ""][i % 3].to_owned());
    let options = Options { topics: Choice::Fixed(2), ..Options::default() };
    let found = sample::fit(&batch, &counts, &options).0;
    let without: Vec<bool> = (0..8).map(|document| found.topic(document).is_none()).collect();
    assert_eq!(without, [false, false, true, false, false, true, false, false]);
}
