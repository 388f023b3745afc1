use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use cimai_corpus::Message;

use crate::unpack::unpack;
use crate::walk::Entry;
use crate::{Kind, Packing, Status, binary};

/// The bytes of a file, unpacked.
pub(crate) struct Loaded {
    pub(crate) bytes: Vec<u8>,
    /// Its size on disk.
    pub(crate) size: u64,
    pub(crate) packing: Packing,
}

/// Why a file gives nothing.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: Status,
    pub(crate) message: Message,
}

impl From<Message> for Refusal {
    fn from(message: Message) -> Self {
        Self { status: Status::Rejected, message }
    }
}

/// Reads a whole file, at most `max` bytes of it once it is unpacked.
pub(crate) fn load(entry: &Entry, max: u64) -> Result<Loaded, Refusal> {
    if entry.path == Path::new("-") {
        let bytes = read(io::stdin().lock(), 0, max)?;
        let (size, packing) = (bytes.len() as u64, binary::packing(&bytes));
        let bytes = unpack(&bytes[..], packing, size, max)?.unwrap_or(bytes);
        return Ok(Loaded { bytes, size, packing });
    }
    let mut file = File::open(&entry.path).map_err(|error| failed(&error))?;
    let size = file.metadata().map_err(|error| failed(&error))?.len();
    let packing = kind_of(&entry.name).1;
    let bytes = match unpack(BufReader::new(&mut file), packing, size, max)? {
        Some(bytes) => bytes,
        None if size > max => return Err(too_large(max).into()),
        None => read(file, size, max)?,
    };
    Ok(Loaded { size: size.max(bytes.len() as u64 * u64::from(size == 0)), bytes, packing })
}

/// What kind of file a name speaks of, and how it is compressed.
pub(crate) fn kind_of(name: &str) -> (Kind, Packing) {
    let name = name.to_lowercase();
    let (stem, packing) = if let Some(stem) = name.strip_suffix(".gz") {
        (stem, Packing::Gzip)
    } else if let Some(stem) = name.strip_suffix(".zst") {
        (stem, Packing::Zstd)
    } else {
        (name.as_str(), Packing::None)
    };
    let file = stem.rsplit('/').next().unwrap_or(stem);
    let kind = match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "txt" | "text" | "md" => Kind::Text,
        "csv" => Kind::Csv,
        "tsv" | "tab" => Kind::Tsv,
        "jsonl" | "ndjson" => Kind::Jsonl,
        "xlsx" | "xlsm" => Kind::Xlsx,
        "docx" => Kind::Docx,
        _ => Kind::Unknown,
    };
    (kind, packing)
}

fn read(mut from: impl Read, size: u64, max: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(size as usize);
    from.by_ref().take(1 << 16).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    // A sparse file of gigabytes is all NUL and need not be read to its end.
    binary::refuse_nul(&bytes)?;
    let rest = (max + 1).saturating_sub(bytes.len() as u64);
    from.take(rest).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > max { Err(too_large(max).into()) } else { Ok(bytes) }
}

fn failed(error: &io::Error) -> Refusal {
    let message = Message::new(
        format!("读不了（{error}），已跳过；请检查权限和磁盘"),
        format!("cannot be read ({error}); skipped. Check its permissions and the disk"),
    );
    Refusal { status: Status::Skipped, message }
}

pub(crate) fn too_large(max: u64) -> Message {
    let megabytes = max >> 20;
    Message::new(
        format!("大于上限 {megabytes} MiB；请拆分文件或提高 --max-size"),
        format!("larger than the limit of {megabytes} MiB; divide it or raise --max-size"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_the_last_ending_but_compression() {
        assert_eq!(kind_of("a/B.CSV.GZ"), (Kind::Csv, Packing::Gzip));
        assert_eq!(kind_of("x.tar/正文.Txt"), (Kind::Text, Packing::None));
        assert_eq!(kind_of("a.csv/readme"), (Kind::Unknown, Packing::None));
        assert_eq!(kind_of("d.jsonl.zst"), (Kind::Jsonl, Packing::Zstd));
    }
}
