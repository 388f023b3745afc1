//! The commands beside the main job: one module each.

pub(crate) mod compare;
pub(crate) mod dict;
pub(crate) mod idf;
pub(crate) mod inspect;
pub(crate) mod kwic;
pub(crate) mod model;
pub(crate) mod segment;
pub(crate) mod view;
pub(crate) mod worker;
