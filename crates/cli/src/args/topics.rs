use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cimai_topic::{Choice, Options, VectorKind};
use clap::Args;

use super::one_of;
use crate::error::Error;
use crate::topic_files;

/// How topics are found, named and checked.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "主题 Topics")]
pub(crate) struct TopicArgs {
    /// 主题数：N；auto 或范围如 5..30 则自动选定（见 k.csv） Number of topics, or the range to choose from
    #[arg(long, value_name = "N|A..B|auto", value_parser = choice)]
    pub(crate) topics: Option<Choice>,

    /// 文档向量：短文用词共现，长文用潜在语义，auto 按长度 How documents become vectors; by their length if auto
    #[arg(long, default_value = "auto", value_parser = one_of([("auto", VectorKind::Auto), ("ppmi", VectorKind::Ppmi), ("lsa", VectorKind::Lsa)]))]
    pub(crate) vectors: VectorKind,

    /// 预期的主题：每行“主题名: 词 词 词” Topics that you expect: a name, a colon and words on each line
    #[arg(long, value_name = "FILE")]
    pub(crate) seed_terms: Option<PathBuf>,

    /// 把最不确定的这一部分文档标为“不明”，如 0.1 Share of documents to call unclear rather than force
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) unclear: Option<f64>,

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

impl TopicArgs {
    /// What to look for, with the expected topics read from their file.
    pub(crate) fn options(&self, seed: u64) -> Result<Options, Error> {
        let mut options = Options { seed, vectors: self.vectors, ..Options::default() };
        options.topics = self.topics.unwrap_or(options.topics);
        options.unclear = self.unclear.unwrap_or(0.0);
        if let Some(path) = &self.seed_terms {
            options.seed_topics = topic_files::read_seed_terms(path)?;
        }
        Ok(options)
    }

    /// The lists that shape the topics.
    pub(crate) fn lists(&self) -> impl Iterator<Item = &PathBuf> {
        self.seed_terms.iter().chain(&self.labels).chain(&self.model)
    }

    /// The options with their values, for the record of the run.
    pub(crate) fn record(&self) -> BTreeMap<&'static str, String> {
        let path = |path: &Option<PathBuf>| {
            path.as_deref().map(Path::to_string_lossy).unwrap_or_default().into_owned()
        };
        let topics = match self.topics {
            Some(Choice::Fixed(topics)) => topics.to_string(),
            Some(Choice::Auto { min, max }) => format!("{min}..{max}"),
            None => "auto".to_owned(),
        };
        BTreeMap::from([
            ("topics", topics),
            ("vectors", format!("{:?}", self.vectors).to_lowercase()),
            ("seed_terms", path(&self.seed_terms)),
            ("unclear", self.unclear.unwrap_or(0.0).to_string()),
            ("label", self.label.clone().unwrap_or_default()),
            ("labels", path(&self.labels)),
            ("model", path(&self.model)),
        ])
    }
}

/// A number of topics, or a range to choose from.
fn choice(text: &str) -> Result<Choice, String> {
    let number = |text: &str| text.parse().ok().filter(|n| (1..=10_000).contains(n));
    let found = match text.split_once("..") {
        _ if text == "auto" => Some(Options::default().topics),
        None => number(text).map(Choice::Fixed),
        Some((min, max)) => match (number(min), number(max.trim_start_matches('='))) {
            (Some(min), Some(max)) if min <= max => Some(Choice::Auto { min, max }),
            _ => None,
        },
    };
    found.ok_or_else(|| {
        "1 到 10000 的整数、范围如 5..30，或 auto a whole number from 1 to 10000, a range such as 5..30, or auto".to_owned()
    })
}

/// A part of the whole.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "0 到 1 的小数，如 0.1 a share from 0 to 1, such as 0.1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_a_range_or_auto() {
        assert_eq!(choice("8"), Ok(Choice::Fixed(8)));
        assert_eq!(choice("5..30"), Ok(Choice::Auto { min: 5, max: 30 }));
        assert_eq!(choice("auto"), Ok(Options::default().topics));
        for wrong in ["0", "many", "9..3", "0..4", "..", "-1", "3.5"] {
            assert!(choice(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_share_is_a_part_of_the_whole() {
        assert_eq!(share("0.1"), Ok(0.1));
        for wrong in ["1.5", "-0.1", "NaN", "ten"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }
}
