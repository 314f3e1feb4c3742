//! Import, lowering and each pass, alone, on the smallest description that shows the rule.

mod each;
mod fragment;
mod import;
mod lower;
mod names;
mod prose;
mod published;
mod shapes;
