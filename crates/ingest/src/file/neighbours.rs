use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use cimai_corpus::Message;
use encoding_rs::Encoding;

use super::look::{self, Look};
use super::read::read;
use crate::Error;
use crate::bytes::detect::is_common;
use crate::bytes::encoding::Forced;
use crate::setup::Setup;
use crate::walk::Entry;

/// Looks again at the files that are too short to tell their encoding, in the encoding that most
/// other files of their folder have, unless that makes less sense.
pub(crate) fn ask(entries: &[Entry], looks: &mut [Look], setup: &Setup<'_>) {
    let usual = usual_encodings(looks);
    for (entry, look) in entries.iter().zip(looks) {
        let uncertain = look.account.uncertain && look.is_lasting();
        let Some(&encoding) = usual.get(folder(&entry.name)).filter(|_| uncertain) else {
            continue;
        };
        let reason = Message::new(
            "字数太少，按同文件夹多数文件的编码",
            "too short to tell; as most files of its folder",
        );
        let asked = Some((encoding, reason));
        if makes_sense(entry, look, &asked, setup).unwrap_or(false)
            && let Ok(better) = look::look(entry, setup, &asked)
        {
            *look = better;
        }
    }
}

/// Whether a file makes no less sense in the encoding that was asked for.
fn makes_sense(
    entry: &Entry,
    look: &Look,
    asked: &Forced,
    setup: &Setup<'_>,
) -> Result<bool, Error> {
    let other = look::look(entry, setup, asked)?;
    // A table whose header makes no sense any more is no better reading.
    if other.account.error.is_some() && look.account.error.is_none() {
        return Ok(false);
    }
    let (own, new) = (look.account.audit.replaced, other.account.audit.replaced);
    let own_common = common(entry, look::look(entry, setup, &setup.encoding)?, setup)?;
    Ok(common(entry, other, setup)? + 2 * own >= own_common + 2 * new)
}

/// How many characters of a file's texts are common ones.
fn common(entry: &Entry, look: Look, setup: &Setup<'_>) -> Result<u64, Error> {
    let found = AtomicU64::new(0);
    read(look, entry, setup, &|_, _, documents| {
        let text = documents.iter().flat_map(|document| document.text.chars());
        found.fetch_add(text.filter(|&c| is_common(c)).count() as u64, Ordering::Relaxed);
        Ok::<_, Error>(())
    })?;
    Ok(found.into_inner())
}

/// For each folder, the most common encoding of the files that tell it, other than those of
/// Unicode: a file that asks is not valid UTF-8, and UTF-16 shows itself.
fn usual_encodings(looks: &[Look]) -> HashMap<String, &'static Encoding> {
    let mut counts: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
    for account in looks.iter().map(|look| &look.account).filter(|account| !account.uncertain) {
        let name = account.audit.encoding.as_str();
        if !name.is_empty() && !name.starts_with("UTF-") {
            let folder = counts.entry(folder(&account.audit.path)).or_default();
            *folder.entry(name).or_insert(0) += 1;
        }
    }
    let most = |counts: HashMap<&str, usize>| {
        let best = counts.into_iter().max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0)));
        best.and_then(|(name, _)| Encoding::for_label(name.as_bytes()))
    };
    let usual = counts.into_iter().map(|(folder, counts)| (folder.to_owned(), most(counts)));
    usual.filter_map(|(folder, encoding)| Some((folder, encoding?))).collect()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
