//! What the sections of the page are made from.

use cimai_corpus::{Lang, Message, TermId};

use super::text;
use crate::results::Citation;
use crate::{InputRow, Presentation, RejectRow, RunRecord, Summary};

/// What the sections of the page are made from.
pub(crate) struct Page<'a> {
    pub(super) summary: &'a Summary,
    pub(super) inputs: &'a [InputRow],
    pub(super) rejects: &'a [RejectRow],
    pub(super) notes: &'a [Message],
    pub(super) run: &'a RunRecord,
    pub(super) lang: Lang,
    /// All terms, most frequent first.
    pub(super) ranked: Vec<TermId>,
    /// The folder that holds all input files, with its last slash; empty where none does.
    pub(super) folder: &'a str,
}

impl<'a> Page<'a> {
    pub(super) fn of(shown: &Presentation<'a>) -> Self {
        let Presentation { summary, inputs, rejects, notes, run, lang } = *shown;
        let (ranked, folder) = (summary.ranked_terms(), common_folder(inputs));
        Self { summary, inputs, rejects, notes, run, lang, ranked, folder }
    }

    /// A path or an id without the folder that all files are in.
    pub(super) fn short<'t>(&self, path: &'t str) -> &'t str {
        path.strip_prefix(self.folder).unwrap_or(path)
    }

    /// What was read: the file, or the folder of the files.
    pub(super) fn subject(&self) -> String {
        let path = match self.inputs {
            [one] => self.short(&one.path),
            _ => self.folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
        };
        text::brief(path, 80)
    }

    /// What a document is called: its title, or else its id.
    pub(super) fn name(&self, document: &Citation) -> String {
        let title = text::brief(&document.title, 60);
        if title.is_empty() { text::brief(self.short(&document.id), 60) } else { title }
    }

    /// Where a passage stands: the file, unless the id of the document names that, and the line.
    pub(super) fn place_of(&self, document: &Citation) -> String {
        match document.title.is_empty() && document.id.starts_with(&document.source) {
            true => self.place("", document.line),
            false => self.place(&document.source, document.line),
        }
    }

    /// A file and a line of it.
    pub(super) fn place(&self, path: &str, line: u64) -> String {
        let path = text::brief(self.short(path), 100);
        let place = match self.lang {
            Lang::Zh => format!("{path} 第 {line} 行"),
            Lang::En => format!("{path} line {line}"),
        };
        place.trim_start().to_owned()
    }
}

/// The longest folder that all files are in.
fn common_folder(inputs: &[InputRow]) -> &str {
    let folder = |path: &str| path.rfind('/').map_or(0, |slash| slash + 1);
    let mut paths = inputs.iter().map(|input| &*input.path);
    let Some(first) = paths.next() else { return "" };
    paths.fold(&first[..folder(first)], |common, path| {
        let same = common.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        // A slash is a whole character, so a text may be divided behind it.
        let end = common.as_bytes()[..same].iter().rposition(|&byte| byte == b'/');
        &common[..end.map_or(0, |slash| slash + 1)]
    })
}
