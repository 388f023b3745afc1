/// Finds the header of a table among its first rows: the first row of which at least half as many
/// cells are filled as in the fullest one. Rows above it are titles. Gives the first row that is
/// not empty where no row has two cells, and nothing where all are empty.
pub(crate) fn find(rows: &[Vec<String>]) -> Option<usize> {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let most = rows.iter().map(filled).max().filter(|&most| most > 0)?;
    rows.iter().position(|row| 2 * filled(row) > most.max(1))
}
