use std::collections::HashMap;

use cimai_corpus::Message;
use encoding_rs::Encoding;

use crate::detect::is_common;
use crate::file::{self, FileReading};
use crate::setup::Setup;
use crate::walk::Entry;

/// Reads again the files that are too short to tell their encoding, in the encoding that most
/// other files of their folder have, unless that makes less sense.
pub(crate) fn ask(entries: &[Entry], files: &mut [FileReading], setup: &Setup<'_>) {
    let usual = usual_encodings(files);
    for (entry, file) in entries.iter().zip(files) {
        let Some(&encoding) = usual.get(folder(&entry.name)).filter(|_| file.uncertain) else {
            continue;
        };
        let reason = Message::new(
            "字数太少，按同文件夹多数文件的编码",
            "too short to tell; as most files of its folder",
        );
        let asked = file::read(entry, setup, Some((encoding, reason)));
        // A table whose header makes no sense any more is no better reading.
        if let Ok(asked) = asked
            && (asked.error.is_none() || file.error.is_some())
            && common(&asked) + 2 * file.audit.replaced >= common(file) + 2 * asked.audit.replaced
        {
            *file = asked;
        }
    }
}

/// How many characters of a file are common ones.
fn common(file: &FileReading) -> u64 {
    let text = file.documents.iter().flat_map(|document| document.text.chars());
    text.filter(|&c| is_common(c)).count() as u64
}

/// For each folder, the most common encoding of the files that tell it, other than those of
/// Unicode: a file that asks is not valid UTF-8, and UTF-16 shows itself.
fn usual_encodings(files: &[FileReading]) -> HashMap<String, &'static Encoding> {
    let mut counts: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
    for file in files.iter().filter(|file| !file.uncertain) {
        let name = file.audit.encoding.as_str();
        if !name.is_empty() && !name.starts_with("UTF-") {
            let folder = counts.entry(folder(&file.audit.path)).or_default();
            *folder.entry(&file.audit.encoding).or_insert(0) += 1;
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
