//! What a run writes, looked at as a whole.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod page;
mod run;
mod tables;
mod workbook;
