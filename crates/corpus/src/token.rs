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
