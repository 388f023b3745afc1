//! Topics from documents, through the public interface of the room.

mod batches;
mod degenerate;
mod known_topics;
mod model_file;
mod sample;
