//! Rows that other crates fill in: one type per table, whose fields are its columns.

mod audit;
mod changes;
mod streamed;

pub use audit::{InputRow, RejectRow};
pub use changes::{DifferenceRow, MatchRow, MovedRow};
pub use streamed::{DictionaryRow, IdfRow, KwicRow, ModelRow};
