//! Markup in texts that were copied out of pages and chats: tags, comments, entities.

use std::collections::HashSet;
use std::ops::Range;

use cimai_corpus::LineStart;
use memchr::{memchr2, memchr3_iter, memmem};
use quick_xml::escape::resolve_html5_entity;

use super::character::{is_blank, is_invisible};
use super::clean;
use super::sieve::{Sieve, Sifted};

/// Elements that begin a line.
const BLOCKS: [&str; 43] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "table",
    "tbody",
    "textarea",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];
/// Elements within a line, which divide no words.
const INLINE: [&str; 29] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "u", "wbr",
];
/// Elements that stand for something else than text.
const OTHERS: [&str; 21] = [
    "audio", "button", "canvas", "caption", "col", "colgroup", "embed", "iframe", "img", "input",
    "link", "meta", "noscript", "object", "rt", "ruby", "source", "svg", "td", "th", "video",
];
/// Elements of which nothing is text.
const SILENT: [(&str, &str); 2] = [("script", "</script>"), ("style", "</style>")];
/// The messages of chats that are no plain text: a link, a picture, a call, a notice.
const MESSAGES: [(&str, &str); 5] = [
    ("msg", "</msg>"),
    ("msgsource", "</msgsource>"),
    ("revokemsg", "</revokemsg>"),
    ("sysmsg", "</sysmsg>"),
    ("voipinvitemsg", "</voipinvitemsg>"),
];
/// The longest name of an entity.
const LONGEST_ENTITY: usize = 32;
/// How often entities are decoded: `&amp;nbsp;` was encoded twice.
const DECODED: usize = 2;

/// Takes markup out of a cleaned text; gives what is left and how many pieces were taken. A tag
/// is one that HTML has, or that has attributes or a closing tag: `<红楼梦>`, `a<b` and
/// `List<String>` are none. Of the message of a chat the title stays.
pub(super) fn take_out(text: &str, lines: &[LineStart]) -> Option<(Sifted, u64)> {
    memchr2(b'<', b'&', text.as_bytes())?;
    let mut found: Option<(Sifted, u64)> = None;
    // What was decoded last can be a tag, and that is taken out as well.
    for round in 0..=DECODED {
        let (text, lines) = found.as_ref().map_or((text, lines), |(s, _)| (&s.text, &s.lines));
        let mut markup = Markup::new(text, round < DECODED);
        let Some((sifted, pieces)) = markup.take_out(lines) else { break };
        let again = markup.again;
        found = Some((sifted, pieces + found.map_or(0, |(_, pieces)| pieces)));
        if !again {
            break;
        }
    }
    found
}

/// A piece of markup that begins at a known place, and what stays of it.
struct Piece {
    end: usize,
    with: String,
}

struct Markup<'t> {
    text: &'t str,
    decode: bool,
    /// Where the section of character data under way ends.
    data_end: Option<usize>,
    /// Ends that were looked for and do not stand in the rest of the text.
    missing: HashSet<&'static str>,
    /// The names of all closing tags, once they are asked for.
    closed: Option<HashSet<&'t str>>,
    /// Whether what was put into the text may be markup.
    again: bool,
}

impl<'t> Markup<'t> {
    fn new(text: &'t str, decode: bool) -> Self {
        let missing = HashSet::new();
        Self { text, decode, data_end: None, missing, closed: None, again: false }
    }

    fn take_out(&mut self, lines: &[LineStart]) -> Option<(Sifted, u64)> {
        let mut sieve: Option<Sieve<'_>> = None;
        let (text, mut done, mut pieces) = (self.text, 0, 0);
        for at in memchr3_iter(b'<', b'&', b']', text.as_bytes()) {
            if at < done {
                continue;
            }
            let Some(piece) = self.piece_at(at) else { continue };
            let sieve = sieve.get_or_insert_with(|| Sieve::new(text, lines));
            sieve.replace(at..piece.end, &piece.with);
            (done, pieces) = (piece.end, pieces + 1);
        }
        sieve.map(|sieve| (sieve.finish(), pieces))
    }

    fn piece_at(&mut self, at: usize) -> Option<Piece> {
        match self.text.as_bytes()[at] {
            b'<' => self.tag_at(at),
            b'&' if self.decode => self.entity_at(at),
            b']' if self.data_end == Some(at) => {
                self.data_end = None;
                Some(Piece { end: at + "]]>".len(), with: String::new() })
            }
            _ => None,
        }
    }

