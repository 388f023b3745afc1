//! The laws of words and numbers, tried on arbitrary documents.

mod any_cut;
mod documents;
mod words;
