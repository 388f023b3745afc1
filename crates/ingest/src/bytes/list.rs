use encoding_rs::{Encoding, GB18030, UTF_8};

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
