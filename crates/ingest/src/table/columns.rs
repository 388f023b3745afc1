use cimai_corpus::Message;

use super::rows::{Header, TEXT_NAMES, TEXT_PARTS, TITLE_NAMES, key};
use crate::{Error, Options};

/// What each column of a table is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    pub(crate) names: Vec<String>,
    pub(crate) text: usize,
    pub(crate) id: Option<usize>,
    pub(crate) title: Option<usize>,
    /// The columns that are carried along.
    pub(crate) carried: Vec<usize>,
    /// Which columns were taken without being named, and why.
    pub(crate) notes: Vec<Message>,
}

impl Columns {
    /// Finds what each column is for. `letters` is how many letters the cells of each have on
    /// average; it is empty for a table without rows.
    pub(crate) fn choose(
        path: &str,
        header: &Header,
        letters: &[f64],
        options: &Options,
    ) -> Result<Self, Error> {
        let names = Names { path, header };
        let id = names.find_asked(options.id.as_ref())?;
        let mut title = names.find_asked(options.title.as_ref())?;
        let mut notes = Vec::new();
        let text = if let Some(text) = names.find_asked(options.text.as_ref())? {
            text
        } else {
            let (text, why) = names.text(letters, title)?;
            notes.push(names.told("正文列", "text column", text, why));
            text
        };
        if options.title.is_none() {
            title = names.one_of(&TITLE_NAMES).filter(|&title| title != text);
            let why = ("按列名", "by its name");
            notes.extend(title.map(|title| names.told("标题列", "title column", title, why)));
        }
        let names = header.names.clone();
        let carried = (0..names.len()).filter(|&c| c != text && Some(c) != id && Some(c) != title);
        Ok(Columns { carried: carried.collect(), names, text, id, title, notes })
    }
}

/// The names of a table, to find columns by.
struct Names<'h> {
    path: &'h str,
    header: &'h Header,
}

/// In Chinese and in English.
type Why = (&'static str, &'static str);

impl Names<'_> {
    fn find_asked(&self, wanted: Option<&String>) -> Result<Option<usize>, Error> {
        match wanted {
            Some(name) if !name.is_empty() => self.find(name).map(Some),
            _ => Ok(None),
        }
    }

    /// The column with a name, or with a number from 1 if none has it.
    fn find(&self, wanted: &str) -> Result<usize, Error> {
        let exact = places(&self.header.given, |name| name == wanted.trim());
        let wanted_key = key(wanted);
        let alike = || places(&self.header.keys, |name| name == wanted_key);
        let found = if exact.is_empty() { alike() } else { exact };
        match found[..] {
            [place] => Ok(place),
            [] => self.by_number(wanted).ok_or_else(|| Error::ColumnNotFound {
                path: self.path.to_owned(),
                column: wanted.to_owned(),
                columns: self.header.names.clone(),
            }),
            _ => Err(self.twice(wanted)),
        }
    }

    fn by_number(&self, wanted: &str) -> Option<usize> {
        let number: usize = wanted.parse().ok()?;
        number.checked_sub(1).filter(|&place| place < self.header.names.len())
    }

    /// The column with the first of these names that just one column has.
    fn one_of(&self, wanted: &[&str]) -> Option<usize> {
        wanted.iter().find_map(|wanted| match self.called(wanted)[..] {
            [place] => Some(place),
            _ => None,
        })
    }

    fn called(&self, wanted: &str) -> Vec<usize> {
        places(&self.header.keys, |name| name == wanted)
    }

    fn twice(&self, column: &str) -> Error {
        Error::ColumnTwice { path: self.path.to_owned(), column: column.to_owned() }
    }

    /// The column that plainly holds the text, and why.
    fn text(&self, letters: &[f64], title: Option<usize>) -> Result<(usize, Why), Error> {
        let length = |place: usize| letters.get(place).copied().unwrap_or(0.0);
        if self.header.names.len() == 1 {
            return Ok((0, ("只有一列", "the only one")));
        }
        let twice = |name: &&&str| self.called(name).len() > 1;
        if let Some(name) = TEXT_NAMES.iter().find(twice) {
            return Err(self.twice(name));
        }
        let longest = self.longest(title, length);
        if let Some(place) = self.one_of(&TEXT_NAMES).or_else(|| self.by_part()) {
            // A column called `comment` with a word a row beside whole articles is not the text.
            let fits = |(other, _)| length(other) <= 4.0 * length(place).max(2.0);
            if longest.is_none_or(fits) {
                return Ok((place, ("按列名", "by its name")));
            }
        }
        match longest {
            Some((place, next)) if length(place) >= 4.0 && length(place) >= 2.0 * next => {
                Ok((place, ("其文字明显最长", "its cells are plainly the longest")))
            }
            Some((place, 0.0)) if length(place) > 0.0 => {
                Ok((place, ("只有它是文字", "the only one with letters")))
            }
            _ => Err(self.unclear()),
        }
    }

    fn by_part(&self) -> Option<usize> {
        let has_part = |name: &str| TEXT_PARTS.iter().any(|part| name.contains(part));
        match places(&self.header.keys, has_part)[..] {
            [place] => Some(place),
            _ => None,
        }
    }

    /// The column with the longest cells, and the length of the next.
    fn longest(&self, title: Option<usize>, length: impl Fn(usize) -> f64) -> Option<(usize, f64)> {
        let columns = 0..self.header.names.len();
        let mut order: Vec<usize> = columns.filter(|&place| Some(place) != title).collect();
        order.sort_by(|&a, &b| length(b).total_cmp(&length(a)));
        Some((*order.first()?, order.get(1).map_or(0.0, |&place| length(place))))
    }

    fn unclear(&self) -> Error {
        let columns = self.header.names.clone();
        Error::TextColumn { path: self.path.to_owned(), columns }
    }

    fn told(&self, zh: &str, en: &str, place: usize, why: Why) -> Message {
        let name = &self.header.names[place];
        Message::new(format!("{zh}：{name}（{}）", why.0), format!("{en}: {name} ({})", why.1))
    }
}

