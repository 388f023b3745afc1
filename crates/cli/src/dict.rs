//! `cimai dict check`: what each entry of a dictionary does.

use cimai_corpus::{Document, Message};
use cimai_report::DictionaryRow;
use cimai_segment::{Checked, Dictionary, check};

use crate::args::DictCheckArgs;
use crate::error::Error;
use crate::job::{Input, List, Words, read_dictionary};
use crate::progress::Progress;
use crate::{Outcome, pipeline, terminal};

/// Characters shown on either side of a hit.
const CONTEXT: usize = 12;

/// Checks a dictionary, alone and on the documents if there are any: a table to standard output,
/// a summary to standard error.
pub(crate) fn run(args: &DictCheckArgs, progress: Progress) -> Result<Outcome, Error> {
    let dictionary = read_dictionary(&List::read(&args.checked)?)?;
    let (input, words) = (Input::alone(&args.input)?, Words::alone(&args.words)?);
    pipeline::warn(&words, progress);
    let (before, mut after) = (words.segmenter(), words.segmenter());
    after.add_dictionary(&dictionary);
    let documents = match input.paths.is_empty() {
        true => Vec::new(),
        false => pipeline::read(&input, progress)?.documents,
    };
    let texts: Vec<&str> = documents.iter().map(|document| document.text.as_str()).collect();
    let checked = check(&dictionary, &before, &after, &texts);
    let rows: Vec<DictionaryRow> = dictionary
        .entries()
        .iter()
        .zip(&checked)
        .map(|(entry, checked)| row(entry.line, &entry.word, checked, &documents, progress))
        .collect();
    terminal::table(|out| cimai_report::dictionary_check(&rows, terminal::profile(), out))?;
    if !progress.quiet {
        terminal::note(&summary(&dictionary, &checked, !documents.is_empty()), progress.lang);
    }
    Ok(Outcome::Complete)
}

fn row(
    line: usize,
    word: &str,
    checked: &Checked,
    documents: &[Document],
    progress: Progress,
) -> DictionaryRow {
    let names: Vec<&str> = checked.problems.iter().map(cimai_segment::Problem::name).collect();
    let told: Vec<String> = checked
        .problems
        .iter()
        .map(|problem| problem.message().text(progress.lang).to_owned())
        .collect();
    let example = checked.example.map(|(number, at)| (&documents[number], at));
    DictionaryRow {
        line,
        word: word.to_owned(),
        problem: names.join("；"),
        message: told.join("；"),
        hits: checked.hits,
        example_doc: example.map(|(document, _)| document.id.clone()).unwrap_or_default(),
        example: example
            .map(|(document, at)| context(&document.text, at, word.len()))
            .unwrap_or_default(),
    }
}

/// The hit with a few characters on either side, on one line.
fn context(text: &str, at: usize, length: usize) -> String {
    let left: Vec<char> = text[..at].chars().rev().take(CONTEXT).collect();
    let right = text[at + length..].chars().take(CONTEXT);
    let around = left.into_iter().rev().chain(text[at..at + length].chars()).chain(right);
    around.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn summary(dictionary: &Dictionary, checked: &[Checked], with_texts: bool) -> Message {
    let entries = dictionary.entries().len();
    let mut message = Message::new(format!("词条 {entries} 个"), format!("{entries} entries"));
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for problem in checked.iter().flat_map(|checked| &checked.problems) {
        match counts.iter_mut().find(|(name, _)| *name == problem.name()) {
            Some((_, count)) => *count += 1,
            None => counts.push((problem.name(), 1)),
        }
    }
    for (name, count) in counts {
        message.zh.push_str(&format!("，{name} {count} 个"));
        message.en.push_str(&format!(", {count} {name}"));
    }
    if with_texts {
        let unused = checked.iter().filter(|checked| checked.hits == 0).count();
        message.zh.push_str(&format!("，文档中没有出现的 {unused} 个"));
        message.en.push_str(&format!(", {unused} that no document has"));
    }
    message
}
