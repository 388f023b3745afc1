//! Parts of the documents, such as groups and periods: which documents are in them, and what they
//! have of each term.

use std::collections::{BTreeMap, HashMap};

use cimai_corpus::{Batch, Counts, TermId};

/// The number of no group.
const WITHOUT: u32 = u32::MAX;

/// Documents divided into groups by a value that each has. Of each document only the number of its
/// group is kept.
///
/// ```
/// use cimai_keyword::Grouping;
///
/// let districts = Grouping::of(["临河区", "", "港口区", "临河区"]);
/// assert_eq!(districts.names(), ["临河区", "港口区"]);
/// assert_eq!(districts.size(0), 2);
/// assert_eq!(districts.group(3), Some(0));
/// assert_eq!(districts.group(1), None);
/// assert_eq!(districts.without(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    names: Vec<String>,
    sizes: Vec<u32>,
    groups: Vec<u32>,
}

impl Grouping {
    /// Groups documents by their values, in the order of the documents. One without a value is in
    /// no group. Groups stand in the byte order of their names.
    pub fn of<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> Self {
        let mut builder = GroupingBuilder::default();
        for value in values {
            builder.push(value.as_ref());
        }
        builder.finish()
    }

    /// What the groups are called.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many documents a group has.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn size(&self, group: usize) -> u32 {
        self.sizes[group]
    }

    /// The group of a document, by its number among all.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn group(&self, document: usize) -> Option<usize> {
        let group = self.groups[document];
        (group != WITHOUT).then_some(group as usize)
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// How many documents are in no group.
    pub fn without(&self) -> usize {
        self.groups.iter().filter(|&&group| group == WITHOUT).count()
    }
}

/// A [`Grouping`] whose documents come one by one.
///
/// ```
/// use cimai_keyword::GroupingBuilder;
///
/// let mut districts = GroupingBuilder::default();
/// districts.push("港口区");
/// districts.push("临河区");
/// assert_eq!(districts.finish().names(), ["临河区", "港口区"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct GroupingBuilder {
    /// The groups by name, numbered by first appearance.
    numbers: HashMap<String, u32>,
    groups: Vec<u32>,
}

impl GroupingBuilder {
    /// Adds the next document by its value; an empty one is none.
    pub fn push(&mut self, value: &str) {
        let group = match self.numbers.get(value) {
            _ if value.is_empty() => WITHOUT,
            Some(&group) => group,
            None => {
                let group = self.numbers.len() as u32;
                self.numbers.insert(value.to_owned(), group);
                group
            }
        };
        self.groups.push(group);
    }

    /// Puts the groups in the byte order of their names.
    pub fn finish(self) -> Grouping {
        let Self { numbers, mut groups } = self;
        let mut names: Vec<(String, u32)> = numbers.into_iter().collect();
        names.sort_unstable();
        let mut order = vec![0; names.len()];
        for ((_, first), group) in names.iter().zip(0..) {
            order[*first as usize] = group;
        }
        let mut sizes = vec![0; names.len()];
        for group in groups.iter_mut().filter(|group| **group != WITHOUT) {
            *group = order[*group as usize];
            sizes[*group as usize] += 1;
        }
        Grouping { names: names.into_iter().map(|(name, _)| name).collect(), sizes, groups }
    }
}

/// What parts of the documents have: groups, periods, groups in periods. Each part has a number,
/// and a document may count for several.
///
/// Only integers of parts and terms that occur are held, some 24 bytes for each term of each part.
/// Counts of batches merge, in any order, into those of all documents.
///
/// ```
/// use cimai_corpus::{Batch, Counts, TermId, Token};
/// use cimai_keyword::PartCounts;
///
/// let mut batch = Batch::default();
/// batch.push([], ["暖气", "的", "暖气"].map(Token::Word), |term| term != "的");
/// batch.push([], ["暖气", "路灯"].map(Token::Word), |_| true);
/// // Part 0 is all documents, parts 1 and 2 are one each.
/// let parts = |document| [0, document as u32 + 1];
/// let counts = PartCounts::count(&batch, &Counts::of(&batch), parts);
/// assert_eq!((counts.documents(0), counts.words(0), counts.words(1)), (2, 5, 3));
/// let (term, heating) = counts.terms(0).next().expect("part 0 has terms");
/// assert_eq!((term, heating.tf, heating.df), (TermId(0), 3, 2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartCounts {
    /// The parts that have documents.
    parts: BTreeMap<u32, PartSize>,
    /// What each part has of each term.
    terms: BTreeMap<(u32, TermId), PartTerm>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct PartSize {
    documents: u64,
    words: u64,
}

/// What a part has of a term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartTerm {
    /// Its occurrences.
    pub tf: u32,
    /// The documents that have it.
    pub df: u32,
}

impl PartCounts {
    /// Counts a batch. `parts_of` gives the numbers of the parts that a document, known by its
    /// number among all, counts for; one that it gives twice counts once.
    pub fn count<P: IntoIterator<Item = u32>>(
        batch: &Batch,
        counts: &Counts,
        parts_of: impl Fn(usize) -> P,
    ) -> Self {
        let mut members: Vec<(u32, usize)> = Vec::new();
        for document in 0..batch.len() {
            let parts = parts_of(batch.first + document).into_iter();
            members.extend(parts.map(|part| (part, document)));
        }
        members.sort_unstable();
        members.dedup();
        let mut part_counts = Self::default();
        for members in members.chunk_by(|a, b| a.0 == b.0) {
            part_counts.add_part(counts, members[0].0, members);
        }
        part_counts
    }

