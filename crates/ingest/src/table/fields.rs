use std::sync::Arc;

use cimai_corpus::{Document, Message};
use regex::Regex;

use crate::Error;

/// Columns that are filled from the path of a file.
pub(crate) struct Fields {
    pattern: String,
    /// What the end of a path must look like, with a group for each name.
    regex: Regex,
    names: Vec<String>,
}

impl Fields {
    /// Reads a pattern such as `{province}/{year}-{month}/{}`. Its last part describes the name
    /// of the file without its ending; `{}` stands for anything. Behind a colon stands what a field
    /// looks like: `{year:4}` has four characters, `{place:省}` is a province. A field called 年 or
    /// year beside another one has four digits. Of two fields with nothing between them one must
    /// be known so.
    pub(crate) fn parse(pattern: &str) -> Result<Self, Error> {
        let bad = |zh: &str, en: &str| Error::BadFields {
            pattern: pattern.to_owned(),
            reason: Message::new(zh, en),
        };
        let (mut regex, mut names, mut rest) = ("(?:^|/)".to_owned(), Vec::new(), pattern);
        // Whether the field before, with nothing behind it, may end anywhere.
        let mut is_open = false;
        while let Some((text, after)) = rest.split_once('{') {
            let (field, behind) = after
                .split_once('}')
                .ok_or_else(|| bad("缺少右花括号 }", "a closing brace } is missing"))?;
            let (name, shape) = field.split_once(':').unwrap_or((field, ""));
            let is_beside =
                text.is_empty() && rest.len() < pattern.len() || behind.starts_with('{');
            let shape = match shape {
                "" if is_beside && ["年", "year"].contains(&name) => Some(r"[0-9]{4}".to_owned()),
                "" => None,
                shape => Some(shaped(shape).ok_or_else(|| {
                    bad(
                        "冒号后只能是字数（{年:4}）或“省”（{地方:省}）",
                        "behind a colon stands a number of characters ({year:4}) or 省 ({place:省})",
                    )
                })?),
            };
            if is_open && text.is_empty() && shape.is_none() {
                return Err(bad(
                    "两个字段之间要有文字分开，或写明其中一个的样子：{省:省}{年}",
                    "text must stand between two fields, or one must be known by its look: {place:省}{year}",
                ));
            }
            is_open = shape.is_none();
            regex.push_str(&regex::escape(text));
            let part = shape.unwrap_or_else(|| "[^/]+?".to_owned());
            regex.push_str(&if name.is_empty() { part } else { format!("({part})") });
            if names.iter().any(|known| known == name) {
                return Err(bad("同一个字段名出现了两次", "a field is named twice"));
            }
            names.extend((!name.is_empty()).then(|| name.to_owned()));
            rest = behind;
        }
        if names.is_empty() {
            return Err(bad("没有字段，例如 {province}/{}", "it has no field; try {province}/{}"));
        }
        regex.push_str(&regex::escape(rest));
        regex.push('$');
        let regex = Regex::new(&regex).map_err(|_| bad("模式过长", "it is too long"))?;
        Ok(Self { pattern: pattern.to_owned(), regex, names })
    }

    /// What the path of a file says, by name; nothing if it does not fit.
    pub(crate) fn values(&self, path: &str) -> Option<Vec<(&str, String)>> {
        let found = self.regex.captures(stem(path))?;
        let values = found.iter().skip(1).map(|value| value.map_or("", |value| value.as_str()));
        Some(self.names.iter().map(String::as_str).zip(values.map(str::to_owned)).collect())
    }

    /// What is said of a file whose path does not fit.
    pub(crate) fn no_fit(&self) -> Message {
        Message::new(
            format!("路径不合 --fields 模式 {}，字段留空", self.pattern),
            format!(
                "the path does not fit the --fields pattern {}; its fields stay empty",
                self.pattern
            ),
        )
    }

    /// The error for a pattern that no path fits.
    pub(crate) fn fits_nothing(&self) -> Error {
        let reason = Message::new("没有一个文件的路径符合", "no path fits it");
        Error::BadFields { pattern: self.pattern.clone(), reason }
    }
}

/// The provinces of China and what stands on their level.
const PROVINCES: &str = "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门";
/// What may stand behind such a name.
const LEVELS: &str = "省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区";

