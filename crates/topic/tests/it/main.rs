//! Topics from documents, through the public interface of the room.

mod batches;
mod degenerate;
mod known_topics;
mod sample;
