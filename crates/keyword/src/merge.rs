/// Adds values by key to values by key, both in ascending order of keys; `add` puts two values of
/// one key together. It costs little where `other` is short or has no new keys.
pub(crate) fn merge_sorted<K: Ord + Copy, V>(
    own: &mut Vec<(K, V)>,
    other: Vec<(K, V)>,
    add: impl Fn(&mut V, V),
) {
    let known = own.len();
    let mut from = 0;
    for (key, value) in other {
        match own[from..known].binary_search_by_key(&key, |entry| entry.0) {
            Ok(at) => {
                from += at;
                add(&mut own[from].1, value);
            }
            Err(at) => {
                from += at;
                own.push((key, value));
            }
        }
    }
    if own.len() > known {
        // Two ascending runs: the stable sort merges them in linear time.
        own.sort_by_key(|entry| entry.0);
    }
}
