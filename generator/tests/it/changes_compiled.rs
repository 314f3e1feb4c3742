//! Whether the class of a change is what the compiler says of it: for each, a program that compiles
//! with the old crate, and with the new one compiles, warns or fails as the class has it.

use std::path::Path;
use std::process::{Command, Output};

use crate::emit_builders::*;
use generator::FileTree;
use generator::changes::{Changes, Effect, Event, compare};
use generator::emit::{RuntimeFiles, emit};
use generator::ir::*;

/// Items of one side.
type Side = (Vec<Operation>, Vec<Type>);

/// One change, and a program that uses what changes.
pub(crate) struct Case {
    /// The request type or type that changes.
    item: &'static str,
    event: Event,
    effect: Effect,
    program: &'static str,
    old: Side,
    new: Side,
}

fn required(ident: &str, ty: TypeRef) -> Parameter {
    Parameter {
        required: true,
        ..optional(ident, ty)
    }
}

fn optional(ident: &str, ty: TypeRef) -> Parameter {
    parameter(ident, ident, ty)
}

fn with(name: &str, parameters: Vec<Parameter>) -> Operation {
    Operation {
        parameters,
        ..operation(name)
    }
}

fn sending(name: &str, body: Body) -> Operation {
    Operation {
        body: Some(body),
        ..operation(name)
    }
}

fn one(operation: Operation) -> Side {
    (vec![operation], Vec::new())
}

fn none() -> Side {
    (Vec::new(), Vec::new())
}

/// An operation that responds with a type.
fn answering(name: &str, ty: Type) -> Side {
    let answer = TypeRef::Named(ty.rust.clone());
    let operation = Operation {
        response: Response {
            payload: Payload::Json(answer.clone()),
            statuses: vec![StatusResponse {
                status: "200".to_owned(),
                ty: answer,
                bare: false,
            }],
            ..operation(name).response
        },
        ..operation(name)
    };
    (vec![operation], vec![ty])
}

fn object(name: &str, fields: Vec<Field>) -> Type {
    record(name, Role::Response, fields)
}

fn old_field(wire: &str) -> Field {
    Field {
        deprecation: Some(FieldDeprecation::default()),
        ..field(wire, wire, TypeRef::Integer)
    }
}

fn case(
    item: &'static str,
    (event, effect): (Event, Effect),
    program: &'static str,
    old: Side,
    new: Side,
) -> Case {
    Case {
        item,
        event,
        effect,
        program,
        old,
        new,
    }
}

