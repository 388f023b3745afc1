//! Where documents stand among topics, and which of them count.

use crate::numbers::rounded;

/// Where a document belongs, and how surely: what is kept of every document of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Placement {
    /// The number of its topic in the model, from 1, or 0.
    pub(super) topic: u16,
    /// The number of the second topic, from 1, or 0.
    pub(super) second: u16,
    /// Whether it fits none of the topics of a model of another run: the model knows a smaller part
    /// of its words, or it is less similar to its topic, than 98 of 100 documents that the model
    /// was made from; or the model knows none of its words.
    pub new: bool,
    /// Cosine to the topic's centroid, −1–1.
    pub similarity: f32,
    /// Cosine to the second topic's centroid, −1–1; 0 where there is no other topic.
    pub second_similarity: f32,
    /// How much nearer the topic's documents are than those of the nearest other topic, −1–1
    /// (Rousseeuw 1987, with cosine distances); 0 for a topic's only document.
    pub silhouette: f32,
    /// The probability of the topic, from the words of the document and its vector, 0–1.
    pub probability: f32,
    /// The probability of the second topic, 0–1.
    pub second_probability: f32,
}

impl Placement {
    /// The largest number of topics that placements can tell apart.
    pub const MOST_TOPICS: usize = u16::MAX as usize;

    /// A place between two topics of a model, by their places in it; nothing else is said yet.
    pub fn between(topic: Option<usize>, second: Option<usize>) -> Self {
        let number = |place: Option<usize>| place.map_or(0, |place| place as u16 + 1);
        Self { topic: number(topic), second: number(second), ..Self::default() }
    }

    /// The topic that it belongs to, by its place in the model; `None` where no word of the
    /// document says anything about its topic.
    pub fn topic(&self) -> Option<usize> {
        self.topic.checked_sub(1).map(usize::from)
    }

    /// The other topic whose centroid is nearest.
    pub fn second(&self) -> Option<usize> {
        self.second.checked_sub(1).map(usize::from)
    }

    /// `similarity` − `second_similarity`: how clear the case is. Below 0 where the document's words
    /// spoke for the topic and its vector for another.
    pub fn margin(&self) -> f64 {
        f64::from(self.similarity) - f64::from(self.second_similarity)
    }
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

/// Which documents of a run count for their topics, and how many do.
///
/// If a share of the documents is to be called unclear rather than forced into a topic, those are
/// the ones with the smallest margins, of equal ones the first.
///
/// ```
/// use cimai_topic::{Placement, Standing, Standings};
///
/// let placement = |similarity| {
///     let mut placement = Placement::between(Some(0), None);
///     placement.similarity = similarity;
///     placement
/// };
/// let placements = [placement(0.4), placement(0.1), Placement::default(), placement(0.2)];
/// let standings = Standings::of(&placements, 0.34);
/// let standing = |document: usize| standings.standing(document, &placements[document]);
/// assert_eq!([0, 1, 2].map(standing), [Standing::Clear, Standing::Unclear, Standing::Unplaced]);
/// assert_eq!(standings.clear(0), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standings {
    /// The margin and the number of the last document that is unclear, if any is.
    last_unclear: Option<(f64, usize)>,
    clear: Vec<usize>,
    new: usize,
    placed: usize,
}

impl Standings {
    /// The standings of all documents of a run, of which so large a share of those with a topic, 0–1,
    /// is to be called unclear.
    pub fn of(placements: &[Placement], unclear: f64) -> Self {
        let last_unclear = last_unclear(placements, unclear);
        let mut standings = Self { last_unclear, ..Self::default() };
        for (document, placement) in placements.iter().enumerate() {
            let standing = standings.standing(document, placement);
            standings.placed += usize::from(standing != Standing::Unplaced);
            standings.new += usize::from(standing == Standing::New);
            if let Some(topic) = placement.topic().filter(|_| standing == Standing::Clear) {
                standings.clear.resize(standings.clear.len().max(topic + 1), 0);
                standings.clear[topic] += 1;
            }
        }
        standings
    }

    /// The standing of the document with a number.
    pub fn standing(&self, document: usize, placement: &Placement) -> Standing {
        let is_unclear = |last: (f64, usize)| {
            placement.margin().total_cmp(&last.0).then(document.cmp(&last.1)).is_le()
        };
        match placement.topic() {
            Some(_) if self.last_unclear.is_some_and(is_unclear) => Standing::Unclear,
            _ if placement.new => Standing::New,
            Some(_) => Standing::Clear,
            None => Standing::Unplaced,
        }
    }

    /// The topic that a document counts for, by its place in the model: none if it is unclear, new
    /// or without a topic.
    pub fn topic(&self, document: usize, placement: &Placement) -> Option<usize> {
        let counts = self.standing(document, placement) == Standing::Clear;
        placement.topic().filter(|_| counts)
    }

    /// How many documents count for a topic.
    pub fn clear(&self, topic: usize) -> usize {
        self.clear.get(topic).copied().unwrap_or(0)
    }

    /// How many documents are new.
    pub fn new_documents(&self) -> usize {
        self.new
    }

    /// How many documents have words that say something, be it that they are new.
    pub fn placed(&self) -> usize {
        self.placed
    }
}

fn last_unclear(placements: &[Placement], share: f64) -> Option<(f64, usize)> {
    let placed = placements.iter().filter(|placement| placement.topic().is_some()).count();
    let last = rounded(placed as f64 * share.clamp(0.0, 1.0)).checked_sub(1)?;
    let with_topic = placements.iter().enumerate().filter(|(_, p)| p.topic().is_some());
    let mut margins: Vec<(f64, usize)> =
        with_topic.map(|(document, placement)| (placement.margin(), document)).collect();
    let in_order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    Some(*margins.select_nth_unstable_by(last, in_order).1)
}
