use unicode_normalization::UnicodeNormalization;

use crate::clean::character::is_han;
use crate::clean::clean;

/// Names under which the text stands, those that say it most plainly first.
pub(crate) const TEXT_NAMES: [&str; 25] = [
    "text",
    "content",
    "正文",
    "内容",
    "內容",
    "文本",
    "全文",
    "review",
    "评论",
    "評論",
    "comment",
    "body",
    "评价",
    "评论内容",
    "review_text",
    "comment_text",
    "留言",
    "留言内容",
    "投诉内容",
    "反馈",
    "abstract",
    "摘要",
    "sentence",
    "文章",
    "article",
];
/// Names under which the title stands.
pub(crate) const TITLE_NAMES: [&str; 7] =
    ["title", "标题", "標題", "题目", "題目", "headline", "题名"];
/// Other names that are known for a column.
pub(crate) const OTHER_NAMES: [&str; 22] = [
    "id", "no", "label", "date", "time", "category", "class", "type", "source", "author", "url",
    "name", "编号", "序号", "日期", "时间", "类别", "分类", "标签", "来源", "作者", "地区",
];
/// What the name of a text column may contain.
pub(crate) const TEXT_PARTS: [&str; 9] =
    ["正文", "内容", "评论", "文本", "全文", "text", "content", "review", "comment"];

/// A name as it is compared: case, width and blanks at the edges do not matter.
pub(crate) fn key(name: &str) -> String {
    clean(name).text.nfkc().collect::<String>().trim().to_lowercase()
}

/// Han and other letters in a cell.
pub(crate) fn letters(cell: &str) -> f64 {
    cell.chars().filter(|&c| is_han(c) || c.is_alphabetic()).count() as f64
}
