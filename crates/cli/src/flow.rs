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

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::ScopeFifo;
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

/// Gives what every batch makes to `take`, in the order of the batches. A thread that has made one
/// takes what is next in line and goes on to the next, so that none waits for another; what was
/// made and not yet taken is at most two batches for each thread.
pub(crate) fn in_order<T: Send>(
    batches: usize,
    make: impl Fn(usize) -> Result<T, Error> + Sync,
    take: impl FnMut(T) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    let line = Line { batches, make, take: Mutex::new(take), waiting: Mutex::default() };
    rayon::scope_fifo(|scope| {
        let line = &line;
        for batch in 0..batches.min(2 * rayon::current_num_threads()) {
            scope.spawn_fifo(move |scope| line.serve(scope, batch));
        }
    });
    let waiting = line.waiting.into_inner().unwrap_or_else(PoisonError::into_inner);
    waiting.fault.map_or(Ok(()), Err)
}

/// Batches on their way from `make` to `take`.
struct Line<T, M, F> {
    batches: usize,
    make: M,
    take: Mutex<F>,
    waiting: Mutex<Waiting<T>>,
}

/// What was made and not yet taken.
struct Waiting<T> {
    /// By the number of the batch.
    made: BTreeMap<usize, Result<T, Error>>,
    /// The batch that is taken next.
    next: usize,
    /// Whether a thread is taking what is next.
    taking: bool,
    /// What went wrong first, in the order of the batches; nothing is taken after it.
    fault: Option<Error>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self { made: BTreeMap::new(), next: 0, taking: false, fault: None }
    }
}

impl<T, M, F> Line<T, M, F>
where
    T: Send,
    M: Fn(usize) -> Result<T, Error> + Sync,
    F: FnMut(T) -> Result<(), Error> + Send,
{
    /// Makes a batch, and takes all that is next in line unless another thread does.
    fn serve<'s>(&'s self, scope: &ScopeFifo<'s>, batch: usize) {
        let made = (self.make)(batch);
        let mut waiting = self.waiting();
        waiting.made.insert(batch, made);
        if std::mem::replace(&mut waiting.taking, true) {
            return;
        }
        while let Some(made) = waiting.next_made() {
            drop(waiting);
            let mut take = self.take.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = made.and_then(&mut *take);
            drop(take);
            waiting = self.waiting();
            match taken {
                Ok(()) => self.follow(scope, waiting.next),
                Err(fault) => waiting.fault = Some(fault),
            }
            waiting.next += 1;
        }
        waiting.taking = false;
    }

    /// Has the batch made that may be made when this one is taken.
    fn follow<'s>(&'s self, scope: &ScopeFifo<'s>, taken: usize) {
        let batch = taken + 2 * rayon::current_num_threads();
        if batch < self.batches {
            scope.spawn_fifo(move |scope| self.serve(scope, batch));
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Waiting<T> {
    fn next_made(&mut self) -> Option<Result<T, Error>> {
        if self.fault.is_some() { None } else { self.made.remove(&self.next) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_taken_in_order_however_long_each_takes() {
        for threads in [1, 2, 5] {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let mut taken = Vec::new();
            let slow = |batch: usize| {
                std::thread::sleep(std::time::Duration::from_micros(batch as u64 * 7919 % 900));
                Ok(batch)
            };
            let take = |batch| {
                taken.push(batch);
                Ok(())
            };
            pool.install(|| in_order(40, slow, take)).expect("nothing fails");
            assert_eq!(taken, (0..40).collect::<Vec<_>>());
        }
    }

    #[test]
    fn nothing_is_taken_after_a_fault_and_the_first_is_told() {
        let fault = |batch: usize| Error::Spool(std::io::Error::other(batch.to_string()));
        let mut taken = 0;
        let fails = |batch| if batch < 7 { Ok(()) } else { Err(fault(batch)) };
        let take = |()| {
            taken += 1;
            Ok(())
        };
        let told = in_order(40, fails, take).expect_err("it fails");
        assert_eq!(told.message(), fault(7).message());
        assert_eq!(taken, 7);
    }
}