fn of_operations() -> Vec<Case> {
    let id = || required("id", TypeRef::Integer);
    let page = || optional("page", TypeRef::Integer);
    let deprecated = |sunset| Operation {
        deprecation: Some(Deprecation {
            sunset,
            ..Deprecation::default()
        }),
        ..operation("Aging")
    };
    vec![
        case(
            "Gone",
            (Event::Removed, Effect::Breaks),
            "let _ = v1_0::Gone::new();",
            one(operation("Gone")),
            none(),
        ),
        case(
            "New",
            (Event::Added, Effect::Additive),
            "",
            none(),
            one(operation("New")),
        ),
        case(
            "Named",
            (Event::Renamed, Effect::Breaks),
            "let _ = v1_0::Named::new();",
            one(operation("Named")),
            one(Operation {
                rust: path("Called"),
                ..operation("Named")
            }),
        ),
        case(
            "Old",
            (Event::Deprecated, Effect::Warns),
            "let _ = v1_0::Old::new();",
            one(operation("Old")),
            one(Operation {
                deprecation: Some(Deprecation::default()),
                ..operation("Old")
            }),
        ),
        case(
            "Aging",
            (Event::Sunset, Effect::Warns),
            "#[allow(deprecated)] let _ = v1_0::Aging::new();",
            one(deprecated(None)),
            one(deprecated(Some(jiff::civil::date(2027, 1, 1)))),
        ),
        case(
            "Titled",
            (Event::Documented, Effect::Documents),
            "let _ = v1_0::Titled::new();",
            one(operation("Titled")),
            one(Operation {
                title: "Another".to_owned(),
                ..operation("Titled")
            }),
        ),
        case(
            "Swapped",
            (Event::Reordered, Effect::Behaves),
            "let _ = v1_0::Swapped::new(1, 2);",
            one(with(
                "Swapped",
                vec![id(), required("to", TypeRef::Integer)],
            )),
            one(with(
                "Swapped",
                vec![required("to", TypeRef::Integer), id()],
            )),
        ),
        case(
            "Mixed",
            (Event::Reordered, Effect::Breaks),
            "let _ = v1_0::Mixed::new(1, String::new());",
            one(with("Mixed", vec![id(), required("to", TypeRef::String)])),
            one(with("Mixed", vec![required("to", TypeRef::String), id()])),
        ),
        case(
            "Exchanged",
            (Event::Removed, Effect::Behaves),
            "let _ = v1_0::Exchanged::new(1);",
            one(with("Exchanged", vec![id()])),
            one(with("Exchanged", vec![required("to", TypeRef::Integer)])),
        ),
        case(
            "Shorter",
            (Event::Removed, Effect::Breaks),
            "let _ = v1_0::Shorter::new().page(1);",
            one(with("Shorter", vec![page()])),
            one(operation("Shorter")),
        ),
        case(
            "Longer",
            (Event::Added, Effect::Additive),
            "let _ = v1_0::Longer::new();",
            one(operation("Longer")),
            one(with("Longer", vec![page()])),
        ),
        case(
            "Demanding",
            (Event::Added, Effect::Breaks),
            "let _ = v1_0::Demanding::new();",
            one(operation("Demanding")),
            one(with("Demanding", vec![id()])),
        ),
        case(
            "Strict",
            (Event::Required, Effect::Breaks),
            "let _ = v1_0::Strict::new().page(1);",
            one(with("Strict", vec![page()])),
            one(with("Strict", vec![required("page", TypeRef::Integer)])),
        ),
        case(
            "Lax",
            (Event::Optional, Effect::Breaks),
            "let _ = v1_0::Lax::new(1);",
            one(with("Lax", vec![required("page", TypeRef::Integer)])),
            one(with("Lax", vec![page()])),
        ),
        case(
            "Retyped",
            (Event::Retyped, Effect::Breaks),
            "let _ = v1_0::Retyped::new().page(1);",
            one(with("Retyped", vec![page()])),
            one(with("Retyped", vec![optional("page", TypeRef::String)])),
        ),
        case(
            "Spelt",
            (Event::Rewritten, Effect::Behaves),
            "let _ = v1_0::Spelt::new().page(1);",
            one(with("Spelt", vec![page()])),
            one(with(
                "Spelt",
                vec![parameter("p", "page", TypeRef::Integer)],
            )),
        ),
        case(
            "Former",
            (Event::Deprecated, Effect::Warns),
            "let _ = v1_0::Former::new().page(1);",
            one(with("Former", vec![page()])),
            one(with(
                "Former",
                vec![Parameter {
                    deprecation: Some(FieldDeprecation::default()),
                    ..page()
                }],
            )),
        ),
        case(
            "Posted",
            (Event::Rewritten, Effect::Behaves),
            "let _ = v1_0::Posted::new(String::new());",
            one(sending("Posted", body(TypeRef::String))),
            one(sending(
                "Posted",
                Body {
                    encoding: BodyEncoding::Multipart,
                    ..body(TypeRef::String)
                },
            )),
        ),
        case(
            "Bodied",
            (Event::Optional, Effect::Breaks),
            "let _ = v1_0::Bodied::new(String::new());",
            one(sending("Bodied", body(TypeRef::String))),
            one(sending(
                "Bodied",
                Body {
                    required: false,
                    ..body(TypeRef::String)
                },
            )),
        ),
    ]
}

