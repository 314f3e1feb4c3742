//! What the client has by its Rust paths, and what of it is deprecated.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::ir::{
    Api, Deprecation, Field, FieldDeprecation, Operation, Role, RustPath, Shape, Target, Type,
};
use crate::migration::anchor;

/// The name of the client's package, and of the crate as programs write it.
pub(super) const CLIENT: &str = "procore";
/// What the root of the client has beside the tools, as far as it tells a type.
const ROOT: &[&str] = &[
    "Client",
    "ClientBuilder",
    "Error",
    "Field",
    "Operation",
    "Paged",
    "Response",
];

/// What is deprecated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A request.
    Request,
    /// The setter of a request's parameter.
    Parameter,
    /// A field, or the setter of one.
    Field,
    /// A value of an enum.
    Value,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Request, Self::Parameter, Self::Field, Self::Value];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Parameter => "parameter",
            Self::Field => "field",
            Self::Value => "value",
        }
    }
}

/// What is known of something deprecated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// What it is.
    pub kind: Kind,
    /// Its Rust path: `procore::rfi::v1_0::NewRfi::assignee_id`.
    pub path: String,
    /// Since when it is deprecated, if announced.
    pub date: Option<Date>,
    /// When it goes away; `None` while no date is set.
    pub sunset: Option<Date>,
    /// What to use instead.
    pub replacements: Vec<Instead>,
}

/// What to use instead of something deprecated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instead {
    /// A Rust path, the name of a field, or what the announcement calls it.
    pub name: String,
    /// Whether nobody announced it.
    pub inferred: bool,
    /// The guide from one to the other.
    pub guide: Option<Guide>,
}

/// Where it is said what changes for a program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Guide {
    /// In the docs of the client.
    pub docs: String,
    /// The command that prints it.
    pub command: String,
}

/// A position in the paths of the client.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Root,
    Tool(String),
    /// A version of a tool, or `shared`.
    Version(String, String),
    Item(RustPath),
    Variant(RustPath, String),
    /// An item of the root that no description has.
    Runtime(String),
}

/// The client.
pub struct Facts<'a> {
    tools: BTreeSet<&'a str>,
    versions: BTreeSet<(&'a str, &'a str)>,
    pub(super) requests: BTreeMap<&'a RustPath, &'a Operation>,
    pub(super) types: BTreeMap<&'a RustPath, &'a Type>,
    /// The names of deprecated requests.
    deprecated: BTreeSet<&'a str>,
}

impl<'a> Facts<'a> {
    /// Those of an API.
    pub fn new(api: &'a Api) -> Self {
        let versions = api.tools.iter().flat_map(|tool| {
            let versions = tool.versions.iter();
            versions.map(|version| (tool.module.as_str(), version.module.as_str()))
        });
        let deprecated = api.operations().filter(|one| one.deprecation.is_some());
        Self {
            tools: api.tools.iter().map(|tool| tool.module.as_str()).collect(),
            versions: versions.chain([("shared", "")]).collect(),
            requests: api.operations().map(|one| (&one.rust, one)).collect(),
            types: api.types().map(|one| (&one.rust, one)).collect(),
            deprecated: deprecated.map(|one| one.rust.name.as_str()).collect(),
        }
    }

    /// What `name` is in a place, where the place has it.
    pub(super) fn step(&self, place: &Place, name: &str) -> Option<Place> {
        match place {
            Place::Root if name == "shared" => Some(Place::Version(name.into(), String::new())),
            Place::Root if self.tools.contains(name) => Some(Place::Tool(name.into())),
            Place::Root => Some(Place::Runtime(name.into())),
            Place::Tool(tool) => {
                let has = self.versions.contains(&(tool.as_str(), name));
                has.then(|| Place::Version(tool.clone(), name.into()))
            }
            Place::Version(module, version) => {
                let path = RustPath {
                    module: module.clone(),
                    version: version.clone(),
                    name: name.into(),
                };
                let has = self.requests.contains_key(&path) || self.types.contains_key(&path);
                has.then_some(Place::Item(path))
            }
            Place::Item(path) => {
                let has = self.variant(path, name);
                has.then(|| Place::Variant(path.clone(), name.into()))
            }
            Place::Variant(..) | Place::Runtime(_) => None,
        }
    }

    /// The same for what a glob brings: only what is known to be there.
    pub(super) fn step_glob(&self, place: &Place, name: &str) -> Option<Place> {
        let found = self.step(place, name)?;
        let is_known = !matches!(&found, Place::Runtime(name) if !ROOT.contains(&name.as_str()));
        is_known.then_some(found)
    }

