//! The naming table: names that people set by hand, each with a reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::OperationKey;
use crate::openapi::schema::SchemaObject;
use crate::shapes::shape::{Role, ShapeEntry, Shapes};

/// `specs/naming.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamingTable {
    /// Names of request types.
    #[serde(default)]
    pub operations: Vec<OperationRow>,
    /// Names of types, by the properties that they have.
    #[serde(default)]
    pub types: Vec<TypeRow>,
    /// Enums that are one type.
    #[serde(default)]
    pub enums: Vec<EnumRow>,
    /// What a property is called in the names of the types below it.
    #[serde(default)]
    pub properties: Vec<PropertyRow>,
    /// What becomes of a request or type that neither rule nor row names.
    #[serde(skip)]
    pub unnamed: Unnamed,
}

/// What becomes of a request or type that neither the rules nor a row can name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unnamed {
    /// An error that asks for a row: a person keeps the table.
    #[default]
    Refuse,
    /// A name that ends in a fingerprint of its place: nobody keeps a table.
    Fingerprint,
}

/// What a property is called in the names of the types below it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertyRow {
    /// The property.
    pub property: String,
    /// The words.
    pub words: String,
    /// Why its own words will not do.
    pub reason: String,
}

/// The name of one request type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationRow {
    /// `METHOD /path`.
    pub operation: String,
    /// The name.
    pub name: String,
    /// Why the rule's name will not do.
    pub reason: String,
}

/// Enums of one field that are one type in Rust, though the description lists other values at each place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumRow {
    /// The document of the components, without `.yaml`: that of a tool, or `shared`.
    pub document: String,
    /// The components, `v1_0.RfiStatus`. The first name is that of the type; it need not be there itself.
    pub types: Vec<String>,
    /// Why they are one.
    pub reason: String,
}

/// The name of the shapes that have exactly these properties, or exactly these values.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeRow {
    /// The names of all properties of an object, each with what else must hold for it behind a
    /// colon: a JSON type, `untyped`, `required`, `optional`, `deprecated` or `current`.
    #[serde(default)]
    pub properties: Vec<String>,
    /// The values of an enum of texts, in any order, where the row is about one.
    #[serde(default)]
    pub values: Vec<String>,
    /// Only for types that are sent, or only for those that are received.
    #[serde(default)]
    pub role: Option<RowRole>,
    /// The name.
    pub name: String,
    /// Why the rule's name will not do.
    pub reason: String,
}

/// Which types a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowRole {
    /// Those of parameters and bodies.
    Request,
    /// Those of success responses.
    Response,
}

impl RowRole {
    /// Whether that is the role.
    pub fn is(self, role: Role) -> bool {
        matches!(
            (self, role),
            (Self::Request, Role::Request) | (Self::Response, Role::Response)
        )
    }
}

impl TypeRow {
    /// Whether the row means a type of that role with these properties or values.
    pub fn means(&self, entry: &ShapeEntry) -> bool {
        if !self.values.is_empty() {
            return self.has_values(entry);
        }
        self.role.is_none_or(|role| role.is(entry.role)) && self.has_properties(entry.object())
    }

    fn has_values(&self, entry: &ShapeEntry) -> bool {
        let texts: BTreeSet<&str> = entry.values().into_iter().collect();
        let mut wanted = self.values.iter();
        texts.len() == self.values.len() && wanted.all(|value| texts.contains(value.as_str()))
    }

    fn has_properties(&self, schema: SchemaObject<'_>) -> bool {
        let properties: BTreeMap<&str, SchemaObject<'_>> = schema.properties().collect();
        let required: BTreeSet<&str> = schema.texts("required").collect();
        self.properties.len() == properties.len()
            && self.properties.iter().all(|wanted| {
                let (name, condition) = wanted.split_once(':').unwrap_or((wanted, ""));
                properties.get(name).is_some_and(|schema| match condition {
                    "" => true,
                    "required" => required.contains(name),
                    "optional" => !required.contains(name),
                    "deprecated" => schema.is("deprecated"),
                    "current" => !schema.is("deprecated"),
                    "untyped" => schema.is_empty(),
                    json => schema.text("type") == Some(json),
                })
            })
    }
}

