//! Bytes of a file to text: loading, unpacking, finding the encoding, decoding piece by piece.
//!
//! A file is passed over several times, so that a large one need not be held: [`load::scan`] looks
//! at all of its bytes once, [`encoding`] says from that how they are to be read, and
//! [`TextStream`] gives the text.

pub(crate) mod encoding;
pub(crate) mod load;
pub(crate) mod packing;

use std::io::{self, Read};

use cimai_corpus::Message;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use self::encoding::{TextEncoding, wide_sequences};

/// How much is read at a time.
const CHUNK: usize = 1 << 17;
/// A line that is longer is decoded in pieces, each as if it were a line.
const LONGEST_LINE: usize = 16 << 20;

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

impl Losses {
    /// Whether so much was replaced that the text should not be trusted: over 1 % of its
    /// characters. In a handful of characters a share means nothing.
    pub(crate) fn are_many(&self, chars: u64) -> bool {
        self.replaced > 16 && self.replaced * 100 > chars
    }

    /// What the user should know of them, whether the file was read or not.
    pub(crate) fn remarks(&self, encoding: &str) -> Vec<Message> {
        let mut remarks = Vec::new();
        if let Some(at) = self.first_replaced {
            let count = self.replaced;
            remarks.push(Message::new(
                format!(
                    "{count} 处字节无法按 {encoding} 解码，第一处在字节 {at}；可用 --encoding 指定编码"
                ),
                format!(
                    "{count} sequences are not {encoding}, the first at byte {at}; --encoding names another"
                ),
            ));
        }
        if self.foreign_lines > 0 {
            let (count, first) = (self.foreign_lines, self.first_foreign);
            remarks.push(Message::new(
                format!("一个文件里有两种编码：{count} 行按另一种编码读出，第一处在第 {first} 行"),
                format!("two encodings in one file: {count} lines were read in the other, the first is line {first}"),
            ));
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GBK};

    use super::*;
    use crate::bytes::encoding::{Forced, find};
    use crate::bytes::load::Scan;

    const TEXT: &str =
        "编号,正文\n1,今天天气很好，我们去公园散步。\n2,中文分词与关键词提取也要正确。\n";

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn decoded(bytes: &[u8], encoding: &TextEncoding, chunk: usize) -> (String, Losses) {
        let mut stream = TextStream::in_chunks(Box::new(bytes), encoding, chunk).unwrap();
        let mut text = String::new();
        while stream.more(&mut text).unwrap() {}
        (text, stream.losses)
    }

    /// Decodes in whole and in pieces of several sizes.
    fn decode(bytes: &[u8], forced: &Forced) -> (&'static str, String, Losses) {
        let encoding = find(&Scan::of(bytes), forced).unwrap();
        let (text, losses) = decoded(bytes, &encoding, 1 << 16);
        for chunk in [1, 2, 3, 7] {
            assert_eq!(decoded(bytes, &encoding, chunk), (text.clone(), losses), "help: {chunk}");
        }
        (encoding.encoding.name(), text, losses)
    }

    #[track_caller]
    fn check(bytes: impl AsRef<[u8]>, encoding: &str, text: &str) -> Losses {
        let (name, found, losses) = decode(bytes.as_ref(), &None);
        assert_eq!((name, &*found), (encoding, text));
        losses
    }

    #[track_caller]
    fn check_refused(bytes: &[u8], name: &str) {
        assert!(find(&Scan::of(bytes), &None).unwrap_err().en.contains(name), "help: {name}");
    }

    #[test]
    fn each_encoding_is_found() {
        let traditional = "編號,正文\n1,今天天氣很好，我們去公園散步。\n";
        check(TEXT, "UTF-8", TEXT);
        check(encoded(TEXT, GBK), "GBK", TEXT);
        check(encoded(traditional, BIG5), "Big5", traditional);
        check([b"\x84\x31\x95\x33", &encoded(TEXT, GBK)[..]].concat(), "gb18030", TEXT);
        check(utf16(TEXT, u16::to_le_bytes), "UTF-16LE", TEXT);
        check(utf16(TEXT, u16::to_be_bytes), "UTF-16BE", TEXT);
        check([&b"\xFF\xFE"[..], &utf16("好", u16::to_le_bytes)].concat(), "UTF-16LE", "好");
    }

    #[test]
    fn what_cannot_be_told_is_refused_and_not_garbled() {
        check_refused(&utf16("今天天气很好我们去公园散步", u16::to_le_bytes), "UTF-16");
        check_refused(b"\xFF\xFE\0\0a\0\0\0", "UTF-32");
        check_refused(b"~{<:Ky2;NpJ)~}", "HZ");
    }

    #[test]
    fn one_bad_byte_leaves_a_file_utf8() {
        let bytes = [TEXT.as_bytes(), b"\xFF", TEXT.as_bytes()].concat();
        let losses = check(bytes, "UTF-8", &format!("{TEXT}\u{FFFD}{TEXT}"));
        assert_eq!((losses.replaced, losses.first_replaced), (1, Some(TEXT.len() as u64)));
        assert!(!losses.are_many(80));
    }

    #[test]
    fn a_line_in_another_encoding_is_read_in_it() {
        let row = encoded("2,这一行是GBK\n", GBK);
        let bytes = ["1,这一行是UTF-8\n".as_bytes(), &row, "3,又是UTF-8\n".as_bytes()].concat();
        let losses = check(bytes, "UTF-8", "1,这一行是UTF-8\n2,这一行是GBK\n3,又是UTF-8\n");
        assert_eq!((losses.foreign_lines, losses.first_foreign), (1, 2));
    }

    #[test]
    fn a_cut_character_is_replaced() {
        let losses = check(&"好的数据".as_bytes()[..11], "UTF-8", "好的数\u{FFFD}");
        assert_eq!(losses.first_replaced, Some(9));
    }

    #[test]
    fn a_forced_encoding_is_taken() {
        let bytes = encoded("好", GBK);
        assert_eq!(decode(&bytes, &Some((GBK, Message::default()))).1, "好");
    }
}
