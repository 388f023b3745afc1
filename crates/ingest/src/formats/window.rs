use std::io;

use crate::audit::head;
use crate::bytes::stream::TextStream;

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
