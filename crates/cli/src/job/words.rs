use std::path::Path;

use cimai_corpus::Message;
use cimai_segment::{Dictionary, Segmenter, StopWords, Synonyms};

use super::lists::{List, Lists};
use super::options;
use super::options::Shapes;
use crate::args::WordArgs;
use crate::error::Error;

/// How documents are cut into words.
pub(crate) struct Words {
    dictionaries: Vec<Dictionary>,
    /// Words that count as others.
    pub(crate) synonyms: Synonyms,
    /// Words that are not counted.
    dropped: StopWords,
    /// Terms that are found as they are and counted in any case.
    kept: Vec<String>,
    /// Whether no others are counted.
    pub(crate) only_kept: bool,
    hmm: bool,
    negation: bool,
    /// What the user should know of the lists.
    pub(crate) notes: Vec<Message>,
}

impl Words {
    /// The words of a run whose lists are open.
    pub(super) fn open(args: &WordArgs, lists: &Lists) -> Result<Self, Error> {
        let (mut dictionaries, mut notes) = (Vec::new(), Vec::new());
        for list in lists.of("dictionary") {
            let dictionary = read_dictionary(list)?;
            notes.extend(repeats(list.path(), &dictionary));
            dictionaries.push(dictionary);
        }
        let mut synonyms = Synonyms::default();
        for list in lists.of("synonyms") {
            synonyms.extend(read_synonyms(list)?);
        }
        let mut kept = Vec::new();
        for list in lists.of("keep_terms").chain(lists.of("only_terms")) {
            kept.extend(read_dictionary(list)?.entries().iter().map(|entry| entry.word.clone()));
        }
        Ok(Self {
            dictionaries,
            synonyms,
            dropped: read_stop_words(args, lists)?,
            kept,
            only_kept: !args.only_terms.is_empty(),
            hmm: args.hmm,
            negation: !args.no_negation,
            notes,
        })
    }

    /// The words of a command that needs nothing else.
    pub(crate) fn alone(args: &WordArgs) -> Result<Self, Error> {
        let mut lists = Lists::default();
        lists.open(options::WORDS, args)?;
        Self::open(args, &lists)
    }

    /// The words of a worker, and the hashes of the lists that decide what they are, in order.
    pub(crate) fn with_hashes(args: &WordArgs) -> Result<(Self, Vec<String>), Error> {
        let mut lists = Lists::default();
        lists.open(super::options::WORDS, args)?;
        Ok((Self::open(args, &lists)?, lists.shaping(Shapes::Words)))
    }

    /// What cuts documents in this way. It takes a while to make.
    pub(crate) fn segmenter(&self) -> Segmenter {
        let mut segmenter = Segmenter::new(self.dropped.clone());
        segmenter.set_hmm(self.hmm);
        segmenter.set_negation(self.negation);
        for dictionary in &self.dictionaries {
            segmenter.add_dictionary(dictionary);
        }
        segmenter.add_words(self.synonyms.pairs().flat_map(|(variant, main)| [variant, main]));
        segmenter.list_terms(self.kept.iter().map(String::as_str), self.only_kept);
        segmenter
    }
}

/// Reads a dictionary, its words cleaned as texts are, so that they can meet.
pub(crate) fn read_dictionary(list: &List) -> Result<Dictionary, Error> {
    let fault = |source| Error::Dictionary { path: list.path().to_owned(), source };
    let mut dictionary = Dictionary::parse(&list.text()?).map_err(fault)?;
    dictionary.rewrite(|word| cimai_ingest::clean(word).text);
    Ok(dictionary)
}

fn read_synonyms(list: &List) -> Result<Synonyms, Error> {
    let fault = |source| Error::Synonyms { path: list.path().to_owned(), source };
    Synonyms::parse(&cimai_ingest::clean(&list.text()?).text).map_err(fault)
}

fn read_stop_words(args: &WordArgs, lists: &Lists) -> Result<StopWords, Error> {
    let mut stop_words = StopWords::default();
    if !args.no_default_stop_words {
        stop_words.extend(StopWords::built_in());
    }
    if args.domain_stop_words {
        stop_words.extend(StopWords::official_prose());
    }
    for list in lists.of("stop_words") {
        stop_words.add(&list.text()?);
    }
    Ok(stop_words)
}

/// Says that of entries with the same word only the last counts.
fn repeats(path: &Path, dictionary: &Dictionary) -> Option<Message> {
    let repeats = dictionary.repeats().into_iter().flatten().count();
    let path = path.display();
    (repeats > 0).then(|| {
        Message::new(
            format!("{path}：{repeats} 个词条与前面的重复，以后者为准；cimai dict check 可列出"),
            format!(
                "{path}: {repeats} entries repeat earlier ones, the later count; cimai dict check lists them"
            ),
        )
    })
}
