use std::collections::BTreeMap;

/// Documents divided into groups by a value that each has.
///
/// ```
/// use cimai_keyword::Grouping;
///
/// let districts = Grouping::of(&["临河区", "", "港口区", "临河区"]);
/// assert_eq!(districts.names(), ["临河区", "港口区"]);
/// assert_eq!(districts.members(0), [0, 3]);
/// assert_eq!(districts.group(1), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    names: Vec<String>,
    members: Vec<Vec<u32>>,
    groups: Vec<Option<u32>>,
}

impl Grouping {
    /// Groups documents by their values. A document without one is in no group. Groups stand in
    /// the byte order of their names.
    pub fn of<S: AsRef<str>>(values: &[S]) -> Self {
        let mut members: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (document, value) in values.iter().enumerate() {
            let value = value.as_ref();
            if !value.is_empty() {
                members.entry(value).or_default().push(document as u32);
            }
        }
        let mut groups = vec![None; values.len()];
        for (group, members) in members.values().enumerate() {
            for &document in members {
                groups[document as usize] = Some(group as u32);
            }
        }
        let names = members.keys().map(|&name| name.to_owned()).collect();
        Self { names, members: members.into_values().collect(), groups }
    }

    /// What the groups are called.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The documents of a group, in their order.
    ///
    /// # Panics
    ///
    /// If there is no such group.
    pub fn members(&self, group: usize) -> &[u32] {
        &self.members[group]
    }

    /// The group of a document.
    ///
    /// # Panics
    ///
    /// If there is no such document.
    pub fn group(&self, document: usize) -> Option<usize> {
        self.groups[document].map(|group| group as usize)
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
        self.groups.iter().filter(|group| group.is_none()).count()
    }
}
