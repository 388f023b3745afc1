use super::escapes::Escapes;
use super::load::{Loaded, Refusal};

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

#[cfg(test)]
mod tests {
    use super::*;

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
