//! What was typed. The comments are the help that users read, Chinese first.

mod analysis;
pub(crate) mod config;
pub(crate) mod door;
mod input;
mod value;

use std::ffi::OsString;
use std::path::PathBuf;

use cimai_corpus::Lang;
use cimai_report::Profile;
use clap::{Args as ClapArgs, ColorChoice, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use self::value::{at_least_one, one_of};
use crate::Outcome;
use crate::error::Error;
use crate::tell::terminal;

pub(crate) use self::analysis::{CompareArgs, LimitArgs, RunArgs, TopicArgs};
pub(crate) use self::input::{Format, InputArgs, InspectArgs, KwicArgs, Order};
pub(crate) use self::value::{Adopt, Named, Workbook, choice_text, delimiter_text};

const OUTPUT: &str = "输出 Output";
const ANALYSIS: &str = "分析 Analysis";

/// 词脉：中文文本批量分析——分词、关键词、主题，输出可用 Excel 打开的表格
///
/// Chinese text analytics in batch: words, keywords and topics, as tables for a spreadsheet.
#[derive(Debug, Parser)]
#[command(name = "cimai", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "示例 Examples:
  cimai 投诉.xlsx                                         全部分析，结果在旁边的 投诉-分析/ all of it, beside the file
  cimai analyze 报纸/ -o 结果
  cimai analyze 投诉.csv --text 内容 --id 编号 -o 结果
  cimai segment 文章.txt

退出码 Exit codes: 0 完成 complete · 1 失败 failed, nothing written · 2 用法 usage · \
3 已写出，但有输入被跳过或有损 written, some input skipped or lossy · 70 内部错误 internal · 130 中断 interrupted")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// 提示、表格和报告的语言（默认：提示按系统，表格和报告用中文） Language of messages, tables and reports
    /// (by default messages follow the locale, tables and reports are Chinese)
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArg>,

    /// 从 TOML 文件取选项（名字与长选项相同；命令行优先） Options from a TOML file, under the names of the long options; the command line
    /// wins
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// 终端上是否用颜色 Colours on the terminal
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 全部分析：写出所有表格 Everything: all tables
    #[command(after_help = "示例 Examples:
  cimai analyze 报纸/ -o 结果                             一个文件夹的文本 a folder of texts
  cimai analyze 投诉.csv --text 内容 --id 编号 -o 结果    一张表 a table
  cimai analyze '2024/*.txt' -o 结果 --topics 8 --dictionary 词典.txt")]
    Analyze(AnalyzeArgs),

    /// 只算词和关键词 Terms and keywords alone
    #[command(after_help = "示例 Example:
  cimai keywords 报纸/ -o 关键词")]
    Keywords(AnalyzeArgs),

    /// 只聚主题 Topics alone
    #[command(after_help = "示例 Example:
  cimai topics 投诉.csv --text 内容 --topics 8 -o 主题")]
    Topics(AnalyzeArgs),

    /// 给新文档以前的主题：编号和名字不变 Topics of an earlier run for new documents: same numbers, same labels
    #[command(after_help = "示例 Examples:
  cimai analyze 一月.csv -o 一月 --topics 8 --save-model 主题.model
  cimai assign 主题.model 二月.csv -o 二月")]
    #[command(mut_args(AssignArgs::without_what_the_model_settles))]
    Assign(AssignArgs),

    /// 保存的主题模型：查看、改名 Saved topics: show them, rename them
    #[command(subcommand)]
    Model(ModelCommand),

    /// 两次运行之间变了什么，为什么 What changed between two runs, and why
    #[command(after_help = "示例 Examples:
  cimai compare 一月 二月
  cimai compare 旧结果 新结果 -o 比较")]
    Compare(CompareRunsArgs),

    /// 只找新词和短语 New words and phrases alone
    #[command(after_help = "示例 Examples:
  cimai phrases 报纸/ -o 新词
  cimai analyze 报纸/ -o 结果 --dictionary 新词/phrases.csv    标出要采纳的行之后 after marking the rows to accept")]
    Phrases(AnalyzeArgs),

    /// 只分词：每个文档一行，词间空格 Words only, a line per document, to standard output
    #[command(after_help = "示例 Examples:
  cimai segment 文章.txt
  cimai segment 评论.csv --text 评论 --dictionary 词典.txt > 分词.txt
  echo 建设湿地公园 | cimai segment -")]
    Segment(SegmentArgs),

    /// 一个词语的每处用例，带上下文、文件和行号 Every use of a term, in context
    #[command(after_help = "示例 Examples:
  cimai kwic 湿地 报纸/
  cimai kwic '湿地(公园|保护)' 报纸/ --regex --sort right
  cimai kwic 暖气 投诉.csv --id 编号 --format csv > 暖气.csv")]
    Kwic(KwicArgs),

    /// 每个词的逆文档频率，供其他语料的 --idf 使用 IDF of every term, for --idf, to standard output
    #[command(after_help = "示例 Examples:
  cimai idf 全年报纸/ > idf.csv
  cimai analyze 今天.txt -o 结果 --idf idf.csv")]
    Idf(SegmentArgs),

    /// 运行之前看看读出了什么：编码、分隔符、所选的列、文章和开头几行 What a run would read, file by file
    #[command(after_help = "示例 Examples:
  cimai inspect 报纸/
  cimai inspect 投诉.csv --text 内容 --lines 5
  cimai inspect 各种文件/ --format csv > 清单.csv")]
    Inspect(InspectArgs),

    /// 集群上的一部分：从标准输入读 JSON 行，向标准输出写 JSON 行 A part of the documents on a cluster: JSON lines in, JSON lines out
    #[command(subcommand)]
    Worker(WorkerCommand),

    /// 打开一次运行的报告；没有桌面时只显示它在哪里 Open the report of a run, or say where it is
    #[command(after_help = "示例 Example:
  cimai view 结果")]
    View {
        /// 输出文件夹 Output folder of the run
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },

    /// 检查输出文件夹：是否完整，哪些文件后来加入、改过或没有了 Whether an output folder is whole, and what was changed in it
    #[command(after_help = "示例 Example:
  cimai verify 结果

退出码 Exit codes: 0 完整 whole · 1 不完整或改过 not whole, or changed")]
    Verify {
        /// 输出文件夹 Output folder of the run
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },

    /// 用户词典 User dictionaries
    #[command(subcommand)]
    Dict(DictCommand),

    /// 选项文件 Files of options
    #[command(subcommand)]
    Config(ConfigCommand),

    /// 生成命令行补全脚本 Shell completions, to standard output
    #[command(after_help = "示例 Example:
  cimai completions bash > ~/.local/share/bash-completion/completions/cimai")]
    Completions {
        /// 哪种命令行 Which shell
        shell: Shell,
    },

    /// 生成手册页 Manual page, to standard output
    #[command(after_help = "示例 Example:
  cimai man > cimai.1")]
    Man,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// 列出主题：编号、名字、占比、主要词 The topics of a model, as a table to standard output
    #[command(after_help = "示例 Example:
  cimai model show 主题.model")]
    Show {
        /// 模型文件 The model
        model: PathBuf,
    },
    /// 给一个主题改名 Gives a topic another name
    #[command(after_help = "示例 Example:
  cimai model rename 主题.model 3 供暖不热")]
    Rename {
        /// 模型文件 The model
        model: PathBuf,
        /// 主题编号 The number of the topic
        #[arg(value_name = "N", value_parser = at_least_one())]
        topic: u64,
        /// 新名字 Its new name
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// 检查选项文件，列出每个选项的值和来源 Check a file of options; every option with its value and where that comes from
    #[command(after_help = "示例 Example:
  cimai config show cimai.toml")]
    Show {
        /// 选项文件 File of options
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DictCommand {
    /// 检查每个词条：能否切出、是否重复、会切断哪些词、命中多少 What each entry does, as a table to standard output
    #[command(after_help = "示例 Examples:
  cimai dict check 词典.txt
  cimai dict check 词典.txt 报纸/ > 检查.csv")]
    Check(DictCheckArgs),
}

/// What the user reads, before the language is known.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangArg {
    Zh,
    En,
}

impl LangArg {
    fn lang(self) -> Lang {
        match self {
            Self::Zh => Lang::Zh,
            Self::En => Lang::En,
        }
    }
}

#[derive(Debug, ClapArgs)]
#[command(mut_arg("inputs", |inputs| inputs.required(true)))]
pub(crate) struct AnalyzeArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// 输出文件夹；不写则在第一个输入旁边，名为“输入名-分析” Output folder; if left out, beside the first input
    #[arg(help_heading = OUTPUT, short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,

    /// 完成后打开报告（在终端里运行、有桌面时） Opens the report at the end, where there are a terminal and a desktop
    #[arg(help_heading = OUTPUT, long)]
    pub(crate) open: bool,

    /// 替换以前运行的输出文件夹；其中若有后来加入或改过的文件，整个旧文件夹改名保留 Replace the output folder of an earlier run; if
    /// files were added or changed in it since, all of it is kept under another name
    #[arg(help_heading = OUTPUT, long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) words: WordArgs,

    /// 每个文档的关键词数 Keywords per document
    #[arg(help_heading = ANALYSIS, long, value_name = "N", default_value_t = 10, value_parser = at_least_one())]
    pub(crate) keywords: u64,

    /// 用另一语料的 IDF（cimai idf 所写，或每行“词 IDF”） IDF from another corpus, as `cimai idf` writes it
    #[arg(help_heading = ANALYSIS, long, value_name = "FILE")]
    pub(crate) idf: Option<PathBuf>,

    /// 把发现的新词、短语当作词：auto 只取最有把握的，none 不取，N 取前 N 个 New words and phrases that become terms
    #[arg(help_heading = ANALYSIS, long, value_name = "auto|none|N", default_value = "auto")]
    pub(crate) adopt: Adopt,

    #[command(flatten)]
    pub(crate) topics: TopicArgs,

    #[command(flatten)]
    pub(crate) compare: CompareArgs,

    /// 随机种子：同样的输入、选项和种子得到同样的结果 Seed; same input, options and seed, same result
    #[arg(help_heading = ANALYSIS, long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// 表格写给谁：spreadsheet 带 BOM 并防公式，machine 原样 For whom: with or without byte-order mark and formula guard
    #[arg(help_heading = OUTPUT, long, default_value = "spreadsheet", value_parser = one_of::<Profile>())]
    pub(crate) profile: Profile,

    /// report.xlsx：brief 略去很长的表，full 放入全部，none 不写 The workbook: without very long tables, with all, or none
    #[arg(help_heading = OUTPUT, long, default_value = "brief", value_parser = one_of::<Workbook>())]
    pub(crate) workbook: Workbook,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CompareRunsArgs {
    /// 以前的输出文件夹 The output folder of the earlier run
    #[arg(value_name = "BEFORE")]
    pub(crate) before: PathBuf,

    /// 后来的输出文件夹 The output folder of the later run
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,

    /// 把结果写成表格 Writes the result as tables
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,

    /// 替换以前运行的输出文件夹；其中若有后来加入或改过的文件，整个旧文件夹改名保留 Replace the output folder of an earlier run; if
    /// files were added or changed in it since, all of it is kept under another name
    #[arg(long)]
    pub(crate) force: bool,

    /// 不显示结果 Print nothing
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AssignArgs {
    /// --save-model 所存的模型 The model, as --save-model writes it
    #[arg(value_name = "MODEL")]
    pub(crate) model: PathBuf,

    #[command(flatten)]
    pub(crate) analyze: AnalyzeArgs,
}

impl AssignArgs {
    /// Refuses the options that say how topics are found, since the model has settled that.
    fn without_what_the_model_settles(arg: clap::Arg) -> clap::Arg {
        match arg.get_id().as_str() {
            "topics" | "vectors" | "seed_terms" | "save_model" => {
                arg.hide(true).conflicts_with("model")
            }
            _ => arg,
        }
    }
}

#[derive(Debug, ClapArgs)]
#[command(mut_arg("inputs", |inputs| inputs.required(true)))]
pub(crate) struct SegmentArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) words: WordArgs,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DictCheckArgs {
    /// 要检查的词典 The dictionary
    #[arg(value_name = "DICT")]
    pub(crate) checked: PathBuf,

    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) words: WordArgs,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "分词 Words")]
