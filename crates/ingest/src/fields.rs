use cimai_corpus::Message;
use regex::Regex;

use crate::Error;
use crate::file::FileReading;

/// Columns that are filled from the path of a file.
pub(crate) struct Fields {
    pattern: String,
    /// What the end of a path must look like, with a group for each name.
    regex: Regex,
    names: Vec<String>,
}

impl Fields {
    /// Reads a pattern such as `{province}/{year}-{month}/{}`. Its last part describes the name
    /// of the file without its ending; `{}` stands for anything.
    pub(crate) fn parse(pattern: &str) -> Result<Self, Error> {
        let bad = |zh: &str, en: &str| Error::BadFields {
            pattern: pattern.to_owned(),
            reason: Message::new(zh, en),
        };
        let (mut regex, mut names, mut rest) = ("(?:^|/)".to_owned(), Vec::new(), pattern);
        while let Some((text, after)) = rest.split_once('{') {
            let (name, behind) = after
                .split_once('}')
                .ok_or_else(|| bad("缺少右花括号 }", "a closing brace } is missing"))?;
            if text.is_empty() && rest.len() < pattern.len() {
                return Err(bad("两个字段之间要有文字分开", "text must stand between two fields"));
            }
            regex.push_str(&regex::escape(text));
            regex.push_str(if name.is_empty() { "[^/]+?" } else { "([^/]+?)" });
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

    /// Fills the columns for all documents of a file; gives whether its path fits the pattern.
    pub(crate) fn fill(&self, into: &mut FileReading) -> bool {
        let path = into.audit.path.clone();
        let Some(found) = self.regex.captures(stem(&path)) else {
            into.audit.say(&Message::new(
                format!("路径不合 --fields 模式 {}，字段留空", self.pattern),
                format!(
                    "the path does not fit the --fields pattern {}; its fields stay empty",
                    self.pattern
                ),
            ));
            return false;
        };
        for (name, value) in self.names.iter().zip(found.iter().skip(1)) {
            into.fill_column(name, value.map_or("", |value| value.as_str()));
        }
        true
    }

    /// The error for a pattern that no path fits.
    pub(crate) fn fits_nothing(&self) -> Error {
        let reason = Message::new("没有一个文件的路径符合", "no path fits it");
        Error::BadFields { pattern: self.pattern.clone(), reason }
    }
}

impl FileReading {
    /// Gives all documents a value in a column, where they have none.
    fn fill_column(&mut self, name: &str, value: &str) {
        let place = self.columns.iter().position(|column| column == name).unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.columns.len() - 1
        });
        for document in &mut self.documents {
            document.fields.resize(self.columns.len().max(document.fields.len()), String::new());
            if document.fields[place].is_empty() {
                value.clone_into(&mut document.fields[place]);
            }
        }
    }
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
    fn patterns_without_sense_are_refused() {
        for pattern in ["plain", "{a}{b}", "{a", "{}/{}", "{a}/{a}"] {
            assert!(Fields::parse(pattern).is_err_and(|error| error.is_usage()), "help: {pattern}");
        }
    }

    #[test]
    fn a_column_of_the_file_is_filled_only_where_it_is_empty() {
        let mut file = FileReading::default();
        file.columns.push("a".into());
        file.audit.path = "x/1.csv".into();
        let rows = [["old"], [""]].map(|row| row.map(str::to_owned).to_vec());
        file.documents =
            rows.map(|fields| cimai_corpus::Document { fields, ..Default::default() }).to_vec();
        assert!(Fields::parse("{a}/{b}").unwrap().fill(&mut file));
        let fields: Vec<_> =
            file.documents.iter().map(|document| document.fields.clone()).collect();
        assert_eq!(fields, [["old", "1"], ["x", "1"]]);
    }
}
