//! The codes of all diagnostics, each with what it means: the page of codes is made from them.

use std::fmt;

/// What a diagnostic of a code can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Nothing can be made from the input.
    Error,
    /// Something can be made, but a person should look.
    Warning,
    /// An improvement.
    Hint,
    /// An error of the generator itself, whatever the input.
    Fault,
}

impl Class {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
            Self::Fault => "error, a fault of the generator",
        }
    }
}

/// Declares the codes: their docs are what the page of codes says of them.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $name:literal, $($class:ident)|+;)+) => {
        /// What is wrong: the kind of a diagnostic, as programs and tests compare it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $code,)+
        }

        impl Code {
            /// Every code, in the order of the alphabet.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The code as it is written, such as `dangling-ref`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)+
                }
            }

            /// What it means.
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$code => concat!($($doc),+).trim_ascii(),)+
                }
            }

            /// What a diagnostic of the code can be; several where it depends on the case.
            const fn classes(self) -> &'static [Class] {
                match self {
                    $(Self::$code => &[$(Class::$class),+],)+
                }
            }
        }
    };
}

impl Code {
    /// Whether it means a fault of the generator: no input may make it.
    pub fn is_fault(self) -> bool {
        self.classes() == [Class::Fault]
    }

    /// Whether it is about an action of an overlay or a row of a table that can go.
    pub const fn is_stale(self) -> bool {
        matches!(
            self,
            Self::DeprecationsRedundant
                | Self::DeprecationsUnknownOperation
                | Self::DeprecationsUnknownReplacement
                | Self::IdleRow
                | Self::NoticeUnknownOperation
                | Self::OverlayFulfilled
                | Self::OverlayStale
                | Self::StaleRow
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// All codes as a page.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Diagnostics\n\nEvery problem of an input has a code. An error stops the run after all problems have been \
         reported; with a warning\nsomething is generated that a person should look at; a hint is an \
         improvement. Printed by `cargo xtask lint --codes`.\n",
    );
    for code in Code::ALL {
        let classes: Vec<&str> = code.classes().iter().map(|class| class.as_str()).collect();
        page.push_str(&format!(
            "\n## {code}\n\n*{}*. {}\n",
            classes.join(", "),
            code.explanation()
        ));
    }
    page
}

codes! {
    /// A schema is merged with itself through `allOf`. No object can be made of it. A recursive
    /// type refers to itself from a property or from `items`.
    AllOfCycle = "all-of-cycle", Error;
    /// A list does not say what it holds. Its items are typed as any JSON until an overlay adds
    /// `items`.
    ArrayWithoutItems = "array-without-items", Warning;
    /// A tool has a cargo feature that is taken or no feature name, or needs a feature that is not
    /// there. Name the tool otherwise in `naming.yaml`.
    BadFeature = "bad-feature", Error;
    /// An operation has a method that is not one of HTTP when the crate is emitted.
    BadMethod = "bad-method", Fault;
    /// A paged list names items that its payload does not have.
    BadPaging = "bad-paging", Fault;
    /// A parameter has a type that cannot be written with its encoding, such as an object in a
    /// header.
    BadParameter = "bad-parameter", Error;
    /// A schema cannot be read as OpenAPI 3.0 has it. The message says which field.
    BadSchema = "bad-schema", Error;
    /// A response by status has what is no status when the crate is emitted.
    BadStatus = "bad-status", Fault;
    /// A table under `specs/` is not of the form that its head describes.
    BadTable = "bad-table", Error;
    /// A value of an integer enum is no integer when the crate is emitted.
    BadValue = "bad-value", Fault;
    /// A GET, HEAD or TRACE request has a body. HTTP gives it no meaning. It is generated and sent
    /// as described.
    BodyOnGet = "body-on-get", Warning;
    /// The name of a component has characters other than letters, digits, `.`, `_` and `-`. Type
    /// names are made from what is left; or, an error, a type in `specs/` is not called after its
    /// version and name.
    ComponentName = "component-name", Error | Warning;
    /// A schema is one of its own variants, often a base that lists its variants while they take it
    /// in with `allOf`. The step back to the base is left out.
    CompositionCycle = "composition-cycle", Warning;
    /// A stage did not put out as many operations, parameters, properties or values as went in.
    /// Something was lost.
    Count = "count", Fault;
    /// A request that is linked to does not exist in the crate.
    DanglingOperation = "dangling-operation", Fault;
    /// A `$ref` or a discriminator names what does not exist: a file that is not among the inputs,
    /// or a place that its document lacks. References are looked up in the inputs only, never on
    /// disk.
    DanglingRef = "dangling-ref", Error;
    /// A type that is used does not exist in the crate.
    DanglingType = "dangling-type", Fault;
    /// The default of an enum is none of its values. It is kept in the docs.
    DefaultNotInEnum = "default-not-in-enum", Warning;
    /// The words of a link and its target name different replacements. The words count.
    DeprecationContradiction = "deprecation-contradiction", Warning;
    /// Replacements form a cycle, and none is left to use. An error of `deprecations.yaml`, a
    /// warning of the description.
    DeprecationCycle = "deprecation-cycle", Error | Warning;
    /// A date of a deprecation is neither unix seconds nor a date.
    DeprecationDate = "deprecation-date", Warning;
    /// A replacement is deprecated and has none itself. An error of `deprecations.yaml`, a warning
    /// of the description.
    DeprecationDeadEnd = "deprecation-dead-end", Error | Warning;
    /// The structured deprecation of an operation in `specs/` cannot be read.
    DeprecationMalformed = "deprecation-malformed", Error;
    /// A description speaks of a deprecation in a form that marks no operation. A person should
    /// look.
    DeprecationUnread = "deprecation-unread", Hint;
    /// The replacement that is announced does not exist in the description.
    DeprecationUnresolved = "deprecation-unresolved", Warning;
    /// `deprecations.yaml` has two rows for one operation.
    DeprecationsDuplicate = "deprecations-duplicate", Error;
    /// A row of `deprecations.yaml` lacks a field, or has fields that contradict each other.
    DeprecationsMalformed = "deprecations-malformed", Error;
    /// A row of `deprecations.yaml` says what is known without it.
    DeprecationsRedundant = "deprecations-redundant", Warning;
    /// A row of `deprecations.yaml` replaces an operation by itself.
    DeprecationsSelf = "deprecations-self", Error;
    /// A row of `deprecations.yaml` is about an operation that the description does not have, or no
    /// longer. The row is left out.
    DeprecationsUnknownOperation = "deprecations-unknown-operation", Warning;
    /// A row of `deprecations.yaml` names a replacement that the description does not have, or no
    /// longer. It stays as words.
    DeprecationsUnknownReplacement = "deprecations-unknown-replacement", Warning;
    /// An object has a key twice; both places are reported. Most parsers keep the last in silence, so
    /// that an operation or a property disappears.
    DuplicateKey = "duplicate-key", Error;
    /// Two items of the crate have one name in one place. The naming passes should have told them
    /// apart.
    DuplicateName = "duplicate-name", Error;
    /// Two operations have the same method and the same path once the names of parameters are taken
    /// out, in one file or in two.
    DuplicateOperation = "duplicate-operation", Error;
    /// Two operations have the same `operationId`.
    DuplicateOperationId = "duplicate-operation-id", Error;
    /// An operation or a path lists two parameters of one name and location. Names of headers are
    /// compared without case. Two that say the same word for word are taken as one, with a warning.
    /// The lists `ids` and `ids[]` have one name on the wire.
    DuplicateParameter = "duplicate-parameter", Error;
    /// Emitted code does not parse as Rust.
    EmitSyntax = "emit-syntax", Fault;
    /// An `allOf`, `oneOf` or `anyOf` has no parts. It says nothing.
    EmptyComposition = "empty-composition", Warning;
    /// A body lists no media type. It is generated without a body.
    EmptyContent = "empty-content", Warning;
    /// An enum has no values, so that nothing is valid.
    EmptyEnum = "empty-enum", Error;
    /// An input is empty or holds only white space.
    EmptyFile = "empty-file", Error;
    /// A parameter (error) or a property (warning) has an empty name.
    EmptyName = "empty-name", Error | Warning;
    /// Two values of an enum would be one variant in Rust, such as `created_at` and `-created_at`.
    /// They are told apart by a rule.
    EnumCollision = "enum-collision", Warning;
    /// An enum stands on a list and gives the values of its items. It is read as if it stood in
    /// `items`.
    EnumOnArray = "enum-on-array", Warning;
    /// An input is larger than `Limits::bytes`, which protects the memory of the machine.
    FileTooLarge = "file-too-large", Error;
    /// The format belongs to another type, such as `float` on a string. Numbers in strings are read
    /// as decimals.
    FormatOfOtherType = "format-of-other-type", Hint;
    /// A page of the guide shows a region that its example does not have, or the example has one that
    /// the page does not show.
    GuideRegion = "guide-region", Fault;
    /// A name, title, path or value contains control characters or such that turn the direction of
    /// text. They are escaped wherever they are printed.
    HiddenCharacter = "hidden-character", Warning;
    /// A row of `naming.yaml` means no type or property of the description.
    IdleRow = "idle-row", Warning;
    /// The text is not JSON; the place is where the parser stopped.
    InvalidJson = "invalid-json", Error;
    /// A YAML merge key `<<` merges something that is not a mapping.
    InvalidMergeKey = "invalid-merge-key", Error;
    /// A `$ref` has something other than a JSON pointer behind its `#`.
    InvalidRef = "invalid-ref", Error;
    /// A key of `responses` is no status, no range such as `2XX` and not `default`.
    InvalidStatus = "invalid-status", Error;
    /// The text is not YAML; the place is where the parser stopped.
    InvalidYaml = "invalid-yaml", Error;
    /// `items` stands on a schema that is no list. It counts for nothing.
    ItemsWithoutArray = "items-without-array", Warning;
    /// A YAML key is null, a list or an object. Numbers and booleans are taken as text, as JSON
    /// would write them.
    KeyNotAString = "key-not-a-string", Error;
    /// Operations of the specs are not in the description, and go with the import. An error where
    /// more than half of at least 20 go: the description is probably that of a part of the API.
    /// Import all of its documents at once, or give `--shrink` if they are to be removed.
    LostOperations = "lost-operations", Error | Hint;
    /// A key of `content` is not of the form `type/subtype`.
    MediaType = "media-type", Warning;
    /// A type or request stands in another module than its path says.
    Misplaced = "misplaced", Fault;
    /// A type of `specs/` stands in a tool and version of which no operation uses it.
    MisplacedType = "misplaced-type", Error;
    /// A field that OpenAPI requires is not there. A warning where the client can do without it.
    MissingField = "missing-field", Error | Warning;
    /// Values of an enum are not of its type. YAML turns unquoted `no` into text and `1` into a
    /// number.
    MixedEnum = "mixed-enum", Warning;
    /// Two tools become one module or one file, or a type of the specs has the name of a type that the
    /// generator makes. Name one of them otherwise.
    NameCollision = "name-collision", Error;
    /// No name follows from the rules. Set one by hand, in `naming.yaml` or with `x-rust-name`.
    NameNeeded = "name-needed", Error;
    /// An operation has no `operationId`. Nothing depends on it here.
    NoOperationId = "no-operation-id", Hint;
    /// A description has no operations, so that there is nothing to make.
    NoOperations = "no-operations", Error;
    /// An operation describes no response for success. What comes back is given as bytes.
    NoSuccessResponse = "no-success-response", Warning;
    /// An operation has no tag. The tag decides the tool and the module.
    NoTag = "no-tag", Warning;
    /// An operation has no `summary`. The request type is named after it.
    NoTitle = "no-title", Warning;
    /// YAML has the numbers `.inf` and `.nan`, JSON does not, and a description is JSON data.
    NotAJsonNumber = "not-a-json-number", Error;
    /// A name of a module is no Rust module name when the crate is emitted.
    NotAModule = "not-a-module", Fault;
    /// A name is no Rust identifier when the crate is emitted.
    NotAnIdentifier = "not-an-identifier", Fault;
    /// A schema or an operation is not an object.
    NotAnObject = "not-an-object", Error;
    /// The description does not have an operation of the specs: it is another one than they were
    /// imported from.
    NotDescribed = "not-described", Error;
    /// The description has callbacks, links, servers of single paths, or encodings of the parts of
    /// a body, of which the client has no use; or properties that are `readOnly` in a request or
    /// `writeOnly` in a response. They are left out.
    NotGenerated = "not-generated", Hint;
    /// The document has no `openapi` field, or is not an object at all.
    NotOpenapi = "not-openapi", Error;
    /// The file is not UTF-8 text. Nothing is guessed.
    NotUtf8 = "not-utf8", Error;
    /// The words and the link of an announcement name different operations. The words count.
    NoticeContradiction = "notice-contradiction", Warning;
    /// A link of an announcement does not lead to a reference page.
    NoticeLink = "notice-link", Warning;
    /// An announcement is about an operation that does not exist.
    NoticeUnknownOperation = "notice-unknown-operation", Warning;
    /// `notices.yaml` is not of the form that `import-notices` writes.
    NoticesMalformed = "notices-malformed", Error;
    /// The file contains a NUL byte, at which a YAML parser would stop in silence.
    NulByte = "nul-byte", Error;
    /// An enum is nullable, but null is not among its values. It is taken as nullable.
    NullableEnum = "nullable-enum", Warning;
    /// The document is not OpenAPI 3.0. Versions 2.0, 3.1 and 3.2 differ in meaning and are refused
    /// with how to convert them.
    OpenapiVersion = "openapi-version", Error;
    /// A path parameter is optional when the crate is emitted.
    OptionalPath = "optional-path", Fault;
    /// A path parameter is not marked as required. It is taken as required.
    OptionalPathParameter = "optional-path-parameter", Warning;
    /// Most rows of a table are about what the input does not have: it is of some tools or resources
    /// only, and the table is of more. The rows do nothing.
    OtherTools = "other-tools", Hint;
    /// An action of an overlay would replace a value that is not the one it was made for. Look at
    /// what the description says there now, then correct the action and its `x-expect`, or delete
    /// it.
    OverlayConflict = "overlay-conflict", Error;
    /// An action of an overlay matches another number of places than its `x-expect-count`.
    OverlayCount = "overlay-count", Error;
    /// What an action of an overlay wants holds already: the description was repaired. The action
    /// can go.
    OverlayFulfilled = "overlay-fulfilled", Hint;
    /// An overlay is not of the form of OpenAPI Overlay 1.0, or an action lacks the `description`
    /// that says why it is needed.
    OverlayMalformed = "overlay-malformed", Error;
    /// The place of an action of an overlay is gone from the description. Delete the action or
    /// correct it.
    OverlayStale = "overlay-stale", Warning;
    /// The target of an action is no JSONPath of RFC 9535, or matches what cannot be changed in
    /// that way.
    OverlayTarget = "overlay-target", Error;
    /// A parameter stands in something other than path, query, header or cookie.
    ParameterLocation = "parameter-location", Error;
    /// A parameter has neither `schema` nor `content`, or both, or several media types.
    ParameterSchema = "parameter-schema", Error;
    /// A parameter has a style that its location does not know. The default of the location is
    /// taken.
    ParameterStyle = "parameter-style", Warning;
    /// A path has empty segments or characters that a URL cannot hold as they are. They are escaped
    /// when a request is sent.
    PathCharacters = "path-characters", Warning;
    /// A path does not begin with `/`, has a query or a fragment, or has segments of dots.
    PathForm = "path-form", Error;
    /// The parameters in the path and those declared with `in: path` are not the same.
    PathParameter = "path-parameter", Error;
    /// A path has an unmatched brace, an unnamed parameter or one parameter twice.
    PathTemplate = "path-template", Error;
    /// Two properties of an object would be one field in Rust, such as `userId` and `user_id`. They
    /// are told apart by a rule.
    PropertyCollision = "property-collision", Warning;
    /// A YAML alias refers to a value that contains it, which no finite document can hold.
    RecursiveAlias = "recursive-alias", Error;
    /// A component is a list or an alias of itself and nothing else. No Rust type can be made of
    /// it; it is taken as any JSON.
    RecursiveComponent = "recursive-component", Warning;
    /// More than 64 references lead to each other before a value comes.
    RefChain = "ref-chain", Error;
    /// References lead back to themselves without a value between them.
    RefCycle = "ref-cycle", Error;
    /// Beside a `$ref` stand other fields, which OpenAPI 3.0 ignores. A hint if they are only
    /// words.
    RefSiblings = "ref-siblings", Warning | Hint;
    /// A `$ref` names a URL. Nothing is fetched from the network.
    RemoteRef = "remote-ref", Error;
    /// Operations stand word for word in the documents of several resources. Each is taken once,
    /// from the first of them.
    RepeatedOperation = "repeated-operation", Hint;
    /// An enum has a value twice. One is kept.
    RepeatedValue = "repeated-value", Warning;
    /// `required` names what is no property of the object. Nothing is generated for it.
    RequiredNotAProperty = "required-not-a-property", Warning;
    /// A parameter is one of the headers that OpenAPI says to ignore: Accept, Content-Type,
    /// Authorization. It is left out; the client sets them.
    ReservedHeader = "reserved-header", Warning;
    /// A name is one that the crate itself uses.
    ReservedName = "reserved-name", Error;
    /// A YAML file holds more than one document.
    SeveralDocuments = "several-documents", Error;
    /// A row of `naming.yaml` is about an operation that the description does not have, or no
    /// longer.
    StaleRow = "stale-row", Warning;
    /// A tag is not of the form `Category/Tool/resource`. The whole of it is taken for the tool.
    TagForm = "tag-form", Warning;
    /// Two operations of one tag and version have the same title. Their names are told apart by
    /// their paths.
    TitleRepeats = "title-repeats", Warning;
    /// Objects and lists stand deeper in each other than `Limits::depth` allows.
    TooDeep = "too-deep", Error;
    /// Written out, the description has more schemas than `hoist::MAX_SCHEMAS`: components or
    /// choices that hold each other multiply.
    TooManySchemas = "too-many-schemas", Error;
    /// The document holds more values than `Limits::values` once YAML aliases are expanded.
    TooManyValues = "too-many-values", Error;
    /// Several `oneOf` or `anyOf` hold at once, and combine to more variants than
    /// `compose::MAX_VARIANTS`.
    TooManyVariants = "too-many-variants", Error;
    /// There is too much to count, written out, so that it was not checked that nothing was lost on
    /// the way.
    Uncounted = "uncounted", Warning;
    /// A field is not one of OpenAPI 3.0 at this place and does not begin with `x-`. It counts for
    /// nothing.
    UnknownField = "unknown-field", Warning;
    /// A format that is not known. It is kept in the docs.
    UnknownFormat = "unknown-format", Warning;
    /// A key of a path is neither an HTTP method of OpenAPI 3.0 in lower case nor a field of a
    /// path.
    UnknownMethod = "unknown-method", Error;
    /// A command names a tool that does not exist. The tools that do are listed.
    UnknownTool = "unknown-tool", Error;
    /// A type that OpenAPI does not have. Any JSON is taken.
    UnknownType = "unknown-type", Warning;
    /// A schema in `specs/` is not a component where one with a name is needed. Import the
    /// description again.
    UnnamedSchema = "unnamed-schema", Error;
    /// A type is used by a tool that does not switch on the tool in which the type lives.
    UnreachableType = "unreachable-type", Fault;
    /// A success has no schema. The response is given as it comes.
    UntypedResponse = "untyped-response", Hint;
    /// A field has another JSON type than OpenAPI says. It is skipped, and the rest of the document
    /// is read.
    WrongType = "wrong-type", Error;
    /// A document could not be written as YAML.
    Yaml = "yaml", Fault;
}
