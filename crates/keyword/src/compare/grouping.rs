use std::collections::HashMap;

/// The number of no group.
const WITHOUT: u32 = u32::MAX;

/// Documents divided into groups by a value that each has. Of each document only the number of its
/// group is kept.
///
/// ```
/// use cimai_keyword::Grouping;
///
/// let districts = Grouping::of(["临河区", "", "港口区", "临河区"]);
/// assert_eq!(districts.names(), ["临河区", "港口区"]);
/// assert_eq!(districts.size(0), 2);
/// assert_eq!(districts.group(3), Some(0));
/// assert_eq!(districts.group(1), None);
/// assert_eq!(districts.without(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    names: Vec<String>,
    sizes: Vec<u32>,
    groups: Vec<u32>,
}

impl Grouping {
    /// Groups documents by their values, in the order of the documents. One without a value is in
    /// no group. Groups stand in the byte order of their names.
    pub fn of<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> Self {
        let mut builder = GroupingBuilder::default();
        for value in values {
            builder.push(value.as_ref());
        }
        builder.finish()
    }

    /// What the groups are called.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many documents a group has.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn size(&self, group: usize) -> u32 {
        self.sizes[group]
    }

    /// The group of a document, by its number among all.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn group(&self, document: usize) -> Option<usize> {
        let group = self.groups[document];
        (group != WITHOUT).then_some(group as usize)
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// How many documents are in no group.
    pub fn without(&self) -> usize {
        self.groups.iter().filter(|&&group| group == WITHOUT).count()
    }
}

/// A [`Grouping`] whose documents come one by one.
///
/// ```
/// use cimai_keyword::GroupingBuilder;
///
/// let mut districts = GroupingBuilder::default();
/// districts.push("港口区");
/// districts.push("临河区");
/// assert_eq!(districts.finish().names(), ["临河区", "港口区"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct GroupingBuilder {
    /// The groups by name, numbered by first appearance.
    numbers: HashMap<String, u32>,
    groups: Vec<u32>,
}

impl GroupingBuilder {
    /// Adds the next document by its value; an empty one is none.
    pub fn push(&mut self, value: &str) {
        let group = match self.numbers.get(value) {
            _ if value.is_empty() => WITHOUT,
            Some(&group) => group,
            None => {
                let group = self.numbers.len() as u32;
                self.numbers.insert(value.to_owned(), group);
                group
            }
        };
        self.groups.push(group);
    }

    /// Puts the groups in the byte order of their names.
    pub fn finish(self) -> Grouping {
        let Self { numbers, mut groups } = self;
        let mut names: Vec<(String, u32)> = numbers.into_iter().collect();
        names.sort_unstable();
        let mut order = vec![0; names.len()];
        for ((_, first), group) in names.iter().zip(0..) {
            order[*first as usize] = group;
        }
        let mut sizes = vec![0; names.len()];
        for group in groups.iter_mut().filter(|group| **group != WITHOUT) {
            *group = order[*group as usize];
            sizes[*group as usize] += 1;
        }
        Grouping { names: names.into_iter().map(|(name, _)| name).collect(), sizes, groups }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_has_the_group_of_its_value() {
        let values = ["b", "", "c", "a", "b", "", "c", "b"];
        let grouping = Grouping::of(values);
        assert_eq!(grouping.names(), ["a", "b", "c"]);
        for (document, value) in values.iter().enumerate() {
            let name = grouping.group(document).map_or("", |group| &grouping.names()[group]);
            assert_eq!(name, *value);
        }
        assert_eq!([0, 1, 2].map(|group| grouping.size(group)), [1, 3, 2]);
        assert_eq!((grouping.len(), grouping.without()), (3, 2));
    }

    #[test]
    fn documents_without_values_are_in_no_group() {
        let grouping = Grouping::of([""]);
        assert!(grouping.is_empty() && grouping.without() == 1);
        assert_eq!(Grouping::of([""; 0]), Grouping::default());
        assert!(!Grouping::of(["a"]).is_empty());
    }
}
