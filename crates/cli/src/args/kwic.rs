use clap::{Args, ValueEnum};

use super::input::InputArgs;
use super::run::RunArgs;
use super::value::{Named, one_of};

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
