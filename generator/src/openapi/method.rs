//! The HTTP methods that a path of OpenAPI 3.0 can have.

/// The methods as keys of a path item, in the order of the specification.
pub const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The position of a method in [`METHODS`], in any case; unknown ones come last.
pub fn rank(method: &str) -> usize {
    METHODS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(method))
        .unwrap_or(METHODS.len())
}

/// Whether a method, in upper case as an [`OperationKey`](super::OperationKey) has it, is one of
/// OpenAPI.
pub fn is_method(method: &str) -> bool {
    METHODS.iter().any(|known| known.to_uppercase() == method)
}
