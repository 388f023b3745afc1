//! The passes over the documents of a run, and what is learned between them.

pub(crate) mod annotate;
pub(crate) mod compare;
pub(crate) mod documents;
pub(crate) mod facets;
pub(crate) mod given;
mod ids;
pub(crate) mod lexicon;
mod parts;
pub(crate) mod passes;
pub(crate) mod reading;
pub(crate) mod results;
pub(crate) mod saved;
pub(crate) mod topics;
