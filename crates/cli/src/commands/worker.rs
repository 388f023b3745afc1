//! `cimai worker`: what a cluster runs on its parts of the documents. Documents come in as JSON
//! lines, what is found goes out as one JSON object a line, and last comes a trailer with the
//! number of documents, so that a part that was lost shows. It calls what the pipeline calls.

use std::path::Path;

use cimai_corpus::{Batch, Document, Message, Relabel, Tally, count};
use cimai_ingest::{Intake, Options};
use cimai_segment::Segmenter;
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::args::{WorkerArgs, WorkerCommand};
use crate::error::Error;
use crate::flow::reading::cut;
use crate::flow::saved::Given;
use crate::job::Words;
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
    /// The hashes of the word lists.
    lists: Vec<String>,
    /// The hash of the model; empty where there is none.
    model: String,
}

/// Reads documents from standard input until it ends, and prints what was asked for.
pub(crate) fn run(command: &WorkerCommand) -> Result<Outcome, Error> {
    let (WorkerCommand::Count(args) | WorkerCommand::Annotate(args)) = command;
    let (words, lists) = Words::with_hashes(&args.words)?;
    let given = args.model.as_deref().map(|path| Given::open(path, &lists)).transpose()?;
    let mut segmenter = words.segmenter();
    segmenter.add_words(given.iter().flat_map(Given::expected_words));
    let (simplify, keep_markup) = (args.simplify, args.keep_markup);
    let intake = Intake::new(&Options { simplify, keep_markup, ..Options::default() });
    let mut input = Input { intake, segmenter: &segmenter, documents: 0, bytes: 0 };
    match (command, &given) {
        (WorkerCommand::Count(_), _) => input.count(given.as_ref())?,
        (WorkerCommand::Annotate(_), Some(given)) => input.annotate(given, args)?,
        (WorkerCommand::Annotate(_), None) => return Err(Error::NoModel),
    }
    let (documents, bytes) = (input.documents, input.bytes);
    let version = env!("CARGO_PKG_VERSION");
    let model = given.map_or_else(String::new, |given| given.hash);
    put(&Trailer { k: "end", documents, bytes, version, lists, model })?;
    Ok(Outcome::Complete)
}

/// Documents on their way in.
struct Input<'s> {
    intake: Intake,
    segmenter: &'s Segmenter,
    documents: u64,
    bytes: u64,
}

impl Input<'_> {
    /// Prints how often each term occurs; with a model, as its run counts them.
    fn count(&mut self, given: Option<&Given>) -> Result<(), Error> {
        let relabel: Option<Relabel> = given.map(|given| given.lexicon(self.segmenter).relabel);
        let mut tally = Tally::default();
        self.batches(|batch| {
            tally.merge(match &relabel {
                Some(relabel) => count(&relabel.apply(batch)),
                None => count(&batch),
            });
            Ok(())
        })?;
        for (term, count) in tally.terms().into_iter().filter(|(_, count)| count.kept) {
            put(&Term { k: "t", w: term, tf: count.tf, df: count.df })?;
        }
        Ok(())
    }

    /// Prints the keywords and the topic of each document.
    fn annotate(&mut self, given: &Given, args: &WorkerArgs) -> Result<(), Error> {
        let lexicon = given.lexicon(self.segmenter);
        let path = args.model.as_deref().unwrap_or(Path::new(""));
        let model = given.worker(&lexicon, path)?;
        self.batches(|batch| terminal::bytes(&model.annotate(batch)))
    }

    /// Gives all documents with their words, a batch at a time.
    fn batches(&mut self, mut work: impl FnMut(Batch) -> Result<(), Error>) -> Result<(), Error> {
        let mut documents = Vec::new();
        for (line, number) in terminal::lines().zip(1..) {
            let line = line?;
            self.bytes += line.len() as u64 + 1;
            self.documents += 1;
            documents.push(self.document(&line, number)?);
            if documents.len() == BATCH {
                work(cut(std::mem::take(&mut documents), Some(self.segmenter)))?;
            }
        }
        work(cut(documents, Some(self.segmenter)))
    }

    /// A document, cleaned as texts are that are read from files.
    fn document(&self, line: &[u8], number: u64) -> Result<Document, Error> {
        let given: Line = serde_json::from_slice(line).map_err(|source| Error::Line {
            line: number,
            message: Message::new(
                format!("不是带 id 和 text 的 JSON 对象：{source}"),
                format!("not a JSON object with id and text: {source}"),
            ),
        })?;
        let Line { id, title, text } = given;
        Ok(self.intake.document(id, &title, &text))
    }
}

/// Prints a JSON object on a line.
fn put(object: &impl Serialize) -> Result<(), Error> {
    let mut line = serde_json::to_vec(object).map_err(|error| Error::Output(error.into()))?;
    line.push(b'\n');
    terminal::bytes(&line)
}
