//! The topics of a run: learned from all documents or a sample, then given to every document.

use std::sync::Arc;

use cimai_corpus::{Batch, Counts, Message, Spool, Vocabulary};
use cimai_report::{NamedTopic, Stage};
use cimai_topic::{
    Fit, Model, Options, Origin, Placement, Placer, Standings, TopicTerm, TopicTotals, Topics,
    match_by_terms,
};

use super::in_order;
use super::lexicon::Lexicon;
use crate::error::Error;
use crate::job::{Job, topics};

/// The most documents that topics are learned from. Of more, a sample of about so many is taken.
const SAMPLE: usize = 16_000;

/// The part of their terms that topics of two runs must share for a name to pass from one to the
/// other.
const SAME_TOPIC: f64 = 0.25;

/// The topics of a run, and where every document stands among them.
pub(crate) struct Found<'m> {
    pub(crate) topics: Topics,
    pub(crate) placing: Placing,
    source: Option<Source<'m>>,
}

/// Where topics come from.
enum Source<'m> {
    /// They were learned from the documents of the run, all of them or a sample.
    Learned(Box<Fit>, Origin),
    /// A model of an earlier run gives them.
    Given(&'m Model),
}

/// Where all documents stand among the topics.
#[derive(Default)]
pub(crate) struct Placing {
    pub(crate) placements: Vec<Placement>,
    pub(crate) standings: Standings,
    totals: TopicTotals,
}

impl<'m> Found<'m> {
    /// The topics of all documents, learned from them or given by a model; none if nobody wants
    /// them.
    pub(crate) fn of(job: &'m Job, spool: &Spool, lexicon: &Lexicon) -> Result<Self, Error> {
        if !job.wanted.needs(Stage::Topics) {
            let topics = Topics { reason: Message::default(), ..Topics::none() };
            return Ok(Self { topics, placing: Placing::default(), source: None });
        }
        let naming = lexicon.traits.iter().map(|traits| traits.naming).collect();
        let options = Options { naming, ..job.topics.options.clone() };
        let source = match &job.topics.model {
            Some(model) => Source::Given(model),
            None => Source::learn(spool, lexicon, &options)?,
        };
        let placing = Placing::of(spool, lexicon, &source, options.unclear)?;
        let mut topics = source.describe(&placing, lexicon.relabel.vocabulary(), &options);
        name(&mut topics, job, lexicon.relabel.vocabulary());
        Ok(Self { topics, placing, source: Some(source) })
    }

    /// The place among the topics of the one that a document counts for.
    pub(crate) fn topic(&self, document: usize) -> Option<usize> {
        let placement = self.placing.placements.get(document)?;
        let topic = self.placing.standings.topic(document, placement)?;
        self.topics.places.get(topic).copied()
    }

    /// The place among the topics of the one that a document is nearest to, be it clear or not.
    pub(crate) fn nearest(&self, document: usize) -> Option<usize> {
        let topic = self.placing.placements.get(document)?.topic()?;
        self.topics.places.get(topic).copied()
    }

    /// What places other documents among the same topics, if they were learned here, and from what
    /// part of the documents.
    pub(crate) fn model(&self, vocabulary: &Vocabulary) -> Option<(Model, Origin)> {
        match self.source.as_ref()? {
            Source::Learned(fit, origin) => {
                let model = fit.model().clone();
                Some((model.with_topics(&self.topics, vocabulary), *origin))
            }
            Source::Given(_) => None,
        }
    }
}

impl Source<'_> {
    fn learn(spool: &Spool, lexicon: &Lexicon, options: &Options) -> Result<Self, Error> {
        let sample = sample(spool, lexicon)?;
        let whole = sample.len() == spool.documents();
        let counts = Counts::of(&sample);
        let fit = Fit::new(&sample, &counts, options)?;
        Ok(Self::Learned(Box::new(fit), if whole { Origin::Learned } else { Origin::Sampled }))
    }

    fn placer(&self, vocabulary: &Vocabulary) -> Placer<'_> {
        match self {
            Self::Learned(fit, origin) => fit.model().prepare(vocabulary, *origin),
            Self::Given(model) => model.prepare(vocabulary, Origin::Other),
        }
    }

    /// The topics as all documents show them.
    fn describe(&self, placing: &Placing, vocabulary: &Vocabulary, options: &Options) -> Topics {
        let Placing { totals, standings, placements } = placing;
        match self {
            Self::Learned(fit, origin) => {
                let mut topics = fit.describe(totals, standings, vocabulary, options);
                topics
                    .notes
                    .extend((*origin == Origin::Sampled).then(|| sampled(placements.len())));
                topics
            }
            Self::Given(model) => model.describe(totals, standings, vocabulary, options),
        }
    }
}

