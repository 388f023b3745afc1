use std::borrow::Cow;

use cimai_corpus::Message;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::Event;

use crate::bytes::packing;

/// The parts with notes, which are read behind the text.
const NOTES: [&str; 2] = ["word/footnotes.xml", "word/endnotes.xml"];

/// What a Word document says.
#[derive(Debug, Default)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// References to characters that it does not explain; each stands as U+FFFD.
    pub(crate) unknown: u64,
}

/// The text of a Word document: a line for each paragraph, the cells of a table row divided by
/// tabs, the notes behind it.
pub(crate) fn text(bytes: &[u8], max: u64) -> Result<Word, Message> {
    let mut container = packing::open_container(bytes)?;
    let xml =
        packing::container_part(&mut container, "word/document.xml", max)?.ok_or_else(no_text)?;
    let mut word = paragraphs(&decoded(&xml)?)?;
    for part in NOTES {
        let Some(xml) = packing::container_part(&mut container, part, max)? else { continue };
        let notes = paragraphs(&decoded(&xml)?)?;
        word.unknown += notes.unknown;
        // The lines that divide notes from the text are notes without words.
        for line in notes.text.lines().filter(|line| !line.trim().is_empty()) {
            word.text.push_str(line.trim());
            word.text.push('\n');
        }
    }
    Ok(word)
}

/// The XML in the encoding that its mark or its declaration names.
fn decoded(xml: &[u8]) -> Result<Cow<'_, str>, Message> {
    let declared = || {
        let head = String::from_utf8_lossy(&xml[..xml.len().min(200)]).replace('\0', "");
        let (_, rest) = head.split_once("encoding=")?;
        let name = rest.get(1..)?.split(['"', '\'']).next()?.to_owned();
        Encoding::for_label(name.as_bytes())
    };
    let encoding = match xml {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared().filter(|found| !found.name().starts_with("UTF-16")).unwrap_or(UTF_8),
    };
    let (text, _, has_errors) = encoding.decode(xml);
    if has_errors { Err(undecoded(encoding.name())) } else { Ok(text) }
}

fn paragraphs(xml: &str) -> Result<Word, Message> {
    let mut reader = Reader::from_str(xml);
    let mut body = Body::default();
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(tag) => body.start(tag.local_name().as_ref()),
            Event::Empty(tag) => body.empty(tag.local_name().as_ref()),
            Event::End(tag) => body.end(tag.local_name().as_ref()),
            Event::Text(text) => body.add(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => body.add(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                body.refer(&reference.xml_content(XmlVersion::Implicit1_0));
            }
            Event::Eof => return Ok(Word { text: body.text, unknown: body.unknown }),
            _ => {}
        }
    }
}

/// The text of a document as its tags pass by.
#[derive(Default)]
struct Body {
    text: String,
    /// References that stand for no character.
    unknown: u64,
    /// How deep within elements whose text is shown.
    shown: usize,
    /// How deep within elements that repeat what was said before, for older programs.
    repeated: usize,
    cells: usize,
}

impl Body {
    fn start(&mut self, tag: &str) {
        match tag {
            "t" => self.shown += 1,
            "Fallback" => self.repeated += 1,
            "tc" => self.cells += 1,
            _ => {}
        }
    }

    fn empty(&mut self, tag: &str) {
        if self.repeated == 0 {
            match tag {
                "tab" => self.text.push('\t'),
                "br" | "cr" | "p" => self.text.push('\n'),
                _ => {}
            }
        }
    }

    fn end(&mut self, tag: &str) {
        match tag {
            "t" => self.shown = self.shown.saturating_sub(1),
            "Fallback" => self.repeated = self.repeated.saturating_sub(1),
            "tc" => {
                self.cells = self.cells.saturating_sub(1);
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.text.push('\t');
            }
            "p" if self.repeated > 0 => {}
            "p" if self.cells > 0 => self.text.push(' '),
            "p" => self.text.push('\n'),
            "tr" => {
                self.text.truncate(self.text.trim_end_matches('\t').len());
                self.text.push('\n');
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if self.is_shown() {
            self.text.push_str(text);
        }
    }

    fn refer(&mut self, name: &str) {
        if self.is_shown() {
            let character = resolve(name);
            self.unknown += u64::from(character.is_none());
            self.text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }

    fn is_shown(&self) -> bool {
        self.shown > 0 && self.repeated == 0
    }
}

/// What a reference such as `&amp;` or `&#x597D;` stands for; nothing for a name that only the
/// document could explain.
pub(crate) fn resolve(name: &str) -> Option<char> {
    match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => {}
    }
    let code = name.strip_prefix('#')?;
    let code = match code.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    char::from_u32(code)
}

/// What is said of references that stand for no character.
pub(crate) fn unknown(count: u64) -> Message {
    Message::new(
        format!("{count} 个实体引用（如 &nbsp;）不知代表什么字，作 U+FFFD；请在 Word 里另存一次"),
        format!(
            "{count} references such as &nbsp; stand for no known character and were read as U+FFFD; save the document again in Word"
        ),
    )
}

fn undecoded(encoding: &str) -> Message {
    Message::new(
        format!("Word 文档的正文不是它所说的编码 {encoding}；请另存为 docx 或 txt"),
        format!(
            "the text of the Word document is not in {encoding} as it says; save it again as docx or txt"
        ),
    )
}

fn no_text() -> Message {
    Message::new(
        "不是完整的 Word 文档（缺正文部分）；请另存为 docx 或 txt",
        "not a whole Word document: its text is missing; save it again as docx or txt",
    )
}

fn broken(error: &quick_xml::Error) -> Message {
    Message::new(
        format!("Word 文档内容损坏（{error}）；请另存为 txt"),
        format!("the Word document is damaged ({error}); save it as txt"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_tables_and_references_are_read() {
        let xml = "<w:document xmlns:w='w'><w:p><w:r><w:t>甲&amp;乙&#x597D;</w:t><w:tab/><w:t>丙</w:t></w:r>\
                   <w:r><w:instrText>PAGE</w:instrText></w:r></w:p>\
                   <w:tbl><w:tr><w:tc><w:p><w:t>一</w:t></w:p><w:p><w:t>二</w:t></w:p></w:tc>\
                   <w:tc><w:p><w:t>三</w:t></w:p></w:tc></w:tr></w:tbl><w:p/></w:document>";
        assert_eq!(paragraphs(xml).unwrap().text, "甲&乙好\t丙\n一 二\t三\n\n");
    }

    #[test]
    fn what_is_said_twice_is_read_once() {
        let xml = "<a><Choice><t>甲</t></Choice><Fallback><p><t>甲</t></p></Fallback></a>";
        assert_eq!(paragraphs(xml).unwrap().text, "甲");
    }

    #[test]
    fn damage_is_refused() {
        assert!(text(b"PK\x03\x04 not a container", 1 << 20).is_err());
        assert!(paragraphs("<a><b></a>").is_err());
    }
}
