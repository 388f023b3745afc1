use cimai_corpus::{Message, TermId, Vocabulary};

use crate::describe::Subject;
use crate::describe::totals::TopicTotals;
use crate::model::placement::Standings;
use crate::model::{Model, ModelTopic};
use crate::options::Options;
use crate::topics::{Topic, Topics};

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
