//! What the arguments mean: each method builds one part of the pipeline.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use cimai_corpus::Message;
use cimai_segment::{Dictionary, Segmenter, StopWords, Synonyms};

use crate::args::{Adopt, AnalyzeArgs, InputArgs, ProfileArg, RunArgs, WordArgs, WorkbookArg};
use crate::error::Error;
use crate::progress::Progress;
use crate::terminal;

impl InputArgs {
    pub(crate) fn options(&self) -> cimai_ingest::Options {
        cimai_ingest::Options {
            text: self.text.clone(),
            id: self.id.clone(),
            title: self.title.clone(),
            encoding: self.encoding.clone(),
            delimiter: self.delimiter,
            sheet: self.sheet.clone(),
            fields: self.fields.clone(),
            pages: self.pages,
            page_patterns: self.page_patterns.clone(),
            ragged: self.ragged,
            max_cell: self.max_cell as usize,
            max_size: self.max_size << 20,
            lossy: self.lossy,
            duplicate_ids: self.on_duplicate_id,
            duplicates: self.duplicates,
            simplify: self.simplify,
            follow: self.follow,
        }
    }
}

impl WordArgs {
    /// The segmenter and the synonyms, from the user's lists, all of them checked before any is
    /// used.
    pub(crate) fn build(&self, progress: Progress) -> Result<(Segmenter, Synonyms), Error> {
        let mut stop_words = StopWords::default();
        if !self.no_default_stop_words {
            stop_words.extend(StopWords::built_in());
        }
        if self.domain_stop_words {
            stop_words.extend(StopWords::official_prose());
        }
        for path in &self.stop_words {
            stop_words.add(&read_list(path)?);
        }
        let dictionaries: Vec<Dictionary> =
            self.dictionary.iter().map(|path| read_dictionary(path)).collect::<Result<_, _>>()?;
        for (path, dictionary) in self.dictionary.iter().zip(&dictionaries) {
            warn_of_repeats(path, dictionary, progress);
        }
        let mut synonyms = Synonyms::default();
        for path in &self.synonyms {
            synonyms.extend(read_synonyms(path)?);
        }
        let mut segmenter = Segmenter::new(stop_words);
        segmenter.set_hmm(self.hmm);
        segmenter.set_negation(!self.no_negation);
        for dictionary in &dictionaries {
            segmenter.add_dictionary(dictionary);
        }
        segmenter.add_words(synonyms.pairs().flat_map(|(variant, main)| [variant, main]));
        for (paths, only) in [(&self.keep_terms, false), (&self.only_terms, true)] {
            let lists: Vec<Dictionary> =
                paths.iter().map(|path| read_dictionary(path)).collect::<Result<_, _>>()?;
            let terms = lists.iter().flat_map(Dictionary::entries).map(|entry| &*entry.word);
            segmenter.list_terms(terms, only && !paths.is_empty());
        }
        Ok((segmenter, synonyms))
    }
}

/// Reads a dictionary, its words cleaned as texts are, so that they can meet.
pub(crate) fn read_dictionary(path: &Path) -> Result<Dictionary, Error> {
    let fault = |source| Error::Dictionary { path: path.to_owned(), source };
    let mut dictionary = Dictionary::parse(&read_list(path)?).map_err(fault)?;
    dictionary.rewrite(|word| cimai_ingest::clean(word).text);
    Ok(dictionary)
}

/// Says that of entries with the same word only the last counts.
fn warn_of_repeats(path: &Path, dictionary: &Dictionary, progress: Progress) {
    let repeats = dictionary.repeats().into_iter().flatten().count();
    if repeats == 0 || progress.quiet {
        return;
    }
    let path = path.display();
    let warning = Message::new(
        format!("{path}：{repeats} 个词条与前面的重复，以后者为准；cimai dict check 可列出"),
        format!(
            "{path}: {repeats} entries repeat earlier ones, the later count; cimai dict check lists them"
        ),
    );
    terminal::warn(&warning, progress.lang);
}

fn read_synonyms(path: &Path) -> Result<Synonyms, Error> {
    let fault = |source| Error::Synonyms { path: path.to_owned(), source };
    Synonyms::parse(&cimai_ingest::clean(&read_list(path)?).text).map_err(fault)
}