    fn tag_at(&mut self, at: usize) -> Option<Piece> {
        let rest = &self.text[at..];
        let gap = |end| Some(Piece { end, with: " ".to_owned() });
        if rest.starts_with("<!--") {
            return gap(self.find(at, "-->")?.end);
        }
        if rest.starts_with("<![CDATA[") {
            return self.open_data(at);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return gap(at + declaration(rest)?);
        }
        let tag = Tag::parse(rest)?;
        let name = tag.name.to_ascii_lowercase();
        let closing = |list: &[(&str, &'static str)]| {
            let found =
                list.iter().find(|(other, _)| *other == name && tag.kind == TagKind::Opening);
            found.map(|&(_, closing)| closing)
        };
        if let Some(end) = closing(&SILENT).and_then(|closing| self.find(at, closing)) {
            return gap(end.end);
        }
        if let Some(end) = closing(&MESSAGES).and_then(|closing| self.find(at, closing)) {
            return Some(self.message(at..end.end));
        }
        let with = self.replacement(&tag, &name)?;
        Some(Piece { end: at + tag.length, with: with.to_owned() })
    }

    /// What stands in the place of a tag; nothing if it is none.
    fn replacement(&mut self, tag: &Tag<'t>, name: &str) -> Option<&'static str> {
        let plain = tag.kind != TagKind::Odd;
        match () {
            () if plain && BLOCKS.contains(&name) => Some("\n"),
            () if plain && INLINE.contains(&name) => Some(""),
            () if plain && OTHERS.contains(&name) => Some(" "),
            () if matches!(tag.kind, TagKind::Closing | TagKind::Empty) => Some(" "),
            () if plain && (tag.attributes || self.is_closed(tag.name)) => Some(" "),
            () => None,
        }
    }

    /// The message of a chat: its title is all that somebody wrote.
    fn message(&mut self, range: Range<usize>) -> Piece {
        let message = &self.text[range.clone()];
        let title = message.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        let title = title.map_or("", |(title, _)| title);
        let title = title.trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        self.again |= title.contains(['<', '&']);
        Piece { end: range.end, with: format!(" {} ", title.trim()) }
    }

    fn open_data(&mut self, at: usize) -> Option<Piece> {
        if self.data_end.is_none() {
            self.data_end = Some(self.find(at, "]]>")?.start);
        }
        Some(Piece { end: at + "<![CDATA[".len(), with: String::new() })
    }

    /// Where an end stands behind `at`. One that is missing is not looked for again.
    fn find(&mut self, at: usize, end: &'static str) -> Option<Range<usize>> {
        if self.missing.contains(end) {
            return None;
        }
        let found = memmem::find(&self.text.as_bytes()[at..], end.as_bytes());
        if found.is_none() {
            self.missing.insert(end);
        }
        found.map(|start| at + start..at + start + end.len())
    }

    fn is_closed(&mut self, name: &str) -> bool {
        let text = self.text;
        let names = || {
            let closings = memmem::find_iter(text.as_bytes(), "</");
            closings.filter_map(|at| Tag::parse(&text[at..])).map(|tag| tag.name).collect()
        };
        self.closed.get_or_insert_with(names).contains(name)
    }

    fn entity_at(&mut self, at: usize) -> Option<Piece> {
        let body = &self.text[at + 1..];
        let length = body.bytes().take(LONGEST_ENTITY).take_while(|&byte| is_entity(byte)).count();
        let (name, rest) = body.split_at(length);
        let with = match rest.starts_with(';') {
            true => folded(&entity(name)?),
            // Pages forget the mark behind this one.
            false if name == "nbsp" => " ".to_owned(),
            false => return None,
        };
        self.again |= with.contains(['<', '&']);
        Some(Piece { end: at + 1 + length + usize::from(rest.starts_with(';')), with })
    }
}

fn is_entity(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'#'
}

/// The characters that an entity stands for.
fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).map(String::from)
}

/// Decoded characters as cleaning leaves them.
fn folded(decoded: &str) -> String {
    let one = |c: char| match c {
        '\n' | '\r' => "\n".to_owned(),
        '\t' => " ".to_owned(),
        _ if is_blank(c) => " ".to_owned(),
        _ if is_invisible(c) => String::new(),
        _ => clean(c.encode_utf8(&mut [0; 4])).text,
    };
    decoded.chars().map(one).collect()
}

