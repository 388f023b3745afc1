use cimai_corpus::Message;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::Event;

use crate::bytes::packing;

/// The text of a Word document: a line for each paragraph, the cells of a table row divided by
/// tabs.
pub(crate) fn text(bytes: &[u8], max: u64) -> Result<String, Message> {
    let mut container = packing::open_container(bytes)?;
    let xml =
        packing::container_part(&mut container, "word/document.xml", max)?.ok_or_else(no_text)?;
    let xml = String::from_utf8(xml).map_err(|_| no_text())?;
    paragraphs(&xml)
}

fn paragraphs(xml: &str) -> Result<String, Message> {
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
                body.add(&resolve(&reference.xml_content(XmlVersion::Implicit1_0)));
            }
            Event::Eof => return Ok(body.text),
            _ => {}
        }
    }
}

/// The text of a document as its tags pass by.
#[derive(Default)]
struct Body {
    text: String,
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
        if self.shown > 0 && self.repeated == 0 {
            self.text.push_str(text);
        }
    }
}

/// What a reference such as `&amp;` or `&#x597D;` stands for.
fn resolve(name: &str) -> String {
    let code = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
    let code = code.or_else(|| name.strip_prefix('#').map(str::parse));
    match (name, code) {
        ("amp", _) => "&".to_owned(),
        ("lt", _) => "<".to_owned(),
        ("gt", _) => ">".to_owned(),
        ("quot", _) => "\"".to_owned(),
        ("apos", _) => "'".to_owned(),
        (_, Some(Ok(code))) => char::from_u32(code).map_or(String::new(), String::from),
        _ => String::new(),
    }
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
        assert_eq!(paragraphs(xml).unwrap(), "甲&乙好\t丙\n一 二\t三\n\n");
    }

    #[test]
    fn what_is_said_twice_is_read_once() {
        let xml = "<a><Choice><t>甲</t></Choice><Fallback><p><t>甲</t></p></Fallback></a>";
        assert_eq!(paragraphs(xml).unwrap(), "甲");
    }

    #[test]
    fn damage_is_refused() {
        assert!(text(b"PK\x03\x04 not a container", 1 << 20).is_err());
        assert!(paragraphs("<a><b></a>").is_err());
    }
}
