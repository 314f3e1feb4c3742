//! Writes query parameters as Procore's servers read them, where the description says less:
//! lists carry `[]`, filters by time take ranges, `sort` has a direction.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Encoding, Enum, Location, Parameter, RustPath, Shape, Style, Type, TypeRef, Variant,
};
use crate::lower::Lowered;
use crate::naming::{distinct, type_ident, words};

/// Applies the rules to every query parameter.
pub fn write_queries(lowered: &mut Lowered) {
    let Lowered {
        operations, types, ..
    } = lowered;
    for placed in operations {
        for parameter in &mut placed.operation.parameters {
            if parameter.location == Location::Query {
                write(parameter, types);
            } else {
                write_as_text(parameter, types);
            }
        }
    }
}

/// An error for each parameter that is written under a name that another one has: a list `ids`
/// beside `ids[]`, where neither of them was left out before.
pub fn check_wires(lowered: &Lowered) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for placed in &lowered.operations {
        let mut seen = BTreeSet::new();
        for parameter in &placed.operation.parameters {
            let Parameter { wire, location, .. } = parameter;
            if !seen.insert((*location, wire)) {
                let message = format!("two parameters are written as `{wire}`");
                let found =
                    Diagnostic::error(Code::DuplicateParameter, parameter.origin.clone(), message);
                let found = found.operation(&placed.operation.key);
                problems.push(found.help("keep one of them; a server cannot tell them apart"));
            }
        }
    }
    problems
}

/// An object as one text, each key before its value.
const PAIRS: Encoding = Encoding::Styled {
    style: Style::Simple,
    explode: false,
};

/// Outside the query every value is one text: what has no form of its own there (an object in a
/// cookie, a list of objects, a file) is handed over as the text that it is, and what is declared
/// as JSON as a JSON value.
fn write_as_text(parameter: &mut Parameter, types: &BTreeMap<RustPath, Type>) {
    let plain = match &parameter.ty {
        TypeRef::Named(path) => types
            .get(path)
            .is_none_or(|ty| matches!(ty.shape, Shape::Enum(_))),
        TypeRef::List(_) | TypeRef::Map(_) | TypeRef::File => false,
        _ => true,
    };
    let is_list = matches!(parameter.ty, TypeRef::List(_));
    let is_file = parameter.ty == TypeRef::File;
    let in_cookie = parameter.location == Location::Cookie;
    // Or a choice, which may be one.
    let is_object = !plain && !is_list && !is_file && !in_cookie;
    match parameter.encoding {
        Encoding::Json => {
            parameter.ty = TypeRef::Json;
            parameter.encoding = Encoding::Single;
        }
        Encoding::Styled { style, .. } if style != Style::Simple && !is_file => {}
        Encoding::Styled {
            style: Style::Simple,
            ..
        } if is_object => {}
        Encoding::Single | Encoding::DeepObject if is_object => parameter.encoding = PAIRS,
        _ if !plain => {
            parameter.ty = TypeRef::String;
            parameter.encoding = Encoding::Single;
        }
        Encoding::DeepObject
        | Encoding::Styled {
            style: Style::Simple,
            ..
        } => parameter.encoding = Encoding::Single,
        _ => {}
    }
}

fn write(parameter: &mut Parameter, types: &mut BTreeMap<RustPath, Type>) {
    let object = matches!(&parameter.ty, TypeRef::Named(path)
        if types.get(path).is_some_and(|ty| matches!(ty.shape, Shape::Struct(_))));
    if parameter.encoding == PAIRS && !object && !matches!(parameter.ty, TypeRef::Map(_)) {
        parameter.encoding = Encoding::Single;
    }
    if object && parameter.encoding == Encoding::Single {
        // Rails reads objects in brackets.
        parameter.encoding = Encoding::DeepObject;
    } else if object && parameter.encoding == Encoding::Repeated {
        parameter.ty = TypeRef::List(Box::new(parameter.ty.clone()));
        parameter.encoding = Encoding::Json;
    } else if parameter.encoding == Encoding::Repeated && !parameter.wire.ends_with("[]") {
        // Rails takes a name without brackets for a single value and keeps the last one.
        parameter.wire.push_str("[]");
    } else if is_range(parameter) {
        parameter.encoding = Encoding::Range;
        // A range of instants takes dates as well, so that is the safer one for `updated_at`,
        // which most descriptions have as a date.
        let instant = words(&parameter.wire).last().is_some_and(|w| w == "at");
        parameter.ty = match (&parameter.ty, instant) {
            (TypeRef::DateTime, _) | (_, true) => TypeRef::DateTime,
            _ => TypeRef::Date,
        };
    } else if parameter.wire == "sort" && parameter.encoding == Encoding::Single {
        match &parameter.ty {
            TypeRef::Named(path) => {
                if let Some(Type {
                    shape: Shape::Enum(fields),
                    ..
                }) = types.get_mut(path)
                {
                    drop_directions(fields);
                    parameter.encoding = Encoding::Sort;
                }
            }
            TypeRef::String => parameter.encoding = Encoding::Sort,
            _ => {}
        }
    }
}

/// Whether a filter takes `A...B`: one by a date or time that is not itself an end of a range.
fn is_range(parameter: &Parameter) -> bool {
    let typed = matches!(
        parameter.ty,
        TypeRef::String | TypeRef::Date | TypeRef::DateTime
    );
    let Some(inner) = parameter
        .wire
        .strip_prefix("filters[")
        .and_then(|w| w.strip_suffix(']'))
    else {
        return false;
    };
    if let Some(said) = parameter.range {
        return said && typed;
    }
    if !typed || parameter.encoding != Encoding::Single || inner.contains('[') {
        return false;
    }
    let said = words(inner);
    let is = |word: Option<&String>, any: &[&str]| word.is_some_and(|w| any.contains(&w.as_str()));
    let end = said
        .iter()
        .any(|w| ["before", "after", "start", "end", "from", "to"].contains(&w.as_str()));
    let named = is(said.last(), &["at", "date", "on"]) || is(said.first(), &["date"]);
    // `start_date` alone is an end; `on_start_date` does not occur.
    named && !end
}

/// The enum of a sort names each field once; the direction is the sort's own.
fn drop_directions(fields: &mut Enum) {
    let mut wires: Vec<String> = Vec::new();
    for variant in &fields.variants {
        let wire = variant.wire.trim_start_matches(['-', '+']).to_owned();
        if !wires.contains(&wire) {
            wires.push(wire);
        }
    }
    let texts: Vec<&str> = wires.iter().map(String::as_str).collect();
    let idents = distinct(&texts, &[&fields.unknown], type_ident);
    fields.variants = wires
        .iter()
        .zip(idents)
        .map(|(wire, ident)| Variant {
            wire: wire.clone(),
            ident,
            deprecation: None,
        })
        .collect();
}
