//! What the words of a run are: learned from the tally of all documents, then the same for every
//! batch.

use std::collections::HashMap;
use std::sync::Arc;

use cimai_corpus::{
    Edge, PhraseWord, Relabel, Spool, Tally, TermId, Totals, Traits, Vocabulary, count,
};
use cimai_keyword::{
    FrequencySearch, Phrase, PhraseEvidence, PhraseFrequencies, PhraseSearch, Phrases, RunCounts,
};
use cimai_report::Stage;
use cimai_segment::{Segmenter, Synonyms};
use rayon::prelude::*;

use super::{in_order, merged};
use crate::args::Adopt;
use crate::error::Error;
use crate::job::{Job, topics};

/// The words of a run: what counts as what, how often, and what is known of each.
pub(crate) struct Lexicon {
    pub(crate) relabel: Relabel,
    pub(crate) totals: Totals,
    /// What is known of every term, by number.
    pub(crate) traits: Vec<Traits>,
    /// The phrases and new words that were found, best first.
    pub(crate) phrases: Vec<Phrase>,
    /// Which of them are terms.
    pub(crate) adopted: Vec<bool>,
    /// The runs of words that are terms, each as its words: those, or the ones of a model.
    pub(crate) joined: Vec<Vec<String>>,
}

/// What decides on the words of a run.
pub(crate) struct Rules<'r> {
    pub(crate) segmenter: &'r Segmenter,
    pub(crate) synonyms: &'r Synonyms,
    /// Whether to look for phrases and new words.
    pub(crate) search: bool,
    /// Which of them become terms.
    pub(crate) adopt: Adopt,
    /// Whether anything is made of terms, so that phrases have to be joined in the documents.
    pub(crate) join: bool,
    /// The phrases of a model that the run is given, if it is, each as its words.
    pub(crate) given: Option<Vec<Vec<String>>>,
}

impl<'r> Rules<'r> {
    /// The rules of a run.
    pub(crate) fn of(job: &'r Job, segmenter: &'r Segmenter) -> Self {
        // Phrases are looked for only where somebody sees them or they become terms.
        let unseen = job.adopt == Adopt::None && !job.wanted.needs(Stage::NewPhrases);
        Self {
            segmenter,
            synonyms: &job.words.synonyms,
            search: !job.words.only_kept && !unseen,
            adopt: job.adopt,
            join: job.wanted.annotates(),
            given: job.topics.model.as_ref().map(topics::phrases),
        }
    }
}

impl Lexicon {
    /// Learns the words of all documents: first which spellings and synonyms are one, then which
    /// runs of words are phrases, then how often everything occurs.
    pub(crate) fn learn(spool: &mut Spool, rules: &Rules<'_>) -> Result<Self, Error> {
        let tally = tally(spool)?;
        let Rules { segmenter, synonyms, .. } = *rules;
        let relabel = Relabel::learn(
            &tally,
            |term| segmenter.variant_key(term),
            synonyms.pairs(),
            |term| segmenter.keeps(term),
        );
        apply(&relabel, spool)?;
        let traits = traits(&relabel, segmenter);
        let phrases = match rules.search {
            true => find_phrases(spool, &relabel, &traits)?,
            false => Vec::new(),
        };
        let adopted = adopted(&phrases, rules);
        let mut lexicon = Self {
            relabel,
            totals: Totals::default(),
            traits,
            phrases,
            adopted,
            joined: Vec::new(),
        };
        if rules.join {
            lexicon.join(spool, rules)?;
        }
        lexicon.totals = self::tally(spool)?.totals(lexicon.relabel.vocabulary());
        Ok(lexicon)
    }

    /// Makes terms of the phrases that are adopted, or of those of the model.
    fn join(&mut self, spool: &mut Spool, rules: &Rules<'_>) -> Result<(), Error> {
        let own = self.adopted().map(|phrase| phrase.words.clone());
        self.joined = rules.given.clone().unwrap_or_else(|| own.collect());
        if self.joined.is_empty() {
            return Ok(());
        }
        let before = Arc::clone(self.relabel.vocabulary());
        self.relabel = std::mem::take(&mut self.relabel).with_phrases(&self.joined);
        let known = |term: &str| before.get(term).map(|id| &self.traits[id.index()]);
        self.traits = with_phrases(self.relabel.vocabulary(), known, &self.joined, rules.segmenter);
        apply(&self.relabel, spool)
    }

