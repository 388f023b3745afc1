//! Topics of a corpus: document vectors, clusters, their labels and how sure they are.
#![warn(missing_docs)]

mod coherence;
mod error;
mod features;
mod fit;
mod k_means;
mod label;
mod matrix;
mod options;
mod random;
mod representatives;
mod silhouette;
mod svd;
mod topics;
mod vectors;

pub use error::Error;
pub use features::Features;
pub use fit::fit;
pub use k_means::{Clusters, SphericalKMeans};
pub use options::{Choice, Options, VectorKind};
pub use topics::{Assignment, Topic, TopicTerm, Topics, TriedK};
pub use vectors::Vectors;
