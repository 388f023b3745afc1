use cimai_corpus::{Corpus, Counts, Message, TermId, Vocabulary};
use ndarray::Array2;

use crate::coherence::npmi;
use crate::representatives::representatives;
use crate::usage::{Use, ranked_uses};
use crate::{
    Assigned, Assignment, Model, ModelTopic, Options, Standing, Topic, Topics, VectorKind,
};

/// Changes of share that are named.
const NAMED_CHANGES: usize = 5;
/// A change of share below this is not worth a word.
const SMALL_CHANGE: f64 = 0.005;

impl Model {
    /// The topics of the model in other documents: under the same numbers and names, with the
    /// terms that these documents use and the share that they have now. Documents that fit none
    /// of them count for none; see [`Assigned::new`].
    ///
    /// # Panics
    ///
    /// If `counts` are not those of `corpus`.
    pub fn topics(&self, corpus: &Corpus, counts: &Counts, options: &Options) -> Topics {
        let (assigned, rows) = self.assign_with_vectors(corpus, counts);
        let standings = standings(&assigned, counts);
        let stands = |document: usize| standings[document] == Standing::Clear;
        let postings = counts.rows().transposed();
        let member = |(document, a): (usize, &Option<Assignment>)| {
            a.filter(|_| stands(document)).map(|a| a.topic as u32)
        };
        let members: Vec<Option<u32>> =
            assigned.assignments.iter().enumerate().map(member).collect();
        let vocabulary = corpus.vocabulary();
        let ranked = ranked_uses(&postings, &members, self.topics.len(), vocabulary);
        let certain: Vec<Assignment> =
            assigned.assignments.iter().map(|a| a.unwrap_or_default()).collect();
        let topic = |(number, (topic, uses)): (usize, (&ModelTopic, &Vec<Use>))| {
            let own = |&document: &usize| members[document] == Some(number as u32);
            let own: Vec<usize> = (0..members.len()).filter(own).collect();
            Topic {
                coherence: npmi(&postings, uses.iter().map(|used| used.term.term)),
                terms: uses.iter().take(options.top_terms).map(|used| used.term).collect(),
                ..topic.seen_in(&rows, &own, &certain, vocabulary, options)
            }
        };
        let mut topics = Topics {
            topics: self.topics.iter().zip(&ranked).enumerate().map(topic).collect(),
            assignments: assigned.assignments,
            standings,
            vectors: VectorKind::Auto,
            reason: inherited(self.topics.len()),
            ..Topics::none(corpus.len())
        };
        topics.set_aside(options.unclear);
        topics.notes = notes(&topics);
        topics
    }
}

impl ModelTopic {
    /// The topic as it is in other documents, without their terms.
    fn seen_in(
        &self,
        rows: &Array2<f32>,
        own: &[usize],
        assigned: &[Assignment],
        vocabulary: &Vocabulary,
        options: &Options,
    ) -> Topic {
        let similarity: f64 = own.iter().map(|&document| assigned[document].similarity).sum();
        let label: Vec<TermId> = self.label.iter().filter_map(|t| vocabulary.get(t)).collect();
        Topic {
            label,
            size: own.len(),
            share: 0.0,
            coherence: 0.0,
            cohesion: similarity / own.len().max(1) as f64,
            terms: Vec::new(),
            representatives: representatives(rows, own, assigned, options.representatives),
            name: Some(self.name.clone()),
            model_share: Some(self.share),
        }
    }
}

fn standings(assigned: &Assigned, counts: &Counts) -> Vec<Standing> {
    let standing = |(document, &new): (usize, &bool)| match new {
        _ if counts.kept_words(document) == 0 => Standing::Unplaced,
        true => Standing::New,
        false => Standing::Clear,
    };
    assigned.new.iter().enumerate().map(standing).collect()
}

fn inherited(topics: usize) -> Message {
    Message::new(
        format!("主题数为 {topics}，来自模型"),
        format!("{topics} topics, those of the model"),
    )
}

/// How many documents fit no topic, and which shares moved most.
fn notes(topics: &Topics) -> Vec<Message> {
    let new = topics.standings.iter().filter(|standing| **standing == Standing::New).count();
    let placed = topics.standings.iter().filter(|s| **s != Standing::Unplaced).count();
    let percent = 100.0 * new as f64 / placed.max(1) as f64;
    let fits_none = Message::new(
        format!("{new} 篇（{percent:.1}%）不合任何已有主题，标为“新”"),
        format!("{new} documents ({percent:.1}%) fit no topic of the model and are marked new"),
    );
    std::iter::once(fits_none).chain(changes(&topics.topics)).collect()
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
