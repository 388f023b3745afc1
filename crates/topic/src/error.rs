use std::fmt;

use cimai_corpus::Message;

/// Why topics could not be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Zero topics were asked for.
    NoTopics,
    /// A range of topics whose end lies before its beginning.
    EmptyRange {
        /// The least number of topics.
        min: usize,
        /// The largest.
        max: usize,
    },
    /// An option that counts something is zero.
    ZeroOption(
        /// Its name.
        &'static str,
    ),
}

impl Error {
    /// The same for the user, in both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            Error::NoTopics => "主题数至少为 1".to_owned(),
            Error::EmptyRange { min, max } => format!("主题数范围 {min}..{max} 是空的"),
            Error::ZeroOption(name) => format!("选项 {name} 至少为 1"),
        };
        Message::new(zh, self.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoTopics => write!(f, "the number of topics must be at least 1"),
            Error::EmptyRange { min, max } => {
                write!(f, "the range {min}..{max} holds no number of topics")
            }
            Error::ZeroOption(name) => write!(f, "option {name} must be at least 1"),
        }
    }
}

impl std::error::Error for Error {}
