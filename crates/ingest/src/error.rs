use std::{fmt, io};

use cimai_corpus::Message;

/// Why reading stopped. What is wrong with a single file stops nothing: it stands in that file's
/// [`FileAudit`](crate::FileAudit).
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An input does not exist, or nothing matches its pattern.
    NoInput {
        /// The input as it was given.
        input: String,
    },
    /// No column plainly holds the text.
    TextColumn {
        /// The file.
        path: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A named column is not in the file.
    ColumnNotFound {
        /// The file.
        path: String,
        /// The name that was asked for.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// Two columns have the name that was asked for.
    ColumnTwice {
        /// The file.
        path: String,
        /// The name that was asked for.
        column: String,
    },
    /// A named sheet is not in the workbook.
    SheetNotFound {
        /// The file.
        path: String,
        /// The sheet that was asked for.
        sheet: String,
        /// The sheets that there are.
        sheets: Vec<String>,
    },
    /// No encoding has the name that was given.
    UnknownEncoding {
        /// The name.
        name: String,
    },
    /// The delimiter is not an ASCII character that can stand between cells.
    BadDelimiter {
        /// The byte.
        byte: u8,
    },
    /// The pattern that fills columns from paths cannot be used.
    BadFields {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: Message,
    },
    /// A line of the page patterns cannot be used.
    BadPagePattern {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: Message,
    },
    /// A file was written to while it was read.
    Changed {
        /// The file.
        path: String,
    },
    /// Documents that were read cannot be had again, to compare them.
    Fetch {
        /// The cause.
        source: io::Error,
    },
    /// Several documents have the same id.
    DuplicateIds {
        /// The first five, with the places of their first two uses.
        first: Vec<DuplicateId>,
        /// How many documents have an id that was there before.
        count: usize,
    },
    /// A row has too many or too few cells, and [`Ragged::Error`](crate::Ragged::Error) was set.
    Ragged {
        /// The file.
        path: String,
        /// The row, from 1.
        record: u64,
        /// The line on which it begins, from 1.
        line: u64,
        /// How many cells it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
}

/// An id that two documents have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateId {
    /// The id.
    pub id: String,
    /// Where it stands first: file and line.
    pub first: (String, u64),
    /// Where it stands again: file and line.
    pub again: (String, u64),
}

impl Error {
    /// Whether another command line would help, rather than other files.
    pub fn is_usage(&self) -> bool {
        !matches!(
            self,
            Error::DuplicateIds { .. }
                | Error::Ragged { .. }
                | Error::Changed { .. }
                | Error::Fetch { .. }
        )
    }

    /// What is wrong with the shape of a table, without the name of its file; none for all other
    /// errors.
    pub(crate) fn of_table(&self) -> Option<Message> {
        match self {
            Error::TextColumn { columns, .. } => Some(text_column(columns)),
            Error::ColumnNotFound { column, columns, .. } => Some(not_found(column, columns)),
            Error::ColumnTwice { column, .. } => Some(twice(column)),
            Error::SheetNotFound { sheet, sheets, .. } => Some(sheet_not_found(sheet, sheets)),
            _ => None,
        }
    }

    /// The error in both languages, with the remedy.
    pub fn message(&self) -> Message {
        match self {
            Error::NoInput { input } => Message::new(
                format!("找不到输入“{input}”：请检查路径，或给通配符加引号"),
                format!(
                    "nothing found for the input '{input}': check the path, or quote the pattern"
                ),
            ),
            Error::TextColumn { path, .. }
            | Error::ColumnNotFound { path, .. }
            | Error::ColumnTwice { path, .. }
            | Error::SheetNotFound { path, .. } => {
                in_file(path, &self.of_table().unwrap_or_default())
            }
            Error::UnknownEncoding { name } => Message::new(
                format!("不认识的编码“{name}”，可用 utf-8、gb18030、big5、utf-16le 等"),
                format!("unknown encoding '{name}'; use utf-8, gb18030, big5, utf-16le or another"),
            ),
            Error::BadDelimiter { byte } => Message::new(
                format!("字节 {byte} 不能作分隔符，请用逗号、分号、竖线或制表符等 ASCII 字符"),
                format!("byte {byte} cannot divide cells; use an ASCII character such as a comma"),
            ),
            Error::BadFields { pattern, reason } => Message::new(
                format!("--fields 模式“{pattern}”不可用：{}", reason.zh),
                format!("the --fields pattern '{pattern}' cannot be used: {}", reason.en),
            ),
            Error::BadPagePattern { line, reason } => Message::new(
                format!("版面模式表第 {line} 行：{}", reason.zh),
                format!("line {line} of the page patterns: {}", reason.en),
            ),
            Error::Changed { path } => in_file(path, &changed()),
            Error::Fetch { source } => fetch(source),
            Error::DuplicateIds { first, count } => duplicate_ids(first, *count),
            Error::Ragged { path, record, line, found, expected } => {
                ragged(path, (*record, *line), (*found, *expected))
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Fetch { source } => Some(source),
            _ => None,
        }
    }
}

fn in_file(path: &str, reason: &Message) -> Message {
    Message::new(format!("{path}：{}", reason.zh), format!("{path}: {}", reason.en))
}

fn changed() -> Message {
    Message::new(
        "读取期间文件变了；请等写入结束后再运行",
        "it changed while it was read; run again when nothing writes to it",
    )
}

fn fetch(source: &io::Error) -> Message {
    Message::new(
        format!("读过的文档取不回来：{source}；请检查临时文件夹所在的磁盘"),
        format!(
            "documents that were read cannot be had again: {source}; check the disk with the temporary folder"
        ),
    )
}

fn ragged(path: &str, (record, line): (u64, u64), (found, expected): (usize, usize)) -> Message {
    Message::new(
        format!(
            "{path}：第 {record} 条（第 {line} 行）有 {found} 格，表头有 {expected} 格；可用 --ragged reject 或 pad"
        ),
        format!(
            "{path}: record {record} (line {line}) has {found} cells, the header {expected}; try --ragged reject or pad"
        ),
    )
}

fn text_column(columns: &[String]) -> Message {
    let list = list(columns);
    Message::new(
        format!("看不出哪一列是正文，请用 --text 指明；现有列：{list}"),
        format!("no column plainly holds the text; name it with --text. Columns: {list}"),
    )
}

fn not_found(column: &str, columns: &[String]) -> Message {
    let list = list(columns);
    let near = nearest(column, columns);
    let zh = near.map_or(String::new(), |near| format!("，是不是“{near}”？"));
    let en = near.map_or(String::new(), |near| format!("; did you mean '{near}'?"));
    Message::new(
        format!("没有名为“{column}”的列{zh} 现有列：{list}"),
        format!("there is no column '{column}'{en} Columns: {list}"),
    )
}

fn twice(column: &str) -> Message {
    Message::new(
        format!("有两列都叫“{column}”，请先改名"),
        format!("two columns are called '{column}'; rename one of them"),
    )
}

fn sheet_not_found(sheet: &str, sheets: &[String]) -> Message {
    let list = list(sheets);
    Message::new(
        format!("没有名为“{sheet}”的工作表；现有：{list}"),
        format!("there is no sheet '{sheet}'. Sheets: {list}"),
    )
}

fn duplicate_ids(first: &[DuplicateId], count: usize) -> Message {
    let show = |between: &str| {
        let one = |twice: &DuplicateId| {
            let (path, line) = &twice.first;
            let (again, other) = &twice.again;
            format!("{} ({path}:{line}{between}{again}:{other})", twice.id)
        };
        first.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    Message::new(
        format!("{count} 个文档的编号与前面的重复：{}；可用 --on-duplicate-id suffix", show("、")),
        format!(
            "{count} documents have an id that another has: {}; try --on-duplicate-id suffix",
            show(", ")
        ),
    )
}

/// The first names; a table of thousands of columns must not flood the screen.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut text = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN {
        text = format!("{text}, … ({})", names.len());
    }
    text
}

/// The name that is fewest edits away, if it is near enough to be a slip.
fn nearest<'n>(name: &str, names: &'n [String]) -> Option<&'n str> {
    let near = names.iter().take(200).map(|other| (edits(name, other), other));
    let (distance, best) = near.min_by_key(|&(distance, _)| distance)?;
    (distance <= name.chars().count().max(2) / 2).then_some(best.as_str())
}

fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().take(64).flat_map(char::to_lowercase).enumerate() {
        let mut before = std::mem::replace(&mut row[0], i + 1);
        for (j, &d) in b.iter().enumerate() {
            let change = before + usize::from(c != d);
            before = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_name_is_answered_with_the_nearest() {
        let columns = vec!["id".to_owned(), "review".to_owned()];
        let error =
            Error::ColumnNotFound { path: "a.csv".into(), column: "reveiw".into(), columns };
        let expected =
            "a.csv: there is no column 'reveiw'; did you mean 'review'? Columns: id, review";
        assert_eq!(error.to_string(), expected);
        assert!(error.is_usage());
    }

    #[test]
    fn a_far_name_is_not_proposed() {
        assert_eq!(nearest("正文", &["id".to_owned(), "n".to_owned()]), None);
    }

    #[test]
    fn long_lists_are_cut() {
        let names: Vec<String> = (0..30).map(|n| n.to_string()).collect();
        assert!(list(&names).ends_with("19, … (30)"));
    }
}
