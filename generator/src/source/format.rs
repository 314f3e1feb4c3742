//! Whether a text is JSON or YAML.

use serde::de::IgnoredAny;

/// Text that starts like JSON is JSON, unless the name says YAML and it does not parse: a flow
/// mapping starts the same way.
pub(super) fn is_json(name: &str, text: &str) -> bool {
    let starts_so = text.trim_start().starts_with(['{', '[']);
    let yaml_name = [".yaml", ".yml"]
        .iter()
        .any(|end| name.to_ascii_lowercase().ends_with(end));
    starts_so && (!yaml_name || is_valid(text))
}

/// Whether `text` is JSON as far as its syntax goes.
fn is_valid(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}
