//! A model of an earlier run with the words of that run: what a worker goes by.

use std::path::Path;

use cimai_corpus::{Batch, Counts, Message};
use cimai_report::{Annotated, Described, DocumentTables};
use cimai_segment::Segmenter;
use cimai_topic::{Model, Options, Origin, Placer, Standings, TopicTotals, Topics};

use super::annotate::Annotator;
use super::lexicon::Lexicon;
use super::saved::{SECTION, SavedWords};
use crate::error::Error;
use crate::job::{List, MAX_MODEL, notes, read_model};

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
        if notes::lists(&model) != lists {
            return Err(Error::in_file(path)(other_lists()));
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
        notes::words(&self.model)
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
        let annotator = Annotator::given(lexicon, &self.saved);
        let annotator = annotator.ok_or_else(|| Error::in_file(path)(no_words()))?;
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
        DocumentTables::json_lines(described, &annotated)
    }
}

fn other_lists() -> Message {
    Message::new(
        "词典、停用词等词表与建立模型时不同；请用同样的词表",
        "the dictionaries and other lists are not those of the model; use the same",
    )
}

fn no_words() -> Message {
    Message::new(
        "这个模型里没有词；请用 analyze --save-model 重新保存",
        "the model has no words in it; save it again with analyze --save-model",
    )
}
