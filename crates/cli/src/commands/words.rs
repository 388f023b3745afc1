//! Commands about words alone: `cimai segment`, `cimai idf` and `cimai dict check`.

use cimai_corpus::{Document, Message};
use cimai_keyword::TfIdf;
use cimai_report::{DictionaryRow, IdfRow};
use cimai_segment::{Check, Checked, Dictionary, Hits};

use crate::Outcome;
use crate::args::{Adopt, DictCheckArgs, SegmentArgs};
use crate::error::Error;
use crate::flow::lexicon::{Lexicon, Rules};
use crate::flow::reading::{Reading, read};
use crate::flow::{in_order, merged};
use crate::job::{Input, Limits, List, Words, read_dictionary};
use crate::tell::stages::Progress;
use crate::tell::{audit, terminal};

/// Cuts documents and prints their words.
pub(crate) fn segment(args: &SegmentArgs, progress: Progress) -> Result<Outcome, Error> {
    let words = Words::alone(&args.words)?;
    progress.warn(&words.notes);
    let segmenter = words.segmenter();
    let reading = read(&Input::alone(&args.input)?, &Limits::usual(), None, progress)?;
    let line = |document: &Document| {
        let both = [&document.title, &document.text];
        let words = both.into_iter().flat_map(|text| segmenter.words(text));
        let visible = words.map(|word| word.text).filter(|text| !text.trim().is_empty());
        visible.collect::<Vec<_>>().join(" ")
    };
    let lines = |batch| {
        let documents = reading.spool.documents_of(batch).map_err(Error::Spool)?;
        Ok(documents.iter().map(line).collect::<Vec<String>>())
    };
    in_order(reading.spool.batches(), lines, |lines: Vec<String>| terminal::data(&lines))?;
    if reading.spool.documents() == 0 {
        return Err(audit::no_documents(&reading.account));
    }
    Ok(audit::outcome(&reading.account))
}

/// Prints the IDF of every term of some documents, most frequent terms first.
pub(crate) fn idf(args: &SegmentArgs, progress: Progress) -> Result<Outcome, Error> {
    let words = Words::alone(&args.words)?;
    progress.warn(&words.notes);
    let segmenter = words.segmenter();
    let mut reading =
        read(&Input::alone(&args.input)?, &Limits::usual(), Some(&segmenter), progress)?;
    if reading.spool.documents() == 0 {
        return Err(audit::no_documents(&reading.account));
    }
    let rules = Rules {
        segmenter: &segmenter,
        synonyms: &words.synonyms,
        search: false,
        adopt: Adopt::None,
        join: false,
        given: None,
    };
    let lexicon = Lexicon::learn(&mut reading.spool, &rules)?;
    let tf_idf = TfIdf::fit(&lexicon.totals);
    let row = |id| IdfRow {
        term: lexicon.relabel.vocabulary().term(id).to_owned(),
        df: lexicon.totals.df(id),
        idf: tf_idf.idf(id),
    };
    let rows: Vec<IdfRow> = lexicon.totals.ranked_terms().into_iter().map(row).collect();
    terminal::table(|out| cimai_report::stream(&rows, terminal::profile(), out))?;
    Ok(audit::outcome(&reading.account))
}

/// Characters shown on either side of a hit.
const CONTEXT: usize = 12;

/// Checks a dictionary, alone and on the documents if there are any: a table to standard output,
/// a summary to standard error.
pub(crate) fn check(args: &DictCheckArgs, progress: Progress) -> Result<Outcome, Error> {
    let dictionary = read_dictionary(&List::read(&args.checked)?)?;
    let words = Words::alone(&args.words)?;
    progress.warn(&words.notes);
    let (before, mut after) = (words.segmenter(), words.segmenter());
    after.add_dictionary(&dictionary);
    let reading = match args.input.inputs.is_empty() {
        true => None,
        false => Some(read(&Input::alone(&args.input)?, &Limits::usual(), None, progress)?),
    };
    let check = Check::new(&dictionary, &before, &after);
    let hits = reading.as_ref().map(|reading| count(&check, reading)).transpose()?;
    let with_texts = hits.is_some();
    let checked = check.finish(hits.unwrap_or_default());
    let mut rows: Vec<DictionaryRow> = Vec::new();
    for (entry, checked) in dictionary.entries().iter().zip(&checked) {
        let example = match (checked.example, &reading) {
            (Some((number, at)), Some(reading)) => {
                Some((reading.spool.document(number).map_err(Error::Spool)?, at))
            }
            _ => None,
        };
        rows.push(row(entry.line, &entry.word, checked, example, progress));
    }
    terminal::table(|out| cimai_report::stream(&rows, terminal::profile(), out))?;
    if !progress.quiet {
        terminal::note(&summary(&dictionary, &checked, with_texts), progress.lang);
    }
    Ok(Outcome::Complete)
}

/// What the entries hit in all documents.
fn count(check: &Check<'_>, reading: &Reading) -> Result<Hits, Error> {
    let spool = &reading.spool;
    let of_batch = |batch| {
        let documents = spool.documents_of(batch).map_err(Error::Spool)?;
        let texts = documents.iter().map(|document| document.text.as_str());
        Ok(check.count(spool.numbers(batch).zip(texts)))
    };
    merged(spool.batches(), of_batch, Hits::merge)
}

fn row(
    line: usize,
    word: &str,
    checked: &Checked,
    example: Option<(Document, usize)>,
    progress: Progress,
) -> DictionaryRow {
    let names: Vec<&str> = checked.problems.iter().map(cimai_segment::Problem::name).collect();
    let told: Vec<String> = checked
        .problems
        .iter()
        .map(|problem| problem.message().text(progress.written).to_owned())
        .collect();
    DictionaryRow {
        line,
        word: word.to_owned(),
        problem: names.join("；"),
        message: told.join("；"),
        hits: checked.hits,
        example: example
            .as_ref()
            .map(|(document, at)| context(&document.text, *at, word.len()))
            .unwrap_or_default(),
        example_doc: example.map(|(document, _)| document.id).unwrap_or_default(),
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