    /// The phrases that are terms, best first.
    pub(crate) fn adopted(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().zip(&self.adopted).filter(|(_, adopted)| **adopted).map(|(p, _)| p)
    }

    /// For every term that negates another, by number, that other one.
    pub(crate) fn negated(&self, segmenter: &Segmenter) -> Vec<Option<TermId>> {
        let vocabulary = self.relabel.vocabulary();
        let bare = |(id, term)| {
            let counted = self.totals.tf(id) > 0;
            counted.then(|| segmenter.negated(term).and_then(|bare| vocabulary.get(bare))).flatten()
        };
        vocabulary.iter().map(bare).collect()
    }
}

/// Writes the words of all batches as they are counted.
fn apply(relabel: &Relabel, spool: &mut Spool) -> Result<(), Error> {
    let mut anew = spool.relabel();
    in_order(
        spool.batches(),
        |batch| spool.relabelled(batch, relabel).map_err(Error::Spool),
        |words| anew.push(words).map_err(Error::Spool),
    )?;
    spool.replace(anew, Arc::clone(relabel.vocabulary()));
    Ok(())
}

/// How often everything occurs.
fn tally(spool: &Spool) -> Result<Tally, Error> {
    let one = |batch| Ok(count(&spool.words(batch).map_err(Error::Spool)?));
    merged(spool.batches(), one, Tally::merge)
}

/// What is known of every term without a look at the documents.
pub(crate) fn traits(relabel: &Relabel, segmenter: &Segmenter) -> Vec<Traits> {
    let vocabulary = relabel.vocabulary();
    let terms: Vec<(TermId, &str)> = vocabulary.iter().collect();
    let of = |&(id, term): &(TermId, &str)| segmenter.traits(term, vocabulary.is_kept(id));
    terms.par_iter().map(of).collect()
}

/// The traits of every term of a vocabulary that has phrases: each takes after its last word,
/// which in Chinese is its head.
pub(crate) fn with_phrases<'t>(
    vocabulary: &Vocabulary,
    known: impl Fn(&str) -> Option<&'t Traits>,
    phrases: &[Vec<String>],
    segmenter: &Segmenter,
) -> Vec<Traits> {
    let head = |phrase: &Vec<String>| Some((phrase.concat(), known(phrase.last()?)?));
    let heads: HashMap<String, &Traits> = phrases.iter().filter_map(head).collect();
    let traits = |(_, term): (TermId, &str)| match heads.get(term) {
        Some(head) => segmenter.traits_of_phrase(term, head),
        None => known(term).cloned().unwrap_or_default(),
    };
    vocabulary.iter().map(traits).collect()
}

fn find_phrases(spool: &Spool, relabel: &Relabel, traits: &[Traits]) -> Result<Vec<Phrase>, Error> {
    let edges: Vec<Edge> = traits.iter().map(|traits| traits.edge).collect();
    let mut search = PhraseSearch::new(Phrases::default(), &edges);
    while search.wants_more() {
        let one = |batch| Ok(search.count(&spool.words(batch).map_err(Error::Spool)?));
        let found = merged(spool.batches(), one, PhraseEvidence::merge)?;
        search.add(&found);
    }
    Ok(search.finish(relabel.vocabulary()))
}

/// Which phrases become terms: where there is a model, those that it has.
fn adopted(phrases: &[Phrase], rules: &Rules<'_>) -> Vec<bool> {
    let known: Option<Vec<String>> =
        rules.given.as_ref().map(|given| given.iter().map(|words| words.concat()).collect());
    let is_adopted = |(rank, phrase): (usize, &Phrase)| match (&known, rules.adopt) {
        (Some(known), _) => known.contains(&phrase.text()),
        (None, Adopt::Auto) => phrase.is_sure(),
        (None, Adopt::Best(n)) => rank < n.get(),
        (None, Adopt::None) => false,
    };
    phrases.iter().enumerate().map(is_adopted).collect()
}

/// In how many documents each run of words stands that may be a key phrase.
pub(crate) fn frequencies(
    spool: &Spool,
    lexicon: &Lexicon,
    roles: &[PhraseWord],
) -> Result<PhraseFrequencies, Error> {
    let mut search = FrequencySearch::new(roles, &lexicon.totals);
    while search.wants_more() {
        let one = |batch| Ok(search.count(&spool.words(batch).map_err(Error::Spool)?));
        let counts = merged(spool.batches(), one, RunCounts::merge)?;
        search.add(&counts);
    }
    Ok(search.finish())
}
