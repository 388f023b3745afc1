//! What a table is: its definition, its rows, and their bytes.

mod carried;
mod cell;
mod definition;
mod number;
mod row;
mod rows;

pub(crate) use carried::Carried;
pub use carried::CarriedKinds;
pub use cell::{Cell, Profile};
pub(crate) use cell::{LIST_SEPARATOR, unguarded};
pub(crate) use definition::{ColumnDef, Extent, Kind};
pub use definition::{Stage, TableDef};
pub use row::{Cells, Row};
pub(crate) use row::{KeptRows, Piece, table_of};
pub use rows::{
    DictionaryRow, DifferenceRow, IdfRow, InputRow, KwicRow, MatchRow, ModelRow, MovedRow,
    RejectRow,
};
