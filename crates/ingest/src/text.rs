use cimai_corpus::Document;

use crate::clean::clean;
use crate::file::FileReading;
use crate::table::line_starts;
use crate::{Kind, Options};

/// Reads a plain text as one document.
pub(crate) fn read(text: &str, _options: &Options, into: &mut FileReading) {
    into.audit.kind = Kind::Text;
    let cleaned = clean(text);
    let line = 1 + cleaned.leading_lines;
    let document = Document {
        id: into.audit.path.clone(),
        source: into.audit.path.clone(),
        line,
        lines: line_starts(&cleaned.text, line),
        ..Document::default()
    };
    into.add(document, &cleaned);
}
