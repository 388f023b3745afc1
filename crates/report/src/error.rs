use std::error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use cimai_corpus::Message;

use crate::output::Difference;

/// Why the tables could not be written. Nothing is published then.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The output folder is there already and has files in it.
    Exists {
        /// The folder.
        folder: PathBuf,
        /// What is in it that the run did not leave so.
        differences: Vec<Difference>,
    },
    /// The output folder holds files and none of them is the manifest of a run of cimai, so it is
    /// not replaced.
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
        /// The number of the process, if it is known.
        process: Option<u32>,
    },
    /// The output folder is the working folder, or holds it.
    WorkingFolder {
        /// What was given.
        folder: PathBuf,
    },
    /// The folder has no manifest, so that nobody can tell whether it is whole.
    NoManifest {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder could not be read.
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
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
        matches!(self, Self::Unusable { .. } | Self::Input { .. } | Self::WorkingFolder { .. })
    }

    /// What is wrong and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::Exists { folder, differences } => exists(folder, differences),
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
            Self::Busy { folder, process } => {
                let process = process.map(|number| number.to_string());
                let [zh, en] = [
                    process.as_ref().map_or(String::new(), |number| format!("（进程 {number}）")),
                    process.as_ref().map_or(String::new(), |number| format!(" (process {number})")),
                ];
                let folder = folder.display();
                Message::new(
                    format!("另一个 cimai{zh}正在写 {folder}；请等它结束，或换一个输出文件夹"),
                    format!(
                        "another run of cimai{en} is writing {folder}; wait for it or choose another folder"
                    ),
                )
            }
            Self::WorkingFolder { folder } => Message::new(
                format!(
                    "{} 是当前所在的文件夹或它的上级，不能整个替换；请给出另一个文件夹名，如 -o 结果",
                    folder.display()
                ),
                format!(
                    "{} is the folder that you work in, or holds it, and cannot be replaced as a whole; name another folder, such as -o results",
                    folder.display()
                ),
            ),
            Self::NoManifest { folder } => Message::new(
                format!(
                    "{} 里没有可读的 manifest.json，不是 cimai 写完整的输出文件夹",
                    folder.display()
                ),
                format!(
                    "{} has no manifest.json that can be read, so it is no complete output of cimai",
                    folder.display()
                ),
            ),
            Self::Read { path, source } => Message::new(
                format!("无法读取 {}：{source}；请检查权限", path.display()),
                format!("cannot read {}: {source}; check its permissions", path.display()),
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

/// Differences that are named; of more, the number is told.
const NAMED: usize = 5;

fn exists(folder: &Path, differences: &[Difference]) -> Message {
    let folder = folder.display();
    let message = Message::new(
        format!("输出文件夹 {folder} 已存在且不为空；换一个名字，或用 --force 覆盖"),
        format!(
            "the output folder {folder} exists and is not empty; choose another name or replace it with --force"
        ),
    );
    let touched = differences.iter().filter(|found| !matches!(found, Difference::Missing(_)));
    let names: Vec<&str> = touched.map(Difference::name).collect();
    if names.is_empty() {
        return message;
    }
    let (named, all) = (names[..names.len().min(NAMED)].join("、"), names.len());
    Message::new(
        format!(
            "{}。其中 {all} 个文件是后来加入或改过的（{named}），--force 会把整个旧文件夹改名保留",
            message.zh
        ),
        format!(
            "{}. It has {all} files that were added or changed since ({named}); --force keeps the whole old folder under another name",
            message.en
        ),
    )
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Write { source, .. } | Self::Read { source, .. } => Some(source),
            _ => None,
        }
    }
}
