//! How the old and the new operation are called, as Rust that compiles.

use std::collections::BTreeMap;

use crate::ir::{Body, BodyEncoding, Encoding, Operation, RustPath, Shape, Type, TypeRef};
use crate::ir::{EnumValues, Parameter};

/// Two expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The deprecated request.
    pub before: String,
    /// The request that replaces it.
    pub after: String,
}

impl Example {
    /// A program of both.
    pub fn program(&self) -> String {
        format!(
            "#![allow(deprecated)]\n// Before\nlet request = {};\n// After\nlet request = {};\n# let _ = request;\n",
            self.before, self.after
        )
    }
}

type Types<'a> = BTreeMap<&'a RustPath, &'a Type>;

pub(super) fn example(old: &Operation, new: &Operation, types: &Types<'_>) -> Example {
    Example {
        before: call(old, types),
        after: call(new, types),
    }
}

/// The request with what it requires.
fn call(operation: &Operation, types: &Types<'_>) -> String {
    let required = operation.parameters.iter().filter(|p| p.required);
    let mut arguments: Vec<String> = required.map(|p| argument(p, types)).collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        arguments.push(body_value(body, types));
    }
    format!("{}::new({})", operation.rust, arguments.join(", "))
}

fn argument(parameter: &Parameter, types: &Types<'_>) -> String {
    let value = value(&parameter.ty, types);
    match parameter.encoding {
        Encoding::Repeated | Encoding::Commas | Encoding::Spaces | Encoding::Pipes => {
            format!("[{value}]")
        }
        Encoding::Range => format!("{value}.."),
        Encoding::Sort => format!("procore::Sort::asc({value})"),
        _ => value,
    }
}

fn body_value(body: &Body, types: &Types<'_>) -> String {
    match body.encoding {
        BodyEncoding::Bytes => "procore::File::from_bytes(\"plan.pdf\", \"bytes\")".to_owned(),
        BodyEncoding::Text => "\"text\"".to_owned(),
        BodyEncoding::Json | BodyEncoding::Multipart | BodyEncoding::Form => value(&body.ty, types),
    }
}

/// A value of a type.
fn value(ty: &TypeRef, types: &Types<'_>) -> String {
    match ty {
        TypeRef::Bool => "true".to_owned(),
        TypeRef::Integer => "1".to_owned(),
        TypeRef::Float => "1.5".to_owned(),
        TypeRef::String => "\"text\"".to_owned(),
        TypeRef::Secret => "\"secret\"".to_owned(),
        TypeRef::Id(name) => format!("procore::ids::{name}::from(1)"),
        TypeRef::File => "procore::File::from_bytes(\"plan.pdf\", \"bytes\")".to_owned(),
        TypeRef::List(inner) => format!("vec![{}]", owned(inner, types)),
        TypeRef::Named(path) => named(path, types),
        TypeRef::Date => "procore::Date::default()".to_owned(),
        TypeRef::DateTime => "procore::DateTime::default()".to_owned(),
        TypeRef::Decimal => "procore::Decimal::default()".to_owned(),
        _ => "Default::default()".to_owned(),
    }
}

/// A value in a list, where nothing converts it.
fn owned(ty: &TypeRef, types: &Types<'_>) -> String {
    match ty {
        TypeRef::String | TypeRef::Secret => format!("{}.into()", value(ty, types)),
        _ => value(ty, types),
    }
}

fn named(path: &RustPath, types: &Types<'_>) -> String {
    match types.get(path).map(|ty| &ty.shape) {
        Some(Shape::Enum(values)) => match (values.variants.first(), values.values) {
            (Some(first), _) => format!("{path}::{}", first.ident),
            (None, EnumValues::Strings) => format!("{path}::other(\"text\")"),
            (None, EnumValues::Integers) => format!("{path}::other(1)"),
        },
        _ => format!("{path}::default()"),
    }
}
