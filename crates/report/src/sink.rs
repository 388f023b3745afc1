//! Where rows go: the tables of a run, each to its file and its sheet at once, or one table to a
//! stream.

mod package;
mod set;
mod stream;
mod writer;

pub use set::Tables;
pub use stream::stream;
pub(crate) use writer::TableWriter;
