use std::io::{self, Write};

use crate::tables::{Piece, Profile, Row, table_of};

/// Bytes of rows that are gathered before they are written.
const GATHERED: usize = 1 << 16;

/// Writes a table with its header to a stream, such as standard output.
///
/// ```
/// use cimai_report::{IdfRow, Profile};
///
/// let rows = [IdfRow { term: "湿地".to_owned(), df: 3, idf: 1.5 }];
/// let mut out = Vec::new();
/// cimai_report::stream(rows, Profile::Machine, &mut out)?;
/// assert_eq!(String::from_utf8_lossy(&out), "term,df,idf\n湿地,3,1.5\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// If the stream cannot be written.
pub fn stream<R: Row>(
    rows: impl IntoIterator<Item = R>,
    profile: Profile,
    mut out: impl Write,
) -> io::Result<()> {
    let table = table_of::<R>();
    let new = || Piece::new(table, profile, 0);
    let mut piece = new();
    piece.add_header(std::iter::empty());
    out.write_all(profile.mark())?;
    for row in rows {
        piece.add(&row);
        if piece.bytes().len() >= GATHERED {
            out.write_all(piece.bytes())?;
            piece = new();
        }
    }
    out.write_all(piece.bytes())?;
    out.flush()
}
