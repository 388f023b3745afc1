use std::path::PathBuf;

use cimai_ingest::{DuplicateIds, Duplicates, Pages, Ragged};
use clap::{Args, ValueEnum};

use super::analysis::RunArgs;
use super::value::{Named, delimiter, one_of};

/// What is read, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "输入 Input")]
pub(crate) struct InputArgs {
    /// 文件、文件夹、通配符（'2024/*.txt'）或 -（标准输入） Files, folders, patterns or -
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// 表格的正文列；只有一列明显是正文时可不写 Text column; may be left out where it is plain
    #[arg(long, value_name = "COLUMN")]
    pub(crate) text: Option<String>,

    /// 表格的编号列 Column that names each document
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id: Option<String>,

    /// 表格的标题列 Title column
    #[arg(long, value_name = "COLUMN")]
    pub(crate) title: Option<String>,

    /// 文件编码，如 gbk；不写则逐个识别 Encoding of all files; found for each if left out
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,

    /// 表格的分隔符，如 ';' 或 tab；不写则识别 Delimiter; found if left out
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,

    /// 工作簿的工作表，按名字或序号；不写则第一张 Sheet of a workbook, by name or number; the first if left out
    #[arg(long, value_name = "SHEET")]
    pub(crate) sheet: Option<String>,

    /// 从路径取元数据列，如 '{省}/{年}-{月}/{}' Columns from folder and file names
    #[arg(long, value_name = "PATTERN")]
    pub(crate) fields: Option<String>,

    /// 文本文件是否为报纸版面（一个文件几篇文章） Whether text files are newspaper pages
    #[arg(long, default_value = "auto", value_parser = one_of::<Pages>())]
    pub(crate) pages: Pages,

    /// 追加版面模式表（格式见 data/page-patterns.tsv） More patterns for newspaper pages
    #[arg(long, value_name = "FILE")]
    pub(crate) page_patterns: Option<PathBuf>,

    /// 列数不对的行：拒收、补空或报错 Rows with too many or too few cells
    #[arg(long, default_value = "reject", value_parser = one_of::<Ragged>())]
    pub(crate) ragged: Ragged,

    /// 单元格的最大字节数 Largest cell, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 8 << 20, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_cell: u64,

    /// 要整个读入内存的文件（文本、Excel、Word，解压后）的最大 MiB 数；csv、tsv、jsonl 多大都行 Largest file that is held as a
    /// whole (text, Excel, Word; unpacked), in MiB; csv, tsv and jsonl may be of any size
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    pub(crate) max_size: u64,

    /// 超过 1% 无法解码的文件也读入 Read files of which over 1 % cannot be decoded
    #[arg(long)]
    pub(crate) lossy: bool,

    /// 编号重复时报错或加后缀 When two documents have one id
    #[arg(long, default_value = "error", value_parser = one_of::<DuplicateIds>())]
    pub(crate) on_duplicate_id: DuplicateIds,

    /// 重复的文档（转载、复制的投诉）：标记、只留第一篇或不查 Reprints and copies: mark, keep the first only, or do not look
    #[arg(long, default_value = "mark", value_parser = one_of::<Duplicates>())]
    pub(crate) duplicates: Duplicates,

    /// 不滤去正文里的标记、链接、@名字、表情代码和平台字样 Leave markup, links, @names, emoticon codes and platform strings in the texts
    #[arg(long)]
    pub(crate) keep_markup: bool,

    /// 分词前把繁体转成简体 Traditional characters to simplified ones, before cutting
    #[arg(long)]
    pub(crate) simplify: bool,

    /// 跟随文件夹里的符号链接 Follow symbolic links within folders
    #[arg(long)]
    pub(crate) follow: bool,

    /// 有任何输入被跳过或有损读入即失败 Fail if any input is skipped or read with losses
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Args)]
#[command(mut_arg("inputs", |inputs| inputs.required(true)))]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// 每个文件显示的文档数与拒收记录数 Documents and refused records shown of each file
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) lines: usize,

    /// 逐行说明版面中每一行判为什么、依据哪些迹象 Say of every line of a newspaper page what it was told to be, and why
    #[arg(long, conflicts_with = "format")]
    pub(crate) explain: bool,

    /// 输出为文本或 CSV 表（即 inputs.csv） Text, or a table: that of inputs.csv
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
#[command(mut_arg("inputs", |inputs| inputs.required(true)))]
pub(crate) struct KwicArgs {
    /// 要找的词语，英文不分大小写 What to look for, in any case
    #[arg(value_name = "TERM")]
    pub(crate) term: String,

    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// 把 TERM 当作正则表达式 TERM is a regular expression
    #[arg(long)]
    pub(crate) regex: bool,

    /// 每侧显示的字数 Characters shown on either side
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(0..=1000))]
    pub(crate) width: u16,

    /// 排序：按原文次序、左文或右文 Order: as in the texts, by the left or the right context
    #[arg(long, default_value = "text", value_parser = one_of::<Order>())]
    pub(crate) sort: Order,

    /// 输出为对齐的文本或 CSV 表 Aligned text or a table
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// In what order uses are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// As they stand in the texts.
    Text,
    /// By what stands before them, the nearest character first.
    Left,
    /// By what stands behind them.
    Right,
}

impl Named for Order {
    const OFFERED: &'static [Self] = &[Self::Text, Self::Left, Self::Right];

    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

/// As what they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Csv,
}
