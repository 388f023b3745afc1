use std::sync::OnceLock;

use cimai_corpus::Message;
use encoding_rs::Encoding;

use crate::fields::Fields;
use crate::page::Patterns;
use crate::{Error, Options};

/// An encoding to take without asking, and why.
pub(crate) type Forced = Option<(&'static Encoding, Message)>;

/// What is the same for all files of a run, made from the options once.
pub(crate) struct Setup<'o> {
    pub(crate) options: &'o Options,
    pub(crate) encoding: Forced,
    pub(crate) fields: Option<Fields>,
    patterns: OnceLock<Patterns>,
}

impl<'o> Setup<'o> {
    pub(crate) fn new(options: &'o Options) -> Result<Self, Error> {
        if let Some(byte) = options.delimiter.filter(|&byte| !is_delimiter(byte)) {
            return Err(Error::BadDelimiter { byte });
        }
        let fields = options.fields.as_deref().map(Fields::parse).transpose()?;
        let patterns = match options.page_patterns.as_deref() {
            Some(more) => OnceLock::from(Patterns::with(more)?),
            None => OnceLock::new(),
        };
        Ok(Self { options, encoding: encoding(options)?, fields, patterns })
    }

    /// The patterns of newspaper pages. They take a while to make and many runs need none.
    pub(crate) fn patterns(&self) -> &Patterns {
        self.patterns.get_or_init(Patterns::built_in)
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