impl Placing {
    /// Gives every document its topic; `unclear` is the share that is to be called unclear.
    fn of(
        spool: &Spool,
        lexicon: &Lexicon,
        source: &Source<'_>,
        unclear: f64,
    ) -> Result<Self, Error> {
        let placer = source.placer(lexicon.relabel.vocabulary());
        let place = |number| {
            let batch = spool.words(number).map_err(Error::Spool)?;
            let counts = Counts::of(&batch);
            let placed = placer.place(&batch, &counts);
            let totals = TopicTotals::of(&batch, &counts, &placed);
            Ok((placed.placements, totals))
        };
        let mut placing = Self::default();
        in_order(spool.batches(), place, |(placements, totals)| {
            placing.placements.extend(placements);
            placing.totals.merge(totals);
            Ok(())
        })?;
        placing.standings = Standings::of(&placing.placements, unclear);
        Ok(placing)
    }
}

/// Gives topics the names that the user gave to those of an earlier run.
fn name(topics: &mut Topics, job: &Job, vocabulary: &Vocabulary) {
    match &job.topics.model {
        Some(model) => {
            topics.notes.extend(differences(model, job));
            name_by_number(topics, &job.topics.names);
        }
        None => name_by_terms(topics, &job.topics.names, vocabulary),
    }
}

/// What makes the words of this run other than those of the model.
fn differences(model: &Model, job: &Job) -> Vec<Message> {
    let before: Vec<&str> = topics::tagged(model, topics::OPTION).collect();
    let option = |now: String| {
        let name = now.split('=').next().unwrap_or_default();
        let before = before.iter().find(|before| before.split('=').next() == Some(name))?;
        (**before != now).then(|| other_option(before, &now))
    };
    let mut notes: Vec<Message> = job.word_options().into_iter().filter_map(option).collect();
    if topics::lists(model) != job.word_lists {
        notes.push(topics::other_lists());
    }
    notes
}

fn other_option(before: &str, now: &str) -> Message {
    Message::new(
        format!("分词选项与模型不同：模型 {before}，本次 {now}；请用同样的选项"),
        format!(
            "words are cut otherwise than for the model: {before} then, {now} now; use the same option"
        ),
    )
}

/// The names go to the topics with the same numbers: those of a model keep theirs.
fn name_by_number(topics: &mut Topics, names: &[NamedTopic]) {
    for named in names {
        let topic = named.topic.checked_sub(1).and_then(|place| topics.topics.get_mut(place));
        match topic {
            Some(topic) => topic.name = Some(named.label.clone()),
            None => topics.notes.push(nobody_called(&named.label)),
        }
    }
}

/// The names go to the topics with the same terms, whatever their numbers are now.
fn name_by_terms(topics: &mut Topics, names: &[NamedTopic], vocabulary: &Vocabulary) {
    let term = |term: &TopicTerm| vocabulary.term(term.term).to_owned();
    let now: Vec<Vec<String>> =
        topics.topics.iter().map(|topic| topic.terms.iter().map(term).collect()).collect();
    let before: Vec<Vec<String>> = names.iter().map(|named| named.top_terms.clone()).collect();
    for pair in match_by_terms(&before, &now) {
        let Some(before) = pair.before else { continue };
        let label = &names[before].label;
        match pair.after.filter(|_| pair.overlap >= SAME_TOPIC) {
            Some(after) => topics.topics[after].name = Some(label.clone()),
            None => topics.notes.push(nobody_called(label)),
        }
    }
}

fn nobody_called(label: &str) -> Message {
    Message::new(
        format!("--labels：没有与“{label}”相同的主题，这个名字没有用上"),
        format!("--labels: no topic is the one called '{label}'; the name is not used"),
    )
}

fn sampled(documents: usize) -> Message {
    Message::new(
        format!("主题由 {documents} 篇中按编号抽取的约 {SAMPLE} 篇学得，再给每一篇归入主题"),
        format!(
            "topics were learned from about {SAMPLE} of {documents} documents, chosen by their ids, and every document was then given its topic"
        ),
    )
}

/// The documents that topics are learned from, as one batch.
fn sample(spool: &Spool, lexicon: &Lexicon) -> Result<Batch, Error> {
    let mut sample = Batch::new(Arc::clone(lexicon.relabel.vocabulary()));
    let all = spool.documents() <= SAMPLE;
    let share = SAMPLE as f64 / spool.documents().max(1) as f64;
    let read = |number| {
        let batch = spool.words(number).map_err(Error::Spool)?;
        let ids = if all { Vec::new() } else { spool.ids(number).map_err(Error::Spool)? };
        let chosen = |&document: &usize| all || is_chosen(&ids[document], share);
        let mut part = Batch::new(Arc::clone(lexicon.relabel.vocabulary()));
        for document in (0..batch.len()).filter(chosen) {
            part.push_words_from(&batch, document);
        }
        Ok(part)
    };
    in_order(spool.batches(), read, |part: Batch| {
        (0..part.len()).for_each(|document| sample.push_words_from(&part, document));
        Ok(())
    })?;
    Ok(sample)
}

/// Whether a document belongs to a sample of such a share: by a hash of its id alone, so that it
/// does wherever it stands.
fn is_chosen(id: &str, share: f64) -> bool {
    (hash(id) as f64) < share * u64::MAX as f64
}

/// FNV-1a (Fowler, Noll & Vo), its bits spread by the finaliser of `SplitMix64`.
fn hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    let hash = (hash ^ hash >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ hash >> 31
}
