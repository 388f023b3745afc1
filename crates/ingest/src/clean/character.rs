use cimai_corpus::{Document, LineStart};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::char::decompose_compatible;

/// What the radicals from U+2E80 to U+2EF3 stand for, in their order (Unicode's
/// `EquivalentUnifiedIdeograph`). Text copied from PDF files is full of them. U+2E80 and U+2E9A
/// stand for nothing.
const RADICALS: &str = "\0厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵\0旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

/// Whether `c` is a Chinese character: a unified ideograph, or one of `〇` and `々`.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇' | '々'
        | '\u{20000}'..='\u{2F7FF}' | '\u{30000}'..='\u{323AF}'
        | '\u{FA0E}' | '\u{FA0F}' | '\u{FA11}' | '\u{FA13}' | '\u{FA14}' | '\u{FA1F}'
        | '\u{FA21}' | '\u{FA23}' | '\u{FA24}' | '\u{FA27}'..='\u{FA29}')
}

/// Whether `c` shows as empty space within a line. Marks that break a line or page without being
/// a line end of the file count too, since the text before and after them is divided.
pub(crate) fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Whether `c` shows as nothing and means nothing to an analysis: control characters other than
/// tab and line ends, direction and variation marks, noncharacters.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{AD}'
        | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}' | '\u{E0000}'..='\u{E0FFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The half-width form of a full-width letter, digit, or sign of numbers and names.
pub(crate) fn half_width(c: char) -> Option<char> {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '％'
        | '＋'
        | '－'
        | '．'
        | '＆'
        | '＠'
        | '＃'
        | '＿'
        | '／' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => None,
    }
}

/// The ideograph that a radical stands for.
pub(crate) fn radical(c: char) -> Option<char> {
    match c {
        '\u{2E80}'..='\u{2EF3}' => {
            let place = u32::from(c) - 0x2E80;
            RADICALS.chars().nth(place as usize).filter(|&ideograph| ideograph != '\0')
        }
        '\u{2F00}'..='\u{2FD5}' => {
            let mut ideograph = None;
            decompose_compatible(c, |part| ideograph = Some(part));
            ideograph
        }
        _ => None,
    }
}

/// How many characters a text has, and how many of them are Han.
pub(crate) fn count(text: &str) -> (u64, u64) {
    text.chars().fold((0, 0), |(all, han), c| (all + 1, han + u64::from(is_han(c))))
}

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

    #[test]
    fn radicals_line_up_with_their_code_points() {
        assert_eq!(RADICALS.chars().count(), 0x2EF3 - 0x2E80 + 1);
        assert_eq!(radical('⻄'), Some('西'));
        assert_eq!(radical('⻳'), Some('龟'));
        assert_eq!(radical('\u{2E9A}'), None);
        assert_eq!(radical('⿕'), Some('龠'));
    }

    #[test]
    fn noncharacters_are_invisible() {
        assert!(['\u{FFFE}', '\u{1FFFF}', '\u{FDD0}'].into_iter().all(is_invisible));
        assert!(!is_invisible('\u{FFFD}'));
    }

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
