//! Measures of a client: how far the names of its types are true, and how safe its arguments are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::ir::{Api, Location, Operation, Parameter, RustPath, Shape, Type, TypeRef};
use crate::naming::{stems, words};

/// What is measured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measures {
    /// Fields whose type is named after something else.
    pub misnamed: Vec<Misnamed>,
    /// Unions with variants that begin with the union's own name.
    pub repeating_unions: Vec<RustPath>,
    /// Types that are distinguished from others by `With`.
    pub with: Vec<RustPath>,
    /// How the arguments of requests can be mixed up.
    pub arguments: Arguments,
}

/// A field whose type shares no word with the field, the type around it, its resource or its tool.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Misnamed {
    /// The type.
    pub ty: RustPath,
    /// The type around the field.
    pub owner: RustPath,
    /// The field.
    pub field: String,
}

/// How many requests take arguments that the compiler cannot tell apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Requests whose `new` takes two or more arguments of the type `i64`.
    pub several_integers: usize,
    /// Requests whose `new` takes two or more texts.
    pub several_texts: usize,
    /// Requests that take `id` before `project_id`.
    pub id_before_project: usize,
    /// Requests that take `id` behind `project_id`.
    pub id_behind_project: usize,
    /// Requests whose `company_id` is a number.
    pub integer_company: usize,
    /// Requests whose `company_id` is text.
    pub text_company: usize,
}

/// Words that say how a type is used, not what it is.
const GENERAL: &[&str] = &[
    "a",
    "and",
    "attribute",
    "body",
    "by",
    "change",
    "for",
    "id",
    "in",
    "input",
    "item",
    "list",
    "new",
    "of",
    "on",
    "response",
    "s",
    "the",
    "to",
    "with",
];

/// Measures a client. `structural` are the names that people gave to types after their structure:
/// they claim no subject.
pub fn measure(api: &Api, structural: &BTreeSet<&str>) -> Measures {
    let mut measures = Measures::default();
    let types: BTreeMap<&RustPath, &Type> = api.types().map(|ty| (&ty.rust, ty)).collect();
    let resources = resources_of(api);
    for ty in types.values() {
        let mut around = subject(&ty.rust.name);
        around.extend(subject(&ty.rust.module));
        around.extend(
            resources
                .get(&ty.rust)
                .into_iter()
                .flat_map(|slug| subject(slug)),
        );
        for (field, used) in fields(ty) {
            let named_after = subject(&used.name);
            let known = subject(field);
            let is_true = structural.contains(used.name.as_str())
                || named_after.is_empty()
                || named_after
                    .iter()
                    .any(|w| around.contains(w) || known.contains(w));
            if !is_true {
                measures.misnamed.push(Misnamed {
                    ty: used.clone(),
                    owner: ty.rust.clone(),
                    field: field.to_owned(),
                });
            }
        }
        if repeats(ty) {
            measures.repeating_unions.push(ty.rust.clone());
        }
        if words(&ty.rust.name).iter().any(|word| word == "with") {
            measures.with.push(ty.rust.clone());
        }
    }
    measures.misnamed.sort();
    measures.arguments = arguments(api.operations());
    measures
}

/// The measures for people: counts first, then every name.
pub fn text(measures: &Measures) -> String {
    let mut out = String::new();
    let arguments = &measures.arguments;
    let counts = [
        (
            "fields whose type is named after something else",
            measures.misnamed.len(),
        ),
        (
            "unions whose variants repeat the union's name",
            measures.repeating_unions.len(),
        ),
        ("types with `With` in their name", measures.with.len()),
        (
            "requests that take two or more `i64`",
            arguments.several_integers,
        ),
        (
            "requests that take two or more texts",
            arguments.several_texts,
        ),
        (
            "requests that take `id` before `project_id`",
            arguments.id_before_project,
        ),
        (
            "requests that take `id` behind `project_id`",
            arguments.id_behind_project,
        ),
        (
            "requests whose `company_id` is a number",
            arguments.integer_company,
        ),
        (
            "requests whose `company_id` is text",
            arguments.text_company,
        ),
    ];
    for (what, count) in counts {
        let _ = writeln!(out, "{count:>5} {what}");
    }
    if !measures.misnamed.is_empty() {
        out.push_str("\nNamed after something else\n");
    }
    for one in &measures.misnamed {
        let _ = writeln!(out, "  {} in {}.{}", one.ty, one.owner, one.field);
    }
    let lists = [
        (
            "Unions whose variants repeat their name",
            &measures.repeating_unions,
        ),
        ("With", &measures.with),
    ];
    for (title, paths) in lists.into_iter().filter(|(_, paths)| !paths.is_empty()) {
        let _ = writeln!(out, "\n{title}");
        for path in paths {
            let _ = writeln!(out, "  {path}");
        }
    }
    out
}

/// The slug of the resource in whose file a type lives.
fn resources_of(api: &Api) -> BTreeMap<&RustPath, &str> {
    api.resources()
        .flat_map(|resource| {
            let slug = resource.slug.as_str();
            resource.types.iter().map(move |ty| (&ty.rust, slug))
        })
        .collect()
}

/// The words of a name, in the singular, without those that say nothing of what it is.
fn subject(name: &str) -> BTreeSet<String> {
    let mut stems = stems(name);
    stems.retain(|stem| !GENERAL.contains(&stem.as_str()));
    stems
}

/// Each type of the crate that a type's fields or variants hold, with the field.
fn fields(ty: &Type) -> Vec<(&str, &RustPath)> {
    let Shape::Struct(object) = &ty.shape else {
        return Vec::new();
    };
    let fields = object.fields.iter();
    fields
        .filter_map(|field| Some((field.wire.as_str(), field.ty.named()?)))
        .collect()
}

fn repeats(ty: &Type) -> bool {
    let Shape::Union(union) = &ty.shape else {
        return false;
    };
    let mut variants = union.variants.iter();
    variants.any(|variant| variant.ident.starts_with(ty.rust.name.as_str()))
}

fn arguments<'a>(operations: impl Iterator<Item = &'a Operation>) -> Arguments {
    let mut out = Arguments::default();
    for operation in operations {
        let required = || operation.parameters.iter().filter(|p| p.required);
        let of = |ty: &TypeRef| required().filter(|p| p.ty == *ty).count();
        let at = |wire: &str| required().position(|p| p.wire == wire);
        out.several_integers += usize::from(of(&TypeRef::Integer) > 1);
        out.several_texts += usize::from(of(&TypeRef::String) > 1);
        if let (Some(id), Some(project)) = (at("id"), at("project_id")) {
            out.id_before_project += usize::from(id < project);
            out.id_behind_project += usize::from(id > project);
        }
        let is_company = |p: &&Parameter| p.wire == "company_id" && p.location == Location::Path;
        match required().find(is_company).map(|p| &p.ty) {
            Some(TypeRef::Integer) => out.integer_company += 1,
            Some(TypeRef::String) => out.text_company += 1,
            _ => {}
        }
    }
    out
}
