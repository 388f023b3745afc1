use cimai_keyword::Unit;
use clap::Args;

use super::one_of;
use crate::times::Period;

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
    #[arg(long, value_parser = one_of([("day", Period::Day), ("week", Period::Week), ("month", Period::Month), ("quarter", Period::Quarter), ("year", Period::Year)]))]
    pub(crate) period: Option<Period>,

    /// 共现的范围：同一文档或同一句；不写则短文档取文档，长文档取句 Within what terms occur together
    #[arg(long, value_parser = one_of([("document", Unit::Document), ("sentence", Unit::Sentence)]))]
    pub(crate) cooccurrence: Option<Unit>,
}

impl CompareArgs {
    /// The options with their values, for the record of the run.
    pub(crate) fn record(&self) -> [(&'static str, String); 4] {
        let unit = self.cooccurrence.map_or("auto".to_owned(), |unit| unit_word(unit).to_owned());
        [
            ("group", self.group.join(" ")),
            ("date", self.date.clone().unwrap_or_default()),
            ("period", self.period.map_or("auto", Period::word).to_owned()),
            ("cooccurrence", unit),
        ]
    }
}

/// The name of a unit in options and records.
pub(crate) fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Document => "document",
        Unit::Sentence => "sentence",
    }
}
