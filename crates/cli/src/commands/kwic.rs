//! `cimai kwic`: every use of a term, in context, with its place in the file.

use std::str::CharIndices;

use cimai_corpus::{Document, Message};
use cimai_report::KwicRow;
use regex::{Regex, RegexBuilder};

use crate::Outcome;
use crate::args::{Format, KwicArgs, Order};
use crate::error::Error;
use crate::flow::in_order;
use crate::flow::reading::read;
use crate::job::{Input, Limits};
use crate::tell::stages::Progress;
use crate::tell::{audit, terminal};

/// Finds a term in documents as they are written, before any cutting or simplifying, and prints
/// its uses.
pub(crate) fn run(args: &KwicArgs, progress: Progress) -> Result<Outcome, Error> {
    let wanted = wanted(args)?;
    let reading = read(&Input::alone(&args.input)?, &Limits::usual(), None, progress)?;
    if reading.spool.documents() == 0 {
        return Err(audit::no_documents(&reading.account));
    }
    let width = usize::from(args.width);
    let uses = |batch| {
        let documents = reading.spool.documents_of(batch).map_err(Error::Spool)?;
        Ok(documents.iter().flat_map(|d| uses(d, &wanted, width)).collect())
    };
    let mut rows: Vec<KwicRow> = Vec::new();
    in_order(reading.spool.batches(), uses, |found: Vec<KwicRow>| {
        rows.extend(found);
        Ok(())
    })?;
    sort(&mut rows, args.sort);
    match args.format {
        Format::Text => terminal::data(&aligned(&rows, width))?,
        Format::Csv => {
            terminal::table(|out| cimai_report::stream(&rows, terminal::profile(), out))?;
        }
    }
    if !progress.quiet {
        terminal::note(&summary(&rows), progress.lang);
    }
    Ok(audit::outcome(&reading.account))
}

/// What to look for. A term is cleaned as the texts are, so that they can meet.
fn wanted(args: &KwicArgs) -> Result<Regex, Error> {
    let pattern = match args.regex {
        true => args.term.clone(),
        false => regex::escape(&cimai_ingest::clean(&args.term).text),
    };
    let regex = RegexBuilder::new(&pattern).case_insensitive(!args.regex).build();
    regex.map_err(|source| Error::Regex { pattern, source })
}

/// The uses of a term in the title and the text of a document.
fn uses(document: &Document, wanted: &Regex, width: usize) -> Vec<KwicRow> {
    let Document { text, original, .. } = document;
    let written = if original.is_empty() { text } else { original };
    let row = |text: &str, line: u64, found: regex::Match<'_>| KwicRow {
        doc_id: document.id.clone(),
        source: document.source.clone(),
        line,
        left: before(&text[..found.start()], width),
        hit: on_one_line(found.as_str().chars()),
        right: on_one_line(text[found.end()..].chars().take(width)),
    };
    let in_title = wanted.find_iter(&document.title).filter(|found| !found.is_empty());
    let in_text = wanted.find_iter(written).filter(|found| !found.is_empty());
    let in_title = in_title.map(|found| row(&document.title, document.line, found));
    let mut lines = Lines { document, written, passed: 0, rest: text.char_indices() };
    let in_text = in_text.map(|found| row(written, lines.at(found.start()), found));
    in_title.chain(in_text).collect()
}

/// The lines of the file on which uses stand, one after the other. Where a text was simplified, its
/// characters are as many as were written, but may be longer or shorter.
struct Lines<'d> {
    document: &'d Document,
    written: &'d str,
    /// How much of what was written is passed, in bytes.
    passed: usize,
    /// The same place in the text.
    rest: CharIndices<'d>,
}

impl Lines<'_> {
    fn at(&mut self, at: usize) -> u64 {
        if self.written.len() == self.document.text.len() {
            return self.document.line_at(at);
        }
        let passed = self.written[self.passed..at].chars().count();
        self.passed = at;
        self.rest.by_ref().take(passed).for_each(drop);
        self.document.line_at(self.rest.offset())
    }
}

fn before(text: &str, width: usize) -> String {
    let start = text.char_indices().rev().take(width).last().map_or(text.len(), |(at, _)| at);
    on_one_line(text[start..].chars())
}

fn on_one_line(text: impl Iterator<Item = char>) -> String {
    text.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn sort(rows: &mut [KwicRow], order: Order) {
    match order {
        Order::Text => {}
        Order::Left => rows.sort_by(|a, b| a.left.chars().rev().cmp(b.left.chars().rev())),
        Order::Right => rows.sort_by(|a, b| (&a.hit, &a.right).cmp(&(&b.hit, &b.right))),
    }
}

/// The uses as lines, the hits below each other.
fn aligned(rows: &[KwicRow], width: usize) -> Vec<String> {
    let hit = rows.iter().map(|row| terminal::width(&row.hit)).max().unwrap_or(0);
    let line = |row: &KwicRow| {
        let indent = (2 * width).saturating_sub(terminal::width(&row.left));
        let (blanks, left) = (" ".repeat(indent), &row.left);
        let hit = terminal::padded(&row.hit, hit);
        let right = terminal::padded(&row.right, 2 * width);
        let place = on_one_line(format!("{}:{}", row.source, row.line).chars());
        format!("{blanks}{left}  {hit}  {right}  {place}")
    };
    rows.iter().map(line).collect()
}

fn summary(rows: &[KwicRow]) -> Message {
    let mut documents: Vec<&str> = rows.iter().map(|row| row.doc_id.as_str()).collect();
    documents.sort_unstable();
    documents.dedup();
    let (hits, documents) = (rows.len(), documents.len());
    Message::new(
        format!("{documents} 篇文档中共 {hits} 处"),
        format!("{hits} uses in {documents} documents"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(left: &str, hit: &str, right: &str) -> KwicRow {
        let [left, hit, right] = [left, hit, right].map(str::to_owned);
        KwicRow { left, hit, right, source: "a.txt".to_owned(), line: 3, ..KwicRow::default() }
    }

    #[test]
    fn hits_stand_below_each_other_whatever_their_width() {
        let lines = aligned(&[row("走进", "湿地", "公园"), row("a", "5G", "b")], 2);
        assert_eq!(lines, ["走进  湿地  公园  a.txt:3", "   a  5G    b     a.txt:3"]);
    }

    #[test]
    fn the_nearest_character_on_the_left_comes_first() {
        let mut rows = [row("甲乙", "x", ""), row("乙甲", "x", "")];
        sort(&mut rows, Order::Left);
        assert_eq!(rows[0].left, "甲乙", "乙 stands before 甲 in the order of characters");
    }
}
