use cimai_topic::{Placement, Standing, Standings};

/// How many documents of a run are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentFacts {
    /// Those that repeat earlier ones.
    pub repeated: usize,
    /// Those of which no word says anything about a topic.
    pub without_topic: usize,
    /// Those that lie between topics and count for none.
    pub unclear: usize,
    /// Those that fit none of the topics of a model.
    pub new: usize,
}

impl DocumentFacts {
    /// Counts the documents by their places among the topics, of which there is one per document.
    ///
    /// ```
    /// use cimai_report::DocumentFacts;
    /// use cimai_topic::{Placement, Standings};
    ///
    /// let placements = [Placement::between(Some(0), None), Placement::default()];
    /// let facts = DocumentFacts::of(&placements, &Standings::of(&placements, 0.0), 0);
    /// assert_eq!((facts.without_topic, facts.unclear), (1, 0));
    /// ```
    pub fn of(placements: &[Placement], standings: &Standings, repeated: usize) -> Self {
        let mut facts = Self { repeated, ..Self::default() };
        for (document, placement) in placements.iter().enumerate() {
            let standing = standings.standing(document, placement);
            facts.without_topic += usize::from(placement.topic().is_none());
            facts.unclear += usize::from(standing == Standing::Unclear);
            facts.new += usize::from(standing == Standing::New);
        }
        facts
    }
}

/// One of the first documents of a run, as the report lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstDocument {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The first characters of its text.
    pub(crate) beginning: String,
    /// All its words.
    pub(crate) words: u32,
    /// The place of the topic that it counts for.
    pub(crate) topic: Option<usize>,
    /// Its best keywords.
    pub(crate) keywords: Vec<String>,
}
