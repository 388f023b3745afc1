//! Tables of earlier runs, read again: those that people edited, and those that are compared.

mod idf;
mod labels;
mod published;

pub use idf::read_idf;
pub use labels::{NamedTopic, read_labels};
pub use published::{NotARun, PublishedRun};
