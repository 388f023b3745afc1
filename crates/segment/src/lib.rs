//! Chinese text to words.
//!
//! A [`Segmenter`] cuts text with jieba's dictionary and says of each word whether statistics
//! count it and what its [`cimai_corpus::Traits`] are. It changes nothing: the words and marks
//! joined together are the text. Words of a user's [`Dictionary`] join up whatever jieba thinks of
//! them, and a [`StopWords`] list says which words are never what a text is about.
//!
//! ```
//! use cimai_corpus::Token;
//! use cimai_segment::{Segmenter, StopWords};
//!
//! let segmenter = Segmenter::new(StopWords::built_in());
//! let words = segmenter.words("我们建设湿地公园。");
//! let text: String = words.iter().map(|word| word.text).collect();
//! assert_eq!(text, "我们建设湿地公园。");
//! assert_eq!(words.last().map(|word| word.token()), Some(Token::End));
//! assert!(segmenter.keeps("湿地") && !segmenter.keeps("我们"));
//! ```
#![warn(missing_docs)]

mod check;
mod dictionary;
mod hashtags;
mod lists;
mod pieces;
mod protected;
mod segmenter;
mod traits;

pub use check::{Check, Checked, Hits, Problem};
pub use dictionary::{Dictionary, DictionaryError, Entry};
pub use lists::{StopWords, SynonymError, Synonyms};
pub use segmenter::{Segmenter, Word};
