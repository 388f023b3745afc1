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

/// Why a file is not read as a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// It does not begin as a model does.
    NotAModel,
    /// It was written by another version of the program.
    Version {
        /// The version of the file.
        found: u32,
        /// The version that is read here.
        expected: u32,
    },
    /// It is shorter or longer than it says.
    Length,
    /// Its contents were changed after it was written.
    Checksum,
    /// Its contents do not fit together.
    Malformed(
        /// The part that does not.
        &'static str,
    ),
}

impl ModelError {
    /// The same for the user, in both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            ModelError::NotAModel => "这不是 cimai 的主题模型文件".to_owned(),
            ModelError::Version { found, expected } => {
                format!("模型文件的版本是 {found}，本程序只能读版本 {expected}；请重新生成模型")
            }
            ModelError::Length => "模型文件不完整；请重新复制或重新生成".to_owned(),
            ModelError::Checksum => "模型文件的内容已损坏；请重新复制或重新生成".to_owned(),
            ModelError::Malformed(part) => format!("模型文件的 {part} 部分有误"),
        };
        Message::new(zh, self.to_string())
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelError::NotAModel => write!(f, "this is not a topic model of cimai"),
            ModelError::Version { found, expected } => write!(
                f,
                "the model has version {found} and this program reads {expected}; save it again"
            ),
            ModelError::Length => write!(f, "the model file is incomplete; copy or save it again"),
            ModelError::Checksum => write!(f, "the model file is damaged; copy or save it again"),
            ModelError::Malformed(part) => write!(f, "the model's {part} do not fit together"),
        }
    }
}

impl std::error::Error for ModelError {}
