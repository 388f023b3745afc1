use cimai_keyword::Unit;
use clap::Args;

use super::value::one_of;
use cimai_ingest::Period;

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
