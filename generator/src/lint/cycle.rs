//! Lint: schemas that are composed of themselves.

use super::edges::{cycle_of, rounds};
use super::linter::Linter;
use crate::diagnostic::{Code, Diagnostic, Origin};

impl Linter<'_> {
    pub(super) fn cycles(&mut self) {
        let all_of = std::mem::take(&mut self.all_of);
        let merges =
            |from: &Origin, to: &Origin| all_of.get(from).is_some_and(|tos| tos.contains(to));
        for round in rounds(&all_of) {
            let message = format!("the schema is merged with itself: {}", cycle_of(&round));
            let origin = round.into_iter().next().unwrap_or_default();
            self.report(
                Diagnostic::error(Code::AllOfCycle, origin, message),
                "take one of the references out of `allOf`; a recursive type refers to itself \
                 from a property",
            );
        }
        let edges = std::mem::take(&mut self.compositions);
        for round in rounds(&edges) {
            let mut steps = round.iter().zip(round.iter().cycle().skip(1));
            if steps.all(|(from, to)| merges(from, to)) {
                continue;
            }
            let message = format!("the schema is a choice of itself: {}", cycle_of(&round));
            let origin = round.into_iter().next().unwrap_or_default();
            self.report(
                Diagnostic::warning(Code::CompositionCycle, origin, message),
                "let the variants share a base that does not list them; the step back is left out",
            );
        }
    }
}
