use std::io::{self, BufRead, Cursor, Read};

use cimai_corpus::Message;
use zip::ZipArchive;

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

/// What may be unpacked from every byte on disk. Text packs at 3 to 20; a file made to fill the
/// memory packs at 1,000.
const MAX_RATIO: u64 = 200;
/// Below this size the ratio does not matter: a small file of one repeated line is no attack.
const HARMLESS: u64 = 16 << 20;

/// The unpacked bytes of a stream that is `size` bytes long, at most `max`; nothing if it is not
/// packed.
pub(crate) fn unpack(
    packed: impl BufRead,
    packing: Packing,
    size: u64,
    max: u64,
) -> Result<Option<Vec<u8>>, Message> {
    let bytes = match packing {
        Packing::None => return Ok(None),
        Packing::Gzip => bounded(flate2::bufread::MultiGzDecoder::new(packed), size, max),
        Packing::Zstd => zstd::Decoder::with_buffer(packed)
            .map_err(|error| damaged(&error))
            .and_then(|unpacked| bounded(unpacked, size, max)),
    };
    bytes.map(Some)
}

/// Reads to the end, unless that is further than `max` or than the packed `size` explains.
fn bounded(from: impl Read, size: u64, max: u64) -> Result<Vec<u8>, Message> {
    let mut bytes = Vec::new();
    from.take(limit(size, max).saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(&error))?;
    check_size(bytes.len() as u64, size, max).map(|()| bytes)
}

/// Refuses what unpacks to more bytes than `max`, or than the packed `size` explains.
pub(crate) fn check_size(bytes: u64, size: u64, max: u64) -> Result<(), Message> {
    let limit = limit(size, max);
    match bytes > limit {
        false => Ok(()),
        true if limit == max => Err(too_large(max)),
        true => Err(suspicious()),
    }
}

fn limit(size: u64, max: u64) -> u64 {
    size.saturating_mul(MAX_RATIO).max(HARMLESS).min(max)
}

pub(crate) fn too_large(max: u64) -> Message {
    let megabytes = max >> 20;
    Message::new(
        format!("大于上限 {megabytes} MiB；请拆分文件或提高 --max-size"),
        format!("larger than the limit of {megabytes} MiB; divide it or raise --max-size"),
    )
}

pub(crate) fn damaged(error: &io::Error) -> Message {
    Message::new(
        format!("解压失败（{error}）；文件可能损坏，请重新下载或压缩"),
        format!("cannot be unpacked ({error}); it may be damaged: fetch or pack it again"),
    )
}

fn suspicious() -> Message {
    Message::new(
        format!("解压后超过压缩大小的 {MAX_RATIO} 倍，像是压缩炸弹；若属实请先自行解压"),
        format!(
            "unpacks to over {MAX_RATIO} times its size, as no text does; if it is sound, unpack it first"
        ),
    )
}

/// A zip container, as workbooks and Word documents are.
pub(crate) type Container<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens a container.
pub(crate) fn open_container(bytes: &[u8]) -> Result<Container<'_>, Message> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken_container(&error))
}

/// Unpacks everything once, into nothing, to see that it is as small as it should be: all of it as
/// its size explains, and the part `held`, which is held as a whole, no more than `max`. What a
/// container says of its own sizes cannot be trusted.
pub(crate) fn check_container(bytes: &[u8], held: &str, max: u64) -> Result<(), Message> {
    let mut container = open_container(bytes)?;
    let limit = (bytes.len() as u64).saturating_mul(MAX_RATIO).max(64 << 20);
    let mut total = 0;
    for place in 0..container.len() {
        let part = container.by_index(place).map_err(|error| broken_container(&error))?;
        let is_held = part.name().is_ok_and(|name| name == held);
        let left = limit - total;
        let unpacked =
            io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|error| damaged(&error))?;
        total += unpacked;
        if total > limit {
            return Err(suspicious());
        }
        if is_held && unpacked > max {
            return Err(too_large(max));
        }
    }
    Ok(())
}

/// One part of a container, unpacked; nothing if it has no such part.
pub(crate) fn container_part(
    container: &mut Container<'_>,
    name: &str,
    max: u64,
) -> Result<Option<Vec<u8>>, Message> {
    let Ok(part) = container.by_name(name) else { return Ok(None) };
    let size = part.compressed_size();
    bounded(part, size, max).map(Some)
}

fn broken_container(error: &zip::result::ZipError) -> Message {
    Message::new(
        format!("压缩容器损坏（{error}）；请重新导出"),
        format!("its container is damaged ({error}); export it again"),
    )
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    use super::*;

    #[test]
    fn other_kinds_are_refused_by_name() {
        assert!(refuse(b"PK\x03\x04\0\0").unwrap_err().en.contains("xlsx"));
        assert!(refuse(b"\x89PNG\r\n").unwrap_err().zh.contains("PNG"));
        assert!(refuse_nul(&[0; 64]).unwrap_err().en.contains("NUL"));
        assert!(refuse("好".as_bytes()).is_ok());
        assert!(refuse_nul(b"").is_ok());
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn unpacked(packed: &[u8], packing: Packing, max: u64) -> Result<Option<Vec<u8>>, Message> {
        unpack(packed, packing, packed.len() as u64, max)
    }

    #[test]
    fn both_formats_come_back_whole() {
        let text = "好".repeat(100).into_bytes();
        let zstd = zstd::encode_all(&text[..], 3).unwrap();
        assert_eq!(unpacked(&gzip(&text), Packing::Gzip, 1000).unwrap(), Some(text.clone()));
        assert_eq!(unpacked(&zstd, Packing::Zstd, 1000).unwrap(), Some(text));
    }

    #[test]
    fn a_file_that_swells_is_refused() {
        let bomb = gzip(&vec![b'a'; 20 << 20]);
        assert!(unpacked(&bomb, Packing::Gzip, 1 << 30).unwrap_err().en.contains("200 times"));
        assert!(unpacked(&bomb, Packing::Gzip, 1 << 20).unwrap_err().en.contains("limit of 1 MiB"));
    }

    #[test]
    fn damage_is_an_error() {
        let mut packed = gzip("好".repeat(100).as_bytes());
        packed.truncate(20);
        assert!(unpacked(&packed, Packing::Gzip, 1000).is_err());
        assert!(unpacked(b"not packed", Packing::Zstd, 1000).is_err());
    }
}
