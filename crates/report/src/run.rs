//! A run as its folder keeps it: the record of what was run, and what can be read of it again.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use cimai_corpus::Message;
use serde::{Deserialize, Serialize};

use crate::read_back::{NamedTopic, read_labels};
use crate::tables::unguarded;
use crate::{Error, OutputSet};

/// What was run, so that it can be run again: `run.json`. It holds no time of day, so that the
/// same run writes the same file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RunRecord {
    /// The version of cimai.
    pub version: String,
    /// Every option with its value, as text.
    pub options: BTreeMap<String, String>,
    /// The language of the tables and of the report: `zh` or `en`.
    pub language: String,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// The input files, in the order in which they were read.
    pub inputs: Vec<HashedFile>,
    /// The user's dictionaries, synonyms, stop words and other lists.
    pub lists: Vec<HashedFile>,
    /// How many records were refused.
    pub rejected: usize,
    /// How many documents repeat earlier ones.
    pub duplicates: usize,
    /// How many documents were read.
    pub documents: usize,
    /// How many words they have, stop words included.
    pub words: u64,
    /// How many distinct terms are counted.
    pub terms: usize,
    /// How many topics were found.
    pub topics: usize,
    /// How the number of topics came about.
    pub topics_reason: String,
    /// What document vectors the topics were found on.
    pub vectors: String,
    /// The share of latent semantic analysis in them, 0–1; the rest are word vectors. It grows
    /// with the length of the documents.
    pub lsa_share: f64,
    /// How well the topics agree with categories made by hand, if there are any.
    pub agreement: Option<AgreementRecord>,
    /// Within what terms were found to occur together: `document` or `sentence`.
    pub cooccurrence: String,
}

/// Agreement of topics with categories made by hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgreementRecord {
    /// The column of the categories.
    pub column: String,
    /// Normalised mutual information, 0–1.
    pub nmi: f64,
    /// Adjusted Rand index: 0 for chance, 1 for the same groups.
    pub ari: f64,
    /// Share of documents in the commonest category of their topic, 0–1.
    pub purity: f64,
}

/// A file that a run read, by what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedFile {
    /// Its path, as it was named.
    pub path: String,
    /// Its length; `None` where it could not be read.
    pub bytes: Option<u64>,
    /// The BLAKE3 hash of what it holds, in hexadecimal; that of a compressed file is the hash of
    /// its content unpacked.
    pub blake3: Option<String>,
}

impl HashedFile {
    /// A file with what it holds.
    pub fn of(path: &str, content: &[u8]) -> Self {
        let (bytes, blake3) = (content.len() as u64, blake3::hash(content).to_string());
        Self { path: path.to_owned(), bytes: Some(bytes), blake3: Some(blake3) }
    }
}

impl RunRecord {
    /// Writes `run.json`.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, output: &OutputSet) -> Result<(), Error> {
        output.json("run.json", self)
    }
}

/// No run finds more topics.
const MOST_TOPICS: usize = 10_000;

/// What an earlier run found about topics.
#[derive(Clone, Debug, Default)]
pub struct PublishedRun {
    /// What was run.
    pub record: RunRecord,
    /// Its topics, by number.
    pub topics: Vec<NamedTopic>,
    /// The id of each document and the number of the topic that it counts for.
    pub documents: Vec<(String, Option<usize>)>,
    /// The terms of the topics, each with the number of the topic that it ranks highest in.
    pub terms: Vec<(String, usize)>,
}

/// Why a folder is not read as that of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotARun {
    /// The file that is missing or wrong.
    pub path: PathBuf,
    /// What is wrong with it and what to do.
    pub message: Message,
}

