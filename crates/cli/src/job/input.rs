use std::path::PathBuf;

use cimai_ingest::Options;

use super::lists::{List, Lists};
use super::options;
use crate::args::InputArgs;
use crate::error::Error;

/// What is read, and how.
pub(crate) struct Input {
    /// Files, folders, patterns, or `-`.
    pub(crate) paths: Vec<PathBuf>,
    /// How to read them.
    pub(crate) options: Options,
    /// Where the patterns for newspaper pages come from, if not from the program alone.
    patterns: Option<PathBuf>,
    /// Whether the run fails where something is not read as it is.
    pub(crate) strict: bool,
}

impl Input {
    /// The input of a run whose lists are open.
    pub(super) fn open(args: &InputArgs, batch: usize, lists: &Lists) -> Result<Self, Error> {
        let options = Options {
            text: args.text.clone(),
            id: args.id.clone(),
            title: args.title.clone(),
            encoding: args.encoding.clone(),
            delimiter: args.delimiter,
            sheet: args.sheet.clone(),
            fields: args.fields.clone(),
            pages: args.pages,
            page_patterns: lists.of("page_patterns").next().map(List::text).transpose()?,
            ragged: args.ragged,
            max_cell: args.max_cell as usize,
            max_size: args.max_size << 20,
            lossy: args.lossy,
            duplicate_ids: args.on_duplicate_id,
            duplicates: args.duplicates,
            simplify: args.simplify,
            follow: args.follow,
            batch,
        };
        Ok(Self {
            paths: args.inputs.clone(),
            options,
            patterns: args.page_patterns.clone(),
            strict: args.strict,
        })
    }

    /// The input of a command that needs nothing else.
    pub(crate) fn alone(args: &InputArgs) -> Result<Self, Error> {
        let mut lists = Lists::default();
        lists.open(options::INPUT, args)?;
        Self::open(args, Options::default().batch, &lists)
    }

    /// Why reading stopped, with the file that is to blame.
    pub(crate) fn fault(&self, error: Error) -> Error {
        match (&error, &self.patterns) {
            (Error::Ingest(cimai_ingest::Error::BadPagePattern { .. }), Some(path)) => {
                Error::in_file(path)(error.message())
            }
            _ => error,
        }
    }
}
