//! One file: the look at it as a whole, and the reading of its documents.

pub(crate) mod look;
pub(crate) mod neighbours;
pub(crate) mod piece;
pub(crate) mod read;