/// The length of `<!DOCTYPE …>` or `<?xml …?>`.
fn declaration(rest: &str) -> Option<usize> {
    rest.as_bytes().get(2).filter(|byte| byte.is_ascii_alphabetic())?;
    let end = memchr2(b'<', b'>', &rest.as_bytes()[1..])? + 1;
    (rest.as_bytes()[end] == b'>').then_some(end + 1)
}

/// What looks like a tag.
struct Tag<'t> {
    name: &'t str,
    kind: TagKind,
    attributes: bool,
    /// How many bytes it has.
    length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TagKind {
    Opening,
    Closing,
    Empty,
    /// Something stands behind the name that is no attribute.
    Odd,
}

impl<'t> Tag<'t> {
    /// The tag with which a text begins. No tag holds a `<`, so that looking for its end costs no
    /// more than what stands before the next one.
    fn parse(text: &'t str) -> Option<Self> {
        let bytes = text.as_bytes();
        let start = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
        let behind = start + bytes[start..].iter().take_while(is_name).count();
        bytes.get(start).filter(|byte| byte.is_ascii_alphabetic())?;
        bytes.get(behind).filter(|&&byte| b">/ \t\n".contains(&byte))?;
        let end = behind + tag_end(&bytes[behind..])?;
        let inside = text[behind..end].trim();
        let attributes = inside.contains('=');
        let kind = match inside {
            _ if start == 2 => TagKind::Closing,
            "" => TagKind::Opening,
            _ if inside == "/" || attributes && inside.ends_with('/') => TagKind::Empty,
            _ if attributes => TagKind::Opening,
            _ => TagKind::Odd,
        };
        Some(Self { name: &text[start..behind], kind, attributes, length: end + 1 })
    }
}

/// Where the `>` stands that ends a tag: one outside of quotes, or if they do not close, any.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    let mut first = None;
    for (at, &byte) in bytes.iter().enumerate() {
        match (byte, quote) {
            (b'<', _) => break,
            (b'>', None) => return Some(at),
            (b'>', Some(_)) => first = first.or(Some(at)),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, pieces: u64) {
        let found = take_out(text, &[]).map(|(sifted, pieces)| (sifted.text, pieces));
        let found = found.unwrap_or_else(|| (text.to_owned(), 0));
        assert_eq!(found, (expected.to_owned(), pieces), "help: {text}");
    }

    #[test]
    fn tags_go_and_their_text_stays() {
        check(
            "路<b>灯</b>坏了<br />天黑<img alt=[泪] src=\"x>y.png\" />了",
            "路灯坏了\n天黑 了",
            4,
        );
        check("<p>一</p>\n<p>二</p>", "一\n\n二", 4);
        check("<td>甲</td><td>乙</td>", "甲 乙", 4);
        check("<o:p>甲</o:p><wx-x a=\"1\">乙</wx-x>", "甲 乙", 4);
        check("甲<!-- 注 -->乙<script>var a = 1 < 2;</script>丙", "甲 乙 丙", 2);
        check("<?xml version=\"1.0\"?><a><![CDATA[甲[1]乙]]></a>", "甲[1]乙", 5);
    }

    #[test]
    fn what_is_no_tag_stays() {
        for text in [
            "《<红楼梦>》",
            "a<b and c>d",
            "x < y > z",
            "List<String>",
            "<The Lancet>",
            "R&D、AT&T；",
            "<未完",
            "<p 未完",
            "1<2",
            "<!-- 未完",
            "&foo;",
            "&#xffffffff;",
        ] {
            check(text, text, 0);
        }
    }

    #[test]
    fn entities_are_decoded_at_most_twice() {
        check("&quot;好&quot;&nbsp;&#20013;&#x4e2d;&hellip;", "\"好\" 中中…", 6);
        check("甲&amp;nbsp;乙", "甲 乙", 2);
        check("甲&amp;lt;br&amp;gt;乙", "甲\n乙", 5);
        check("甲&amp;amp;amp;乙", "甲&amp;乙", 2);
        check("甲&nbsp乙&nbsp;", "甲 乙", 2);
        check("一 &lt; 二", "一 < 二", 1);
    }

    #[test]
    fn of_the_message_of_a_chat_the_title_stays() {
        let message = "<msg><appmsg appid=\"\"><title><![CDATA[看这个&amp;那个]]></title><des>x</des>\
            <type>5</type></appmsg><fromusername>wxid_a1</fromusername></msg>";
        check(message, "看这个&那个", 2);
        check("<msg><emoji fromusername=\"wxid_a1\" /></msg>", "", 1);
    }
}
