use cimai_corpus::Message;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::detect::{self, Guess};
use super::scan::Scan;
use super::stream::Losses;
use super::{binary, utf16};

/// An encoding to take without asking, and why.
pub(crate) type Forced = Option<(&'static Encoding, Message)>;

/// How the bytes of a file are read as text.
#[derive(Clone, Debug)]
pub(crate) struct TextEncoding {
    pub(crate) encoding: &'static Encoding,
    /// What lines are read in that are not UTF-8, where most are.
    pub(crate) other: Option<&'static Encoding>,
    /// The length of the byte-order mark.
    pub(crate) mark: usize,
    pub(crate) reason: Message,
    /// Whether the file is too short to tell its encoding for certain.
    pub(crate) uncertain: bool,
    /// Whether it is known that every byte fits.
    pub(crate) is_sound: bool,
}

impl TextEncoding {
    fn new(encoding: &'static Encoding, mark: usize, reason: Message) -> Self {
        Self { encoding, other: None, mark, reason, uncertain: false, is_sound: false }
    }

    /// How many bytes the end mark of DOS takes at the end of a file; 0 if there is none.
    pub(crate) fn dos_end(&self, last: [u8; 2]) -> u64 {
        match (self.encoding, last) {
            (encoding, [0x1A, 0]) if encoding == UTF_16LE => 2,
            (encoding, [0, 0x1A]) if encoding == UTF_16BE => 2,
            (encoding, [_, 0x1A]) if encoding != UTF_16LE && encoding != UTF_16BE => 1,
            _ => 0,
        }
    }
}

/// Finds the encoding of a file: byte-order mark, then strict UTF-8, then what the bytes look
/// like. `forced` is an encoding to take without asking, and why.
pub(crate) fn find(scan: &Scan, forced: &Forced) -> Result<TextEncoding, Message> {
    let found = found(scan, forced)?;
    let is_sound = scan.is_utf8 && found.encoding == UTF_8;
    Ok(TextEncoding { is_sound, ..found })
}

fn found(scan: &Scan, forced: &Forced) -> Result<TextEncoding, Message> {
    let head = &scan.head[..];
    if let Some((encoding, reason)) = forced {
        let mark = Encoding::for_bom(head).filter(|(own, _)| own == encoding);
        let length = mark.map_or(0, |(_, length)| length);
        return Ok(TextEncoding::new(encoding, length, reason.clone()));
    }
    if let Some((encoding, length)) = marked(head)? {
        let reason = Message::new("文件头有字节顺序标记", "a byte-order mark");
        return Ok(TextEncoding::new(encoding, length, reason));
    }
    if let Some(encoding) = utf16::by_nul(head) {
        let reason = Message::new("零字节的位置像 UTF-16", "NUL bytes lie as in UTF-16");
        return Ok(TextEncoding::new(encoding, 0, reason));
    }
    if scan.is_nul {
        return Err(binary::nul());
    }
    binary::refuse(head)?;
    if scan.is_ascii {
        scan.escapes.refuse()?;
    }
    match scan.is_utf8 {
        true => Ok(TextEncoding::new(UTF_8, 0, utf8(scan.is_ascii))),
        false => legacy(scan),
    }
}

fn utf8(is_ascii: bool) -> Message {
    match is_ascii {
        true => Message::new("只有 ASCII 字符", "nothing but ASCII"),
        false => Message::new("全部是合法的 UTF-8", "valid UTF-8 throughout"),
    }
}

fn legacy(scan: &Scan) -> Result<TextEncoding, Message> {
    utf16::refuse_unmarked(&scan.head, scan.bytes)?;
    detect::refuse_control(&scan.head)?;
    Ok(match detect::guess(scan) {
        Guess::Utf8 => {
            let reason = Message::new("绝大部分是合法的 UTF-8", "almost all of it valid UTF-8");
            TextEncoding::new(UTF_8, 0, reason)
        }
        Guess::Mixed(other) => {
            TextEncoding { other: Some(other), ..TextEncoding::new(UTF_8, 0, mixed(other.name())) }
        }
        Guess::Other { encoding, uncertain } => {
            let reason = Message::new("按字节特征判断", "by how its bytes are distributed");
            TextEncoding { uncertain, ..TextEncoding::new(encoding, 0, reason) }
        }
    })
}

fn mixed(name: &str) -> Message {
    Message::new(
        format!("大部分是 UTF-8，个别行是 {name}"),
        format!("most lines are UTF-8, some {name}"),
    )
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
    use crate::bytes::stream::TextStream;

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
