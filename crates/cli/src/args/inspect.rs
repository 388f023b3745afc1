use clap::Args;

use super::input::InputArgs;
use super::kwic::Format;
use super::run::RunArgs;

#[derive(Debug, Args)]
#[command(mut_arg("inputs", |inputs| inputs.required(true)))]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// 每个文件显示的文档数与拒收记录数 Documents and refused records shown of each file
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) lines: usize,

    /// 输出为文本或 CSV 表（即 inputs.csv） Text, or a table: that of inputs.csv
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}
