//! `cimai worker`: what a cluster runs on its parts of the documents. Documents come in as JSON
//! lines, what is found goes out as one JSON object a line, and last comes a trailer with the
//! number of documents, so that a part that was lost shows. It calls what the pipeline calls.

use std::io::{self, BufRead, Write};

use cimai_corpus::{Batch, Document, Relabel, Tally, count};
use cimai_segment::Segmenter;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::args::{WorkerArgs, WorkerCommand};
use crate::error::Error;
use crate::flow::given::Given;
use crate::job::WordLists;
use crate::tell::progress::Progress;
use crate::tell::terminal;

/// Documents that are worked on together.
const BATCH: usize = 1024;

/// A document as it comes in.
#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

/// How often a term occurs.
#[derive(Serialize)]
struct Term<'t> {
    k: &'static str,
    w: &'t str,
    tf: u64,
    df: u32,
}

/// The last line.
#[derive(Serialize)]
struct Trailer {
    k: &'static str,
    documents: u64,
    bytes: u64,
    version: &'static str,
    /// The hashes of the word lists, and of the model.
    lists: Vec<String>,
    model: String,
}

/// Reads documents from standard input until it ends, and prints what was asked for.
pub(crate) fn run(command: &WorkerCommand, progress: Progress) -> Result<Outcome, Error> {
    let (WorkerCommand::Count(args) | WorkerCommand::Annotate(args)) = command;
    let lists = WordLists::open(&args.words)?;
    let (mut segmenter, _) = lists.segmenter(Progress { quiet: true, ..progress })?;
    let given = args.model.as_deref().map(|path| Given::open(path, &lists)).transpose()?;
    if let Some(given) = &given {
        segmenter.add_words(given.expected_words());
    }
    let mut input = Input::new(args, &segmenter);
    let mut output = io::BufWriter::new(io::stdout().lock());
    match command {
        WorkerCommand::Count(_) => count_terms(&mut input, given.as_ref(), &mut output)?,
        WorkerCommand::Annotate(_) => annotate(&mut input, given.as_ref(), &mut output)?,
    }
    let trailer = Trailer {
        k: "end",
        documents: input.documents,
        bytes: input.bytes,
        version: env!("CARGO_PKG_VERSION"),
        lists: lists.hashes(),
        model: given.map_or_else(String::new, |given| given.hash),
    };
    put(&mut output, &trailer)?;
    output.flush().map_err(Error::Output)?;
    Ok(Outcome::Complete)
}
