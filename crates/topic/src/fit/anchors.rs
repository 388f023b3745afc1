use cimai_corpus::{Message, SparseRows, Vocabulary};
use ndarray::Array2;

use crate::options::SeedTopic;
use crate::vectors::{Vectors, project};

/// Where expected topics lie among the vectors, and by which words they are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors {
    pub(crate) names: Vec<String>,
    /// One unit row per expected topic.
    pub(crate) rows: Array2<f32>,
    /// The features that stand for the words of each.
    pub(crate) words: Vec<Vec<u32>>,
    /// What could not be followed.
    pub(crate) notes: Vec<Message>,
}

impl Anchors {
    pub(crate) fn of(seeds: &[SeedTopic], vocabulary: &Vocabulary, vectors: &Vectors) -> Self {
        let mut anchors = Self::default();
        let mut documents = Vec::new();
        for seed in seeds {
            let (words, missing) = find(seed, vocabulary, vectors);
            if !missing.is_empty() {
                anchors.notes.push(not_found(seed, &missing));
            }
            if !words.is_empty() {
                anchors.names.push(seed.name.clone());
                documents.push(vectors.features.document(&words, vocabulary));
                anchors.words.push(words);
            }
        }
        let documents = SparseRows::new(vectors.features.weights.len(), &documents);
        anchors.rows = project(&documents, &vectors.projections);
        anchors
    }
}

/// The features of a seed's words, and the words that have none.
fn find<'s>(
    seed: &'s SeedTopic,
    vocabulary: &Vocabulary,
    vectors: &Vectors,
) -> (Vec<u32>, Vec<&'s str>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for term in &seed.terms {
        let feature = vocabulary.get(term).and_then(|id| vectors.features.word(id));
        match feature {
            Some(feature) => found.push(feature),
            None => missing.push(term.as_str()),
        }
    }
    found.sort_unstable();
    found.dedup();
    (found, missing)
}

fn not_found(seed: &SeedTopic, missing: &[&str]) -> Message {
    let name = &seed.name;
    Message::new(
        format!("主题“{name}”的种子词在文档中没有或太少：{}", missing.join("、")),
        format!("seed terms of topic {name} that the documents lack: {}", missing.join(", ")),
    )
}