impl NamingTable {
    /// Reads the table from its YAML text.
    pub fn parse(file: &str, text: &str) -> Result<Self, Diagnostic> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_yaml::from_str(text).map_err(|error| {
            let mut problem =
                Diagnostic::error(Code::BadTable, Origin::new(file, ""), error.to_string())
                    .help("see the comment at the head of the file for the form of a row");
            problem.position = error.location().map(|at| (at.line(), at.column()));
            problem
        })
    }

    /// Warnings for rows that mean no type or property of the shapes.
    pub fn idle(&self, file: &str, shapes: &Shapes) -> Vec<Diagnostic> {
        let entries = || shapes.0.values();
        let has = |entry: &ShapeEntry, name: &str| {
            let properties = entry.schema.get("properties");
            properties.is_some_and(|properties| properties.get(name).is_some())
        };
        let types = self.types.iter().enumerate().filter_map(|(i, row)| {
            let idle = !entries().any(|entry| row.means(entry));
            let (kind, all) = match row.values.as_slice() {
                [] => ("properties", &row.properties),
                _ => ("values", &row.values),
            };
            let what = format!("no type has exactly these {kind}: {}", all.join(", "));
            idle.then(|| (format!("/types/{i}"), what))
        });
        let properties = self.properties.iter().enumerate().filter_map(|(i, row)| {
            let idle = !entries().any(|entry| has(entry, &row.property));
            let what = format!("no type has a property `{}`", row.property);
            idle.then(|| (format!("/properties/{i}"), what))
        });
        let warning = |(pointer, what): (String, String)| {
            Diagnostic::warning(Code::IdleRow, Origin::new(file, pointer), what)
                .help("delete the row, or correct it; a type that is there keeps its name")
        };
        types.chain(properties).map(warning).collect()
    }

    /// The component whose type the enum `component` of a document has, if that is not its own.
    pub fn united(&self, document: &str, component: &str) -> Option<&str> {
        let row = self
            .enums
            .iter()
            .find(|row| row.document == document && row.types.iter().any(|one| one == component));
        let whole = row?.types.first()?;
        (whole != component).then_some(whole)
    }

    /// Warnings for rows of which no enum is there.
    pub fn idle_enums(&self, file: &str, has: impl Fn(&str, &str) -> bool) -> Vec<Diagnostic> {
        let rows = self.enums.iter().enumerate().filter(|(_, row)| {
            !row.types
                .iter()
                .any(|component| has(&row.document, component))
        });
        let warning = |(i, row): (usize, &EnumRow)| {
            let what = format!(
                "no enum is called {} in {}.yaml",
                row.types.join(" or "),
                row.document
            );
            Diagnostic::warning(
                Code::IdleRow,
                Origin::new(file, format!("/enums/{i}")),
                what,
            )
            .help("delete the row, or correct it")
        };
        rows.map(warning).collect()
    }

    /// The names of operations, and warnings for rows that name none.
    pub fn operations(
        &self,
        file: &str,
        known: impl Fn(&OperationKey) -> bool,
    ) -> (BTreeMap<OperationKey, String>, Vec<Diagnostic>) {
        let mut names = BTreeMap::new();
        let mut problems = Vec::new();
        for (i, row) in self.operations.iter().enumerate() {
            let origin = Origin::new(file, format!("/operations/{i}"));
            let key: Option<OperationKey> = row.operation.parse().ok();
            match key.filter(&known) {
                Some(key) => {
                    names.insert(key, row.name.clone());
                }
                None => problems.push(
                    Diagnostic::warning(
                        Code::StaleRow,
                        origin,
                        format!("no operation `{}` in the description", row.operation),
                    )
                    .help("delete the row, or correct its method and path"),
                ),
            }
        }
        (names, problems)
    }
}
