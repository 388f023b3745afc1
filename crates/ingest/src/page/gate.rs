//! Whether a text is a newspaper page at all.

use crate::page::article::Article;
use crate::page::blocks::Block;
use crate::page::patterns::Kind;

/// So many strong signs show a page.
const FEWEST_SIGNS: usize = 2;
/// In a longer text there are more: at least one in so many characters. Without this any text that
/// is long enough, such as a file of reviews, is a page by chance.
const LONGEST_WITHOUT_SIGN: usize = 10_000;
/// So many headlines of comment pages show one, below a running head.
const FEWEST_HEADLINES: usize = 3;
/// A headline is one if so much text stands below it, in characters.
const LEAST_TEXT: usize = 60;

/// Whether articles show that they stand on a newspaper page: two strong signs with text behind
/// them (a byline of a reporter, a dateline, a citation, an author's unit in brackets, a note that
/// the text goes on elsewhere; a running head or the name of a section counts as one beside them),
/// or a running head and the shape of comment pages. Names alone
/// never do: lists, poems and papers have them too.
pub(crate) fn is_page(articles: &[Article], blocks: &[Block]) -> bool {
    let with_text = articles.iter().filter(|article| article.text.contains(['。', '！', '？']));
    let signs: usize = with_text.map(|article| article.signs).sum();
    let headed = |article: &&Article| {
        let shaped = article.shape || !article.byline.is_empty() && !article.title.is_empty();
        shaped && article.text.chars().count() >= LEAST_TEXT
    };
    let has = |kind| blocks.iter().any(|block| block.is(kind));
    let beside = usize::from(has(Kind::Head) || has(Kind::Section));
    let chars: usize = articles.iter().map(|article| article.text.chars().count()).sum();
    let by_length = chars / LONGEST_WITHOUT_SIGN;
    let headlines = articles.iter().filter(headed).count();
    signs > 0 && signs + beside >= FEWEST_SIGNS.max(by_length)
        || has(Kind::Head) && signs + headlines >= FEWEST_HEADLINES.max(by_length)
}
