//! Import, lowering and each pass, alone, on the smallest description that shows the rule.

mod enums;
mod fields;
mod fragment;
mod import;
mod lower;
mod modules;
mod names;
mod paging;
mod prose;
mod published;
mod queries;
mod select;
mod shapes;
mod unions;
