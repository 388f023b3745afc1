use clap::Args;

use super::value::{at_least_one, size};
use crate::error::Error;

/// What a run may use, and what it tells of it. None of it shapes the result.
#[derive(Debug, Args)]
#[command(next_help_heading = "运行 Running")]
pub(crate) struct LimitArgs {
    /// 内存上限，如 800M、2G；不影响结果（默认：机器或容器内存的 60%） Memory to stay below; by default 60 % of what there is
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
    /// 线程数；不影响结果（默认：处理器核数） Threads; they never change the result
    #[arg(long, value_name = "N", value_parser = at_least_one())]
    pub(crate) threads: Option<u64>,

    /// 不显示进度与小结 No progress, no summary
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl RunArgs {
    /// Runs the work on as many threads as were asked for.
    pub(crate) fn in_threads<T: Send>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send,
    ) -> Result<T, Error> {
        let threads = self.threads.map_or(0, |threads| threads as usize);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(Error::Threads)?.install(work)
    }
}
