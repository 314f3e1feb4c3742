//! Small IR values for the tests of emission.

use generator::diagnostic::Origin;
use generator::emit::RuntimeFiles;
use generator::ir::*;

/// A crate of one tool, `RFI`, with one resource, `rfis`, of version 1.0.
pub(crate) fn api(operations: Vec<Operation>, types: Vec<Type>) -> Api {
    Api {
        description_version: "2026-03".to_owned(),
        tools: vec![tool("rfi", operations, types)],
        ..Api::default()
    }
}

/// A tool with one resource, `rfis`, of version 1.0.
pub(crate) fn tool(module: &str, operations: Vec<Operation>, types: Vec<Type>) -> Tool {
    let resource = Resource {
        slug: "rfis".to_owned(),
        module: "rfis".to_owned(),
        legacy: false,
        operations,
        types,
    };
    let version = Version {
        number: "1.0".to_owned(),
        module: "v1_0".to_owned(),
        resources: vec![resource],
    };
    Tool {
        category: "Project Management".to_owned(),
        name: module.to_uppercase(),
        module: module.to_owned(),
        feature: module.replace('_', "-"),
        needs: Vec::new(),
        versions: vec![version],
    }
}

/// A runtime of one file.
pub(crate) fn runtime() -> RuntimeFiles {
    let manifest = "[package]\nname = \"runtime\"\n\n[features]\ndefault = [\"tls\"]\ntls = []\n\n\
                    [dependencies]\nserde = \"1\"\n\n[dev-dependencies]\ninsta = \"1\"\n\n\
                    [target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n\n[lints]\nworkspace = true\n";
    let sources = [("mod.rs".to_owned(), "//! The runtime.\n".to_owned())];
    RuntimeFiles {
        manifest: manifest.to_owned(),
        sources: sources.into(),
    }
}

pub(crate) fn path(name: &str) -> RustPath {
    path_in("rfi", "v1_0", name)
}

pub(crate) fn path_in(module: &str, version: &str, name: &str) -> RustPath {
    RustPath {
        module: module.to_owned(),
        version: version.to_owned(),
        name: name.to_owned(),
    }
}

/// `GET /rest/v1.0/<name>`, which returns nothing.
pub(crate) fn operation(name: &str) -> Operation {
    Operation {
        key: OperationKey {
            method: "GET".to_owned(),
            path: format!("/rest/v1.0/{}", name.to_lowercase()),
        },
        id: String::new(),
        title: name.to_owned(),
        description: None,
        rust: path(name),
        reference: format!(
            "https://developers.procore.com/reference/rest/rfis?version=1.0#{}",
            name.to_lowercase()
        ),
        parameters: Vec::new(),
        company: Company::Required,
        body: None,
        response: Response {
            payload: Payload::Empty,
            envelope: None,
            statuses: Vec::new(),
            accept: vec![],
        },
        paging: None,
        deprecation: None,
        replaces: Vec::new(),
        stage: None,
        origin: Origin::new("rfi.yaml", format!("/paths/{name}")),
    }
}

pub(crate) fn parameter(wire: &str, ident: &str, ty: TypeRef) -> Parameter {
    Parameter {
        wire: wire.to_owned(),
        ident: ident.to_owned(),
        location: Location::Query,
        required: false,
        ty,
        encoding: Encoding::Single,
        declared: None,
        listed: Vec::new(),
        default: None,
        zero_based: false,
        range: None,
        description: None,
        deprecation: None,
        origin: Origin::new("rfi.yaml", format!("/parameters/{ident}")),
    }
}

pub(crate) fn path_parameter(name: &str) -> Parameter {
    Parameter {
        location: Location::Path,
        required: true,
        ..parameter(name, name, TypeRef::Integer)
    }
}

pub(crate) fn encoded(encoding: Encoding, parameter: Parameter) -> Parameter {
    Parameter {
        encoding,
        ..parameter
    }
}

pub(crate) fn body(ty: TypeRef) -> Body {
    Body {
        required: true,
        described: "application/json".to_owned(),
        media_type: "application/json".to_owned(),
        encoding: BodyEncoding::Json,
        ty,
        other_media_types: Vec::new(),
    }
}

pub(crate) fn type_(name: &str, role: Role, shape: Shape) -> Type {
    Type {
        rust: path(name),
        shape,
        role,
        used_by: Vec::new(),
        description: None,
        origin: Origin::new("rfi.yaml", format!("/components/{name}")),
    }
}

pub(crate) fn record(name: &str, role: Role, fields: Vec<Field>) -> Type {
    type_(
        name,
        role,
        Shape::Struct(Struct {
            fields,
            ..Struct::default()
        }),
    )
}

pub(crate) fn field(wire: &str, ident: &str, ty: TypeRef) -> Field {
    Field {
        wire: wire.to_owned(),
        ident: ident.to_owned(),
        ty,
        required: false,
        nullable: false,
        access: Access::Both,
        format: None,
        listed: Vec::new(),
        defaults: Vec::new(),
        description: None,
        deprecation: None,
    }
}

pub(crate) fn strings(name: &str, values: &[(&str, &str)]) -> Type {
    enumeration(name, EnumValues::Strings, values)
}

pub(crate) fn enumeration(name: &str, kind: EnumValues, values: &[(&str, &str)]) -> Type {
    let variants = values.iter().map(|(wire, ident)| Variant {
        wire: (*wire).to_owned(),
        ident: (*ident).to_owned(),
        deprecation: None,
    });
    let shape = Enum {
        values: kind,
        variants: variants.collect(),
        unknown: "Unknown".to_owned(),
    };
    type_(name, Role::Response, Shape::Enum(shape))
}

pub(crate) fn named(name: &str) -> TypeRef {
    TypeRef::Named(path(name))
}

pub(crate) fn list(ty: TypeRef) -> TypeRef {
    TypeRef::List(Box::new(ty))
}

/// The operation with this request type.
pub(crate) fn operation_ref(rust: RustPath) -> OperationRef {
    let key = OperationKey {
        method: "GET".to_owned(),
        path: format!("/rest/v1.0/{}", rust.name.to_lowercase()),
    };
    OperationRef { key, rust }
}

/// A replacement by the operation `name` of the tool `module`.
pub(crate) fn replacement(module: &str, name: &str, inferred: bool) -> Replacement {
    Replacement {
        target: Target::Operation(operation_ref(path_in(module, "v1_0", name))),
        how: How::Link,
        inferred,
        through: Vec::new(),
    }
}
