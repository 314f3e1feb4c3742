//! Checks that the IR can be emitted: every name an identifier, unique where it stands, and every
//! path leading somewhere.
//!
//! The passes see to all of this. Here it is made sure, so that emission need not fail half-way and
//! no text of a description can become code.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::{
    Api, Encoding, EnumValues, Location, Operation, OperationRef, Parameter, Payload, Role,
    RustPath, Shape, StatusVariant, Struct, Type, TypeRef,
};

use crate::naming::reserved::{
    RESERVED_FIELDS, RESERVED_MODULES, RESERVED_PARAMETERS, RESERVED_TYPES,
};
use crate::openapi::method::is_method;

use super::scope::Index;

/// Everything that stands in the way of emitting `api`.
pub(super) fn check<'a>(api: &'a Api, index: &'a Index<'a>) -> Vec<Diagnostic> {
    let mut check = Check {
        index,
        found: Vec::new(),
        reachable: BTreeSet::new(),
    };
    check.tools(api);
    check.reachable = BTreeSet::from(["shared"]);
    check.scope(["shared", ""], [].iter(), api.shared.iter());
    for tool in &api.tools {
        let needed = api
            .tools
            .iter()
            .filter(|other| tool.needs.contains(&other.feature));
        check.reachable = needed.map(|other| other.module.as_str()).collect();
        check.reachable.extend(["shared", tool.module.as_str()]);
        for version in &tool.versions {
            let place = [tool.module.as_str(), version.module.as_str()];
            let operations = version
                .resources
                .iter()
                .flat_map(|resource| &resource.operations);
            let types = version
                .resources
                .iter()
                .flat_map(|resource| &resource.types);
            check.scope(place, operations, types);
        }
    }
    check.found
}

struct Check<'a> {
    index: &'a Index<'a>,
    found: Vec<Diagnostic>,
    /// The modules that are there wherever the code that is checked is.
    reachable: BTreeSet<&'a str>,
}

