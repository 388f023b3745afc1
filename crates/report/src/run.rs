use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, OutputSet};

/// What was run, so that it can be run again: `run.json`. It holds no time of day, so that the
/// same run writes the same file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RunRecord {
    /// The version of cimai.
    pub version: String,
    /// Every option with its value, as text.
    pub options: BTreeMap<String, String>,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// The input files, in the order in which they were read.
    pub inputs: Vec<HashedFile>,
    /// The user's dictionaries, synonyms, stop words and other lists.
    pub lists: Vec<HashedFile>,
    /// How many records were refused.
    pub rejected: usize,
    /// How many documents repeat earlier ones.
    pub duplicates: usize,
    /// How many documents were read.
    pub documents: usize,
    /// How many words they have, stop words included.
    pub words: u64,
    /// How many distinct terms are counted.
    pub terms: usize,
    /// How many topics were found.
    pub topics: usize,
    /// How the number of topics came about.
    pub topics_reason: String,
    /// What document vectors the topics were found on.
    pub vectors: String,
    /// The share of latent semantic analysis in them, 0–1; the rest are word vectors. It grows
    /// with the length of the documents.
    pub lsa_share: f64,
    /// How well the topics agree with categories made by hand, if there are any.
    pub agreement: Option<AgreementRecord>,
    /// Within what terms were found to occur together: `document` or `sentence`.
    pub cooccurrence: String,
}

/// Agreement of topics with categories made by hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgreementRecord {
    /// The column of the categories.
    pub column: String,
    /// Normalised mutual information, 0–1.
    pub nmi: f64,
    /// Adjusted Rand index: 0 for chance, 1 for the same groups.
    pub ari: f64,
    /// Share of documents in the commonest category of their topic, 0–1.
    pub purity: f64,
}

/// A file that a run read, by what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedFile {
    /// Its path, as it was named.
    pub path: String,
    /// Its length; `None` where it could not be read.
    pub bytes: Option<u64>,
    /// The BLAKE3 hash of what it holds, in hexadecimal; that of a compressed file is the hash of
    /// its content unpacked.
    pub blake3: Option<String>,
}

impl HashedFile {
    /// A file with what it holds.
    pub fn of(path: &str, content: &[u8]) -> Self {
        let (bytes, blake3) = (content.len() as u64, blake3::hash(content).to_string());
        Self { path: path.to_owned(), bytes: Some(bytes), blake3: Some(blake3) }
    }
}

impl RunRecord {
    /// Writes `run.json`.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, output: &OutputSet) -> Result<(), Error> {
        output.json("run.json", self)
    }
}
