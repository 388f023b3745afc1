use std::io;
use std::path::{Path, PathBuf};

use cimai_corpus::Message;
use cimai_segment::{DictionaryError, SynonymError};

/// Why a run failed, with the exit code that says so.
#[derive(Debug)]
pub(crate) enum Error {
    Ingest(cimai_ingest::Error),
    Report(cimai_report::Error),
    Topic(cimai_topic::Error),
    Dictionary {
        path: PathBuf,
        source: DictionaryError,
    },
    Synonyms {
        path: PathBuf,
        source: SynonymError,
    },
    Regex {
        pattern: String,
        source: regex::Error,
    },
    File {
        path: PathBuf,
        message: Message,
    },
    Model {
        path: PathBuf,
        source: io::Error,
    },
    Column {
        option: &'static str,
        wanted: String,
        columns: Vec<String>,
    },
    Output(io::Error),
    /// Documents on their way between passes cannot be written or had again.
    Spool(io::Error),
    /// Standard input cannot be read.
    Input(io::Error),
    /// A worker is to annotate and has no model.
    NoModel,
    /// What a worker was given is no document.
    Line {
        line: u64,
        message: Message,
    },
    NoDocuments(Vec<Message>),
    NoReport(PathBuf),
    /// Nobody says where results go, and no input has a place beside it.
    NoOutput,
    /// Some files of an output folder are not as they were written.
    NotWhole {
        folder: PathBuf,
        files: usize,
    },
    Strict(Vec<Message>),
    Threads(rayon::ThreadPoolBuildError),
}

impl Error {
    /// 1: failed and nothing published; 2: what was asked for makes no sense.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Ingest(error) if error.is_usage() => 2,
            Self::Report(error) if error.is_usage() => 2,
            Self::Dictionary { .. }
            | Self::Synonyms { .. }
            | Self::Column { .. }
            | Self::Regex { .. }
            | Self::NoModel
            | Self::NoOutput
            | Self::File { .. } => 2,
            _ => 1,
        }
    }

    pub(crate) fn message(&self) -> Message {
        match self {
            Self::Ingest(error) => error.message(),
            Self::Report(error) => error.message(),
            Self::Topic(error) => error.message(),
            Self::Dictionary { path, source } => in_file(path, &source.message()),
            Self::Synonyms { path, source } => in_file(path, &source.message()),
            Self::Regex { pattern, source } => bad_regex(pattern, source),
            Self::File { path, message } => in_file(path, message),
            Self::Model { path, source } => Message::new(
                format!("无法写入模型 {}：{source}；请检查磁盘空间和权限", path.display()),
                format!(
                    "cannot write the model {}: {source}; check space and permissions",
                    path.display()
                ),
            ),
            Self::Column { option, wanted, columns } => no_column(option, wanted, columns),
            Self::Output(error) => Message::new(
                format!("无法写到标准输出：{error}"),
                format!("cannot write to standard output: {error}"),
            ),
            Self::Spool(source) => Message::new(
                format!(
                    "临时文件写不下或读不回：{source}；请在输出位置腾出磁盘空间，或用 --max-memory 给更多内存"
                ),
                format!(
                    "documents cannot wait in a temporary file: {source}; make room on the disk of the output, or allow more with --max-memory"
                ),
            ),
            Self::Input(error) => Message::new(
                format!("无法读取标准输入：{error}"),
                format!("cannot read standard input: {error}"),
            ),
            Self::NoModel => Message::new(
                "worker annotate 需要 --model：analyze --save-model 所存的模型",
                "worker annotate needs --model, as analyze --save-model writes it",
            ),
            Self::Line { line, message } => Message::new(
                format!("标准输入第 {line} 行：{}", message.zh),
                format!("line {line} of standard input: {}", message.en),
            ),
            Self::NoDocuments(reasons) => no_documents(reasons),
            Self::NoOutput => Message::new(
                "不知道结果放哪里：第一个输入不存在，或是通配符、标准输入；请用 -o 指明输出文件夹",
                "where should results go? The first input does not exist, or is a pattern or the standard input; name the output folder with -o",
            ),
            Self::NoReport(folder) => Message::new(
                format!("{} 中没有 report.html；请先运行 cimai analyze", folder.display()),
                format!("there is no report.html in {}; run cimai analyze first", folder.display()),
            ),
            Self::NotWhole { folder, files } => not_whole(folder, *files),
            Self::Strict(problems) => strict(problems),
            Self::Threads(error) => Message::new(
                format!("无法启动线程：{error}；请用 --threads 减少线程数"),
                format!("cannot start threads: {error}; ask for fewer with --threads"),
            ),
        }
    }

    /// For a file of the user's that is not as it should be.
    pub(crate) fn in_file(path: &Path) -> impl FnOnce(Message) -> Self {
        let path = path.to_owned();
        move |message| Self::File { path, message }
    }
}

