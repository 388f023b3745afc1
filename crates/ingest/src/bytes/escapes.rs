use cimai_corpus::Message;

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
