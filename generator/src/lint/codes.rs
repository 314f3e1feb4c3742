//! The table of all diagnostic codes: what each means and what becomes of the place.

use crate::diagnostic::Diagnostic;

/// A code with its severity and explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code, `dangling-ref`.
    pub code: &'static str,
    /// `error`, `warning` or `hint`; `error, warning` if it depends on the case.
    pub severity: &'static str,
    /// What it means, in a paragraph.
    pub explanation: &'static str,
}

const fn error(code: &'static str, explanation: &'static str) -> Code {
    Code {
        code,
        severity: "error",
        explanation,
    }
}

const fn warning(code: &'static str, explanation: &'static str) -> Code {
    Code {
        code,
        severity: "warning",
        explanation,
    }
}

const fn hint(code: &'static str, explanation: &'static str) -> Code {
    Code {
        code,
        severity: "hint",
        explanation,
    }
}

/// Every code, in the order of the alphabet.
pub const CODES: &[Code] = &[
    error(
        "all-of-cycle",
        "A schema is merged with itself through `allOf`. No object can be made of it. A recursive type refers to itself from a property or from `items`.",
    ),
    warning(
        "array-without-items",
        "A list does not say what it holds. Its items are typed as any JSON until an overlay adds `items`.",
    ),
    error(
        "bad-feature",
        "A tool has a cargo feature that is taken or no feature name, or needs a feature that is not there. Name the tool otherwise in `naming.yaml`.",
    ),
    error(
        "bad-method",
        "An operation has a method that is not one of HTTP when the crate is emitted.",
    ),
    error(
        "bad-paging",
        "A paged list names items that its payload does not have. A fault of a pass.",
    ),
    error(
        "bad-parameter",
        "A parameter has a type that cannot be written with its encoding, such as an object in a header.",
    ),
    error(
        "bad-schema",
        "A schema cannot be read as OpenAPI 3.0 has it. The message says which field.",
    ),
    error(
        "bad-status",
        "A response by status has what is no status when the crate is emitted.",
    ),
    error(
        "bad-table",
        "A table under `specs/` is not of the form that its head describes.",
    ),
    error(
        "bad-value",
        "A value of an integer enum is no integer when the crate is emitted.",
    ),
    warning(
        "body-on-get",
        "A GET, HEAD or TRACE request has a body. HTTP gives it no meaning. It is generated and sent as described.",
    ),
    Code {
        code: "component-name",
        severity: "error, warning",
        explanation: "The name of a component has characters other than letters, digits, `.`, `_` and `-`. Type names are made from what is left; or, an error, a type in `specs/` is not called after its version and name.",
    },
    warning(
        "composition-cycle",
        "A schema is one of its own variants, often a base that lists its variants while they take it in with `allOf`. The step back to the base is left out.",
    ),
    error(
        "count",
        "A stage did not put out as many operations, parameters, properties or values as went in. Something was lost, which is a fault of the generator.",
    ),
    error(
        "dangling-operation",
        "A request that is linked to does not exist in the crate. A fault of a pass.",
    ),
    error(
        "dangling-ref",
        "A `$ref` or a discriminator names what does not exist: a file that is not among the inputs, or a place that its document lacks. References are looked up in the inputs only, never on disk.",
    ),
    error(
        "dangling-type",
        "A type that is used does not exist in the crate. A fault of a pass.",
    ),
    warning(
        "default-not-in-enum",
        "The default of an enum is none of its values. It is kept in the docs.",
    ),
    warning(
        "deprecation-contradiction",
        "The words of a link and its target name different replacements. The words count.",
    ),
    Code {
        code: "deprecation-cycle",
        severity: "error, warning",
        explanation: "Replacements lead in a circle and none is left to use. An error of `deprecations.yaml`, a warning of the description.",
    },
    warning(
        "deprecation-date",
        "A date of a deprecation is neither unix seconds nor a date.",
    ),
    Code {
        code: "deprecation-dead-end",
        severity: "error, warning",
        explanation: "A replacement is deprecated and has none itself. An error of `deprecations.yaml`, a warning of the description.",
    },
    error(
        "deprecation-malformed",
        "The structured deprecation of an operation in `specs/` cannot be read.",
    ),
    hint(
        "deprecation-unread",
        "A description speaks of a deprecation in a form that marks no operation. A person should look.",
    ),
    warning(
        "deprecation-unresolved",
        "The replacement that is announced does not exist in the description.",
    ),
    error(
        "deprecations-duplicate",
        "`deprecations.yaml` has two rows for one operation.",
    ),
    error(
        "deprecations-malformed",
        "A row of `deprecations.yaml` lacks a field, or has fields that contradict each other.",
    ),
    warning(
        "deprecations-redundant",
        "A row of `deprecations.yaml` says what is known without it.",
    ),
    error(
        "deprecations-self",
        "A row of `deprecations.yaml` replaces an operation by itself.",
    ),
    warning(
        "deprecations-unknown-operation",
        "A row of `deprecations.yaml` is about an operation that the description does not have, or no longer. The row is left out.",
    ),
    warning(
        "deprecations-unknown-replacement",
        "A row of `deprecations.yaml` names a replacement that the description does not have, or no longer. It stays as words.",
    ),
    error(
        "duplicate-key",
        "An object has a key twice, both places are told. Most parsers keep the last in silence, so that an operation or a property disappears.",
    ),
    error(
        "duplicate-name",
        "Two items of the crate have one name in one place. The naming passes should have told them apart.",
    ),
    error(
        "duplicate-operation",
        "Two operations have the same method and the same path once the names of parameters are taken out, in one file or in two.",
    ),
    error(
        "duplicate-operation-id",
        "Two operations have the same `operationId`.",
    ),
    error(
        "duplicate-parameter",
        "An operation or a path lists two parameters of one name and location. Names of headers are compared without case. Two that say the same word for word are taken as one, with a warning. The lists `ids` and `ids[]` have one name on the wire.",
    ),
    error(
        "emit-syntax",
        "Emitted code does not parse as Rust. A fault of the generator.",
    ),
    warning(
        "empty-composition",
        "An `allOf`, `oneOf` or `anyOf` has no parts. It says nothing.",
    ),
    warning(
        "empty-content",
        "A body lists no media type. It is generated without a body.",
    ),
    error(
        "empty-enum",
        "An enum has no values, so that nothing is valid.",
    ),
    error("empty-file", "An input is empty or holds only white space."),
    Code {
        code: "empty-name",
        severity: "error, warning",
        explanation: "A parameter (error) or a property (warning) has an empty name.",
    },
    warning(
        "enum-collision",
        "Two values of an enum would be one variant in Rust, such as `created_at` and `-created_at`. They are told apart by a rule.",
    ),
    warning(
        "enum-on-array",
        "An enum stands on a list and gives the values of its items. It is read as if it stood in `items`.",
    ),
    error(
        "file-too-large",
        "An input is larger than `Limits::bytes`, which protects the memory of the machine.",
    ),
    hint(
        "format-of-other-type",
        "The format belongs to another type, such as `float` on a string. Numbers in strings are read as decimals.",
    ),
    warning(
        "hidden-character",
        "A name, title, path or value contains control characters or such that turn the direction of text. They are escaped wherever they are printed.",
    ),
    warning(
        "idle-row",
        "A row of `naming.yaml` means no type or property of the description.",
    ),
    error(
        "invalid-json",
        "The text is not JSON; the place is where the parser stopped.",
    ),
    error(
        "invalid-merge-key",
        "A YAML merge key `<<` merges something that is not a mapping.",
    ),
    error(
        "invalid-ref",
        "A `$ref` has something other than a JSON pointer behind its `#`.",
    ),
    error(
        "invalid-status",
        "A key of `responses` is no status, no range such as `2XX` and not `default`.",
    ),
    error(
        "invalid-yaml",
        "The text is not YAML; the place is where the parser stopped.",
    ),
    warning(
        "items-without-array",
        "`items` stands on a schema that is no list. It counts for nothing.",
    ),
    error(
        "key-not-a-string",
        "A YAML key is null, a list or an object. Numbers and booleans are taken as text, as JSON would write them.",
    ),
    Code {
        code: "lost-operations",
        severity: "error, hint",
        explanation: "Operations of the specs are not in the description, and go with the import. An error where more than half of at least 20 go: the description is probably that of a part of the API. Import all of its documents at once, or give `--shrink` if they are to be removed.",
    },
    warning(
        "media-type",
        "A key of `content` is not of the form `type/subtype`.",
    ),
    error(
        "misplaced",
        "A type or request stands in another module than its path says. A fault of a pass.",
    ),
    error(
        "misplaced-type",
        "A type of `specs/` stands in a tool and version of which no operation uses it.",
    ),
    Code {
        code: "missing-field",
        severity: "error, warning",
        explanation: "A field that OpenAPI requires is not there. A warning where the client can do without it.",
    },
    warning(
        "mixed-enum",
        "Values of an enum are not of its type. YAML turns unquoted `no` into text and `1` into a number.",
    ),
    error(
        "name-collision",
        "Two tools become one module or one file. Name one of them otherwise.",
    ),
    error(
        "name-needed",
        "No name follows from the rules. Set one by hand, in `naming.yaml` or with `x-rust-name`.",
    ),
    hint(
        "no-operation-id",
        "An operation has no `operationId`. Nothing depends on it here.",
    ),
    error(
        "no-operations",
        "A description has no operations, so that there is nothing to make.",
    ),
    warning(
        "no-success-response",
        "An operation describes no response for success. What it answers is given as bytes.",
    ),
    warning(
        "no-tag",
        "An operation has no tag. The tag decides the tool and the module.",
    ),
    warning(
        "no-title",
        "An operation has no `summary`. The request type is named after it.",
    ),
    error(
        "not-a-json-number",
        "YAML has the numbers `.inf` and `.nan`, JSON does not, and a description is JSON data.",
    ),
    error(
        "not-a-module",
        "A name of a module is no Rust module name when the crate is emitted.",
    ),
    error(
        "not-an-identifier",
        "A name is no Rust identifier when the crate is emitted.",
    ),
    error(
        "not-an-object",
        "A schema or an operation is not an object.",
    ),
    hint(
        "not-generated",
        "The description has callbacks, links, servers of single paths, or encodings of the parts of a body, of which the client has no use; or properties that are `readOnly` in a request or `writeOnly` in a response. They are left out.",
    ),
    error(
        "not-openapi",
        "The document has no `openapi` field, or is not an object at all.",
    ),
    error(
        "not-utf8",
        "The file is not UTF-8 text. Nothing is guessed.",
    ),
    warning(
        "notice-contradiction",
        "The words and the link of an announcement name different operations. The words count.",
    ),
    warning(
        "notice-link",
        "A link of an announcement does not lead to a reference page.",
    ),
    warning(
        "notice-unknown-operation",
        "An announcement is about an operation that does not exist.",
    ),
    error(
        "notices-malformed",
        "`notices.yaml` is not of the form that `import-notices` writes.",
    ),
    error(
        "nul-byte",
        "The file contains a NUL byte, at which a YAML parser would stop in silence.",
    ),
    warning(
        "nullable-enum",
        "An enum is nullable, but null is not among its values. It is taken as nullable.",
    ),
    error(
        "openapi-version",
        "The document is not OpenAPI 3.0. Versions 2.0, 3.1 and 3.2 differ in meaning and are refused with how to convert them.",
    ),
    error(
        "optional-path",
        "A path parameter is optional when the crate is emitted.",
    ),
    warning(
        "optional-path-parameter",
        "A path parameter is not marked as required. It is taken as required.",
    ),
    error(
        "overlay-conflict",
        "An action of an overlay would replace a value that is not the one it was made for. Look at what the description says there now, then correct the action and its `x-expect`, or delete it.",
    ),
    error(
        "overlay-count",
        "An action of an overlay matches another number of places than its `x-expect-count`.",
    ),
    hint(
        "overlay-fulfilled",
        "What an action of an overlay wants holds already: the description was repaired. The action can go.",
    ),
    error(
        "overlay-malformed",
        "An overlay is not of the form of OpenAPI Overlay 1.0, or an action lacks the `description` that says why it is needed.",
    ),
    warning(
        "overlay-stale",
        "The place of an action of an overlay is gone from the description. Delete the action or correct it.",
    ),
    error(
        "overlay-target",
        "The target of an action is no JSONPath of RFC 9535, or matches what cannot be changed in that way.",
    ),
    error(
        "parameter-location",
        "A parameter stands in something other than path, query, header or cookie.",
    ),
    error(
        "parameter-schema",
        "A parameter has neither `schema` nor `content`, or both, or several media types.",
    ),
    warning(
        "parameter-style",
        "A parameter has a style that its location does not know. The default of the location is taken.",
    ),
    warning(
        "path-characters",
        "A path has empty segments or characters that a URL cannot hold as they are. They are escaped when a request is sent.",
    ),
    error(
        "path-form",
        "A path does not begin with `/`, has a query or a fragment, or has segments of dots.",
    ),
    error(
        "path-parameter",
        "The parameters in the path and those declared with `in: path` are not the same.",
    ),
    error(
        "path-template",
        "A path has an unmatched brace, an unnamed parameter or one parameter twice.",
    ),
    warning(
        "property-collision",
        "Two properties of an object would be one field in Rust, such as `userId` and `user_id`. They are told apart by a rule.",
    ),
    error(
        "recursive-alias",
        "A YAML alias refers to a value that contains it, which no finite document can hold.",
    ),
    warning(
        "recursive-component",
        "A component is a list or an alias of itself and nothing else. No Rust type can be made of it; it is taken as any JSON.",
    ),
    error(
        "ref-chain",
        "More than 64 references lead to each other before a value comes.",
    ),
    error(
        "ref-cycle",
        "References lead back to themselves without a value between them.",
    ),
    Code {
        code: "ref-siblings",
        severity: "warning, hint",
        explanation: "Beside a `$ref` stand other fields, which OpenAPI 3.0 ignores. A hint if they are only words.",
    },
    error(
        "remote-ref",
        "A `$ref` names a URL. Nothing is fetched from the network.",
    ),
    hint(
        "repeated-operation",
        "Operations stand word for word in the documents of several resources. Each is taken once, from the first of them.",
    ),
    warning("repeated-value", "An enum has a value twice. One is kept."),
    warning(
        "required-not-a-property",
        "`required` names what is no property of the object. Nothing is generated for it.",
    ),
    warning(
        "reserved-header",
        "A parameter is one of the headers that OpenAPI says to ignore: Accept, Content-Type, Authorization. It is left out; the client sets them.",
    ),
    error("reserved-name", "A name is one that the crate itself uses."),
    error(
        "several-documents",
        "A YAML file holds more than one document.",
    ),
    warning(
        "stale-row",
        "A row of `naming.yaml` is about an operation that the description does not have, or no longer.",
    ),
    warning(
        "tag-form",
        "A tag is not of the form `Category/Tool/resource`. The whole of it is taken for the tool.",
    ),
    warning(
        "title-repeats",
        "Two operations of one tag and version have the same title. Their names are told apart by their paths.",
    ),
    error(
        "too-deep",
        "Objects and lists stand deeper in each other than `Limits::depth` allows.",
    ),
    error(
        "too-many-schemas",
        "Written out, the description has more schemas than `hoist::MAX_SCHEMAS`: components or choices that hold each other multiply.",
    ),
    error(
        "too-many-values",
        "The document holds more values than `Limits::values` once YAML aliases are expanded.",
    ),
    error(
        "too-many-variants",
        "Several `oneOf` or `anyOf` hold at once, and combine to more variants than `compose::MAX_VARIANTS`.",
    ),
    warning(
        "uncounted",
        "There is too much to count, written out, so that it was not checked that nothing was lost on the way.",
    ),
    warning(
        "unknown-field",
        "A field is not one of OpenAPI 3.0 at this place and does not begin with `x-`. It counts for nothing.",
    ),
    warning(
        "unknown-format",
        "A format that is not known. It is kept in the docs.",
    ),
    error(
        "unknown-method",
        "A key of a path is neither an HTTP method of OpenAPI 3.0 in lower case nor a field of a path.",
    ),
    warning(
        "unknown-type",
        "A type that OpenAPI does not have. Any JSON is taken.",
    ),
    error(
        "unnamed-schema",
        "A schema in `specs/` is not a component where one with a name is needed. Import the description again.",
    ),
    error(
        "unreachable-type",
        "A type is used by a tool that does not switch on the tool in which the type lives. A fault of a pass.",
    ),
    hint(
        "untyped-response",
        "A success has no schema. The answer is given as it comes.",
    ),
    error(
        "wrong-type",
        "A field has another JSON type than OpenAPI says. It is skipped, and the rest of the document is read.",
    ),
    error(
        "yaml",
        "A document could not be written as YAML. A fault of the generator.",
    ),
];

/// The table as a page.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Diagnostics\n\nEvery problem of an input has a code. An error stops the run after all problems have been \
         told; with a warning\nsomething is generated that a person should look at; a hint is an \
         improvement. Printed by `cargo xtask lint --codes`.\n",
    );
    for code in CODES {
        page.push_str(&format!(
            "\n## {}\n\n*{}*. {}\n",
            code.code, code.severity, code.explanation
        ));
    }
    page
}

/// The codes of what has nothing to do any more: an action of an overlay, a row of a table.
const STALE: &[&str] = &[
    "deprecations-redundant",
    "deprecations-unknown-operation",
    "deprecations-unknown-replacement",
    "idle-row",
    "notice-unknown-operation",
    "overlay-fulfilled",
    "overlay-stale",
    "stale-row",
];

/// Whether a diagnostic is about an overlay or a row of a table that can go.
pub fn is_stale(problem: &Diagnostic) -> bool {
    STALE.contains(&problem.code.as_str())
}
