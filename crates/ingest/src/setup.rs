use std::sync::LazyLock;

use cimai_corpus::Message;
use encoding_rs::Encoding;

use crate::bytes::encoding::Forced;
use crate::clean::character::Simplifier;
use crate::page::Patterns;
use crate::table::fields::Fields;
use crate::table::rows::Limit;
use crate::{Error, Options};

/// The most documents that are handed out together, whatever the options say.
const LARGEST_BATCH: usize = 1 << 12;
/// The most bytes of text that are handed out together, but for a single longer document.
pub(crate) const BATCH_BYTES: usize = 1 << 19;

/// The patterns of the program. They take a while to make, and many runs need none.
static BUILT_IN: LazyLock<Patterns> = LazyLock::new(Patterns::built_in);

/// What is the same for all files of a run, made from the options once.
pub(crate) struct Setup<'o> {
    pub(crate) options: &'o Options,
    pub(crate) encoding: Forced,
    pub(crate) fields: Option<Fields>,
    /// What simplifies the texts, if they are to be.
    pub(crate) simplifier: Option<Simplifier>,
    /// Patterns of newspaper pages, if the user has some beside those of the program.
    patterns: Option<Patterns>,
}

impl<'o> Setup<'o> {
    pub(crate) fn new(options: &'o Options) -> Result<Self, Error> {
        if let Some(byte) = options.delimiter.filter(|&byte| !is_delimiter(byte)) {
            return Err(Error::BadDelimiter { byte });
        }
        let fields = options.fields.as_deref().map(Fields::parse).transpose()?;
        let patterns = options.page_patterns.as_deref().map(Patterns::with).transpose()?;
        let simplifier = options.simplify.then(Simplifier::new);
        Ok(Self { options, encoding: encoding(options)?, fields, simplifier, patterns })
    }

    /// The most documents that are handed out together.
    pub(crate) fn batch(&self) -> usize {
        self.options.batch.clamp(1, LARGEST_BATCH)
    }

    /// How many rows are read at a time.
    pub(crate) fn limit(&self) -> Limit {
        Limit { rows: self.batch(), bytes: BATCH_BYTES }
    }

    /// The patterns of newspaper pages.
    pub(crate) fn patterns(&self) -> &Patterns {
        self.patterns.as_ref().unwrap_or(&BUILT_IN)
    }
}

fn encoding(options: &Options) -> Result<Forced, Error> {
    let Some(name) = &options.encoding else { return Ok(None) };
    let encoding = Encoding::for_label(name.trim().as_bytes())
        .ok_or_else(|| Error::UnknownEncoding { name: name.clone() })?;
    Ok(Some((encoding, Message::new("由 --encoding 指定", "named by --encoding"))))
}

fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n\0".contains(&byte)
}
