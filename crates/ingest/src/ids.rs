use std::collections::HashMap;

use cimai_corpus::Document;
use unicode_normalization::UnicodeNormalization;

use crate::{DuplicateId, DuplicateIds, Error, FileAudit, Options};

/// How many double ids an error lists.
const LISTED: usize = 5;

/// Whether two documents can have one id at all. Ids made from paths differ, unless the name of a
/// file holds the mark that divides path and number.
pub(crate) fn may_meet(files: &[FileAudit], options: &Options) -> bool {
    options.id.is_some() || files.iter().any(|file| file.path.contains('#'))
}

/// Makes ids differ: ids that differ only in width, or in blanks at their edges, count as one.
pub(crate) fn make_unique(documents: &mut [Document], options: &Options) -> Result<(), Error> {
    let mut first: HashMap<String, usize> = HashMap::with_capacity(documents.len());
    let mut again = Vec::new();
    for (place, document) in documents.iter().enumerate() {
        if let Some(&before) = first.get(&key(&document.id)) {
            again.push((before, place));
        } else {
            first.insert(key(&document.id), place);
        }
    }
    if again.is_empty() {
        return Ok(());
    }
    if options.id.is_some() && options.duplicate_ids == DuplicateIds::Error {
        return Err(error(documents, &again));
    }
    let mut number: HashMap<usize, usize> = HashMap::new();
    for (before, place) in again {
        let id = documents[before].id.clone();
        let number = number.entry(before).or_insert(1);
        let free =
            (*number + 1..usize::MAX).find(|n| !first.contains_key(&key(&format!("{id}#{n}"))));
        *number = free.unwrap_or(usize::MAX);
        documents[place].id = format!("{id}#{number}");
        first.insert(key(&documents[place].id), place);
    }
    Ok(())
}

fn key(id: &str) -> String {
    if id.is_ascii() {
        id.trim().to_owned()
    } else {
        id.nfkc().collect::<String>().trim().to_owned()
    }
}

fn error(documents: &[Document], again: &[(usize, usize)]) -> Error {
    let place = |document: &Document| (document.source.clone(), document.line);
    let twice = |&(before, after): &(usize, usize)| DuplicateId {
        id: documents[before].id.clone(),
        first: place(&documents[before]),
        again: place(&documents[after]),
    };
    Error::DuplicateIds {
        first: again.iter().take(LISTED).map(twice).collect(),
        count: again.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(ids: &[&str]) -> Vec<Document> {
        let document = |id: &&str| Document { id: (*id).to_owned(), ..Document::default() };
        ids.iter().map(document).collect()
    }

    fn options(duplicate_ids: DuplicateIds) -> Options {
        Options { id: Some("id".into()), duplicate_ids, ..Options::default() }
    }

    #[test]
    fn double_ids_are_an_error_in_any_width() {
        let mut documents = documents(&["1", "2", "1", " 1", "１"]);
        let error = make_unique(&mut documents, &options(DuplicateIds::Error)).unwrap_err();
        assert!(matches!(error, Error::DuplicateIds { count: 3, .. }));
        assert!(!error.is_usage());
    }

    #[test]
    fn suffixes_make_them_differ_from_all_others() {
        let mut documents = documents(&["1", "1", "1#2", "1"]);
        make_unique(&mut documents, &options(DuplicateIds::Suffix)).unwrap();
        let ids: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
        assert_eq!(ids, ["1", "1#3", "1#2", "1#4"]);
    }
}
