//! What a run found: of its documents one by one, and of all of them together.

mod documents;
mod summary;

pub use documents::{Annotated, Described, DocumentRows, DocumentTables};
pub(crate) use summary::{CONTEXT, Citation, Excerpt, Passage, Riser, Risers, Stretch};
pub use summary::{
    Compared, ComparedGroups, DocumentFacts, FirstDocument, Labelled, Quotations, Summary, Trend,
};
