//! The words of a run: documents to a corpus, the part of speech of every term, and the new words
//! and phrases that become terms themselves.

use std::collections::HashSet;

use cimai_corpus::{Corpus, Document, Piece, Role, TermId};
use cimai_keyword::{Phrase, Phrases, is_generic};
use cimai_segment::{Kind, Segmenter, Synonyms, Word};
use rayon::prelude::*;

use crate::args::Adopt;
use crate::job::{Job, Need};
use crate::model::notes;
use crate::progress::Progress;

/// Documents that are cut and numbered together by one thread.
const BATCH: usize = 256;

/// How well a phrase that was found, a verb, an adjective or adverb, and a generic word name a
/// topic, beside a noun.
const NAMING_PHRASE: f32 = 1.25;
const NAMING_VERB: f32 = 0.9;
const NAMING_JUDGEMENT: f32 = 0.5;
const NAMING_GENERIC: f32 = 0.3;
/// Characters from which on what was found is a phrase rather than a new word, which says no more
/// than an old one.
const PHRASE_CHARACTERS: usize = 4;

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

/// Whether phrases are looked for: to be terms or to be told, and never beside the user's own terms.
fn is_searched(job: &Job) -> bool {
    !job.words.only_kept && (job.adopt != Adopt::None || job.wanted.needs(Need::Phrases))
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
    /// Finds the phrases of a corpus and makes terms of those that are adopted: where there is a
    /// model, of those that it has.
    pub(crate) fn build(
        corpus: &mut Corpus,
        segmenter: &Segmenter,
        job: &Job,
        progress: Progress,
    ) -> Self {
        let bar = progress.stage("新词", "new words");
        let terms: Vec<(_, &str)> = corpus.vocabulary().iter().collect();
        let tags: Vec<String> =
            terms.par_iter().map(|(_, term)| segmenter.part_of_speech(term).to_owned()).collect();
        let roles: Vec<Role> =
            terms.iter().zip(&tags).map(|((_, term), tag)| segmenter.role(term, tag)).collect();
        let phrases = match is_searched(job) {
            true => Phrases::default().find(corpus, &roles),
            false => Vec::new(),
        };
        let of_model = job.topics.model.as_ref().map(|model| notes::phrases(model, corpus));
        let is_adopted = |(rank, phrase): (usize, &Phrase)| match (&of_model, job.adopt) {
            (Some(known), _) => known.contains(&phrase.words),
            (None, Adopt::Auto) => phrase.is_sure(corpus),
            (None, Adopt::Best(n)) => rank < n.get(),
            (None, Adopt::None) => false,
        };
        let adopted = phrases.iter().enumerate().map(is_adopted).collect();
        let mut lexicon = Self { tags, phrases, adopted };
        let joined = lexicon.adopted().map(|phrase| phrase.words.clone()).collect();
        lexicon.join(corpus, &of_model.unwrap_or(joined));
        bar.finish_and_clear();
        lexicon
    }

    /// Makes terms of phrases. Each takes the part of speech of its last word, which
    /// in Chinese is its head.
    fn join(&mut self, corpus: &mut Corpus, phrases: &[Vec<TermId>]) {
        corpus.join(phrases);
        self.tags.resize(corpus.vocabulary().len(), String::new());
        for words in phrases {
            let text: String = words.iter().map(|&word| corpus.vocabulary().term(word)).collect();
            let head = words.last().map(|word| self.tags[word.index()].clone());
            if let (Some(term), Some(tag)) = (corpus.vocabulary().get(&text), head) {
                self.tags[term.index()] = tag;
            }
        }
    }

    /// How well each term names a topic: phrases do best, then nouns, judgements less, generic words
    /// least.
    pub(crate) fn naming(&self, corpus: &Corpus) -> Vec<f32> {
        let texts = self.adopted().map(|phrase| phrase.text(corpus));
        let phrases: HashSet<String> =
            texts.filter(|text| text.chars().count() >= PHRASE_CHARACTERS).collect();
        let part = |((_, term), tag): ((TermId, &str), &String)| match tag.as_str() {
            _ if phrases.contains(term) => NAMING_PHRASE,
            _ if is_generic(term) => NAMING_GENERIC,
            "vn" | "an" | "eng" => 1.0,
            tag if tag.starts_with(['n', 'j', 'i', 'l', 'x']) => 1.0,
            tag if tag.starts_with(['v', 's']) => NAMING_VERB,
            _ => NAMING_JUDGEMENT,
        };
        corpus.vocabulary().iter().zip(&self.tags).map(part).collect()
    }

    /// The phrases that are terms now, best first.
    pub(crate) fn adopted(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().zip(&self.adopted).filter(|(_, adopted)| **adopted).map(|(p, _)| p)
    }
}
