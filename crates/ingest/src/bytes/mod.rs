//! Bytes of a file to text: loading, unpacking, finding the encoding, decoding piece by piece.
//!
//! A file is passed over several times, so that a large one need not be held: [`scan`] looks at
//! all of its bytes once, [`encoding`] says from that how they are to be read, and [`stream`]
//! gives the text.

pub(crate) mod binary;
pub(crate) mod detect;
pub(crate) mod encoding;
mod escapes;
pub(crate) mod list;
pub(crate) mod load;
pub(crate) mod losses;
pub(crate) mod scan;
pub(crate) mod stream;
pub(crate) mod unpack;
mod utf16;
