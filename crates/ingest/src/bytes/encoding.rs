use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use cimai_corpus::Message;
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::load::{SAMPLE, Scan};
use super::packing;
use crate::audit::head;
use crate::clean::character::is_han;

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
    if let Some(encoding) = by_nul(head) {
        let reason = Message::new("零字节的位置像 UTF-16", "NUL bytes lie as in UTF-16");
        return Ok(TextEncoding::new(encoding, 0, reason));
    }
    if scan.is_nul {
        return Err(packing::nul());
    }
    packing::refuse(head)?;
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
    refuse_unmarked(&scan.head, scan.bytes)?;
    refuse_control(&scan.head)?;
    Ok(match guess(scan) {
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

/// Below so many characters beyond ASCII the detector is not certain.
const CERTAIN: u64 = 16;

/// What a file that is not valid UTF-8 may be.
pub(crate) enum Guess {
    /// UTF-8 with a few bad bytes.
    Utf8,
    /// UTF-8 with lines in another encoding.
    Mixed(&'static Encoding),
    /// Another encoding.
    Other {
        encoding: &'static Encoding,
        /// Whether there is too little text to be certain.
        uncertain: bool,
    },
}

/// Guesses the encoding of bytes that are not valid UTF-8.
pub(crate) fn guess(scan: &Scan) -> Guess {
    let bytes = &scan.head[..];
    let (wide, bad) = wide_sequences(bytes);
    let (good_lines, bad_lines) = utf8_lines(bytes);
    if good_lines.len() * 4 >= bad_lines.len() && !good_lines.is_empty() {
        let other = legacy_encoding(from_beyond_ascii(&bad_lines));
        let (wide, bad) = wide_sequences(&bad_lines);
        return if wide >= bad { Guess::Utf8 } else { Guess::Mixed(other) };
    }
    if wide > bad {
        return Guess::Utf8;
    }
    let encoding = legacy_encoding(&scan.beyond_ascii);
    if encoding.is_single_byte() && wide > 0 && String::from_utf8_lossy(bytes).chars().any(is_han) {
        return Guess::Utf8;
    }
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count() as u64;
    let uncertain = high / 2 < CERTAIN;
    let encoding = if uncertain { likely(scan, encoding) } else { encoding };
    Guess::Other { encoding, uncertain }
}

/// For a few characters: Chinese rather than Japanese or Korean, if that makes common characters
/// of all of them.
fn likely(scan: &Scan, guess: &'static Encoding) -> &'static Encoding {
    if [GBK, GB18030, BIG5].contains(&guess) {
        return guess;
    }
    let whole = scan.beyond_ascii.len() < SAMPLE;
    let makes_sense = |&encoding: &&'static Encoding| {
        let text = decoded(&scan.beyond_ascii, encoding, whole);
        text.is_some_and(|text| text.chars().filter(|c| !c.is_ascii()).all(is_common))
    };
    [GBK, BIG5].into_iter().find(makes_sense).unwrap_or(guess)
}

/// The text of bytes of which all fit the encoding, but for a character that is cut at the end if
/// they are not `whole`.
fn decoded(bytes: &[u8], encoding: &'static Encoding, whole: bool) -> Option<String> {
    let mut text = String::with_capacity(2 * bytes.len() + 16);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, whole);
    (result == DecoderResult::InputEmpty).then_some(text)
}

/// Whether a character is among the common ones of simplified or traditional script. Text in the
/// wrong encoding falls on rare ones, if on any.
pub(crate) fn is_common(c: char) -> bool {
    let code = |encoding: &'static Encoding| match *encoding.encode(c.encode_utf8(&mut [0; 4])).0 {
        [lead, trail] => Some((lead, trail)),
        _ => None,
    };
    code(GBK).is_some_and(|(lead, trail)| (0xB0..=0xD7).contains(&lead) && trail >= 0xA1)
        || code(BIG5).is_some_and(|(lead, _)| (0xA4..=0xC6).contains(&lead))
}

/// The bytes beyond ASCII of all lines that are UTF-8, and all lines that are not.
fn utf8_lines(bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for line in bytes[..bytes.len().min(SAMPLE)].split_inclusive(|&byte| byte == b'\n') {
        if std::str::from_utf8(line).is_err() {
            bad.extend_from_slice(line);
        } else {
            good.extend(line.iter().filter(|byte| !byte.is_ascii()));
        }
    }
    (good, bad)
}

/// How many sequences of three bytes or more are UTF-8, and how many bytes are in none. A pair of
/// bytes is too often UTF-8 by chance.
pub(crate) fn wide_sequences(bytes: &[u8]) -> (u64, u64) {
    bytes[..bytes.len().min(SAMPLE)].utf8_chunks().fold((0, 0), |(wide, bad), chunk| {
        let found = chunk.valid().chars().filter(|&c| c >= '\u{800}').count() as u64;
        (wide + found, bad + chunk.invalid().len() as u64)
    })
}

/// The bytes from the first one beyond ASCII on.
fn from_beyond_ascii(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0)..]
}

