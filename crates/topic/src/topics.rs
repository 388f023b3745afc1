use cimai_corpus::{Message, TermId};

use crate::{VectorKind, rounded};

/// The topics of a corpus and the topic of each document.
#[derive(Clone, Debug, PartialEq)]
pub struct Topics {
    /// Largest first; of equally large ones, by label.
    pub topics: Vec<Topic>,
    /// One per document; `None` where no word of it says anything about its topic.
    pub assignments: Vec<Option<Assignment>>,
    /// One per document: whether it counts for its topic.
    pub standings: Vec<Standing>,
    /// The vectors that were used.
    pub vectors: VectorKind,
    /// The share of latent semantic analysis in them, 0–1; see [`crate::lsa_share`].
    pub lsa_share: f64,
    /// The numbers of topics that were tried.
    pub tried: Vec<TriedK>,
    /// One sentence: how the number of topics came about.
    pub reason: Message,
    /// What else the user should know.
    pub notes: Vec<Message>,
}

impl Topics {
    /// No topics for so many documents.
    pub fn none(documents: usize) -> Self {
        let reason = Message::new(
            "没有可以区分主题的词，因此没有主题",
            "no words tell documents apart, so there are no topics",
        );
        Self {
            topics: Vec::new(),
            assignments: vec![None; documents],
            standings: vec![Standing::Unplaced; documents],
            vectors: VectorKind::Auto,
            lsa_share: 0.0,
            tried: Vec::new(),
            reason,
            notes: Vec::new(),
        }
    }

    /// The topic that a document counts for: none if it is unclear, new or without a topic.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn topic(&self, document: usize) -> Option<usize> {
        let counts = self.standings[document] == Standing::Clear;
        self.assignments[document].filter(|_| counts).map(|assignment| assignment.topic)
    }

    /// Calls so large a share of the documents unclear, 0–1, and counts the others only. The
    /// topics keep their order, and what is said of their terms.
    pub(crate) fn set_aside(&mut self, share: f64) {
        let unclear = self.unclear(share);
        for (standing, _) in
            self.standings.iter_mut().zip(&unclear).filter(|(_, unclear)| **unclear)
        {
            *standing = Standing::Unclear;
        }
        self.recount();
        for topic in &mut self.topics {
            topic.representatives.retain(|&document| !unclear[document]);
        }
    }

    /// Counts the documents of each topic that stand for it.
    fn recount(&mut self) {
        let mut sizes = vec![0; self.topics.len()];
        let counting = (0..self.assignments.len()).filter_map(|document| self.topic(document));
        counting.for_each(|topic| sizes[topic] += 1);
        let all = sizes.iter().sum::<usize>().max(1) as f64;
        for (topic, size) in self.topics.iter_mut().zip(sizes) {
            (topic.size, topic.share) = (size, size as f64 / all);
        }
    }

    /// Which documents are unclear, if a share of those with a topic is to be: the ones with the
    /// smallest margins, of equal ones the first. `share` is 0–1.
    ///
    /// ```
    /// use cimai_topic::{Assignment, Topics};
    ///
    /// let assignment = |margin| Some(Assignment { margin, ..Assignment::default() });
    /// let mut topics = Topics::none(4);
    /// topics.assignments = vec![assignment(0.4), assignment(0.1), None, assignment(0.2)];
    /// assert_eq!(topics.unclear(0.34), [false, true, false, false]);
    /// ```
    pub fn unclear(&self, share: f64) -> Vec<bool> {
        let margin = |(i, a): (usize, &Option<Assignment>)| a.map(|a| (a.margin, i));
        let mut margins: Vec<(f64, usize)> =
            self.assignments.iter().enumerate().filter_map(margin).collect();
        margins.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted = rounded(margins.len() as f64 * share.clamp(0.0, 1.0));
        let mut unclear = vec![false; self.assignments.len()];
        margins[..wanted].iter().for_each(|&(_, document)| unclear[document] = true);
        unclear
    }
}

/// One topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// 2–4 terms that set it apart, none of them in another label. Fewer only where the topic has
    /// no more terms of its own.
    pub label: Vec<TermId>,
    /// How many documents count for it.
    pub size: usize,
    /// Their share of the documents that count for any topic, 0–1.
    pub share: f64,
    /// Mean normalised pointwise mutual information of its ten first terms within documents, −1–1.
    pub coherence: f64,
    /// Mean cosine of its documents to its centroid, −1–1.
    pub cohesion: f64,
    /// Its most characteristic terms, first the most characteristic.
    pub terms: Vec<TopicTerm>,
    /// Documents near its centroid, nearest first, no two nearly alike.
    pub representatives: Vec<usize>,
    /// What the user calls it.
    pub name: Option<String>,
    /// Its share among the documents that a model was made from, if it comes from one, 0–1.
    pub model_share: Option<f64>,
}

/// A term of a topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopicTerm {
    /// Which term.
    pub term: TermId,
    /// How characteristic it is of the topic.
    pub weight: f64,
    /// Its occurrences within the topic's documents.
    pub tf: u64,
    /// How many of the topic's documents have it.
    pub df: u32,
}

/// Whether a document counts for its topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    #[default]
    Clear,
    /// It lies between topics and was to be called unclear.
    Unclear,
    /// It fits none of the topics of the model.
    New,
    /// Its words say nothing about any topic.
    Unplaced,
}

impl Standing {
    /// Its name in tables; empty where there is no topic to speak of.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Unclear => "unclear",
            Self::New => "new",
            Self::Unplaced => "",
        }
    }
}

/// Where a document belongs, and how surely.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Assignment {
    /// Place of its topic in [`Topics::topics`].
    pub topic: usize,
    /// Cosine to the topic's centroid, −1–1.
    pub similarity: f64,
    /// The nearest other topic.
    pub second: Option<usize>,
    /// Cosine to that topic's centroid; 0 where there is no other topic.
    pub second_similarity: f64,
    /// `similarity` − `second_similarity`: how clear the case is. Below 0 where the document's words
    /// spoke for the topic and its vector for another.
    pub margin: f64,
    /// How much nearer the topic's documents are than those of the nearest other topic, −1–1
    /// (Rousseeuw 1987, with cosine distances); 0 for a topic's only document.
    pub silhouette: f64,
}

impl Assignment {
    /// The assignment to a topic, from the cosines to all of them; without a silhouette.
    pub(crate) fn from_cosines(topic: usize, cosines: &[f32]) -> Self {
        let mut second: Option<usize> = None;
        for other in (0..cosines.len()).filter(|&other| other != topic) {
            if second.is_none_or(|second| cosines[other] > cosines[second]) {
                second = Some(other);
            }
        }
        let similarity = f64::from(cosines[topic]);
        let second_similarity = second.map_or(0.0, |second| f64::from(cosines[second]));
        let margin = similarity - second_similarity;
        Self { topic, similarity, second, second_similarity, margin, silhouette: 0.0 }
    }
}

/// A number of topics that was tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TriedK {
    /// How many topics.
    pub k: usize,
    /// Mean silhouette, −1–1.
    pub silhouette: f64,
    /// Mean coherence, −1–1.
    pub coherence: f64,
    /// How far clusterings of random parts of the documents agree beyond chance: 0 no better than
    /// documents without structure, 1 always the same.
    pub stability: f64,
    /// Share of the largest topic, 0–1.
    pub largest_share: f64,
    /// Whether it was taken.
    pub chosen: bool,
}
