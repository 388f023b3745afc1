//! End-to-end tests: the binary, as its users run it.
#![expect(clippy::unwrap_used, reason = "a test may end where it finds something missing")]

mod analyze;
mod determinism;
mod errors;
mod golden;
mod output;
mod readme;
mod seeds;
mod support;
mod words;
