//! Rows to documents: the header, the columns and what each is for, and the fields of the path.

pub(crate) mod columns;
pub(crate) mod documents;
pub(crate) mod fields;
pub(crate) mod header;
pub(crate) mod names;
pub(crate) mod rows;
