use super::dialect::Dialect;

/// Where a quote opens a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Bytes of the record before it.
    pub(crate) at: u64,
    /// Line ends of the record before it.
    pub(crate) lines: u64,
}

/// What the quotes of a record show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// Every quoted cell ends where a cell can end.
    Sound,
    /// Text follows a closing quote.
    Doubtful,
    /// This quote is never closed, or is closed on another line in a place where no cell ends,
    /// which is a quote of another row.
    Unclosed(Opened),
}

#[derive(Clone, Copy, Debug)]
enum State {
    CellStart,
    Bare,
    Quoted { opened: Opened, lines: bool },
    AfterQuote { opened: Opened, lines: bool },
}

/// Follows the quotes through the bytes of one record, which may come in pieces. csv-core reads
/// the cells; it does not say where it had to guess.
#[derive(Clone, Debug)]
pub(crate) struct QuoteCheck {
    dialect: Dialect,
    state: State,
    doubtful: bool,
    /// The quote that was found not to be closed.
    unclosed: Option<Opened>,
    /// Where the next byte stands.
    place: Opened,
    /// Whether the byte before was a carriage return, whose line feed is no second line end.
    returned: bool,
    /// Whether the next byte is escaped.
    escaped: bool,
    /// Line ends that may be those of the record, which are no part of it.
    ends: bool,
}

impl QuoteCheck {
    /// Begins a record.
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            state: State::CellStart,
            doubtful: false,
            unclosed: None,
            place: Opened::default(),
            returned: false,
            escaped: false,
            ends: false,
        }
    }

    /// Goes on with the record; gives false when it is known that a quote is not closed.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> bool {
        for &byte in bytes {
            match byte {
                b'\n' | b'\r' if self.escaped => self.escaped = false,
                b'\n' | b'\r' => self.ends = true,
                _ => {
                    if std::mem::take(&mut self.ends) {
                        self.step(b'\n');
                    }
                    self.step(byte);
                }
            }
            self.place.at += 1;
            self.place.lines += u64::from(byte == b'\r' || byte == b'\n' && !self.returned);
            self.returned = byte == b'\r';
            if self.unclosed.is_some() {
                return false;
            }
        }
        true
    }

    fn step(&mut self, byte: u8) {
        let dialect = self.dialect;
        if std::mem::take(&mut self.escaped) {
            return;
        }
        self.state = match self.state {
            State::Quoted { .. } if Some(byte) == dialect.escape => {
                self.escaped = true;
                self.state
            }
            State::Quoted { opened, lines } if byte == dialect.quote => {
                State::AfterQuote { opened, lines }
            }
            State::Quoted { opened, lines } => {
                State::Quoted { opened, lines: lines || byte == b'\n' }
            }
            State::AfterQuote { opened, lines } if byte == dialect.quote => {
                State::Quoted { opened, lines }
            }
            _ if byte == dialect.delimiter => State::CellStart,
            State::CellStart if byte == dialect.quote => {
                State::Quoted { opened: self.place, lines: false }
            }
            State::AfterQuote { opened, lines: true } => {
                self.unclosed = Some(opened);
                State::Bare
            }
            State::AfterQuote { .. } => {
                self.doubtful = true;
                State::Bare
            }
            State::CellStart | State::Bare => State::Bare,
        };
    }

    /// Line ends so far.
    pub(crate) fn lines(&self) -> u64 {
        self.place.lines
    }

    /// Ends the record.
    pub(crate) fn finish(&self) -> Quotes {
        match (self.unclosed, self.state) {
            (Some(opened), _) | (None, State::Quoted { opened, .. }) => Quotes::Unclosed(opened),
            _ if self.doubtful => Quotes::Doubtful,
            _ => Quotes::Sound,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(record: &str, dialect: Dialect, expected: Quotes) {
        for size in [1, 2, 1000] {
            let mut quotes = QuoteCheck::new(dialect);
            record.as_bytes().chunks(size).all(|piece| quotes.feed(piece));
            assert_eq!(quotes.finish(), expected, "help: {record:?} by {size}");
        }
    }

    #[track_caller]
    fn check_record(record: &str, expected: Quotes) {
        check(record, Dialect::default(), expected);
    }

    fn unclosed(at: u64, lines: u64) -> Quotes {
        Quotes::Unclosed(Opened { at, lines })
    }

    #[test]
    fn quotes_are_sound_where_cells_end() {
        check_record("1,\"a\"\"b\nc\",\"\"", Quotes::Sound);
        check_record("1,\"a\nb\"\r\n", Quotes::Sound);
        check_record("1,他说\"好\"吧", Quotes::Sound);
    }

    #[test]
    fn text_behind_a_quote_is_doubtful() {
        check_record("1,\"好\"的", Quotes::Doubtful);
    }

    #[test]
    fn an_unclosed_quote_is_placed() {
        check_record("2,\"到文件尾", unclosed(2, 0));
        check_record("1,\"没有结束\n2,\"又一行\"", unclosed(2, 0));
        check_record("1,\"a\r\nb\",\"没有结束\n2,\"又一行\"", unclosed(9, 1));
    }

    #[test]
    fn a_backslash_escapes_where_the_dialect_says_so() {
        let dialect = Dialect { escape: Some(b'\\'), ..Dialect::default() };
        check("1,\"a\\\"b\\\"c\"", dialect, Quotes::Sound);
    }
}
