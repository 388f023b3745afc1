//! The parts of a corpus that are counted by themselves: each group, each period, and each group
//! in each period.

use super::facets::Facets;

/// Numbers the parts: first all documents, then the groups of one column after another; each of
/// these as a whole, then in one period after another.
pub(crate) struct Parts<'f> {
    facets: &'f Facets,
    /// The number of the first group of every column; all documents are 0.
    first_groups: Vec<usize>,
    periods: usize,
}

/// All documents, or the documents of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strand(usize);

impl Strand {
    pub(crate) const ALL: Self = Self(0);
}

impl<'f> Parts<'f> {
    pub(crate) fn new(facets: &'f Facets) -> Self {
        let mut first = 1;
        let mut first_groups = Vec::new();
        for (_, groups) in &facets.groups {
            first_groups.push(first);
            first += groups.len();
        }
        let periods = facets.periods.as_ref().map_or(0, |periods| periods.names.len());
        Self { facets, first_groups, periods }
    }

    /// The documents of a group, by the places of its column and of the group.
    pub(crate) fn group(&self, field: usize, group: usize) -> Strand {
        Strand(self.first_groups[field] + group)
    }

    /// The part that is a strand as a whole.
    pub(crate) fn whole(&self, strand: Strand) -> u32 {
        (strand.0 * (self.periods + 1)) as u32
    }

    /// The parts that are a strand in each period.
    pub(crate) fn in_periods(&self, strand: Strand) -> Vec<u32> {
        let whole = self.whole(strand);
        (1..=self.periods as u32).map(|period| whole + period).collect()
    }

    /// The parts that a document, by its number among all, counts for.
    pub(crate) fn of(&self, document: usize) -> impl Iterator<Item = u32> + '_ {
        let period = self.facets.periods.as_ref().map(|periods| periods.of(document) as u32 + 1);
        let fields = self.facets.groups.iter().enumerate();
        let groups = fields.filter_map(move |(field, (_, groups))| {
            groups.group(document).map(|group| self.group(field, group))
        });
        let strands = std::iter::once(Strand::ALL).chain(groups);
        strands.flat_map(move |strand| {
            let whole = (strand != Strand::ALL).then(|| self.whole(strand));
            whole.into_iter().chain(period.map(|period| self.whole(strand) + period))
        })
    }

    /// How many parts there are.
    pub(crate) fn len(&self) -> usize {
        let groups: usize = self.facets.groups.iter().map(|(_, groups)| groups.len()).sum();
        (groups + 1) * (self.periods + 1)
    }
}
