use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::account::Wanted;
use crate::file::look::{self, Look};
use crate::file::neighbours;
use crate::file::piece::FileAccount;
use crate::file::read as file;
use crate::parts::{Group, Outlet, Told, groups};
use crate::setup::Setup;
use crate::walk::Entry;
use crate::{Account, Error, FileAudit, Options, Part, Progress, Status, walk};

/// Reads files, folders and patterns into documents. `-` is the standard input.
///
/// - A row of a table is a document, and so is a text file; a newspaper page is as many as it
///   has articles. Everything else is accounted for in [`Account::files`] and
///   [`Account::rejects`]: rows in are documents and rejects.
/// - Records count from 1 by their place in the file, blank lines among them. A blank line is an
///   empty document in a table of one column, but at its end, and otherwise none.
/// - Lines are those of the file, at whatever line end.
/// - What is wrong with one file stops no other. The same files give the same documents on any
///   number of threads, however they are divided into parts.
/// - Every file is looked at as a whole before any document is handed out, so that a file that has
///   to be refused gives none. Tables in text files stream: of a large one a few MiB are in memory
///   at a time. Other files are held while they are read, at most [`Options::max_size`] of each.
///
/// `sink` is called from several threads, in any order, with at most [`Options::batch`] documents
/// and about 512 KiB of text each; the places of the parts give the order. `progress` is called
/// after each part and each file, from whichever thread read it.
///
/// # Errors
///
/// Where another command line is needed, such as a text column that is plain in no table, where
/// the options ask for an error, where a file changes while it is read, and where `sink` fails.
pub fn read<E: From<Error> + Send>(
    inputs: &[PathBuf],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
    sink: &(dyn Fn(Part) -> Result<(), E> + Sync),
) -> Result<Account, E> {
    let setup = Setup::new(options)?;
    let entries = walk::entries(inputs, options)?;
    let looks = look(&entries, &setup)?;
    let wanted = Wanted::new(options, entries.iter().map(|entry| entry.name.as_str()));
    let outlet = Outlet::new(&setup, wanted, sink, Told::new(entries.len(), progress));
    let mut files = read_all(&entries, looks, &outlet)?;
    check_tables(&mut files)?;
    Ok(Account::new(files, wanted, outlet.into_marks()))
}

/// Looks at all files.
fn look(entries: &[Entry], setup: &Setup<'_>) -> Result<Vec<Look>, Error> {
    let looks: Vec<Result<Look, Error>> =
        entries.par_iter().map(|entry| look::look(entry, setup, &setup.encoding)).collect();
    let mut looks = looks.into_iter().collect::<Result<Vec<_>, _>>()?;
    neighbours::ask(entries, &mut looks, setup);
    if let Some(fields) = &setup.fields {
        let fits =
            |look: &Look| look.is_opened() && fields.values(&look.account.audit.path).is_some();
        if !looks.iter().any(fits) {
            return Err(fields.fits_nothing());
        }
    }
    Ok(looks)
}

/// Hands out the documents of all files.
fn read_all<E: From<Error> + Send>(
    entries: &[Entry],
    looks: Vec<Look>,
    outlet: &Outlet<'_, E>,
) -> Result<Vec<FileAccount>, E> {
    let groups = groups(&looks);
    let mut looks = looks.into_iter();
    let groups: Vec<(usize, Vec<Look>)> = groups
        .into_iter()
        .map(|group| (group.start, looks.by_ref().take(group.len()).collect()))
        .collect();
    let read = |(number, (start, looks)): (usize, (usize, Vec<Look>))| {
        if outlet.has_failed() {
            return Ok(Vec::new());
        }
        let entries = &entries[start..start + looks.len()];
        match entries {
            [entry] => read_alone(entry, looks, outlet, number),
            _ => read_group(entries, looks, outlet, number),
        }
    };
    let read: Vec<_> = groups.into_par_iter().enumerate().map(read).collect();
    let mut files = Vec::with_capacity(entries.len());
    for group in read {
        files.extend(group?);
    }
    Ok(files)
}

/// Reads a file whose documents are handed out as they come.
fn read_alone<E: From<Error> + Send>(
    entry: &Entry,
    looks: Vec<Look>,
    outlet: &Outlet<'_, E>,
    number: usize,
) -> Result<Vec<FileAccount>, E> {
    let read = |look| {
        let file = file::read(look, entry, outlet.setup, &|part, filling, documents| {
            outlet.give((number as u32, part), &filling.columns, documents)
        })?;
        outlet.told.file(file.audit.bytes);
        Ok(file)
    };
    looks.into_iter().map(read).collect()
}

/// Reads small files whose documents are handed out together.
fn read_group<E: From<Error> + Send>(
    entries: &[Entry],
    looks: Vec<Look>,
    outlet: &Outlet<'_, E>,
    number: usize,
) -> Result<Vec<FileAccount>, E> {
    let mut group = Group::new(outlet, number);
    let mut files = Vec::with_capacity(entries.len());
    for (entry, look) in entries.iter().zip(looks) {
        let parts = Mutex::new(Vec::new());
        let file = file::read(look, entry, outlet.setup, &|part, filling, documents| {
            let part = (part, filling.columns.clone(), documents);
            parts.lock().unwrap_or_else(PoisonError::into_inner).push(part);
            Ok::<_, E>(())
        })?;
        let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        parts.sort_unstable_by_key(|&(part, ..)| part);
        for (_, columns, documents) in parts {
            group.add(&columns, documents)?;
        }
        outlet.told.file(file.audit.bytes);
        files.push(file);
    }
    group.flush()?;
    Ok(files)
}

/// Fails if tables were found and none of them has the columns that are wanted: then the options
/// are wrong rather than the files.
fn check_tables(files: &mut [FileAccount]) -> Result<(), Error> {
    let is_used = |audit: &FileAudit| audit.kind.is_table() && audit.status < Status::Rejected;
    if files.iter().any(|file| is_used(&file.audit)) {
        return Ok(());
    }
    files.iter_mut().find_map(|file| file.error.take()).map_or(Ok(()), Err)
}