fn in_file(path: &Path, message: &Message) -> Message {
    let path = path.display();
    Message::new(format!("{path}：{}", message.zh), format!("{path}: {}", message.en))
}

fn bad_regex(pattern: &str, source: &regex::Error) -> Message {
    Message::new(
        format!("正则表达式“{pattern}”有误：{source}"),
        format!("the regular expression '{pattern}' is not one: {source}"),
    )
}

fn no_column(option: &str, wanted: &str, columns: &[String]) -> Message {
    if columns.is_empty() {
        return Message::new(
            format!("{option} {wanted}：文档没有正文之外的列；表格才有，或用 --fields 从路径取"),
            format!(
                "{option} {wanted}: there are no columns beside the text; tables have them, or take them from paths with --fields"
            ),
        );
    }
    Message::new(
        format!("{option}：没有名为“{wanted}”的列；可用的列：{}", columns.join("、")),
        format!("{option}: there is no column '{wanted}'. Columns: {}", columns.join(", ")),
    )
}

/// How many problems an error names.
const NAMED: usize = 10;

fn no_documents(problems: &[Message]) -> Message {
    let head = Message::new(
        "没有读到任何文档；请检查输入路径，支持 .txt .csv .tsv 等文件和文件夹",
        "no document was read; check the input paths: .txt, .csv, .tsv and other files, or folders",
    );
    with_list(head, problems)
}

fn not_whole(folder: &Path, files: usize) -> Message {
    let folder = folder.display();
    Message::new(
        format!("{folder} 和写出时不同，{files} 个文件见上；要恢复就重新运行"),
        format!(
            "{folder} is not as it was written: see the {files} above; run it again to have it so"
        ),
    )
}

fn strict(problems: &[Message]) -> Message {
    let head = Message::new(
        "有输入被跳过或有损读入，而 --strict 不允许；没有写出任何表",
        "some input was skipped or read with losses, which --strict forbids; no table was written",
    );
    with_list(head, problems)
}

fn with_list(mut message: Message, items: &[Message]) -> Message {
    for reason in items.iter().take(NAMED) {
        message.zh.push_str(&format!("\n  {}", reason.zh));
        message.en.push_str(&format!("\n  {}", reason.en));
    }
    if items.len() > NAMED {
        let more = items.len() - NAMED;
        message.zh.push_str(&format!("\n  另有 {more} 个；cimai inspect 可列出全部"));
        message.en.push_str(&format!("\n  and {more} more; cimai inspect lists them all"));
    }
    message
}

impl From<cimai_ingest::Error> for Error {
    fn from(error: cimai_ingest::Error) -> Self {
        Self::Ingest(error)
    }
}

impl From<cimai_report::Error> for Error {
    fn from(error: cimai_report::Error) -> Self {
        Self::Report(error)
    }
}

impl From<cimai_topic::Error> for Error {
    fn from(error: cimai_topic::Error) -> Self {
        Self::Topic(error)
    }
}
