use std::borrow::Cow;

use cimai_corpus::Message;
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::detect::{self, Guess};
use crate::setup::Forced;
use crate::utf16;

/// A file as text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decoded<'b> {
    pub(crate) text: Cow<'b, str>,
    pub(crate) encoding: String,
    pub(crate) reason: Message,
    /// Sequences that stand as U+FFFD because they could not be decoded.
    pub(crate) replaced: u64,
    /// The byte at which the first of them lies.
    pub(crate) first_replaced: Option<u64>,
    /// Lines in another encoding than the rest, and the first of them, from 1.
    pub(crate) foreign_lines: u64,
    pub(crate) first_foreign: u64,
    /// Whether the file is too short to tell its encoding for certain.
    pub(crate) uncertain: bool,
}

/// Turns bytes into text: byte-order mark, then strict UTF-8, then what the bytes look like.
/// `forced` is an encoding to take without asking, and why.
pub(crate) fn decode(bytes: &[u8], forced: Forced) -> Result<Decoded<'_>, Message> {
    if let Some((encoding, reason)) = forced {
        let start = Encoding::for_bom(bytes).filter(|&(own, _)| own == encoding);
        return Ok(decode_as(&bytes[start.map_or(0, |(_, length)| length)..], encoding, reason));
    }
    if let Some((encoding, length)) = marked(bytes)? {
        let reason = Message::new("文件头有字节顺序标记", "a byte-order mark");
        return Ok(decode_as(&bytes[length..], encoding, reason));
    }
    if let Some(encoding) = utf16::by_nul(bytes) {
        let reason = Message::new("零字节的位置像 UTF-16", "NUL bytes lie as in UTF-16");
        return Ok(decode_as(bytes, encoding, reason));
    }
    crate::binary::refuse(bytes)?;
    detect::refuse_escapes(bytes)?;
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => Ok(utf8(text)),
        Err(_) => legacy(bytes),
    }
}

fn utf8(text: &str) -> Decoded<'_> {
    let reason = if text.is_ascii() {
        Message::new("只有 ASCII 字符", "nothing but ASCII")
    } else {
        Message::new("全部是合法的 UTF-8", "valid UTF-8 throughout")
    };
    let text = Cow::Borrowed(text);
    Decoded { text, encoding: UTF_8.name().to_owned(), reason, ..Decoded::default() }
}

fn legacy(bytes: &[u8]) -> Result<Decoded<'_>, Message> {
    utf16::refuse_unmarked(bytes)?;
    detect::refuse_control(bytes)?;
    Ok(match detect::guess(bytes) {
        Guess::Utf8 => {
            let reason = Message::new("绝大部分是合法的 UTF-8", "almost all of it valid UTF-8");
            decode_as(bytes, UTF_8, reason)
        }
        Guess::Mixed(other) => by_lines(bytes, other),
        Guess::Other { encoding, uncertain } => {
            let reason = Message::new("按字节特征判断", "by how its bytes are distributed");
            Decoded { uncertain, ..decode_as(bytes, encoding, reason) }
        }
    })
}

/// The encoding that a byte-order mark names, and the length of the mark.
fn marked(bytes: &[u8]) -> Result<Option<(&'static Encoding, usize)>, Message> {
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Err(Message::new(
            "UTF-32 编码，不支持；请另存为 UTF-8",
            "UTF-32 is not supported; save the file as UTF-8",
        ));
    }
    if bytes.starts_with(b"\x84\x31\x95\x33") {
        return Ok(Some((GB18030, 4)));
    }
    Ok(Encoding::for_bom(bytes))
}

