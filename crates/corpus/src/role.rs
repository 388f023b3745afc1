/// Where in a phrase a word may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Whether a phrase may begin with it.
    pub begins: bool,
    /// Whether a phrase may end with it.
    pub ends: bool,
    /// Whether a phrase may hold it at all.
    pub inside: bool,
    /// Whether it is a number. All numbers count as one neighbour of a phrase.
    pub number: bool,
}
