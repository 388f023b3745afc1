use cimai_corpus::Document;

use super::simplify::Simplifier;
use super::{clean, on_one_line};

/// Makes documents of texts that come from elsewhere than a file, cleaned as those of files are.
///
/// ```
/// use cimai_ingest::Intake;
///
/// let document = Intake::new(false).document("7".to_owned(), "湿地\n公园", "Ｗｉ－Ｆｉ");
/// assert_eq!((&*document.title, &*document.text), ("湿地 公园", "Wi-Fi"));
/// ```
pub struct Intake(Option<Simplifier>);

impl Intake {
    /// What cleans texts, and turns traditional characters to simplified ones if that is wanted.
    pub fn new(simplify: bool) -> Self {
        Self(simplify.then(Simplifier::new))
    }

    /// A document with an id, a title and a text.
    pub fn document(&self, id: String, title: &str, text: &str) -> Document {
        let (title, text) = (on_one_line(title), clean(text).text);
        let mut document = Document { id, title, text, line: 1, ..Document::default() };
        if let Some(simplifier) = &self.0 {
            simplifier.simplify(&mut document);
        }
        document
    }
}