    /// Whether a request of this name is deprecated, in some version.
    pub(super) fn is_deprecated_name(&self, name: &str) -> bool {
        self.deprecated.contains(name)
    }

    fn variant(&self, path: &RustPath, name: &str) -> bool {
        match self.types.get(path).map(|ty| &ty.shape) {
            Some(Shape::Enum(values)) => {
                values.unknown == name || values.variants.iter().any(|one| one.ident == name)
            }
            Some(Shape::Union(union)) => {
                union.other == name || union.variants.iter().any(|one| one.ident == name)
            }
            Some(Shape::Statuses(variants)) => variants.iter().any(|one| one.ident == name),
            Some(Shape::Struct(_)) | None => false,
        }
    }

    /// The fields of a record.
    pub(super) fn fields(&self, path: &RustPath) -> &'a [Field] {
        match self.types.get(path).map(|ty| &ty.shape) {
            Some(Shape::Struct(record)) => &record.fields,
            _ => &[],
        }
    }

    /// What is said of a place, where it is deprecated itself.
    pub(super) fn of_place(&self, place: &Place) -> Option<Notice> {
        match place {
            Place::Item(path) => {
                let operation = self.requests.get(path)?;
                Some(self.of_request(path, operation.deprecation.as_ref()?))
            }
            Place::Variant(path, name) => {
                let Shape::Enum(values) = &self.types.get(path)?.shape else {
                    return None;
                };
                let variant = values.variants.iter().find(|one| one.ident == *name)?;
                let deprecation = variant.deprecation.as_ref()?;
                Some(of_member(Kind::Value, path, name, deprecation))
            }
            _ => None,
        }
    }

    /// What is said of a field of a record.
    pub(super) fn of_field(&self, path: &RustPath, name: &str) -> Option<Notice> {
        let field = self.fields(path).iter().find(|one| one.ident == name)?;
        Some(of_member(
            Kind::Field,
            path,
            name,
            field.deprecation.as_ref()?,
        ))
    }

    /// What is said of a setter, of a request or of what is sent with one.
    pub(super) fn of_setter(&self, path: &RustPath, name: &str) -> Option<Notice> {
        if let Some(operation) = self.requests.get(path) {
            let mut optional = operation.parameters.iter().filter(|one| !one.required);
            let parameter = optional.find(|one| one.ident == name)?;
            let deprecation = parameter.deprecation.as_ref()?;
            return Some(of_member(Kind::Parameter, path, name, deprecation));
        }
        let is_sent = self.types.get(path)?.role == Role::Request;
        let mut optional = self.fields(path).iter().filter(|one| !one.required);
        let field = optional.find(|one| is_sent && one.ident == name)?;
        Some(of_member(
            Kind::Field,
            path,
            name,
            field.deprecation.as_ref()?,
        ))
    }

    fn of_request(&self, path: &RustPath, deprecation: &Deprecation) -> Notice {
        let short = path.to_string();
        let short = short.split_once("::").map_or("", |(_, rest)| rest);
        let replacements = deprecation.replacements.iter().map(|one| {
            let (name, guide) = match &one.target {
                Target::Operation(new) => {
                    let has_guide = self.requests.contains_key(&new.rust);
                    let guide = has_guide.then(|| Guide {
                        docs: format!("{CLIENT}::migrations#{}", anchor(path, &new.rust)),
                        command: format!("cargo xtask migration {short}"),
                    });
                    (new.rust.to_string(), guide)
                }
                Target::Group(group) => (format!("the operations of the resource {group}"), None),
                Target::Unresolved(words) => (words.clone(), None),
            };
            Instead {
                name,
                inferred: one.inferred,
                guide,
            }
        });
        Notice {
            kind: Kind::Request,
            path: path.to_string(),
            date: deprecation.date,
            sunset: deprecation.sunset,
            replacements: replacements.collect(),
        }
    }
}

fn of_member(kind: Kind, path: &RustPath, name: &str, deprecation: &FieldDeprecation) -> Notice {
    let replacements = deprecation.instead.iter().map(|name| Instead {
        name: name.clone(),
        inferred: false,
        guide: None,
    });
    Notice {
        kind,
        path: format!("{path}::{name}"),
        date: deprecation.date,
        sunset: deprecation.sunset,
        replacements: replacements.collect(),
    }
}
