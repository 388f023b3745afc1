//! When documents were written: dates in every common form, and the periods that they fall in.
//!
//! One value is read by [`Written::read`]. A column as a whole tells what alone could be read in
//! two ways: [`DateForms`] gathers what its values show, in any number of parts and any order.
//!
//! ```
//! use cimai_ingest::{DateForms, Period, Written};
//!
//! let values = ["3/4/2024", "15/3/2024", "二〇二四年三月十五日"];
//! let mut forms = DateForms::default();
//! for (number, value) in values.iter().enumerate() {
//!     forms.note(number, value, Written::read(value));
//! }
//! let day = |value| forms.settle(Written::read(value)).map(|time| time.period(Period::Day));
//! assert_eq!(day(values[0]).as_deref(), Some("2024-04-03"));
//! assert_eq!(day(values[2]).as_deref(), Some("2024-03-15"));
//! ```

mod forms;
pub(crate) mod path;
mod period;
mod written;

pub use forms::DateForms;
pub use period::{Period, Time};
pub(crate) use written::iso;
pub use written::{Form, Written};
