//! What documents are recognised by: their ids, and their texts where copies are looked for.

pub(crate) mod copies;
pub(crate) mod ids;
mod sketch;

use cimai_corpus::Document;

use self::copies::Prints;
use self::ids::Ids;

/// The marks of documents, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    pub(crate) ids: Ids,
    pub(crate) prints: Prints,
}

impl Marks {
    /// The marks of some documents: of their ids, and of their texts, if these are wanted.
    pub(crate) fn of(documents: &[Document], ids: bool, texts: bool) -> Self {
        let mut marks = Self::default();
        for document in documents {
            if ids {
                marks.ids.push(&document.id);
            }
            if texts {
                marks.prints.push(&document.text);
            }
        }
        marks
    }

    /// Adds the marks of the next documents.
    pub(crate) fn append(&mut self, later: &Self) {
        self.ids.append(&later.ids);
        self.prints.append(&later.prints);
    }
}
