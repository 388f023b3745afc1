/// Characters on either side of a term in use.
pub(crate) const CONTEXT: usize = 34;

/// What the documents say, for the report: passages that show terms in use, and excerpts that show
/// what topics are about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quotations {
    /// For each term that the report shows, in that order, its passages, the best first.
    pub(crate) passages: Vec<Vec<Passage>>,
    /// For each topic that has a card its excerpts.
    pub(crate) excerpts: Vec<Vec<Excerpt>>,
}

/// A document as it is cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Citation {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) source: String,
    /// The line of the source.
    pub(crate) line: u64,
}

/// A term in use.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Passage {
    pub(crate) of: Citation,
    pub(crate) before: String,
    pub(crate) hit: String,
    pub(crate) after: String,
}

/// A passage of a document of a topic.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Excerpt {
    pub(crate) of: Citation,
    pub(crate) stretches: Vec<Stretch>,
}

/// A part of an excerpt.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch {
    pub(crate) text: String,
    /// The term that it is a use of, if it is one of those to be marked.
    pub(crate) term: Option<cimai_corpus::TermId>,
}
