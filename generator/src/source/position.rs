//! Lines and columns, both from 1.

use crate::diagnostic::Diagnostic;

/// The line and column after `text`.
pub(super) fn end_of(text: &str) -> (usize, usize) {
    let line_start = text.rfind('\n').map_or(0, |index| index + 1);
    let lines = text.bytes().filter(|&byte| byte == b'\n').count();
    (lines + 1, text[line_start..].chars().count() + 1)
}

pub(super) fn at(mut diagnostic: Diagnostic, position: (usize, usize)) -> Diagnostic {
    diagnostic.position = Some(position);
    diagnostic
}
