//! The topics of a run: found in the documents, or taken from a model.

use cimai_corpus::{Corpus, Counts, Message};
use cimai_topic::{Fit, Model, Options, Topics, match_by_terms};

use crate::error::Error;
use crate::job::{Job, Need, TopicPlan};
use crate::lexicon::Lexicon;
use crate::model;
use crate::progress::Progress;

/// The part of their terms that topics of two runs must share for a name to pass from one to the
/// other.
const SAME_TOPIC: f64 = 0.25;

/// The topics of the documents, and the model to save if one is wanted.
pub(crate) fn find(
    job: &Job,
    corpus: &Corpus,
    counts: &Counts,
    lexicon: &Lexicon,
    progress: Progress,
) -> Result<(Topics, Option<Model>), Error> {
    if !job.wanted.needs(Need::Topics) {
        let none = Topics { reason: Message::default(), ..Topics::none(corpus.len()) };
        return Ok((none, None));
    }
    let bar = progress.stage("主题", "topics");
    let plan = &job.topics;
    let found = if let Some(model) = &plan.model {
        (inherit(model, job, corpus, counts), None)
    } else {
        let options = Options { naming: lexicon.naming(corpus), ..plan.options.clone() };
        let mut fit = Fit::new(corpus, counts, &options)?;
        plan.name_by_terms(&mut fit.topics, corpus);
        let saved = job.outputs.model.is_some();
        let model = saved.then(|| model::of(&fit, corpus, counts, lexicon, job));
        (fit.topics, model)
    };
    bar.finish_and_clear();
    Ok(found)
}

fn inherit(model: &Model, job: &Job, corpus: &Corpus, counts: &Counts) -> Topics {
    let mut topics = model.topics(corpus, counts, &job.topics.options);
    topics.notes.extend(model::differences(model, job));
    job.topics.name_by_number(&mut topics);
    topics
}

impl TopicPlan {
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
