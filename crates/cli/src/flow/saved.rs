//! The words of a run as its model keeps them: enough to count and annotate other documents in the
//! same way.

use std::io;
use std::sync::Arc;

use cimai_corpus::{Message, Relabel, Tally, TermCount, Totals, Vocabulary};
use cimai_keyword::{PhraseFrequencies, TfIdf};
use cimai_segment::Segmenter;
use cimai_topic::{Model, Origin};
use serde::{Deserialize, Serialize};

use super::annotate::Annotator;
use super::lexicon::{Lexicon, traits, with_phrases};
use crate::error::Error;
use crate::job::Job;
use crate::job::notes::{LIST, OPTION, PHRASE, PROGRAM, WORD, lists, tagged};

/// The section of a model that holds them.
pub(crate) const SECTION: &str = "words";

/// How hard the words are packed; more takes long and gains little.
const PACKING: i32 = 3;

/// What is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct SavedWords {
    documents: u64,
    with_words: u64,
    running_words: u64,
    /// Every term with whether it is counted, its occurrences and documents.
    terms: Vec<(String, bool, u64, u32)>,
    /// Every form that counts as another, with that.
    forms: Vec<(String, String)>,
    /// The phrases that are terms, each as its words.
    phrases: Vec<Vec<String>>,
    /// In how many documents each run of words stands: see [`PhraseFrequencies::levels`].
    runs: Vec<Vec<[u32; 3]>>,
    /// The bits of every term's IDF, where it came from another corpus.
    given_idf: Option<Vec<u64>>,
    /// Keywords of each document by each method, at most.
    pub(crate) most_keywords: usize,
    /// Whether every term stands apart and none joins with another.
    pub(crate) apart: bool,
    /// Whether the topics were learned from a sample of the documents.
    pub(crate) sampled: bool,
}

impl SavedWords {
    /// Keeps the words of a run, of which the topics were learned from so much.
    pub(crate) fn of(
        job: &Job,
        lexicon: &Lexicon,
        annotator: &Annotator<'_>,
        origin: Origin,
    ) -> Self {
        let Lexicon { relabel, totals, .. } = lexicon;
        let vocabulary = relabel.vocabulary();
        let term = |(id, term): (_, &str)| {
            (term.to_owned(), vocabulary.is_kept(id), totals.tf(id), totals.df(id))
        };
        let bits = |idf: &TfIdf| vocabulary.iter().map(|(id, _)| idf.idf(id).to_bits()).collect();
        let forms = relabel.forms().into_iter();
        Self {
            documents: totals.documents as u64,
            with_words: totals.with_words as u64,
            running_words: totals.running_words,
            terms: vocabulary.iter().map(term).collect(),
            forms: forms.map(|(form, main)| (form.to_owned(), main.to_owned())).collect(),
            phrases: lexicon.joined.clone(),
            runs: annotator.frequencies.levels(),
            given_idf: job.idf.as_ref().map(|_| bits(&annotator.tf_idf)),
            most_keywords: job.keywords,
            apart: job.words.only_kept,
            sampled: origin == Origin::Sampled,
        }
    }

    /// The words as bytes: JSON, packed.
    pub(crate) fn to_bytes(&self) -> io::Result<Vec<u8>> {
        zstd::encode_all(&*serde_json::to_vec(self)?, PACKING)
    }

    /// Reads what [`SavedWords::to_bytes`] wrote.
    pub(crate) fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        Ok(serde_json::from_reader(io::BufReader::new(zstd::Decoder::new(bytes)?))?)
    }

    /// The words of the run, for documents that `segmenter` cuts.
    pub(crate) fn lexicon(&self, segmenter: &Segmenter) -> Lexicon {
        let terms = self.terms.iter().map(|(term, kept, ..)| (Arc::from(&**term), *kept));
        let forms = self.forms.iter().map(|(form, main)| (&**form, &**main));
        let relabel = Relabel::given(terms, forms).with_phrases(&self.phrases);
        let alone = traits(&relabel, segmenter);
        let vocabulary = Arc::clone(relabel.vocabulary());
        let known = |term: &str| vocabulary.get(term).map(|id| &alone[id.index()]);
        let traits = with_phrases(&vocabulary, known, &self.phrases, segmenter);
        let totals = self.totals(&vocabulary);
        Lexicon {
            relabel,
            totals,
            traits,
            phrases: Vec::new(),
            adopted: Vec::new(),
            joined: self.phrases.clone(),
        }
    }

    fn totals(&self, vocabulary: &Vocabulary) -> Totals {
        let mut tally = Tally::default();
        tally.documents = self.documents;
        tally.with_words = self.with_words;
        tally.running_words = self.running_words;
        for (term, kept, tf, df) in &self.terms {
            tally.add(Arc::from(&**term), TermCount { tf: *tf, df: *df, kept: *kept });
        }
        tally.totals(vocabulary)
    }

    /// The IDF of the run.
    pub(crate) fn tf_idf(&self, totals: &Totals) -> TfIdf {
        match &self.given_idf {
            Some(bits) => TfIdf::given(bits.iter().map(|&bits| f64::from_bits(bits)).collect()),
            None => TfIdf::fit(totals),
        }
    }

    /// The frequencies of runs of words; `None` if they do not fit the vocabulary.
    pub(crate) fn frequencies(&self) -> Option<PhraseFrequencies> {
        PhraseFrequencies::from_levels(self.terms.len(), &self.runs)
    }
}

/// Completes a model with what it takes to cut, count and annotate other documents in the same
/// way.
pub(crate) fn complete(
    model: &mut Model,
    job: &Job,
    lexicon: &Lexicon,
    annotator: &Annotator<'_>,
    origin: Origin,
) -> Result<(), Error> {
    let mut tag = |key: &str, value: String| model.tags.push((key.to_owned(), value));
    tag(PROGRAM, env!("CARGO_PKG_VERSION").to_owned());
    job.word_options().into_iter().for_each(|option| tag(OPTION, option));
    job.word_lists.iter().for_each(|list| tag(LIST, list.clone()));
    lexicon.joined.iter().for_each(|phrase| tag(PHRASE, phrase.join("\t")));
    job.topics.words().into_iter().for_each(|word| tag(WORD, word));
    let words = SavedWords::of(job, lexicon, annotator, origin).to_bytes();
    model.sections.push((SECTION.to_owned(), words.map_err(Error::Output)?));
    Ok(())
}

/// What makes the words of this run other than those of the model.
pub(crate) fn differences(model: &Model, job: &Job) -> Vec<Message> {
    let before: Vec<&str> = tagged(model, OPTION).collect();
    let option = |now: String| {
        let name = now.split('=').next().unwrap_or_default();
        let before = before.iter().find(|before| before.split('=').next() == Some(name))?;
        (**before != now).then(|| other_option(before, &now))
    };
    let mut notes: Vec<Message> = job.word_options().into_iter().filter_map(option).collect();
    if lists(model) != job.word_lists {
        notes.push(other_lists());
    }
    notes
}

fn other_option(before: &str, now: &str) -> Message {
    Message::new(
        format!("分词选项与模型不同：模型 {before}，本次 {now}；请用同样的选项"),
        format!(
            "words are cut otherwise than for the model: {before} then, {now} now; use the same option"
        ),
    )
}

fn other_lists() -> Message {
    Message::new(
        "词典、停用词等词表与建立模型时不同；请用同样的词表，主题才可比",
        "the dictionaries and other lists are not those of the model; use the same, or topics are not comparable",
    )
}
