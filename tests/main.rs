//! End-to-end tests: the binary, as its users run it.
#![expect(clippy::unwrap_used, reason = "a test may end where it finds something missing")]

mod analyze;
mod browser;
mod clean;
mod compare;
mod door;
mod errors;
mod golden;
mod inspect;
mod kwic;
mod laws;
mod output;
mod pages;
mod readme;
mod report_browser;
mod report_data;
mod report_html;
mod report_xlsx;
mod seeds;
mod support;
mod topics;
mod words;
