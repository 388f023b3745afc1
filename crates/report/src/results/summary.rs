//! What a run found, apart from its documents one by one: the source of every table but those of
//! documents, of the report, the workbook's charts and the network.

mod compared;
mod comparison_rows;
mod document_facts;
mod network;
mod quotations;
mod results;
mod risers;
mod term_rows;
mod topic_rows;
mod write;

pub use compared::{Compared, ComparedGroups, Labelled, Trend};
pub use document_facts::{DocumentFacts, FirstDocument};
pub use quotations::Quotations;
pub(crate) use quotations::{CONTEXT, Citation, Excerpt, Passage, Stretch};
pub use results::Summary;
pub(crate) use results::label;
pub(crate) use risers::{Riser, Risers};
