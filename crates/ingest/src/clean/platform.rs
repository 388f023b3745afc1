//! What platforms put into texts, and what addresses somebody or something: links, mail addresses,
//! names behind an @, codes of emoticons, set strings.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use cimai_corpus::LineStart;
use cimai_data::{EMOTICONS, PLATFORM_STRINGS, lines};
use memchr::{memchr, memchr_iter, memmem};
use regex::Regex;

use super::filter::{Filtered, Kind};
use super::sieve::{Sieve, Sifted};

/// The longest name behind an @, in characters.
const LONGEST_NAME: usize = 30;
/// The longest code of an emoticon, in characters.
const LONGEST_CODE: usize = 10;
/// Marks that end a link only as marks of the sentence around it.
const BEHIND_LINK: &[char] =
    &['.', ',', ';', ':', '!', '?', '\'', ')', '(', ']', '[', '#', '@', '*', '~', '_'];

/// Links with a scheme or `www.`, and hosts of usual domains with a path. In some only the colon
/// is a Chinese one.
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let rest = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|]*";
    let domains = "com|cn|net|org|gov|edu|info|cc|io|tv|me|co|top|vip|xyz|ly|hk|tw|jp|uk|app|dev|shop|site|link|club";
    let scheme = format!(r"(?i-u:https?|ftp)[:：]//{rest}");
    let www = format!(r"(?i-u:\bwww\.[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[:/?]{rest})?");
    let host = format!(r"(?i-u:\b(?:[a-z0-9-]+\.)+(?:{domains}))(?::[0-9]+)?/{rest}");
    Regex::new(&[scheme, www, host].join("|")).ok()
});

static MAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})").ok()
});

static CODES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lines(EMOTICONS).flat_map(str::split_whitespace).collect());

static STRINGS: LazyLock<Strings> = LazyLock::new(Strings::new);

/// Strings of platforms.
struct Strings {
    places: Vec<Place>,
    automaton: Option<AhoCorasick>,
    /// Those with a number in square brackets behind them.
    counted: Vec<&'static str>,
}

/// Where a string is one of a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    Alone,
    End,
    Named,
}

impl Strings {
    fn new() -> Self {
        let all = || lines(PLATFORM_STRINGS).filter_map(|line| line.split_once('\t'));
        let counted = all().filter(|(_, place)| *place == "counted").map(|(string, _)| string);
        let known: HashMap<&str, Place> = HashMap::from([
            ("anywhere", Place::Anywhere),
            ("alone", Place::Alone),
            ("end", Place::End),
            ("named", Place::Named),
        ]);
        let placed = all().filter_map(|(string, place)| Some((string, *known.get(place)?)));
        let (strings, places): (Vec<&str>, Vec<Place>) = placed.unzip();
        let mut builder = AhoCorasick::builder();
        let automaton = builder.match_kind(MatchKind::LeftmostLongest).build(strings).ok();
        Self { places, automaton, counted: counted.collect() }
    }
}

/// What is found in a text, as far as it is no word.
struct Finds<'t> {
    text: &'t str,
    found: Vec<(Range<usize>, Kind)>,
}

/// Takes all of this out of a cleaned text without markup; gives what is left.
pub(super) fn take_out(text: &str, lines: &[LineStart], filtered: &mut Filtered) -> Option<Sifted> {
    let mut finds = Finds { text, found: Vec::new() };
    finds.links();
    finds.mails_and_names();
    finds.brackets();
    finds.strings();
    let found = finds.in_order();
    if found.is_empty() {
        return None;
    }
    let mut sieve = Sieve::new(text, lines);
    for (range, kind) in found {
        filtered.add(kind, 1);
        // A code before the closing mark of a topic, #某某[超话]#, is a part of the mark.
        let inside = kind == Kind::Emoticon && text[range.end..].starts_with('#');
        sieve.replace(range, if inside { "" } else { " " });
    }
    Some(sieve.finish())
}