pub(crate) struct WordArgs {
    /// 用户词典：每行一词，可加词频和词性；可多次给出 Dictionary: a word a line, frequency and tag if wanted; repeatable
    #[arg(long, value_name = "FILE")]
    pub(crate) dictionary: Vec<PathBuf>,

    /// 同义词表：每行“主形式=变体”，合并计数；可多次给出 Synonyms: main form=variant a line; repeatable
    #[arg(long, value_name = "FILE")]
    pub(crate) synonyms: Vec<PathBuf>,

    /// 追加停用词表：每行一词；可多次给出 More stop words, one a line; repeatable
    #[arg(long, value_name = "FILE")]
    pub(crate) stop_words: Vec<PathBuf>,

    /// 不用内置停用词表 Without the built-in stop words
    #[arg(long)]
    pub(crate) no_default_stop_words: bool,

    /// 再去掉公文套话（加强、推进、坚持、全面……） Also drop the set words of official prose
    #[arg(long)]
    pub(crate) domain_stop_words: bool,

    /// 不把“不满意”“没收到”这样的否定合成一个词 Do not join negations to what they negate
    #[arg(long)]
    pub(crate) no_negation: bool,

    /// 自己的词表（每行一词）：照原样切出并一律计数；可多次给出 Terms to find as they are and count in any case; repeatable
    #[arg(long, value_name = "FILE")]
    pub(crate) keep_terms: Vec<PathBuf>,

