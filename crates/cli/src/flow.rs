//! The passes over the documents of a run, and what is learned between them. Each pass goes over
//! all batches on all threads.

pub(crate) mod compare;
pub(crate) mod documents;
pub(crate) mod facets;
pub(crate) mod lexicon;
pub(crate) mod reading;
pub(crate) mod results;
pub(crate) mod saved;
pub(crate) mod topics;

use std::ops::Range;

use rayon::prelude::*;

use crate::error::Error;

/// What every batch gives, merged into one. The order of merging is left to the threads, so it
/// must not matter.
pub(crate) fn merged<T: Default + Send>(
    batches: usize,
    make: impl Fn(usize) -> Result<T, Error> + Sync,
    merge: impl Fn(&mut T, T) + Send + Sync,
) -> Result<T, Error> {
    let join = |mut one: T, other: T| {
        merge(&mut one, other);
        Ok(one)
    };
    (0..batches).into_par_iter().map(&make).try_reduce(T::default, join)
}

/// Gives what every batch makes to `take`, in the order of the batches. While some are taken, the
/// next are made; what others make is not held.
pub(crate) fn in_order<T: Send>(
    batches: usize,
    make: impl Fn(usize) -> Result<T, Error> + Sync,
    mut take: impl FnMut(T) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    let window = rayon::current_num_threads();
    let make = |window: Range<usize>| window.into_par_iter().map(&make).collect();
    let mut made: Vec<T> = Vec::new();
    for start in (0..batches).step_by(window) {
        let before = std::mem::take(&mut made);
        let next = || make(start..batches.min(start + window));
        let (taken, next): (_, Result<Vec<T>, Error>) =
            rayon::join(|| before.into_iter().try_for_each(&mut take), next);
        taken?;
        made = next?;
    }
    made.into_iter().try_for_each(take)
}
