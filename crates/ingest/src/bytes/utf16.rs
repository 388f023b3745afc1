use cimai_corpus::Message;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::clean::character::is_han;

/// How much of a file is looked at.
const SAMPLE: usize = 1 << 16;

/// UTF-16 without a byte-order mark, told by its NUL bytes: an ASCII character has one, and all
/// lie on the same side.
pub(crate) fn by_nul(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
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
    let sample = &head[..head.len().min(SAMPLE) & !1];
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

#[cfg(test)]
mod tests {
    use super::*;

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
