use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cimai_corpus::Message;

use super::binary;
use super::unpack::{self, too_large, unpack};
use crate::walk::Entry;
use crate::{Kind, Packing, Status};

/// A file of more bytes is not held but read again for each pass over it.
const HELD: u64 = 8 << 20;
/// The same for a packed file, of which so many bytes unpack to at most 16 MiB.
const HELD_PACKED: u64 = 64 << 10;

/// A file that can be passed over as often as its bytes are wanted.
pub(crate) struct Loaded {
    origin: Origin,
    /// Its size on disk.
    pub(crate) size: u64,
    pub(crate) packing: Packing,
    /// Whether it cannot be loaded a second time, as the standard input cannot.
    pub(crate) once: bool,
    /// The most bytes that it may hold once it is unpacked.
    max: u64,
}

enum Origin {
    Held(Vec<u8>),
    File(PathBuf),
}

/// Why a file gives nothing.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: Status,
    pub(crate) message: Message,
}

impl From<Message> for Refusal {
    fn from(message: Message) -> Self {
        Self { status: Status::Rejected, message }
    }
}

/// When a file was last written, and its size: what tells that it is another one now.
pub(crate) type Stamp = Option<(u64, SystemTime)>;

/// The stamp of a file; nothing for what is no file.
pub(crate) fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((metadata.len(), metadata.modified().ok()?))
}

/// Makes a file ready for reading. What is small or cannot be opened twice is held. `max` is for
/// what is held whole and for what is unpacked; a plain table streams at any size.
pub(crate) fn load(entry: &Entry, max: u64) -> Result<Loaded, Refusal> {
    if entry.path == Path::new("-") {
        let bytes = read(io::stdin().lock(), 0, max)?;
        let (size, packing) = (bytes.len() as u64, binary::packing(&bytes));
        let bytes = unpack(&bytes[..], packing, size, max)?.unwrap_or(bytes);
        return Ok(Loaded { origin: Origin::Held(bytes), size, packing, once: true, max });
    }
    let mut file = File::open(&entry.path).map_err(|error| failed(&error))?;
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    let (size, once) = (metadata.len(), !metadata.is_file());
    let (kind, packing) = kind_of(&entry.name);
    let streams = matches!(kind, Kind::Csv | Kind::Tsv | Kind::Jsonl);
    if packing == Packing::None && size > max && !streams {
        return Err(too_large(max).into());
    }
    let held = if packing == Packing::None { HELD } else { HELD_PACKED };
    if !once && size > held {
        if packing == Packing::None {
            let mut head = Vec::new();
            file.take(1 << 16).read_to_end(&mut head).map_err(|error| failed(&error))?;
            // A sparse file of gigabytes is all NUL and need not be read to its end.
            binary::refuse_nul(&head)?;
        }
        return Ok(Loaded { origin: Origin::File(entry.path.clone()), size, packing, once, max });
    }
    let bytes = match unpack(BufReader::new(&mut file), packing, size, max)? {
        Some(bytes) => bytes,
        None => read(file, size, if once { max } else { max.max(size) })?,
    };
    let size = size.max(bytes.len() as u64 * u64::from(size == 0));
    Ok(Loaded { origin: Origin::Held(bytes), size, packing, once, max })
}

impl Loaded {
    /// A reader of the unpacked bytes from their start.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        let path = match &self.origin {
            Origin::Held(bytes) => return Ok(Box::new(&bytes[..])),
            Origin::File(path) => path,
        };
        let file = File::open(path)?;
        Ok(match self.packing {
            Packing::None => Box::new(file),
            Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(file))),
            Packing::Zstd => Box::new(zstd::Decoder::new(file)?),
        })
    }

    /// Refuses a file of which so many bytes were unpacked that it is too large or no text.
    pub(crate) fn check_size(&self, bytes: u64) -> Result<(), Message> {
        match (&self.origin, self.packing) {
            (Origin::File(_), Packing::Gzip | Packing::Zstd) => {
                unpack::check_size(bytes, self.size, self.max)
            }
            _ => Ok(()),
        }
    }

    /// What it means that the file could not be read on.
    pub(crate) fn failed(&self, error: &io::Error) -> Refusal {
        match self.packing {
            Packing::None => failed(error),
            Packing::Gzip | Packing::Zstd => unpack::damaged(error).into(),
        }
    }

    /// All its bytes.
    pub(crate) fn whole(&self) -> Result<Cow<'_, [u8]>, Refusal> {
        if let Origin::Held(bytes) = &self.origin {
            return Ok(Cow::Borrowed(bytes));
        }
        let mut bytes = Vec::new();
        let read = self.open().and_then(|mut from| from.read_to_end(&mut bytes));
        read.map(|_| Cow::Owned(bytes)).map_err(|error| self.failed(&error))
    }
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
