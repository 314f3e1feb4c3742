//! Emission: what is written for each kind of thing in the IR.

use crate::emit_builders::*;
use generator::emit::{RuntimeFiles, emit};
use generator::ir::*;
use generator::{FileTree, inventory::inventory};

fn emitted(api: &Api) -> FileTree {
    match emit(api, &runtime()) {
        Ok(files) => files,
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// The resource file of [`api`].
fn rfis(operations: Vec<Operation>, types: Vec<Type>) -> String {
    emitted(&api(operations, types))["src/rfi/v1_0/rfis.rs"].clone()
}

#[test]
fn a_paged_list_with_parameters_of_every_kind() {
    let status = || named("RfiStatus");
    let mut list_rfis = Operation {
        title: "List RFIs".to_owned(),
        description: Some(
            "All RFIs of a project.\n\nSee [the guide](/documentation/rfis).".to_owned(),
        ),
        parameters: vec![
            path_parameter("project_id"),
            Parameter {
                required: true,
                ..parameter("view", "view", TypeRef::String)
            },
            Parameter {
                default: Some("1".to_owned()),
                description: Some("The page, from 1.".to_owned()),
                ..parameter("page", "page", TypeRef::Integer)
            },
            parameter("filters[status]", "filter_status", status()),
            encoded(
                Encoding::Repeated,
                parameter("filters[id][]", "filter_id", TypeRef::Integer),
            ),
            encoded(
                Encoding::Repeated,
                parameter("names[]", "names", TypeRef::String),
            ),
            encoded(
                Encoding::Range,
                parameter("filters[created_at]", "filter_created_at", TypeRef::Date),
            ),
            encoded(
                Encoding::Sort,
                parameter("sort", "sort", named("ListRfisSort")),
            ),
            encoded(Encoding::Commas, parameter("fields", "fields", status())),
            encoded(
                Encoding::Json,
                parameter("filters[custom]", "filter_custom", TypeRef::Json),
            ),
            Parameter {
                location: Location::Header,
                ..parameter("Idempotency-Token", "idempotency_token", TypeRef::String)
            },
            Parameter {
                deprecation: Some(FieldDeprecation {
                    instead: Some("filter_id".to_owned()),
                    ..FieldDeprecation::default()
                }),
                ..parameter("id", "id", TypeRef::Integer)
            },
        ],
        ..operation("ListRfis")
    };
    list_rfis.response.payload = Payload::Json(list(named("Rfi")));
    list_rfis.paging = Some(Paging {
        style: PagingStyle::Pages,
        items: String::new(),
        item: named("Rfi"),
    });
    let rfi = Type {
        used_by: vec![path("ListRfis")],
        ..record(
            "Rfi",
            Role::Response,
            vec![field("id", "id", TypeRef::Integer)],
        )
    };
    let types = vec![
        rfi,
        strings("RfiStatus", &[("open", "Open"), ("", "Empty")]),
        strings("ListRfisSort", &[("created_at", "CreatedAt")]),
    ];
    insta::assert_snapshot!(rfis(vec![list_rfis], types));
}

#[test]
fn a_body_with_required_optional_and_custom_fields() {
    let create = Operation {
        key: OperationKey {
            method: "POST".to_owned(),
            path: "/rest/v1.0/rfis".to_owned(),
        },
        body: Some(Body {
            other_media_types: vec!["multipart/form-data".to_owned()],
            ..body(named("CreateRfiBody"))
        }),
        response: Response {
            payload: Payload::Json(named("Rfi")),
            envelope: Some("data".to_owned()),
            statuses: Vec::new(),
            accept: vec![],
        },
        ..operation("CreateRfi")
    };
    let mut request = record(
        "CreateRfiBody",
        Role::Request,
        vec![
            Field {
                required: true,
                ..field("subject", "subject", TypeRef::String)
            },
            Field {
                required: true,
                nullable: true,
                ..field("due_date", "due_date", TypeRef::Date)
            },
            Field {
                format: Some("email".to_owned()),
                defaults: vec!["\"a`b\"".to_owned()],
                description: Some("Whom to <b>tell</b>.".to_owned()),
                ..field("notify", "notify", TypeRef::String)
            },
            field("type", "type_", named("Rfi")),
            Field {
                deprecation: Some(FieldDeprecation::default()),
                ..field("parent", "parent", TypeRef::Boxed(path("CreateRfiBody")))
            },
            field("prices", "prices", TypeRef::Map(Box::new(TypeRef::Decimal))),
        ],
    );
    if let Shape::Struct(record) = &mut request.shape {
        record.custom_fields = Some(("custom_fields".to_owned(), TypeRef::CustomFieldValues));
        record.additional = Some(TypeRef::Json);
    }
    let types = vec![request, record("Rfi", Role::Response, Vec::new())];
    insta::assert_snapshot!(rfis(vec![create], types));
}

#[test]
fn lists_that_are_declared_otherwise_than_the_guide_has_them_are_in_the_metadata() {
    let list = |wire: &str, declared: Option<(&str, bool)>| Parameter {
        encoding: Encoding::Repeated,
        declared: declared.map(|(name, explode)| DeclaredArray {
            name: name.to_owned(),
            style: ArrayStyle::Form,
            explode,
        }),
        ..parameter(wire, wire.trim_end_matches("[]"), TypeRef::Integer)
    };
    let mut show = operation("ListRfis");
    show.parameters = vec![
        list("a[]", Some(("a", false))),
        list("b[]", Some(("b[]", false))),
        list("c[]", Some(("c", true))),
        list("d[]", Some(("d[]", true))),
        list("e[]", None),
    ];
    let text = rfis(vec![show], Vec::new());
    let text: String = text.split_whitespace().collect();
    let (_, rest) = text.split_once("arrays:").expect("the lists");
    let (rows, _) = rest.split_once("..Meta").expect("the rest of the metadata");
    let rows = rows.replace(",)", ")").replace(",]", "]");
    assert_eq!(
        rows,
        r#"&[("a",ArrayForm::Commas),("b[]",ArrayForm::Commas),("c",ArrayForm::Repeated)],"#
    );
    let plain = rfis(vec![operation("ListRfis")], Vec::new());
    assert!(!plain.contains("arrays"));
}

#[test]
fn unions_integer_enums_and_responses_by_status() {
    let variant = |ident: &str, ty, keys: &[&str]| UnionVariant {
        ident: ident.to_owned(),
        ty,
        tags: Vec::new(),
        required_keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    let union = Union {
        discriminator: None,
        variants: vec![
            variant("Full", named("Full"), &["id", "full \"code\""]),
            variant("Tree", TypeRef::Boxed(path("Full")), &[]),
            variant("Levels", list(named("Level")), &[]),
            variant("Level", named("Level"), &[]),
            variant("ByName", TypeRef::Map(Box::new(TypeRef::String)), &[]),
            variant("Text", TypeRef::String, &[]),
        ],
        other: "Other".to_owned(),
        common: Vec::new(),
    };
    let statuses = vec![
        StatusVariant {
            status: "2XX".to_owned(),
            ident: "Success".to_owned(),
            ty: Some(TypeRef::Json),
            bare: false,
        },
        StatusVariant {
            status: "200".to_owned(),
            ident: "Ok".to_owned(),
            ty: Some(named("Full")),
            bare: false,
        },
        StatusVariant {
            status: "204".to_owned(),
            ident: "NoContent".to_owned(),
            ty: None,
            bare: false,
        },
    ];
    let types = vec![
        record(
            "Full",
            Role::Response,
            vec![field("id", "id", TypeRef::Integer)],
        ),
        enumeration(
            "Level",
            EnumValues::Integers,
            &[("1", "One"), ("-2", "MinusTwo")],
        ),
        type_("CostCode", Role::Response, Shape::Union(union)),
        type_("Answer", Role::Response, Shape::Statuses(statuses)),
    ];
    let mut show = operation("Show");
    show.response.payload = Payload::ByStatus(path("Answer"));
    insta::assert_snapshot!(rfis(vec![show], types));
}

#[test]
fn prose_keeps_its_paragraphs_lists_tables_code_and_links() {
    let description = "Lists the RFIs of a project, with a sentence that is long enough to be broken into two lines \
        of text - and a dash.<br>Then another line.\n\n### Notes\n* first `a|b` item that goes on and on until \
        it is too long for a single line of a comment\n  and goes on\n* second\n\n1. one\n2. two\nafter the \
        list\n\n| view | fields |\n|------|--------|\n| `ids` | <none> |\n\nSee https://example.com/a_b(c). \
        Or [RFIs](https://developers.procore.com/reference/rest/rfis), [x](rel), filters[id][] and `open ones.\
        \n```json\n{\n  \"a\": [1]\n}\n```\nend";
    let list = Operation {
        description: Some(description.to_owned()),
        ..operation("List")
    };
    let text = rfis(vec![list], Vec::new());
    let docs: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("///"))
        .collect();
    insta::assert_snapshot!(docs.join("\n"));
}

/// Two tools, one operation deprecated in favour of the other tool's.
fn deprecated_api() -> Api {
    let old = Operation {
        deprecation: Some(Deprecation {
            is_past: false,
            date: Some(jiff::civil::date(2022, 3, 31)),
            sunset: None,
            replacements: vec![
                replacement("wbs", "ListItems", false),
                Replacement {
                    through: vec![operation_ref(path("Middle"))],
                    ..replacement("rfi", "New", true)
                },
            ],
            announced: vec![Source::Flag],
            reason: None,
        }),
        ..operation("Old")
    };
    let middle = Operation {
        deprecation: Some(Deprecation {
            sunset: Some(jiff::civil::date(2027, 1, 1)),
            replacements: vec![
                Replacement {
                    target: Target::Group("calendar-items".to_owned()),
                    ..replacement("rfi", "New", false)
                },
                Replacement {
                    target: Target::Unresolved("rest/v9/`x` | [y]".to_owned()),
                    ..replacement("rfi", "New", false)
                },
            ],
            ..Deprecation::default()
        }),
        ..operation("Middle")
    };
    let gone = Operation {
        deprecation: Some(Deprecation::default()),
        ..operation("Gone")
    };
    let new = Operation {
        replaces: vec![path("Old")],
        ..operation("New")
    };
    let items = Operation {
        rust: path_in("wbs", "v1_0", "ListItems"),
        replaces: vec![path("Old")],
        ..operation("ListItems")
    };
    let mut api = api(vec![old, middle, gone, new], Vec::new());
    api.tools.push(tool("wbs", vec![items], Vec::new()));
    api
}

#[test]
fn deprecations_reach_the_compiler_the_docs_and_the_data() {
    insta::assert_snapshot!(emitted(&deprecated_api())["src/rfi/v1_0/rfis.rs"]);
}

#[test]
fn the_page_of_deprecations_is_ordered_by_sunset_then_tool() {
    insta::assert_snapshot!(emitted(&deprecated_api())["src/deprecations.rs"]);
}

/// A raw request says no more than its path: the runtime must know what else it can be.
#[test]
fn what_a_deprecated_path_fits_as_well_is_listed_unless_it_is_deprecated_too() {
    let with = |name: &str, method: &str, path: &str, deprecated: bool| {
        let mut operation = operation(name);
        operation.key.method = method.to_owned();
        operation.key.path = path.to_owned();
        operation.deprecation = deprecated.then(Deprecation::default);
        operation
    };
    let operations = vec![
        with("Show", "GET", "/rest/v1.0/rfis/{id}", true),
        with("Counts", "GET", "/rest/v1.0/rfis/counts", true),
        with("Recycled", "GET", "/rest/v1.0/rfis/recycled", false),
        with("Pdf", "GET", "/rest/v1.0/rfis/{id}.pdf", false),
        with("Replies", "GET", "/rest/v1.0/rfis/{id}/replies", false),
        with("Delete", "DELETE", "/rest/v1.0/rfis/{id}", false),
    ];
    let files = emitted(&api(operations, Vec::new()));
    let page = &files["src/deprecations.rs"];
    let (_, others) = page.split_once("const OTHERS").unwrap();
    let (_, others) = others.split_once('=').unwrap();
    let others: Vec<&str> = others.split('"').skip(1).step_by(2).collect();
    assert_eq!(
        others,
        [
            "GET",
            "/rest/v1.0/rfis/recycled",
            "GET",
            "/rest/v1.0/rfis/{id}.pdf"
        ]
    );
}

#[test]
fn the_root_the_modules_and_the_manifest() {
    let files = emitted(&deprecated_api());
    let names: Vec<_> = files.keys().cloned().collect();
    insta::assert_snapshot!("file_names", names.join("\n"));
    for name in [
        "Cargo.toml",
        "src/lib.rs",
        "src/rfi/mod.rs",
        "src/rfi/v1_0/mod.rs",
        "src/shared/mod.rs",
    ] {
        insta::assert_snapshot!(name.replace('/', "_"), files[name]);
    }
}

#[test]
fn examples_come_with_the_requests_that_they_use() {
    let files = emitted(&api(vec![operation("ListRfis")], Vec::new()));
    let examples: Vec<_> = files
        .keys()
        .filter(|name| name.starts_with("examples/"))
        .collect();
    assert_eq!(
        examples,
        [
            "examples/blocking.rs",
            "examples/list_rfis.rs",
            "examples/support/server.rs"
        ]
    );
    let manifest = &files["Cargo.toml"];
    let entry = "name = \"list_rfis\"\nrequired-features = [\"reqwest\", \"rfi\"]\n";
    assert!(manifest.contains(entry), "{manifest}");
    assert!(manifest.contains("\ntokio = "), "{manifest}");
    assert!(!manifest.contains("rust_decimal"), "{manifest}");
    let row = "| `list_rfis` | `rfi` | Lists the open RFIs of a project |";
    assert!(files["README.md"].contains(row));
    // So do the programs of the docs, which are compiled where their tool is switched on.
    let root = &files["src/lib.rs"];
    let fence = "#![cfg_attr(feature = \"rfi\", doc = \"```no_run\")]\n";
    assert!(root.contains(fence), "{root}");
    assert!(root.contains("ListRfis::new("), "{root}");
    assert!(!root.contains("ShowRfi::new("), "{root}");
}

#[test]
fn shared_types_stand_in_files_by_kind_under_one_module() {
    let shared = |ty: Type| Type {
        rust: path_in("shared", "", &ty.rust.name),
        ..ty
    };
    let status = TypeRef::Named(path_in("shared", "", "Status"));
    let mut api = api(vec![operation("ListRfis")], Vec::new());
    api.shared = vec![
        shared(record(
            "Common",
            Role::Response,
            vec![field("status", "status", status.clone())],
        )),
        shared(record("CommonInput", Role::Request, Vec::new())),
        shared(strings("Status", &[("open", "Open")])),
    ];
    let files = emitted(&api);
    let paths: Vec<_> = files
        .keys()
        .filter(|path| path.contains("shared"))
        .collect();
    assert_eq!(
        paths,
        [
            "src/shared/enums.rs",
            "src/shared/inputs.rs",
            "src/shared/mod.rs",
            "src/shared/responses.rs"
        ]
    );
    assert!(files["src/shared/responses.rs"].contains("pub status: Option<super::Status>"));
    assert!(files["src/shared/inputs.rs"].contains("pub struct CommonInput"));
    assert!(files["src/shared/enums.rs"].contains("pub enum Status"));
    insta::assert_snapshot!("src_shared_mod_with_types", files["src/shared/mod.rs"]);
}

#[test]
fn a_shared_type_is_left_out_without_the_tools_that_use_it() {
    let used = |ty: Type, modules: &[&str]| Type {
        rust: path_in("shared", "", &ty.rust.name),
        used_by: modules
            .iter()
            .map(|module| path_in(module, "v1_0", "Show"))
            .collect(),
        ..ty
    };
    let mut api = api(vec![operation("ListRfis")], Vec::new());
    let tool = api.tools[0].clone();
    let names: Vec<String> = (0..9).map(|at| format!("tool_{at}")).collect();
    api.tools
        .extend(names.iter().map(|name| generator::ir::Tool {
            module: name.clone(),
            feature: name.replace('_', "-"),
            versions: Vec::new(),
            ..tool.clone()
        }));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let fields = vec![field("name", "name", TypeRef::String)];
    api.shared = vec![
        used(record("Common", Role::Request, fields), &["rfi", "tool_1"]),
        used(record("Everywhere", Role::Request, Vec::new()), &names),
    ];
    let file = emitted(&api)["src/shared/inputs.rs"].clone();
    let (common, everywhere) = file.split_at(file.find("pub struct Everywhere").unwrap());
    let gate = "#[cfg(any(feature = \"rfi\", feature = \"tool-1\"))]\n";
    for item in ["#[derive(", "impl Common {", "record!(Common {"] {
        assert!(common.contains(&format!("{gate}{item}")), "{item}: {file}");
    }
    assert!(!everywhere.contains("#[cfg("), "{file}");
}

#[test]
fn the_inventory_has_a_line_for_each_operation_and_type() {
    let mut api = deprecated_api();
    let types = &mut api.tools[0].versions[0].resources[0].types;
    types.push(strings("RfiStatus", &[("open", "Open")]));
    types.push(record(
        "Body",
        Role::Request,
        vec![
            Field {
                required: true,
                ..field("type", "type_", named("RfiStatus"))
            },
            field("items", "items", list(TypeRef::Boxed(path("Body")))),
        ],
    ));
    let operation = &mut api.tools[0].versions[0].resources[0].operations[0];
    operation.parameters = vec![
        path_parameter("project_id"),
        encoded(
            Encoding::Range,
            parameter("filters[at]", "filter_at", TypeRef::Date),
        ),
    ];
    operation.body = Some(body(named("Body")));
    insta::assert_snapshot!(inventory(&api)["rfi"]);
}

#[test]
fn everything_that_is_emitted_is_rust() {
    for (path, text) in emitted(&deprecated_api()) {
        if path.ends_with(".rs") {
            assert!(syn::parse_file(&text).is_ok(), "{path}:\n{text}");
        }
    }
}

#[test]
fn the_same_ir_gives_the_same_bytes() {
    assert_eq!(emitted(&deprecated_api()), emitted(&deprecated_api()));
}

#[test]
fn the_embedded_runtime_is_the_folder() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/src/runtime");
    let mut found = FileTree::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert_eq!(RuntimeFiles::embedded().sources, found);
}