/// Decodes everything, with U+FFFD for what cannot be.
fn decode_as(bytes: &[u8], encoding: &'static Encoding, reason: Message) -> Decoded<'static> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut decoded =
        Decoded { encoding: encoding.name().to_owned(), reason, ..Decoded::default() };
    let mut text = String::with_capacity(room(bytes, encoding));
    let mut read = 0;
    loop {
        let (result, used) =
            decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += used;
        match result {
            DecoderResult::InputEmpty => return Decoded { text: Cow::Owned(text), ..decoded },
            DecoderResult::OutputFull => text.reserve((bytes.len() - read).max(1024)),
            DecoderResult::Malformed(bad, after) => {
                let at = read - usize::from(bad) - usize::from(after);
                decoded.first_replaced.get_or_insert(at as u64);
                decoded.replaced += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

/// What the text is likely to need, so that it need not be moved while it grows.
fn room(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let half = bytes.len() / 2;
    match encoding {
        encoding if encoding == UTF_8 => bytes.len() + 16,
        encoding if encoding == UTF_16LE || encoding == UTF_16BE => half * 3 + 16,
        _ => bytes.len() + half + 16,
    }
}

/// Decodes line by line: a line that is not UTF-8 is read as `other` if that fits it.
fn by_lines(bytes: &[u8], other: &'static Encoding) -> Decoded<'static> {
    let name = other.name();
    let reason = Message::new(
        format!("大部分是 UTF-8，个别行是 {name}"),
        format!("most lines are UTF-8, some {name}"),
    );
    let mut decoded = Decoded { encoding: UTF_8.name().to_owned(), reason, ..Decoded::default() };
    let mut start = 0;
    for (number, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
        let (part, foreign) = decode_line(line, other);
        if foreign {
            decoded.foreign_lines += 1;
            decoded.first_foreign = decoded
                .first_foreign
                .max(u64::from(decoded.first_foreign == 0) * (number as u64 + 1));
        }
        if let Some(at) = part.first_replaced {
            decoded.first_replaced.get_or_insert(start + at);
        }
        decoded.replaced += part.replaced;
        decoded.text.to_mut().push_str(&part.text);
        start += line.len() as u64;
    }
    decoded
}

fn decode_line(line: &[u8], other: &'static Encoding) -> (Decoded<'static>, bool) {
    let as_utf8 = decode_as(line, UTF_8, Message::default());
    if as_utf8.replaced == 0 || detect::wide_sequences(line).0 >= as_utf8.replaced {
        return (as_utf8, false);
    }
    let as_other = decode_as(line, other, Message::default());
    if as_other.replaced < as_utf8.replaced { (as_other, true) } else { (as_utf8, false) }
}

impl Decoded<'_> {
    /// Text whose encoding was never in doubt.
    pub(crate) fn known(text: String) -> Self {
        Self { text: Cow::Owned(text), ..Self::default() }
    }

    /// Whether so much was replaced that the text should not be trusted: over 1 % of it. In a
    /// handful of characters a share means nothing.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.replaced > 16 && self.replaced * 100 > self.text.chars().count() as u64
    }

    /// What the user should know about the text, whether it was read whole or not.
    pub(crate) fn remarks(&self) -> Vec<Message> {
        let mut remarks = Vec::new();
        if let Some(at) = self.first_replaced {
            remarks.push(Message::new(
                format!(
                    "{} 处字节无法按 {} 解码，第一处在字节 {at}；可用 --encoding 指定编码",
                    self.replaced, self.encoding
                ),
                format!(
                    "{} sequences are not {}, the first at byte {at}; --encoding names another",
                    self.replaced, self.encoding
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

    const TEXT: &str =
        "编号,正文\n1,今天天气很好，我们去公园散步。\n2,中文分词与关键词提取也要正确。\n";

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[track_caller]
    fn check(bytes: impl AsRef<[u8]>, encoding: &str, text: &str) -> Decoded<'static> {
        let decoded = decode(bytes.as_ref(), None).unwrap();
        assert_eq!((decoded.encoding.as_str(), &*decoded.text), (encoding, text));
        Decoded { text: Cow::Owned(decoded.text.into_owned()), ..decoded }
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
        let han = utf16("今天天气很好我们去公园散步", u16::to_le_bytes);
        assert!(decode(&han, None).unwrap_err().en.contains("UTF-16"));
        assert!(decode(b"\xFF\xFE\0\0a\0\0\0", None).unwrap_err().en.contains("UTF-32"));
        assert!(decode(b"~{<:Ky2;NpJ)~}", None).unwrap_err().en.contains("HZ"));
    }

    #[test]
    fn one_bad_byte_leaves_a_file_utf8() {
        let bytes = [TEXT.as_bytes(), b"\xFF", TEXT.as_bytes()].concat();
        let decoded = check(bytes, "UTF-8", &format!("{TEXT}\u{FFFD}{TEXT}"));
        assert_eq!((decoded.replaced, decoded.first_replaced), (1, Some(TEXT.len() as u64)));
        assert!(!decoded.is_doubtful());
    }

    #[test]
    fn a_line_in_another_encoding_is_read_in_it() {
        let row = encoded("2,这一行是GBK\n", GBK);
        let bytes = ["1,这一行是UTF-8\n".as_bytes(), &row, "3,又是UTF-8\n".as_bytes()].concat();
        let decoded = check(bytes, "UTF-8", "1,这一行是UTF-8\n2,这一行是GBK\n3,又是UTF-8\n");
        assert_eq!((decoded.foreign_lines, decoded.first_foreign), (1, 2));
    }

    #[test]
    fn a_cut_character_is_replaced() {
        let decoded = check(&"好的数据".as_bytes()[..11], "UTF-8", "好的数\u{FFFD}");
        assert_eq!(decoded.first_replaced, Some(9));
    }

    #[test]
    fn a_forced_encoding_is_taken() {
        let why = Message::default();
        let bytes = encoded("好", GBK);
        let decoded = decode(&bytes, Some((GBK, why))).unwrap();
        assert_eq!(decoded.text, "好");
    }
}
