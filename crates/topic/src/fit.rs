use cimai_corpus::{Corpus, Counts, Message};
use ndarray::Array2;

use crate::k_means::{Clusters, means};
use crate::label::{TermScores, labels};
use crate::{
    Assignment, Choice, Error, Options, SphericalKMeans, Topic, Topics, TriedK, VectorKind,
    Vectors, coherence, representatives, silhouette,
};

/// Finds the topics of a corpus.
///
/// # Errors
///
/// If an option is out of range.
pub fn fit(corpus: &Corpus, counts: &Counts, options: &Options) -> Result<Topics, Error> {
    options.check()?;
    let vectors = Vectors::fit(counts, options);
    if vectors.documents.is_empty() {
        return Ok(without_topics(counts));
    }
    let distinct = distinct_rows(&vectors.rows);
    let (wanted, reason) = wanted(options.topics, vectors.documents.len());
    let k = wanted.min(distinct);
    let mut notes = Vec::new();
    if k < wanted {
        notes.push(clipped(wanted, k));
    }
    let means = SphericalKMeans { clusters: k, starts: options.starts, seed: options.seed };
    let clusters = means.fit(&vectors.rows);
    Ok(describe(corpus, counts, options, &vectors, &clusters, reason, notes))
}

fn without_topics(counts: &Counts) -> Topics {
    let reason = Message::new("没有可用的词，没有主题", "no words to find topics by");
    Topics {
        topics: Vec::new(),
        assignments: vec![None; counts.documents()],
        vectors: VectorKind::Lsa,
        tried: Vec::new(),
        reason,
        notes: Vec::new(),
    }
}

fn wanted(choice: Choice, documents: usize) -> (usize, Message) {
    match choice {
        Choice::Fixed(k) => {
            (k, Message::new(format!("主题数由用户给定：{k}"), format!("{k} topics, as asked")))
        }
        Choice::Auto { min, max } => {
            let k = ((documents as f64 / 2.0).sqrt() as usize).min(10).clamp(min, max);
            let zh = format!("主题数 {k}：文档数一半的平方根，不超过 10");
            (k, Message::new(zh, format!("{k} topics: the root of half the documents, at most 10")))
        }
    }
}

fn clipped(wanted: usize, k: usize) -> Message {
    Message::new(
        format!("互不相同的文档只有 {k} 种，主题数由 {wanted} 减为 {k}"),
        format!("only {k} documents differ, so there are {k} topics instead of {wanted}"),
    )
}

fn distinct_rows(rows: &Array2<f32>) -> usize {
    let rounded = |row: ndarray::ArrayView1<f32>| -> Vec<i32> {
        row.iter().map(|x| (x * 1000.0).round() as i32).collect()
    };
    let mut rows: Vec<_> = rows.outer_iter().map(rounded).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len()
}

#[expect(clippy::too_many_arguments, reason = "to be taken apart")]
fn describe(
    corpus: &Corpus,
    counts: &Counts,
    options: &Options,
    vectors: &Vectors,
    clusters: &Clusters,
    reason: Message,
    notes: Vec<Message>,
) -> Topics {
    let k = clusters.centroids.nrows();
    let mut members: Vec<Option<u32>> = vec![None; counts.documents()];
    for (&document, &cluster) in vectors.documents.iter().zip(&clusters.members) {
        members[document] = Some(cluster);
    }
    let scores = TermScores::of(counts, &members, k);
    let found = labels(corpus, counts, &scores);
    let mut sizes = vec![0_usize; k];
    clusters.members.iter().for_each(|&cluster| sizes[cluster as usize] += 1);
    let text = |i: usize| -> Vec<&str> {
        found[i].iter().map(|&term| corpus.vocabulary().term(term)).collect()
    };
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&a, &b| sizes[b].cmp(&sizes[a]).then_with(|| text(a).cmp(&text(b))));
    let mut numbers = vec![0_u32; k];
    order.iter().enumerate().for_each(|(new, &old)| numbers[old] = new as u32);
    let members: Vec<u32> = clusters.members.iter().map(|&m| numbers[m as usize]).collect();
    let centroids = means(&vectors.rows, &members, k);
    let assigned = assign(&vectors.rows, &centroids, &members);
    let postings = counts.rows().transposed();
    let topics: Vec<Topic> = order
        .iter()
        .enumerate()
        .map(|(new, &old)| {
            let terms = scores.terms(old, options.top_terms);
            let own: Vec<usize> =
                (0..members.len()).filter(|&i| members[i] == new as u32).collect();
            Topic {
                label: found[old].clone(),
                size: sizes[old],
                share: sizes[old] as f64 / members.len() as f64,
                coherence: coherence::npmi(&postings, &terms),
                cohesion: own.iter().map(|&i| assigned[i].similarity).sum::<f64>()
                    / own.len() as f64,
                representatives: representatives::choose(
                    &vectors.rows,
                    &own,
                    &assigned,
                    options.representatives,
                )
                .into_iter()
                .map(|i| vectors.documents[i])
                .collect(),
                terms,
            }
        })
        .collect();
    let mut assignments = vec![None; counts.documents()];
    for (&document, &assignment) in vectors.documents.iter().zip(&assigned) {
        assignments[document] = Some(assignment);
    }
    let n = members.len() as f64;
    let tried = vec![TriedK {
        k,
        silhouette: assigned.iter().map(|a| a.silhouette).sum::<f64>() / n,
        coherence: topics.iter().map(|t| t.coherence).sum::<f64>() / k as f64,
        stability: 0.0,
        largest_share: topics[0].share,
        chosen: true,
    }];
    Topics { topics, assignments, vectors: vectors.kind, tried, reason, notes }
}

fn assign(rows: &Array2<f32>, centroids: &Array2<f32>, members: &[u32]) -> Vec<Assignment> {
    let cosines = crate::matrix::product(rows, &centroids.t().to_owned());
    let silhouettes = silhouette::of(rows, members, centroids.nrows());
    let one = |(i, (&topic, silhouette)): (usize, (&u32, f64))| {
        let row = cosines.row(i);
        let similarity = f64::from(row[topic as usize]);
        let others = row.iter().enumerate().filter(|&(other, _)| other != topic as usize);
        let second = others.fold(None, |best: Option<(usize, f32)>, (other, &cosine)| match best {
            Some((_, most)) if most >= cosine => best,
            _ => Some((other, cosine)),
        });
        let second_similarity = second.map_or(0.0, |(_, cosine)| f64::from(cosine));
        Assignment {
            topic: topic as usize,
            similarity,
            second: second.map(|(other, _)| other),
            second_similarity,
            margin: similarity - second_similarity,
            silhouette,
        }
    };
    members.iter().zip(silhouettes).enumerate().map(one).collect()
}
