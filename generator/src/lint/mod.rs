//! Every problem of a description at once: errors, warnings and hints, with stable codes.
//!
//! The linter trusts nothing: whatever type a field has, it goes on with the next. It looks at a
//! schema where it stands; references are followed only to see that they lead somewhere.

mod cycle;
mod document;
mod edges;
mod linter;
mod operation;
mod parameter;
mod path;
mod place;
mod schema;

use crate::diagnostic::{self, Diagnostic, Origin};
use crate::openapi::documents::Documents;
use linter::Linter;
use place::Place;

/// Everything that is wrong with these documents, sorted; positions are not filled in.
pub fn lint(documents: &Documents) -> Vec<Diagnostic> {
    let mut linter = Linter::new(documents);
    for (name, value) in documents.iter() {
        let origin = Origin::new(name, "");
        linter.document(&Place::root(&origin), name, value);
    }
    linter.targets();
    linter.cycles();
    diagnostic::sort(&mut linter.found);
    linter.found
}
