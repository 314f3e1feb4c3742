//! Lowers schemas where they are used: to a reference to a type, or to what needs no name.

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::scalar;
use crate::ir::{EnumValues, TypeRef};
use crate::lower::{Index, Untyped};
use crate::openapi::schema::{SchemaObject, format_name};
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, ObjectType, ReferenceOr, Schema, SchemaKind,
    StringType, Type as OasType,
};

/// What lowering a schema collects beside its type.
pub(super) struct Context<'a> {
    pub(super) index: &'a Index<'a>,
    /// Whether files can stand here: in the body of a multipart request.
    pub(super) files: bool,
    pub(super) untyped: Vec<Untyped>,
    pub(super) problems: Vec<Diagnostic>,
    /// Component references that are being followed.
    open: Vec<String>,
}

impl<'a> Context<'a> {
    pub(super) fn new(index: &'a Index<'a>, files: bool) -> Self {
        Self {
            index,
            files,
            untyped: Vec::new(),
            problems: Vec::new(),
            open: Vec::new(),
        }
    }

    fn json(&mut self, at: &Origin, cause: &str) -> TypeRef {
        self.untyped.push(Untyped {
            origin: at.clone(),
            cause: cause.to_owned(),
        });
        TypeRef::Json
    }

    /// Reads a schema object; a form that OpenAPI 3.0 does not know is an error.
    pub(super) fn parse(
        &mut self,
        schema: SchemaObject<'_>,
        at: &Origin,
    ) -> Option<ReferenceOr<Schema>> {
        match schema.parse() {
            Ok(schema) => Some(schema),
            Err(error) => {
                self.problems.push(
                    Diagnostic::error(
                        Code::BadSchema,
                        at.clone(),
                        format!("not a schema: {error}"),
                    )
                    .help("write it as OpenAPI 3.0 has it"),
                );
                None
            }
        }
    }

    pub(super) fn value(&mut self, schema: SchemaObject<'_>, at: &Origin) -> TypeRef {
        match self.parse(schema, at) {
            Some(schema) => self.type_ref(&schema, at),
            None => TypeRef::Json,
        }
    }

    pub(super) fn type_ref(&mut self, schema: &ReferenceOr<Schema>, at: &Origin) -> TypeRef {
        match schema {
            ReferenceOr::Reference { reference } => self.reference(reference, at),
            ReferenceOr::Item(schema) => self.inline(schema, at),
        }
    }

    pub(super) fn reference(&mut self, reference: &str, at: &Origin) -> TypeRef {
        let (target, value) = match self.index.documents.get(at, reference) {
            Ok((target, value)) => (target, SchemaObject::new(value)),
            Err(problem) => {
                self.problems.push(problem);
                return TypeRef::Json;
            }
        };
        let component = target.to_string();
        if self.open.contains(&component) {
            return self.json(at, "a component that names only itself");
        }
        let Some(ReferenceOr::Item(schema)) = self.parse(value, &target) else {
            self.open.push(component);
            let ty = self.value(value, &target);
            self.open.pop();
            return ty;
        };
        if names_a_type(&schema) {
            return match self.index.path(&target) {
                Ok(path) => TypeRef::Named(path),
                Err(problem) => {
                    self.problems.push(problem);
                    TypeRef::Json
                }
            };
        }
        self.open.push(component);
        let ty = self.inline(&schema, &target);
        self.open.pop();
        ty
    }

    /// What is said of a schema where it is used, and of the component behind it.
    pub(super) fn facts(&self, schema: &ReferenceOr<Schema>, at: &Origin) -> Facts {
        let schema = match schema {
            ReferenceOr::Reference { reference } => return self.facts_behind(reference, at, 0),
            ReferenceOr::Item(schema) => schema,
        };
        let data = &schema.schema_data;
        let mut facts = Facts {
            nullable: data.nullable || null_is_listed(&schema.schema_kind),
            read_only: data.read_only,
            write_only: data.write_only,
        };
        let (all_of, variants) = parts(&schema.schema_kind);
        if let [only] = all_of {
            facts.add(self.facts(only, at));
        }
        let nullable = |variant: &ReferenceOr<Schema>| self.facts(variant, at).nullable;
        facts.nullable |= variants.into_iter().any(nullable);
        facts
    }

