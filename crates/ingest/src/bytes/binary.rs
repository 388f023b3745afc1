use cimai_corpus::Message;

use crate::Packing;

/// How files of other kinds begin, what they are called, and what to do with them.
const KINDS: [(&[u8], &str, &str); 15] = [
    (b"PK\x03\x04", "xlsx/docx/zip", "xlsx, docx or zip"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "旧版 Office（xls/doc）", "old Office (xls, doc)"),
    (b"\x1F\x8B", "gzip", "gzip"),
    (b"\x28\xB5\x2F\xFD", "zstd", "zstd"),
    (b"%PDF-", "PDF", "PDF"),
    (b"\x89PNG", "PNG 图片", "PNG image"),
    (b"\xFF\xD8\xFF", "JPEG 图片", "JPEG image"),
    (b"GIF8", "GIF 图片", "GIF image"),
    (b"{\\rtf", "RTF", "RTF"),
    (b"7z\xBC\xAF\x27\x1C", "7z", "7z"),
    (b"Rar!\x1A\x07", "RAR", "RAR"),
    (b"BZh", "bzip2", "bzip2"),
    (b"\xFD7zXZ\0", "xz", "xz"),
    (b"SQLite format 3\0", "SQLite 数据库", "SQLite database"),
    (b"PAR1", "Parquet", "Parquet"),
];

/// How the bytes are compressed, by their beginning.
pub(crate) fn packing(bytes: &[u8]) -> Packing {
    if bytes.starts_with(b"\x1F\x8B\x08") {
        Packing::Gzip
    } else if bytes.starts_with(b"\x28\xB5\x2F\xFD") {
        Packing::Zstd
    } else {
        Packing::None
    }
}

/// Whether the bytes are a zip container, as workbooks and Word documents are.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Refuses what is not text, by name.
pub(crate) fn refuse(bytes: &[u8]) -> Result<(), Message> {
    match KINDS.iter().find(|(start, _, _)| bytes.starts_with(start)) {
        Some((_, zh, en)) => Err(Message::new(
            format!("内容其实是 {zh}，不是文本；请改正扩展名，或另存为 txt、csv、xlsx"),
            format!(
                "this is {en}, not text; give it its proper ending, or save it as txt, csv or xlsx"
            ),
        )),
        None => Ok(()),
    }
}

/// Refuses a file that holds nothing but NUL, as a damaged disk leaves behind.
pub(crate) fn refuse_nul(bytes: &[u8]) -> Result<(), Message> {
    if bytes.is_empty() || bytes.iter().any(|&byte| byte != 0) { Ok(()) } else { Err(nul()) }
}

/// What is said of a file that holds nothing but NUL.
pub(crate) fn nul() -> Message {
    Message::new(
        "全是 NUL 字节，文件已损坏；请从备份恢复",
        "nothing but NUL bytes: the file is damaged; restore it from a copy",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_kinds_are_refused_by_name() {
        assert!(refuse(b"PK\x03\x04\0\0").unwrap_err().en.contains("xlsx"));
        assert!(refuse(b"\x89PNG\r\n").unwrap_err().zh.contains("PNG"));
        assert!(refuse_nul(&[0; 64]).unwrap_err().en.contains("NUL"));
        assert!(refuse("好".as_bytes()).is_ok());
        assert!(refuse_nul(b"").is_ok());
    }
}
