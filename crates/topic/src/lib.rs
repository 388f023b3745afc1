//! Topics of a corpus: document vectors, clusters, their labels and how sure they are.
#![warn(missing_docs)]

mod agreement;
mod bytes;
mod choose;
mod coherence;
mod compare;
mod consensus;
mod describe;
mod error;
mod evidence;
mod features;
mod fit;
mod inherited;
mod k_means;
mod label;
mod matching;
mod matrix;
mod mixture;
mod model;
mod model_file;
mod options;
mod ppmi;
mod random;
mod representatives;
mod seeding;
mod seeds;
mod silhouette;
mod stability;
mod svd;
mod topics;
mod usage;
mod vectors;

pub use agreement::Agreement;
pub use compare::{Comparison, TopicPair, match_by_terms};
pub use error::Error;
pub use features::Features;
pub use fit::{Fit, fit};
pub use k_means::{Clusters, SphericalKMeans};
pub use mixture::Mixture;
pub use model::{Assigned, Model, ModelTopic};
pub use model_file::ModelError;
pub use options::{Choice, Options, VectorKind};
pub use seeds::SeedTopic;
pub use topics::{Assignment, Standing, Topic, TopicTerm, Topics, TriedK};
pub use vectors::{Projection, Vectors, lsa_share};

/// The nearest whole number to one that is not negative.
#[expect(clippy::cast_sign_loss, reason = "what is counted is not negative")]
fn rounded(number: f64) -> usize {
    number.round() as usize
}
