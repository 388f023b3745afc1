use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cimai_corpus::Message;

use super::packing::{self, too_large, unpack};
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
        let (size, packing) = (bytes.len() as u64, packing::packing(&bytes));
        let bytes = unpack(&bytes[..], packing, size, max)?.unwrap_or(bytes);
        return Ok(Loaded { origin: Origin::Held(bytes), size, packing, once: true, max });
    }
    let mut file = File::open(&entry.path).map_err(|error| failed(&error))?;
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    let (size, once) = (metadata.len(), !metadata.is_file());
    let (kind, packing) = kind_of(&entry.name);
    let streams = matches!(kind, Kind::Csv | Kind::Tsv | Kind::Jsonl);
    let max = if streams && !once { u64::MAX } else { max };
    if packing == Packing::None && size > max {
        return Err(too_large(max).into());
    }
    let held = if packing == Packing::None { HELD } else { HELD_PACKED };
    if !once && size > held {
        if packing == Packing::None {
            let mut head = Vec::new();
            file.take(1 << 16).read_to_end(&mut head).map_err(|error| failed(&error))?;
            // A sparse file of gigabytes is all NUL and need not be read to its end.
            packing::refuse_nul(&head)?;
        }
        return Ok(Loaded { origin: Origin::File(entry.path.clone()), size, packing, once, max });
    }
    let bytes = match unpack(BufReader::new(&mut file), packing, size, max)? {
        Some(bytes) => bytes,
        None => read(file, size, max)?,
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
                packing::check_size(bytes, self.size, self.max)
            }
            _ => Ok(()),
        }
    }

    /// What it means that the file could not be read on.
    pub(crate) fn failed(&self, error: &io::Error) -> Refusal {
        match self.packing {
            Packing::None => failed(error),
            Packing::Gzip | Packing::Zstd => packing::damaged(error).into(),
        }
    }

    /// Its first bytes, at most so many.
    pub(crate) fn head(&self, length: u64) -> Result<Vec<u8>, Refusal> {
        let mut head = Vec::new();
        let read = self.open().and_then(|from| from.take(length).read_to_end(&mut head));
        read.map(|_| head).map_err(|error| self.failed(&error))
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
        "xlsb" => Kind::Xlsb,
        "xls" | "et" => Kind::Xls,
        "ods" => Kind::Ods,
        "docx" => Kind::Docx,
        _ => Kind::Unknown,
    };
    (kind, packing)
}

fn read(mut from: impl Read, size: u64, max: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(size as usize);
    from.by_ref().take(1 << 16).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    packing::refuse_nul(&bytes)?;
    let rest = max.saturating_add(1).saturating_sub(bytes.len() as u64);
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

/// How much of a file the search for its encoding sees. The first megabyte tells.
pub(crate) const SAMPLE: usize = 1 << 20;
/// How much is read at a time.
const CHUNK: usize = 1 << 18;

/// What all bytes of a file show.
#[derive(Debug)]
pub(crate) struct Scan {
    /// How many there are, unpacked.
    pub(crate) bytes: u64,
    /// Their hash, in hexadecimal.
    pub(crate) blake3: String,
    /// The first of them, at most [`SAMPLE`].
    pub(crate) head: Vec<u8>,
    /// The first from the first one beyond ASCII on, at most [`SAMPLE`].
    pub(crate) beyond_ascii: Vec<u8>,
    /// Whether all are ASCII.
    pub(crate) is_ascii: bool,
    /// Whether all are valid UTF-8.
    pub(crate) is_utf8: bool,
    /// Whether all are NUL, and there are some.
    pub(crate) is_nul: bool,
    /// Escape sequences that they hold.
    pub(crate) escapes: Escapes,
    /// The last two.
    pub(crate) last: [u8; 2],
}

/// Passes over all bytes of a file once.
pub(crate) fn scan(loaded: &Loaded) -> Result<Scan, Refusal> {
    let failed = |error| loaded.failed(&error);
    let mut from = loaded.open().map_err(failed)?;
    let (mut scanner, mut chunk) = (Scanner::default(), vec![0; CHUNK]);
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return Ok(scanner.finish()),
            Ok(read) => {
                scanner.feed(&chunk[..read]);
                loaded.check_size(scanner.bytes)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
}

#[cfg(test)]
impl Scan {
    /// What these bytes show.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut scanner = Scanner::default();
        scanner.feed(bytes);
        scanner.finish()
    }
}

#[derive(Default)]
struct Scanner {
    bytes: u64,
    hasher: blake3::Hasher,
    head: Vec<u8>,
    beyond_ascii: Vec<u8>,
    utf8: Utf8,
    not_nul: bool,
    escapes: Escapes,
    last: [u8; 2],
}

impl Scanner {
    fn feed(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.hasher.update(bytes);
        take(&mut self.head, bytes);
        if !self.beyond_ascii.is_empty() {
            take(&mut self.beyond_ascii, bytes);
        } else if let Some(first) = bytes.iter().position(|byte| !byte.is_ascii()) {
            take(&mut self.beyond_ascii, &bytes[first..]);
        } else {
            self.escapes.feed(bytes);
        }
        self.utf8.feed(bytes);
        self.not_nul = self.not_nul || bytes.iter().any(|&byte| byte != 0);
        for &byte in &bytes[bytes.len().saturating_sub(2)..] {
            self.last = [self.last[1], byte];
        }
    }

    fn finish(self) -> Scan {
        Scan {
            bytes: self.bytes,
            blake3: self.hasher.finalize().to_string(),
            head: self.head,
            is_ascii: self.beyond_ascii.is_empty(),
            beyond_ascii: self.beyond_ascii,
            is_utf8: self.utf8.is_valid(),
            is_nul: self.bytes > 0 && !self.not_nul,
            escapes: self.escapes,
            last: self.last,
        }
    }
}

fn take(sample: &mut Vec<u8>, bytes: &[u8]) {
    let room = SAMPLE - sample.len();
    sample.extend_from_slice(&bytes[..bytes.len().min(room)]);
}

/// Whether bytes that come in pieces are valid UTF-8.
#[derive(Default)]
struct Utf8 {
    invalid: bool,
    /// The beginning of a character that was cut at the end of a piece.
    cut: Vec<u8>,
}

impl Utf8 {
    fn feed(&mut self, mut bytes: &[u8]) {
        while !self.cut.is_empty() && !self.invalid {
            let [first, rest @ ..] = bytes else { return };
            self.cut.push(*first);
            bytes = rest;
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) => self.invalid = error.error_len().is_some(),
            }
        }
        if self.invalid {
            return;
        }
        if let Err(error) = simdutf8::compat::from_utf8(bytes) {
            self.invalid = error.error_len().is_some();
            self.cut = bytes[error.valid_up_to()..].to_vec();
        }
    }

    fn is_valid(&self) -> bool {
        !self.invalid && self.cut.is_empty()
    }
}

