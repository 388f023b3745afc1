use cimai_corpus::{Corpus, Counts, SparseRows, TermId, Vocabulary};
use ndarray::Array2;
use rayon::prelude::*;

use crate::coherence::npmi;
use crate::k_means::{Clusters, means};
use crate::label::labels;
use crate::matrix::product;
use crate::representatives::representatives;
use crate::usage::{Use, ranked_uses};
use crate::{Assignment, Options, Topic, Vectors, silhouette};

/// Clusters in the order of their topics, with what can be told of them.
pub(crate) struct Description {
    /// Largest first; of equally large ones, by label.
    pub(crate) topics: Vec<Topic>,
    /// One for each row of the vectors.
    pub(crate) assigned: Vec<Assignment>,
    /// Numbered as the topics are.
    pub(crate) clusters: Clusters,
}

/// Everything that topics are described with.
pub(crate) struct Subject<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    /// Terms × documents.
    pub(crate) postings: SparseRows<u32>,
    pub(crate) vectors: &'a Vectors,
    pub(crate) options: &'a Options,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(
        corpus: &'a Corpus,
        counts: &Counts,
        vectors: &'a Vectors,
        options: &'a Options,
    ) -> Self {
        let postings = counts.rows().transposed();
        Self { vocabulary: corpus.vocabulary(), postings, vectors, options }
    }

    pub(crate) fn describe(&self, clusters: &Clusters, names: &[String]) -> Description {
        let k = clusters.centroids.nrows();
        let members = self.by_document(&clusters.members);
        let ranked = ranked_uses(&self.postings, &members, k, self.vocabulary);
        let labels = labels(&ranked, self.vocabulary, &self.options.naming);
        let order = self.order(clusters, &labels);
        let clusters = renumbered(&self.vectors.rows, clusters, &order);
        let assigned = assign(&self.vectors.rows, &clusters);
        let own = own_rows(&clusters);
        let topic = |(new, &old): (usize, &usize)| {
            let label = labels[old].clone();
            let name = names.get(old).cloned();
            Topic { name, ..self.topic(label, &ranked[old], &own[new], &assigned) }
        };
        let topics = order.par_iter().enumerate().map(topic).collect();
        Description { topics, assigned, clusters }
    }

    fn by_document(&self, members: &[u32]) -> Vec<Option<u32>> {
        let mut by_document = vec![None; self.postings.columns()];
        for (&document, &cluster) in self.vectors.documents.iter().zip(members) {
            by_document[document] = Some(cluster);
        }
        by_document
    }

    /// Old numbers of the clusters, the largest first; of equally large ones, by label.
    fn order(&self, clusters: &Clusters, labels: &[Vec<TermId>]) -> Vec<usize> {
        let sizes = clusters.sizes();
        let text = |cluster: usize| {
            labels[cluster].iter().map(|&term| self.vocabulary.term(term)).collect::<Vec<_>>()
        };
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|&a, &b| sizes[b].cmp(&sizes[a]).then_with(|| text(a).cmp(&text(b))));
        order
    }

    fn topic(
        &self,
        label: Vec<TermId>,
        uses: &[Use],
        own: &[usize],
        assigned: &[Assignment],
    ) -> Topic {
        let similarity: f64 = own.iter().map(|&row| assigned[row].similarity).sum();
        let rows = representatives(&self.vectors.rows, own, assigned, self.options.representatives);
        Topic {
            label,
            size: own.len(),
            share: own.len() as f64 / assigned.len() as f64,
            coherence: npmi(&self.postings, uses.iter().map(|used| used.term.term)),
            cohesion: similarity / own.len() as f64,
            terms: uses.iter().take(self.options.top_terms).map(|used| used.term).collect(),
            representatives: rows.into_iter().map(|row| self.vectors.documents[row]).collect(),
            name: None,
            model_share: None,
        }
    }
}

/// The clusters under new numbers: `order` lists the old ones.
fn renumbered(rows: &Array2<f32>, clusters: &Clusters, order: &[usize]) -> Clusters {
    let mut numbers = vec![0; order.len()];
    order.iter().enumerate().for_each(|(new, &old)| numbers[old] = new as u32);
    let members: Vec<u32> = clusters.members.iter().map(|&old| numbers[old as usize]).collect();
    let centroids = means(rows, &members, order.len());
    Clusters { centroids, members, cohesion: clusters.cohesion }
}

fn own_rows(clusters: &Clusters) -> Vec<Vec<usize>> {
    let mut own = vec![Vec::new(); clusters.centroids.nrows()];
    for (row, &cluster) in clusters.members.iter().enumerate() {
        own[cluster as usize].push(row);
    }
    own
}

fn assign(rows: &Array2<f32>, clusters: &Clusters) -> Vec<Assignment> {
    let cosines = product(rows, &clusters.centroids.t().to_owned());
    let silhouettes = silhouette::of(rows, &clusters.members, clusters.centroids.nrows());
    let members = clusters.members.par_iter().zip(silhouettes).enumerate();
    let one = |(row, (&topic, silhouette))| {
        let cosines = crate::matrix::row(&cosines, row);
        Assignment { silhouette, ..Assignment::from_cosines(topic as usize, cosines) }
    };
    members.map(one).collect()
}
