//! Lint: schemas.

use std::collections::BTreeMap;

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::{Map, Value};

use super::linter::{Kind, Linter, found, shown, ticked};
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::openapi::documents::reference;
use crate::openapi::extensions::COMPOSED_OF;
use crate::openapi::operation::{Within, subschemas};

const TYPES: &[&str] = &["string", "integer", "number", "boolean", "array", "object"];

/// Formats that are known, with the types they fit.
const FORMATS: &[(&str, &[&str])] = &[
    ("int32", &["integer", "number"]),
    ("int64", &["integer", "number"]),
    ("float", &["number"]),
    ("double", &["number"]),
    ("decimal", &["number", "string"]),
    ("byte", &["string"]),
    ("binary", &["string"]),
    ("base64", &["string"]),
    ("date", &["string"]),
    ("date-time", &["string"]),
    ("time", &["string"]),
    ("duration", &["string"]),
    ("password", &["string"]),
    ("email", &["string"]),
    ("hostname", &["string"]),
    ("ipv4", &["string"]),
    ("ipv6", &["string"]),
    ("json-pointer", &["string"]),
    ("regex", &["string"]),
    ("uri", &["string"]),
    ("uri-reference", &["string"]),
    ("uri-template", &["string"]),
    ("url", &["string"]),
    ("uuid", &["string"]),
];

const FIELDS: &[&str] = &[
    "title",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "enum",
    "type",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "items",
    "properties",
    "additionalProperties",
    "description",
    "format",
    "default",
    "nullable",
    "discriminator",
    "readOnly",
    "writeOnly",
    "xml",
    "externalDocs",
    "example",
    "deprecated",
];

impl<'a> Linter<'a> {
    pub(super) fn schema(&mut self, place: &Place<'_>, value: &'a Value) {
        let Some(fields) = self.object(place, value) else {
            return;
        };
        if reference(value).is_some() {
            self.follow(place, value, Kind::Schema);
            return;
        }
        if let Some(reference) = fields.get("$ref") {
            self.text(&place.key("$ref"), reference);
        }
        self.unknown_keywords(place, fields);
        let kind = self.type_name(place, fields);
        for key in [
            "nullable",
            "readOnly",
            "writeOnly",
            "deprecated",
            "uniqueItems",
        ] {
            if let Some(flag) = fields.get(key) {
                self.flag(&place.key(key), flag);
            }
        }
        self.format(place, fields, kind);
        self.enumeration(place, fields, kind);
        self.items(place, fields, kind);
        self.properties(place, fields);
        self.composition(place, fields);
        self.discriminator(place, fields);
        for (within, schema) in subschemas(fields) {
            match within {
                Within::Property(name) => {
                    self.schema(&place.key("properties").key(name), schema);
                }
                Within::Keyword(key) => self.schema(&place.key(key), schema),
                Within::Part(key, index) => self.schema(&place.key(key).index(index), schema),
            }
        }
    }

    fn unknown_keywords(&mut self, place: &Place<'_>, fields: &Map<String, Value>) {
        if fields.contains_key(COMPOSED_OF) {
            let message = format!("`{COMPOSED_OF}` is kept for the generator itself");
            let origin = place.key(COMPOSED_OF).origin();
            // It would leave out what a component holds, without a word.
            self.report(
                Diagnostic::error(Code::BadSchema, origin, message),
                "take it out of the description",
            );
        }
        for key in fields.keys() {
            if FIELDS.contains(&key.as_str()) || key.starts_with("x-") || key == "$ref" {
                continue;
            }
            let message = format!("a schema of OpenAPI 3.0 has no `{}`", shown(key));
            let help = match key.as_str() {
                "const" => "write `enum` with one value",
                "examples" => "write `example`",
                "$defs" | "definitions" => "move the schemas to `components/schemas`",
                "patternProperties" | "propertyNames" | "unevaluatedProperties" => {
                    "write `additionalProperties`"
                }
                "prefixItems" => "write `items`",
                _ => "correct its name, or begin it with `x-`; as it stands it counts for nothing",
            };
            self.report(
                Diagnostic::warning(Code::UnknownField, place.key(key).origin(), message),
                help,
            );
        }
    }

