use cimai_report::NamedTopic;
use cimai_topic::{Model, Options, SeedTopic};

use super::lists::{List, Lists};
use super::notes;
use super::seed_terms;
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
        let known = self.model.iter().flat_map(notes::words).map(str::to_owned);
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
    seed_terms::parse(&text).map_err(Error::in_file(list.path()))
}

/// The labels of a `topics.csv` that somebody edited.
fn read_names(list: &List) -> Result<Vec<NamedTopic>, Error> {
    cimai_report::read_labels(&list.text()?).map_err(Error::in_file(list.path()))
}
