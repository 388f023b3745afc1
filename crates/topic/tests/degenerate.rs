//! Any number of documents, topics and words gives sensible topics: no panic, no empty topic, no
//! number that is none.

use cimai_corpus::{Corpus, Counts, Piece, TermId};
use cimai_topic::{Choice, Fit, Model, Options, Topics, VectorKind};

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

fn corpus(documents: usize, words: Words) -> (Corpus, Counts) {
    let mut corpus = Corpus::default();
    for document in 0..documents {
        let text = words(document);
        corpus.push([], text.split_whitespace().map(Piece::Word), |_| true);
    }
    let counts = Counts::of(&corpus);
    (corpus, counts)
}

fn check(topics: &Topics, counts: &Counts, what: &str) {
    assert_eq!(topics.assignments.len(), counts.documents(), "{what}");
    let terms = (0..counts.rows().columns() as u32).filter(|&t| counts.tf(TermId(t)) > 0).count();
    let sizes: usize = topics.topics.iter().map(|topic| topic.size).sum();
    assert_eq!(topics.assignments.iter().flatten().count(), sizes, "{what}");
    for (document, assignment) in topics.assignments.iter().enumerate() {
        let Some(a) = assignment else { continue };
        assert!(counts.kept_words(document) > 0, "{what}: a topic without words");
        assert!(a.topic < topics.topics.len(), "{what}");
        let numbers = [a.similarity, a.second_similarity, a.margin, a.silhouette];
        assert!(numbers.iter().all(|x| x.is_finite()), "{what}: {a:?}");
        assert!((-1.001..=1.001).contains(&a.similarity), "{what}: {a:?}");
    }
    for topic in &topics.topics {
        assert!(topic.size > 0, "{what}: {topic:?}");
        assert!(!topic.label.is_empty() || terms < topics.topics.len(), "{what}: {topic:?}");
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
                    let (corpus, counts) = corpus(documents, words);
                    let options = Options { topics, vectors, ..Options::default() };
                    let fit = Fit::new(&corpus, &counts, &options).expect("options are valid");
                    check(&fit.topics, &counts, &what);
                    let model = Model::from_bytes(&Model::new(&fit, &corpus, &counts).to_bytes());
                    let model = model.expect("a model can be read back");
                    let assigned = model.assign(&corpus, &counts);
                    assert_eq!(assigned.assignments.len(), documents, "{what}");
                    let inherited = model.topics(&corpus, &counts, &options);
                    assert_eq!(inherited.topics.len(), fit.topics.topics.len(), "{what}");
                    let counted = (0..documents).filter(|&d| inherited.topic(d).is_some()).count();
                    let sizes = inherited.topics.iter().map(|topic| topic.size);
                    assert_eq!(sizes.sum::<usize>(), counted, "{what}");
                }
            }
        }
    }
}

#[test]
fn distinct_documents_get_topics_of_their_own() {
    let (corpus, counts) = corpus(3, |i| ["山水", "楼盘", "球队"][i].to_owned());
    let options = Options { topics: Choice::Fixed(3), ..Options::default() };
    let topics = cimai_topic::fit(&corpus, &counts, &options).expect("options are valid");
    assert_eq!(topics.topics.iter().map(|topic| topic.size).collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn more_topics_than_different_documents_are_clipped_with_a_note() {
    let (corpus, counts) = corpus(10, |i| ["山水", "楼盘"][i % 2].to_owned());
    let options = Options { topics: Choice::Fixed(5), ..Options::default() };
    let topics = cimai_topic::fit(&corpus, &counts, &options).expect("options are valid");
    assert_eq!(topics.topics.len(), 2);
    assert_eq!(topics.notes.len(), 1, "{:?}", topics.notes);
}

#[test]
fn documents_without_kept_words_have_no_topic() {
    let (corpus, counts) = corpus(8, |i| ["山水 风光", "楼盘 均价", ""][i % 3].to_owned());
    let options = Options { topics: Choice::Fixed(2), ..Options::default() };
    let topics = cimai_topic::fit(&corpus, &counts, &options).expect("options are valid");
    let without: Vec<bool> = topics.assignments.iter().map(Option::is_none).collect();
    assert_eq!(without, [false, false, true, false, false, true, false, false]);
}