/// What a field must look like, if it is told in a way that is known.
fn shaped(shape: &str) -> Option<String> {
    match shape.parse::<u8>() {
        Ok(count @ 1..) => Some(format!("[^/]{{{count}}}")),
        Err(_) if shape == "省" => Some(format!("(?:{PROVINCES})(?:{LEVELS})?")),
        _ => None,
    }
}

/// Fills fields of documents from the path of their file.
#[derive(Clone, Debug)]
pub(crate) struct Filling {
    /// The names of all fields of the documents.
    pub(crate) columns: Arc<[String]>,
    /// Which of them the path fills.
    values: Vec<(usize, String)>,
}

impl Filling {
    /// Adds to `columns` those that the path fills.
    pub(crate) fn new(mut columns: Vec<String>, values: Vec<(&str, String)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (place(&mut columns, name), value));
        let values = values.collect();
        Self { columns: columns.into(), values }
    }

    /// Gives documents the values of the path where they have none.
    pub(crate) fn fill_all(&self, documents: &mut [Document]) {
        if !self.values.is_empty() {
            for document in documents {
                self.fill(document);
            }
        }
    }

    fn fill(&self, document: &mut Document) {
        document.fields.resize(self.columns.len(), String::new());
        for (place, value) in &self.values {
            if document.fields[*place].is_empty() {
                document.fields[*place].clone_from(value);
            }
        }
    }
}

/// The place of a column, which is added if it is missing.
fn place(columns: &mut Vec<String>, name: &str) -> usize {
    columns.iter().position(|column| column == name).unwrap_or_else(|| {
        columns.push(name.to_owned());
        columns.len() - 1
    })
}

/// A path without the endings of its name.
fn stem(path: &str) -> &str {
    let bare = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".zst")).unwrap_or(path);
    match bare.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') && !stem.is_empty() => stem,
        _ => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expected: Option<&[&str]>) {
        let fields = Fields::parse(pattern).unwrap();
        let found = fields.regex.captures(stem(path));
        let found =
            found.map(|f| f.iter().skip(1).map(|v| v.unwrap().as_str().to_owned()).collect());
        let expected = expected.map(|all| all.iter().map(|&v| v.to_owned()).collect::<Vec<_>>());
        assert_eq!(found, expected, "help: {pattern} on {path}");
    }

    #[test]
    fn parts_of_a_path_become_fields() {
        let pattern = "{省}/{year}-{month}/{}";
        check(pattern, "data/山东/2024-03/07版.txt", Some(&["山东", "2024", "03"]));
        check(pattern, "山东/2024-03/a.csv.gz", Some(&["山东", "2024", "03"]));
        check(pattern, "山东/202403/a.csv", None);
        check("{paper}_{date}", "x/日报_2024-03-12.txt", Some(&["日报", "2024-03-12"]));
    }

    #[test]
    fn fields_beside_each_other_are_told_by_their_look() {
        let report = "山东/山东省2019年政府工作报告.txt";
        check("{省}/{}{年}年政府工作报告", report, Some(&["山东", "2019"]));
        check("{省:省}{年}年{}", report, Some(&["山东省", "2019"]));
        check("{a:2}{b}", "x/甲乙丙丁.csv", Some(&["甲乙", "丙丁"]));
        check("{省:省}{年}年{}", "x/德州市2019年报告.txt", None);
    }

    #[test]
    fn patterns_without_sense_are_refused() {
        for pattern in ["plain", "{a}{b}", "{a:x}{b}", "{a", "{}/{}", "{a}/{a}"] {
            assert!(Fields::parse(pattern).is_err_and(|error| error.is_usage()), "help: {pattern}");
        }
    }

    #[test]
    fn a_column_of_the_file_is_filled_only_where_it_is_empty() {
        let fields = Fields::parse("{a}/{b}").unwrap();
        let filling = Filling::new(vec!["a".into()], fields.values("x/1.csv").unwrap());
        assert_eq!(*filling.columns, ["a", "b"]);
        let filled = ["old", ""].map(|field| {
            let mut document = Document { fields: vec![field.to_owned()], ..Document::default() };
            filling.fill(&mut document);
            document.fields
        });
        assert_eq!(filled, [["old", "1"], ["x", "1"]]);
    }
}
