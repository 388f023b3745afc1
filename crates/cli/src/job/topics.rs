use cimai_corpus::Message;
use cimai_report::NamedTopic;
use cimai_topic::{Model, Options, SeedTopic};

use super::lists::{List, Lists};
use crate::args::TopicArgs;
use crate::error::Error;

/// How topics are found, or where they come from, and what they are called.
pub(crate) struct TopicPlan {
    pub(crate) options: Options,
    /// The model that they come from, if they do.
    pub(crate) model: Option<Model>,
    /// The names that the user gave to topics of an earlier run.
    pub(crate) names: Vec<NamedTopic>,
}

impl TopicPlan {
    /// The plan of a run whose lists are open.
    pub(super) fn open(args: &TopicArgs, seed: u64, lists: &Lists) -> Result<Self, Error> {
        let seed_terms = lists.of("seed_terms").next().map(read_seed_terms);
        let names = lists.of("labels").next().map(read_names);
        Ok(Self {
            options: Options {
                seed,
                topics: args.topics,
                vectors: args.vectors,
                unclear: args.unclear,
                seed_topics: seed_terms.transpose()?.unwrap_or_default(),
                ..Options::default()
            },
            model: lists.of("model").next().map(read_model).transpose()?,
            names: names.transpose()?.unwrap_or_default(),
        })
    }

    /// The words that the dictionary needs for the expected topics, or those of the model.
    pub(crate) fn words(&self) -> Vec<String> {
        let expected = self.options.seed_topics.iter().flat_map(|topic| topic.terms.clone());
        let known = self.model.iter().flat_map(words).map(str::to_owned);
        expected.chain(known).collect()
    }
}

/// The model in a file that was read.
pub(crate) fn read_model(file: &List) -> Result<Model, Error> {
    let model = Model::from_bytes(file.content());
    model.map_err(|error| Error::in_file(file.path())(error.message()))
}

/// The topics that the user expects.
fn read_seed_terms(list: &List) -> Result<Vec<SeedTopic>, Error> {
    let text = cimai_ingest::clean(&list.text()?).text;
    parse(&text).map_err(Error::in_file(list.path()))
}

/// The labels of a `topics.csv` that somebody edited.
fn read_names(list: &List) -> Result<Vec<NamedTopic>, Error> {
    cimai_report::read_labels(&list.text()?).map_err(Error::in_file(list.path()))
}

/// Reads the topics that are expected: a name, a colon and words on each line. Lines without
/// text and those that begin with `#` are passed over.
pub(super) fn parse(text: &str) -> Result<Vec<SeedTopic>, Message> {
    let lines = text.lines().map(str::trim).zip(1..);
    let filled = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    let mut topics: Vec<SeedTopic> = Vec::new();
    for (line, number) in filled {
        let (name, words) = line.split_once([':', '：']).ok_or_else(|| not_a_topic(number))?;
        let separates = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
        let terms = words.split(separates).filter(|word| !word.is_empty());
        let topic =
            SeedTopic { name: name.trim().to_owned(), terms: terms.map(str::to_owned).collect() };
        if topic.name.is_empty() || topic.terms.is_empty() {
            return Err(not_a_topic(number));
        }
        if topics.iter().any(|other| other.name == topic.name) {
            return Err(named_twice(number, &topic.name));
        }
        topics.push(topic);
    }
    if topics.is_empty() { Err(no_topic()) } else { Ok(topics) }
}

fn not_a_topic(line: usize) -> Message {
    Message::new(
        format!("第 {line} 行：应为“主题名: 词 词 词”"),
        format!("line {line}: a name, a colon and words are expected, as in `heating: 暖气 供热`"),
    )
}

fn named_twice(line: usize, name: &str) -> Message {
    Message::new(
        format!("第 {line} 行：主题“{name}”已经写过；请把它的词写在一行"),
        format!("line {line}: topic '{name}' stands there already; put its words on one line"),
    )
}

fn no_topic() -> Message {
    Message::new(
        "文件里没有主题；每行写“主题名: 词 词 词”",
        "it names no topic; write a name, a colon and words on each line",
    )
}

/// A phrase that counted as a term, its words separated by tabs.
pub(crate) const PHRASE: &str = "phrase";
/// A word that was added to the dictionary for the sake of an expected topic.
pub(crate) const WORD: &str = "word";
/// An option that shapes the words, `name=value`.
pub(crate) const OPTION: &str = "option";
/// The hash of a list of the user's.
pub(crate) const LIST: &str = "list";
/// The version of the program.
pub(crate) const PROGRAM: &str = "cimai";

/// How the file of a model begins.
pub(crate) const SIGNATURE: &[u8] = b"cimai-tm";

/// The words that the dictionary needs for the topics of the model.
pub(crate) fn words(model: &Model) -> impl Iterator<Item = &str> {
    tagged(model, WORD)
}

/// The phrases that counted as terms, each as its words.
pub(crate) fn phrases(model: &Model) -> Vec<Vec<String>> {
    let words = |phrase: &str| phrase.split('\t').map(str::to_owned).collect();
    tagged(model, PHRASE).map(words).collect()
}

/// The hashes of the lists that decided what the words are, in order.
pub(crate) fn lists(model: &Model) -> Vec<&str> {
    let mut lists: Vec<&str> = tagged(model, LIST).collect();
    lists.sort_unstable();
    lists
}

/// Says that documents were cut by other lists than those of a model.
pub(crate) fn other_lists() -> Message {
    Message::new(
        "词典、停用词等词表与建立模型时不同；请用同样的词表",
        "the dictionaries and other lists are not those of the model; use the same",
    )
}

/// What is noted under a key.
pub(crate) fn tagged<'m>(model: &'m Model, key: &'static str) -> impl Iterator<Item = &'m str> {
    model.tags.iter().filter(move |(tag, _)| tag == key).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_name_and_its_words() {
        let topics = parse("# 预期\n供暖: 暖气 供热\n\n路灯： 路灯，灯杆\n").unwrap();
        let names: Vec<_> = topics.iter().map(|topic| topic.name.as_str()).collect();
        assert_eq!(names, ["供暖", "路灯"]);
        assert_eq!(topics[1].terms, ["路灯", "灯杆"]);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for (text, line) in
            [("供暖: 暖气\n路灯\n", 2), ("供暖:\n", 1), ("a: 甲\nb: 乙\na: 丙\n", 3)]
        {
            let error = parse(text).unwrap_err();
            assert!(error.en.starts_with(&format!("line {line}:")), "{error}");
        }
        assert!(parse("\n# \n").is_err());
    }
}
