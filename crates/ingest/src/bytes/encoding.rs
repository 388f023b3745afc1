use cimai_corpus::Message;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::detect::{self, Guess};
use super::scan::Scan;
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
