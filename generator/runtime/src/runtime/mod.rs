//! The hand-written part of the client.