    fn add_part(&mut self, counts: &Counts, part: u32, members: &[(u32, usize)]) {
        let documents = || members.iter().map(|&(_, document)| document);
        let words = documents().map(|document| u64::from(counts.running_words(document))).sum();
        self.parts.insert(part, PartSize { documents: members.len() as u64, words });
        let rows = documents().map(|document| counts.rows().row(document));
        let mut cells: Vec<(u32, u32)> = rows.flatten().copied().collect();
        cells.sort_unstable();
        for same in cells.chunk_by(|a, b| a.0 == b.0) {
            let tf = same.iter().map(|&(_, tf)| tf).sum();
            let term = PartTerm { tf, df: same.len() as u32 };
            self.terms.insert((part, TermId(same[0].0)), term);
        }
    }

    /// Adds what was counted in other documents.
    pub fn merge(&mut self, other: PartCounts) {
        for (part, size) in other.parts {
            let own = self.parts.entry(part).or_default();
            own.documents += size.documents;
            own.words += size.words;
        }
        for (key, term) in other.terms {
            let own = self.terms.entry(key).or_default();
            own.tf += term.tf;
            own.df += term.df;
        }
    }

    /// The documents of a part.
    pub fn documents(&self, part: u32) -> u64 {
        self.size(part).documents
    }

    /// All words of a part, stop words included.
    pub fn words(&self, part: u32) -> u64 {
        self.size(part).words
    }

    /// The terms that a part has, in the order of their numbers.
    pub fn terms(&self, part: u32) -> impl Iterator<Item = (TermId, PartTerm)> + '_ {
        let own = self.terms.range((part, TermId(0))..=(part, TermId(u32::MAX)));
        own.map(|(&(_, term), &counts)| (term, counts))
    }

    fn size(&self, part: u32) -> PartSize {
        self.parts.get(&part).copied().unwrap_or_default()
    }

    /// The terms of a part with their occurrences and ranks, most frequent first; equally frequent
    /// terms share a rank and stand in the order of their numbers.
    pub(crate) fn ranked(&self, part: u32) -> Vec<(TermId, u64, u32)> {
        let terms = self.terms(part).map(|(term, counts)| (term, u64::from(counts.tf), 0));
        let mut terms: Vec<(TermId, u64, u32)> = terms.collect();
        terms.sort_by_key(|&(_, tf, _)| std::cmp::Reverse(tf));
        for place in 0..terms.len() {
            let shared = place.checked_sub(1).map(|before| terms[before]);
            let shared = shared.filter(|before| before.1 == terms[place].1);
            terms[place].2 = shared.map_or(place as u32 + 1, |before| before.2);
        }
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn every_document_has_the_group_of_its_value() {
        let values = ["b", "", "c", "a", "b", "", "c", "b"];
        let grouping = Grouping::of(values);
        assert_eq!(grouping.names(), ["a", "b", "c"]);
        for (document, value) in values.iter().enumerate() {
            let name = grouping.group(document).map_or("", |group| &grouping.names()[group]);
            assert_eq!(name, *value);
        }
        assert_eq!([0, 1, 2].map(|group| grouping.size(group)), [1, 3, 2]);
        assert_eq!((grouping.len(), grouping.without()), (3, 2));
    }

    #[test]
    fn documents_without_values_are_in_no_group() {
        let grouping = Grouping::of([""]);
        assert!(grouping.is_empty() && grouping.without() == 1);
        assert_eq!(Grouping::of([""; 0]), Grouping::default());
        assert!(!Grouping::of(["a"]).is_empty());
    }

    #[test]
    fn equally_frequent_terms_share_a_rank() {
        let sample = Sample::of(&["c a b a d"]);
        let counts = PartCounts::count(&sample.batch, &sample.counts, |_| [5]);
        let ranked = counts.ranked(5);
        let shown: Vec<_> =
            ranked.iter().map(|&(term, _, rank)| (sample.term(term), rank)).collect();
        assert_eq!(shown, [("a", 1), ("b", 2), ("c", 2), ("d", 2)]);
    }

    #[test]
    fn a_document_counts_once_for_each_of_its_parts_and_not_for_others() {
        let sample = Sample::of(&["a a x", "a b", "b"]);
        let parts = |document: usize| match document {
            0 => vec![4, 4],
            1 => vec![2, 4],
            _ => vec![],
        };
        let counts = PartCounts::count(&sample.batch, &sample.counts, parts);
        let part = |part| {
            let terms = counts.terms(part).map(|(id, n)| (sample.term(id), n.tf, n.df));
            (counts.documents(part), counts.words(part), terms.collect::<Vec<_>>())
        };
        assert_eq!(part(2), (1, 2, vec![("a", 1, 1), ("b", 1, 1)]));
        assert_eq!(part(3), (0, 0, vec![]));
        assert_eq!(part(4), (2, 5, vec![("a", 3, 2), ("b", 1, 1)]));
    }
}
