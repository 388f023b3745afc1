use std::num::NonZero;
use std::path::PathBuf;

use cimai_corpus::Message;
use cimai_ingest::Period;
use cimai_keyword::Unit;
use cimai_topic::{Choice, VectorKind};
use clap::Args;

use super::value::{at_least_one, choice, one_of, share, size};
use crate::error::Error;
use crate::tell::stages::Progress;

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

/// What is to be compared.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "比较 Comparison")]
pub(crate) struct CompareArgs {
    /// 按此列分组比较，得 groups.csv 和 crosstab.csv；可多次给出 Compare groups by this column; repeatable
    #[arg(long, value_name = "COLUMN")]
    pub(crate) group: Vec<String>,

    /// 日期列，得 trends.csv；不写则用名为 date 或“日期”的列 Date column; one called date if left out
    #[arg(long, value_name = "COLUMN")]
    pub(crate) date: Option<String>,

    /// 按多长的时期比较；不写则按日期的跨度选定 Length of a period; by the span of the dates if left out
    #[arg(long, value_parser = one_of::<Period>())]
    pub(crate) period: Option<Period>,

    /// 共现的范围：同一文档或同一句；不写则短文档取文档，长文档取句 Within what terms occur together
    #[arg(long, value_parser = one_of::<Unit>())]
    pub(crate) cooccurrence: Option<Unit>,
}

/// What a run may use, and what it tells of it. None of it shapes the result.
#[derive(Debug, Args)]
#[command(next_help_heading = "运行 Running")]
pub(crate) struct LimitArgs {
    /// 内存的目标，如 800M、2G：放不下的文本放入临时文件，不影响结果（默认：机器或容器内存的 60%） Memory to aim at; texts beyond it wait in a temporary file; by default 60 % of what there is
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_memory: Option<u64>,

    /// 结束时显示各步用时 Tell at the end how long each step took
    #[arg(long)]
    pub(crate) timings: bool,

    /// 一批的文档数 Documents that are worked on together
    #[arg(long, hide = true, value_name = "N", default_value_t = 4096, value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub(crate) batch: u64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "运行 Running")]
pub(crate) struct RunArgs {
    /// 线程数，最多用到处理器的核数（默认就是它）；不影响结果 Threads, at most one for each processor;
    /// they never change the result
    #[arg(long, value_name = "N", value_parser = at_least_one())]
    pub(crate) threads: Option<u64>,

    /// 不显示进度与小结 No progress, no summary
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl RunArgs {
    /// Runs the work on as many threads as were asked for, but on no more than there are
    /// processors: more are never faster, and thousands are a burden.
    pub(crate) fn in_threads<T: Send>(
        &self,
        progress: Progress,
        work: impl FnOnce() -> Result<T, Error> + Send,
    ) -> Result<T, Error> {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        let wanted = self.threads.map_or(processors, |wanted| wanted as usize);
        if wanted > processors {
            progress.warn(&[processors_only(processors)]);
        }
        let threads = wanted.min(processors);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(Error::Threads)?.install(work)
    }
}

fn processors_only(processors: usize) -> Message {
    Message::new(
        format!("只有 {processors} 个处理器，用 {processors} 个线程（--threads）"),
        format!("there are {processors} processors, so as many threads are used (--threads)"),
    )
}