fn of_types() -> Vec<Case> {
    let number = || field("number", "number", TypeRef::Integer);
    let kinds = |name, values| strings(name, values);
    let sent = |operation: &str, name: &str, fields| {
        let ty = record(name, Role::Request, fields);
        let operation = sending(operation, body(TypeRef::Named(ty.rust.clone())));
        (vec![operation], vec![ty])
    };
    let must = || Field {
        required: true,
        ..number()
    };
    let mut kept = kinds("Fading", &[("new", "New"), ("old", "Old")]);
    if let Shape::Enum(values) = &mut kept.shape {
        values.variants[1].deprecation = Some(FieldDeprecation::default());
    }
    vec![
        case(
            "Thing",
            (Event::Renamed, Effect::Breaks),
            "let _ = v1_0::Thing::default();",
            answering("ShowThing", object("Thing", vec![number()])),
            answering("ShowThing", object("Item", vec![number()])),
        ),
        case(
            "Rich",
            (Event::Added, Effect::Additive),
            "let _ = v1_0::Rich::default().number;",
            answering("ShowRich", object("Rich", vec![number()])),
            answering(
                "ShowRich",
                object("Rich", vec![number(), field("more", "more", TypeRef::Bool)]),
            ),
        ),
        case(
            "Poor",
            (Event::Removed, Effect::Breaks),
            "let _ = v1_0::Poor::default().number;",
            answering("ShowPoor", object("Poor", vec![number()])),
            answering("ShowPoor", object("Poor", Vec::new())),
        ),
        case(
            "Text",
            (Event::Retyped, Effect::Breaks),
            "let _: Option<i64> = v1_0::Text::default().number;",
            answering("ShowText", object("Text", vec![number()])),
            answering(
                "ShowText",
                object("Text", vec![field("number", "number", TypeRef::String)]),
            ),
        ),
        case(
            "Worn",
            (Event::Deprecated, Effect::Warns),
            "let _ = v1_0::Worn::default().number;",
            answering("ShowWorn", object("Worn", vec![number()])),
            answering("ShowWorn", object("Worn", vec![old_field("number")])),
        ),
        case(
            "Sent",
            (Event::Added, Effect::Breaks),
            "let _ = v1_0::Sent::new();",
            sent("Send", "Sent", Vec::new()),
            sent("Send", "Sent", vec![must()]),
        ),
        case(
            "Kept",
            (Event::Required, Effect::Breaks),
            "let _ = v1_0::Kept::new().number(1);",
            sent("Keep", "Kept", vec![number()]),
            sent("Keep", "Kept", vec![must()]),
        ),
        case(
            "Nulled",
            (Event::Nullable, Effect::Documents),
            "let _ = v1_0::Nulled::new().number(1);",
            sent("Null", "Nulled", vec![number()]),
            sent(
                "Null",
                "Nulled",
                vec![Field {
                    nullable: true,
                    ..number()
                }],
            ),
        ),
        case(
            "Fewer",
            (Event::Removed, Effect::Breaks),
            "let _ = v1_0::Fewer::Old;",
            answering(
                "ShowFewer",
                kinds("Fewer", &[("new", "New"), ("old", "Old")]),
            ),
            answering("ShowFewer", kinds("Fewer", &[("new", "New")])),
        ),
        case(
            "More",
            (Event::Added, Effect::Additive),
            "match v1_0::More::New { v1_0::More::New => {} _ => {} }",
            answering("ShowMore", kinds("More", &[("new", "New")])),
            answering("ShowMore", kinds("More", &[("new", "New"), ("old", "Old")])),
        ),
        case(
            "Fading",
            (Event::Deprecated, Effect::Warns),
            "let _ = v1_0::Fading::Old;",
            answering(
                "ShowFading",
                kinds("Fading", &[("new", "New"), ("old", "Old")]),
            ),
            answering("ShowFading", kept),
        ),
    ]
}

pub(crate) fn cases() -> Vec<Case> {
    of_operations().into_iter().chain(of_types()).collect()
}

