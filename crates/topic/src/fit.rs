use cimai_corpus::{Corpus, Counts, Message};

use crate::choose::{Decision, decide};
use crate::consensus::consensus;
use crate::describe::{Description, Subject};
use crate::k_means::Clusters;
use crate::seeds::Anchors;
use crate::{Assignment, Error, Mixture, Options, SphericalKMeans, Standing, Topics, Vectors};

/// Finds the topics of a corpus: [`Vectors`] of its documents, [`SphericalKMeans`] over them (of
/// few documents, what many clusterings agree on), a
/// [`Mixture`] that starts from those clusters, then labels, coherence and representatives.
///
/// A document without a kept word has no topic, nor has one whose words and characters all occur
/// nowhere else: nothing speaks for any topic. Every other document has one.
///
/// ```
/// use cimai_corpus::{Corpus, Counts, Piece};
/// use cimai_topic::{Choice, Options, fit};
///
/// let mut corpus = Corpus::default();
/// for text in ["楼盘 开盘 均价", "楼盘 均价 优惠", "球队 夺冠 联赛", "球队 联赛 球员"] {
///     corpus.push([], text.split(' ').map(Piece::Word), |_| true);
/// }
/// let options = Options { topics: Choice::Fixed(2), ..Options::default() };
/// let topics = fit(&corpus, &Counts::of(&corpus), &options)?;
/// let topic = |document: usize| topics.assignments[document].map(|a| a.topic);
/// assert_eq!(topic(0), topic(1));
/// assert_ne!(topic(1), topic(2));
/// # Ok::<(), cimai_topic::Error>(())
/// ```
///
/// # Errors
///
/// If an option is out of range.
pub fn fit(corpus: &Corpus, counts: &Counts, options: &Options) -> Result<Topics, Error> {
    Ok(Fit::new(corpus, counts, options)?.topics)
}

/// Topics together with what it takes to give new documents the same ones.
#[derive(Clone, Debug)]
pub struct Fit {
    /// What was found.
    pub topics: Topics,
    pub(crate) vectors: Vectors,
    pub(crate) clusters: Clusters,
}

impl Fit {
    /// As [`fit`].
    ///
    /// # Errors
    ///
    /// If an option is out of range.
    pub fn new(corpus: &Corpus, counts: &Counts, options: &Options) -> Result<Self, Error> {
        options.check()?;
        let vectors = Vectors::fit(corpus, counts, options);
        if vectors.documents.is_empty() {
            let (kind, lsa_share) = (vectors.kind, vectors.lsa_share);
            let none = Topics::none(counts.documents());
            let topics = Topics { vectors: kind, lsa_share, ..none };
            return Ok(Self { topics, vectors, clusters: Clusters::default() });
        }
        let anchors = Anchors::of(&options.seed_topics, corpus.vocabulary(), &vectors);
        let subject = Subject::new(corpus, counts, &vectors, options);
        let decision = decide(&subject, counts, anchors.names.len());
        let clusters = cluster(&vectors, options, decision.k, &anchors);
        let description = subject.describe(&clusters, &anchors.names);
        let notes = anchors.notes;
        let mut topics = assemble(&vectors, counts, &description, decision, notes);
        topics.set_aside(options.unclear);
        Ok(Self { topics, clusters: description.clusters, vectors })
    }
}

impl Fit {
    /// The vectors that the topics were found with, and how they were made.
    pub fn vectors(&self) -> &Vectors {
        &self.vectors
    }
}

fn cluster(vectors: &Vectors, options: &Options, k: usize, anchors: &Anchors) -> Clusters {
    let k_means = SphericalKMeans {
        clusters: k,
        starts: options.starts,
        seed: options.seed,
        ..SphericalKMeans::default()
    };
    let steered = anchors.rows.nrows() > 0;
    let agreed = if steered { None } else { consensus(&vectors.rows, &k_means) };
    let clusters = agreed.unwrap_or_else(|| k_means.fit_anchored(&vectors.rows, &anchors.rows));
    Mixture::default().fit_anchored(&vectors.tokens(), &vectors.rows, clusters, &anchors.words)
}

fn assemble(
    vectors: &Vectors,
    counts: &Counts,
    description: &Description,
    decision: Decision,
    notes: Vec<Message>,
) -> Topics {
    let mut assignments: Vec<Option<Assignment>> = vec![None; counts.documents()];
    for (&document, &assignment) in vectors.documents.iter().zip(&description.assigned) {
        assignments[document] = Some(assignment);
    }
    let found = description.topics.len();
    let standing = |a: &Option<_>| if a.is_some() { Standing::Clear } else { Standing::Unplaced };
    let mut topics = Topics {
        topics: description.topics.clone(),
        standings: assignments.iter().map(standing).collect(),
        assignments,
        vectors: vectors.kind,
        lsa_share: vectors.lsa_share,
        tried: decision.tried,
        reason: decision.reason,
        notes,
    };
    topics.notes.extend(decision.notes);
    if found < decision.k {
        topics.notes.push(clipped(decision.k, found));
    }
    topics.notes.extend(without_topic(&topics, counts));
    topics
}

fn clipped(wanted: usize, found: usize) -> Message {
    Message::new(
        format!("文档只能分成 {found} 个不同的主题，主题数由 {wanted} 减为 {found}"),
        format!(
            "the documents differ in {found} ways only, so there are {found} topics instead of {wanted}"
        ),
    )
}

/// Says how many documents have words, but no topic.
fn without_topic(topics: &Topics, counts: &Counts) -> Option<Message> {
    let unplaced = |&document: &usize| {
        topics.assignments[document].is_none() && counts.kept_words(document) > 0
    };
    let unplaced = (0..counts.documents()).filter(unplaced).count();
    (unplaced > 0).then(|| {
        Message::new(
            format!("{unplaced} 篇文档的词在别处都没有出现，因此没有主题"),
            format!("{unplaced} documents have no topic, since their words occur nowhere else"),
        )
    })
}
