//! The topics of documents, their labels, and how sure each document is.
//!
//! A [`Fit`] learns topics from all documents of a run or a sample of them. Its [`Model`] then
//! places any documents by their words alone ([`Placer::place`]), batch by batch. What the batches
//! have by topic adds up ([`TopicTotals`]), and from that the topics are described ([`Topics`]).
//! How documents are divided into batches shapes no result.
//!
//! ```
//! use cimai_corpus::{Batch, Counts, Token};
//! use cimai_topic::{Choice, FirstTerms, Fit, Model, Options, Origin, Standings, TopicTotals};
//!
//! let mut batch = Batch::default();
//! for text in ["楼盘 开盘 均价", "楼盘 均价 优惠", "球队 夺冠 联赛", "球队 联赛 球员"] {
//!     batch.push([], text.split(' ').map(Token::Word), |_| true);
//! }
//! let (counts, vocabulary) = (Counts::of(&batch), batch.vocabulary());
//! let options = Options { topics: Choice::Fixed(2), ..Options::default() };
//! let fit = Fit::new(&batch, &counts, &options)?;
//!
//! // For each batch of the run:
//! let placed = fit.model().prepare(vocabulary, Origin::Learned).place(&batch, &counts);
//! let totals = TopicTotals::of(&batch, &counts, &placed);
//! let topic = |document: usize| placed.placements[document].topic();
//! assert!(topic(0) == topic(1) && topic(1) != topic(2) && topic(2) == topic(3));
//!
//! // When all are placed:
//! let standings = Standings::of(&placed.placements, options.unclear);
//! let mut topics = fit.describe(&totals, &standings, vocabulary, &options);
//! FirstTerms::of(&topics).count(&counts).rate(&mut topics);
//! assert_eq!(topics.topics[0].size, 2);
//! let saved = fit.into_model().with_topics(&topics, vocabulary).to_bytes();
//!
//! // In another run:
//! let model = Model::from_bytes(&saved)?;
//! let mut other = Batch::default();
//! other.push([], ["联赛", "夺冠"].map(Token::Word), |_| true);
//! let counts = Counts::of(&other);
//! let placed = model.prepare(other.vocabulary(), Origin::Other).place(&other, &counts);
//! let sports = placed.placements[0].topic().expect("its words are known");
//! assert!(model.topics[sports].label.iter().any(|term| term == "联赛"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![warn(missing_docs)]

mod clusters;
mod compare;
mod describe;
mod fit;
mod model;
mod numbers;
mod options;
mod topics;
mod vectors;

pub use compare::{Agreement, Comparison, TopicPair, match_by_terms};
pub use describe::coherence::{FirstTerms, Meetings};
pub use describe::totals::TopicTotals;
pub use fit::Fit;
pub use model::file::ModelError;
pub use model::placement::{Placement, Standing, Standings};
pub use model::{Model, ModelTopic, Origin, Placed, Placer};
pub use options::{Choice, Error, Options, SeedTopic, VectorKind};
pub use topics::{Topic, TopicTerm, Topics, TriedK};
