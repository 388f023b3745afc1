//! The words of a run as its model keeps them, and a model with its words as a worker is given it:
//! enough to count and annotate other documents in the same way.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use cimai_corpus::{Batch, Counts, Message, Relabel, Tally, TermCount, Totals, Vocabulary};
use cimai_keyword::{PhraseFrequencies, TfIdf};
use cimai_report::{Annotated, Described, RowMaker};
use cimai_segment::Segmenter;
use cimai_topic::{Model, Options, Origin, Placer, Standings, TopicTotals, Topics};
use serde::{Deserialize, Serialize};

use super::documents::Annotator;
use super::lexicon::{Lexicon, traits, with_phrases};
use crate::error::Error;
use crate::job::topics::{LIST, OPTION, PHRASE, PROGRAM, WORD};
use crate::job::{Job, List, MAX_MODEL, read_model, topics};

/// The section of a model that holds them.
pub(crate) const SECTION: &str = "words";

/// How hard the words are packed; more takes long and gains little.
const PACKING: i32 = 3;

/// The most bytes that the words of a model may unpack to.
const MOST_UNPACKED: u64 = 128 << 20;

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
    most_keywords: usize,
    /// Whether every term stands apart and none joins with another.
    apart: bool,
    /// Whether the topics were learned from a sample of the documents.
    sampled: bool,
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
        Ok(serde_json::from_reader(io::BufReader::new(
            zstd::Decoder::new(bytes)?.take(MOST_UNPACKED),
        ))?)
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

/// A model with its words.
pub(crate) struct Given {
    pub(crate) model: Model,
    saved: SavedWords,
    /// The hash of the file.
    pub(crate) hash: String,
}

impl Given {
    /// Reads a model that has the words of its run. They were cut by the `lists` with these hashes,
    /// and documents must be cut by the same.
    ///
    /// # Errors
    ///
    /// If it is no such model, or its words were cut otherwise.
    pub(crate) fn open(path: &Path, lists: &[String]) -> Result<Self, Error> {
        let file = List::read_at_most(path, MAX_MODEL)?;
        let model = read_model(&file)?;
        if topics::lists(&model) != lists {
            return Err(Error::in_file(path)(topics::other_lists()));
        }
        let section = model.sections.iter().find(|(name, _)| name == SECTION);
        let saved = section.and_then(|(_, bytes)| SavedWords::from_bytes(bytes).ok());
        let saved = saved.ok_or_else(|| Error::in_file(path)(no_words()))?;
        Ok(Self { model, saved, hash: file.hash() })
    }

    /// The words of its run.
    pub(crate) fn lexicon(&self, segmenter: &Segmenter) -> Lexicon {
        self.saved.lexicon(segmenter)
    }

    /// The words that were added to the dictionary for the topics.
    pub(crate) fn expected_words(&self) -> impl Iterator<Item = &str> {
        topics::words(&self.model)
    }

    /// What annotates documents as its run did.
    ///
    /// # Errors
    ///
    /// If the parts of its words do not fit together.
    pub(crate) fn worker<'g>(
        &'g self,
        lexicon: &'g Lexicon,
        path: &Path,
    ) -> Result<WorkerModel<'g>, Error> {
        let saved = &self.saved;
        let frequencies = saved.frequencies().ok_or_else(|| Error::in_file(path)(no_words()))?;
        let tf_idf = saved.tf_idf(&lexicon.totals);
        let (apart, most) = (saved.apart, saved.most_keywords);
        let annotator = Annotator::given(lexicon, tf_idf, frequencies, apart, most);
        let origin = if self.saved.sampled { Origin::Sampled } else { Origin::Learned };
        let placer = self.model.prepare(lexicon.relabel.vocabulary(), origin);
        let topics = self.model.describe(
            &TopicTotals::default(),
            &Standings::default(),
            lexicon.relabel.vocabulary(),
            &Options::default(),
        );
        Ok(WorkerModel { lexicon, annotator, placer, topics })
    }
}

/// Annotates batches as the run of a model did.
pub(crate) struct WorkerModel<'g> {
    lexicon: &'g Lexicon,
    annotator: Annotator<'g>,
    placer: Placer<'g>,
    topics: Topics,
}

impl WorkerModel<'_> {
    /// The rows of `keywords.csv` and `assignments.csv` for a batch that was just cut, as JSON, an
    /// object a line.
    pub(crate) fn annotate(&self, batch: Batch) -> Vec<u8> {
        let batch = self.lexicon.relabel.apply(batch);
        let counts = Counts::of(&batch);
        let scores = self.annotator.scores(&batch, &counts);
        let keywords = self.annotator.keywords(&batch, &counts, &scores);
        let placements = self.placer.place(&batch, &counts).placements;
        let described = Described {
            columns: &[],
            kinds: &cimai_report::CarriedKinds::default(),
            vocabulary: self.lexicon.relabel.vocabulary(),
            totals: &self.lexicon.totals,
            topics: &self.topics,
            standings: &Standings::of(&placements, 0.0),
        };
        let annotated = Annotated {
            batch: &batch,
            counts: &counts,
            keywords: &keywords,
            placements: &placements,
            duplicate_of: &|_| None,
        };
        RowMaker::json_lines(described, &annotated)
    }
}

fn no_words() -> Message {
    Message::new(
        "这个模型里没有词；请用 analyze --save-model 重新保存",
        "the model has no words in it; save it again with analyze --save-model",
    )
}
