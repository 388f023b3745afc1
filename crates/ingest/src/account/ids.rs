use std::collections::{HashMap, HashSet};
use std::io;

use cimai_corpus::Document;
use unicode_normalization::UnicodeNormalization;

use crate::{DuplicateId, Error};

/// How many double ids an error lists.
const LISTED: usize = 5;

/// The ids of all documents, by their hashes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    /// One per document, in order.
    hashes: Vec<u64>,
}

/// A hash of what makes an id differ from others.
fn hash(id: &str) -> u64 {
    let hash = blake3::hash(key(id).as_bytes());
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// An id as it is compared: those that differ only in width, or in blanks at their edges, count as
/// one.
fn key(id: &str) -> String {
    if id.is_ascii() {
        id.trim().to_owned()
    } else {
        id.nfkc().collect::<String>().trim().to_owned()
    }
}

/// What gives a document by its number.
pub(crate) type Fetch<'f> = &'f (dyn Fn(usize) -> io::Result<Document> + Sync);

impl Ids {
    /// The ids of some documents.
    pub(crate) fn of<'i>(ids: impl Iterator<Item = &'i str>) -> Self {
        Self { hashes: ids.map(hash).collect() }
    }

    /// Adds the ids of the next documents.
    pub(crate) fn append(&mut self, later: Ids) {
        self.hashes.extend(later.hashes);
    }

    /// Documents with the id of an earlier one, as pairs of the first and the later one; ascending
    /// by the later.
    pub(crate) fn again(&self, document: Fetch<'_>) -> io::Result<Vec<(usize, usize)>> {
        let sorted = self.sorted();
        let mut again = Vec::new();
        for like in sorted.chunk_by(|a, b| a.0 == b.0).filter(|like| like.len() > 1) {
            // Different ids hardly ever have one hash, so there is hardly ever more than one key.
            let mut firsts: HashMap<String, usize> = HashMap::new();
            for &(_, place) in like {
                let place = place as usize;
                let first = *firsts.entry(key(&document(place)?.id)).or_insert(place);
                if first < place {
                    again.push((first, place));
                }
            }
        }
        again.sort_unstable_by_key(|&(_, place)| place);
        Ok(again)
    }

    /// New ids for documents that have that of an earlier one, `id#2` and so on, which no other
    /// document has.
    pub(crate) fn suffixed(
        &self,
        again: &[(usize, usize)],
        document: Fetch<'_>,
    ) -> io::Result<Vec<(usize, String)>> {
        let sorted = self.sorted();
        let mut given: HashSet<String> = HashSet::new();
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut renamed = Vec::with_capacity(again.len());
        for &(first, place) in again {
            let id = document(first)?.id;
            let number = numbers.entry(first).or_insert(1);
            let new = loop {
                *number += 1;
                let new = format!("{id}#{number}");
                if !given.contains(&key(&new)) && !is_taken(&sorted, &new, document)? {
                    break new;
                }
            };
            given.insert(key(&new));
            renamed.push((place, new));
        }
        Ok(renamed)
    }

    /// The hashes in ascending order, each with the number of its document.
    fn sorted(&self) -> Vec<(u64, u32)> {
        let mut sorted: Vec<(u64, u32)> = self.hashes.iter().copied().zip(0..).collect();
        sorted.sort_unstable();
        sorted
    }
}

/// Whether a document has the id.
fn is_taken(sorted: &[(u64, u32)], id: &str, document: Fetch<'_>) -> io::Result<bool> {
    let (wanted, key_of_id) = (hash(id), key(id));
    let start = sorted.partition_point(|&(hash, _)| hash < wanted);
    for &(_, place) in sorted[start..].iter().take_while(|(hash, _)| *hash == wanted) {
        if key(&document(place as usize)?.id) == key_of_id {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The error that lists double ids.
pub(crate) fn error(again: &[(usize, usize)], document: Fetch<'_>) -> io::Result<Error> {
    let place = |document: Document| (document.source, document.line);
    let twice = |&(before, after): &(usize, usize)| {
        let first = document(before)?;
        let id = first.id.clone();
        Ok(DuplicateId { id, first: place(first), again: place(document(after)?) })
    };
    let first = again.iter().take(LISTED).map(twice).collect::<io::Result<_>>()?;
    Ok(Error::DuplicateIds { first, count: again.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(ids: &[&str]) -> (Ids, Vec<Document>) {
        let document = |id: &&str| Document { id: (*id).to_owned(), ..Document::default() };
        (Ids::of(ids.iter().copied()), ids.iter().map(document).collect())
    }

    #[test]
    fn double_ids_are_found_in_any_width() {
        let (ids, documents) = documents(&["1", "2", "1", " 1", "１"]);
        let fetch = |place: usize| Ok(documents[place].clone());
        let again = ids.again(&fetch).unwrap();
        assert_eq!(again, [(0, 2), (0, 3), (0, 4)]);
        let error = error(&again, &fetch).unwrap();
        assert!(matches!(error, Error::DuplicateIds { count: 3, .. }) && !error.is_usage());
    }

    #[test]
    fn suffixes_make_them_differ_from_all_others() {
        let (ids, documents) = documents(&["1", "1", "1#2", "1"]);
        let fetch = |place: usize| Ok(documents[place].clone());
        let renamed = ids.suffixed(&ids.again(&fetch).unwrap(), &fetch).unwrap();
        assert_eq!(renamed, [(1, "1#3".to_owned()), (3, "1#4".to_owned())]);
    }
}
