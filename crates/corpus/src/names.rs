//! Names of files: what those of unfinished files begin with, and which characters of any name or
//! text are not shown as they are.

/// What the names of files and folders begin with that a run removes or renames when it ends.
pub const UNFINISHED: &str = ".cimai-";

/// Whether a terminal or a page would obey a character rather than show it: control characters,
/// and marks that turn the direction of writing.
///
/// ```
/// assert!(cimai_corpus::is_command('\u{1b}') && cimai_corpus::is_command('\u{202e}'));
/// assert!(!cimai_corpus::is_command('湿'));
/// ```
pub fn is_command(c: char) -> bool {
    let directs = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    c.is_control() || directs
}
