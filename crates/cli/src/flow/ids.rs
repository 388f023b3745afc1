//! The ids of some documents, which tables name as examples.

use std::collections::HashMap;

use cimai_corpus::Spool;

use super::passes::in_order;
use crate::error::Error;

/// The ids of these documents, by their numbers.
pub(crate) fn ids_of(
    spool: &Spool,
    mut numbers: Vec<usize>,
) -> Result<HashMap<usize, String>, Error> {
    numbers.sort_unstable();
    numbers.dedup();
    let mut ids = HashMap::with_capacity(numbers.len());
    let wanted: Vec<&[usize]> =
        numbers.chunk_by(|&a, &b| spool.batch_of(a) == spool.batch_of(b)).collect();
    let read = |place: usize| {
        let wanted = wanted[place];
        let batch = spool.batch_of(wanted[0]);
        let first = spool.numbers(batch).start;
        let mut all = spool.ids(batch).map_err(Error::Spool)?;
        let id = |&number: &usize| (number, std::mem::take(&mut all[number - first]));
        Ok(wanted.iter().map(id).collect::<Vec<_>>())
    };
    in_order(wanted.len(), read, |found| {
        ids.extend(found);
        Ok(())
    })?;
    Ok(ids)
}