impl Finds<'_> {
    fn add(&mut self, range: Range<usize>, kind: Kind) {
        self.found.push((range, kind));
    }

    /// The finds from front to back; where two meet, the first takes the other in.
    fn in_order(self) -> Vec<(Range<usize>, Kind)> {
        let mut found = self.found;
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        found.dedup_by(|(later, _), (first, _)| {
            let meet = later.start < first.end;
            if meet {
                first.end = first.end.max(later.end);
            }
            meet
        });
        found
    }

    fn links(&mut self) {
        let bytes = self.text.as_bytes();
        if memchr(b'/', bytes).is_none() && memmem::find(bytes, b"www.").is_none() {
            return;
        }
        for link in LINK.iter().flat_map(|link| link.find_iter(self.text)) {
            let length = link.as_str().trim_end_matches(BEHIND_LINK).len();
            self.add(link.start()..link.start() + length, Kind::Link);
        }
    }

    fn mails_and_names(&mut self) {
        if let Some(at) = memmem::find(self.text.as_bytes(), b"wxid_") {
            self.account_names(at);
        }
        if memchr(b'@', self.text.as_bytes()).is_none() {
            return;
        }
        for mail in MAIL.iter().flat_map(|mail| mail.find_iter(self.text)) {
            self.add(mail.range(), Kind::Mail);
        }
        for at in memchr_iter(b'@', self.text.as_bytes()) {
            if let Some(range) = name_at(self.text, at) {
                self.add(range, Kind::Name);
            }
        }
    }

    /// The names of accounts that chats show instead of those of people.
    fn account_names(&mut self, first: usize) {
        for (at, _) in self.text[first..].match_indices("wxid_") {
            let rest = &self.text[first + at..];
            let name = rest
                .bytes()
                .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte));
            let end = first + at + name.count();
            let colon = usize::from(self.text[end..].starts_with(':'));
            self.add(first + at..end + colon, Kind::Name);
        }
    }

    /// Codes of emoticons, and counts such as 赞[5].
    fn brackets(&mut self) {
        let mut last = usize::MAX;
        for at in memchr_iter(b'[', self.text.as_bytes()) {
            let Some(code) = code(&self.text[at + 1..]) else { continue };
            let end = at + code.len() + 2;
            let (before, whole) = (&self.text[..at], &self.text[at..end]);
            // Nobody but a keyboard of emoticons writes the same twice, or one behind another.
            let is_code = || last == at || self.text[end..].starts_with(whole);
            if CODES.contains(code) {
                last = end;
                self.add(at..end, Kind::Emoticon);
            } else if code.bytes().all(|byte| byte.is_ascii_digit()) {
                let counted = STRINGS.counted.iter().filter(|string| before.ends_with(*string));
                if let Some(string) = counted.max_by_key(|string| string.len()) {
                    self.add(at - string.len()..end, Kind::Platform);
                }
            } else if is_code() {
                last = end;
                self.add(at..end, Kind::Emoticon);
            }
        }
    }

    fn strings(&mut self) {
        let strings = &*STRINGS;
        let Some(automaton) = &strings.automaton else { return };
        for found in automaton.find_iter(self.text) {
            let range = found.start()..found.end();
            let taken = match strings.places[found.pattern()] {
                Place::Anywhere => Some(range),
                Place::Alone => is_alone(self.text, &range).then_some(range),
                Place::End => is_end(self.text, &range).then_some(range),
                Place::Named => with_name(self.text, range),
            };
            if let Some(range) = taken {
                self.add(range, Kind::Platform);
            }
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || "_-·".contains(c)
}

/// The name behind the @ at `at`, with what belongs to it: `//@name:`, `回复@name:`. `5@2` and a
/// mail address hold none.
fn name_at(text: &str, at: usize) -> Option<Range<usize>> {
    let (before, rest) = (&text[..at], &text[at + 1..]);
    let length: usize =
        rest.chars().take(LONGEST_NAME + 1).take_while(|&c| is_name(c)).map(char::len_utf8).sum();
    let (name, behind) = rest.split_at(length);
    let too_long = name.chars().count() > LONGEST_NAME;
    // Behind the marks of a curse, #@*%@, stands no name; behind those of a topic, #某某#@, one may.
    let cursed = before.trim_end_matches('#').ends_with(['$', '%', '^', '&', '*', '@']);
    let inside = cursed || before.ends_with(|c: char| c.is_ascii_alphanumeric());
    if inside || too_long || !name.contains(char::is_alphabetic) {
        return None;
    }
    let end = at + 1 + length;
    let bare = behind.trim_start_matches(' ');
    let colon = bare.chars().next().filter(|c| ":：".contains(*c));
    let end = colon.map_or(end, |c| text.len() - bare.len() + c.len_utf8());
    let answered = ["回复", "回覆", "RT ", "RT"].into_iter().filter(|_| colon.is_some());
    let lead = answered.chain(["//"]).find(|lead| before.ends_with(lead)).unwrap_or_default();
    Some(at - lead.len()..end)
}

/// What stands in square brackets that were just opened, if it may be a code.
fn code(rest: &str) -> Option<&str> {
    let is_code = |&c: &char| c.is_alphanumeric() || c == '_';
    let length: usize =
        rest.chars().take(LONGEST_CODE).take_while(is_code).map(char::len_utf8).sum();
    (length > 0 && rest[length..].starts_with(']')).then(|| &rest[..length])
}

/// Whether no letter or figure stands beside a string.
fn is_alone(text: &str, range: &Range<usize>) -> bool {
    !text[..range.start].ends_with(char::is_alphanumeric)
        && !text[range.end..].starts_with(char::is_alphanumeric)
}

/// Whether a line ends with a string that stands behind dots or a blank.
fn is_end(text: &str, range: &Range<usize>) -> bool {
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let ends = behind.trim_start_matches(' ');
    (ends.is_empty() || ends.starts_with('\n')) && before.ends_with(['…', '.', ' '])
}

/// A string with the name before it: one that begins with the L that stands for a picture, or all
/// that stands between two blanks. A sentence about somebody's video is no name.
fn with_name(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let before = &text[..range.start];
    let name = before.chars().rev().take(LONGEST_NAME + 1).take_while(|&c| is_name(c));
    let length: usize = name.map(char::len_utf8).sum();
    let start = range.start - length;
    let name = &before[start..];
    let mark = if name.starts_with('L') { Some(0) } else { name.rfind('L') };
    if let Some(mark) = mark.filter(|mark| mark + 1 < name.len()) {
        return Some(start + mark..range.end);
    }
    let apart = start == 0 || text[..start].ends_with([' ', '\n']);
    let ends = text[range.end..].is_empty() || text[range.end..].starts_with([' ', '\n']);
    let told = name.contains(['我', '你', '他', '她', '它', '们', '看', '了']);
    (apart && ends && !told && !name.is_empty()).then_some(start..range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = take_out(text, &[], &mut Filtered::default());
        assert_eq!(
            found.map_or_else(|| text.to_owned(), |found| found.text),
            expected,
            "help: {text}"
        );
    }

    #[track_caller]
    fn stays(texts: &[&str]) {
        for text in texts {
            check(text, text);
        }
    }

    #[test]
    fn links_and_mail_addresses_go() {
        check("详见http://www.a-b.cn/x/2024.shtml。好", "详见 。好");
        check("看https://t.cn/A6x7#城市更新#好", "看 #城市更新#好");
        check("（见www.example.com）与t.cn/RxY、m.weibo.cn/status/1?x=2，", "（见 ）与 、 ，");
        check("发到a_b.c@example.gov.cn，", "发到 ，");
        stays(&["和/或", "3.5/2", "km/h", "example.com", "1/2。", "A.B"]);
    }

    #[test]
    fn names_behind_an_at_go() {
        check("好//@小野猫:说得对 //@老K：转", "好 说得对 转");
        check("回复@江边_k-1:谢谢@张三，再见", "谢谢 ，再见");
        check("@人民日报 发布", "发布");
        check("#更新#@张三 好", "#更新# 好");
        stays(&["5@2", "a@b", "$#^$#@超级郁闷", "@ 甲", "@，", "@12"]);
        let long = format!("@{}", "名".repeat(31));
        stays(&[&long]);
    }

    #[test]
    fn codes_of_emoticons_go_and_editors_brackets_stay() {
        check("好吃[微笑][doge]下次[泪]", "好吃 下次");
        check("甲[没听过][没听过]乙", "甲 乙");
        check("#某某[超话]#好", "#某某#好");
        check("好 赞[0] 原文转发[23] 评论[1]", "好");
        stays(&[
            "[2024]12号",
            "[美]海明威",
            "研究[J].",
            "[摘要]本文",
            "【微笑】",
            "数组[0]",
            "[微笑",
        ]);
    }

    #[test]
    fn strings_of_platforms_go_where_they_are_no_prose() {
        check("安全。O网页链接", "安全。");
        check("好 网页链接 转发微博", "好");
        check("转发微博", "");
        check("不安全...全文", "不安全...");
        check("好。 L摸鱼大队长老K的微博视频 再见", "好。 再见");
        check("好。 江边小野猫的微博视频", "好。");
        stays(&[
            "警方转发微博提醒",
            "请把网页链接发给我",
            "阅读论文全文",
            "我看了他的微博视频。",
            "见全文。",
        ]);
    }
}