    /// What is said of a component; nothing where it cannot be found, which its type reports.
    fn facts_behind(&self, reference: &str, at: &Origin, steps: usize) -> Facts {
        match self.index.documents.get(at, reference) {
            Ok((target, value)) if steps < MAX_STEPS => {
                self.facts_of(SchemaObject::new(value), &target, steps + 1)
            }
            _ => Facts::default(),
        }
    }

    /// The same of a schema that is not taken apart: a component is as large as it likes.
    fn facts_of(&self, schema: SchemaObject<'_>, at: &Origin, steps: usize) -> Facts {
        if let Some(reference) = schema.reference() {
            return self.facts_behind(reference, at, steps);
        }
        if steps >= MAX_STEPS {
            return Facts::default();
        }
        let mut facts = Facts {
            nullable: schema.is_nullable(),
            read_only: schema.is("readOnly"),
            write_only: schema.is("writeOnly"),
        };
        let mut all_of = schema.parts("allOf");
        if let (Some(only), None) = (all_of.next(), all_of.next()) {
            facts.add(self.facts_of(only, at, steps + 1));
        }
        let mut variants = schema.parts("oneOf").chain(schema.parts("anyOf"));
        // Two levels: choices within choices could be any number.
        let steps = (steps + 1).max(MAX_STEPS - 2);
        facts.nullable |= variants.any(|variant| self.facts_of(variant, at, steps).nullable);
        facts
    }

    pub(super) fn inline(&mut self, schema: &Schema, at: &Origin) -> TypeRef {
        match &schema.schema_kind {
            SchemaKind::Type(OasType::Boolean(_)) => TypeRef::Bool,
            SchemaKind::Type(OasType::Integer(_)) => TypeRef::Integer,
            SchemaKind::Type(OasType::Number(number)) => {
                scalar::number_type(format_name(&number.format).as_deref())
            }
            SchemaKind::Type(OasType::String(string)) => self.string(string),
            SchemaKind::Type(OasType::Array(array)) => self.array(array, at),
            SchemaKind::Type(OasType::Object(object)) => self.map(object, at),
            SchemaKind::AllOf { all_of } if all_of.len() == 1 => {
                self.type_ref(&all_of[0], &at.child("allOf").child("0"))
            }
            SchemaKind::OneOf { one_of: variants } | SchemaKind::AnyOf { any_of: variants }
                if variants.len() == 1 =>
            {
                self.type_ref(&variants[0], at)
            }
            SchemaKind::Any(any) => self.any(any, at),
            SchemaKind::Not { .. } => self.json(at, "only `not`, which says what it is not"),
            _ => self.unnamed(at, "a union or composition"),
        }
    }

    fn unnamed(&mut self, at: &Origin, what: &str) -> TypeRef {
        self.problems.push(
            Diagnostic::error(
                Code::UnnamedSchema,
                at.clone(),
                format!("{what} has no name here"),
            )
            .help("run `cargo xtask import` on the description; it names every shape"),
        );
        TypeRef::Json
    }

    fn string(&self, string: &StringType) -> TypeRef {
        scalar::string_type(format_name(&string.format).as_deref(), self.files)
    }

    fn array(&mut self, array: &ArrayType, at: &Origin) -> TypeRef {
        let at = at.child("items");
        TypeRef::List(Box::new(self.items(array.items.as_ref(), &at)))
    }

    fn items(&mut self, items: Option<&ReferenceOr<Box<Schema>>>, at: &Origin) -> TypeRef {
        match items.cloned().map(ReferenceOr::unbox) {
            Some(schema) => self.held(&schema, at),
            None => self.json(at, "an array without items"),
        }
    }

    /// The type of an item of a list or of a value of a map, which can be null where it says so.
    pub(super) fn held(&mut self, schema: &ReferenceOr<Schema>, at: &Origin) -> TypeRef {
        let ty = self.type_ref(schema, at);
        // Any JSON holds null already.
        if ty != TypeRef::Json && self.facts(schema, at).nullable {
            TypeRef::Nullable(Box::new(ty))
        } else {
            ty
        }
    }

