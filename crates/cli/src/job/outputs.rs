use std::path::{Path, PathBuf};

use cimai_corpus::Message;
use cimai_report::{OutputSet, Profile};

use self::Need::{Groups, Keywords, Pairs, Phrases, Topics, Trends, Weights};
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
        if let Some(path) = model.as_deref().filter(|_| !wanted.needs(Need::Topics)) {
            return Err(Error::in_file(path)(no_topics()));
        }
        let (folder, force) = (args.output.clone(), args.force);
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

fn no_topics() -> Message {
    Message::new(
        "这个命令不找主题，没有模型可存；请用 cimai analyze 或 cimai topics",
        "this command finds no topics, so there is no model to save; use cimai analyze or cimai topics",
    )
}

/// What has to be worked out for a table, beside counting the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// How much each word weighs in each document.
    Weights,
    /// The best words and phrases of each document.
    Keywords,
    /// The phrases and new words of the corpus.
    Phrases,
    /// The topics.
    Topics,
    /// Groups of documents compared.
    Groups,
    /// Periods compared.
    Trends,
    /// What occurs together.
    Pairs,
}

/// What a run can write, and what each needs. The report and the workbook show all there is.
const NEEDS: [(&str, &[Need]); 13] = [
    ("keywords", &[Weights, Keywords]),
    ("documents", &[Keywords, Topics]),
    ("assignments", &[Topics]),
    ("terms", &[Weights]),
    ("topics", &[Topics]),
    ("topic_terms", &[Topics]),
    ("phrases", &[Phrases]),
    ("cooccurrence", &[Pairs]),
    ("groups", &[Groups]),
    ("crosstab", &[Topics]),
    ("k", &[Topics]),
    ("trends", &[Trends]),
    (REPORT, &[Weights, Keywords, Phrases, Topics, Groups, Trends, Pairs]),
];
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

    /// Whether something in it needs a thing.
    pub(crate) fn needs(self, need: Need) -> bool {
        NEEDS.iter().any(|(name, needs)| self.0.contains(name) && needs.contains(&need))
    }

    /// Whether anything is compared.
    pub(crate) fn compares(self) -> bool {
        [Groups, Trends, Pairs].into_iter().any(|need| self.needs(need))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_needs_no_more_than_its_tables() {
        assert!(!TableSet::PHRASES.needs(Weights) && !TableSet::PHRASES.needs(Topics));
        assert!(!TableSet::KEYWORDS.needs(Topics) && TableSet::KEYWORDS.needs(Weights));
        assert!(!TableSet::TOPICS.needs(Weights) && !TableSet::TOPICS.compares());
        for (name, needs) in NEEDS {
            assert!(TableSet::ALL.0.contains(&name));
            assert!(needs.iter().all(|need| TableSet::ALL.needs(*need)));
        }
    }

    #[test]
    fn every_table_says_what_it_needs() {
        for name in [TableSet::ALL, TableSet::KEYWORDS, TableSet::TOPICS, TableSet::PHRASES]
            .into_iter()
            .flat_map(|set| set.0)
        {
            assert!(NEEDS.iter().any(|(known, _)| known == name), "{name}");
        }
    }
}
