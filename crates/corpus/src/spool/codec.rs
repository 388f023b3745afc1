//! A batch as bytes: whole numbers of seven bits a byte, the lowest first, and texts behind their
//! lengths. Nothing but the spool reads them, in the run that wrote them.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::batch::{pack, unpack};
use crate::{Batch, Document, LineStart, Span, TermId, Token, Vocabulary};

/// A batch as bytes.
pub(super) struct Encoded {
    pub(super) words: Vec<u8>,
    /// The documents one after another.
    pub(super) texts: Vec<u8>,
    /// The files that they come from.
    pub(super) sources: Vec<String>,
    /// Where each document ends.
    pub(super) ends: Vec<u32>,
}

pub(super) fn encode(batch: &Batch) -> Encoded {
    let mut encoded =
        Encoded { words: words(batch), texts: Vec::new(), sources: Vec::new(), ends: Vec::new() };
    for document in &batch.documents {
        // Documents of one file stand together, so the file is nearly always the last one.
        let known = encoded.sources.iter().rposition(|source| *source == document.source);
        let source = known.unwrap_or_else(|| {
            encoded.sources.push(document.source.clone());
            encoded.sources.len() - 1
        });
        put_document(&mut encoded.texts, document, source);
        encoded.ends.push(encoded.texts.len() as u32);
    }
    encoded
}

/// Marks come before the words, whose numbers begin behind them.
const MARKS: [Token<TermId>; 4] = [Token::Gap, Token::Open, Token::Close, Token::End];

/// Whether the words are known by their texts or by numbers.
const TEXTS: u64 = 0;
const NUMBERS: u64 = 1;

/// The words of a batch that has its own vocabulary.
fn words(batch: &Batch) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4 * batch.tokens.len());
    put(&mut bytes, TEXTS);
    put(&mut bytes, batch.vocabulary.len() as u64);
    for (id, term) in batch.vocabulary.iter() {
        put(&mut bytes, u64::from(batch.is_kept(id)));
        put_text(&mut bytes, term);
    }
    put_tokens(&mut bytes, batch, u64::from);
    bytes
}

/// The words of a batch that shares its vocabulary with others: the numbers that it uses, in the
/// order of first appearance, so that frequent words have short numbers within the batch.
pub(super) fn encode_numbers(batch: &Batch) -> Vec<u8> {
    const NONE: u32 = u32::MAX;
    let mut local = vec![NONE; batch.vocabulary.len()];
    let mut used = Vec::new();
    for &code in &batch.tokens {
        if let Some(TermId(id)) = unpack(code).word()
            && local[id as usize] == NONE
        {
            local[id as usize] = used.len() as u32;
            used.push(id);
        }
    }
    let mut bytes = Vec::with_capacity(4 * batch.tokens.len());
    put(&mut bytes, NUMBERS);
    put(&mut bytes, used.len() as u64);
    for code in used {
        put(&mut bytes, u64::from(code));
    }
    put_tokens(&mut bytes, batch, |code| u64::from(local[code as usize]));
    bytes
}

/// The tokens of all documents, and behind them where the words stand, which most readers skip.
fn put_tokens(bytes: &mut Vec<u8>, batch: &Batch, number: impl Fn(u32) -> u64) {
    put(bytes, batch.len() as u64);
    for document in 0..batch.len() {
        for part in parts(batch, document) {
            put(bytes, part.len() as u64);
            for &code in &batch.tokens[part] {
                match MARKS.iter().position(|&mark| pack(mark) == code) {
                    Some(mark) => put(bytes, mark as u64),
                    None => put(bytes, number(code) + MARKS.len() as u64),
                }
            }
        }
    }
    for document in 0..batch.len() {
        for part in parts(batch, document) {
            let mut at = 0;
            for (&code, span) in batch.tokens[part.clone()].iter().zip(&batch.spans[part]) {
                if unpack(code).word().is_some() {
                    put(bytes, u64::from(span.start.saturating_sub(at)));
                    put(bytes, u64::from(span.end.saturating_sub(span.start)));
                    at = span.end;
                }
            }
        }
    }
}

/// Where the title of a document lies among the tokens of a batch, and where its body.
fn parts(batch: &Batch, document: usize) -> [Range<usize>; 2] {
    let (range, body) = (batch.range(document), batch.bodies[document]);
    [range.start..body, body..range.end]
}

/// How much of the words of a batch is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Which words there are, in order.
    Words,
    /// Where they stand, too.
    Places,
}

/// Reads the words of a batch; `shared` is what their numbers refer to if they are numbers.
pub(super) fn decode_words(
    bytes: &[u8],
    shared: Option<&Arc<Vocabulary>>,
    extent: Extent,
) -> io::Result<Batch> {
    let mut bytes = Reader(bytes);
    if bytes.number()? == TEXTS {
        let terms = bytes.number()? as usize;
        let mut vocabulary = Vocabulary::with_capacity(terms);
        for _ in 0..terms {
            let kept = bytes.number()? == 1;
            vocabulary.intern(bytes.text()?, |_| kept);
        }
        let used = (0..vocabulary.len() as u32).map(Ok);
        let codes = codes(used)?;
        return bytes.documents(Batch::new(Arc::new(vocabulary)), &codes, extent);
    }
    let used = (0..bytes.number()?).map(|_| bytes.number().map(|number| number as u32));
    let codes = codes(used)?;
    bytes.documents(Batch::new(Arc::clone(shared.ok_or_else(broken)?)), &codes, extent)
}

