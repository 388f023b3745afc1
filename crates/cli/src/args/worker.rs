use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::WordArgs;

/// What a worker does with the documents that it is given.
#[derive(Debug, Subcommand)]
pub(crate) enum WorkerCommand {
    /// 数词：每个词的词频和文档数 How often each term occurs, and in how many documents
    #[command(after_help = "示例 Example:
  cimai worker count < 文档.jsonl")]
    Count(WorkerArgs),
    /// 标注：每篇的关键词和主题 Keywords and topic of each document
    #[command(after_help = "示例 Example:
  cimai worker annotate --model 主题.model < 文档.jsonl")]
    Annotate(WorkerArgs),
}

/// What a worker goes by.
#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// --save-model 所存的模型：按它的词来数 The model: terms count as in the run that saved it
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,

    /// 分词前把繁体转成简体 Traditional characters to simplified ones, before cutting
    #[arg(long)]
    pub(crate) simplify: bool,

    #[command(flatten)]
    pub(crate) words: WordArgs,
}