    fn type_name(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>) -> Option<&'a str> {
        let place = place.key("type");
        let value = fields.get("type")?;
        if let Value::Array(types) = value {
            let message = format!(
                "expected `type` to be a text, found a list of {}",
                types.len()
            );
            self.report(
                Diagnostic::error(Code::WrongType, place.origin(), message),
                "OpenAPI 3.0 has one type: write `nullable: true` for null, `anyOf` for several",
            );
            return None;
        }
        let kind = self.text(&place, value)?;
        if TYPES.contains(&kind) {
            return Some(kind);
        }
        let help = match kind {
            "file" => "write `type: string` with `format: binary`",
            "null" => "write `nullable: true` on the schema that may be null",
            "date" | "datetime" | "date-time" => "write `type: string` with a `format`",
            "int" | "long" => "write `type: integer`",
            "float" | "double" | "decimal" => "write `type: number`",
            _ => "expected one of string, integer, number, boolean, array, object",
        };
        let message = format!("there is no type `{}`; any JSON is taken", shown(kind));
        self.report(
            Diagnostic::warning(Code::UnknownType, place.origin(), message),
            help,
        );
        None
    }

    fn format(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>, kind: Option<&str>) {
        let place = place.key("format");
        let Some(format) = fields
            .get("format")
            .and_then(|value| self.text(&place, value))
        else {
            return;
        };
        let types = FORMATS
            .iter()
            .find(|(known, _)| *known == format)
            .map(|(_, types)| *types);
        match (types, kind) {
            (None, _) => {
                let message = format!("the format `{}` is not known", shown(format));
                self.report(
                    Diagnostic::warning(Code::UnknownFormat, place.origin(), message),
                    "it is kept in the docs and changes nothing; correct it if it is a slip",
                );
            }
            (Some(types), Some(kind)) if !types.contains(&kind) => {
                let message = format!("the format `{format}` is not one of type `{kind}`");
                self.report(
                    Diagnostic::hint(Code::FormatOfOtherType, place.origin(), message),
                    &format!("it fits {}", ticked(types)),
                );
            }
            _ => {}
        }
    }

    fn enumeration(
        &mut self,
        place: &Place<'_>,
        fields: &'a Map<String, Value>,
        kind: Option<&str>,
    ) {
        let place_of_enum = place.key("enum");
        let Some(values) = fields
            .get("enum")
            .and_then(|value| self.list(&place_of_enum, value))
        else {
            return;
        };
        if values.is_empty() {
            self.report(
                Diagnostic::error(
                    Code::EmptyEnum,
                    place_of_enum.origin(),
                    "the enum has no values",
                ),
                "list the values, or remove `enum`",
            );
            return;
        }
        let nullable = fields.get("nullable") == Some(&Value::Bool(true));
        if nullable && !values.contains(&Value::Null) {
            self.report(
                Diagnostic::warning(
                    Code::NullableEnum,
                    place_of_enum.origin(),
                    "the enum is nullable, but null is none of its values",
                ),
                "add `null` to the values; it is taken as nullable",
            );
        }
        if kind == Some("array") && !values.iter().any(Value::is_array) {
            self.report(
                Diagnostic::warning(
                    Code::EnumOnArray,
                    place_of_enum.origin(),
                    "the values are those of the items, but stand on the list",
                ),
                "move `enum` into `items`",
            );
            return;
        }
        self.value_types(&place_of_enum, values, kind);
        self.value_names(&place_of_enum, values);
        if let Some(default) = fields.get("default")
            && !values.contains(default)
            && !default.is_null()
        {
            let message = format!("the default is {}, none of the values", found(default));
            self.report(
                Diagnostic::warning(
                    Code::DefaultNotInEnum,
                    place.key("default").origin(),
                    message,
                ),
                "add it to the values, or correct it",
            );
        }
    }

    fn value_types(&mut self, place: &Place<'_>, values: &[Value], kind: Option<&str>) {
        let fits = |value: &Value| match (kind, value) {
            (_, Value::Null) => true,
            (Some("string"), value) => value.is_string(),
            (Some("integer"), value) => value.is_i64() || value.is_u64(),
            (Some("number"), value) => value.is_number(),
            (Some("boolean"), value) => value.is_boolean(),
            (Some("object"), value) => value.is_object(),
            (Some(_), _) => true,
            (None, value) => values.first().is_none_or(|first| {
                std::mem::discriminant(first) == std::mem::discriminant(value) || first.is_null()
            }),
        };
        let odd: Vec<String> = values
            .iter()
            .filter(|v| !fits(v))
            .map(Value::to_string)
            .collect();
        if !odd.is_empty() {
            let message = match kind {
                Some(kind) => format!("values that are not of type `{kind}`: {}", ticked(&odd)),
                None => format!("values of another type than the first: {}", ticked(&odd)),
            };
            self.report(
                Diagnostic::warning(Code::MixedEnum, place.origin(), message),
                "YAML reads `no`, `1` and `2024` as it likes: quote what is text",
            );
        }
    }

    /// Values that are equal, or would be one variant.
    fn value_names(&mut self, place: &Place<'_>, values: &[Value]) {
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        let mut collisions: Vec<String> = Vec::new();
        let mut repeated: Vec<String> = Vec::new();
        for (index, text) in values
            .iter()
            .enumerate()
            .filter_map(|(i, v)| Some((i, v.as_str()?)))
        {
            self.visible(&place.index(index), text);
            match names.get(&text.to_upper_camel_case()) {
                Some(first) if *first == text => repeated.push(text.to_owned()),
                Some(first) => collisions.push(format!("{first} and {text}")),
                None => {
                    names.insert(text.to_upper_camel_case(), text);
                }
            }
        }
        if !repeated.is_empty() {
            let message = format!("repeated values: {}", ticked(&repeated));
            self.report(
                Diagnostic::warning(Code::RepeatedValue, place.origin(), message),
                "keep one of each; the others are left out",
            );
        }
        if !collisions.is_empty() {
            let message = format!("values that are the same as names: {}", ticked(&collisions));
            self.report(
                Diagnostic::warning(Code::EnumCollision, place.origin(), message),
                "the variants are told apart by a rule; name them by hand if it reads badly",
            );
        }
    }

    fn items(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>, kind: Option<&str>) {
        match (fields.get("items"), kind) {
            (None, Some("array")) => self.report(
                Diagnostic::warning(
                    Code::ArrayWithoutItems,
                    place.origin(),
                    "the list has no `items`",
                ),
                "say what it holds, with an overlay; as it stands the items are any JSON",
            ),
            (Some(_), Some(kind)) if kind != "array" => {
                let message = format!("`items` stands on a schema of type `{kind}`");
                self.report(
                    Diagnostic::warning(Code::ItemsWithoutArray, place.origin(), message),
                    "write `type: array`, or remove `items`, which counts for nothing",
                );
            }
            _ => {}
        }
    }

    fn properties(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>) {
        let place_of_properties = place.key("properties");
        let properties = fields
            .get("properties")
            .and_then(|value| self.object(&place_of_properties, value));
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        let mut collisions = Vec::new();
        for name in properties.into_iter().flat_map(Map::keys) {
            let place = place_of_properties.key(name);
            self.visible(&place, name);
            if name.is_empty() {
                self.report(
                    Diagnostic::warning(
                        Code::EmptyName,
                        place.origin(),
                        "the property has no name",
                    ),
                    "name it as it is written on the wire, or remove it",
                );
            }
            if let Some(first) = names.insert(name.to_snake_case(), name) {
                collisions.push(format!("{first} and {name}"));
            }
        }
        if !collisions.is_empty() {
            let message = format!(
                "properties that are the same as names: {}",
                ticked(&collisions)
            );
            self.report(
                Diagnostic::warning(
                    Code::PropertyCollision,
                    place_of_properties.origin(),
                    message,
                ),
                "the fields are told apart by a rule; name them by hand if it reads badly",
            );
        }
        self.required(place, fields, properties);
    }

    fn required(
        &mut self,
        place: &Place<'_>,
        fields: &'a Map<String, Value>,
        properties: Option<&Map<String, Value>>,
    ) {
        let place = place.key("required");
        let Some(required) = fields.get("required") else {
            return;
        };
        let Value::Array(required) = required else {
            let message = format!(
                "expected `required` to be a list, found {}",
                found(required)
            );
            self.report(
                Diagnostic::error(Code::WrongType, place.origin(), message),
                "name the property in the `required` of the object around it",
            );
            return;
        };
        let mut missing = Vec::new();
        for (index, name) in required.iter().enumerate() {
            let Some(name) = self.text(&place.index(index), name) else {
                continue;
            };
            if !properties.is_some_and(|properties| properties.contains_key(name)) {
                missing.push(name);
            }
        }
        // With a composition the property may stand in another part.
        let composed = ["allOf", "oneOf", "anyOf"]
            .iter()
            .any(|key| fields.contains_key(*key));
        if !missing.is_empty() && !composed && properties.is_some() {
            let message = format!("required, but no properties: {}", ticked(&missing));
            self.report(
                Diagnostic::warning(Code::RequiredNotAProperty, place.origin(), message),
                "add the property with an overlay, or take the name out",
            );
        }
    }

    fn composition(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>) {
        for key in ["allOf", "oneOf", "anyOf"] {
            let place_of_parts = place.key(key);
            let Some(parts) = fields
                .get(key)
                .and_then(|parts| self.list(&place_of_parts, parts))
            else {
                continue;
            };
            if parts.is_empty() {
                let message = format!("`{key}` has no parts");
                self.report(
                    Diagnostic::warning(Code::EmptyComposition, place_of_parts.origin(), message),
                    "list the schemas, or remove it",
                );
            }
            for (index, part) in parts.iter().enumerate() {
                self.edge(place, &place_of_parts.index(index), part, key == "allOf");
            }
        }
    }

    /// Remembers what the schema at `place` is composed of, to find cycles at the end.
    fn edge(&mut self, place: &Place<'_>, part: &Place<'_>, value: &Value, all_of: bool) {
        let from = place.origin();
        let at = part.origin();
        let to: Origin = match reference(value) {
            // One step at a time: a reference to a reference is an edge of the next schema.
            Some(_) => match self.documents.resolve(&at, value) {
                Ok((origin, _)) => origin,
                Err(_) => return,
            },
            None if ["allOf", "oneOf", "anyOf"]
                .iter()
                .any(|key| value.get(key).is_some()) =>
            {
                at
            }
            None => return,
        };
        if all_of {
            self.all_of
                .entry(from.clone())
                .or_default()
                .push(to.clone());
        }
        self.compositions.entry(from).or_default().push(to);
    }

    fn discriminator(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>) {
        let place = place.key("discriminator");
        let Some(fields) = fields
            .get("discriminator")
            .and_then(|v| self.object(&place, v))
        else {
            return;
        };
        match fields.get("propertyName") {
            None => self.report(
                Diagnostic::error(
                    Code::MissingField,
                    place.origin(),
                    "the discriminator has no `propertyName`",
                ),
                "name the property whose value tells the variants apart",
            ),
            Some(name) => {
                self.text(&place.key("propertyName"), name);
            }
        }
        let place = place.key("mapping");
        let mapping = fields
            .get("mapping")
            .and_then(|mapping| self.object(&place, mapping));
        for (value, target) in mapping.into_iter().flatten() {
            let place = place.key(value);
            let Some(target) = self.text(&place, target) else {
                continue;
            };
            // A name of a schema, or a reference; only a try tells `a.b` from a file.
            let origin = place.origin();
            let named = format!("#/components/schemas/{target}");
            let is_reference = target.contains(['#', '/', '.']);
            if self.documents.get(&origin, &named).is_err() {
                let target = if is_reference { target } else { &named };
                self.found.extend(self.documents.get(&origin, target).err());
            }
        }
    }
}
