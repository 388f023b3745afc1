//! What is told of topics: their characteristic terms, labels, representative documents and
//! coherence, all from totals that can be merged.

pub(crate) mod coherence;
pub(crate) mod terms;
pub(crate) mod totals;

use cimai_corpus::{Message, TermId, Vocabulary};

use crate::describe::coherence::TERMS;
use crate::describe::terms::{Use, labels, ranked_uses};
use crate::describe::totals::TopicTotals;
use crate::model::placement::Standings;
use crate::model::{Model, ModelTopic};
use crate::options::Options;
use crate::topics::{Topic, Topics};

/// All that the topics of a run are described with.
pub(crate) struct Subject<'a> {
    pub(crate) totals: &'a TopicTotals,
    pub(crate) standings: &'a Standings,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) options: &'a Options,
}

impl Subject<'_> {
    /// Topics that were found, the largest first, of equally large ones by label; and for each
    /// number of the model the place of its topic. The order, the terms and the labels are those of
    /// all documents, unclear or not.
    pub(crate) fn found(&self, names: &[Option<String>]) -> (Vec<Topic>, Vec<usize>) {
        let ranked = self.ranked();
        let labels = labels(&ranked, self.vocabulary, &self.options.naming);
        let order = self.order(&labels);
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, &number)| places[number] = place);
        let topic = |&number: &usize| Topic {
            label: labels[number].clone(),
            name: names.get(number).cloned().flatten(),
            ..self.topic(number, &ranked[number])
        };
        (order.iter().map(topic).collect(), places)
    }

    fn ranked(&self) -> Vec<Vec<Use>> {
        ranked_uses(self.totals.terms(), &self.totals.sizes())
    }

    /// The numbers of the topics, the largest first; of equally large ones, by label.
    fn order(&self, labels: &[Vec<TermId>]) -> Vec<usize> {
        let sizes = self.totals.sizes();
        let text = |topic: usize| {
            labels[topic].iter().map(|&term| self.vocabulary.term(term)).collect::<Vec<_>>()
        };
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|&a, &b| sizes[b].cmp(&sizes[a]).then_with(|| text(a).cmp(&text(b))));
        order
    }

    /// A topic without its label and its names.
    fn topic(&self, number: usize, uses: &[Use]) -> Topic {
        let (totals, standings, options) = (self.totals, self.standings, self.options);
        let clear = |topic| standings.clear(topic);
        let all: usize = (0..totals.sizes().len()).map(clear).sum();
        Topic {
            label: Vec::new(),
            size: clear(number),
            share: clear(number) as f64 / all.max(1) as f64,
            coherence: 0.0,
            cohesion: totals.cohesion(number),
            terms: uses.iter().take(options.top_terms).map(|used| used.term).collect(),
            first_terms: uses.iter().take(TERMS).map(|used| used.term.term).collect(),
            representatives: totals.representatives(number, options.representatives, standings),
            name: None,
            model_share: None,
        }
    }
}

/// Changes of share that are named.
const NAMED_CHANGES: usize = 5;
/// A change of share below this is not worth a word.
const SMALL_CHANGE: f64 = 0.005;

impl Model {
    /// The topics of the model in the documents of another run: under the same numbers and names,
    /// with the terms that these documents use and the share that they have now. Documents that
    /// fit none of them count for none; see [`crate::Placement::new`].
    ///
    /// # Panics
    ///
    /// If the totals were not counted with this model.
    pub fn describe(
        &self,
        totals: &TopicTotals,
        standings: &Standings,
        vocabulary: &Vocabulary,
        options: &Options,
    ) -> Topics {
        let subject = Subject { totals, standings, vocabulary, options };
        let ranked = subject.ranked();
        let known = |topic: &ModelTopic| -> Vec<TermId> {
            topic.label.iter().filter_map(|term| vocabulary.get(term)).collect()
        };
        // Where there are no documents at all, no topic was counted either.
        let uses = |number: usize| ranked.get(number).map_or(&[][..], Vec::as_slice);
        let topic = |(number, topic): (usize, &ModelTopic)| Topic {
            label: known(topic),
            name: Some(topic.name.clone()),
            model_share: Some(topic.share),
            ..subject.topic(number, uses(number))
        };
        let topics: Vec<Topic> = self.topics.iter().enumerate().map(topic).collect();
        Topics {
            places: (0..topics.len()).collect(),
            reason: given(topics.len()),
            notes: notes(&topics, standings),
            topics,
            ..Topics::none()
        }
    }
}

fn given(topics: usize) -> Message {
    Message::new(
        format!("主题数为 {topics}，来自模型"),
        format!("{topics} topics, those of the model"),
    )
}

/// How many documents fit no topic, and which shares moved most.
fn notes(topics: &[Topic], standings: &Standings) -> Vec<Message> {
    let new = standings.new_documents();
    let percent = 100.0 * new as f64 / standings.placed().max(1) as f64;
    let fits_none = Message::new(
        format!("{new} 篇（{percent:.1}%）不合任何已有主题，标为“新”"),
        format!("{new} documents ({percent:.1}%) fit no topic of the model and are marked new"),
    );
    std::iter::once(fits_none).chain(changes(topics)).collect()
}

fn changes(topics: &[Topic]) -> Option<Message> {
    let change = |topic: &Topic| topic.share - topic.model_share.unwrap_or(topic.share);
    let mut moved: Vec<(usize, f64)> = topics.iter().map(change).enumerate().collect();
    moved.retain(|(_, change)| change.abs() >= SMALL_CHANGE);
    moved.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
    let name = |&(number, change): &(usize, f64)| {
        let name = topics[number].name.as_deref().unwrap_or_default();
        format!("{name} {:+.1}%", 100.0 * change)
    };
    let named: Vec<String> = moved.iter().take(NAMED_CHANGES).map(name).collect();
    (!named.is_empty()).then(|| {
        Message::new(
            format!("占比变化最大的主题（百分点）：{}", named.join("、")),
            format!("shares that moved most, in percentage points: {}", named.join(", ")),
        )
    })
}
