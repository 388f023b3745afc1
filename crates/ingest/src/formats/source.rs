use std::io;

use super::window::Window;
use crate::audit::head;
use crate::bytes::encoding::TextEncoding;
use crate::bytes::load::Loaded;
use crate::bytes::stream::TextStream;
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
