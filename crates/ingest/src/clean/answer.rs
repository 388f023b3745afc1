use std::collections::HashSet;
use std::sync::LazyLock;

use cimai_data::{NON_ANSWERS, lines};

/// The longest text that is compared with the list, in bytes.
const LONGEST: usize = 120;
/// Marks that stand for no answer where there is nothing else.
const MARKS: &str = "-—–_/\\|.×";

static LIST: LazyLock<NonAnswers> = LazyLock::new(NonAnswers::new);

/// What answers nothing, as it is compared.
struct NonAnswers {
    whole: HashSet<String>,
    negations: HashSet<String>,
    objects: HashSet<String>,
}

impl NonAnswers {
    fn new() -> Self {
        let of = |kind: &str| {
            let own = lines(NON_ANSWERS).filter_map(|line| line.split_once('\t'));
            let own = own.filter(|(other, _)| *other == kind);
            own.flat_map(|(_, words)| words.split_whitespace()).map(bare).collect()
        };
        Self { whole: of("whole"), negations: of("negation"), objects: of("object") }
    }
}

/// Whether a text answers nothing, as 无, 没有建议 and N/A do in a column of a survey. Case, marks
/// and blanks do not matter; a text that is empty is none.
///
/// ```
/// use cimai_ingest::is_non_answer;
///
/// assert!(is_non_answer("暂无。") && is_non_answer("没有什么建议") && is_non_answer("N/A"));
/// assert!(!is_non_answer("没有停车位") && !is_non_answer(""));
/// ```
pub fn is_non_answer(text: &str) -> bool {
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    let bare = bare(text);
    if bare.is_empty() {
        return text.chars().all(|c| MARKS.contains(c) || c.is_whitespace());
    }
    let list = &*LIST;
    let divided = |(at, _): (usize, char)| {
        let (negation, object) = bare.split_at(at);
        list.negations.contains(negation) && list.objects.contains(object)
    };
    list.whole.contains(&bare) || bare.char_indices().any(divided)
}

/// The letters and figures of a text, in lower case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_nothing_is_told_from_what_does() {
        for text in [
            "无",
            "没有。",
            "暂无",
            "无建议",
            "无意见！",
            "没",
            "/",
            "-",
            "——",
            "N/A",
            "n/a",
            "null",
            "None",
            "nil",
            "目前没有什么建议",
            "没有意见和建议",
            "NaN",
        ] {
            assert!(is_non_answer(text), "{text}");
        }
        for text in [
            "好",
            "没有停车位",
            "无人管理",
            "没意思",
            "建议多开窗口",
            "不",
            "没有问题",
            "😀",
            "……",
            "否",
            "没问题",
            "同意",
        ] {
            assert!(!is_non_answer(text), "{text}");
        }
    }
}
