//! The extensions that are read and written: keys of Procore, and keys of the specs.

/// The change log of an operation.
pub const CHANGES: &str = "x-changelog";

/// Beside `deprecated: true`: since when.
pub const DEPRECATED_AT: &str = "x-deprecated-at";

/// Beside `deprecated: true`: when it goes away.
pub const SUNSET: &str = "x-sunset";

/// What the developer site says of an operation beside its description.
pub const PORTAL: &str = "x-doc";

/// What an operation announces of its deprecation, as data.
pub const DEPRECATION: &str = "x-deprecation";

/// Beside `deprecated: true` of a field: the field to use instead.
pub const INSTEAD: &str = "x-deprecated-instead";

/// The deprecated values of an enum.
pub const DEPRECATED_VALUES: &str = "x-deprecated-values";

/// How far Procore has got with an operation, where it is not generally available.
pub const STAGE: &str = "x-stage";

/// Of the parameter `page`: `zero-based` where the first page is page 0.
pub const PAGING: &str = "x-paging";

/// Of a parameter: whether its value is a range, against the rule.
pub const RANGE: &str = "x-range";

/// The defaults of a field whose places have several.
pub const DEFAULTS: &str = "x-defaults";

/// The name of an operation, where it is not the one that the rule gives.
pub const NAME: &str = "x-rust-name";

/// Of a variant that a composition made: what is in it already. No document has it.
pub const COMPOSED_OF: &str = "x-rust-composed-of";

/// Of an enum: the component whose values it shares, since both are of one field.
pub const UNITED: &str = "x-rust-enum";

/// What the fields of an object are called, by property.
pub const FIELD_NAMES: &str = "x-rust-names";
