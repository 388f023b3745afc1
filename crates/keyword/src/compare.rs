//! What is compared with what: groups of documents, periods of time, terms that occur together.

mod grouping;
mod groups;
mod pairs;
mod parts;
mod trend;

pub use grouping::{Grouping, GroupingBuilder};
pub use groups::{Comparison, GroupTerm, LEAST_COMPARED};
pub use pairs::{CoOccurrence, LEAST_TOGETHER, Meetings, Pair, Unit, UnknownUnit};
pub use parts::{PartCounts, PartTerm};
pub use trend::{TrendItem, group_trend, term_trend};
