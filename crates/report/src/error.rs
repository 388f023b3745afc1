use std::error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use cimai_corpus::Message;

/// Why the tables could not be written. Nothing is published then.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The output folder is there already and has files in it.
    Exists {
        /// The folder.
        folder: PathBuf,
    },
    /// The output folder holds files that no run of cimai wrote, so it is not replaced.
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// One of those files.
        file: String,
    },
    /// Another run is writing the output folder.
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// An input lies in the output folder, which would be replaced.
    Input {
        /// The input.
        input: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// A file cannot be written there.
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why not, and what to do.
        message: Message,
    },
    /// The name of the output folder is not one.
    NotAFolder {
        /// What was given.
        folder: PathBuf,
    },
    /// A file or folder could not be written.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// Whether another command line would help.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Unusable { .. } | Self::Input { .. })
    }

    /// What is wrong and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::Exists { folder } => Message::new(
                format!(
                    "输出文件夹 {} 已存在且不为空；换一个名字，或用 --force 覆盖",
                    folder.display()
                ),
                format!(
                    "the output folder {} exists and is not empty; choose another name or replace \
                     it with --force",
                    folder.display()
                ),
            ),
            Self::Foreign { folder, file } => Message::new(
                format!(
                    "{} 中有不是 cimai 写的文件（如 {file}），不会覆盖；请移走这些文件或换一个输出文件夹",
                    folder.display()
                ),
                format!(
                    "{} holds files that cimai did not write (such as {file}) and is not replaced; \
                     move them away or choose another folder",
                    folder.display()
                ),
            ),
            Self::Busy { folder } => Message::new(
                format!("另一个 cimai 正在写 {}；请等它结束，或换一个输出文件夹", folder.display()),
                format!(
                    "another run of cimai is writing {}; wait for it or choose another folder",
                    folder.display()
                ),
            ),
            Self::Input { input, folder } => Message::new(
                format!(
                    "输入 {} 在输出文件夹 {} 里，会被覆盖；请换一个输出文件夹",
                    input.display(),
                    folder.display()
                ),
                format!(
                    "the input {} lies in the output folder {} and would be replaced; choose another folder",
                    input.display(),
                    folder.display()
                ),
            ),
            Self::Unusable { path, message } => Message::new(
                format!("{}：{}", path.display(), message.zh),
                format!("{}: {}", path.display(), message.en),
            ),
            Self::NotAFolder { folder } => Message::new(
                format!("{} 不能作输出文件夹；请给出一个文件夹名", folder.display()),
                format!("{} cannot be the output folder; name a folder", folder.display()),
            ),
            Self::Write { path, source } => Message::new(
                format!("无法写入 {}：{source}；请检查磁盘空间和权限", path.display()),
                format!("cannot write {}: {source}; check space and permissions", path.display()),
            ),
        }
    }

    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Write { path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
