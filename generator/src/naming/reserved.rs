//! Words that mean something to Rust or in the generated crate, and so cannot be names of the API.

/// What Rust keeps for itself, in any edition.
pub(super) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Modules of the crate that are no tools, and folders in which Rust or Cargo looks for a root.
pub const RESERVED_MODULES: &[&str] = &[
    "bin",
    "deprecations",
    "guide",
    "ids",
    "jiff",
    "lib",
    "main",
    "migrations",
    "operations",
    "runtime",
    "rustfmt",
    "shared",
    "webhook",
];

/// Names that a request or a type cannot have, because emitted code or the macros in it mean
/// something else by them.
pub const RESERVED_TYPES: &[&str] = &[
    "ArrayForm",
    "BTreeMap",
    "Base64",
    "Box",
    "Bytes",
    "Client",
    "Company",
    "CustomFieldValues",
    "CustomFields",
    "Date",
    "DateTime",
    "Decimal",
    "DecodeError",
    "Default",
    "Deprecation",
    "EncodedResponse",
    "Err",
    "Error",
    "Extra",
    "Field",
    "File",
    "From",
    "Into",
    "IntoIterator",
    "Meta",
    "Method",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Paged",
    "Paging",
    "PathStyle",
    "Payload",
    "Range",
    "Redirect",
    "Replacement",
    "Request",
    "Response",
    "Result",
    "Secret",
    "Self",
    "Some",
    "Sort",
    "String",
    "Vec",
];

/// Names that a field of a record cannot have; `default` and `new` only in requests, which have methods.
/// A setter `default` would stand in for `Default::default`.
pub const RESERVED_FIELDS: &[&str] = &["additional", "default", "extra", "new"];

/// Names that a parameter cannot have: methods of requests, and variables of `new`.
pub const RESERVED_PARAMETERS: &[&str] = &[
    "body",
    "items",
    "new",
    "pages",
    "request",
    "request_mut",
    "send",
    "with_array_style",
    "with_company",
    "with_header",
    "with_progress",
    "with_retry",
    "with_timeout",
];

/// Features of the crate that are no tools.
pub(super) const RESERVED_FEATURES: &[&str] = &[
    "chrono",
    "default",
    "full",
    "native-tls",
    "reqwest",
    "rust_decimal",
    "rustls",
    "testing",
];

/// Crates that a module at the root would hide.
pub(super) const ROOT_CRATES: &[&str] = &["alloc", "core", "std"];

/// Whether a type of the API may not be called this.
pub fn is_reserved(name: &str) -> bool {
    // The only keyword that is written as types are.
    name == "Self" || RESERVED_TYPES.contains(&name)
}
