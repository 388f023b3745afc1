//! What is told of topics: their characteristic terms, labels, representative documents and
//! coherence, all from totals that can be merged.

pub(crate) mod coherence;
mod given;
mod label;
mod representatives;
pub(crate) mod terms;
pub(crate) mod totals;

use cimai_corpus::{TermId, Vocabulary};

use crate::describe::coherence::TERMS;
use crate::describe::label::labels;
use crate::describe::terms::{Use, ranked_uses};
use crate::describe::totals::TopicTotals;
use crate::model::placement::Standings;
use crate::options::Options;
use crate::topics::Topic;

/// All that the topics of a run are described with.
pub(crate) struct Subject<'a> {
    pub(crate) totals: &'a TopicTotals,
    pub(crate) standings: &'a Standings,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) options: &'a Options,
}

impl Subject<'_> {
    /// Topics that were found, the largest first, of equally large ones by label; and for each
    /// number of the model the place of its topic. The order, the terms and the labels are those of
    /// all documents, unclear or not.
    pub(crate) fn found(&self, names: &[Option<String>]) -> (Vec<Topic>, Vec<usize>) {
        let ranked = self.ranked();
        let labels = labels(&ranked, self.vocabulary, &self.options.naming);
        let order = self.order(&labels);
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, &number)| places[number] = place);
        let topic = |&number: &usize| Topic {
            label: labels[number].clone(),
            name: names.get(number).cloned().flatten(),
            ..self.topic(number, &ranked[number])
        };
        (order.iter().map(topic).collect(), places)
    }

    fn ranked(&self) -> Vec<Vec<Use>> {
        ranked_uses(self.totals.terms(), &self.totals.sizes())
    }

    /// The numbers of the topics, the largest first; of equally large ones, by label.
    fn order(&self, labels: &[Vec<TermId>]) -> Vec<usize> {
        let sizes = self.totals.sizes();
        let text = |topic: usize| {
            labels[topic].iter().map(|&term| self.vocabulary.term(term)).collect::<Vec<_>>()
        };
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|&a, &b| sizes[b].cmp(&sizes[a]).then_with(|| text(a).cmp(&text(b))));
        order
    }

    /// A topic without its label and its names.
    fn topic(&self, number: usize, uses: &[Use]) -> Topic {
        let (totals, standings, options) = (self.totals, self.standings, self.options);
        let clear = |topic| standings.clear(topic);
        let all: usize = (0..totals.sizes().len()).map(clear).sum();
        Topic {
            label: Vec::new(),
            size: clear(number),
            share: clear(number) as f64 / all.max(1) as f64,
            coherence: 0.0,
            cohesion: totals.cohesion(number),
            terms: uses.iter().take(options.top_terms).map(|used| used.term).collect(),
            first_terms: uses.iter().take(TERMS).map(|used| used.term.term).collect(),
            representatives: totals.representatives(number, options.representatives, standings),
            name: None,
            model_share: None,
        }
    }
}
