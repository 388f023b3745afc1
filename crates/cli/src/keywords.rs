//! Every document's keywords, by each method.

use cimai_corpus::{Corpus, Counts};
use cimai_keyword::{
    KeyPhrase, KeyPhrases, Keyword, PhraseFrequencies, PhraseWords, TextRank, TfIdf, described,
    strongest,
};
use rayon::prelude::*;

use crate::job::{Job, Need, TableSet};
use crate::progress::Progress;

/// Documents that one thread looks through for phrases at a time.
const BATCH: usize = 1024;

/// Per method, its name in the tables and each document's keywords, best first.
pub(crate) type Keywords = Vec<(&'static str, Vec<Vec<KeyPhrase>>)>;

/// Every document's words with their scores by each method that scores words.
pub(crate) struct Scores {
    pub(crate) tf_idf: Vec<Vec<Keyword>>,
    pub(crate) text_rank: Vec<Vec<Keyword>>,
}

impl Scores {
    /// Scores the words of all documents, if that is wanted.
    pub(crate) fn of(
        corpus: &Corpus,
        counts: &Counts,
        tf_idf: &TfIdf,
        wanted: TableSet,
        progress: Progress,
    ) -> Self {
        if !wanted.needs(Need::Weights) {
            return Self { tf_idf: Vec::new(), text_rank: Vec::new() };
        }
        let bar = progress.documents("词的权重", "weighing words", corpus.len());
        let text_rank = TextRank::default();
        let both = |document| {
            bar.inc(1);
            (tf_idf.weights(counts, document), text_rank.ranks(corpus, document))
        };
        let (tf_idf, text_rank) = (0..corpus.len()).into_par_iter().map(both).unzip();
        bar.finish_and_clear();
        Scores { tf_idf, text_rank }
    }

    /// The best keywords of every document by each method that scored it, if they are wanted.
    pub(crate) fn keywords(
        &self,
        corpus: &Corpus,
        counts: &Counts,
        tf_idf: &TfIdf,
        tags: &[String],
        job: &Job,
        progress: Progress,
    ) -> Keywords {
        if !job.wanted.needs(Need::Keywords) {
            return Keywords::new();
        }
        let bar = progress.documents("关键词", "keywords", corpus.len());
        let n = job.keywords;
        let words = match job.words.only_kept {
            true => PhraseWords::apart(corpus),
            false => PhraseWords::of(corpus, tags),
        };
        let frequencies = &frequencies(corpus, &words);
        let phrases = KeyPhrases { corpus, counts, tf_idf, words: &words, frequencies };
        let best = |document: usize| {
            bar.inc(1);
            phrases.best(document, n)
        };
        let phrases = (0..corpus.len()).into_par_iter().map(best).collect();
        let mut methods: Keywords = [("tfidf", &self.tf_idf), ("textrank", &self.text_rank)]
            .map(|(method, scores)| {
                let best = |(document, scores): (usize, &Vec<Keyword>)| {
                    described(&strongest(scores, corpus, n), corpus, counts, document)
                };
                (method, scores.par_iter().enumerate().map(best).collect())
            })
            .into();
        methods.push(("phrase", phrases));
        bar.finish_and_clear();
        methods
    }
}

/// In how many documents each phrase stands, counted in parallel by batches of documents.
fn frequencies(corpus: &Corpus, words: &PhraseWords) -> PhraseFrequencies {
    let mut frequencies = PhraseFrequencies::default();
    let starts: Vec<usize> = (0..corpus.len()).step_by(BATCH).collect();
    while !frequencies.is_complete() {
        let batch = |&start: &usize| start..(start + BATCH).min(corpus.len());
        let runs = starts.par_iter().map(|start| frequencies.runs(corpus, words, batch(start)));
        let runs: Vec<_> = runs.collect();
        frequencies.add(&runs);
    }
    frequencies
}