impl Check<'_> {
    fn error(&mut self, code: Code, origin: &Origin, message: String) {
        self.found.push(Diagnostic::error(code, origin.clone(), message).help(
            "the passes before emission give these names; set another in the specs, or report this line",
        ));
    }

    fn ident(&mut self, name: &str, what: &str, origin: &Origin) {
        // The parser also takes what surrounds an identifier, and raw ones.
        let parsed = syn::parse_str::<syn::Ident>(name);
        if parsed.is_ok_and(|ident| ident == name && !name.starts_with("r#")) {
            return;
        }
        self.error(
            Code::NotAnIdentifier,
            origin,
            format!("{name:?}, {what}, is no Rust identifier"),
        );
    }

    fn unique<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
        what: &str,
        origin: &Origin,
    ) {
        let mut seen = BTreeSet::new();
        for name in names {
            self.ident(name, what, origin);
            if !seen.insert(name) {
                self.error(
                    Code::DuplicateName,
                    origin,
                    format!("`{name}`, {what}, stands there twice"),
                );
            }
        }
    }

    fn reserved(&mut self, name: &str, list: &[&str], what: &str, origin: &Origin) {
        if list.contains(&name) {
            self.error(
                Code::ReservedName,
                origin,
                format!("`{name}`, {what}, is taken by the crate itself"),
            );
        }
    }

    /// Modules become file names, so they are held to ASCII.
    fn module(&mut self, name: &str, what: &str) {
        let origin = Origin::default();
        self.ident(name, what, &origin);
        if !name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            || name == "mod"
        {
            self.error(
                Code::NotAModule,
                &origin,
                format!("{name:?}, {what}, is no module name"),
            );
        }
    }

    fn tools(&mut self, api: &Api) {
        let origin = Origin::default();
        self.unique(
            api.tools.iter().map(|tool| tool.module.as_str()),
            "the module of a tool",
            &origin,
        );
        let mut features = BTreeSet::from(["default", "full"]);
        let known: BTreeSet<_> = api.tools.iter().map(|tool| tool.feature.as_str()).collect();
        for tool in &api.tools {
            self.module(&tool.module, "the module of a tool");
            self.reserved(
                &tool.module,
                RESERVED_MODULES,
                "the module of a tool",
                &origin,
            );
            let sound = tool
                .feature
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
            if tool.feature.is_empty() || !sound || !features.insert(&tool.feature) {
                let feature = &tool.feature;
                self.error(
                    Code::BadFeature,
                    &origin,
                    format!("the feature {feature:?} is taken, or no feature name"),
                );
            }
            for needed in tool
                .needs
                .iter()
                .filter(|needed| !known.contains(needed.as_str()))
            {
                self.error(
                    Code::BadFeature,
                    &origin,
                    format!("`{}` needs {needed:?}, which is no tool", tool.feature),
                );
            }
            self.unique(
                tool.versions.iter().map(|v| v.module.as_str()),
                "the module of a version",
                &origin,
            );
            for version in &tool.versions {
                self.module(&version.module, "the module of a version");
                let modules = version
                    .resources
                    .iter()
                    .map(|resource| resource.module.as_str());
                self.unique(modules, "the module of a resource", &origin);
                for resource in &version.resources {
                    self.module(&resource.module, "the module of a resource");
                }
            }
        }
    }

    /// The names of one public module, and what belongs to each.
    fn scope<'n>(
        &mut self,
        place: [&str; 2],
        operations: impl Iterator<Item = &'n Operation> + Clone,
        types: impl Iterator<Item = &'n Type> + Clone,
    ) {
        let items = operations.clone().map(|op| (&op.rust, &op.origin));
        let items = items.chain(types.clone().map(|ty| (&ty.rust, &ty.origin)));
        let mut seen: BTreeMap<&str, &Origin> = BTreeMap::new();
        for (path, origin) in items {
            self.ident(&path.name, "the name of an item", origin);
            self.reserved(&path.name, RESERVED_TYPES, "the name of an item", origin);
            if [path.module.as_str(), path.version.as_str()] != place {
                let place = place.join("::");
                self.error(
                    Code::Misplaced,
                    origin,
                    format!("`{path}` stands in `procore::{place}`"),
                );
            }
            if let Some(other) = seen.insert(&path.name, origin) {
                self.error(
                    Code::DuplicateName,
                    origin,
                    format!("`{path}` is also the name of what is at {other}"),
                );
            }
        }
        operations.for_each(|operation| self.operation(operation));
        types.for_each(|ty| self.type_(ty));
    }

    fn operation(&mut self, operation: &Operation) {
        let origin = &operation.origin;
        if !is_method(&operation.key.method) {
            self.error(
                Code::BadMethod,
                origin,
                format!("{:?} is no HTTP method", operation.key.method),
            );
        }
        let idents = operation
            .parameters
            .iter()
            .map(|parameter| parameter.ident.as_str());
        self.unique(idents, "the name of a parameter", origin);
        for parameter in &operation.parameters {
            self.parameter(parameter);
        }
        if let Some(body) = &operation.body {
            self.reference(&body.ty, origin);
        }
        match &operation.response.payload {
            Payload::Json(ty) => self.reference(ty, origin),
            Payload::ByStatus(path) => self.path(path, origin),
            Payload::Empty | Payload::Text | Payload::Bytes | Payload::Redirect => {}
        }
        self.paging(operation);
        for path in &operation.replaces {
            self.operation_path(path, origin);
        }
        for replacement in operation
            .deprecation
            .iter()
            .flat_map(|deprecation| &deprecation.replacements)
        {
            if let crate::ir::Target::Operation(OperationRef { rust: path, .. }) =
                &replacement.target
            {
                self.operation_path(path, origin);
            }
            replacement
                .through
                .iter()
                .for_each(|operation| self.operation_path(&operation.rust, origin));
        }
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let Parameter {
            ident,
            wire,
            ty,
            encoding,
            origin,
            ..
        } = parameter;
        self.reserved(
            ident,
            RESERVED_PARAMETERS,
            "the name of a parameter",
            origin,
        );
        if parameter.location == Location::Path && !parameter.required {
            let message = format!("the path parameter {wire:?} must be required");
            self.error(Code::OptionalPath, origin, message);
        }
        self.reference(ty, origin);
        if !self.is_written(ty, *encoding) {
            let message = format!("{wire:?} has no text to be written as {encoding:?}");
            self.error(Code::BadParameter, origin, message);
        }
    }

    /// Whether values of `ty` can be written so: most encodings need a value that is one text.
    fn is_written(&self, ty: &TypeRef, encoding: Encoding) -> bool {
        if matches!(
            encoding,
            Encoding::Json | Encoding::DeepObject | Encoding::Styled { .. }
        ) {
            return true;
        }
        match ty {
            TypeRef::Named(path) => !matches!(
                self.index.shape(path),
                Some(Shape::Struct(_) | Shape::Statuses(_))
            ),
            TypeRef::Bool
            | TypeRef::Integer
            | TypeRef::Float
            | TypeRef::Decimal
            | TypeRef::String
            | TypeRef::Secret
            | TypeRef::Id(_)
            | TypeRef::Date
            | TypeRef::DateTime
            | TypeRef::Base64
            | TypeRef::Json => true,
            TypeRef::Nullable(inner) => self.is_written(inner, encoding),
            TypeRef::File
            | TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::CustomFields
            | TypeRef::CustomFieldValues
            | TypeRef::Boxed(_) => false,
        }
    }

    fn paging(&mut self, operation: &Operation) {
        let Some(paging) = &operation.paging else {
            return;
        };
        self.reference(&paging.item, &operation.origin);
        let held = match &operation.response.payload {
            Payload::Json(TypeRef::List(_)) => paging.items.is_empty(),
            Payload::Json(TypeRef::Named(path)) => match self.index.shape(path) {
                Some(Shape::Struct(record)) => record
                    .fields
                    .iter()
                    .any(|field| field.ident == paging.items),
                _ => false,
            },
            _ => false,
        };
        if !held {
            let message = format!(
                "the response has no list {:?} to page through",
                paging.items
            );
            self.error(Code::BadPaging, &operation.origin, message);
        }
    }

    fn type_(&mut self, ty: &Type) {
        let origin = &ty.origin;
        match &ty.shape {
            Shape::Struct(record) => self.record(record, ty.role, origin),
            Shape::Enum(values) => {
                let idents = values.variants.iter().map(|variant| variant.ident.as_str());
                self.unique(
                    idents.chain([values.unknown.as_str()]),
                    "the name of a value",
                    origin,
                );
                let integers = values.values == EnumValues::Integers;
                for variant in values
                    .variants
                    .iter()
                    .filter(|v| integers && v.wire.parse::<i64>().is_err())
                {
                    self.error(
                        Code::BadValue,
                        origin,
                        format!("{:?} is no integer", variant.wire),
                    );
                }
            }
            Shape::Union(union) => {
                let idents = union.variants.iter().map(|variant| variant.ident.as_str());
                self.unique(
                    idents.chain([union.other.as_str()]),
                    "the name of a variant",
                    origin,
                );
                union
                    .variants
                    .iter()
                    .for_each(|variant| self.reference(&variant.ty, origin));
            }
            Shape::Statuses(variants) => {
                let idents = variants.iter().map(|variant| variant.ident.as_str());
                self.unique(idents.chain(["Other"]), "the name of a status", origin);
                variants
                    .iter()
                    .for_each(|variant| self.status(variant, origin));
            }
        }
    }

    fn record(&mut self, record: &Struct, role: Role, origin: &Origin) {
        let idents = record.fields.iter().map(|field| field.ident.as_str());
        let custom = record.custom_fields.iter().map(|(name, _)| name.as_str());
        self.unique(idents.chain(custom), "the name of a field", origin);
        for field in &record.fields {
            // Only requests have methods that a field could be taken for.
            let list = if role == Role::Request {
                RESERVED_FIELDS
            } else {
                &["additional", "extra"]
            };
            self.reserved(&field.ident, list, "the name of a field", origin);
            self.reference(&field.ty, origin);
        }
        if let Some(ty) = &record.additional {
            self.reference(ty, origin);
        }
    }

    fn status(&mut self, variant: &StatusVariant, origin: &Origin) {
        let status = variant.status.as_bytes();
        let exact = status.len() == 3 && status.iter().all(u8::is_ascii_digit);
        let range = matches!(status, [b'1'..=b'5', b'X', b'X']);
        if !exact && !range {
            self.error(
                Code::BadStatus,
                origin,
                format!("{:?} is no status", variant.status),
            );
        }
        if let Some(ty) = &variant.ty {
            self.reference(ty, origin);
        }
    }

    fn reference(&mut self, ty: &TypeRef, origin: &Origin) {
        match ty {
            TypeRef::Named(path) | TypeRef::Boxed(path) => self.path(path, origin),
            TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
                self.reference(inner, origin);
            }
            TypeRef::Bool
            | TypeRef::Integer
            | TypeRef::Float
            | TypeRef::Decimal
            | TypeRef::String
            | TypeRef::Secret
            | TypeRef::Id(_)
            | TypeRef::Date
            | TypeRef::DateTime
            | TypeRef::Base64
            | TypeRef::File
            | TypeRef::Json
            | TypeRef::CustomFields
            | TypeRef::CustomFieldValues => {}
        }
    }

    fn path(&mut self, path: &RustPath, origin: &Origin) {
        if !self.index.types.contains_key(path) {
            self.error(
                Code::DanglingType,
                origin,
                format!("there is no type `{path}`"),
            );
        } else if !self.reachable.contains(path.module.as_str()) {
            let message = format!("`{path}` is used where its tool can be switched off");
            self.error(Code::UnreachableType, origin, message);
        }
    }

    fn operation_path(&mut self, path: &RustPath, origin: &Origin) {
        let index = self.index;
        if !index.operations.contains_key(path) && !index.left_out.contains_key(path) {
            self.error(
                Code::DanglingOperation,
                origin,
                format!("there is no request `{path}`"),
            );
        }
    }
}
