//! A table that is about more than the input: the input is a part of what the table was made for, such
//! as the specs of a few tools.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Origin};

/// Fewer rows than this are worth a warning each.
const FEW: usize = 10;

/// Whether a table of so many rows, of which so many are about what is not there, is about more than
/// the input. A description that moved on leaves a row or two behind, not most of them.
pub fn is_of_more(rows: usize, gone: usize) -> bool {
    gone > FEW && gone * 2 > rows
}

/// Says once of each file what `codes` say of its rows, as a hint: there is nothing to mend.
pub fn said_once(codes: &[Code], problems: &mut Vec<Diagnostic>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    problems.retain(|problem| {
        let is_said = codes.contains(&problem.code);
        if is_said {
            *counts.entry(problem.origin.file.clone()).or_default() += 1;
        }
        !is_said
    });
    problems.extend(counts.into_iter().map(|(file, count)| {
        let message =
            format!("{count} warnings are left out: the file is about more than the input has");
        Diagnostic::hint(Code::OtherTools, Origin::new(&file, ""), message)
            .help("nothing is to be done where the input is of some tools or resources only")
    }));
}
