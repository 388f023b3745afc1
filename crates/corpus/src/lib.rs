//! The nouns of cimai: a [`Document`] as it was read, a [`Corpus`] of words in their order, and
//! the [`Counts`] that every table is made from.
//!
//! Nothing here knows how text is cut, where files lie or how many threads run. A corpus can be
//! built in pieces and put together with [`Corpus::append`]: term numbers then follow the first
//! appearance over all pieces, as if one piece had been built.
//!
//! ```
//! use cimai_corpus::{Corpus, Counts, Piece};
//!
//! let mut corpus = Corpus::default();
//! let keep = |term: &str| term != "的";
//! let title = [Piece::Word("湿地")];
//! let body = [Piece::Word("湿地"), Piece::Word("的"), Piece::Word("水鸟"), Piece::End];
//! corpus.push(title, body, keep);
//!
//! let counts = Counts::of(&corpus);
//! let wetland = corpus.vocabulary().get("湿地").expect("it was pushed");
//! assert_eq!(counts.tf(wetland), 2);
//! assert_eq!(counts.df(wetland), 1);
//! assert_eq!(counts.running_words(), 4);
//! ```
#![warn(missing_docs)]

mod corpus;
mod counts;
mod document;
mod merge;
mod message;
mod role;
mod sparse;
mod vocabulary;

pub use corpus::{Corpus, Piece, Token};
pub use counts::{Counts, DocumentCounts};
pub use document::{Document, LineStart};
pub use message::{Lang, Message};
pub use role::Role;
pub use sparse::SparseRows;
pub use vocabulary::{TermId, Vocabulary};
