use cimai_corpus::{Document, LineStart};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use rayon::prelude::*;

/// Turns the titles and texts of all documents into simplified characters. Gives the texts as
/// they were, which have as many characters as the new ones.
pub(crate) fn simplify(documents: &mut [Document]) -> Vec<String> {
    let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) else {
        // The tables are part of the program and always load; without them nothing is changed.
        return documents.iter().map(|document| document.text.clone()).collect();
    };
    documents
        .par_iter_mut()
        .map(|document| {
            document.title = convert(&converter, &document.title);
            let text = convert(&converter, &document.text);
            move_lines(&mut document.lines, &document.text, &text);
            std::mem::replace(&mut document.text, text)
        })
        .collect()
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
        let mut documents = [Document { text: text.into(), ..Document::default() }];
        assert_eq!(simplify(&mut documents), [text]);
        documents[0].text.clone()
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
        let mut documents = [Document { text: text.into(), lines, ..Document::default() }];
        simplify(&mut documents);
        let Document { text, lines, .. } = &documents[0];
        assert_eq!(&text[lines[0].offset as usize..], "湾");
    }
}