/// The encoding, other than UTF-8, that the bytes look most like; the first is beyond ASCII.
fn legacy_encoding(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // More may follow as far as the detector knows, so a character cut off at the end of the
    // sample rules nothing out. A hint of the country would rule Big5 out.
    detector.feed(sample, false);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess.is_single_byte() || guess == UTF_8 { chinese(sample).unwrap_or(guess) } else { guess }
}

/// One bad byte rules an encoding out for the detector. Chinese text with a few of them still
/// decodes to little else but Han.
fn chinese(sample: &[u8]) -> Option<&'static Encoding> {
    let fits = |encoding: &'static Encoding| {
        let (text, _, _) = encoding.decode(sample);
        let (mut han, mut other, mut bad) = (0, 0, 0);
        for c in text.chars().filter(|c| !c.is_ascii()) {
            match c {
                char::REPLACEMENT_CHARACTER => bad += 1,
                _ if is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '！'..='～') => han += 1,
                _ => other += 1,
            }
        }
        han > 8 * other && han > 50 * bad
    };
    [GBK, BIG5, GB18030].into_iter().find(|&encoding| fits(encoding))
}

/// Refuses bytes of which many are control characters, as no text has.
pub(crate) fn refuse_control(bytes: &[u8]) -> Result<(), Message> {
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let control = |byte: &&u8| matches!(byte, 0..=8 | 0xE..=0x1A | 0x1C..=0x1F);
    if sample.iter().filter(control).count() * 20 <= sample.len() {
        return Ok(());
    }
    Err(Message::new(
        "是二进制文件，不是文本；请另存为 txt、csv 或 xlsx",
        "a binary file, not text; save it as txt, csv or xlsx",
    ))
}

/// Whether the text was destroyed before it was saved, and how one can tell.
pub(crate) fn destroyed(text: &str) -> Option<Message> {
    let sample = head(text, 1 << 16);
    let mark = ["锟斤拷", "烫烫烫", "屯屯屯"].into_iter().find(|mark| sample.contains(mark));
    let (wide, bad) = wide_sequences(&GBK.encode(&only_han(sample)).0);
    if mark.is_none() && (wide < 4 || wide < 3 * bad) {
        return None;
    }
    let sign = mark.unwrap_or("UTF-8 → GBK");
    Some(Message::new(
        format!("内容在保存前已成乱码（{sign}），请找原始文件"),
        format!("the text was garbled before it was saved ({sign}); look for the original file"),
    ))
}

fn only_han(text: &str) -> String {
    text.chars().filter(|&c| is_han(c)).take(400).collect()
}

/// How much of a file is looked at for UTF-16.
const UTF_16_SAMPLE: usize = 1 << 16;

/// UTF-16 without a byte-order mark, told by its NUL bytes: an ASCII character has one, and all
/// lie on the same side.
pub(crate) fn by_nul(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF_16_SAMPLE) & !1];
    let nul = |side: usize| sample.iter().skip(side).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let encoding = match (even, odd) {
        (0, 2..) => UTF_16LE,
        (2.., 0) => UTF_16BE,
        (even, odd) if odd > 20 * even => UTF_16LE,
        (even, odd) if even > 20 * odd => UTF_16BE,
        _ => return None,
    };
    (plausible(sample, encoding, is_text) > 0.9).then_some(encoding)
}

