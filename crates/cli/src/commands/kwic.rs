//! `cimai kwic`: every use of a term, in context, with its place in the file.

use std::str::CharIndices;

use cimai_corpus::{Document, Message, Spool};
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
/// its uses. Only their places are held: the rows of a term that is used everywhere are many times
/// as long as the documents.
pub(crate) fn run(args: &KwicArgs, progress: Progress) -> Result<Outcome, Error> {
    let wanted = wanted(args)?;
    let reading = read(&Input::alone(&args.input)?, &Limits::usual(), None, progress)?;
    let spool = &reading.spool;
    if spool.documents() == 0 {
        return Err(audit::no_documents(&reading.account));
    }
    let mut found = Found::of(spool, &wanted)?;
    let width = usize::from(args.width);
    let layout = Layout { format: args.format, width, hit: found.widest };
    let told = found.summary();
    match args.sort {
        Order::Text => layout.print(found.rows(spool, width))?,
        order => {
            let documents = all_documents(spool)?;
            found.sort(&documents, order, width);
            let row = |found: &Use| Ok(found.row(&documents[found.document], width));
            layout.print(found.uses.iter().map(row))?;
        }
    }
    if !progress.quiet {
        terminal::note(&told, progress.lang);
    }
    Ok(audit::outcome(&reading.account))
}

fn all_documents(spool: &Spool) -> Result<Vec<Document>, Error> {
    let mut documents = Vec::with_capacity(spool.documents());
    for batch in 0..spool.batches() {
        documents.extend(spool.documents_of(batch).map_err(Error::Spool)?);
    }
    Ok(documents)
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

/// Where a term is used.
struct Found {
    uses: Vec<Use>,
    /// The columns of the terminal that the widest of them takes.
    widest: usize,
}

impl Found {
    /// All uses, in the order of the documents.
    fn of(spool: &Spool, wanted: &Regex) -> Result<Self, Error> {
        let uses = |batch| {
            let documents = spool.documents_of(batch).map_err(Error::Spool)?;
            let mut found = Self { uses: Vec::new(), widest: 0 };
            for (number, document) in spool.numbers(batch).zip(&documents) {
                let uses = uses(document, number, wanted);
                let widths = uses.iter().map(|found| terminal::width(&found.hit(document)));
                found.widest = widths.fold(found.widest, usize::max);
                found.uses.extend(uses);
            }
            Ok(found)
        };
        let mut all = Self { uses: Vec::new(), widest: 0 };
        in_order(spool.batches(), uses, |found: Self| {
            all.uses.extend(found.uses);
            all.widest = all.widest.max(found.widest);
            Ok(())
        })?;
        Ok(all)
    }

    /// The rows in the order of the documents, of which one batch is held at a time.
    fn rows(&self, spool: &Spool, width: usize) -> impl Iterator<Item = Result<KwicRow, Error>> {
        let batch = |found: &Use| spool.batch_of(found.document);
        let batches = self.uses.chunk_by(move |a, b| batch(a) == batch(b));
        batches.flat_map(move |uses| rows_of(uses, spool, batch(&uses[0]), width))
    }

    fn sort(&mut self, documents: &[Document], order: Order, width: usize) {
        let text = |found: &Use| &documents[found.document];
        let left = |a: &Use, b: &Use| a.left(text(a), width).cmp(b.left(text(b), width));
        let hits = |a: &Use, b: &Use| a.hit(text(a)).cmp(&b.hit(text(b)));
        let right = |a: &Use, b: &Use| a.right(text(a), width).cmp(b.right(text(b), width));
        match order {
            Order::Text => {}
            Order::Left => self.uses.sort_by(left),
            Order::Right => self.uses.sort_by(|a, b| hits(a, b).then_with(|| right(a, b))),
        }
    }

    fn summary(&self) -> Message {
        let hits = self.uses.len();
        let documents = self.uses.chunk_by(|a, b| a.document == b.document).count();
        Message::new(
            format!("{documents} 篇文档中共 {hits} 处"),
            format!("{hits} uses in {documents} documents"),
        )
    }
}

/// The rows of the uses in one batch, each made when it is wanted.
fn rows_of<'u>(
    uses: &'u [Use],
    spool: &Spool,
    batch: usize,
    width: usize,
) -> Box<dyn Iterator<Item = Result<KwicRow, Error>> + 'u> {
    let first = spool.numbers(batch).start;
    match spool.documents_of(batch) {
        Ok(documents) => Box::new(
            uses.iter().map(move |found| Ok(found.row(&documents[found.document - first], width))),
        ),
        Err(error) => Box::new(std::iter::once(Err(Error::Spool(error)))),
    }
}

