//! Import, lowering and each pass, alone, on the smallest description that shows the rule.

mod fragment;
mod import;
mod lower;
mod names;
mod passes;
mod prose;
mod published;
mod shapes;
