use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::detect::wide_sequences;
use super::encoding::TextEncoding;

/// How much is read at a time.
const CHUNK: usize = 1 << 17;
/// A line that is longer is decoded in pieces, each as if it were a line.
const LONGEST_LINE: usize = 16 << 20;

/// What could not be decoded as the encoding says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Losses {
    /// Sequences that stand as U+FFFD because they could not be decoded.
    pub(crate) replaced: u64,
    /// The byte at which the first of them lies, behind a byte-order mark.
    pub(crate) first_replaced: Option<u64>,
    /// Lines in another encoding than the rest, and the first of them, from 1.
    pub(crate) foreign_lines: u64,
    pub(crate) first_foreign: u64,
}

/// The text of a file, piece by piece.
pub(crate) struct TextStream<'f> {
    bytes: Box<dyn Read + Send + 'f>,
    chunk: Vec<u8>,
    way: Way,
    /// Bytes that were decoded.
    decoded: u64,
    pub(crate) losses: Losses,
    ended: bool,
}

enum Way {
    Whole(Decoder),
    /// UTF-8, but that lines which are not are read in another encoding if that fits them.
    Lines {
        other: &'static Encoding,
        line: Vec<u8>,
        number: u64,
    },
}

impl<'f> TextStream<'f> {
    /// The text that `bytes` hold behind their byte-order mark.
    pub(crate) fn new(
        bytes: Box<dyn Read + Send + 'f>,
        encoding: &TextEncoding,
    ) -> io::Result<Self> {
        Self::in_chunks(bytes, encoding, CHUNK)
    }

    /// The same, of which `chunk` bytes are read at a time.
    pub(crate) fn in_chunks(
        mut bytes: Box<dyn Read + Send + 'f>,
        encoding: &TextEncoding,
        chunk: usize,
    ) -> io::Result<Self> {
        let mut mark = [0; 4];
        bytes.read_exact(&mut mark[..encoding.mark])?;
        let way = match encoding.other {
            None => Way::Whole(encoding.encoding.new_decoder_without_bom_handling()),
            Some(other) => Way::Lines { other, line: Vec::new(), number: 0 },
        };
        let (chunk, losses) = (vec![0; chunk], Losses::default());
        Ok(Self { bytes, chunk, way, decoded: 0, losses, ended: false })
    }

    /// Adds the next piece of text, which may be empty; gives whether there can be more.
    pub(crate) fn more(&mut self, text: &mut String) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let read = match self.bytes.read(&mut self.chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(true),
            read => read?,
        };
        self.ended = read == 0;
        match &mut self.way {
            Way::Whole(decoder) => {
                let (at, losses) = (self.decoded, &mut self.losses);
                decode(decoder, &self.chunk[..read], self.ended, at, losses, text);
                self.decoded += read as u64;
            }
            Way::Lines { line, .. } => {
                line.extend_from_slice(&self.chunk[..read]);
                self.take_lines(text);
            }
        }
        Ok(!self.ended)
    }

    /// Decodes the lines that are whole.
    fn take_lines(&mut self, text: &mut String) {
        let Way::Lines { other, line, number } = &mut self.way else { return };
        let last = memchr::memrchr(b'\n', line).map_or(0, |end| end + 1);
        let all = self.ended || line.len() > LONGEST_LINE;
        let rest = line.split_off(if all { line.len() } else { last });
        for line in line.split_inclusive(|&byte| byte == b'\n') {
            *number += 1;
            let (losses, foreign) = decode_line(line, other, text);
            let losses_before = self.losses;
            self.losses.replaced += losses.replaced;
            self.losses.first_replaced =
                losses_before.first_replaced.or(losses.first_replaced.map(|at| self.decoded + at));
            if foreign {
                self.losses.foreign_lines += 1;
                if self.losses.first_foreign == 0 {
                    self.losses.first_foreign = *number;
                }
            }
            self.decoded += line.len() as u64;
        }
        *line = rest;
    }
}

/// Decodes bytes of which the first is at `start`, with U+FFFD for what cannot be.
fn decode(
    decoder: &mut Decoder,
    bytes: &[u8],
    last: bool,
    start: u64,
    losses: &mut Losses,
    text: &mut String,
) {
    let mut read = 0;
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len() - read);
        text.reserve(room.unwrap_or(bytes.len()).max(16));
        let (result, used) =
            decoder.decode_to_string_without_replacement(&bytes[read..], text, last);
        read += used;
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, after) => {
                let at = (start + read as u64).saturating_sub(u64::from(bad) + u64::from(after));
                losses.first_replaced.get_or_insert(at);
                losses.replaced += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

/// Decodes a line that is not UTF-8 as `other` if that fits it; gives whether it did.
fn decode_line(line: &[u8], other: &'static Encoding, text: &mut String) -> (Losses, bool) {
    let start = text.len();
    let as_utf8 = decode_all(line, UTF_8, text);
    if as_utf8.replaced == 0 || wide_sequences(line).0 >= as_utf8.replaced {
        return (as_utf8, false);
    }
    let mut foreign = String::new();
    let as_other = decode_all(line, other, &mut foreign);
    if as_other.replaced >= as_utf8.replaced {
        return (as_utf8, false);
    }
    text.truncate(start);
    text.push_str(&foreign);
    (as_other, true)
}

fn decode_all(bytes: &[u8], encoding: &'static Encoding, text: &mut String) -> Losses {
    let mut losses = Losses::default();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    decode(&mut decoder, bytes, true, 0, &mut losses, text);
    losses
}