/// Reads a list of the user's.
pub(crate) fn read_list(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(Error::list(path))?;
    cimai_ingest::list_text(&bytes)
        .ok_or_else(|| Error::list(path)(io::ErrorKind::InvalidData.into()))
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
    /// Which phrases become terms: none where only the user's own terms are counted.
    pub(crate) fn adopt(&self) -> Adopt {
        if self.words.only_terms.is_empty() { self.adopt } else { Adopt::Off }
    }

    pub(crate) fn profile(&self) -> cimai_report::Profile {
        match self.profile {
            ProfileArg::Spreadsheet => cimai_report::Profile::Spreadsheet,
            ProfileArg::Machine => cimai_report::Profile::Machine,
        }
    }

    /// How much the workbook holds, if there is to be one.
    pub(crate) fn workbook(&self) -> Option<cimai_report::WorkbookSize> {
        match self.workbook {
            WorkbookArg::Brief => Some(cimai_report::WorkbookSize::Brief),
            WorkbookArg::Full => Some(cimai_report::WorkbookSize::Full),
            WorkbookArg::None => None,
        }
    }

    /// The user's lists: dictionaries, synonyms, stop words, an IDF.
    pub(crate) fn lists(&self) -> impl Iterator<Item = &PathBuf> {
        let words = &self.words;
        let lists = words.dictionary.iter().chain(&words.synonyms).chain(&words.stop_words);
        let lists = lists.chain(&words.keep_terms).chain(&words.only_terms);
        lists.chain(&self.idf).chain(self.topics.lists())
    }

    /// The options that shape the result, by name, for the record of the run. The number of
    /// threads is not among them, since it shapes nothing.
    pub(crate) fn record(&self) -> BTreeMap<String, String> {
        let paths = |paths: &[PathBuf]| {
            paths.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join(" ")
        };
        let given = |option: &Option<String>| option.clone().unwrap_or_default();
        let optional = |path: &Option<PathBuf>| paths(path.as_slice());
        let options = [
            ("input", paths(&self.input.inputs)),
            ("text", given(&self.input.text)),
            ("id", given(&self.input.id)),
            ("title", given(&self.input.title)),
            ("encoding", given(&self.input.encoding)),
            (
                "delimiter",
                self.input.delimiter.map_or(String::new(), |byte| char::from(byte).into()),
            ),
            ("sheet", given(&self.input.sheet)),
            ("fields", given(&self.input.fields)),
            ("page_patterns", optional(&self.input.page_patterns)),
            ("max_cell", self.input.max_cell.to_string()),
            ("max_size", self.input.max_size.to_string()),
            ("follow", self.input.follow.to_string()),
            ("pages", format!("{:?}", self.input.pages).to_lowercase()),
            ("ragged", format!("{:?}", self.input.ragged).to_lowercase()),
            ("lossy", self.input.lossy.to_string()),
            ("on_duplicate_id", format!("{:?}", self.input.on_duplicate_id).to_lowercase()),
            ("duplicates", format!("{:?}", self.input.duplicates).to_lowercase()),
            ("simplify", self.input.simplify.to_string()),
            ("dictionary", paths(&self.words.dictionary)),
            ("stop_words", paths(&self.words.stop_words)),
            ("default_stop_words", (!self.words.no_default_stop_words).to_string()),
            ("synonyms", paths(&self.words.synonyms)),
            ("domain_stop_words", self.words.domain_stop_words.to_string()),
            ("negation", (!self.words.no_negation).to_string()),
            ("adopt", format!("{:?}", self.adopt).to_lowercase()),
            ("keep_terms", paths(&self.words.keep_terms)),
            ("only_terms", paths(&self.words.only_terms)),
            ("hmm", self.words.hmm.to_string()),
            ("idf", optional(&self.idf)),
            ("keywords", self.keywords.to_string()),
            ("seed", self.seed.to_string()),
            ("profile", format!("{:?}", self.profile).to_lowercase()),
            ("workbook", format!("{:?}", self.workbook).to_lowercase()),
        ];
        let options = options.into_iter().chain(self.topics.record()).chain(self.compare.record());
        options.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
