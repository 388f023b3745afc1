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

/// Gives what every batch makes to `take`, in the order of the batches. Only what a few of them
/// make is held at a time.
pub(crate) fn in_order<T: Send>(
    batches: usize,
    make: impl Fn(usize) -> Result<T, Error> + Sync,
    mut take: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    in_order_with(batches, &mut (), |(), batch| make(batch), |(), made| take(made))
}

/// The same with something that batches are made with and that takes what they make.
pub(crate) fn in_order_with<W: Sync, T: Send>(
    batches: usize,
    with: &mut W,
    make: impl Fn(&W, usize) -> Result<T, Error> + Sync,
    mut take: impl FnMut(&mut W, T) -> Result<(), Error>,
) -> Result<(), Error> {
    let window = 2 * rayon::current_num_threads();
    for start in (0..batches).step_by(window) {
        let shared = &*with;
        let made = (start..batches.min(start + window)).into_par_iter();
        let made: Vec<T> = made.map(|batch| make(shared, batch)).collect::<Result<_, _>>()?;
        made.into_iter().try_for_each(|made| take(with, made))?;
    }
    Ok(())
}