impl PublishedRun {
    /// Reads the folder of a run that found topics.
    ///
    /// # Errors
    ///
    /// If it is not complete, has no topics, or a table in it is not as it was written.
    pub fn read(folder: &Path) -> Result<Self, NotARun> {
        let file = |name: &str| {
            let path = folder.join(name);
            let text = fs::read_to_string(&path);
            text.map_err(|error| NotARun { message: no_run(&error), path: path.clone() })
        };
        file("manifest.json")?;
        let wrong = |name: &str, message| NotARun { path: folder.join(name), message };
        let record = serde_json::from_str(&file("run.json")?);
        let record = record.map_err(|error| wrong("run.json", damaged(&error.to_string())))?;
        let topics = read_labels(&file("topics.csv")?);
        let mut topics = topics.map_err(|message| wrong("topics.csv", message))?;
        topics.retain(|named| named.topic <= MOST_TOPICS);
        let assignments = Rows::read(&file("assignments.csv")?);
        let documents = assignments.and_then(|rows| rows.documents());
        let documents = documents.map_err(|message| wrong("assignments.csv", message))?;
        let terms = Rows::read(&file("topic_terms.csv")?).and_then(|rows| rows.terms());
        let terms = terms.map_err(|message| wrong("topic_terms.csv", message))?;
        Ok(Self { record, topics, documents, terms })
    }

    /// What a topic is called.
    pub fn label(&self, topic: usize) -> &str {
        let named = self.topics.iter().find(|named| named.topic == topic);
        named.map_or("", |named| &named.label)
    }
}

/// The rows of a table, with their cells by name.
struct Rows {
    columns: HashMap<String, usize>,
    records: Vec<csv::StringRecord>,
}

impl Rows {
    fn read(text: &str) -> Result<Self, Message> {
        let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = csv.headers().map_err(|error| damaged(&error.to_string()))?;
        let columns = header.iter().enumerate().map(|(place, name)| (name.to_owned(), place));
        let columns = columns.collect();
        let records = csv.records().collect::<Result<_, _>>();
        Ok(Self { columns, records: records.map_err(|error| damaged(&error.to_string()))? })
    }

    fn place(&self, column: &str) -> Result<usize, Message> {
        self.columns.get(column).copied().ok_or_else(|| lacks(column))
    }

    fn documents(&self) -> Result<Vec<(String, Option<usize>)>, Message> {
        let (id, topic) = (self.place("doc_id")?, self.place("topic")?);
        let standing = self.columns.get("standing");
        let document = |row: &csv::StringRecord| {
            let clear = standing.is_none_or(|&place| &row[place] == "clear");
            let topic = number(&row[topic]).filter(|_| clear);
            (unguarded(&row[id]).to_owned(), topic)
        };
        Ok(self.records.iter().map(document).collect())
    }

    /// Each term once, where its rank is best; of equal ranks, the first.
    fn terms(&self) -> Result<Vec<(String, usize)>, Message> {
        let (topic, rank) = (self.place("topic")?, self.place("rank")?);
        let term = self.place("term")?;
        let mut best: HashMap<&str, (usize, usize)> = HashMap::new();
        let mut order = Vec::new();
        for row in &self.records {
            let (Some(topic), Ok(rank)) = (number(&row[topic]), row[rank].parse()) else {
                continue;
            };
            let term = unguarded(&row[term]);
            let known = best.entry(term).or_insert_with(|| {
                order.push(term);
                (rank, topic)
            });
            if rank < known.0 {
                *known = (rank, topic);
            }
        }
        Ok(order.into_iter().map(|term| (term.to_owned(), best[term].1)).collect())
    }
}

/// The number of a topic.
fn number(cell: &str) -> Option<usize> {
    cell.parse().ok().filter(|topic| (1..=MOST_TOPICS).contains(topic))
}

fn no_run(error: &std::io::Error) -> Message {
    Message::new(
        format!("读不到（{error}）；请给出 cimai analyze 或 topics 的输出文件夹"),
        format!("cannot be read ({error}); name the output folder of `cimai analyze` or `topics`"),
    )
}

fn damaged(error: &str) -> Message {
    Message::new(
        format!("内容不是 cimai 所写的（{error}）；请重新运行一次"),
        format!("it is not as cimai wrote it ({error}); run it again"),
    )
}

fn lacks(column: &str) -> Message {
    Message::new(
        format!("没有 {column} 列；请重新运行一次"),
        format!("it lacks the column {column}; run it again"),
    )
}
