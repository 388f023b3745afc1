use cimai_corpus::Message;

/// What could not be decoded as the encoding says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Losses {
    /// Sequences that stand as U+FFFD because they could not be decoded.
    pub(crate) replaced: u64,
    /// The byte at which the first of them lies, behind a byte-order mark.
    pub(crate) first_replaced: Option<u64>,
    /// Lines in another encoding than the rest, and the first of them, from 1.
    pub(crate) foreign_lines: u64,
    pub(crate) first_foreign: u64,
}

impl Losses {
    /// Whether so much was replaced that the text should not be trusted: over 1 % of its
    /// characters. In a handful of characters a share means nothing.
    pub(crate) fn are_many(&self, chars: u64) -> bool {
        self.replaced > 16 && self.replaced * 100 > chars
    }

    /// What the user should know of them, whether the file was read or not.
    pub(crate) fn remarks(&self, encoding: &str) -> Vec<Message> {
        let mut remarks = Vec::new();
        if let Some(at) = self.first_replaced {
            let count = self.replaced;
            remarks.push(Message::new(
                format!(
                    "{count} 处字节无法按 {encoding} 解码，第一处在字节 {at}；可用 --encoding 指定编码"
                ),
                format!(
                    "{count} sequences are not {encoding}, the first at byte {at}; --encoding names another"
                ),
            ));
        }
        if self.foreign_lines > 0 {
            let (count, first) = (self.foreign_lines, self.first_foreign);
            remarks.push(Message::new(
                format!("一个文件里有两种编码：{count} 行按另一种编码读出，第一处在第 {first} 行"),
                format!("two encodings in one file: {count} lines were read in the other, the first is line {first}"),
            ));
        }
        remarks
    }
}
