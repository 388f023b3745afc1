use std::path::PathBuf;

use cimai_topic::{Choice, VectorKind};
use clap::Args;

use super::value::{choice, one_of, share};

/// How topics are found, named and checked.
#[derive(Debug, Args)]
#[command(next_help_heading = "主题 Topics")]
pub(crate) struct TopicArgs {
    /// 主题数：N；auto 或范围如 5..30 则自动选定（见 k.csv） Number of topics, or the range to choose from
    #[arg(long, value_name = "N|A..B|auto", default_value = "auto", value_parser = choice)]
    pub(crate) topics: Choice,

    /// 文档向量：短文用词共现，长文用潜在语义，auto 按长度 How documents become vectors; by their length if auto
    #[arg(long, default_value = "auto", value_parser = one_of::<VectorKind>())]
    pub(crate) vectors: VectorKind,

    /// 预期的主题：每行“主题名: 词 词 词” Topics that you expect: a name, a colon and words on each line
    #[arg(long, value_name = "FILE")]
    pub(crate) seed_terms: Option<PathBuf>,

    /// 把最不确定的这一部分文档标为“不明”，如 0.1 Share of documents to call unclear rather than force
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = share)]
    pub(crate) unclear: f64,

    /// 人工分类所在的列：与主题对照（crosstab.csv、NMI、ARI、纯度） Hand-made categories to check the topics against
    #[arg(long, value_name = "COLUMN")]
    pub(crate) label: Option<String>,

    /// 改过主题名的 topics.csv：沿用其中的名字 An edited topics.csv, whose labels are kept
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: Option<PathBuf>,

    /// 保存主题，供 cimai assign 用于新文档 Save the topics for `cimai assign`
    #[arg(long, value_name = "FILE")]
    pub(crate) save_model: Option<PathBuf>,

    /// The model that documents get their topics from, if they do.
    #[arg(skip)]
    pub(crate) model: Option<PathBuf>,
}
