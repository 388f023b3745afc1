//! The words of a run: documents to a corpus, the part of speech of every term, and the new words
//! and phrases that become terms themselves.

use cimai_corpus::{Corpus, Document, Piece, Role};
use cimai_keyword::{Phrase, Phrases};
use cimai_segment::{Kind, Segmenter, Synonyms, Word};
use rayon::prelude::*;

use crate::args::Adopt;
use crate::progress::Progress;

/// Documents that are cut and numbered together by one thread.
const BATCH: usize = 256;

/// What is known of the terms of a corpus.
pub(crate) struct Lexicon {
    /// The part of speech of every term, by number, in jieba's letters.
    pub(crate) tags: Vec<String>,
    /// The phrases and new words that were found, best first.
    pub(crate) phrases: Vec<Phrase>,
    /// Which of them are terms now.
    pub(crate) adopted: Vec<bool>,
}

/// Documents to a corpus: in parallel by batches, put together in their order.
pub(crate) fn corpus(
    documents: &[Document],
    segmenter: &Segmenter,
    synonyms: &Synonyms,
    progress: Progress,
) -> Corpus {
    let bar = progress.documents("分词", "cutting words", documents.len());
    let batch = |documents: &[Document]| {
        let mut corpus = Corpus::default();
        for document in documents {
            let (title, text) = (segmenter.words(&document.title), segmenter.words(&document.text));
            let pieces = |words: Vec<_>| words.into_iter().map(piece);
            corpus.push(pieces(title), pieces(text), |term| segmenter.keeps(term));
        }
        bar.inc(documents.len() as u64);
        corpus
    };
    let batches: Vec<Corpus> = documents.par_chunks(BATCH).map(batch).collect();
    let mut corpus = Corpus::default();
    for batch in &batches {
        corpus.append(batch);
    }
    corpus.merge_variants(|term| segmenter.variant_key(term));
    corpus.merge_synonyms(synonyms.pairs(), |term| segmenter.keeps(term));
    bar.finish_and_clear();
    corpus
}

fn piece(word: Word<'_>) -> Piece<'_> {
    match word.kind {
        Kind::Word => Piece::Word(word.text),
        Kind::Gap => Piece::Gap,
        Kind::Open => Piece::Open,
        Kind::Close => Piece::Close,
        Kind::End => Piece::End,
    }
}

impl Lexicon {
    /// Finds the phrases of a corpus and makes terms of those that are adopted.
    pub(crate) fn build(
        corpus: &mut Corpus,
        segmenter: &Segmenter,
        adopt: Adopt,
        progress: Progress,
    ) -> Self {
        let bar = progress.stage("新词", "new words");
        let terms: Vec<(_, &str)> = corpus.vocabulary().iter().collect();
        let tags: Vec<String> =
            terms.par_iter().map(|(_, term)| segmenter.part_of_speech(term).to_owned()).collect();
        let roles: Vec<Role> =
            terms.iter().zip(&tags).map(|((_, term), tag)| segmenter.role(term, tag)).collect();
        let phrases = match adopt {
            Adopt::Off => Vec::new(),
            _ => Phrases::default().find(corpus, &roles),
        };
        let adopted = match adopt {
            Adopt::Auto => phrases.iter().map(|phrase| phrase.is_sure(corpus)).collect(),
            Adopt::Best(n) => (0..phrases.len()).map(|rank| rank < n).collect(),
            Adopt::Off => Vec::new(),
        };
        let mut lexicon = Self { tags, phrases, adopted };
        lexicon.join(corpus);
        bar.finish_and_clear();
        lexicon
    }

    /// Makes terms of the adopted phrases. Each takes the part of speech of its last word, which
    /// in Chinese is its head.
    fn join(&mut self, corpus: &mut Corpus) {
        let adopted: Vec<_> = self.adopted().map(|phrase| phrase.words.clone()).collect();
        let texts: Vec<String> = self.adopted().map(|phrase| phrase.text(corpus)).collect();
        corpus.join(&adopted);
        self.tags.resize(corpus.vocabulary().len(), String::new());
        for (words, text) in adopted.iter().zip(&texts) {
            let head = words.last().map(|word| self.tags[word.index()].clone());
            if let (Some(term), Some(tag)) = (corpus.vocabulary().get(text), head) {
                self.tags[term.index()] = tag;
            }
        }
    }

    /// The phrases that are terms now, best first.
    pub(crate) fn adopted(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().zip(&self.adopted).filter(|(_, adopted)| **adopted).map(|(p, _)| p)
    }
}
