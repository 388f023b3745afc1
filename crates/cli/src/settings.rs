//! What the arguments mean: each method builds one part of the pipeline.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cimai_segment::{Dictionary, Segmenter, StopWords};

use crate::args::{AnalyzeArgs, InputArgs, ProfileArg, RunArgs, Topics, WordArgs};
use crate::error::Error;

impl InputArgs {
    pub(crate) fn options(&self) -> cimai_ingest::Options {
        cimai_ingest::Options {
            text: self.text.clone(),
            id: self.id.clone(),
            title: self.title.clone(),
            encoding: self.encoding.clone(),
            delimiter: self.delimiter,
            ..cimai_ingest::Options::default()
        }
    }
}

impl WordArgs {
    /// The segmenter with the user's lists, all of them checked before any is used.
    pub(crate) fn segmenter(&self) -> Result<Segmenter, Error> {
        let mut stop_words = match self.no_default_stop_words {
            true => StopWords::default(),
            false => StopWords::built_in(),
        };
        for path in &self.stop_words {
            stop_words.add(&read_list(path)?);
        }
        let dictionaries: Vec<Dictionary> =
            self.dictionary.iter().map(|path| read_dictionary(path)).collect::<Result<_, _>>()?;
        let mut segmenter = Segmenter::new(stop_words);
        segmenter.set_hmm(self.hmm);
        for dictionary in &dictionaries {
            segmenter.add_dictionary(dictionary);
        }
        Ok(segmenter)
    }
}

fn read_dictionary(path: &Path) -> Result<Dictionary, Error> {
    let fault = |source| Error::Dictionary { path: path.to_owned(), source };
    Dictionary::parse(&read_list(path)?).map_err(fault)
}

fn read_list(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::list(path))
}

impl RunArgs {
    /// Runs the work on as many threads as were asked for.
    pub(crate) fn in_threads<T: Send>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send,
    ) -> Result<T, Error> {
        let threads = self.threads.map_or(0, |threads| threads as usize);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(Error::Threads)?.install(work)
    }
}

impl AnalyzeArgs {
    pub(crate) fn topic_options(&self) -> cimai_topic::Options {
        let mut options = cimai_topic::Options { seed: self.seed, ..Default::default() };
        if let Some(Topics::Fixed(topics)) = self.topics {
            options.topics = cimai_topic::Choice::Fixed(topics);
        }
        options
    }

    pub(crate) fn profile(&self) -> cimai_report::Profile {
        match self.profile {
            ProfileArg::Spreadsheet => cimai_report::Profile::Spreadsheet,
            ProfileArg::Machine => cimai_report::Profile::Machine,
        }
    }

    /// The options that shape the result, by name, for the record of the run. The number of
    /// threads is not among them, since it shapes nothing.
    pub(crate) fn record(&self) -> BTreeMap<String, String> {
        let paths = |paths: &[PathBuf]| {
            paths.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join(" ")
        };
        let given = |option: &Option<String>| option.clone().unwrap_or_default();
        let topics = match self.topics {
            Some(Topics::Fixed(topics)) => topics.to_string(),
            Some(Topics::Auto) | None => "auto".to_owned(),
        };
        let options = [
            ("input", paths(&self.input.inputs)),
            ("text", given(&self.input.text)),
            ("id", given(&self.input.id)),
            ("title", given(&self.input.title)),
            ("encoding", given(&self.input.encoding)),
            ("dictionary", paths(&self.words.dictionary)),
            ("stop_words", paths(&self.words.stop_words)),
            ("default_stop_words", (!self.words.no_default_stop_words).to_string()),
            ("hmm", self.words.hmm.to_string()),
            ("keywords", self.keywords.to_string()),
            ("topics", topics),
            ("seed", self.seed.to_string()),
            ("profile", format!("{:?}", self.profile).to_lowercase()),
        ];
        options.map(|(name, value)| (name.to_owned(), value)).into()
    }
}
