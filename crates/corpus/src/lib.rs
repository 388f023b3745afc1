//! The nouns of cimai: a [`Document`] as it was read, a [`Batch`] of documents with their words in
//! order, the [`Tally`] of what occurs how often, the [`Relabel`] that says what counts as what,
//! and the [`Spool`] in which batches wait for the next pass.
//!
//! Nothing here knows how text is cut, where files lie or how many threads run. Documents can be
//! divided into batches in any way: tallies of batches merge into the tally of all, and the
//! vocabulary of a run is numbered by the texts of the terms alone.
//!
//! ```
//! use cimai_corpus::{Batch, Relabel, Token, count};
//!
//! let mut batch = Batch::default();
//! let title = [Token::Word("湿地")];
//! let body = [Token::Word("湿地"), Token::Word("的"), Token::Word("水鸟"), Token::End];
//! batch.push(title, body, |term| term != "的");
//!
//! let tally = count(&batch);
//! let relabel = Relabel::learn(&tally, |_| None, [], |_| true);
//! let totals = tally.totals(relabel.vocabulary());
//! let wetland = relabel.vocabulary().get("湿地").expect("it was pushed");
//! assert_eq!((totals.tf(wetland), totals.df(wetland)), (2, 1));
//! assert_eq!(totals.running_words, 4);
//! ```
#![warn(missing_docs)]

mod batch;
mod counts;
mod document;
mod message;
mod names;
mod relabel;
mod spool;
mod vocabulary;

pub use batch::Batch;
pub use counts::{Counts, SparseRows, Tally, TermCount, Totals, count};
pub use document::{Document, LineStart, Placed, Span, Token};
pub use message::{Lang, Message};
pub use names::{UNFINISHED, is_command};
pub use relabel::Relabel;
pub use spool::{Place, Relabelled, Spool, SpoolWriter};
pub use vocabulary::{Edge, PhraseEnd, PhraseWord, TermId, Traits, Vocabulary, WordClass};