fn places(names: &[String], is: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..names.len()).filter(|&place| is(&names[place])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(names: &[&str], letters: &[f64], options: &Options) -> Result<Columns, Error> {
        Columns::choose("a.csv", &Header::read(names.iter().copied()), letters, options)
    }

    #[track_caller]
    fn check(names: &[&str], letters: &[f64], text: usize) {
        let found = choose(names, letters, &Options::default()).map(|columns| columns.text);
        assert_eq!(found.ok(), Some(text), "help: {names:?}");
    }

    #[test]
    fn the_text_is_found_by_name_or_length() {
        check(&["id", "标题", "正文"], &[0.0, 4.0, 9.0], 2);
        check(&["label", "review"], &[0.0, 30.0], 1);
        check(&["id", "title", "category"], &[1.0, 20.0, 6.0], 1);
        check(&["=id", "+正文", "@标题"], &[0.0, 1.0, 1.0], 1);
        check(&["comment", "paper"], &[2.0, 900.0], 1);
        check(&["id", "正文"], &[], 1);
    }

    #[test]
    fn what_is_not_plain_is_an_error_that_lists_the_columns() {
        let unclear = choose(&["甲", "乙"], &[9.0, 8.0], &Options::default()).unwrap_err();
        assert!(unclear.to_string().ends_with("Columns: 甲, 乙"));
        let twice = choose(&["正文", "正文"], &[9.0, 8.0], &Options::default()).unwrap_err();
        assert!(matches!(twice, Error::ColumnTwice { .. }));
    }

    #[test]
    fn asked_columns_are_found_in_any_width_and_case_or_by_number() {
        for name in ["Review", "ｒｅｖｉｅｗ ", "2"] {
            let options = Options { text: Some(name.to_owned()), ..Options::default() };
            assert_eq!(choose(&["id", "review"], &[], &options).unwrap().text, 1, "help: {name}");
        }
        let options = Options { id: Some("no".into()), ..Options::default() };
        assert!(matches!(
            choose(&["id", "正文"], &[], &options),
            Err(Error::ColumnNotFound { .. })
        ));
    }

    #[test]
    fn a_title_is_taken_by_its_name_unless_none_is_wanted() {
        let columns = choose(&["title", "text", "n"], &[], &Options::default()).unwrap();
        assert_eq!((columns.title, columns.carried), (Some(0), vec![2]));
        let none = Options { title: Some(String::new()), ..Options::default() };
        assert_eq!(choose(&["title", "text"], &[], &none).unwrap().title, None);
    }
}
