use cimai_corpus::{Document, LineStart};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// Turns traditional characters into simplified ones.
pub(crate) struct Simplifier(Option<OpenCC>);

impl Simplifier {
    /// The tables are part of the program and always load; without them nothing would be changed.
    pub(crate) fn new() -> Self {
        Self(OpenCC::from_config(BuiltinConfig::T2s).ok())
    }

    /// Simplifies the title and the text of a document, which keeps the text as it was.
    pub(crate) fn simplify(&self, document: &mut Document) {
        let Some(converter) = &self.0 else {
            document.original.clone_from(&document.text);
            return;
        };
        document.title = convert(converter, &document.title);
        let text = convert(converter, &document.text);
        move_lines(&mut document.lines, &document.text, &text);
        document.original = std::mem::replace(&mut document.text, text);
    }
}

/// Converts character for character, so that every place in the new text is known in the old.
fn convert(converter: &OpenCC, text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let whole = converter.convert(text);
    if whole.chars().count() == text.chars().count() {
        return whole;
    }
    let one = |c: char| {
        let simple = converter.convert(c.encode_utf8(&mut [0; 4]));
        let mut chars = simple.chars();
        chars.next().filter(|_| chars.next().is_none()).unwrap_or(c)
    };
    text.chars().map(one).collect()
}

/// Moves the beginnings of lines to where the same characters lie in the new text.
fn move_lines(lines: &mut [LineStart], old: &str, new: &str) {
    let mut lines = lines.iter_mut().peekable();
    for ((from, _), (to, _)) in old.char_indices().zip(new.char_indices()) {
        while let Some(start) = lines.next_if(|start| start.offset as usize == from) {
            start.offset = to as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simple(text: &str) -> String {
        let mut document = Document { text: text.into(), ..Document::default() };
        Simplifier::new().simplify(&mut document);
        assert_eq!(document.original, text);
        document.text
    }

    #[test]
    fn traditional_becomes_simplified() {
        assert_eq!(simple("臺灣經濟發展與教育改革"), "台湾经济发展与教育改革");
        assert_eq!(simple("繁體中文與簡體中文混排：軟體"), "繁体中文与简体中文混排：软体");
        assert_eq!(
            simple("頭髮、發展、皇后、之後、乾坤、乾燥"),
            "头发、发展、皇后、之后、乾坤、干燥"
        );
        assert_eq!(simple("這裏的老闆麵條很好喫"), "这里的老板面条很好吃");
    }

    #[test]
    fn simplified_text_stays() {
        let text = "湿地公园里的水鸟很多，皇后大道东，公里、里面、征求、干净。";
        assert_eq!(simple(text), text);
    }

    #[test]
    fn lines_keep_their_place() {
        let text = "𠁞臺\n灣";
        let lines = vec![LineStart { offset: 8, line: 2 }];
        let mut document = Document { text: text.into(), lines, ..Document::default() };
        Simplifier::new().simplify(&mut document);
        let Document { text, lines, .. } = &document;
        assert_eq!(&text[lines[0].offset as usize..], "湾");
    }
}