    /// 同上，并且只统计这些词 The same, and count no other terms
    #[arg(long, value_name = "FILE")]
    pub(crate) only_terms: Vec<PathBuf>,

    /// 用 HMM 猜测词典外的词 Guess words that no dictionary has
    #[arg(long)]
    pub(crate) hmm: bool,
}

impl AnalyzeArgs {
    /// Which phrases become terms: none where only the user's own terms are counted.
    pub(crate) fn adopt_in_force(&self) -> Adopt {
        if self.words.only_terms.is_empty() { self.adopt } else { Adopt::None }
    }
}

impl Args {
    /// The language of messages: the one asked for, or else that of the locale; Chinese if in
    /// doubt.
    pub(crate) fn lang(&self) -> Lang {
        self.lang.map_or_else(lang_of_locale, LangArg::lang)
    }

    /// The language of tables and reports: the one asked for, or Chinese. The locale has no say,
    /// so that the same command writes the same bytes everywhere.
    pub(crate) fn lang_of_tables(&self) -> Lang {
        self.lang.map_or(Lang::Zh, |_| self.lang())
    }
}

/// The language that a command line asks for, even one that is wrong elsewhere.
pub(crate) fn lang_asked(arguments: &[OsString]) -> Lang {
    let matches = Args::command().ignore_errors(true).try_get_matches_from(arguments);
    match matches.ok().and_then(|matches| matches.get_one::<LangArg>("lang").copied()) {
        Some(asked) => asked.lang(),
        None => lang_of_locale(),
    }
}

