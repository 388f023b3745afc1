//! What the user is told, and what the user tells by pressing Ctrl-C. Only here is the terminal read
//! or written.

pub(crate) mod audit;
pub(crate) mod interrupt;
pub(crate) mod stages;
pub(crate) mod summary;
pub(crate) mod terminal;