/// The marks of encodings that shift with escape sequences, in bytes that come in pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Escapes {
    found: [bool; 5],
    /// The last bytes of the piece before.
    before: Vec<u8>,
}

impl Escapes {
    const MARKS: [&'static [u8]; 5] = [b"~{", b"~}", b"\x1B$)A", b"\x1B$B", b"\x1B$A"];

    /// Looks at a piece.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.before.extend_from_slice(&bytes[..bytes.len().min(3)]);
        for (found, mark) in self.found.iter_mut().zip(Self::MARKS) {
            let has = |bytes| memchr::memmem::find(bytes, mark).is_some();
            *found = *found || has(&self.before) || has(bytes);
        }
        if bytes.len() >= 3 {
            self.before = bytes[bytes.len() - 3..].to_vec();
        } else {
            self.before.drain(..self.before.len().saturating_sub(3));
        }
    }

    /// Refuses these encodings: no tool for the web reads them.
    pub(crate) fn refuse(&self) -> Result<(), Message> {
        let name = match self.found {
            [true, true, ..] => "HZ-GB-2312",
            [_, _, false, false, false] => return Ok(()),
            _ => "ISO-2022",
        };
        Err(Message::new(
            format!("{name} 编码，不支持；请另存为 UTF-8"),
            format!("the encoding {name} is not supported; save the file as UTF-8"),
        ))
    }
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

    fn scanned(bytes: &[u8], size: usize) -> Scan {
        let mut scanner = Scanner::default();
        bytes.chunks(size).for_each(|chunk| scanner.feed(chunk));
        scanner.finish()
    }

    #[test]
    fn borders_of_pieces_change_nothing() {
        let cases: [&[u8]; 5] = [
            "id,正文\n1,𠮷野家\n".as_bytes(),
            b"~{<:Ky2;NpJ)~}",
            b"\xE5\xA5",
            b"ab\xFFcd\xE5\xA5\xBD",
            b"\0\0\0\0\0",
        ];
        for bytes in cases {
            let shown = |size| {
                let scan = scanned(bytes, size);
                let refused = scan.is_ascii && scan.escapes.refuse().is_err();
                let samples = (scan.head, scan.beyond_ascii, scan.is_nul, scan.last);
                (samples, scan.blake3, scan.is_utf8, refused)
            };
            for size in [1, 2, 3, 7] {
                assert_eq!(shown(size), shown(1000), "help: {size}");
            }
            assert_eq!(scanned(bytes, 3).is_utf8, std::str::from_utf8(bytes).is_ok());
        }
    }
}
