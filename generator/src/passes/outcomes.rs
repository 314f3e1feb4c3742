//! Makes an enum for each operation whose success statuses have different types.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Payload, Role, Shape, StatusVariant, Type};
use crate::lower::Lowered;
use crate::naming::{distinct, type_ident};
use crate::openapi::status::phrase;

/// Makes a type of statuses for each such operation.
///
/// # Errors
/// A type of the specs that has the name of such an enum.
pub fn name_outcomes(lowered: &mut Lowered) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for placed in &lowered.operations {
        let operation = &placed.operation;
        let Payload::ByStatus(path) = &operation.response.payload else {
            continue;
        };
        let responses = &operation.response.statuses;
        let statuses: Vec<&str> = responses.iter().map(|one| one.status.as_str()).collect();
        let names: Vec<String> = statuses
            .iter()
            .map(|status| name_of(status, &statuses))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let idents = distinct(&names, &["Other"], type_ident);
        let variants = responses
            .iter()
            .zip(idents)
            .map(|(response, ident)| StatusVariant {
                status: response.status.clone(),
                ident,
                bare: response.bare,
                ty: (response.status != "204" && response.status != "205")
                    .then(|| response.ty.clone()),
            })
            .collect();
        let ty = Type {
            rust: path.clone(),
            shape: Shape::Statuses(variants),
            role: Role::Response,
            used_by: vec![operation.rust.clone()],
            description: None,
            origin: operation.origin.child("responses"),
        };
        if let Some(other) = lowered.types.insert(path.clone(), ty) {
            let message = format!(
                "the type `{}` has the name of the enum for the responses of this operation",
                path.name
            );
            let problem = Diagnostic::error(Code::NameCollision, other.origin, message);
            let problem = problem.operation(&operation.key);
            problems.push(problem.help("rename the component in the specs"));
        }
    }
    problems
}

/// What a status means, with its number where another one of the operation means the same.
fn name_of(status: &str, all: &[&str]) -> String {
    let said = phrase(status);
    if all.iter().filter(|other| phrase(other) == said).count() > 1 {
        format!("{said} {status}")
    } else {
        said.to_owned()
    }
}
