/// One text to analyse, as `ingest` read and cleaned it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What the tables call it: the id column, `path#record`, the path, or `path#n` for the n-th
    /// article of a page. Unique within a run.
    pub id: String,
    /// The file it came from, as it was named.
    pub source: String,
    /// The line of that file on which it begins, from 1.
    pub line: u64,
    /// Its title, cleaned; empty where there is none. Scored together with the text.
    pub title: String,
    /// Its text, cleaned, without the title.
    pub text: String,
    /// The carried metadata, one value per carried column of the run; empty where it has none.
    pub fields: Vec<String>,
    /// The text before its characters were simplified, of as many characters; empty where they
    /// were not.
    pub original: String,
    /// Where in `text` each later line of the file begins, in ascending order. Empty for a text
    /// that lies on one line.
    pub lines: Vec<LineStart>,
}

/// The place in a cleaned text at which a line of the original file begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineStart {
    /// Byte offset into [`Document::text`].
    pub offset: u32,
    /// Line number in the file, from 1.
    pub line: u64,
}

impl Document {
    /// The line of the source file that holds the byte `offset` of the text.
    ///
    /// ```
    /// use cimai_corpus::{Document, LineStart};
    ///
    /// let lines = vec![LineStart { offset: 9, line: 12 }];
    /// let document = Document { line: 11, lines, ..Document::default() };
    /// assert_eq!(document.line_at(3), 11);
    /// assert_eq!(document.line_at(9), 12);
    /// ```
    pub fn line_at(&self, offset: usize) -> u64 {
        let before = self.lines.partition_point(|start| start.offset as usize <= offset);
        before.checked_sub(1).map_or(self.line, |last| self.lines[last].line)
    }
}
