//! What generators make of one description, measured: each is installed from a registry, run, and
//! its output counted and compiled, all within limits.

pub mod check;
pub mod description;
pub mod install;
pub mod limited;
pub mod measure;
pub mod output;
pub mod report;
pub mod tools;
