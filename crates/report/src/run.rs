use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Error, OutputSet};

/// What was run, so that it can be run again: `run.json`. It holds no time of day, so that the
/// same run writes the same file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RunRecord {
    /// The version of cimai.
    pub version: String,
    /// Every option with its value, as text.
    pub options: BTreeMap<String, String>,
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
