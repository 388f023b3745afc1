use crate::dialect::Dialect;

/// What the quotes of a record show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// Every quoted cell ends where a cell can end.
    Sound,
    /// Text follows a closing quote.
    Doubtful,
    /// The quote at this byte is never closed, or is closed on another line in a place where no
    /// cell ends, which is a quote of another row.
    Unclosed(usize),
}

#[derive(Clone, Copy)]
enum State {
    CellStart,
    Bare,
    Quoted { opened: usize, lines: bool },
    AfterQuote { opened: usize, lines: bool },
}

/// Follows the quotes through the bytes of one record. csv-core reads the cells; it does not say
/// where it had to guess.
pub(crate) fn check(record: &[u8], dialect: Dialect) -> Quotes {
    let mut state = State::CellStart;
    let mut doubtful = false;
    let mut bytes = record.iter().copied().enumerate();
    while let Some((at, byte)) = bytes.next() {
        state = match state {
            State::Quoted { .. } if Some(byte) == dialect.escape => {
                bytes.next();
                state
            }
            State::Quoted { opened, lines } if byte == dialect.quote => {
                State::AfterQuote { opened, lines }
            }
            State::Quoted { opened, lines } => {
                State::Quoted { opened, lines: lines || byte == b'\n' || byte == b'\r' }
            }
            State::AfterQuote { opened, lines } if byte == dialect.quote => {
                State::Quoted { opened, lines }
            }
            _ if byte == dialect.delimiter => State::CellStart,
            State::CellStart if byte == dialect.quote => State::Quoted { opened: at, lines: false },
            State::AfterQuote { opened, lines: true } => return Quotes::Unclosed(opened),
            State::AfterQuote { .. } => {
                doubtful = true;
                State::Bare
            }
            State::CellStart | State::Bare => State::Bare,
        };
    }
    match state {
        State::Quoted { opened, .. } => Quotes::Unclosed(opened),
        _ if doubtful => Quotes::Doubtful,
        _ => Quotes::Sound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_record(record: &str, expected: Quotes) {
        assert_eq!(check(record.as_bytes(), Dialect::default()), expected, "help: {record:?}");
    }

    #[test]
    fn quotes_are_sound_where_cells_end() {
        check_record("1,\"a\"\"b\nc\",\"\"", Quotes::Sound);
        check_record("1,他说\"好\"吧", Quotes::Sound);
    }

    #[test]
    fn text_behind_a_quote_is_doubtful() {
        check_record("1,\"好\"的", Quotes::Doubtful);
    }

    #[test]
    fn an_unclosed_quote_is_placed() {
        check_record("2,\"到文件尾", Quotes::Unclosed(2));
        check_record("1,\"没有结束\n2,\"又一行\"", Quotes::Unclosed(2));
    }

    #[test]
    fn a_backslash_escapes_where_the_dialect_says_so() {
        let dialect = Dialect { escape: Some(b'\\'), ..Dialect::default() };
        assert_eq!(check(b"1,\"a\\\"b\\\"c\"", dialect), Quotes::Sound);
    }
}