/// What the numbers of tokens stand for: marks, then the words that a batch uses.
fn codes(used: impl Iterator<Item = io::Result<u32>>) -> io::Result<Vec<u32>> {
    MARKS.iter().map(|&mark| Ok(pack(mark))).chain(used).collect()
}

fn put_document(bytes: &mut Vec<u8>, document: &Document, source: usize) {
    let Document { id, source: path, line, title, text, fields, original, lines } = document;
    put(bytes, source as u64);
    // An id that is made from the path does not repeat it.
    let own = id.strip_prefix(path.as_str());
    put(bytes, u64::from(own.is_some()));
    put_text(bytes, own.unwrap_or(id));
    put(bytes, *line);
    for text in [title, text, original] {
        put_text(bytes, text);
    }
    put(bytes, fields.len() as u64);
    for field in fields {
        put_text(bytes, field);
    }
    put(bytes, lines.len() as u64);
    let mut before = LineStart { offset: 0, line: 0 };
    for start in lines {
        put(bytes, u64::from(start.offset - before.offset));
        put(bytes, start.line.wrapping_sub(before.line));
        before = *start;
    }
}

pub(super) fn decode_id(bytes: &[u8], sources: &[String]) -> io::Result<String> {
    Ok(Reader(bytes).id(sources)?.0)
}

pub(super) fn decode_document(bytes: &[u8], sources: &[String]) -> io::Result<Document> {
    let mut bytes = Reader(bytes);
    let (id, source) = bytes.id(sources)?;
    let line = bytes.number()?;
    let [title, text, original] =
        [bytes.text()?.to_owned(), bytes.text()?.to_owned(), bytes.text()?.to_owned()];
    let fields = (0..bytes.number()?).map(|_| bytes.text().map(str::to_owned));
    let fields = fields.collect::<io::Result<_>>()?;
    let mut before = LineStart { offset: 0, line: 0 };
    let mut lines = Vec::new();
    for _ in 0..bytes.number()? {
        before.offset += bytes.number()? as u32;
        before.line = before.line.wrapping_add(bytes.number()?);
        lines.push(before);
    }
    Ok(Document { id, source, line, title, text, fields, original, lines })
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// Takes numbers and texts from bytes.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    #[inline]
    fn number(&mut self) -> io::Result<u64> {
        // Nearly all numbers take one byte or two: marks, words, the lengths of words.
        match self.0 {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.0 = rest;
                Ok(u64::from(*byte))
            }
            [low, high, rest @ ..] if *high < 0x80 => {
                self.0 = rest;
                Ok(u64::from(low & 0x7F) | u64::from(*high) << 7)
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> io::Result<u64> {
        let (mut number, mut shift) = (0, 0);
        while let Some((&byte, rest)) = self.0.split_first().filter(|_| shift < 64) {
            self.0 = rest;
            number |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(broken())
    }

    fn text(&mut self) -> io::Result<&'b str> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length).ok_or_else(broken)?;
        self.0 = rest;
        str::from_utf8(text).map_err(|_| broken())
    }

    /// The id of a document and the file that it comes from, which its bytes begin with.
    fn id(&mut self, sources: &[String]) -> io::Result<(String, String)> {
        let source = sources.get(self.number()? as usize).ok_or_else(broken)?.clone();
        let from_path = self.number()? == 1;
        let own = self.text()?;
        Ok((if from_path { format!("{source}{own}") } else { own.to_owned() }, source))
    }

    /// Adds the words of all documents; `codes` gives what their numbers stand for.
    fn documents(mut self, mut batch: Batch, codes: &[u32], extent: Extent) -> io::Result<Batch> {
        for _ in 0..self.number()? {
            self.tokens(&mut batch.tokens, codes)?;
            batch.bodies.push(batch.tokens.len());
            self.tokens(&mut batch.tokens, codes)?;
            batch.ends.push(batch.tokens.len());
        }
        if extent == Extent::Places {
            self.places(&mut batch)?;
        }
        Ok(batch)
    }

    /// Adds the tokens of a title or a body.
    fn tokens(&mut self, tokens: &mut Vec<u32>, codes: &[u32]) -> io::Result<()> {
        let count = self.number()? as usize;
        // No token takes less than a byte.
        tokens.reserve(count.min(self.0.len()));
        for _ in 0..count {
            let number = self.number()? as usize;
            tokens.push(*codes.get(number).ok_or_else(broken)?);
        }
        Ok(())
    }

    /// Adds where all words stand.
    fn places(&mut self, batch: &mut Batch) -> io::Result<()> {
        batch.spans.reserve(batch.tokens.len());
        for document in 0..batch.len() {
            for part in parts(batch, document) {
                let mut at = 0;
                for &code in &batch.tokens[part] {
                    let mut start = at;
                    if unpack(code).word().is_some() {
                        start += self.number()? as u32;
                        at = start + self.number()? as u32;
                    }
                    batch.spans.push(Span { start, end: at });
                }
            }
        }
        Ok(())
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the temporary file does not hold what was written")
}