/// The API that has one side of every case.
fn side(cases: &[Case], of: fn(&Case) -> &Side) -> Api {
    let operations = cases.iter().flat_map(|case| of(case).0.clone());
    let types = cases.iter().flat_map(|case| of(case).1.clone());
    api(operations.collect(), types.collect())
}

/// What changes between the sides of every case.
pub(crate) fn changes(cases: &[Case]) -> Changes {
    let (old, new) = (side(cases, |case| &case.old), side(cases, |case| &case.new));
    compare(&old, &new)
}

fn crate_of(api: &Api) -> FileTree {
    let stub = include_str!("emit_builders/stub.rs").to_owned();
    let runtime = RuntimeFiles {
        sources: [("mod.rs".to_owned(), stub)].into(),
        ..runtime()
    };
    emit(api, &runtime).unwrap()
}

fn rustc(out: &Path, source: &Path, more: &[&str]) -> Output {
    Command::new("rustc")
        .args(["--edition", "2024", "--emit", "metadata"])
        .args(more)
        .arg("--out-dir")
        .arg(out)
        .arg(source)
        .output()
        .unwrap()
}

/// Compiles a crate for the programs.
fn build(folder: &Path, api: &Api) {
    for (path, text) in crate_of(api) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let more = ["--crate-name", "procore", "--crate-type", "lib"];
    let feature = ["--cfg", "feature=\"rfi\""];
    let output = rustc(
        folder,
        &folder.join("src/lib.rs"),
        &[more, [feature[0], feature[1], "--cap-lints", "allow"]].concat(),
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What the compiler makes of a program.
fn outcome(folder: &Path, program: &str) -> (Effect, String) {
    let file = folder.join("user.rs");
    let source = format!(
        "#![allow(unused, unreachable_patterns)]\nuse procore::rfi::*;\nfn main() {{ {program} }}\n"
    );
    std::fs::write(&file, source).unwrap();
    let library = format!("procore={}", folder.join("libprocore.rmeta").display());
    let output = rustc(folder, &file, &["--extern", &library]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let effect = if !output.status.success() {
        Effect::Breaks
    } else if said.contains("warning: ") {
        Effect::Warns
    } else {
        Effect::Additive
    };
    (effect, said)
}

#[test]
fn the_class_of_a_change_is_what_the_compiler_says() {
    let cases = cases();
    let changes = changes(&cases);
    let folder = std::env::temp_dir().join(format!("procore-changes-{}", std::process::id()));
    let (old, new) = (folder.join("old"), folder.join("new"));
    build(&old, &side(&cases, |case| &case.old));
    build(&new, &side(&cases, |case| &case.new));
    let all: String = cases
        .iter()
        .map(|case| format!("{{ {} }}", case.program))
        .collect();
    let (effect, said) = outcome(&old, &all);
    assert_eq!(effect, Effect::Additive, "the old programs: {said}");
    for case in &cases {
        let name = path(case.item).to_string();
        let item = changes.items.iter().find(|item| match &item.subject {
            generator::changes::Subject::Operation { rust, .. }
            | generator::changes::Subject::Type { rust } => rust.to_string() == name,
            generator::changes::Subject::Tool { .. } => false,
        });
        let item = item.unwrap_or_else(|| panic!("nothing changed of {name}"));
        let change = item
            .changes
            .iter()
            .find(|change| change.event == case.event);
        let change = change.unwrap_or_else(|| panic!("{name}: {:?}", item.changes));
        assert_eq!(change.rust, case.effect, "{name}: {:?}", item.changes);
        // A program that says `allow(deprecated)` hears of no other words.
        let program = case.program.replace("#[allow(deprecated)] ", "");
        let (effect, said) = outcome(&new, &program);
        let expected = match case.effect {
            Effect::Breaks | Effect::Warns => case.effect,
            Effect::Behaves | Effect::Additive | Effect::Documents => Effect::Additive,
        };
        assert_eq!(effect, expected, "{}: {program}\n{said}", case.item);
    }
    let _ = std::fs::remove_dir_all(folder);
}