    fn map(&mut self, object: &ObjectType, at: &Origin) -> TypeRef {
        if !object.properties.is_empty() {
            return self.unnamed(at, "an object");
        }
        let at = at.child("additionalProperties");
        let value = match &object.additional_properties {
            Some(AdditionalProperties::Schema(schema)) => self.held(schema, &at),
            _ => self.json(&at, "an object without properties"),
        };
        TypeRef::Map(Box::new(value))
    }

    fn any(&mut self, any: &AnySchema, at: &Origin) -> TypeRef {
        if !any.properties.is_empty() {
            return self.unnamed(at, "an object");
        }
        if let Some(variants) = [&any.one_of, &any.any_of]
            .into_iter()
            .find(|v| v.len() == 1)
        {
            return self.type_ref(&variants[0], at);
        }
        match any.typ.as_deref() {
            Some("string") => TypeRef::String,
            Some("integer") => TypeRef::Integer,
            Some("number") => TypeRef::Float,
            Some("boolean") => TypeRef::Bool,
            Some("array") => {
                TypeRef::List(Box::new(self.items(any.items.as_ref(), &at.child("items"))))
            }
            Some("object") => TypeRef::Map(Box::new(self.json(at, "an object without properties"))),
            _ => self.json(at, "an empty schema"),
        }
    }
}

/// How many references, and compositions of one part, are followed.
const MAX_STEPS: usize = 64;

/// What a schema says that is no part of its type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// Whether null is a value.
    pub(super) nullable: bool,
    /// Whether it is only received.
    pub(super) read_only: bool,
    /// Whether it is only sent.
    pub(super) write_only: bool,
}

impl Facts {
    fn add(&mut self, other: Self) {
        self.nullable |= other.nullable;
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
    }
}

/// Whether null is one of the values of an enum.
fn null_is_listed(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Type(OasType::String(string)) => string.enumeration.contains(&None),
        SchemaKind::Type(OasType::Integer(integer)) => integer.enumeration.contains(&None),
        SchemaKind::Type(OasType::Number(number)) => number.enumeration.contains(&None),
        SchemaKind::Type(OasType::Boolean(boolean)) => boolean.enumeration.contains(&None),
        SchemaKind::Any(any) => any.enumeration.iter().any(|value| value.is_null()),
        _ => false,
    }
}

/// The parts that hold together, and those of which one holds.
fn parts(kind: &SchemaKind) -> (&[ReferenceOr<Schema>], Vec<&ReferenceOr<Schema>>) {
    match kind {
        SchemaKind::AllOf { all_of } => (all_of, Vec::new()),
        SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all } => {
            (&[], all.iter().collect())
        }
        SchemaKind::Any(any) => (&any.all_of, any.one_of.iter().chain(&any.any_of).collect()),
        _ => (&[], Vec::new()),
    }
}

/// Whether a component is a type of its own, rather than another name for a plain one.
fn names_a_type(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(OasType::Object(object)) => !object.properties.is_empty(),
        SchemaKind::Type(OasType::String(string)) => string.enumeration.iter().any(Option::is_some),
        SchemaKind::Type(OasType::Integer(integer)) => {
            integer.enumeration.iter().any(Option::is_some)
        }
        SchemaKind::OneOf { one_of: variants } | SchemaKind::AnyOf { any_of: variants } => {
            variants.len() > 1
        }
        SchemaKind::Any(any) => {
            !any.properties.is_empty()
                || any.one_of.len() + any.any_of.len() > 1
                || plain_enum(any).is_some()
        }
        _ => false,
    }
}

/// The values of an enum without a `type`, or with one that its values do not have.
pub(super) fn plain_enum(any: &AnySchema) -> Option<(EnumValues, Vec<String>)> {
    let values: Vec<_> = any.enumeration.iter().filter(|v| !v.is_null()).collect();
    if values.is_empty() {
        None
    } else if values.iter().all(|v| v.is_string()) {
        let texts = values
            .iter()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect();
        Some((EnumValues::Strings, texts))
    } else if values.iter().all(|v| v.is_i64()) {
        Some((
            EnumValues::Integers,
            values.iter().map(ToString::to_string).collect(),
        ))
    } else {
        None
    }
}
