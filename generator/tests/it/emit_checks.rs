//! What emission refuses, and what it says then.

use crate::emit_builders::*;
use generator::emit::emit;
use generator::ir::*;
use generator::naming::reserved::RESERVED_TYPES;

/// The diagnostics for `api`, as `code: message`.
fn refused(api: &Api) -> String {
    match emit(api, &runtime()) {
        Ok(_) => "nothing is refused".to_owned(),
        Err(problems) => {
            let lines = problems
                .iter()
                .map(|p| format!("{}: {} ({})", p.code, p.message, p.origin));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

/// An API with the name `bad` in each of the places that a name can have, one at a time.
fn misnamed(bad: &str) -> Vec<Api> {
    let item = Operation {
        rust: path(bad),
        ..operation("Good")
    };
    let argument = Operation {
        parameters: vec![parameter("p", bad, TypeRef::Bool)],
        ..operation("Good")
    };
    let mut custom = record("Record", Role::Response, Vec::new());
    if let Shape::Struct(record) = &mut custom.shape {
        record.custom_fields = Some((bad.to_owned(), TypeRef::CustomFields));
    }
    let mut unknown = strings("Values", &[("a", "A")]);
    if let Shape::Enum(values) = &mut unknown.shape {
        values.unknown = bad.to_owned();
    }
    let variant = |ident: &str| UnionVariant {
        ident: ident.to_owned(),
        ty: TypeRef::String,
        tags: Vec::new(),
        required_keys: Vec::new(),
    };
    let union = |first: &str, other: &str| {
        let union = Union {
            discriminator: None,
            variants: vec![variant(first)],
            other: other.to_owned(),
            common: Vec::new(),
        };
        type_("Either", Role::Response, Shape::Union(union))
    };
    let status = StatusVariant {
        status: "200".to_owned(),
        ident: bad.to_owned(),
        ty: None,
        bare: false,
    };
    let types = [
        record(
            "Record",
            Role::Response,
            vec![field("f", bad, TypeRef::Bool)],
        ),
        record(bad, Role::Response, Vec::new()),
        custom,
        unknown,
        strings("Values", &[("a", bad)]),
        union(bad, "Other"),
        union("First", bad),
        type_("Answer", Role::Response, Shape::Statuses(vec![status])),
    ];
    let operations = [item, argument].map(|operation| api(vec![operation], Vec::new()));
    operations
        .into_iter()
        .chain(types.map(|ty| api(Vec::new(), vec![ty])))
        .collect()
}

#[test]
fn names_that_are_no_identifiers_are_refused_wherever_they_stand() {
    for good in misnamed("good") {
        assert_eq!(refused(&good), "nothing is refused");
    }
    for bad in [
        "",
        "type",
        "Self",
        "r#type",
        " a",
        "a ",
        "a/**/",
        "a b",
        "1a",
        "a-b",
        "x; fn y() {}",
        "\u{202E}a",
        "_",
    ] {
        for (place, api) in misnamed(bad).iter().enumerate() {
            let said = refused(api);
            assert!(
                said.starts_with("not-an-identifier"),
                "{bad:?} at place {place}: {said}"
            );
        }
    }
}

#[test]
fn modules_that_would_leave_the_folder_are_refused() {
    for bad in [
        "..",
        "a/b",
        "../../etc",
        "A",
        "caf\u{e9}",
        "mod",
        "runtime",
        "shared",
        "deprecations",
    ] {
        let mut api = api(Vec::new(), Vec::new());
        api.tools[0].module = bad.to_owned();
        assert_ne!(refused(&api), "nothing is refused", "{bad:?} as a tool");
        if RESERVED_FREE.contains(&bad) {
            continue;
        }
        let mut api = self::api(Vec::new(), Vec::new());
        api.tools[0].versions[0].module = bad.to_owned();
        assert_ne!(refused(&api), "nothing is refused", "{bad:?} as a version");
        let mut api = self::api(Vec::new(), Vec::new());
        api.tools[0].versions[0].resources[0].module = bad.to_owned();
        assert_ne!(refused(&api), "nothing is refused", "{bad:?} as a resource");
    }
}

/// Names that only a tool cannot have.
const RESERVED_FREE: &[&str] = &["runtime", "shared", "deprecations"];

#[test]
fn every_problem_of_a_run_is_reported_at_once() {
    let twice = vec![operation("Same"), operation("Same")];
    let mut bad = operation("Bad");
    bad.key.method = "FETCH".to_owned();
    bad.parameters = vec![
        Parameter {
            required: false,
            ..path_parameter("id")
        },
        parameter("id", "id", named("Missing")),
        parameter("send", "send", TypeRef::Bool),
        parameter("where", "where_", named("Record")),
    ];
    bad.paging = Some(Paging {
        style: PagingStyle::Pages,
        items: "items".to_owned(),
        item: TypeRef::Integer,
    });
    bad.replaces = vec![path("Nothing")];
    let elsewhere = Operation {
        rust: path_in("rfi", "v2_0", "Elsewhere"),
        ..operation("Elsewhere")
    };
    let status = StatusVariant {
        status: "20".to_owned(),
        ident: "Other".to_owned(),
        ty: None,
        bare: false,
    };
    let types = vec![
        record(
            "Record",
            Role::Request,
            vec![
                field("extra", "extra", TypeRef::Bool),
                field("new", "new", TypeRef::Bool),
                field("a", "a", TypeRef::Bool),
                field("A", "a", list(named("Missing"))),
            ],
        ),
        enumeration(
            "Level",
            EnumValues::Integers,
            &[("one", "One"), ("1", "Unknown")],
        ),
        type_("Answer", Role::Response, Shape::Statuses(vec![status])),
        type_("Same", Role::Response, Shape::Struct(Struct::default())),
        record("Option", Role::Response, Vec::new()),
    ];
    let mut operations = twice;
    operations.extend([bad, elsewhere]);
    let mut api = api(operations, types);
    api.tools.push(Tool {
        needs: vec!["none".to_owned()],
        ..tool("tls", Vec::new(), Vec::new())
    });
    insta::assert_snapshot!(refused(&api));
}

#[test]
fn types_of_a_tool_that_may_be_off_are_refused() {
    let uses = |path: RustPath| vec![field("a", "a", list(TypeRef::Named(path)))];
    let theirs = || Type {
        rust: path_in("wbs", "v1_0", "Theirs"),
        ..record("Theirs", Role::Response, Vec::new())
    };
    let ours = record(
        "Ours",
        Role::Response,
        uses(path_in("wbs", "v1_0", "Theirs")),
    );
    let mut api = api(Vec::new(), vec![ours]);
    api.tools.push(tool("wbs", Vec::new(), vec![theirs()]));
    assert!(refused(&api).starts_with("unreachable-type: `procore::wbs::v1_0::Theirs`"));
    api.tools[0].needs = vec!["wbs".to_owned()];
    assert_eq!(refused(&api), "nothing is refused");
    api.shared = vec![Type {
        rust: path_in("shared", "", "Common"),
        ..record(
            "Common",
            Role::Response,
            uses(path_in("wbs", "v1_0", "Theirs")),
        )
    }];
    assert!(refused(&api).starts_with("unreachable-type"));
}

#[test]
fn a_field_new_is_refused_only_where_there_is_a_constructor() {
    let fields = || vec![field("new", "new", TypeRef::Bool)];
    let received = api(Vec::new(), vec![record("Answer", Role::Response, fields())]);
    assert_eq!(refused(&received), "nothing is refused");
    let request = api(Vec::new(), vec![record("Ask", Role::Request, fields())]);
    assert!(refused(&request).starts_with("reserved-name: `new`"));
}

#[test]
fn what_emitted_code_means_by_a_name_is_reserved() {
    for name in RESERVED_TYPES {
        let api = api(Vec::new(), vec![record(name, Role::Response, Vec::new())]);
        assert!(refused(&api).contains("reserved-name"), "{name}");
    }
}
