//! The formats of files: delimited texts, lines of JSON, workbooks, Word documents, plain texts.
//!
//! Those that stream read a [`Source`] through a [`Window`].

pub(crate) mod csv;
pub(crate) mod dialect;
pub(crate) mod docx;
pub(crate) mod jsonl;
pub(crate) mod text;
pub(crate) mod workbook;

use std::io;

use crate::audit::head;
use crate::bytes::TextStream;
use crate::bytes::encoding::TextEncoding;
use crate::bytes::load::Loaded;
use crate::file::piece::FileAccount;

/// A text that can be passed over as often as it is wanted.
pub(crate) struct Source<'l> {
    loaded: &'l Loaded,
    encoding: &'l TextEncoding,
    /// How many bytes it has, without the end mark of DOS.
    bytes: u64,
    dos_end: u64,
}

impl<'l> Source<'l> {
    /// The text of a file of so many bytes.
    pub(crate) fn new(loaded: &'l Loaded, encoding: &'l TextEncoding, bytes: u64) -> Self {
        Self { loaded, encoding, bytes, dos_end: 0 }
    }

    /// The same without the end mark of DOS, which the last two bytes of the file may be.
    pub(crate) fn without_dos_end(self, last: [u8; 2]) -> Self {
        let dos_end = self.encoding.dos_end(last).min(self.bytes);
        Self { bytes: self.bytes - dos_end, dos_end, ..self }
    }

    /// Whether there was such a mark.
    pub(crate) fn has_dos_end(&self) -> bool {
        self.dos_end > 0
    }

    /// How it is decoded.
    pub(crate) fn encoding(&self) -> &TextEncoding {
        self.encoding
    }

    /// How many bytes of the file are read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The text in pieces.
    pub(crate) fn stream(&self) -> io::Result<TextStream<'_>> {
        TextStream::new(Box::new(io::Read::take(self.loaded.open()?, self.bytes)), self.encoding)
    }

    /// The text from its beginning, without byte-order marks.
    pub(crate) fn window(&self) -> io::Result<Window<'_>> {
        self.stream().map(Window::new)
    }

    /// At most `length` bytes of the text from `byte` on, which lies at a character.
    pub(crate) fn excerpt(&self, byte: u64, length: usize) -> io::Result<String> {
        let mut window = self.window()?;
        while window.offset() < byte {
            let wanted = usize::try_from(byte - window.offset()).unwrap_or(usize::MAX);
            let ahead = window.look_ahead(1 << 16).len();
            if ahead == 0 {
                break;
            }
            window.advance(wanted.min(ahead));
            window.take();
        }
        Ok(head(window.look_ahead(length), length).to_owned())
    }

    /// Refuses a file that cannot be read on.
    pub(crate) fn refuse<T>(&self, error: &io::Error, into: &mut FileAccount) -> Option<T> {
        let refusal = self.loaded.failed(error);
        into.refuse(&refusal.message);
        into.audit.status = refusal.status;
        None
    }
}

/// The part of a streamed text that is being read.
pub(crate) struct Window<'f> {
    stream: TextStream<'f>,
    text: String,
    /// Where in `text` reading goes on.
    at: usize,
    /// Bytes of the file's text that are no more in `text`, all of them before `at`.
    gone: u64,
    ended: bool,
    failed: Option<io::Error>,
}

impl<'f> Window<'f> {
    /// The text of a stream without byte-order marks at its start.
    pub(crate) fn new(stream: TextStream<'f>) -> Self {
        let text = String::new();
        let mut window = Self { stream, text, at: 0, gone: 0, ended: false, failed: None };
        loop {
            let bare = window.text.trim_start_matches('\u{FEFF}').len();
            window.text.drain(..window.text.len() - bare);
            if bare > 0 || !window.more() {
                return window;
            }
        }
    }

    /// What has been decoded and not been read.
    pub(crate) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The same as bytes, which may begin within a character.
    pub(crate) fn rest_bytes(&self) -> &[u8] {
        &self.text.as_bytes()[self.at..]
    }

    /// Decodes on, so that the rest is longer; gives false at the end of the text. The rest at
    /// least doubles, so that looking at it again after each time is not slow.
    pub(crate) fn more(&mut self) -> bool {
        let before = self.text.len();
        let wanted = before + (before - self.at).min(1 << 20);
        while !self.ended && (self.text.len() == before || self.text.len() < wanted) {
            match self.stream.more(&mut self.text) {
                Ok(more) => self.ended = !more,
                Err(error) => {
                    self.ended = true;
                    self.failed = Some(error);
                }
            }
        }
        self.text.len() > before
    }

    /// Decodes until so many bytes lie ahead, or to the end.
    pub(crate) fn look_ahead(&mut self, bytes: usize) -> &str {
        while self.rest().len() < bytes && self.more() {}
        self.rest()
    }

    /// Goes on by so many bytes.
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Where in the text that [`Window::take`] will give reading goes on.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Where in the text of the file that is, in bytes from 0.
    pub(crate) fn offset(&self) -> u64 {
        self.gone + self.at as u64
    }

    /// What was read since the last time.
    pub(crate) fn read(&self) -> &[u8] {
        &self.text.as_bytes()[..self.at]
    }

    /// Takes out what was read since the last time.
    pub(crate) fn take(&mut self) -> String {
        let rest = self.text.split_off(self.at);
        self.gone += self.at as u64;
        self.at = 0;
        std::mem::replace(&mut self.text, rest)
    }

    /// Forgets what was read behind `start` if that is so much that it is worth while; gives
    /// where what is kept of it ends.
    pub(crate) fn forget_from(&mut self, start: usize) -> Option<usize> {
        let start = head(&self.text, start).len();
        let end = head(&self.text, self.at).len();
        if end < start + (1 << 16) {
            return None;
        }
        self.text.drain(start..end);
        self.gone += (end - start) as u64;
        self.at -= end - start;
        Some(start)
    }

    /// Why the stream broke off, if it did.
    pub(crate) fn failed(&mut self) -> Option<io::Error> {
        self.failed.take()
    }
}
