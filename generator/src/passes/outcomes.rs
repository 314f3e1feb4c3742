//! Names the enums of operations whose success statuses answer with different types.

use crate::ir::{Payload, Role, RustPath, Shape, StatusVariant, Type};
use crate::lower::Lowered;
use crate::naming::{distinct, fit, pascal, type_ident, words};
use crate::openapi::status::phrase;

/// Makes a type of statuses for each such operation.
pub fn name_outcomes(lowered: &mut Lowered) {
    for placed in &mut lowered.operations {
        let operation = &mut placed.operation;
        let Payload::ByStatus(path) = &mut operation.response.payload else {
            continue;
        };
        let name = pascal(&fit(
            &[words(&operation.rust.name), words("outcome")].concat()
        ));
        *path = RustPath {
            name,
            ..operation.rust.clone()
        };
        let statuses: Vec<&str> = operation
            .response
            .statuses
            .iter()
            .map(|(status, _)| status.as_str())
            .collect();
        let names: Vec<String> = statuses
            .iter()
            .map(|status| name_of(status, &statuses))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let idents = distinct(&names, &["Other"], type_ident);
        let variants = operation
            .response
            .statuses
            .iter()
            .zip(idents)
            .map(|((status, ty), ident)| StatusVariant {
                status: status.clone(),
                ident,
                bare: operation.response.bare.contains(status),
                ty: (status != "204" && status != "205").then(|| ty.clone()),
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
        lowered.types.insert(path.clone(), ty);
    }
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
