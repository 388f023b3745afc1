//! What a run is to do, as plain data. The arguments stop here: everything that they name is
//! opened and checked, so that nothing is refused once reading has begun.

mod input;
mod lists;
pub(crate) mod options;
mod outputs;
pub(crate) mod topics;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::SystemTime;

use cimai_corpus::Message;
use cimai_ingest::Period;
use cimai_keyword::Unit;
use cimai_report::{HashedFile, WorkbookSize};
use cimai_segment::Segmenter;

use crate::args::{Adopt, AnalyzeArgs, CompareArgs};
use crate::error::Error;

pub(crate) use self::input::{Input, Limits};
pub(crate) use self::lists::{List, Lists, MAX_MODEL};
use self::options::{Recorded, Shapes};
use self::outputs::Outputs;
pub(crate) use self::outputs::TableSet;
pub(crate) use self::topics::{TopicPlan, read_model};
pub(crate) use self::words::{Words, read_dictionary};

/// A run: where documents come from, what is to be made of them, and where it goes.
pub(crate) struct Job {
    pub(crate) input: Input,
    pub(crate) words: Words,
    /// Which phrases become terms.
    pub(crate) adopt: Adopt,
    /// The IDF of terms in another corpus, if that counts.
    pub(crate) idf: Option<HashMap<String, f64>>,
    /// Keywords per document.
    pub(crate) keywords: usize,
    pub(crate) topics: TopicPlan,
    pub(crate) compared: Facing,
    /// The seed of everything that is drawn.
    pub(crate) seed: u64,
    /// What is to be written.
    pub(crate) wanted: TableSet,
    /// How much the workbook holds, if there is to be one.
    pub(crate) workbook: Option<WorkbookSize>,
    pub(crate) outputs: Outputs,
    /// The user's lists, with the hashes of what was read.
    pub(crate) lists: Vec<HashedFile>,
    /// The hashes of those that decide what the words are, in order.
    pub(crate) word_lists: Vec<String>,
    pub(crate) limits: Limits,
    /// Whether to tell how long each step took.
    pub(crate) timings: bool,
    /// What the user is to know before anything is read.
    pub(crate) notes: Vec<Message>,
    options: Vec<Recorded>,
}

/// What documents are compared by.
pub(crate) struct Facing {
    /// The columns of the groups.
    pub(crate) groups: Vec<String>,
    /// The column of the date; found by its name if none.
    pub(crate) date: Option<String>,
    /// The length of a period; by the span of the dates if none.
    pub(crate) period: Option<Period>,
    /// Within what terms are to occur together; by the documents if none.
    pub(crate) within: Option<Unit>,
    /// The column of categories made by hand.
    pub(crate) categories: Option<String>,
}

impl Job {
    /// Reads and checks all that the arguments name, but for the documents.
    ///
    /// # Errors
    ///
    /// If a list cannot be used, or an option has nothing to act on.
    pub(crate) fn open(
        args: &AnalyzeArgs,
        wanted: TableSet,
        config: Option<&Path>,
    ) -> Result<Self, Error> {
        let mut lists = Lists::default();
        config.map_or(Ok(()), |path| lists.record("config", path))?;
        lists.open(options::INPUT, &args.input)?;
        lists.open(options::WORDS, &args.words)?;
        lists.open(options::ANALYSIS, args)?;
        lists.open(options::TOPICS, &args.topics)?;
        let outputs = Outputs::of(args, wanted)?;
        let idf = lists.of("idf").next().map(read_idf).transpose()?;
        let mut input = Input::open(&args.input, args.limits.batch as usize, &lists)?;
        input.options.own = Some(outputs.folder.clone());
        let words = Words::open(&args.words, &lists)?;
        let mut notes = words.notes.clone();
        let mut workbook = args.workbook.size().filter(|_| wanted.has_report());
        if workbook.is_some() && SystemTime::now() < SystemTime::UNIX_EPOCH {
            notes.push(no_workbook());
            workbook = None;
        }
        Ok(Self {
            input,
            words,
            adopt: args.adopt_in_force(),
            idf,
            keywords: args.keywords as usize,
            topics: TopicPlan::open(&args.topics, args.seed, &lists)?,
            compared: Facing::of(&args.compare, args.topics.label.clone()),
            seed: args.seed,
            wanted,
            workbook,
            word_lists: lists.shaping(Shapes::Words),
            lists: lists.into_hashed_files(),
            limits: Limits::new(args.limits.max_memory, outputs.parent()),
            timings: args.limits.timings,
            notes,
            outputs,
            options: options::recorded(args),
        })
    }

    /// What cuts the documents, with the words of the expected topics. It takes a while to make.
    pub(crate) fn segmenter(&self) -> Segmenter {
        let mut segmenter = self.words.segmenter();
        segmenter.add_words(self.topics.words().iter().map(String::as_str));
        segmenter
    }

    /// The options that shape the result, by name, for the record of the run.
    pub(crate) fn record(&self) -> BTreeMap<String, String> {
        let options = self.options.iter();
        options.map(|option| (option.name.to_owned(), option.value.clone())).collect()
    }

    /// The options that decide what the words are, each as `name=value`. The lists that do so are
    /// known by their hashes.
    pub(crate) fn word_options(&self) -> Vec<String> {
        let shape_words = |option: &&Recorded| option.shapes == Shapes::Words && !option.is_place;
        let options = self.options.iter().filter(shape_words);
        options.map(|option| format!("{}={}", option.name, option.value)).collect()
    }
}

impl Facing {
    fn of(args: &CompareArgs, categories: Option<String>) -> Self {
        Self {
            groups: args.group.clone(),
            date: args.date.clone(),
            period: args.period,
            within: args.cooccurrence,
            categories,
        }
    }
}

/// The library that writes workbooks asks for the time, and cannot take one before 1970.
fn no_workbook() -> Message {
    Message::new(
        "系统时钟早于 1970 年，写不了工作簿，其余照常；请校准时钟",
        "the clock of the system is before 1970, so no workbook can be written, but all else; set the clock",
    )
}

/// The IDF of terms from a list.
fn read_idf(list: &List) -> Result<HashMap<String, f64>, Error> {
    let idf = cimai_report::read_idf(&list.text()?).map_err(Error::in_file(list.path()))?;
    match idf.is_empty() {
        true => Err(Error::in_file(list.path())(Message::new("文件里没有词", "it holds no terms"))),
        false => Ok(idf),
    }
}
