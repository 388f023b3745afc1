use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use cimai_corpus::Message;
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8};

use super::scan::{SAMPLE, Scan};
use crate::audit::head;
use crate::clean::character::is_han;

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
        let other = legacy(from_beyond_ascii(&bad_lines));
        let (wide, bad) = wide_sequences(&bad_lines);
        return if wide >= bad { Guess::Utf8 } else { Guess::Mixed(other) };
    }
    if wide > bad {
        return Guess::Utf8;
    }
    let encoding = legacy(&scan.beyond_ascii);
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
fn legacy(bytes: &[u8]) -> &'static Encoding {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_byte_does_not_turn_gbk_into_latin() {
        let text = GBK.encode(&"数据分析与文本挖掘，今天天气很好。".repeat(20)).0.into_owned();
        let broken = [&text[..100], b"\xFF\xFF", &text[100..]].concat();
        assert_eq!(legacy(&broken).name(), "GBK");
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
}
