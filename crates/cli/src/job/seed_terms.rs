use cimai_corpus::Message;
use cimai_topic::SeedTopic;

/// Reads the topics that are expected: a name, a colon and words on each line. Lines without
/// text and those that begin with `#` are passed over.
pub(super) fn parse(text: &str) -> Result<Vec<SeedTopic>, Message> {
    let lines = text.lines().map(str::trim).zip(1..);
    let filled = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    let mut topics: Vec<SeedTopic> = Vec::new();
    for (line, number) in filled {
        let (name, words) = line.split_once([':', '：']).ok_or_else(|| not_a_topic(number))?;
        let separates = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
        let terms = words.split(separates).filter(|word| !word.is_empty());
        let topic =
            SeedTopic { name: name.trim().to_owned(), terms: terms.map(str::to_owned).collect() };
        if topic.name.is_empty() || topic.terms.is_empty() {
            return Err(not_a_topic(number));
        }
        if topics.iter().any(|other| other.name == topic.name) {
            return Err(named_twice(number, &topic.name));
        }
        topics.push(topic);
    }
    if topics.is_empty() { Err(no_topic()) } else { Ok(topics) }
}

fn not_a_topic(line: usize) -> Message {
    Message::new(
        format!("第 {line} 行：应为“主题名: 词 词 词”"),
        format!("line {line}: a name, a colon and words are expected, as in `heating: 暖气 供热`"),
    )
}

fn named_twice(line: usize, name: &str) -> Message {
    Message::new(
        format!("第 {line} 行：主题“{name}”已经写过；请把它的词写在一行"),
        format!("line {line}: topic '{name}' stands there already; put its words on one line"),
    )
}

fn no_topic() -> Message {
    Message::new(
        "文件里没有主题；每行写“主题名: 词 词 词”",
        "it names no topic; write a name, a colon and words on each line",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_name_and_its_words() {
        let topics = parse("# 预期\n供暖: 暖气 供热\n\n路灯： 路灯，灯杆\n").unwrap();
        let names: Vec<_> = topics.iter().map(|topic| topic.name.as_str()).collect();
        assert_eq!(names, ["供暖", "路灯"]);
        assert_eq!(topics[1].terms, ["路灯", "灯杆"]);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for (text, line) in
            [("供暖: 暖气\n路灯\n", 2), ("供暖:\n", 1), ("a: 甲\nb: 乙\na: 丙\n", 3)]
        {
            let error = parse(text).unwrap_err();
            assert!(error.en.starts_with(&format!("line {line}:")), "{error}");
        }
        assert!(parse("\n# \n").is_err());
    }
}
