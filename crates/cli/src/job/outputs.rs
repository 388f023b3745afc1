use std::path::{Path, PathBuf};

use cimai_corpus::Message;
use cimai_report::{DocumentTables, OutputSet, Profile, Stage, TableDef};

use super::topics::SIGNATURE;
use crate::args::AnalyzeArgs;
use crate::error::Error;

/// Where results go.
pub(crate) struct Outputs {
    pub(crate) folder: PathBuf,
    /// Where the topics are saved, if they are.
    pub(crate) model: Option<PathBuf>,
    force: bool,
    profile: Profile,
}

impl Outputs {
    pub(super) fn of(args: &AnalyzeArgs, wanted: TableSet) -> Result<Self, Error> {
        let model = args.topics.save_model.clone();
        if let Some(path) = model.as_deref().filter(|_| !wanted.needs(Stage::Topics)) {
            return Err(Error::in_file(path)(no_topics()));
        }
        let force = args.force;
        let folder = match &args.output {
            Some(folder) => folder.clone(),
            None => beside(&args.input.inputs, force)?,
        };
        Ok(Self { folder, model, force, profile: args.profile })
    }

    /// The folder that holds the output folder, where everything unfinished lies.
    pub(super) fn parent(&self) -> PathBuf {
        let parent = self.folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        parent.unwrap_or(Path::new(".")).to_owned()
    }

    /// Opens all of them, or says which cannot be written.
    ///
    /// # Errors
    ///
    /// If the folder or the model cannot be written or replaced, or an input would be.
    pub(crate) fn open(&self, inputs: &[PathBuf]) -> Result<OutputSet, Error> {
        let mut output = OutputSet::create(&self.folder, self.force, self.profile)?;
        for input in inputs.iter().filter(|input| *input != Path::new("-")) {
            output.spare(input)?;
        }
        if let Some(path) = &self.model {
            output = output.with_model(path, SIGNATURE)?;
        }
        Ok(output)
    }
}

/// How many runs find a name of their own beside an input.
const MOST_RUNS: usize = 1000;

/// Where results go if nobody says: beside the first input, under its name, and a number where an
/// earlier run has that name already.
fn beside(inputs: &[PathBuf], force: bool) -> Result<PathBuf, Error> {
    let first = inputs.first().filter(|path| path.exists()).ok_or(Error::NoOutput)?;
    // The name of `.` is known from where it is.
    let found = first.file_name().is_none().then(|| first.canonicalize());
    let first = found.transpose().map_err(|_| Error::NoOutput)?.unwrap_or_else(|| first.clone());
    let stem = if first.is_dir() { first.file_name() } else { first.file_stem() };
    let stem = stem.ok_or(Error::NoOutput)?.to_string_lossy();
    let stem = stem.strip_suffix(".csv").unwrap_or(&stem);
    let named = |number: usize| match number {
        1 => first.with_file_name(format!("{stem}-分析")),
        _ => first.with_file_name(format!("{stem}-分析-{number}")),
    };
    let is_free = |path: &PathBuf| force || path.symlink_metadata().is_err();
    (1..MOST_RUNS).map(named).find(is_free).ok_or(Error::NoOutput)
}

fn no_topics() -> Message {
    Message::new(
        "这个命令不找主题，没有模型可存；请用 cimai analyze 或 cimai topics",
        "this command finds no topics, so there is no model to save; use cimai analyze or cimai topics",
    )
}

/// What people look at beside the tables. It shows all there is.
const REPORT: &str = "report";

/// The things that a run is to write. Stages ask it whether they have to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TableSet(&'static [&'static str]);

impl TableSet {
    /// All tables, and what people look at beside them.
    pub(crate) const ALL: Self = Self(&[
        "keywords",
        "documents",
        "assignments",
        "terms",
        "topics",
        "topic_terms",
        "phrases",
        "cooccurrence",
        "groups",
        "crosstab",
        "k",
        "trends",
        REPORT,
    ]);
    /// Terms and keywords.
    pub(crate) const KEYWORDS: Self = Self(&["terms", "keywords", "groups", "trends"]);
    /// Topics and what has which.
    pub(crate) const TOPICS: Self =
        Self(&["documents", "assignments", "topics", "topic_terms", "crosstab", "k"]);
    /// New words and phrases.
    pub(crate) const PHRASES: Self = Self(&["phrases"]);

    /// The names of the tables.
    pub(crate) fn tables(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied().filter(|name| *name != REPORT)
    }

    /// Whether there is to be a report, a workbook and a network.
    pub(crate) fn has_report(self) -> bool {
        self.0.contains(&REPORT)
    }

    /// Whether something in it is made from a stage.
    pub(crate) fn needs(self, stage: Stage) -> bool {
        let needs = |name| TableDef::of(name).is_some_and(|table| table.needs().contains(&stage));
        self.has_report() || self.tables().any(needs)
    }

    /// Whether anything in it takes a look at every document.
    pub(crate) fn annotates(self) -> bool {
        let mut documents = self.tables().filter(|name| DocumentTables::TABLES.contains(name));
        self.needs(Stage::Scores) || self.compares() || documents.next().is_some()
    }

    /// Whether anything is compared.
    pub(crate) fn compares(self) -> bool {
        [Stage::Groups, Stage::Periods, Stage::Pairs].into_iter().any(|stage| self.needs(stage))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_needs_no_more_than_its_tables() {
        use Stage::{KeyPhrases, NewPhrases, Scores, Topics};
        let needs = |set: TableSet| [Scores, KeyPhrases, NewPhrases, Topics].map(|s| set.needs(s));
        assert_eq!(needs(TableSet::PHRASES), [false, false, true, false]);
        assert_eq!(needs(TableSet::KEYWORDS), [true, true, false, false]);
        assert_eq!(needs(TableSet::TOPICS), [false, true, false, true]);
        assert_eq!(needs(TableSet::ALL), [true; 4]);
        assert!(!TableSet::TOPICS.compares() && TableSet::KEYWORDS.compares());
        assert!(!TableSet::PHRASES.annotates() && TableSet::TOPICS.annotates());
    }

    #[test]
    fn every_table_of_a_run_is_defined() {
        for set in [TableSet::ALL, TableSet::KEYWORDS, TableSet::TOPICS, TableSet::PHRASES] {
            for name in set.tables() {
                assert!(TableDef::of(name).is_some(), "{name}");
            }
        }
    }
}
