//! What to look for, and why it may be impossible.

use std::fmt;

use cimai_corpus::Message;

/// What to look for.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How many topics.
    pub topics: Choice,
    /// How documents become vectors.
    pub vectors: VectorKind,
    /// Length of the vectors.
    pub dimensions: usize,
    /// Starts of the clustering, of which the best is kept.
    pub starts: usize,
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Terms listed per topic.
    pub top_terms: usize,
    /// Representative documents per topic.
    pub representatives: usize,
    /// Share of the documents, 0–1, that are called unclear rather than forced into a topic.
    pub unclear: f64,
    /// How well each term names a topic, by number, at least 0: a phrase better than a word, a
    /// thing better than a judgement of it. Terms beyond the end count 1.
    pub naming: Vec<f32>,
    /// Topics that are expected, by name. They take part in the clustering from the start.
    pub seed_topics: Vec<SeedTopic>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            topics: Choice::Auto { min: 4, max: 20 },
            vectors: VectorKind::Auto,
            dimensions: 100,
            starts: 10,
            seed: 0,
            top_terms: 20,
            representatives: 5,
            unclear: 0.0,
            naming: Vec::new(),
            seed_topics: Vec::new(),
        }
    }
}

impl Options {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.topics {
            Choice::Fixed(0) | Choice::Auto { min: 0, .. } => return Err(Error::NoTopics),
            Choice::Auto { min, max } if max < min => return Err(Error::EmptyRange { min, max }),
            _ => {}
        }
        let zero = |(_, value): &&(&str, usize)| *value == 0;
        let counts = [("dimensions", self.dimensions), ("starts", self.starts)];
        counts.iter().find(zero).map_or(Ok(()), |&(name, _)| Err(Error::ZeroOption(name)))
    }
}

/// How many topics there are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// So many.
    Fixed(usize),
    /// As many as the corpus suggests, within bounds.
    Auto {
        /// At least.
        min: usize,
        /// At most.
        max: usize,
    },
}

/// How documents become vectors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VectorKind {
    /// By the length of the documents.
    #[default]
    Auto,
    /// Means of word vectors, from positive pointwise mutual information within the corpus.
    Ppmi,
    /// Latent semantic analysis of TF-IDF rows.
    Lsa,
    /// Some of both, by the length of the documents; at least a quarter of each.
    Both,
}

/// A topic that the analyst expects: its name and words that speak for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeedTopic {
    /// What the topic will be called.
    pub name: String,
    /// Words as the documents have them.
    pub terms: Vec<String>,
}

/// Why topics could not be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Zero topics were asked for.
    NoTopics,
    /// A range of topics whose end lies before its beginning.
    EmptyRange {
        /// The least number of topics.
        min: usize,
        /// The largest.
        max: usize,
    },
    /// An option that counts something is zero.
    ZeroOption(
        /// Its name.
        &'static str,
    ),
}

impl Error {
    /// The same for the user, in both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            Error::NoTopics => "主题数至少为 1".to_owned(),
            Error::EmptyRange { min, max } => format!("主题数范围 {min}..{max} 是空的"),
            Error::ZeroOption(name) => format!("选项 {name} 至少为 1"),
        };
        Message::new(zh, self.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoTopics => write!(f, "the number of topics must be at least 1"),
            Error::EmptyRange { min, max } => {
                write!(f, "the range {min}..{max} holds no number of topics")
            }
            Error::ZeroOption(name) => write!(f, "option {name} must be at least 1"),
        }
    }
}

impl std::error::Error for Error {}
