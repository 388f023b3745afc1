//! A text, and the words and marks that it is cut into.

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

/// One place in a document's sequence of words and marks. `W` is what a word is known by: its
/// text where it was just cut, its number in a [`crate::Batch`], nothing where only the kind of
/// place matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token<W> {
    /// A word: it holds a letter, a digit or a Han character.
    Word(W),
    /// A mark or blank between words of one sentence: a comma, a symbol.
    Gap,
    /// A mark that opens a quotation or a title, such as “ or 《: what stands up to
    /// [`Token::Close`] may be a name.
    Open,
    /// A mark that closes one.
    Close,
    /// The end of a sentence or paragraph.
    End,
}

impl<W> Token<W> {
    /// The same place with the word known by something else.
    pub fn map<V>(self, f: impl FnOnce(W) -> V) -> Token<V> {
        match self {
            Token::Word(word) => Token::Word(f(word)),
            Token::Gap => Token::Gap,
            Token::Open => Token::Open,
            Token::Close => Token::Close,
            Token::End => Token::End,
        }
    }

    /// The word, if one stands here.
    pub fn word(self) -> Option<W> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Where a token stands in its text, in bytes: in the title for the tokens of the title, in the
/// body for the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

impl Span {
    /// The span as a range, to take text by.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A token with the place where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed<W> {
    /// What stands there.
    pub token: Token<W>,
    /// Where.
    pub span: Span,
}

impl<W> From<Token<W>> for Placed<W> {
    /// A token whose place is not known.
    fn from(token: Token<W>) -> Self {
        Self { token, span: Span::default() }
    }
}
