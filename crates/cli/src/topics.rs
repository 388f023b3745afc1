//! The topics of a run: found in the documents, or taken from a model.

use cimai_corpus::{Corpus, Counts, Message};
use cimai_topic::{Fit, Model, Options, Topics, match_by_terms};

use crate::args::{AnalyzeArgs, Part};
use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::progress::Progress;
use crate::{model, topic_files};

/// The part of their terms that topics of two runs must share for a name to pass from one to the
/// other.
const SAME_TOPIC: f64 = 0.25;

/// What a run wants of topics.
pub(crate) struct Wanted {
    options: Options,
    /// The model that they come from, if they do.
    pub(crate) model: Option<Model>,
    /// The names that the user gave to topics of an earlier run.
    names: Vec<cimai_report::NamedTopic>,
}

impl Wanted {
    /// Reads the files that the options name, so that a mistake in them shows before any work.
    pub(crate) fn read(args: &AnalyzeArgs) -> Result<Self, Error> {
        model::check_free(args)?;
        let names = args.topics.labels.as_deref().map(topic_files::read_names).transpose()?;
        Ok(Self {
            options: args.topics.options(args.seed)?,
            model: args.topics.model.as_deref().map(model::read).transpose()?,
            names: names.unwrap_or_default(),
        })
    }

    /// The words that the dictionary needs for the expected topics, or those of the model.
    pub(crate) fn words(&self) -> Vec<String> {
        let expected = self.options.seed_topics.iter().flat_map(|topic| topic.terms.clone());
        let known = self.model.iter().flat_map(model::words).map(str::to_owned);
        expected.chain(known).collect()
    }

    /// The topics of the documents, and the model to save if one is wanted.
    pub(crate) fn find(
        &self,
        args: &AnalyzeArgs,
        part: Part,
        corpus: &Corpus,
        counts: &Counts,
        lexicon: &Lexicon,
        progress: Progress,
    ) -> Result<(Topics, Option<Model>), Error> {
        if matches!(part, Part::Keywords | Part::Phrases) {
            let none = Topics { reason: Message::default(), ..Topics::none(corpus.len()) };
            return Ok((none, None));
        }
        let bar = progress.stage("主题", "topics");
        let found = if let Some(model) = &self.model {
            (self.inherit(model, args, corpus, counts), None)
        } else {
            let options = Options { naming: lexicon.naming(corpus), ..self.options.clone() };
            let mut fit = Fit::new(corpus, counts, &options)?;
            self.name_by_terms(&mut fit.topics, corpus);
            let saved = args.topics.save_model.is_some();
            let model =
                saved.then(|| model::of(&fit, corpus, counts, lexicon, &self.words(), args));
            (fit.topics, model)
        };
        bar.finish_and_clear();
        Ok(found)
    }

    fn inherit(
        &self,
        model: &Model,
        args: &AnalyzeArgs,
        corpus: &Corpus,
        counts: &Counts,
    ) -> Topics {
        let mut topics = model.topics(corpus, counts, &self.options);
        topics.notes.extend(model::differences(model, args));
        self.name_by_number(&mut topics);
        topics
    }

    /// Gives the names to the topics with the same numbers: those of a model keep theirs.
    fn name_by_number(&self, topics: &mut Topics) {
        for named in &self.names {
            let topic = named.topic.checked_sub(1).and_then(|place| topics.topics.get_mut(place));
            match topic {
                Some(topic) => topic.name = Some(named.label.clone()),
                None => topics.notes.push(nobody_called(&named.label)),
            }
        }
    }

    /// Gives the names to the topics with the same terms, whatever their numbers are now.
    fn name_by_terms(&self, topics: &mut Topics, corpus: &Corpus) {
        let term = |term: &cimai_topic::TopicTerm| corpus.vocabulary().term(term.term).to_owned();
        let now: Vec<Vec<String>> =
            topics.topics.iter().map(|topic| topic.terms.iter().map(term).collect()).collect();
        let before: Vec<Vec<String>> = self.names.iter().map(|n| n.top_terms.clone()).collect();
        for pair in match_by_terms(&before, &now) {
            let Some(before) = pair.before else { continue };
            let label = &self.names[before].label;
            match pair.after.filter(|_| pair.overlap >= SAME_TOPIC) {
                Some(after) => topics.topics[after].name = Some(label.clone()),
                None => topics.notes.push(nobody_called(label)),
            }
        }
    }
}

fn nobody_called(label: &str) -> Message {
    Message::new(
        format!("--labels：没有与“{label}”相同的主题，这个名字没有用上"),
        format!("--labels: no topic is the one called '{label}'; the name is not used"),
    )
}