/// The language that the locale asks for; Chinese if in doubt.
fn lang_of_locale() -> Lang {
    let set =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    match set.into_iter().find(|value| !value.is_empty()) {
        Some(locale) if locale.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// Prints the completion script of a shell.
pub(crate) fn completions(shell: Shell) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "cimai", &mut script);
    terminal::data(&[String::from_utf8_lossy(&script).into_owned()])?;
    Ok(Outcome::Complete)
}

/// Prints the manual page.
pub(crate) fn man() -> Result<Outcome, Error> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut page).map_err(Error::Output)?;
    terminal::data(&[String::from_utf8_lossy(&page).into_owned()])?;
    Ok(Outcome::Complete)
}

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
#[derive(Debug, ClapArgs)]
pub(crate) struct WorkerArgs {
    /// --save-model 所存的模型：按它的词来数 The model: terms count as in the run that saved it
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,

    /// 不滤去正文里的标记、链接、@名字、表情代码和平台字样 Leave markup, links, @names, emoticon codes and platform strings in the texts
    #[arg(long)]
    pub(crate) keep_markup: bool,

    /// 分词前把繁体转成简体 Traditional characters to simplified ones, before cutting
    #[arg(long)]
    pub(crate) simplify: bool,

    #[command(flatten)]
    pub(crate) words: WordArgs,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
