use encoding_rs::GB18030;

/// The text of a word list that came as bytes: UTF-8, or else GB18030 (with GBK and GB2312) if
/// every byte of it is; `None` if it is neither. A list is too short to guess any further.
///
/// ```
/// let gbk = [0xba, 0xd3, 0xb3, 0xa4, 0xd6, 0xc6];
/// assert_eq!(cimai_ingest::list_text(&gbk).as_deref(), Some("河长制"));
/// assert_eq!(cimai_ingest::list_text("河长制".as_bytes()).as_deref(), Some("河长制"));
/// assert_eq!(cimai_ingest::list_text(&[0xff, 0xff]), None);
/// ```
pub fn list_text(bytes: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}
