//! The laws of the house, one file each. A change that makes one of these tests fail is wrong,
//! whatever it was made for.

mod law_01_words_join;
mod law_02_one_stream;
mod law_03_nothing_across;
mod law_04_same_bytes;
mod law_05_rows_in_rows_out;
mod law_06_traced;
mod law_07_whole_or_not_at_all;
mod law_08_rooms;
mod law_09_hostile_input;
mod law_10_cut_anywhere;
mod law_11_findings;

use std::collections::BTreeSet;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::support::Row;

/// A cell that holds a whole number.
#[track_caller]
fn number(row: &Row, column: &str) -> u64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// The cells of a column.
fn column<'r>(rows: &'r [Row], name: &str) -> BTreeSet<&'r str> {
    rows.iter().map(|row| row[name].as_str()).collect()
}

/// One value of a strategy, the same at every run of the tests.
fn sample<S: Strategy>(strategy: &S) -> S::Value {
    strategy.new_tree(&mut TestRunner::deterministic()).unwrap().current()
}
