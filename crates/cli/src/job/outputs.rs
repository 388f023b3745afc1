use std::path::{Path, PathBuf};

use cimai_corpus::Message;
use cimai_report::{OutputSet, Profile};

use super::notes::SIGNATURE;
use super::tables::{Need, TableSet};
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