/// Refuses a file that reads as Han from end to end in UTF-16, since nothing in it tells on which
/// side the halves of its characters lie, nor that they are halves at all.
/// `head` is how a file of `length` bytes begins.
pub(crate) fn refuse_unmarked(head: &[u8], length: u64) -> Result<(), Message> {
    let sample = &head[..head.len().min(UTF_16_SAMPLE) & !1];
    let han = |encoding| plausible(sample, encoding, |c| is_han(c) || is_chinese_mark(c));
    if length.is_multiple_of(2) && han(UTF_16LE).max(han(UTF_16BE)) > 0.9 {
        return Err(Message::new(
            "像是没有字节顺序标记的 UTF-16，无法确定；请用 --encoding utf-16le 指明，或另存为 UTF-8",
            "looks like UTF-16 without a byte-order mark, which cannot be told for certain; name it \
             with --encoding utf-16le or save the file as UTF-8",
        ));
    }
    Ok(())
}

/// The share of units that are characters one would expect.
fn plausible(bytes: &[u8], encoding: &'static Encoding, expected: fn(char) -> bool) -> f64 {
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if encoding == UTF_16LE { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    };
    let decoded = char::decode_utf16(bytes.chunks_exact(2).map(unit));
    let (all, good) = decoded
        .fold((0_u32, 0_u32), |(all, good), c| (all + 1, good + u32::from(c.is_ok_and(expected))));
    f64::from(good) / f64::from(all.max(1))
}

fn is_text(c: char) -> bool {
    matches!(c, ' '..='~' | '\t' | '\r' | '\n' | '\u{A0}'..='\u{24F}')
        || is_han(c)
        || is_chinese_mark(c)
}

fn is_chinese_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2026}' | '\u{3000}'..='\u{30FF}' | '\u{FF01}'..='\u{FF5E}')
}

/// The text of a word list that came as bytes, without its byte-order mark: UTF-8 or UTF-16 by
/// their marks, else UTF-8, else GB18030 (with GBK and GB2312) if every byte of it is; `None` if it
/// is none of them. A list is too short to guess any further.
///
/// ```
/// use cimai_ingest::list_text;
///
/// let gbk = [0xba, 0xd3, 0xb3, 0xa4, 0xd6, 0xc6];
/// assert_eq!(list_text(&gbk).as_deref(), Some("河长制"));
/// assert_eq!(list_text("\u{feff}河长制".as_bytes()).as_deref(), Some("河长制"));
/// assert_eq!(list_text(&[0xff, 0xfe, 0xb3, 0x6c]).as_deref(), Some("河"));
/// assert_eq!(list_text(&[0xff, 0xff]), None);
/// ```
pub fn list_text(bytes: &[u8]) -> Option<String> {
    let exactly = |encoding: &'static Encoding, bytes| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes)
    };
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => exactly(encoding, &bytes[mark..]),
        None => exactly(UTF_8, bytes).or_else(|| exactly(GB18030, bytes)),
    };
    text.map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_byte_does_not_turn_gbk_into_latin() {
        let text = GBK.encode(&"数据分析与文本挖掘，今天天气很好。".repeat(20)).0.into_owned();
        let broken = [&text[..100], b"\xFF\xFF", &text[100..]].concat();
        assert_eq!(legacy_encoding(&broken).name(), "GBK");
    }

    #[test]
    fn a_few_characters_are_taken_for_chinese() {
        for text in ["酒店很好", "性价比高", "还可以吧"] {
            let scan = Scan::of(&GBK.encode(text).0);
            assert!(matches!(guess(&scan), Guess::Other { encoding, .. } if encoding == GBK));
        }
    }

    #[test]
    fn garbled_text_is_told_from_sound_text() {
        assert!(destroyed("锟斤拷锟斤拷").is_some());
        let twice = GBK.decode("中文分词与关键词提取".as_bytes()).0.into_owned();
        assert!(destroyed(&twice).is_some());
        assert!(destroyed("中文分词与关键词提取，今天天气很好。").is_none());
    }

    #[test]
    fn a_nul_in_utf8_is_no_utf16() {
        assert_eq!(by_nul("id,正文\n1,a\0b\n2,ok\n".as_bytes()), None);
        assert_eq!(by_nul(b"a\0b\0c\0"), Some(UTF_16LE));
    }

    #[test]
    fn legacy_text_is_not_taken_for_utf16() {
        for encoding in [encoding_rs::GBK, encoding_rs::BIG5] {
            let text = encoding.encode("今天天很好公散步中文分析").0;
            assert!(refuse_unmarked(&text, text.len() as u64).is_ok(), "help: {}", encoding.name());
        }
    }
}
