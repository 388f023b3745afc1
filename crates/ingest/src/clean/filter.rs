use cimai_corpus::{Document, LineStart, Message};

use super::character::count;
use super::sieve::Sifted;
use super::{markup, platform};

/// What is taken out of a text because it is no word of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A tag, a comment, an entity, the message of a chat.
    Markup,
    Link,
    Mail,
    /// A name behind an @.
    Name,
    /// The code of an emoticon.
    Emoticon,
    /// A string that a platform puts into a text.
    Platform,
}

/// All kinds, each with what a number of them is called.
const KINDS: [(Kind, &str, &str); 6] = [
    (Kind::Markup, "段标记", "pieces of markup"),
    (Kind::Link, "个链接", "links"),
    (Kind::Mail, "个邮箱地址", "mail addresses"),
    (Kind::Name, "个@名字", "@names"),
    (Kind::Emoticon, "个表情代码", "emoticon codes"),
    (Kind::Platform, "处平台字样", "platform strings"),
];

/// How many pieces of each kind were taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filtered([u64; KINDS.len()]);

impl Filtered {
    pub(super) fn add(&mut self, kind: Kind, pieces: u64) {
        self.0[kind as usize] += pieces;
    }

    /// Adds what was taken out elsewhere.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, more)| *own += more);
    }

    /// How many pieces there are in all.
    pub(crate) fn pieces(self) -> u64 {
        self.0.iter().sum()
    }

    /// What was taken out, if anything was.
    pub(crate) fn message(self) -> Option<Message> {
        let found = KINDS.iter().filter(|(kind, ..)| self.0[*kind as usize] > 0);
        let (zh, en): (Vec<String>, Vec<String>) = found
            .map(|&(kind, zh, en)| (self.0[kind as usize], zh, en))
            .map(|(number, zh, en)| (format!("{number} {zh}"), format!("{number} {en}")))
            .unzip();
        (!zh.is_empty()).then(|| {
            Message::new(
                format!("滤去 {}（--keep-markup 保留）", zh.join("、")),
                format!("{} were taken out (--keep-markup keeps them)", en.join(", ")),
            )
        })
    }
}

/// How many characters the text of a document has, and how many of them are Han, before and after
/// pieces were taken out of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) before: (u64, u64),
    pub(crate) after: (u64, u64),
}

/// Takes out of a cleaned document what is no word of it: markup, links, mail addresses, names
/// behind an @, codes of emoticons, strings of platforms. A space or a line break stays where a
/// piece stood between words, so that nothing is joined across it. All else stays, in its order;
/// a topic between two `#` does.
pub(crate) fn filter(document: &mut Document, filtered: &mut Filtered) -> Change {
    if let Some(Sifted { text, .. }) = sift(&document.title, &[], filtered) {
        document.title = text.replace('\n', " ");
    }
    let Some(Sifted { text, lines }) = sift(&document.text, &document.lines, filtered) else {
        return Change::default();
    };
    let change = Change { before: count(&document.text), after: count(&text) };
    let first = lines.partition_point(|start| start.offset == 0);
    document.line = lines[..first].last().map_or(document.line, |start| start.line);
    document.lines = lines[first..].to_vec();
    document.text = text;
    change
}

fn sift(text: &str, lines: &[LineStart], filtered: &mut Filtered) -> Option<Sifted> {
    let bare = markup::take_out(text, lines).map(|(sifted, pieces)| {
        filtered.add(Kind::Markup, pieces);
        sifted
    });
    let (text, lines) = bare.as_ref().map_or((text, lines), |bare| (&bare.text, &bare.lines));
    platform::take_out(text, lines, filtered).or(bare)
}