/// One use of a term, in the title or the text of a document.
struct Use {
    /// The number of the document.
    document: usize,
    in_title: bool,
    start: usize,
    end: usize,
    line: u64,
}

/// The uses of a term in a document, in its title first.
fn uses(document: &Document, number: usize, wanted: &Regex) -> Vec<Use> {
    let found = |text| wanted.find_iter(text).filter(|found| !found.is_empty());
    let place = |in_title, line, found: regex::Match<'_>| {
        let (start, end) = (found.start(), found.end());
        Use { document: number, in_title, start, end, line }
    };
    let in_title = found(&document.title).map(|found| place(true, document.line, found));
    let written = written(document);
    let mut lines = Lines { document, written, passed: 0, rest: document.text.char_indices() };
    let in_text = found(written).map(|found| place(false, lines.at(found.start()), found));
    in_title.chain(in_text).collect()
}

/// The text of a document before it was simplified.
fn written(document: &Document) -> &str {
    if document.original.is_empty() { &document.text } else { &document.original }
}

impl Use {
    fn row(&self, document: &Document, width: usize) -> KwicRow {
        let mut left: Vec<char> = self.left(document, width).collect();
        left.reverse();
        KwicRow {
            doc_id: document.id.clone(),
            source: document.source.clone(),
            line: self.line,
            left: left.into_iter().collect(),
            hit: self.hit(document),
            right: self.right(document, width).collect(),
        }
    }

    /// The text that it stands in.
    fn text<'d>(&self, document: &'d Document) -> &'d str {
        if self.in_title { &document.title } else { written(document) }
    }

    /// What stands before it, the nearest first.
    fn left<'d>(
        &self,
        document: &'d Document,
        width: usize,
    ) -> impl Iterator<Item = char> + use<'d> {
        self.text(document)[..self.start].chars().rev().take(width).map(in_line)
    }

    fn hit(&self, document: &Document) -> String {
        self.text(document)[self.start..self.end].chars().map(in_line).collect()
    }

    fn right<'d>(
        &self,
        document: &'d Document,
        width: usize,
    ) -> impl Iterator<Item = char> + use<'d> {
        self.text(document)[self.end..].chars().take(width).map(in_line)
    }
}

/// A character as it stands in a row, which is one line.
fn in_line(c: char) -> char {
    if c.is_control() { ' ' } else { c }
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

/// How uses are printed.
struct Layout {
    format: Format,
    /// The characters on either side.
    width: usize,
    /// The columns of the terminal for the hits.
    hit: usize,
}

impl Layout {
    /// Prints rows, up to the first that cannot be had.
    fn print(&self, rows: impl Iterator<Item = Result<KwicRow, Error>>) -> Result<(), Error> {
        let mut fault = None;
        let mut rows = rows.map_while(|row| row.map_err(|error| fault = Some(error)).ok());
        terminal::table(|out| match self.format {
            Format::Text => rows.try_for_each(|row| writeln!(out, "{}", self.line(&row))),
            Format::Csv => cimai_report::stream(rows, terminal::profile(), out),
        })?;
        fault.map_or(Ok(()), Err)
    }

    /// A use as a line, the hits below each other.
    fn line(&self, row: &KwicRow) -> String {
        let indent = (2 * self.width).saturating_sub(terminal::width(&row.left));
        let (blanks, left) = (" ".repeat(indent), &row.left);
        let hit = terminal::padded(&row.hit, self.hit);
        let right = terminal::padded(&row.right, 2 * self.width);
        let source: String = row.source.chars().map(in_line).collect();
        format!("{blanks}{left}  {hit}  {right}  {source}:{}", row.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_stand_below_each_other_whatever_their_width() {
        let line = |left: &str, hit: &str, right: &str| {
            let [left, hit, right] = [left, hit, right].map(str::to_owned);
            let row = KwicRow {
                left,
                hit,
                right,
                source: "a.txt".to_owned(),
                line: 3,
                ..KwicRow::default()
            };
            Layout { format: Format::Text, width: 2, hit: 4 }.line(&row)
        };
        assert_eq!(line("走进", "湿地", "公园"), "走进  湿地  公园  a.txt:3");
        assert_eq!(line("a", "5G", "b"), "   a  5G    b     a.txt:3");
    }

    #[test]
    fn the_nearest_character_on_the_left_comes_first() {
        let documents = ["甲乙x", "乙甲x"]
            .map(|text| Document { text: text.to_owned(), ..Document::default() });
        let wanted = Regex::new("x").unwrap();
        let uses =
            documents.iter().zip(0..).flat_map(|(d, number)| uses(d, number, &wanted)).collect();
        let mut found = Found { uses, widest: 1 };
        found.sort(&documents, Order::Left, 3);
        assert_eq!(found.uses[0].document, 0, "乙 stands before 甲 in the order of characters");
    }
}
